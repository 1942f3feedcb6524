"""Reading bodies and their names."""

import uuid
from collections.abc import Sequence

from kakehashi.governance.models import Body, BodyName
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences


def bodies(viewer: Viewer) -> list[Body]:
    """Return the bodies the viewer may see."""
    return list(
        Body.objects.filter(audience_id__in=visible_audiences(viewer)).order_by("sort_key", "pk")
    )


def names_of(items: Sequence[uuid.UUID]) -> dict[str, list[BodyName]]:
    """Return the dated names of bodies by item id, in one query."""
    found: dict[str, list[BodyName]] = {}
    for name in BodyName.objects.filter(item_id__in=items).order_by("position"):
        found.setdefault(str(name.item_id), []).append(name)
    return found
