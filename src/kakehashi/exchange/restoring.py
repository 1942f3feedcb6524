"""After a restore: the node takes back what is missing, and says nothing until it is released."""

import datetime as dt

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.models import Line
from kakehashi.exchange.waking import wake
from kakehashi.ledger import services as ledger
from kakehashi.ledger.models import Log
from kakehashi.ledger.models.logs import OPEN
from kakehashi.records.crossing import node_side


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
