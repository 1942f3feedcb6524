"""The table of handling equivalents: how each side handles what the other marked.

Administrative, below classified information; it touches no security agreement. Both sides confirm
its digest, and every statement names the digest it was made under. Format: ``spec/marking.md``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kakehashi.errors import Refused, Words
from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.digests import sha256_hex
from kakehashi.trust.markings import (
    LONGEST_TERM,
    NAMED,
    OWN_SIDE,
    PARTICIPANTS,
    CrossingMarking,
    reaches_no_further,
)
from kakehashi.trust.places import in_part
from kakehashi.trust.reading import (
    either,
    has_fields,
    is_count,
    is_side,
    is_text,
    is_truth,
    list_of,
    read_object,
    sorted_list_of,
)

TYPE = "kakehashi/correspondence/v1"
LARGEST_TABLE = 1 << 18
_MOST_TERMS = 200


def _is_handled(value: object) -> bool:
    return isinstance(value, dict) and all(
        is_side(side) and is_text(LONGEST_TERM)(text) for side, text in value.items()
    )


_TERM = {
    "side": is_side,
    "text": is_text(LONGEST_TERM),
    "rank": is_count,
    "named_only": is_truth,
    "handled": _is_handled,
}
_CAVEAT = {
    "side": is_side,
    "text": is_text(LONGEST_TERM),
    "limit": either("", OWN_SIDE, NAMED, PARTICIPANTS),
    "handled": _is_handled,
}


class TableUnsound(Refused):
    """A table of handling equivalents that contradicts itself."""

    code = "correspondence-unsound"
    message = {
        "en": "The table of handling equivalents does not hold together: {why} ({where}).",
        "ja": "取扱区分対応表に矛盾があります（{why}、{where}）。",
    }
    hint = {
        "en": "Correct the table and have both sides confirm it anew.",
        "ja": "対応表を訂正し、双方で改めて確認してください。",
    }


@dataclass(frozen=True, slots=True)
class Term:
    """One national marking and how the others handle it."""

    side: str
    text: str
    rank: int
    """Higher is more sensitive; compared within one side only."""
    named_only: bool
    """Whether it may reach named people only."""
    handled: Mapping[str, str]
    """Other side's code to the marking of its own that it handles this as."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """One handling caveat and how the others read it."""

    side: str
    text: str
    limit: str
    """The reach it limits to; empty where it only says how to handle."""
    handled: Mapping[str, str]
    """Other side's code to its own words for it."""


@dataclass(frozen=True)
class Correspondence:
    """A table that holds together."""

    partnership: str
    sides: tuple[str, ...]
    terms: tuple[Term, ...]
    caveats: tuple[Caveat, ...]

    def __post_init__(self) -> None:
        """Refuse a table that contradicts itself.

        Raises:
            TableUnsound: naming the term.
        """
        if len(self._terms) != len(self.terms) or len(self._caveats) != len(self.caveats):
            raise TableUnsound(
                why={"en": "a term stands twice", "ja": "用語が重複している"},
                where=in_part("terms", "用語"),
            )
        every: list[Term | Caveat] = [*self.terms, *self.caveats]
        for one in every:
            if one.side not in self.sides or not {*one.handled} <= {*self.sides} - {one.side}:
                raise _unsound(one.text, "a side that is not in it", "表にない側がある")
        for term in self.terms:
            for side, text in term.handled.items():
                if (side, text) not in self._terms:
                    raise _unsound(term.text, "handled as what is not in it", "対応先が表にない")
        for low in self.terms:
            for high in self.terms:
                self._check_order(low, high)

    def _check_order(self, low: Term, high: Term) -> None:
        if low.side != high.side or low.rank > high.rank:
            return
        for side in {*low.handled} & {*high.handled}:
            lower = self._terms[side, low.handled[side]]
            higher = self._terms[side, high.handled[side]]
            if lower.rank > higher.rank:
                raise _unsound(high.text, "handled below a lower marking", "下位より低い取扱い")

    @cached_property
    def _terms(self) -> dict[tuple[str, str], Term]:
        return {(one.side, one.text): one for one in self.terms}

    @cached_property
    def _caveats(self) -> dict[str, Caveat]:
        return {one.text: one for one in self.caveats}

    def term(self, side: str, text: str) -> Term | None:
        """Return what the table says of a side's marking, verbatim; None: it knows none."""
        return self._terms.get((side, text))

    def caveat(self, text: str) -> Caveat | None:
        """Return what the table says of a caveat, whose words are those of one side only."""
        return self._caveats.get(text)

    def canonical(self) -> bytes:
        """Return the canonical bytes that are hashed and confirmed."""
        return canonical_bytes(
            {
                "type": TYPE,
                "partnership": self.partnership,
                "sides": list(self.sides),
                "markings": [
                    {
                        "side": one.side,
                        "text": one.text,
                        "rank": one.rank,
                        "named_only": one.named_only,
                        "handled": dict(one.handled),
                    }
                    for one in self.terms
                ],
                "caveats": [
                    {
                        "side": one.side,
                        "text": one.text,
                        "limit": one.limit,
                        "handled": dict(one.handled),
                    }
                    for one in self.caveats
                ],
            }
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return sha256_hex(self.canonical())

    def as_high(self, one: CrossingMarking, sources: Iterable[CrossingMarking]) -> bool:
        """Say whether ``one`` is at least as high as every source it was derived from.

        Unknown terms are never as high as anything but themselves.
        """
        return all(
            reaches_no_further(one, source) and self._ranks_as_high(one, source)
            for source in sources
        )

    def _ranks_as_high(self, one: CrossingMarking, source: CrossingMarking) -> bool:
        for side, text in source.national.items():
            ours = one.national.get(side)
            if ours == text:
                continue
            found = self.term(side, ours) if ours else None
            wanted = self.term(side, text)
            if found is None or wanted is None or found.rank < wanted.rank:
                return False
        return True


def make_correspondence(
    partnership: str, sides: Iterable[str], terms: Iterable[Term], caveats: Iterable[Caveat]
) -> Correspondence:
    """Return a table with its parts in the order that is hashed.

    Raises:
        TableUnsound: when it contradicts itself.
    """
    return Correspondence(
        partnership,
        tuple(sorted(sides)),
        tuple(sorted(terms, key=lambda one: (one.side, one.rank, one.text))),
        tuple(sorted(caveats, key=lambda one: (one.side, one.text))),
    )


def read_correspondence(content: bytes) -> Correspondence:
    """Return the table that canonical bytes are.

    Raises:
        ObjectMalformed: naming the byte or field.
        TableUnsound: when it contradicts itself or stands in another order.
    """
    value = read_object(
        content,
        TYPE,
        {
            "partnership": is_text(LONGEST_TERM),
            "sides": sorted_list_of(is_side, most=16),
            "markings": list_of(has_fields(_TERM), most=_MOST_TERMS),
            "caveats": list_of(has_fields(_CAVEAT), most=_MOST_TERMS),
        },
        largest=LARGEST_TABLE,
    )
    table = make_correspondence(
        value["partnership"],
        value["sides"],
        (Term(**one) for one in value["markings"]),
        (Caveat(**one) for one in value["caveats"]),
    )
    if table.canonical() != content:
        raise TableUnsound(
            why={"en": "not in the order of the format", "ja": "定められた順でない"},
            where=in_part("terms", "用語"),
        )
    return table


def _unsound(text: str, en: str, ja: str) -> TableUnsound:
    why: Words = {"en": en, "ja": ja}
    return TableUnsound(why=why, where=in_part(text, text))
