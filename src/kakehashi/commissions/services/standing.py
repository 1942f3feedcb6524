"""What every write to a commission begins with: finding it, locking it, asking whose it is."""

import datetime as dt
import uuid
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from kakehashi.commissions.models import Asked, Course
from kakehashi.commissions.rules import OPEN, STATES
from kakehashi.commissions.services.refusals import CommissionOver, NotYourCommission, NotYourReturn
from kakehashi.errors import NotHere
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account, Organisation
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of, visible_audiences


def office_words(organisation: Organisation, division: str = "") -> dict[str, str]:
    """Return what an office is called, in both languages."""
    return {
        "en": f"{organisation.name_en} {division}".strip(),
        "ja": f"{organisation.name_ja}{division}",
    }


def asker_words(course: Course) -> Mapping[str, str]:
    """Return who commissions: the post and its office."""
    office = course.organisation or (course.post.organisation if course.post else None)
    named = course.post or course.by
    if named is None:
        return office_words(office) if office else {"en": "", "ja": ""}
    if office is None:
        return {"en": named.name_en, "ja": named.name_ja}
    called = {
        "en": (office.name_en, office.short_en),
        "ja": (office.name_ja, office.short_ja),
    }
    said = {"en": named.name_en, "ja": named.name_ja}
    # A post whose name says its office needs no second word of it.
    clear = {
        code: any(one and one in said[code] for one in names) for code, names in called.items()
    }
    return {
        "en": said["en"] if clear["en"] else f"{said['en']}, {office.name_en}",
        "ja": said["ja"] if clear["ja"] else f"{office.name_ja} {said['ja']}",
    }


def today_of(course: Course, at: dt.datetime) -> dt.date:
    """Return the day it is on the commission's side."""
    return at.astimezone(ZoneInfo(course.side.zone)).date()


def locked_course(item: uuid.UUID) -> Course:
    """Return the course of a commission, locked for writing.

    Raises:
        NotHere: when there is none.
    """
    found = (
        Course.objects.select_for_update(of=("self",))
        .select_related("item", "side", "organisation", "post__organisation", "by")
        .filter(pk=item)
        .first()
    )
    if found is None:
        raise NotHere
    return found


def steered(item: uuid.UUID, by: Account) -> Course:
    """Return a commission's course, locked, where ``by`` may steer it.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        NotYourCommission: for another office's.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["read_own_side", "write"])
    course = locked_course(item)
    if course.audience_id not in visible_audiences(viewer):
        raise NotHere
    if course.organisation_id not in ("", None, viewer.organisation) and not viewer.may("share"):
        assert course.organisation is not None
        raise NotYourCommission(
            reference=course.item.reference, office=office_words(course.organisation)
        )
    return course


def asked_of(asked: int, by: Account) -> tuple[Asked, Course]:
    """Return one office asked, with the locked course, where ``by`` may answer for it.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        NotYourReturn: for another office.
    """
    viewer = viewer_of(by)
    check_side(viewer, ["read_own_side", "comment"])
    found = Asked.objects.select_related("organisation").filter(pk=asked).first()
    if found is None:
        raise NotHere
    course = locked_course(found.commission_id)
    if course.audience_id not in visible_audiences(viewer):
        raise NotHere
    if found.organisation_id != viewer.organisation and not viewer.may("share"):
        raise NotYourReturn(office=office_words(found.organisation, found.division))
    found.refresh_from_db()
    return found, course


def check_open(course: Course) -> None:
    """Refuse what only an open commission takes.

    Raises:
        CommissionOver: when it is closed or withdrawn.
    """
    if course.state != OPEN:
        raise CommissionOver(
            reference=course.item.reference, state=STATES[course.state], asker=asker_words(course)
        )


def note(
    course: Course,
    event: str,
    *,
    by: Account | None,
    at: dt.datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Append an event about a commission to the timeline: ids and field names, never a text."""
    ledger.append(
        [
            ledger.Entry(
                name=f"commissions.commission.{event}",
                actor=str(by.pk) if by else "",
                side=course.side_id,
                subject=str(course.item_id),
                facts=dict(facts or {}),
                audience_id=course.audience_id,
            )
        ],
        at=at,
    )
