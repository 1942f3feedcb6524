"""Markings as their originator wrote them, and which of two is the higher.

A marking says how far a text may reach, each side's national marking verbatim, caveats and the
people or groups named. Format: ``spec/marking.md``. Below classified information only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kakehashi.trust.reading import (
    Check,
    ObjectMalformed,
    check_fields,
    either,
    is_side,
    is_text,
    sorted_list_of,
)

OWN_SIDE, NAMED, PARTICIPANTS, PUBLIC = "own_side", "named", "participants", "public"
REACHES = (PUBLIC, PARTICIPANTS, NAMED, OWN_SIDE)
"""From the widest to the narrowest: a marking is raised from left to right."""
TLP = {
    OWN_SIDE: "TLP:AMBER+STRICT",
    NAMED: "TLP:RED",
    PARTICIPANTS: "TLP:AMBER",
    PUBLIC: "TLP:CLEAR",
}
"""Traffic Light Protocol 2.0 label of each reach, for machines."""
LONGEST_TERM = 80
MOST_NAMED = 200
_TYPE = "kakehashi/marking/v1"


_is_term = is_text(LONGEST_TERM)


def _is_national(value: object) -> bool:
    return isinstance(value, dict) and all(
        is_side(side) and _is_term(text) for side, text in value.items()
    )


def _is_maybe_text(value: object) -> bool:
    return value == "" or _is_term(value)


FIELDS: Mapping[str, Check] = {
    "reach": either(*REACHES),
    "national": _is_national,
    "caveats": sorted_list_of(_is_term, most=MOST_NAMED),
    "organisation": _is_maybe_text,
    "groups": sorted_list_of(_is_term, most=MOST_NAMED),
    "people": sorted_list_of(_is_term, most=MOST_NAMED),
    "tlp": either(*TLP.values()),
}


@dataclass(frozen=True)
class CrossingMarking:
    """A marking, as it stands in a version object, a header and a statement."""

    reach: str
    national: Mapping[str, str] = field(default_factory=dict)
    """Side code to that side's marking, verbatim."""
    caveats: Sequence[str] = ()
    organisation: str = ""
    groups: Sequence[str] = ()
    people: Sequence[str] = ()
    """Ids, never names."""

    @property
    def names_somebody(self) -> bool:
        """Whether it says for whom, where it is for named people."""
        return bool(self.organisation or self.groups or self.people)

    def as_object(self) -> dict[str, object]:
        """Return the object that is hashed."""
        return {
            "reach": self.reach,
            "national": dict(self.national),
            "caveats": sorted(self.caveats),
            "organisation": self.organisation,
            "groups": sorted(self.groups),
            "people": sorted(self.people),
            "tlp": TLP[self.reach],
        }


def read_marking(value: Mapping[str, Any]) -> CrossingMarking:
    """Return the marking that an object is.

    Raises:
        ObjectMalformed: naming the field.
    """
    check_fields(value, _TYPE, FIELDS)
    if value["tlp"] != TLP[value["reach"]]:
        raise ObjectMalformed(
            type=_TYPE,
            why={"en": "not the label of its reach", "ja": "範囲に対応するラベルでない"},
            where={"en": "field tlp", "ja": "項目 tlp"},
        )
    return CrossingMarking(
        reach=value["reach"],
        national=dict(value["national"]),
        caveats=tuple(value["caveats"]),
        organisation=value["organisation"],
        groups=tuple(value["groups"]),
        people=tuple(value["people"]),
    )


def is_marking(value: object) -> bool:
    """Say whether a value is a marking object."""
    try:
        return isinstance(value, dict) and bool(read_marking(value))
    except ObjectMalformed:
        return False


def reaches_no_further(one: CrossingMarking, other: CrossingMarking) -> bool:
    """Say whether nobody outside ``other`` could read what ``one`` marks; caveats carried along.

    Ranks of national markings need the table: see :meth:`.correspondence.Correspondence.as_high`.
    """
    if REACHES.index(one.reach) < REACHES.index(other.reach):
        return False
    if not set(other.caveats) <= set(one.caveats):
        return False
    if one.reach == other.reach == NAMED:
        return (
            set(one.people) <= set(other.people)
            and set(one.groups) <= set(other.groups)
            and one.organisation in ("", other.organisation)
            and one.names_somebody
        )
    return True
