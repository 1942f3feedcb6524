"""After a restore: the node takes back what is missing, and says nothing until it is released."""

import datetime as dt

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.models import Line
from kakehashi.exchange.waking import wake
from kakehashi.ledger import services as ledger
from kakehashi.ledger.logs.guard import Guard
from kakehashi.ledger.models import Log
from kakehashi.ledger.models.logs import OPEN
from kakehashi.records.crossing import node_side
from kakehashi.trust.checkpoints import read_checkpoint
from kakehashi.trust.notes import read_note


class NotRestored(Refused):
    """There is nothing to release: the node was not restored, or lacks entries still."""

    code = "not-restored"
    status = 409
    message = {
        "en": "There is nothing to release on this line now.",
        "ja": "この接続には、現在、再開を承認すべきものがありません。",
    }
    hint = {
        "en": "A restored node first takes back what the other side holds; wait until it has.",
        "ja": "復元されたノードは、まず相手側の保有する内容を取り戻します。"
        "完了するまでお待ちください。",
    }


class LineHeld(Refused):
    """This node was restored, and says nothing before two officials release it."""

    code = "line-held"
    status = 409
    message = {
        "en": "This node was restored from a backup and signs nothing now.",
        "ja": "このノードはバックアップから復元されたため、現在、署名を行いません。",
    }
    hint = {
        "en": "Nothing is lost. It goes on once two officials of its side have released it.",
        "ja": "失われたものはありません。自国側の担当者2名の承認により再開します。",
    }


class LeavesGone(Refused):
    """Entries that this node signed are neither here nor at the other side."""

    code = "leaves-gone"
    status = 409
    message = {
        "en": "Entries {first} to {last} of {origin} were signed and are nowhere now.",
        "ja": "{origin} の第{first}番から第{last}番までのエントリーは、署名済みですが、"
        "どこにも残っていません。",
    }
    hint = {
        "en": "This log cannot go on. Two officials begin a new one on the page of keys.",
        "ja": "このログは継続できません。鍵のページで、担当者2名が新しいログを開始してください。",
    }


def check_not_held(line: Line) -> None:
    """Refuse to sign anything on a line whose node was restored.

    Raises:
        LineHeld: until two officials have released it.
    """
    if Line.objects.filter(pk=line.pk, restored_at__isnull=False).exists():
        raise LineHeld


def mirror_is_behind(origin: str, guard: Guard) -> bool:
    """Say whether this node countersigned more of the other side's log than its database knows.

    A checkpoint is durable before it is countersigned, and the guard moves after that: where the
    guard knows a larger one, the database was put back.
    """
    held = guard.read()
    if not held:
        return False
    known = Log.objects.values_list("signed_size", flat=True).get(pk=origin)
    return read_checkpoint(read_note(held).text).size > known


def note_restored(line: Line, *, at: dt.datetime) -> None:
    """Write down that guard and database show a restore; once, until it is released."""
    with transaction.atomic():
        if Line.objects.filter(pk=line.pk, restored_at=None).update(restored_at=at):
            line.restored_at = at
            _note("exchange.line.restored", line, at=at)


def check_restored(line: Line) -> None:
    """Refuse where nothing can be released.

    Raises:
        NotRestored: when nothing waits, or the log is not whole yet.
    """
    whole = Log.objects.filter(pk=line.origin, state=OPEN).exists()
    if line.restored_at is None or not whole:
        raise NotRestored


def release(line: Line, *, at: dt.datetime) -> None:
    """Let a restored node sign and send again; two officials have approved it.

    Raises:
        NotRestored: when nothing waits, or the log is not whole yet.
    """
    check_restored(line)
    Line.objects.filter(pk=line.pk).update(restored_at=None)
    _note("exchange.line.released", line, at=at)
    transaction.on_commit(wake)


def _note(name: str, line: Line, *, at: dt.datetime) -> None:
    ledger.append(
        [
            ledger.Entry(
                name=name,
                actor="",
                side=node_side(),
                subject="",
                facts={"peer": line.pk, "origin": line.origin},
            )
        ],
        at=at,
    )
