"""What a partnership decides for itself: its sides, markings, notice and settings."""

from dataclasses import dataclass, field

from kakehashi.errors import Words


@dataclass(frozen=True, slots=True)
class NationalMarking:
    """One national marking a side uses, lowest rank first."""

    code: str
    rank: int
    names: Words
    handling: Words
    named_only: bool = False
    """Whether it may reach named people only."""
    mail: bool = False
    """Whether the title of what bears it may stand in a mail."""
    handled: Words = field(default_factory=dict)
    """Side code to the marking of its own that it handles this as."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """One handling caveat a side adds to a marking, printed as its code."""

    code: str
    names: Words
    limit: str = ""
    """The widest audience it allows: own_side, named or participants; empty for any."""
    handled: Words = field(default_factory=dict)
    """Side code to its own words for it."""


@dataclass(frozen=True, slots=True)
class RefusedMarking:
    """A marking too high for this software, with the reason shown when it is typed."""

    code: str
    reason: Words


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides, with its clock, calendar and markings."""

    code: str
    names: Words
    adjectives: Words
    language: str
    locale: str
    zone: str
    calendar: str
    """Country code, or country-subdivision, for the ``holidays`` package."""
    office_start: str
    office_end: str
    markings: tuple[NationalMarking, ...]
    caveats: tuple[Caveat, ...]
    refused_markings: tuple[RefusedMarking, ...]
    highest_marking: str
    default_marking: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What one partnership decides for itself."""

    scope_proposed_by: str
    scope_confirmed_by: str
    pen_takeover_days: int
    licence: str = ""
    """Address of the licence of the public data; empty where none is stated."""
    tag_authority: str = ""
    """Domain name that begins the ids of feed entries."""
    notice_in: tuple[str, ...] | None = None
    """Kinds of joint text that must carry the standing notice; None for what is usual."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One limb of the standing notice, with the provision it rests on."""

    provision: str
    text: Words


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed the text, by office; ``named`` says whether the text gives a name."""

    organisation: str
    title: Words
    named: bool
