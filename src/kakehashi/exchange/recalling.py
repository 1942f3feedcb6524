"""Recall: asking the other side to return or destroy what was shared, and what it answered.

No cryptography can force it: the other side answers what it destroyed, in its own log.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange import blobs, parcels
from kakehashi.exchange.models import REFUSED, Incoming, Outgoing
from kakehashi.exchange.waking import wake
from kakehashi.ledger.models import Leaf
from kakehashi.people.calendars import after_working_days
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import PUBLIC, check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records.crossing import node_side
from kakehashi.records.models import Item
from kakehashi.records.services import ReasonMissing
from kakehashi.records.services.plans import note_event
from kakehashi.records.services.writing import locked
from kakehashi.trust.statements import read_statement

ANSWER_WITHIN = 5
"""Working days in every side's calendar that an answer may take."""
LONGEST_WHY = 500


class NothingToRecall(Refused):
    """Nothing of this record was shared by this side that could still be asked back."""

    code = "nothing-to-recall"
    status = 409
    message = {
        "en": "There is nothing of this record to ask back.",
        "ja": "この案件には、回収・廃棄を依頼できるものがありません。",
    }
    hint = {
        "en": "Only what your side shared, is not published and was not asked back already can be.",
        "ja": "依頼できるのは、自国側が共有し、公表されておらず、"
        "まだ依頼していないものに限られます。",
    }


@dataclass(frozen=True)
class Recall:
    """One request to return or destroy, and what became of it."""

    asked: Outgoing
    due: dt.date
    """The last day on which an answer is in time."""
    answered_at: dt.datetime | None
    parts: Sequence[str]
    """What the other side says it destroyed: of the ``parts`` of ``spec/statement.md``."""
    backups_until: str
    """Day until which its backups hold it, empty where it says none."""
    overdue: bool

    @property
    def why(self) -> str:
        """The reason that was given here; it stays on this node."""
        return str(self.asked.facts.get("why", ""))

    @property
    def refused(self) -> str:
        """Code of the refusal, empty where it was not refused."""
        return self.asked.why if self.asked.state == REFUSED else ""


def recallable(item: uuid.UUID) -> list[Outgoing]:
    """Return what this side shared of a record that may be asked back, one a line and version."""
    shared = (
        Outgoing.objects.filter(item=item, act="share", version__side=node_side() or None)
        .exclude(state=REFUSED)
        .exclude(version__state="published")
        .select_related("version", "line__peer")
        .defer("version__content", "version__header")
        .order_by("pk")
    )
    asked = set(
        Outgoing.objects.filter(item=item, act="recall").values_list("line_id", "version_id")
    )
    found: dict[tuple[str, int], Outgoing] = {}
    for row in shared:
        assert row.version is not None
        key = (row.line_id, row.version.pk)
        if key not in asked and row.version.marking.get("reach") != PUBLIC:
            found[key] = row
    return list(found.values())


def recall(*, item: uuid.UUID, why: str, by: Account, at: dt.datetime) -> int:
    """Ask every side that was given a record to return or destroy all versions of it.

    The reason stays on this node: a statement holds ids and digests alone.

    Returns:
        How many versions are asked back.

    Raises:
        NotHere, NoSide, NotYourRole: when it may not be.
        ReasonMissing: without a reason.
        NothingToRecall: when there is nothing.
    """
    check_side(viewer_of(by), ["share"])
    if not why.strip():
        raise ReasonMissing
    with transaction.atomic():
        found, _entry, version = locked(item, by)
        rows = recallable(item) if by.side_id == node_side() else []
        if not rows:
            raise NothingToRecall
        Outgoing.objects.bulk_create(
            Outgoing(
                line=row.line,
                act="recall",
                item=found,
                version=row.version,
                facts={"why": why.strip()[:LONGEST_WHY]},
                by=by,
                at=at,
            )
            for row in rows
        )
        for row in rows:
            assert row.version is not None
            gone = parcels.recall(row.line, [row.origin], row.version.digest, at=at)
            transaction.on_commit(partial(blobs.destroy, gone))
        note_event(
            found,
            "recalled",
            by=by,
            at=at,
            audience=version.audience_id,
            facts={"versions": sorted(row.version.digest for row in rows if row.version)},
        )
        transaction.on_commit(wake)
    return len(rows)


def recalls(*, at: dt.datetime, item: Item | None = None) -> list[Recall]:
    """Return what this side asked back and what was answered, newest first: at most four queries.

    Args:
        at: overdue is counted up to here.
        item: of one record only.
    """
    asked = Outgoing.objects.filter(act="recall").select_related(
        "line__peer", "item", "version", "by__post"
    )
    rows = list(
        (asked.filter(item=item) if item else asked)
        .defer("version__content", "version__header")
        .order_by("-pk")
    )
    if not rows:
        return []
    answers = _answers(rows)
    sides = list(Side.objects.all())
    calendars = [side.calendar for side in sides]
    today = min(at.astimezone(ZoneInfo(side.zone)).date() for side in sides)
    made = []
    for row in rows:
        digest = row.version.digest if row.version else ""
        answer = answers.get((row.line_id, digest))
        latest = max(row.at.astimezone(ZoneInfo(side.zone)).date() for side in sides)
        due = after_working_days(latest, ANSWER_WITHIN, calendars)
        made.append(
            Recall(
                asked=row,
                due=due,
                answered_at=answer[0] if answer else None,
                parts=answer[1] if answer else (),
                backups_until=answer[2] if answer else "",
                overdue=answer is None and row.state != REFUSED and due < today,
            )
        )
    return made


def _answers(
    rows: Sequence[Outgoing],
) -> Mapping[tuple[str, str], tuple[dt.datetime, Sequence[str], str]]:
    """Return line and version to when its answer came, what was destroyed, until when backups."""
    digests = {row.version.digest for row in rows if row.version}
    came = list(
        Incoming.objects.filter(act="destroyed", version__in=digests).select_related("line")
    )
    leaves = {
        (log, index): bytes(content)
        for log, index, content in Leaf.objects.filter(
            log__in={one.origin for one in came}, index__in={one.index for one in came}
        ).values_list("log_id", "index", "content")
    }
    found = {}
    for one in came:
        facts = read_statement(leaves[one.origin, one.index]).facts
        found[one.line_id, one.version] = (
            one.at,
            tuple(facts["parts"]),
            facts["backups_until"] or "",
        )
    return found
