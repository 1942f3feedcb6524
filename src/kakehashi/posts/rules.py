"""States of a handover, and what may be done in each: tables."""

from collections.abc import Mapping

from kakehashi.errors import Words

PLANNED, HELD, DONE, CANCELLED, UNDONE = "planned", "held", "done", "cancelled", "undone"

STATES: Mapping[str, Words] = {
    PLANNED: {"en": "planned", "ja": "予定"},
    HELD: {"en": "held up", "ja": "保留"},
    DONE: {"en": "done", "ja": "完了"},
    CANCELLED: {"en": "cancelled", "ja": "取りやめ"},
    UNDONE: {"en": "undone", "ja": "取消し"},
}

CANCEL, CARRY_OUT, UNDO = "cancel", "carry_out", "undo"

STEPS: Mapping[str, Words] = {
    CARRY_OUT: {"en": "Carry it out now", "ja": "今すぐ実施"},
    CANCEL: {"en": "Cancel it", "ja": "取りやめる"},
    UNDO: {"en": "Undo it", "ja": "取り消す"},
}

MAY: Mapping[str, tuple[str, ...]] = {
    PLANNED: (CANCEL,),
    HELD: (CARRY_OUT, CANCEL),
    DONE: (UNDO,),
    CANCELLED: (),
    UNDONE: (),
}
"""What a coordinator may do with a handover in each state."""

NEVER_GIVEN = frozenset({"operator", "auditor"})
"""Roles that a handover does not give: they watch over a side, and are set by the operator."""
