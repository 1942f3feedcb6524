"""What somebody owes today, computed from state alone; each with a key under which it is told once.

A key names the need, the record, what the need hangs on (a date, a step) and how many weeks it has
waited. What was missed while no mail could go out is therefore told once, as it stands, and what
still waits a week later is told again.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from kakehashi.errors import Words
from kakehashi.framework.selectors import areas_led_by
from kakehashi.governance import action_rules as rules
from kakehashi.governance.models import ActionEntry, ActionPoint, Decision
from kakehashi.governance.selectors.actions import UNRECORDED, Reading, showing
from kakehashi.governance.selectors.decisions import unfollowed
from kakehashi.people.calendars import working_days_until
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import PARTICIPANTS, PUBLIC, Viewer
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records.markings import Marking
from kakehashi.records.models import Link, MarkingTerm, Record

WEEK = 7
SOON = 5
"""Working days of both sides before a due date from which it is told."""

QUARTER = 90
MOST = 100
"""How many things of one need a digest looks at; the desk has them all."""

RETURNED, LATE, DUE, VERIFY, ACCEPT, UNKNOWN = (
    *("returned", "late", "due"),
    *("verify", "accept", "unrecorded"),
)

NEEDS: dict[str, Words] = {
    # in the order in which a digest tells them
    RETURNED: {"en": "Returned to you", "ja": "差し戻された対応事項"},
    LATE: {"en": "Overdue", "ja": "期限を過ぎた対応事項"},
    DUE: {"en": "Due soon", "ja": "期限が近い対応事項"},
    VERIFY: {"en": "Reported done: to verify", "ja": "完了の確認をお願いする対応事項"},
    ACCEPT: {"en": "Due dates to accept", "ja": "期限の受入れをお願いする対応事項"},
    UNKNOWN: {
        "en": "Completion not recorded: please confirm",
        "ja": "完了の記録のない事項（確認のお願い）",
    },
}


@dataclass(frozen=True)
class Thing:
    """One thing that somebody owes."""

    key: str
    need: str
    kind: str
    reference: str
    title: Words
    """Per language; empty where the marking lets no title into a mail."""
    day: dt.date | None = None
    page: str = ""
    """Name of the page of its reference on the desk; that of its kind where empty."""


Source = Callable[[Account, Viewer, dt.date], Iterable[Thing]]

SOURCES: dict[str, Source] = {}
"""Need to what finds it, entered by rooms above."""


def owes(need: str, words: Words, source: Source) -> None:
    """Enter what somebody owes to a room above; told after what this room knows itself.

    Args:
        need: short, stable; its things bear it, and their keys begin with it.
        words: over them in the mail.
        source: given account, viewer and the reader's day, what they owe: a fixed number of
            queries.

    Raises:
        ValueError: for a need that was entered already.
    """
    if need in NEEDS:
        raise ValueError(f"{need} is entered twice")
    NEEDS[need] = words
    SOURCES[need] = source


def owed_by(account: Account, today: dt.date) -> list[Thing]:
    """Return what ``account`` owes, the most pressing need first: nine queries at most.

    The rooms above add theirs. Nothing for those who only read, and only of what they may see.

    Args:
        account: whose.
        today: the day it is where they are.
    """
    viewer = viewer_of(account)
    if not viewer.side or not viewer.may("write"):
        return []
    rows = _points(account, viewer)
    turns = _turns([row.item_id for row in rows])
    terms = {term.text: term.mail for term in MarkingTerm.objects.filter(caveat=False)}
    calendars = [side.calendar for side in Side.objects.all()]
    found = [
        thing
        for row in rows
        for thing in _of_point(row, viewer, today, turns.get(row.item_id, ""), calendars, terms)
    ]
    if viewer.may("record_decisions") and viewer.may("manage_meetings"):
        found += _unknown(viewer, today, terms)
    for source in SOURCES.values():
        found += source(account, viewer, today)
    order = list(NEEDS)
    return sorted(found, key=lambda one: (order.index(one.need), one.day or dt.date.max, one.key))


def _points(account: Account, viewer: Viewer) -> list[ActionPoint]:
    """Return the action points that wait for this person rather than for a colleague.

    What a post owns is its holder's; what no account's post owns, and what waits for the other
    side as such, is for whoever leads the area and for the coordinators.
    """
    coordinates = viewer.may("manage_meetings")
    mine = Q(side=viewer.side, post=account.post_id or "-")
    if coordinates:
        served = Account.objects.filter(
            side_id=viewer.side, is_active=True, post_id__isnull=False
        ).values("post_id")
        mine |= Q(side=viewer.side) & ~Q(post__in=served)
    theirs = ~Q(side=viewer.side) & (
        Q(standing=rules.REPORTED) | Q(standing__in=rules.WORKED_ON, due_standing=rules.COUNTERED)
    )
    if not viewer.may("confirm"):
        theirs &= ~Q(standing=rules.REPORTED)
    if not coordinates:
        theirs &= Q(area__in=areas_led_by(account.post_id) if account.post_id else [])
    return list(
        ActionPoint.objects.filter(
            mine & Q(standing__in=rules.WORKED_ON) | theirs,
            audience_id__in=visible_audiences(viewer),
        )
        .select_related("entry__version", "item")
        .defer("entry__version__content", "entry__version__header")
        .order_by("due_on", "pk")[:MOST]
    )


def _turns(points: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the last step of each that gave it into other hands, so that a new turn is told."""
    turning = (
        *(rules.REPORT_DONE, rules.RETURN, rules.REOPEN),
        *(rules.PROPOSE_DUE, rules.HAND_OVER),
    )
    to_of = dict(
        Link.objects.filter(to_id__in=points, relation="about", kind="action_entry").values_list(
            "entry_id", "to_id"
        )
    )
    return {
        to_of[pk]: f"{at:%Y-%m-%d}.{item.hex[-8:]}"
        for pk, item, at in ActionEntry.objects.filter(pk__in=list(to_of), step__in=turning)
        .exclude(state__in=["draft", "withdrawn"])
        .order_by("item__created_at", "item_id")
        .values_list("pk", "item_id", "item__created_at")
    }


