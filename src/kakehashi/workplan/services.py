"""Writing the workplan: what is derived from updates."""

import uuid
from collections.abc import Sequence

from django.db.models import Q

from kakehashi.records.models import Item, Link
from kakehashi.workplan.models import JointAction, Update
from kakehashi.workplan.rules import NOT_YET, PROGRESS

ABOUT = "about"


def settle_progress(items: Sequence[Item]) -> None:
    """Bring the reported progress of joint actions in step with their updates.

    Args:
        items: updates that were written, or joint actions whose faces were.
    """
    updates = [item.pk for item in items if item.kind == "update"]
    actions = {item.pk for item in items if item.kind == "joint_action"}
    if updates:
        actions |= set(
            Link.objects.filter(item_id__in=updates, relation=ABOUT).values_list("to_id", flat=True)
        )
    if not actions:
        return
    reported = _reported(list(actions))
    for row in JointAction.objects.filter(item_id__in=actions):
        known = reported.get(str(row.item_id), {})
        progress, day = known.get("participants", (NOT_YET, ""))
        public = known.get("public", (NOT_YET, ""))[0]
        allowed = PROGRESS.get(row.nature, ())
        JointAction.objects.filter(pk=row.pk).update(
            progress=progress if progress in allowed else NOT_YET,
            progress_public=public if public in allowed else NOT_YET,
            reported_at=day[:10] if len(day) == len("2026-01-01") else None,
        )


def _reported(actions: Sequence[uuid.UUID]) -> dict[str, dict[str, tuple[str, str]]]:
    """Return what was last reported of each action: to the Participants, and in public."""
    links = Link.objects.filter(to_id__in=actions, relation=ABOUT, kind="update").values_list(
        "entry_id", "to_id"
    )
    to_of: dict[int, list[str]] = {}
    for entry, action in links:
        to_of.setdefault(entry, []).append(str(action))
    rows = (
        Update.objects.filter(pk__in=to_of)
        .exclude(Q(progress="") | Q(state__in=["draft", "withdrawn"]))
        .order_by("date", "updated_at", "pk")
        .values_list("pk", "progress", "date", "state", "audience__reach")
    )
    reported: dict[str, dict[str, tuple[str, str]]] = {}
    for pk, progress, date, state, reach in rows:
        for to in to_of[pk]:
            known = reported.setdefault(to, {})
            known["participants"] = (progress, date)
            if state == "published" and reach == "public":
                known["public"] = (progress, date)
    return reported
