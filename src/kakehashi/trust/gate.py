"""The share gate: may a text with this marking go to these recipients, by this table.

One pure function, asked three times: when the official shares, when the node seals, when the
other side opens. It never guesses: what the table does not know is refused, by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kakehashi.errors import Refused, Words
from kakehashi.trust.correspondence import Correspondence
from kakehashi.trust.markings import NAMED, OWN_SIDE, PUBLIC, REACHES, CrossingMarking


class Shut(StrEnum):
    """Why the gate stays shut, in the order in which it looks."""

    NO_RECIPIENT = "no-recipient"
    UNKNOWN_SIDE = "unknown-side"
    TO_ITSELF = "to-itself"
    OWN_SIDE = "own-side"
    UNMARKED = "unmarked"
    UNKNOWN_MARKING = "unknown-marking"
    UNKNOWN_CAVEAT = "unknown-caveat"
    CAVEAT_NARROWER = "caveat-narrower"
    NEEDS_NAMES = "needs-names"
    NOBODY_NAMED = "nobody-named"
    NOT_NAMED = "not-named"
    BELOW_SOURCES = "below-sources"
    NO_EQUIVALENT = "no-equivalent"


REASONS: Mapping[Shut, Words] = {
    Shut.NO_RECIPIENT: {"en": "nobody is to receive it", "ja": "共有先がない"},
    Shut.UNKNOWN_SIDE: {"en": "the table knows no such side", "ja": "対応表にない側である"},
    Shut.TO_ITSELF: {"en": "it would go to its own side", "ja": "共有先が自国側である"},
    Shut.OWN_SIDE: {"en": "it is for its own side only", "ja": "自国側限りである"},
    Shut.UNMARKED: {
        "en": "its side has given it no marking",
        "ja": "発出側の格付が付されていない",
    },
    Shut.UNKNOWN_MARKING: {"en": "the table does not know its marking", "ja": "格付が対応表にない"},
    Shut.UNKNOWN_CAVEAT: {
        "en": "the table does not know its caveat",
        "ja": "取扱制限が対応表にない",
    },
    Shut.CAVEAT_NARROWER: {
        "en": "a caveat limits it more narrowly than its audience",
        "ja": "取扱制限が範囲より狭い",
    },
    Shut.NEEDS_NAMES: {
        "en": "its marking is for named people only",
        "ja": "関係者限りとすべき格付である",
    },
    Shut.NOBODY_NAMED: {
        "en": "it is for named people and names nobody",
        "ja": "関係者限りだが、関係者の指定がない",
    },
    Shut.NOT_NAMED: {
        "en": "a recipient is not among those it names",
        "ja": "指定された関係者以外の共有先がある",
    },
    Shut.NO_EQUIVALENT: {
        "en": "the table does not say how the other side handles it",
        "ja": "相手側での取扱いが対応表にない",
    },
    Shut.BELOW_SOURCES: {
        "en": "it is marked lower than what it was made from",
        "ja": "元となった情報より低い格付である",
    },
}


class GateShut(Refused):
    """The share gate stays shut."""

    code = "share-gate-shut"
    status = 403
    message = {
        "en": "This cannot be shared: {why}.",
        "ja": "共有できません（{why}）。",
    }
    hint = {
        "en": "Nothing left this node. Change the marking or the recipients, or have both sides "
        "confirm a new table of handling equivalents.",
        "ja": "何も送信されていません。格付・取扱制限又は共有先を改めるか、"
        "双方で新たな取扱区分対応表を確認してください。",
    }


@dataclass(frozen=True)
class Recipients:
    """To whom: sides, and the ids of people where it is for named ones."""

    sides: Sequence[str]
    people: Sequence[str] = ()


@dataclass(frozen=True)
class Verdict:
    """Open or shut; if open, how each side handles what it receives."""

    shut: Shut | None = None
    restricted: bool = False
    """Whether a second official of the sending side must agree: it is for named people."""
    handling: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Receiving side to its own markings and words for the caveats."""

    @property
    def open(self) -> bool:
        """Whether it may go."""
        return self.shut is None


