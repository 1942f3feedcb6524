"""The ledger room's tables: the timeline of this node, and the logs of its lines."""

from kakehashi.ledger.models.logs import Fork, Leaf, Log
from kakehashi.ledger.models.timeline import EMPTY, Event, Head

__all__ = ["EMPTY", "Event", "Fork", "Head", "Leaf", "Log"]
