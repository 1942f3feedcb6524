"""Who may bring a table back in."""

from kakehashi.errors import Refused
from kakehashi.people.rules import Viewer, check_side

NEEDED = ("write", "hold_pen")
"""Permissions it takes to write many drafts at once: those of coordinators and topic leads."""


def check_import(viewer: Viewer) -> str:
    """Return the side ``viewer`` brings a table in for.

    Raises:
        NoSide, NotYourRole: when they may not.
    """
    return check_side(viewer, NEEDED)


def may_import(viewer: Viewer) -> bool:
    """Say whether :func:`check_import` would let ``viewer``."""
    try:
        check_import(viewer)
    except Refused:
        return False
    return True
