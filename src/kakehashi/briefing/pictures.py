"""Every picture of the partnership for one reader."""

import datetime as dt

from kakehashi.briefing.course import course
from kakehashi.briefing.moving import activity
from kakehashi.briefing.periods import over_time
from kakehashi.briefing.picture import Address, Picture
from kakehashi.briefing.progress import by_nature, by_objective, by_pillar
from kakehashi.people.rules import Viewer

KINDS = (
    *("pillar", "area", "provision", "joint_action", "update", "result"),
    *("instrument", "occasion", "body", "meeting", "decision", "round"),
)
"""Kinds of record that the pictures count or name."""


def pictures(viewer: Viewer, today: dt.date, address: Address) -> list[Picture]:
    """Return every picture for ``viewer``, in a fixed number of queries.

    Progress over time is among them once a period is locked.

    Args:
        viewer: sees what they may see and nothing else is counted.
        today: the day in the reader's zone.
        address: gives the page of a record from its kind and reference.
    """
    return [
        by_pillar(viewer, address),
        by_nature(viewer),
        by_objective(viewer, address),
        activity(viewer, today, address),
        course(viewer, today, address),
        *over_time(viewer, address),
    ]
