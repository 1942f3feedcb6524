"""The shape of a profile: what its files hold, as frozen typed data.

A profile describes one partnership: its text provision by provision, who takes part, what is
known of it in public and how it is run. Every shape mirrors one entry of one file; dates stay
strings as written (see :mod:`kakehashi.framework.profile.dates`), references stay identifiers,
and order is the order of the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kakehashi.errors import Words
from kakehashi.framework.profile.actors import (
    Body,
    BodyLevel,
    BodyName,
    BodyRules,
    DatedNames,
    DatedParent,
    DatedRole,
    DemonstrationAccount,
    Holding,
    Membership,
    Organisation,
    Person,
    Post,
    Role,
    Succession,
)
from kakehashi.framework.profile.items import (
    Confirmed,
    Earlier,
    Marking,
    ProposedChange,
    WorkItem,
)
from kakehashi.framework.profile.pieces import (
    DatedEvent,
    Kind,
    Link,
    Period,
)
from kakehashi.framework.profile.rounds import RoundHeld
from kakehashi.framework.profile.settings import (
    Caveat,
    NationalMarking,
    Notice,
    RefusedMarking,
    Settings,
    Side,
    Signatory,
)
from kakehashi.framework.profile.text import (
    Area,
    Pillar,
    Promise,
    Provision,
    Section,
    Sector,
)
from kakehashi.framework.profile.world import (
    Concept,
    Forum,
    Instrument,
    Occasion,
    Programme,
    Term,
)
from kakehashi.framework.profile.year import Blocked, YearStep

__all__ = [
    "Area",
    "Blocked",
    "Body",
    "BodyLevel",
    "BodyName",
    "BodyRules",
    "Caveat",
    "Concept",
    "Confirmed",
    "DatedEvent",
    "DatedNames",
    "DatedParent",
    "DatedRole",
    "DemonstrationAccount",
    "Earlier",
    "Forum",
    "Holding",
    "Instrument",
    "Kind",
    "Link",
    "Marking",
    "Membership",
    "NationalMarking",
    "Notice",
    "Occasion",
    "Organisation",
    "Period",
    "Person",
    "Pillar",
    "Post",
    "Profile",
    "Programme",
    "Promise",
    "ProposedChange",
    "Provision",
    "RefusedMarking",
    "Role",
    "Section",
    "Sector",
    "Settings",
    "Side",
    "Signatory",
    "Succession",
    "Term",
    "WorkItem",
    "YearStep",
]


@dataclass(frozen=True, slots=True)
class Profile:
    """One partnership, whole."""

    id: str
    version: str
    title: Words
    short_title: Words
    participants: Words
    languages: tuple[str, ...]
    text_date: str
    practice: bool
    banner: Words
    watermark: Words
    notices: tuple[Notice, ...]
    sides: tuple[Side, ...]
    levels: tuple[Kind, ...]
    counts: Mapping[str, int]
    settings: Settings
    signatories: tuple[Signatory, ...]
    review_triggers: tuple[Kind, ...]
    beneficiaries: tuple[Kind, ...]
    sectors: tuple[Sector, ...]
    objectives: tuple[str, ...]
    """References of the provisions that are the partnership's objectives."""
    sections: tuple[Section, ...]
    pillars: tuple[Pillar, ...]
    areas: tuple[Area, ...]
    provisions: tuple[Provision, ...]
    organisations: tuple[Organisation, ...]
    posts: tuple[Post, ...]
    persons: tuple[Person, ...]
    holdings: tuple[Holding, ...]
    bodies: tuple[Body, ...]
    cycle: tuple[YearStep, ...]
    blocked: tuple[Blocked, ...]
    forums: tuple[Forum, ...]
    instruments: tuple[Instrument, ...]
    programmes: tuple[Programme, ...]
    occasions: tuple[Occasion, ...]
    roles: tuple[Role, ...]
    accounts: tuple[DemonstrationAccount, ...]
    glossary: tuple[Concept, ...]
    items: tuple[WorkItem, ...]
    rounds: tuple[RoundHeld, ...]
    importer: Mapping[str, object]

    def side(self, code: str) -> Side:
        """Return the side with this code.

        Raises:
            KeyError: there is none.
        """
        for side in self.sides:
            if side.code == code:
                return side
        raise KeyError(code)

    def items_of(self, kind: str) -> tuple[WorkItem, ...]:
        """Return the record's items of one kind, in the order of the file."""
        return tuple(item for item in self.items if item.kind == kind)
