"""Reading bodies: the tree of them, and one whole with the names of the day."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from kakehashi.governance.models import Body, BodyName, Meeting
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Link

ORDER = ("council", "group", "working_group", "treaty_body")


@dataclass
class BodyBranch:
    """A body with those that are part of it."""

    body: Body
    meetings: list[Meeting] = field(default_factory=list)
    """Newest first."""
    parts: "list[BodyBranch]" = field(default_factory=list)
    depth: int = 0

    def coming(self, today: dt.date) -> Meeting | None:
        """Return its next meeting."""
        later = [one for one in self.meetings if one.date and one.date >= today]
        return next(
            (one for one in reversed(later) if one.standing not in ("cancelled", "held")), None
        )


def bodies(viewer: Viewer) -> list[Body]:
    """Return the bodies the viewer may see."""
    return list(
        Body.objects.filter(audience_id__in=visible_audiences(viewer)).order_by("sort_key", "pk")
    )


def body_tree(viewer: Viewer) -> list[BodyBranch]:
    """Return every body the viewer may see, each after what it is part of; three queries."""
    found = [
        *Body.objects.filter(audience_id__in=visible_audiences(viewer)).select_related(
            "entry__version"
        )
    ]
    found.sort(key=lambda one: (_rank(one.body_kind), one.sort_key, one.pk))
    branches = {one.item_id: BodyBranch(one) for one in found}
    by_reference = {one.reference: branches[one.item_id] for one in found}
    held = Meeting.objects.filter(audience_id__in=visible_audiences(viewer))
    for meeting in held.order_by("-date", "-pk"):
        if meeting.body in by_reference:
            by_reference[meeting.body].meetings.append(meeting)
    parents = dict(
        Link.objects.filter(entry__in=[one.pk for one in found], relation="part_of").values_list(
            "item_id", "to_id"
        )
    )
    tops = []
    for item, branch in branches.items():
        above = branches.get(parents.get(item, item))
        if above is None or above is branch:
            tops.append(branch)
        else:
            above.parts.append(branch)
    return _flat(tops, 0, set())


def _rank(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _flat(branches: Sequence[BodyBranch], depth: int, met: set[int]) -> list[BodyBranch]:
    listed = []
    for branch in branches:
        if branch.body.pk not in met:
            met.add(branch.body.pk)
            branch.depth = depth
            listed += [branch, *_flat(branch.parts, depth + 1, met)]
    return listed


def names_of(items: Sequence[uuid.UUID]) -> dict[str, list[BodyName]]:
    """Return the dated names of bodies by item id, in one query."""
    found: dict[str, list[BodyName]] = {}
    for name in BodyName.objects.filter(item_id__in=items).order_by("position"):
        found.setdefault(str(name.item_id), []).append(name)
    return found
