"""Reminders by mail: what is owed, computed from state, told once, one digest a person a day."""

from kakehashi.governance.reminders.owed import Thing, owed_by
from kakehashi.governance.reminders.sending import remind_due

__all__ = ["Thing", "owed_by", "remind_due"]
