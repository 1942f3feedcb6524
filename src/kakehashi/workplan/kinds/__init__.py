"""The kinds of record of the workplan room."""

from kakehashi.workplan.kinds.actions import INITIATIVE, JOINT_ACTION, MILESTONE, RESULT, UPDATE
from kakehashi.workplan.kinds.rounds import HANDLING_STATEMENT, PERIOD_REPORT, ROUND

__all__ = [
    "HANDLING_STATEMENT",
    "INITIATIVE",
    "JOINT_ACTION",
    "MILESTONE",
    "PERIOD_REPORT",
    "RESULT",
    "ROUND",
    "UPDATE",
]
