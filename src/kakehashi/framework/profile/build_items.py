"""Building the items of the record from checked plain values."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from kakehashi.framework.profile.build_text import Raw, links, strings
from kakehashi.framework.profile.items import (
    Confirmed,
    Earlier,
    Marking,
    ProposedChange,
    WorkItem,
)
from kakehashi.framework.profile.pieces import NO_WORDS

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "meetings": "meeting",
        "cycles": "cycle",
        "decisions": "decision",
        "follow_ups": "follow_up",
        "contacts": "contact",
        "results": "result",
        "joint_actions": "joint_action",
        "initiatives": "initiative",
        "milestones": "milestone",
        "updates": "update",
    }
)
"""Part of ``record.yaml`` to the kind of item it lists, in the order they are loaded."""

SHARED_KEYS: Final = frozenset(
    {
        "id", "lane", "state", "side", "pen", "by", "at", "marking", "title", "body", "authority",
        "languages", "links", "sources", "sourced", "earlier", "confirmations", "proposals",
    }
)  # fmt: skip
"""Keys every item has; any other one is a fact of its kind."""


def all_items(record: Raw) -> tuple[WorkItem, ...]:
    """Return every item of the record, kind after kind."""
    defaults = record.get("defaults") or {}
    return tuple(
        item({**defaults, **raw}, kind)
        for part, kind in KINDS.items()
        for raw in record.get(part) or ()
    )


def item(raw: Raw, kind: str) -> WorkItem:
    """Return one item; the defaults of the file are already in it."""
    return WorkItem(
        id=raw["id"],
        kind=kind,
        lane=raw["lane"],
        state=raw["state"],
        title=raw.get("title", NO_WORDS),
        body=raw.get("body", NO_WORDS),
        marking=_marking(raw["marking"]),
        side=raw.get("side", ""),
        pen=raw.get("pen", ""),
        by=raw.get("by", ""),
        at=raw.get("at", ""),
        authority=strings(raw, "authority"),
        languages=raw.get("languages") or {},
        facts={key: _fact(value) for key, value in raw.items() if key not in SHARED_KEYS},
        links=links(raw),
        sources=strings(raw, "sources"),
        sourced=raw.get("sourced", ""),
        earlier=tuple(_earlier(one) for one in raw.get("earlier") or ()),
        confirmations=tuple(
            Confirmed(one["side"], one["by"], one["at"]) for one in raw.get("confirmations") or ()
        ),
        proposals=tuple(_proposal(one) for one in raw.get("proposals") or ()),
    )


def _marking(raw: Raw) -> Marking:
    return Marking(
        audience=raw["audience"],
        code=raw.get("code", ""),
        caveats=strings(raw, "caveats"),
        named=strings(raw, "named"),
    )


def _earlier(raw: Raw) -> Earlier:
    return Earlier(
        title=raw.get("title", NO_WORDS),
        body=raw.get("body", NO_WORDS),
        by=raw["by"],
        at=raw["at"],
        note=raw.get("note", NO_WORDS),
    )


def _proposal(raw: Raw) -> ProposedChange:
    return ProposedChange(
        by=raw["by"],
        at=raw["at"],
        title=raw.get("title", NO_WORDS),
        body=raw.get("body", NO_WORDS),
        note=raw.get("note", NO_WORDS),
        state=raw.get("state", "open"),
    )


def _fact(value: Any) -> object:
    """Return a fact with its lists as tuples, so that an item stays as it was loaded."""
    if isinstance(value, list):
        return tuple(_fact(one) for one in value)
    return value
