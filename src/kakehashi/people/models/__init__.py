"""The people room's tables: offices, accounts, audiences."""

from kakehashi.people.models.accounts import Account, ApiToken, Group, Role, Seat, SignInLink
from kakehashi.people.models.audiences import Audience
from kakehashi.people.models.offices import (
    Holding,
    Organisation,
    OrganisationName,
    OrganisationRole,
    Person,
    Placement,
    Post,
    Side,
    Succession,
)

__all__ = [
    "Account",
    "ApiToken",
    "Audience",
    "Group",
    "Holding",
    "Organisation",
    "OrganisationName",
    "OrganisationRole",
    "Person",
    "Placement",
    "Post",
    "Role",
    "Seat",
    "Side",
    "SignInLink",
    "Succession",
]
