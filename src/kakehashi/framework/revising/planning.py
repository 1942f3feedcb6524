"""What will stand: provisions as they are and changes to them, worked out to the next edition.

Knows no database and no clock. The number of a provision is where it stands, never what it is: the
item is. A provision that moves takes those below it along; the order is that of the numbers.
"""

import re
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.framework.revising.refusals import (
    ChangedTwice,
    ChangeIncomplete,
    ChangesInACircle,
    MergesIntoItself,
    NothingChanges,
    NumberTaken,
    NumberWrong,
    ParentEnded,
    ProvisionNotStanding,
    RetiredAndChanged,
    SplitNeedsTwo,
)

KEPT, REWORDED, SPLIT, MERGED = "kept", "reworded", "split", "merged"
RENUMBERED, RETIRED, ADDED = "renumbered", "retired", "added"

_NUMBER = re.compile(r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$")
_ROMAN = re.compile(r"^(x{0,3})(ix|iv|v?i{0,3})$")
_VALUES = {"x": 10, "ix": 9, "v": 5, "iv": 4, "i": 1}
LONGEST = 30


@dataclass(frozen=True)
class Stand:
    """A provision where it stands in the present text."""

    item: uuid.UUID
    reference: str
    parent: str
    position: int
    section: str = ""
    area: str = ""
    pillar: str = ""
    level: str = ""
    number: str = ""
    """As the text prints it: ``b``, ``(b)`` or the whole reference."""


@dataclass(frozen=True)
class Change:
    """One change: from provisions of the present text to one of the next, or to none."""

    key: str
    """Reference of the record that proposes it."""
    kind: str
    """One of :data:`kakehashi.framework.rules.CHANGES`."""
    sources: Sequence[uuid.UUID] = ()
    into: uuid.UUID | None = None
    """The provision of the present text that goes on as this one; a new one where None."""
    number: str = ""
    """The reference in the next text; as it was where empty."""
    wording: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """``title``, ``statement``, ``verb`` to language to text; as it was where empty."""
    strength: int | None = None
    nature: str = ""
    area: str = ""
    """Code of the area of a new provision that stands under no other."""


@dataclass
class Planned:
    """A provision of the next text."""

    item: uuid.UUID | None
    """None for one that begins with this edition."""
    reference: str
    before: Stand | None
    change: Change | None = None
    """None where it is kept, or only follows the one it stands under."""
    parent: str = ""
    position: int = 0
    section: str = ""
    area: str = ""
    pillar: str = ""
    level: str = ""
    number: str = ""

    @property
    def mark(self) -> str:
        """What happened to it, in one word of :data:`kakehashi.framework.rules.CHANGES`."""
        if self.change is not None and self.change.kind != KEPT:
            return self.change.kind
        moved = self.before is not None and self.before.reference != self.reference
        return RENUMBERED if moved else KEPT


@dataclass(frozen=True)
class NextText:
    """The next text: what stands in it, and what of the present one does not."""

    provisions: Sequence[Planned]
    ended: Mapping[uuid.UUID, Sequence[Change]]
    """Provisions that no longer stand, with what ended them."""

    def of_change(self, change: Change) -> Planned | None:
        """Return the provision that a change leads to."""
        return next((one for one in self.provisions if one.change is change), None)


def plan(
    stands: Sequence[Stand],
    changes: Sequence[Change],
    areas: Mapping[str, str],
    *,
    needs_change: bool = True,
) -> NextText:
    """Work out the next text.

    Args:
        stands: the present text in its order.
        changes: what is to change.
        areas: code of every area to the code of its pillar.
        needs_change: whether a text that stays as it is, is refused.

    Returns:
        The next text in its order.

    Raises:
        ChangeIncomplete, ProvisionNotStanding, MergesIntoItself, ChangesInACircle,
        RetiredAndChanged, ChangedTwice, SplitNeedsTwo, NumberWrong, NumberTaken, ParentEnded,
        NothingChanges: when the changes do not make a text.
    """
    known = {one.item: one for one in stands}
    if needs_change and all(one.kind == KEPT for one in changes):
        raise NothingChanges
    for change in changes:
        _check_complete(change, known)
    _check_circles(changes, known)
    _check_roles(changes, known)
    ended = _ended(changes)
    planned = _numbered(stands, changes, ended)
    _place(planned, stands, areas)
    return NextText(_ordered(planned, stands), ended)


def _check_complete(change: Change, known: Mapping[uuid.UUID, Stand]) -> None:
    for item in [*change.sources, *([change.into] if change.into else [])]:
        if item not in known:
            raise ProvisionNotStanding(reference=change.key)
    count, wanted = len(set(change.sources)), None
    worded = bool(change.wording.get("statement"))
    if change.kind == ADDED:
        wrong = bool(count)
        wanted = {"en": "a new provision comes from none", "ja": "新設には元の項・項目がありません"}
    elif change.kind == MERGED:
        wrong = not count
        wanted = {"en": "what is merged", "ja": "統合する項・項目"}
        everything = {*change.sources, *([change.into] if change.into else [])}
        if count and len(everything) == 1:
            raise MergesIntoItself(reference=known[next(iter(everything))].reference)
    else:
        wrong = count != 1
        wanted = {"en": "one provision of the present text", "ja": "現行の項・項目一つ"}
    if wrong:
        raise ChangeIncomplete(change=_said(change, known), what=wanted, field="sources")
    needs_number = change.kind == RENUMBERED or (
        change.into is None and change.kind in (ADDED, SPLIT, MERGED)
    )
    if needs_number and not change.number:
        raise ChangeIncomplete(
            change=_said(change, known),
            what={"en": "the new number", "ja": "新たな番号"},
            field="number",
        )
    new = change.into is None and change.kind in (ADDED, SPLIT, MERGED)
    if (new or change.kind == REWORDED) and not worded:
        raise ChangeIncomplete(
            change=_said(change, known),
            what={"en": "the new wording", "ja": "新たな文言"},
            field="statement",
        )
    if change.number and (len(change.number) > LONGEST or not _NUMBER.match(change.number)):
        raise NumberWrong(reference=change.number[:40])


def _said(change: Change, known: Mapping[uuid.UUID, Stand]) -> str | Mapping[str, str]:
    """Name a change by what it is made to: it may have no reference of its own yet."""
    named = [known[one].reference for one in dict.fromkeys(change.sources)]
    new = {"en": "a new provision", "ja": "新設"}
    return ", ".join(named) or new


def _check_circles(changes: Sequence[Change], known: Mapping[uuid.UUID, Stand]) -> None:
    """Refuse provisions that go into one another all the way round."""
    goes: dict[uuid.UUID, list[uuid.UUID]] = {}
    for change in changes:
        if change.into is not None:
            for source in change.sources:
                if source != change.into:
                    goes.setdefault(source, []).append(change.into)
    into = {to for found in goes.values() for to in found}
    left = set(goes)
    # What leads out of the tangle, or only into it, is peeled off; a circle is what stays.
    while left:
        free = {one for one in left if not any(to in left for to in goes[one]) or one not in into}
        if not free:
            circle = sorted(known[one].reference for one in left)
            raise ChangesInACircle(references=", ".join(circle))
        left -= free
        into = {to for one in left for to in goes[one]}


def _check_roles(changes: Sequence[Change], known: Mapping[uuid.UUID, Stand]) -> None:
    """Refuse changes of one provision that do not fit together, and splits into one part."""
    for item, own in _touching(changes).items():
        reference = known[item].reference
        kinds = {change.kind for change in own}
        if RETIRED in kinds and len(own) > 1:
            raise RetiredAndChanged(reference=reference)
        split = [one for one in own if one.kind == SPLIT and item in one.sources]
        others = [one for one in own if one not in split]
        if others and (split or len(others) > 1):
            raise ChangedTwice(reference=reference)
        if len([one for one in split if one.into == item]) > 1:
            raise ChangedTwice(reference=reference)
        if len(split) == 1:
            raise SplitNeedsTwo(reference=reference)


def _touching(changes: Sequence[Change]) -> dict[uuid.UUID, list[Change]]:
    """Return the changes by every provision that they start from or lead to."""
    touching: dict[uuid.UUID, list[Change]] = {}
    for change in changes:
        for item in {*change.sources, *([change.into] if change.into else [])}:
            touching.setdefault(item, []).append(change)
    return touching


def _ended(changes: Sequence[Change]) -> dict[uuid.UUID, list[Change]]:
    ended: dict[uuid.UUID, list[Change]] = {}
    goes_on = {change.into for change in changes if change.into is not None}
    for change in changes:
        if change.kind in (RETIRED, SPLIT, MERGED):
            for item in change.sources:
                if item not in goes_on:
                    ended.setdefault(item, []).append(change)
    return ended


def _numbered(
    stands: Sequence[Stand],
    changes: Sequence[Change],
    ended: Mapping[uuid.UUID, Sequence[Change]],
) -> list[Planned]:
    """Return what will stand with its reference; what stands below follows the one above."""
    by_reference = {one.reference: one for one in stands}
    going_on = _going_on(changes)
    planned: dict[str, Planned] = {}
    left: dict[str, list[str]] = {}
    # From the top down, so that the one above has its new number already.
    for stand in sorted(stands, key=lambda one: (one.reference.count("."), one.position)):
        if stand.item in ended:
            continue
        own = going_on.get(stand.item)
        reference = stand.reference
        above = by_reference.get(stand.parent)
        if own is not None and own.number:
            reference = own.number
        elif above is not None and above.item in ended:
            left.setdefault(above.reference, []).append(stand.reference)
        elif above is not None and stand.reference.startswith(f"{above.reference}."):
            rest = stand.reference.removeprefix(above.reference)
            reference = planned[above.reference].reference + rest
        planned[stand.reference] = Planned(stand.item, reference, stand, own)
    for reference, below in left.items():
        raise ParentEnded(reference=reference, below=", ".join(below))
    made = [
        Planned(None, change.number, None, change)
        for change in changes
        if change.into is None and change.kind in (ADDED, SPLIT, MERGED)
    ]
    everything = [*planned.values(), *made]
    counts = Counter(one.reference for one in everything)
    for reference, count in counts.items():
        if count > 1:
            raise NumberTaken(reference=reference)
    return everything


def _going_on(changes: Sequence[Change]) -> dict[uuid.UUID, Change]:
    """Return the change that each provision goes on with."""
    going_on = {change.into: change for change in changes if change.into is not None}
    for change in changes:
        if change.kind in (KEPT, REWORDED, RENUMBERED):
            going_on[change.sources[0]] = change
    return going_on


def _place(
    planned: Sequence[Planned],
    stands: Sequence[Stand],
    areas: Mapping[str, str],
) -> None:
    """Settle parent, section, area, pillar, level and printed number of all that will stand."""
    by_reference = {one.reference: one for one in planned}
    roots = {one.reference.rpartition(".")[0] for one in stands if not one.parent}
    known = {one.item: one for one in stands}
    for one in sorted(planned, key=lambda each: each.reference.count(".")):
        prefix = one.reference.rpartition(".")[0]
        parent = by_reference.get(prefix) if prefix else None
        if prefix and parent is None and prefix not in roots and prefix not in areas:
            raise NumberWrong(reference=one.reference)
        one.parent = parent.reference if parent else ""
        stand = one.before
        if stand is not None and stand.reference == one.reference:
            one.section, one.area, one.pillar = stand.section, stand.area, stand.pillar
            one.level, one.number = stand.level, stand.number
            continue
        like = _like(one, stands, known)
        one.level = like.level if like else ""
        one.number = _printed(one.reference, like)
        area = _area_of(one, parent, like, areas)
        one.area, one.pillar = area, areas.get(area, "")
        one.section = parent.section if parent else (like.section if like else "")


def _like(one: Planned, stands: Sequence[Stand], known: Mapping[uuid.UUID, Stand]) -> Stand | None:
    """Return the provision of the present text that one stands like: a sister, else its source."""
    prefix = one.reference.rpartition(".")[0]
    sisters = [
        stand
        for stand in stands
        if stand.reference.rpartition(".")[0] == prefix and stand.parent in (one.parent, "")
    ]
    if sisters:
        key = _counting([one.reference, *(each.reference for each in sisters)])
        before = [each for each in sisters if key(each.reference) <= key(one.reference)]
        return before[-1] if before else sisters[0]
    source = one.before or next(
        (known[item] for item in (one.change.sources if one.change else ())), None
    )
    depth = one.reference.count(".")
    if source is not None and source.reference.count(".") == depth:
        return source
    return next((stand for stand in stands if stand.reference.count(".") == depth), source)


def _printed(reference: str, like: Stand | None) -> str:
    """Return the number as the text prints it, in the manner of a provision beside it."""
    last = reference.rpartition(".")[2]
    if like is None or not like.number:
        return last
    if like.number == like.reference:
        return reference
    return like.number.replace(like.reference.rpartition(".")[2], last, 1)


def _area_of(
    one: Planned, parent: Planned | None, like: Stand | None, areas: Mapping[str, str]
) -> str:
    if parent is not None:
        return parent.area
    if one.change is not None and one.change.area in areas:
        return one.change.area
    named = [code for code in areas if f"{one.reference}.".startswith(f"{code}.")]
    if named:
        return max(named, key=len)
    return like.area if like else ""


def _ordered(planned: Sequence[Planned], stands: Sequence[Stand]) -> list[Planned]:
    """Return what will stand in the order of the numbers, groups as they follow now."""
    groups: dict[tuple[str, str], int] = {}
    for stand in sorted(stands, key=lambda one: one.position):
        if not stand.parent:
            groups.setdefault((stand.section, stand.area), len(groups))
    below: dict[str, list[Planned]] = {}
    for one in planned:
        below.setdefault(one.parent, []).append(one)
    ordered: list[Planned] = []

    def group(one: Planned) -> tuple[float, str]:
        own = groups.get((one.section, one.area))
        if own is not None:
            return own, ""
        same = [place for (section, _area), place in groups.items() if section == one.section]
        return (max(same) + 0.5 if same else len(groups)), one.area

    def walk(ones: Sequence[Planned]) -> None:
        key = _counting([one.reference for one in ones])
        for one in sorted(ones, key=lambda each: (*group(each), key(each.reference))):
            one.position = len(ordered)
            ordered.append(one)
            walk(below.get(one.reference, ()))

    walk(below.get("", ()))
    return ordered


Key = tuple[tuple[int, int, str], ...]


def _counting(references: Sequence[str]) -> Callable[[str], Key]:
    """Return what sorts sisters as their numbers count: i, v, x are roman where all of them are."""
    lasts = [reference.rpartition(".")[2] for reference in references]
    roman = all(_ROMAN.match(last) for last in lasts)

    def key(reference: str) -> Key:
        *above, last = reference.split(".")
        return (*(_counted(piece) for piece in above), _counted(last, roman=roman))

    return key


def _counted(piece: str, *, roman: bool = False) -> tuple[int, int, str]:
    if piece.isdigit():
        return 0, int(piece), ""
    found = _ROMAN.match(piece) if roman else None
    if found:
        tens, ones = found.groups()
        value = _VALUES.get(ones, 0) or (5 if ones[:1] == "v" else 0) + ones.count("i")
        return 0, 10 * len(tens) + value, ""
    return 1, len(piece), piece
