"""Writing the workplan: joint actions, progress rounds and what is derived from both."""

from kakehashi.workplan.services.actions import (
    NatureNotActionable,
    settle_progress,
    start_action,
)
from kakehashi.workplan.services.reports import (
    put_forward,
    start_report,
    state_handling,
    take_back,
    take_updates,
)
from kakehashi.workplan.services.rounds import lock_round, open_round, publish_round
from kakehashi.workplan.services.settling import settle_sheet

__all__ = [
    "NatureNotActionable",
    "lock_round",
    "open_round",
    "publish_round",
    "put_forward",
    "settle_progress",
    "settle_sheet",
    "start_action",
    "start_report",
    "state_handling",
    "take_back",
    "take_updates",
]