def _of_point(  # noqa: PLR0917 - what one row is told by
    row: ActionPoint,
    viewer: Viewer,
    today: dt.date,
    turn: str,
    calendars: Sequence[str],
    terms: Mapping[str, bool],
) -> Iterable[Thing]:
    since = dt.date.fromisoformat(turn[:10]) if turn else row.date or today
    weeks = max((today - since).days, 0) // WEEK

    def thing(need: str, hangs_on: object, day: dt.date | None) -> Thing:
        return _thing(need, row, f"{need}:{row.item_id}:{hangs_on}", day, terms)

    if row.side != viewer.side:
        if row.standing == rules.REPORTED:
            yield thing(VERIFY, f"{turn}:{weeks}", row.done_date)
        else:
            yield thing(ACCEPT, f"{row.offered_date}:{weeks}", row.offered_date)
        return
    if row.standing in (rules.RETURNED, rules.REOPENED):
        yield thing(RETURNED, f"{turn}:{weeks}", row.due_on)
    elif row.due_standing == rules.ASKED:
        if row.offered_date is not None and row.offered_date >= today:
            yield thing(ACCEPT, f"{row.offered_date}:{turn}:{weeks}", row.offered_date)
    elif row.agreed_date is not None and row.agreed_date < today:
        late = (today - row.agreed_date).days // WEEK
        yield thing(LATE, f"{row.agreed_date}:{late}", row.agreed_date)
    elif row.agreed_date is not None and (
        working_days_until(today, row.agreed_date, calendars) <= SOON
    ):
        yield thing(DUE, row.agreed_date, row.agreed_date)


def _unknown(viewer: Viewer, today: dt.date, terms: Mapping[str, bool]) -> list[Thing]:
    """Return old decisions and action points of which the record shows no end."""
    reading = Reading(viewer, today)
    points = (
        ActionPoint.objects.filter(
            showing(UNRECORDED, reading), audience_id__in=visible_audiences(viewer)
        )
        .select_related("entry__version")
        .defer("entry__version__content", "entry__version__header")
        .order_by("date", "pk")[:MOST]
    )
    decisions, _total = unfollowed(viewer, MOST, today=today)
    versions = {
        one.pk: one
        for one in Decision.objects.filter(pk__in=[one.pk for one in decisions])
        .select_related("entry__version")
        .defer("entry__version__content", "entry__version__header")
    }
    found = []
    for row in (*points, *(versions[one.pk] for one in decisions)):
        assert isinstance(row, ActionPoint | Decision)
        day = row.due_date or row.date
        quarter = (today - day).days // QUARTER if day else 0
        found.append(_thing(UNKNOWN, row, f"{UNKNOWN}:{row.item_id}:{quarter}", day, terms))
    return found


def _thing(
    need: str, row: Record, key: str, day: dt.date | None, terms: Mapping[str, bool]
) -> Thing:
    shown = may_stand_in_mail(Marking.from_object(row.entry.version.marking), terms)
    return Thing(
        key=key,
        need=need,
        kind=row.entry.kind,
        reference=row.reference,
        title={"en": row.title_en, "ja": row.title_ja} if shown else {},
        day=day,
    )


def may_stand_in_mail(marking: Marking, terms: Mapping[str, bool]) -> bool:
    """Say whether a title may leave in a mail: it is public, or its marking says so.

    Args:
        marking: of the text.
        terms: national markings, and whether each lets a title into a mail.
    """
    if marking.reach == PUBLIC:
        return True
    national = list(marking.national.values())
    return (
        marking.reach == PARTICIPANTS
        and not marking.caveats
        and not marking.groups
        and bool(national)
        and all(terms.get(text, False) for text in national)
    )
