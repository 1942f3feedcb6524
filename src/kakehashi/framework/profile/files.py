"""Reading one YAML file of a profile, with the place of every value, refusing every trap.

The subset is what a person writes by hand: mappings, lists and scalars in UTF-8. Anchors,
aliases, tags and second documents are refused, and size, depth and number of entries are bounded,
so no file can make the reader work long. Scalars follow YAML 1.2: dates and times stay strings,
``yes`` and ``no`` are words, ``12:30`` is no number.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from kakehashi.framework.profile.problems import START, Place, Problem, problem

LARGEST_FILE: Final = 2_000_000
DEEPEST: Final = 24
MOST_ENTRIES: Final = 200_000

Path_ = tuple[str | int, ...]
"""Where a value stands in its file: keys and positions from the top."""

_REFUSED_CHARACTER = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN: Final = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Document:
    """What one file holds, where each value and key stands, and what was wrong with it."""

    name: str
    value: Any = None
    places: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def read(self) -> bool:
        """Whether the whole file could be read; single problems may stand beside it."""
        return bool(self.places)

    def place(self, path: Path_) -> Place:
        """Return where the value at ``path`` stands, or what encloses it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, START)

    def key_place(self, path: Path_) -> Place:
        """Return where the key at ``path`` stands, or its value."""
        return self.keys.get(path) or self.place(path)


def read_file(path: Path, name: str = "") -> Document:
    """Read one YAML file.

    Args:
        path: the file.
        name: how problems call it; its own name where empty.

    Returns:
        The document. A file that cannot be read gives a document with problems and no value.
    """
    document = Document(name or path.name)
    try:
        if not path.is_file():
            what = "not a plain file" if path.exists() else "not there"
            document.problems.append(problem("file-unreadable", document.name, detail=what))
            return document
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        detail = error.strerror or "unknown error"
        document.problems.append(problem("file-unreadable", document.name, detail=detail))
        return document
    return read_bytes(raw, document.name)


def read_bytes(raw: bytes, name: str) -> Document:
    """Read the bytes of one YAML file called ``name``; see :func:`read_file`."""
    document = Document(name)
    if len(raw) > LARGEST_FILE:
        document.problems.append(problem("file-too-big", name, limit=LARGEST_FILE))
        return document
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_in(raw[: error.start].decode("utf-8-sig", "replace"))
        document.problems.append(problem("not-utf-8", name, place))
        return document
    if found := _REFUSED_CHARACTER.search(text):
        place = _place_in(text[: found.start()])
        point = f"{ord(found.group()):04X}"
        document.problems.append(problem("character-refused", name, place, point=point))
        return document
    _Reading(document).run(text)
    return document


class _Stopped(Exception):  # noqa: N818 - the end of reading, not a fault
    """Reading ends here: nothing after this can be trusted."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list being filled."""

    value: dict[str, Any] | list[Any]
    path: Path_
    key: str | None = None
    """Key waiting for its value; ``None`` where a key is due."""
    twice: bool = False
    """Whether the waiting key was there before, so that its value is dropped."""


class _Reading:
    """One run over the events of a file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.frames: list[_Frame] = []
        self.entries = 0
        self.documents = 0

    def run(self, text: str) -> None:
        """Read ``text`` into the document; on a problem that ends it the value is dropped."""
        name = self.document.name
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self._take(event)
        except _Stopped:
            self._drop()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            place = _place(mark) if mark else START
            detail = str(getattr(error, "problem", None) or "the reader gave up").rstrip(".")
            self.document.problems.append(problem("yaml-broken", name, place, detail=detail))
            self._drop()
        else:
            if self.document.value is None and not self.document.problems:
                self.document.problems.append(problem("file-empty", name))
                self._drop()

    def _drop(self) -> None:
        self.document.value = None
        self.document.places.clear()
        self.document.keys.clear()

    def _stop(self, code: str, place: Place, **facts: object) -> None:
        self.document.problems.append(problem(code, self.document.name, place, **facts))
        raise _Stopped

    def _take(self, event: Any) -> None:
        place = _place(event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop("yaml-documents", place)
        elif isinstance(event, yaml.AliasEvent):
            self._stop("yaml-alias", place)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_marks(event, place)
            self._scalar(event, place)
        elif isinstance(event, yaml.MappingStartEvent):
            self._refuse_marks(event, place)
            self._open({}, place)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._refuse_marks(event, place)
            self._open([], place)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.frames.pop()

    def _refuse_marks(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self._stop("yaml-alias", place)
        if event.tag is not None:
            self._stop("yaml-tag", place, tag=event.tag)

    def _scalar(self, event: Any, place: Place) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._key(frame, event.value, place)
        else:
            plain = event.implicit[0]
            self._put(resolve(event.value) if plain else event.value, place)

    def _key(self, frame: _Frame, key: str, place: Place) -> None:
        path = (*frame.path, key)
        frame.key = key
        frame.twice = isinstance(frame.value, dict) and key in frame.value
        if frame.twice:
            first = self.document.keys[path].line
            self.document.problems.append(
                problem("key-twice", self.document.name, place, key=key, line=first)
            )
        else:
            self.document.keys[path] = place

    def _open(self, value: dict[str, Any] | list[Any], place: Place) -> None:
        if len(self.frames) >= DEEPEST:
            self._stop("too-deep", place, limit=DEEPEST)
        path = self._put(value, place)
        self.frames.append(_Frame(value, path))

    def _put(self, value: Any, place: Place) -> Path_:
        """Put a value where it is due and return its path."""
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            self._stop("too-many", place, limit=MOST_ENTRIES)
        if not self.frames:
            self.document.value = value
            self.document.places[()] = place
            return ()
        frame = self.frames[-1]
        if isinstance(frame.value, list):
            path: Path_ = (*frame.path, len(frame.value))
            frame.value.append(value)
        elif frame.key is None:
            self._stop("yaml-key", place)
            return ()
        else:
            path = (*frame.path, frame.key)
            dropped = frame.twice
            key, frame.key, frame.twice = frame.key, None, False
            if dropped:
                return (*frame.path, f"{key} (again)")
            frame.value[key] = value
        self.document.places[path] = place
        return path


def resolve(text: str) -> object:
    """Return what a plain scalar means: nothing, true or false, a number, else its text."""
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return text


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def _place_in(before: str) -> Place:
    """Return the place right after the text ``before``."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Place(len(lines), len(lines[-1]) + 1)
