"""Who takes part: organisations, posts, persons, bodies, roles and accounts."""

from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.framework.profile.pieces import ALWAYS, NO_WORDS, Period


@dataclass(frozen=True, slots=True)
class DatedNames:
    """The names an organisation bears during a period, one per language."""

    names: Words
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class DatedRole:
    """The role an organisation has in the partnership during a period."""

    role: str
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class DatedParent:
    """The organisation another one is part of during a period."""

    organisation: str
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class Succession:
    """Work that passes to another organisation on a day; the first may live on."""

    to: str
    on: str
    work: Words


@dataclass(frozen=True, slots=True)
class Organisation:
    """A ministry, agency, embassy or other organisation of one side."""

    id: str
    side: str
    kind: str
    names: tuple[DatedNames, ...]
    abbreviation: Words
    roles: tuple[DatedRole, ...] = ()
    part_of: tuple[DatedParent, ...] = ()
    successions: tuple[Succession, ...] = ()
    note: Words = NO_WORDS
    sources: tuple[str, ...] = ()
    sourced: str = ""

    def names_on(self, day: str) -> Words:
        """Return its names on ``day`` (ISO), the last known ones outside every period."""
        fitting = [dated.names for dated in self.names if dated.period.covers(day)]
        return fitting[-1] if fitting else self.names[-1].names


@dataclass(frozen=True, slots=True)
class Post:
    """An office somebody holds; ``kind`` is minister, official or office."""

    id: str
    organisation: str
    kind: str
    names: Words
    abbreviation: Words = NO_WORDS
    sourced: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person, where the public record (or an invented profile) names one."""

    id: str
    side: str
    names: Words
    invented: bool = False
    sourced: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """A person in a post: for a period, or as seen on single days (period open)."""

    id: str
    person: str
    post: str
    period: Period = ALWAYS
    seen_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyName:
    """A name of a body in one language, as one issuer writes it from a day on."""

    language: str
    text: str
    period: Period = ALWAYS
    issued_by: tuple[str, ...] = ()
    """Organisations that write it so; empty where the record does not say."""
    in_text: bool = False
    """Whether the signed text itself uses this name."""


@dataclass(frozen=True, slots=True)
class BodyLevel:
    """The level a body meets at, as the text has it or as it was held."""

    names: Words
    basis: str
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation's part in a body during a period."""

    organisation: str
    role: str
    period: Period = ALWAYS
    post: str = ""


@dataclass(frozen=True, slots=True)
class BodyRules:
    """What a body decides for itself."""

    silence_days: int = 0
    """Working days after which silence confirms its outcome; 0 where it does not."""
    scope: str = ""
    """``proposes`` or ``confirms`` a change of scope and objectives; empty for neither."""


@dataclass(frozen=True, slots=True)
class Body:
    """A council, group, working group or treaty body."""

    id: str
    kind: str
    names: tuple[BodyName, ...]
    levels: tuple[BodyLevel, ...]
    every: str = ""
    parent: str = ""
    instrument: str = ""
    provisions: tuple[str, ...] = ()
    chairs: tuple[Membership, ...] = ()
    members: tuple[Membership, ...] = ()
    rules: BodyRules = BodyRules()
    note: Words = NO_WORDS
    sourced: str = ""

    def name(self, language: str, day: str = "") -> str:
        """Return its first name in ``language`` that holds on ``day``, else any of them."""
        fitting = [name for name in self.names if name.language == language]
        current = [name for name in fitting if not day or name.period.covers(day)]
        return (current or fitting or list(self.names))[0].text


@dataclass(frozen=True, slots=True)
class Role:
    """A role of accounts, as a list of permissions."""

    code: str
    names: Words
    description: Words
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """An account a first start makes; an operator has no side."""

    id: str
    names: Words
    roles: tuple[str, ...]
    language: str
    zone: str
    side: str = ""
    organisation: str = ""
    post: str = ""
    person: str = ""
    """Who uses it, where the profile names (or invents) persons."""
    purpose: str = ""
    """``officer``, ``private_office`` or ``operator``: which sign-in links are printed."""
