"""What a record offers its reader now: steps left to take, the pen, what others see of it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kakehashi.people.models import Account, Side
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import OWN
from kakehashi.records.models import Confirmation, Consent, Entry, Item, Version
from kakehashi.records.rules import NEEDS, may_step
from kakehashi.records.selectors import Page, to_confirm
from kakehashi.records.services.pen import TAKE_AFTER, free_day, has_come
from kakehashi.records.services.plans import FACES, OWN_FACE, PUBLIC_FACE


@dataclass(frozen=True)
class Pen:
    """Who holds the pen of a record, who asked for it, and what the reader may do about it."""

    holder: Side
    asked_by: Side | None
    asked_at: dt.datetime | None
    free: dt.date | None
    """The day from which the side that asked may take it."""
    steps: Sequence[str]
    """Of ``ask_pen``, ``return_pen``, ``take_pen`` and ``pass_pen``."""
    others: Sequence[Side]
    """The sides it may be passed to."""


@dataclass(frozen=True)
class Offer:
    """What the page of a record offers its reader."""

    steps: Sequence[str]
    """Steps of the table that the reader may take and that still change something."""
    pen: Pen | None
    answers: bool
    """Whether the reader may answer proposals."""
    below: Sequence[Entry]
    """Older texts that others still see while this one is a draft or only shared."""
    approved: bool
    """Whether a second official approved the restricted sharing of this very text."""
    recipients: Sequence[Account]
    """The people a restricted text names."""


def offer(page: Page, viewer: Viewer, *, at: dt.datetime) -> Offer:
    """Return what ``page`` offers ``viewer``, in at most six queries."""
    item, entry, standing = page.item, page.entry, page.standing
    holds = viewer.side == (standing.pen or standing.origin)
    approvals = (
        set(
            Consent.objects.filter(version_digest=page.version.digest, purpose="share").values_list(
                "by_id", flat=True
            )
        )
        if item.lane == "restricted" and entry.state == "draft"
        else set()
    )
    mine = next((one for one in page.sides if one.side.code == viewer.side), None)
    spent = {
        "confirm": mine is not None and mine.confirmed is not None,
        "publish": mine is not None and mine.consented and item.lane != OWN,
        # Whoever may save the clean text has no need to propose changes to it.
        "propose": holds,
        "consent": _is_in(viewer.account, approvals) or _wrote(viewer, page.version),
        "share": item.lane == "restricted" and not _by_another(viewer.account, approvals),
    }
    return Offer(
        steps=[step for step in page.steps if not spent.get(step)],
        pen=_pen(item, entry, viewer, at=at),
        answers=holds and may_step(viewer, standing, "save"),
        below=_below(page, viewer),
        approved=bool(approvals),
        recipients=list(Account.objects.filter(pk__in=page.marking.people).select_related("side"))
        if page.marking.people
        else [],
    )


def _is_in(account: str, approvals: set[uuid.UUID]) -> bool:
    return account in {str(one) for one in approvals}


def _by_another(account: str, approvals: set[uuid.UUID]) -> bool:
    return bool({str(one) for one in approvals} - {account})


def _wrote(viewer: Viewer, version: Version) -> bool:
    return str(version.author_id) == viewer.account


def _pen(item: Item, entry: Entry, viewer: Viewer, *, at: dt.datetime) -> Pen | None:
    if item.lane == OWN or not item.pen_id:
        return None
    sides = {side.code: side for side in Side.objects.all()}
    asked = item.pen_asked_by_id
    free = free_day(item.pen_asked_at, TAKE_AFTER) if asked and item.pen_asked_at else None
    steps: list[str] = []
    if viewer.side == item.pen_id:
        # An unshared draft would go under with the pen.
        steps = [] if entry.face == OWN_FACE else ["pass_pen"]
    elif viewer.side in item.sides:
        if asked != viewer.side:
            steps = [] if asked else ["ask_pen"]
        else:
            taking = ["take_pen"] if free and has_come(free, at=at) else []
            steps = [*taking, "return_pen"]
    return Pen(
        holder=sides[item.pen_id],
        asked_by=sides.get(asked or ""),
        asked_at=item.pen_asked_at,
        free=free,
        steps=[step for step in steps if viewer.may(NEEDS[step])],
        others=[side for code, side in sides.items() if code in item.sides and code != item.pen_id],
    )


def _below(page: Page, viewer: Viewer) -> list[Entry]:
    """Return the faces under this one that others read, for an official of a side of it."""
    if viewer.side not in page.item.sides or page.entry.face == PUBLIC_FACE:
        return []
    under = FACES[FACES.index(page.entry.face) + 1 :]
    found = {
        entry.face: entry
        for entry in Entry.objects.filter(item=page.item, face__in=under).select_related("version")
    }
    return [found[face] for face in under if face in found]


@dataclass(frozen=True)
class Waiting:
    """A text that waits for the confirmation of the reader's side."""

    entry: Entry
    before: int | None
    """Number of the version that the side confirmed last, where it confirmed one."""
    other: Confirmation | None
    """That another side has confirmed this very text."""


def waiting(viewer: Viewer, limit: int = 50) -> tuple[list[Waiting], bool]:
    """Return texts that wait for the reader's side, oldest first, and whether there are more.

    Four queries, whatever waits.
    """
    entries = to_confirm(viewer, limit + 1)
    more, entries = len(entries) > limit, entries[:limit]
    confirmed = Confirmation.objects.filter(
        item_id__in=[entry.item_id for entry in entries]
    ).select_related("side", "post")
    mine: dict[uuid.UUID, set[str]] = {}
    others: dict[tuple[uuid.UUID, str], Confirmation] = {}
    for one in confirmed:
        if one.side_id == viewer.side:
            mine.setdefault(one.item_id, set()).add(one.content_digest)
        else:
            others[one.item_id, one.content_digest] = one
    before = _last_confirmed(mine, visible_audiences(viewer))
    return [
        Waiting(
            entry,
            before.get(entry.item_id),
            others.get((entry.item_id, entry.version.content_digest)),
        )
        for entry in entries
    ], more


def _last_confirmed(
    mine: Mapping[uuid.UUID, set[str]], visible: Sequence[int]
) -> dict[uuid.UUID, int]:
    digests = {digest for some in mine.values() for digest in some}
    numbers: dict[uuid.UUID, int] = {}
    for item, digest, number in Version.objects.filter(
        item_id__in=list(mine), content_digest__in=digests, audience_id__in=visible
    ).values_list("item_id", "content_digest", "number"):
        if digest in mine[item]:
            numbers[item] = max(number, numbers.get(item, 0))
    return numbers
