"""Background work of briefing, computed from state: papers that were asked for."""

from kakehashi.briefing.papers.orders import make_ordered

__all__ = ["make_ordered"]
