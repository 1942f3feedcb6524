"""What a profile defines: every id by kind, taken from files that may still be wrong."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from kakehashi.framework.profile.build_items import KINDS
from kakehashi.framework.profile.files import Document, Path_

_LISTS: Final[Mapping[str, tuple[str, Path_, str]]] = MappingProxyType(
    {
        "side": ("profile", ("sides",), "code"),
        "level": ("profile", ("levels",), "id"),
        "trigger": ("profile", ("review_triggers",), "id"),
        "beneficiary": ("profile", ("beneficiaries",), "id"),
        "section": ("sections", (), "ref"),
        "pillar": ("pillars", (), "ref"),
        "area": ("areas", (), "ref"),
        "sector": ("sectors", (), "ref"),
        "provision": ("provisions", (), "ref"),
        "organisation": ("organisations", (), "id"),
        "post": ("posts", (), "id"),
        "person": ("persons", ("persons",), "id"),
        "body": ("bodies", (), "id"),
        "step": ("cycle", (), "id"),
        "forum": ("forums", (), "id"),
        "instrument": ("instruments", (), "id"),
        "programme": ("programmes", (), "id"),
        "occasion": ("occasions", (), "id"),
        "role": ("roles", (), "code"),
        "account": ("accounts", (), "id"),
    }
)
"""Kind to its file, where in it the list stands, and which key names an entry."""

LINKED: Final = frozenset(
    {
        "provision",
        "area",
        "pillar",
        "sector",
        "organisation",
        "body",
        "forum",
        "instrument",
        "programme",
        "occasion",
        *KINDS.values(),
    }
)
"""Kinds a link may point at."""


class Index:
    """The ids of each kind; of a file that cannot be read nothing is known."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._known: dict[str, frozenset[str] | None] = {}
        for kind, (file, path, key) in _LISTS.items():
            self._known[kind] = _ids(documents.get(file), path, key)
        self._known["objective"] = _listed(documents.get("profile"), "objectives")
        self._known["promise"] = _promises(documents.get("provisions"))
        for part, kind in KINDS.items():
            self._known[kind] = _ids(documents.get("record"), (part,), "id", may_lack=True)
        self._known["joint_action"] = self._known["promise"]

    def knows(self, kind: str, value: str) -> bool:
        """Say whether there is a ``kind`` named ``value``, or may be for all one can tell."""
        known = self._known[kind]
        return known is None or value in known

    def all(self, kind: str) -> frozenset[str]:
        """Return the ids of one kind, none where its file cannot be read."""
        return self._known[kind] or frozenset()


def entries(value: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the mappings of a list with their positions, whatever else it holds."""
    if isinstance(value, list):
        for position, entry in enumerate(value):
            if isinstance(entry, dict):
                yield position, entry


def _at(document: Document | None, path: Path_) -> Any:
    value = document.value if document else None
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _ids(
    document: Document | None, path: Path_, key: str, *, may_lack: bool = False
) -> frozenset[str] | None:
    listed = _at(document, path)
    if not isinstance(listed, list):
        readable = document is not None and isinstance(document.value, dict)
        return frozenset() if may_lack and readable else None
    return frozenset(entry[key] for _, entry in entries(listed) if isinstance(entry.get(key), str))


def _listed(document: Document | None, key: str) -> frozenset[str] | None:
    listed = _at(document, (key,))
    if not isinstance(listed, list):
        return None
    return frozenset(value for value in listed if isinstance(value, str))


def _promises(document: Document | None) -> frozenset[str] | None:
    listed = _at(document, ())
    if not isinstance(listed, list):
        return None
    return frozenset(
        f"{provision['ref']}-{promise['key']}"
        for _, provision in entries(listed)
        for _, promise in entries(provision.get("promises"))
        if isinstance(provision.get("ref"), str)
        and isinstance(promise.get("key"), str)
        and promise.get("joint_action") is True
    )
