"""Loading a profile into a node: people first, then the text and what it names."""

from kakehashi.framework.loading.index import Index
from kakehashi.framework.loading.items import load_items
from kakehashi.framework.loading.offices import load_offices, operator
from kakehashi.framework.loading.text import load_text

__all__ = ["Index", "load_items", "load_offices", "load_text", "operator"]
