"""What the public may see of the framework."""

import datetime as dt

from kakehashi.framework import selectors
from kakehashi.framework.models import (
    Area,
    Edition,
    Instrument,
    OfficialText,
    Partnership,
    Pillar,
    Provision,
)
from kakehashi.framework.revising import Compared, Lineage
from kakehashi.framework.revising import reading as revised
from kakehashi.framework.rules import ACTS, CHANGES, NATURES, STRENGTHS
from kakehashi.framework.selectors import Branch, Neighbours, Tree
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Item

__all__ = [
    "ACTS",
    "CHANGES",
    "NATURES",
    "STRENGTHS",
    "Area",
    "Branch",
    "Compared",
    "Edition",
    "Instrument",
    "Lineage",
    "Neighbours",
    "OfficialText",
    "Partnership",
    "Pillar",
    "Provision",
    "Tree",
    "areas",
    "compare_editions",
    "editions",
    "instruments",
    "lineage",
    "neighbours",
    "now_called",
    "objectives",
    "official_texts",
    "partnership",
    "pillars",
    "provision",
    "tree",
]


def partnership() -> Partnership | None:
    """Return the partnership this node serves."""
    return selectors.partnership()


def tree(on: dt.date | None = None) -> selectors.Tree:
    """Return the published framework as a tree.

    Raises:
        NotHere: for a day on which there was none.
    """
    return selectors.tree(PUBLIC_VIEWER, on)


def provision(reference: str) -> Provision | None:
    """Return the published provision called ``reference``."""
    return Provision.objects.filter(
        reference=reference, audience_id__in=visible_audiences(PUBLIC_VIEWER)
    ).first()


def neighbours(row: Provision) -> selectors.Neighbours:
    """Return the published provisions around one."""
    return selectors.neighbours(row, PUBLIC_VIEWER)


def areas() -> list[Area]:
    """Return the published areas."""
    return selectors.areas(PUBLIC_VIEWER)


def pillars() -> list[Pillar]:
    """Return the published pillars."""
    return selectors.pillars(PUBLIC_VIEWER)


def objectives() -> list[Entry]:
    """Return the published objectives, each with its text."""
    return selectors.objectives(PUBLIC_VIEWER)


def official_texts(item: Item) -> list[OfficialText]:
    """Return the official wording of a provision: a published document that was imported."""
    return selectors.official_texts(item)


def instruments(limit: int) -> list[Instrument]:
    """Return the newest published texts between the sides that bear a date."""
    found = Instrument.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
    return list(found.exclude(date="").order_by("-date", "pk")[:limit])


def editions() -> list[Edition]:
    """Return the editions of the text, newest first."""
    return revised.editions()


def compare_editions(old: Edition, new: Edition) -> list[Compared]:
    """Return the published provisions of two editions side by side."""
    return revised.compare_editions(old, new, PUBLIC_VIEWER)


def now_called(reference: str) -> str:
    """Return what a provision that was once called so is called today; empty where none was."""
    return revised.now_called(reference, PUBLIC_VIEWER)


def lineage(item: Item) -> Lineage:
    """Return where a published provision comes from and what became of it."""
    return revised.lineage(item, PUBLIC_VIEWER)