def ask_gate(
    marking: CrossingMarking,
    recipients: Recipients,
    table: Correspondence,
    *,
    origin: str,
    sources: Sequence[CrossingMarking] = (),
) -> Verdict:
    """Return whether a text of ``origin`` so marked may go to the recipients.

    Args:
        marking: as its originator wrote it.
        recipients: to whom.
        table: the table of handling equivalents that both sides have confirmed.
        origin: code of the side it comes from.
        sources: markings of what it was derived from.
    """
    for shut in (
        _recipients_shut(recipients, table, origin),
        _marking_shut(marking, table, origin),
        _names_shut(marking, recipients),
    ):
        if shut:
            return Verdict(shut)
    if not table.as_high(marking, sources):
        return Verdict(Shut.BELOW_SOURCES)
    handling = {side: _handling(marking, table, side) for side in recipients.sides}
    sure = {side: words for side, words in handling.items() if words is not None}
    if len(sure) != len(handling):
        return Verdict(Shut.NO_EQUIVALENT)
    return Verdict(restricted=marking.reach == NAMED, handling=sure)


def pass_gate(
    marking: CrossingMarking,
    recipients: Recipients,
    table: Correspondence,
    *,
    origin: str,
    sources: Sequence[CrossingMarking] = (),
) -> Verdict:
    """Return the open verdict of :func:`ask_gate`.

    Raises:
        GateShut: when it stays shut, with the reason.
    """
    verdict = ask_gate(marking, recipients, table, origin=origin, sources=sources)
    if verdict.shut:
        raise GateShut(reason=verdict.shut.value, why=REASONS[verdict.shut])
    return verdict


def _recipients_shut(recipients: Recipients, table: Correspondence, origin: str) -> Shut | None:
    if not recipients.sides:
        return Shut.NO_RECIPIENT
    if not {origin, *recipients.sides} <= {*table.sides}:
        return Shut.UNKNOWN_SIDE
    if origin in recipients.sides:
        return Shut.TO_ITSELF
    return None


def _marking_shut(marking: CrossingMarking, table: Correspondence, origin: str) -> Shut | None:
    terms = [table.term(side, text) for side, text in marking.national.items()]
    caveats = [table.caveat(text) for text in marking.caveats]
    limits = [REACHES.index(one.limit) for one in caveats if one and one.limit]
    reach = REACHES.index(marking.reach)
    answers = {
        Shut.OWN_SIDE: marking.reach == OWN_SIDE,
        Shut.UNMARKED: origin not in marking.national and marking.reach != PUBLIC,
        Shut.UNKNOWN_MARKING: None in terms,
        Shut.UNKNOWN_CAVEAT: None in caveats,
        Shut.CAVEAT_NARROWER: max(limits, default=0) > reach,
        Shut.NEEDS_NAMES: marking.reach != NAMED and any(one and one.named_only for one in terms),
    }
    return next((shut for shut, so in answers.items() if so), None)


def _names_shut(marking: CrossingMarking, recipients: Recipients) -> Shut | None:
    if marking.reach != NAMED:
        return None
    only_people = not (marking.organisation or marking.groups)
    if not marking.names_somebody or (only_people and not recipients.people):
        return Shut.NOBODY_NAMED
    if not {*recipients.people} <= {*marking.people}:
        return Shut.NOT_NAMED
    return None


def _handling(marking: CrossingMarking, table: Correspondence, side: str) -> tuple[str, ...] | None:
    found = [table.term(own, text) for own, text in marking.national.items()]
    caveats = [table.caveat(text) for text in marking.caveats]
    words = []
    for one in (*found, *caveats):
        if one is None or (one.side != side and side not in one.handled):
            return None
        words.append(one.text if one.side == side else one.handled[side])
    return tuple(words)
