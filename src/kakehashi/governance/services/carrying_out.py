"""Carrying a review out: the text it leads to comes into force, and what hung on it follows."""

import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.framework.models import Edition
from kakehashi.framework.revising import make_edition
from kakehashi.framework.revising.editions import MadeEdition
from kakehashi.governance.models import Review
from kakehashi.governance.review_rules import DECIDED, IN_FORCE, OPEN, STANDINGS
from kakehashi.governance.selectors.reviews import Outlook, moves_of, settled_changes
from kakehashi.governance.services.review_refusals import (
    ActionsUnanswered,
    ReviewNotConfirmed,
    ReviewNotYet,
    ReviewStanding,
)
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records.models import Item
from kakehashi.records.services.plans import PUBLIC_FACE, SHARED_FACE, note_event
from kakehashi.workplan.reattaching import follow_text, reattach

PERMISSION = "record_decisions"
SETTLED = ("confirmed", "published")


def begun_everywhere(at: dt.datetime) -> dt.date:
    """Return the last day that has begun on the clocks of all sides."""
    zones = Side.objects.values_list("zone", flat=True)
    return min([at.astimezone(ZoneInfo(zone)).date() for zone in zones] or [at.date()])


def carry_out_review(*, review: uuid.UUID, by: Account, at: dt.datetime) -> MadeEdition:
    """Put the text that a review leads to into force: all of it in one transaction, or nothing.

    What both sides confirmed is what comes into force; a draft of either is not looked at.

    Args:
        review: the item.
        by: in whose name; who decided it where it is done on the day by itself.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere: when the account may not.
        ReviewStanding: unless it is decided.
        ReviewNotYet: before its day has begun on both sides.
        ReviewNotConfirmed: while a side has not confirmed it or one of its changes.
        ActionsUnanswered: when a joint action has nowhere to go.
        Refused: when the changes do not make a text any more.
    """
    check_side(viewer_of(by), [PERMISSION])
    with transaction.atomic():
        item = Item.objects.select_for_update(of=("self",)).get(pk=review)
        row = _settled(item)
        if row is None or row.standing != DECIDED or row.takes_effect is None:
            raise ReviewStanding(standing=STANDINGS[row.standing if row else OPEN])
        if begun_everywhere(at) < row.takes_effect:
            raise ReviewNotYet(day=day_words(row.takes_effect))
        changes = settled_changes(item.pk)
        wanting = [
            one.reference
            for one in (row.entry, *(each.entry for each in changes))
            if one.state not in SETTLED
        ]
        if wanting:
            raise ReviewNotConfirmed(records=", ".join(wanting[:12]))
        outlook = Outlook(changes, moves_of(row.entry.version))
        if outlook.refusal is not None:
            raise outlook.refusal
        if outlook.unanswered:
            names = [one.action.reference for one in outlook.unanswered]
            raise ActionsUnanswered(actions=", ".join(names[:12]))
        outlook.actions  # noqa: B018 - read before the text is numbered anew
        made = make_edition(
            changes=outlook.changes,
            since=row.takes_effect,
            names={},
            carried_by=item.pk,
            by=by,
            at=at,
        )
        reattach(to=outlook.destinations(made.items), note=row.reference, by=by, at=at)
        follow_text()
        settle_standing([item])
        note_event(
            item,
            "came_into_force",
            by=by,
            at=at,
            audience=row.audience_id,
            facts={"since": row.takes_effect.isoformat()},
        )
    return made


def _settled(item: Item) -> Review | None:
    """Return a review as both sides have it."""
    rows = {
        row.entry.face: row
        for row in Review.objects.filter(
            item=item, entry__face__in=(SHARED_FACE, PUBLIC_FACE)
        ).select_related("entry__version", "item")
    }
    return rows.get(SHARED_FACE) or rows.get(PUBLIC_FACE)


def settle_standing(items: Sequence[Item]) -> None:
    """Bring the standing of reviews in step with the edition they led to.

    Args:
        items: reviews that were written.
    """
    made = Edition.objects.filter(carried_by__in=items).values_list("carried_by_id", flat=True)
    Review.objects.filter(item_id__in=list(made)).update(standing=IN_FORCE)
