"""Starting a joint action; its progress, derived from updates and locked periods."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from kakehashi.errors import NotHere, Refused
from kakehashi.framework.models import Provision
from kakehashi.framework.rules import ACTIONABLE, ENDED
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Item, Link
from kakehashi.records.services import LinkTo, NewText
from kakehashi.workplan.models import JointAction, PeriodReport, PeriodValue, Round, Update
from kakehashi.workplan.rules import NOT_YET, PROGRESS

ABOUT = "about"


class NatureNotActionable(Refused):
    """A joint action was to be started without a nature that can be tracked."""

    code = "nature-not-actionable"
    message = {
        "en": "A Joint Action needs a nature that progress can be told of.",
        "ja": "共同作業には、進捗を示せる性質が必要です。",
    }
    hint = {
        "en": "Choose deliverable, continuing, inquiry or dated.",
        "ja": "性質を選択してください。",
    }


def start_action(
    *,
    text: NewText,
    by: Account,
    at: dt.datetime,
    lane: str = "",
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Start a joint action under a provision: a draft on one's own side.

    Area and pillar are those of the provision, and its strength where none is given.

    Args:
        text: what it says; its facts name the ``provision`` and the ``nature``.
        by: who writes.
        at: when.
        lane: the kind's own where empty.
        id: an id drawn beforehand, as for :func:`kakehashi.records.services.create`.

    Raises:
        NotHere: for a provision the account does not see.
        NatureNotActionable: for a nature whose progress is not tracked.
        Refused: as :func:`kakehashi.records.services.create`.
    """
    facts = dict(text.facts)
    with transaction.atomic():
        row = (
            Provision.objects.filter(
                reference=facts.get("provision") or "",
                audience_id__in=visible_audiences(viewer_of(by)),
            )
            .exclude(state__in=ENDED)
            .first()
        )
        if row is None:
            raise NotHere
        if facts.get("nature") not in ACTIONABLE:
            raise NatureNotActionable
        facts |= {"area": row.area, "pillar": row.pillar}
        facts["strength"] = facts.get("strength") or row.strength
        area = Link.objects.filter(entry_id=row.pk, relation="of_area").first()
        links = [LinkTo("of_provision", row.item_id)]
        links += [LinkTo("of_area", area.to_id)] if area else []
        return records.create(
            kind="joint_action",
            text=replace(text, facts=facts, links=list(dict.fromkeys([*links, *text.links]))),
            by=by,
            at=at,
            lane=lane,
            id=id,
        )


def settle_progress(items: Sequence[Item]) -> None:
    """Bring the reported progress of joint actions in step with their updates.

    Args:
        items: updates that were written, or joint actions whose faces were.
    """
    updates = [item.pk for item in items if item.kind == "update"]
    actions = {item.pk for item in items if item.kind == "joint_action"}
    if updates:
        actions |= set(
            Link.objects.filter(item_id__in=updates, relation=ABOUT).values_list("to_id", flat=True)
        )
    if not actions:
        return
    _settle(JointAction.objects.filter(item_id__in=actions), list(actions))


def settle_all() -> None:
    """Bring the reported progress of every joint action in step: a period was locked or published.

    A fixed number of queries, and one for every 500 joint actions that moved.
    """
    _settle(JointAction.objects.all(), None)


BATCH = 500


def _settle(rows: QuerySet[JointAction], actions: Sequence[uuid.UUID] | None) -> None:
    reported = _reported(actions)
    moved = []
    for row in rows.only("pk", "item_id", "nature", "progress", "progress_public", "reported_at"):
        known = reported.get(str(row.item_id), Told())
        allowed = PROGRESS.get(row.nature, ())
        progress = known.progress if known.progress in allowed else NOT_YET
        public = known.public if known.public in allowed else NOT_YET
        day = dt.date.fromisoformat(known.day) if len(known.day) == len("2026-01-01") else None
        if (row.progress, row.progress_public, row.reported_at) != (progress, public, day):
            row.progress, row.progress_public, row.reported_at = progress, public, day
            moved.append(row)
    JointAction.objects.bulk_update(
        moved, ["progress", "progress_public", "reported_at"], batch_size=BATCH
    )


@dataclass
class Told:
    """What was last told of a joint action: to the Participants, and in public."""

    progress: str = NOT_YET
    public: str = NOT_YET
    day: str = ""
    """Day of the last activity reported."""


def _reported(actions: Sequence[uuid.UUID] | None) -> dict[str, Told]:
    """Return what was last told of each action, by updates and by locked periods: three queries.

    The one rule of progress: what was told last counts. A locked period counts on its last day,
    as what both sides confirmed of all that went before; an update after that day counts again.
    """
    links = Link.objects.filter(relation=ABOUT, kind="update")
    locked = PeriodValue.objects.exclude(locked_date=None).exclude(progress=NOT_YET)
    if actions is not None:
        links, locked = links.filter(to_id__in=actions), locked.filter(action_id__in=actions)
    to_of: dict[int, list[str]] = {}
    for entry, action in links.values_list("entry_id", "to_id"):
        to_of.setdefault(entry, []).append(str(action))
    rows = Update.objects.exclude(Q(progress="") | Q(state__in=["draft", "withdrawn"]))
    if actions is not None:
        rows = rows.filter(pk__in=links.values("entry_id"))
    told = [
        (date, 0, at, pk, to, progress, date, state == "published" and reach == "public")
        for pk, progress, date, state, reach, at in rows.values_list(
            "pk", "progress", "date", "state", "audience__reach", "updated_at"
        )
        for to in to_of.get(pk, ())
    ]
    public = set(
        Round.objects.filter(state="published", standing="locked").values_list("item_id", flat=True)
    )
    for pk, action, period, progress, ends, at, day in locked.annotate(
        day=Subquery(
            PeriodReport.objects.filter(item=OuterRef("report_id"))
            .exclude(activity_date="")
            .values("activity_date")[:1]
        )
    ).values_list("pk", "action_id", "period_id", "progress", "ends", "locked_date", "day"):
        moment = dt.datetime.combine(at or ends, dt.time(), dt.UTC)
        told.append(
            (ends.isoformat(), 1, moment, pk, str(action), progress, day or "", period in public)
        )
    found: dict[str, Told] = {}
    for _date, _tier, _at, _pk, to, progress, day, in_public in sorted(
        told, key=itemgetter(0, 1, 2, 3)
    ):
        known = found.setdefault(to, Told())
        known.progress, known.day = progress, day or known.day
        if in_public:
            known.public = progress
    return found
