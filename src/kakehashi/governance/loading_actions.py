"""Loading the action points of a practice partnership, lived through the services themselves."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kakehashi.framework.loading import Index
from kakehashi.governance.services.actions import StepText, open_action_point, take_step
from kakehashi.records.models import Item

FOLDER = Path(__file__).parent / "rehearsals"
MORNING = dt.time(9, tzinfo=dt.UTC)


def load_actions(profile: str, index: Index) -> None:
    """Load the action points of a shipped practice partnership, with the steps taken on them.

    A profile without such a file has none yet.
    """
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    for one in yaml.safe_load(file.read_text(encoding="utf-8"))["actions"]:
        _load(one, index)


def _load(one: Mapping[str, Any], index: Index) -> None:
    opened = _at(one["at"], index)
    made = open_action_point(
        title=one["title"],
        task=one["task"],
        owner=one["owner"],
        due_date=max(_day(one["due"], index), opened.date()),
        priority=one.get("priority", False),
        meeting=Item.objects.get(pk=index.items[f"meeting:{one['meeting']}"]).reference,
        area=f"area-{one['area']}" if one.get("area") else "",
        by=index.accounts[one["by"]],
        at=opened,
    )
    for step in one.get("steps", ()):
        take_step(
            action=made.reference,
            step=step["step"],
            said=StepText(
                step.get("words", {}),
                due=_day(step["due"], index) if "due" in step else None,
                sources=step.get("sources", ()),
                post=step.get("post", ""),
            ),
            by=index.accounts[step["by"]],
            at=_at(step["at"], index),
        )


def _day(said: str, index: Index) -> dt.date:
    return dt.date.fromisoformat(index.day(said))


def _at(said: str, index: Index) -> dt.datetime:
    return dt.datetime.combine(_day(said, index), MORNING)
