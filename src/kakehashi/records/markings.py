"""Markings: for whom a version is, the national marking verbatim, caveats, and the limit.

Classified material has no place here. A marking above the limit, or one this node does not know,
is refused: never guessed, never silently lowered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.errors import Refused
from kakehashi.people.rules import (
    NAMED,
    OWN_SIDE,
    PARTICIPANTS,
    PUBLIC,
    REACHES,
    Circle,
)
from kakehashi.records.kinds import RESTRICTED
from kakehashi.records.models import MarkingTerm

TLP = {
    OWN_SIDE: "TLP:AMBER+STRICT",
    NAMED: "TLP:RED",
    PARTICIPANTS: "TLP:AMBER",
    PUBLIC: "TLP:CLEAR",
}
"""Traffic Light Protocol 2.0 label of each reach, for machines."""


class MarkingTooHigh(Refused):
    """The marking is of classified material."""

    code = "marking-too-high"
    message = {
        "en": "“{text}” is above what this system may hold.",
        "ja": "「{text}」は、このシステムで取り扱える範囲を超えています。",
    }
    hint = {
        "en": "Nothing was saved. The highest markings here are {highest}. Use the system your "
        "security officer names for classified information.",
        "ja": "何も保存されていません。ここで取り扱えるのは {highest} までです。"
        "秘密情報は、情報保全担当者の指定するシステムで取り扱ってください。",
    }


class MarkingUnknown(Refused):
    """The marking or caveat is in no table of this node."""

    code = "marking-unknown"
    message = {
        "en": "“{text}” is not a marking this node knows.",
        "ja": "「{text}」は、このノードに登録されていない格付・取扱制限です。",
    }
    hint = {
        "en": "Nothing was saved. Choose one of: {known}.",
        "ja": "何も保存されていません。次から選択してください: {known}",
    }


class MarkingNeedsNames(Refused):
    """A marking for named people only, on something meant for more."""

    code = "marking-needs-names"
    message = {
        "en": "“{text}” may reach named people only.",
        "ja": "「{text}」は、指名された関係者に限られます。",
    }
    hint = {
        "en": "Choose “named people” as the audience, name them, and use the restricted lane.",
        "ja": "範囲を「関係者限り」とし、関係者を指名した上で、限定共有として扱ってください。",
    }


@dataclass(frozen=True)
class Marking:
    """What a version says about its own handling, as its originator wrote it."""

    reach: str = OWN_SIDE
    national: Mapping[str, str] = field(default_factory=dict)
    """Side code to that side's national marking, verbatim."""
    caveats: Sequence[str] = ()
    organisation: str = ""
    groups: Sequence[str] = ()
    people: Sequence[str] = ()

    @property
    def tlp(self) -> str:
        """The Traffic Light Protocol label."""
        return TLP[self.reach]

    def as_object(self) -> dict[str, object]:
        """Return the marking as it stands in the version object."""
        return {
            "reach": self.reach,
            "national": dict(self.national),
            "caveats": sorted(self.caveats),
            "organisation": self.organisation,
            "groups": sorted(self.groups),
            "people": sorted(self.people),
            "tlp": self.tlp,
        }

    @classmethod
    def from_object(cls, marking: Mapping[str, object]) -> "Marking":
        """Return the marking that :meth:`as_object` wrote."""
        return cls(
            reach=str(marking.get("reach", OWN_SIDE)),
            national={str(k): str(v) for k, v in _mapping(marking.get("national")).items()},
            caveats=_strings(marking.get("caveats")),
            organisation=str(marking.get("organisation", "")),
            groups=_strings(marking.get("groups")),
            people=_strings(marking.get("people")),
        )

    def widened(self, reach: str) -> "Marking":
        """Return this marking with another reach; the limits to people fall with wider reach."""
        if reach == PUBLIC:
            return Marking(reach=PUBLIC)
        return Marking(
            reach=reach,
            national=self.national,
            caveats=self.caveats,
            organisation=self.organisation if reach == OWN_SIDE else "",
            groups=self.groups,
            people=self.people if reach == NAMED else (),
        )

    def circle(self, *, state: str, origin: str, sides: Sequence[str]) -> Circle:
        """Return the audience of a face with this marking.

        Takes one query where there are caveats, to read what each limits to.
        """
        return Circle(
            reach=self.reach,
            state=state,
            origin=origin,
            sides=tuple(sorted(sides)),
            organisation=self.organisation,
            groups=tuple(sorted(self.groups)),
            people=tuple(sorted(self.people)),
            limits=limits_of(self.caveats),
        )


def limits_of(caveats: Sequence[str]) -> tuple[str, ...]:
    """Return the reaches that ``caveats`` limit to; one that is not known limits to own side."""
    if not caveats:
        return ()
    known = {
        term.text: term.limit for term in MarkingTerm.objects.filter(caveat=True, text__in=caveats)
    }
    return tuple(sorted({limit for one in caveats if (limit := known.get(one, OWN_SIDE))}))


def _mapping(value: object) -> Mapping[object, object]:
    return value if isinstance(value, Mapping) else {}


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def check_marking(  # noqa: C901 - one refusal after another
    marking: Marking, *, lane: str, terms: Sequence[MarkingTerm]
) -> None:
    """Refuse a marking that is too high, unknown, or wider than it allows.

    Args:
        marking: the marking as entered.
        lane: the record's lane.
        terms: the markings this node knows.

    Raises:
        MarkingTooHigh: for classified material.
        MarkingUnknown: for a national marking, reach or caveat in no table.
        MarkingNeedsNames: when named people are needed and the record is for more.
    """
    if marking.reach not in REACHES:
        raise MarkingUnknown(text=marking.reach, known=", ".join(REACHES))
    caveats = {term.text: term for term in terms if term.caveat}
    for caveat in marking.caveats:
        if caveat not in caveats:
            raise MarkingUnknown(text=caveat, known=", ".join(caveats) or "-")
        if caveats[caveat].limit == NAMED and (marking.reach != NAMED or lane != RESTRICTED):
            raise MarkingNeedsNames(text=caveat)
    terms = [term for term in terms if not term.caveat]
    for side, text in marking.national.items():
        own = [term for term in terms if term.side_id == side]
        found = next((term for term in own if _same(term.text, text)), None)
        if found is None and any(_same(term.text, text) and not term.accepted for term in terms):
            found = next(term for term in terms if _same(term.text, text))
        if found is None:
            known = ", ".join(term.text for term in own if term.accepted)
            raise MarkingUnknown(text=text, known=known or "-")
        if not found.accepted:
            raise MarkingTooHigh(text=text, highest=highest_markings(terms))
        if found.named_only and (marking.reach != NAMED or lane != RESTRICTED):
            raise MarkingNeedsNames(text=text)
    if marking.reach == NAMED and not marking.people:
        raise MarkingNeedsNames(text=NAMED)


def highest_markings(terms: Sequence[MarkingTerm]) -> str:
    """Return the highest marking accepted of each side, for a message."""
    highest: dict[str, MarkingTerm] = {}
    for term in terms:
        if term.accepted and (
            term.side_id not in highest or term.rank > highest[term.side_id].rank
        ):
            highest[term.side_id] = term
    return ", ".join(term.text for term in highest.values()) or "-"


def _same(one: str, other: str) -> bool:
    return " ".join(one.upper().split()) == " ".join(other.upper().split())
