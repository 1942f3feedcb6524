"""The workplan room's tables."""

from kakehashi.workplan.models.actions import (
    Initiative,
    JointAction,
    Milestone,
    Result,
    Sheet,
    Update,
)
from kakehashi.workplan.models.rounds import (
    HandlingStatement,
    PeriodReport,
    PeriodValue,
    Round,
)

__all__ = [
    "HandlingStatement",
    "Initiative",
    "JointAction",
    "Milestone",
    "PeriodReport",
    "PeriodValue",
    "Result",
    "Round",
    "Sheet",
    "Update",
]
