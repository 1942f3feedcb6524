"""What bodies are owed: open action points, which come to every agenda until they are done."""

import uuid
from collections.abc import Sequence

from kakehashi.governance.action_rules import STILL_OPEN
from kakehashi.governance.carrying import Pairs, carries
from kakehashi.records.models import Item, Link


def open_actions(bodies: Sequence[uuid.UUID]) -> Pairs:
    """Return the open action points of bodies, by the date they are due."""
    return _open(to_id__in=bodies)


def _open(**which: object) -> Pairs:
    found = (
        Link.objects.filter(
            kind="action_point",
            relation="of_body",
            entry__actionpoint__standing__in=STILL_OPEN,
            **which,
        )
        .exclude(entry__state__in=["draft", "withdrawn", "overtaken"])
        .order_by("entry__actionpoint__agreed_date", "entry_id")
        .values_list("to_id", "item_id")
    )
    return list(dict.fromkeys(found))


def place_open(items: Sequence[Item]) -> None:
    """Put action points that were opened, or opened again, on the next agenda of their body.

    Args:
        items: action points, and steps on them, as they were just written.
    """
    from kakehashi.governance.services.carrying import put

    steps = [one.pk for one in items if one.kind != "action_point"]
    touched = [one.pk for one in items if one.kind == "action_point"]
    if steps:
        about = Link.objects.filter(item__in=steps, relation="about").values_list(
            "to_id", flat=True
        )
        touched += list(about)
    by_body: dict[uuid.UUID, list[uuid.UUID]] = {}
    for body, item in _open(item_id__in=touched):
        by_body.setdefault(body, []).append(item)
    if not by_body:
        return
    version = items[0].versions.order_by("-number").select_related("author").first()
    for body, opened in by_body.items():
        put(
            body=body,
            items=opened,
            why="open_action",
            by=version.author if version else None,
            at=version.at if version else items[0].created_at,
        )


carries("action_point", "open_action", open_actions)
