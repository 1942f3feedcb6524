"""Compound files (MS-CFB), in which Outlook keeps a message: its storages and streams.

Our own small reader. Every chain is followed once and no further than the file is long, so that a
file that bites its own tail ends in a fault.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from kakehashi.notes.letters.faults import Fault

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE, _FAT, _DIFAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC
_NOTHING = 0xFFFFFFFF
_IN_HEADER = 109
_ENTRY = 128
_MOST_ENTRIES = 20_000
_SMALL = 64
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_SHIFTS = {3: 9, 4: 12}


@dataclass
class Storage:
    """A folder in the file."""

    streams: dict[str, bytes] = field(default_factory=dict)
    storages: dict[str, "Storage"] = field(default_factory=dict)


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_compound(data: bytes) -> Storage:
    """Return the storages and streams of a compound file.

    Raises:
        Fault: when it is none, or broken.
    """
    try:
        return _File(data).root()
    except (struct.error, IndexError, UnicodeDecodeError) as wrong:
        raise Fault("note-file-broken") from wrong


class _File:
    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC) or len(data) < 512:  # noqa: PLR2004 - the header's length
            raise Fault("note-file-broken")
        self.data = data
        version, _order, shift, small = struct.unpack_from("<HHHH", data, 26)
        if _SHIFTS.get(version) != shift or small != 6:  # noqa: PLR2004 - as the format says
            raise Fault("note-file-broken")
        self.size = 1 << shift
        first, _transaction, self.cutoff, mini, _minis, difat, _difats = struct.unpack_from(
            "<IIIIIII", data, 48
        )
        self.most = len(data) // self.size + 1
        self.fat = self._table(difat)
        self.entries = self._entries(first)
        self.mini_fat = self._numbers(self._chain(mini)) if mini not in (_END, _FREE) else []
        root = next((one for one in self.entries if one.kind == _ROOT), None)
        if root is None:
            raise Fault("note-file-broken")
        self.minis = self._chain(root.start) if root.start not in (_END, _FREE) else b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        found = self.data[start : start + self.size]
        if not found:
            raise Fault("note-file-broken")
        return found.ljust(self.size, b"\0")

    def _table(self, difat: int) -> list[int]:
        """Return the table of what follows what."""
        places = list(struct.unpack_from(f"<{_IN_HEADER}I", self.data, 76))
        seen: set[int] = set()
        while difat not in (_END, _FREE):
            if difat in seen or len(seen) > self.most:
                raise Fault("note-file-broken")
            seen.add(difat)
            numbers = self._numbers(self._sector(difat))
            places += numbers[:-1]
            difat = numbers[-1]
        used = [one for one in places if one < _DIFAT]
        if len(used) > self.most:
            raise Fault("note-file-broken")
        return [number for one in used for number in self._numbers(self._sector(one))]

    @staticmethod
    def _numbers(data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(one) for one in _follow(start, self.fat))

    def _entries(self, first: int) -> list[_Entry]:
        raw = self._chain(first)
        number = min(len(raw) // _ENTRY, _MOST_ENTRIES)
        return [_entry(raw[at * _ENTRY : (at + 1) * _ENTRY]) for at in range(number)]

    def _stream(self, entry: _Entry) -> bytes:
        if entry.size > len(self.data):
            raise Fault("note-file-broken")
        if entry.size >= self.cutoff:
            return self._chain(entry.start)[: entry.size]
        pieces = [
            self.minis[one * _SMALL : (one + 1) * _SMALL]
            for one in (_follow(entry.start, self.mini_fat) if entry.size else ())
        ]
        return b"".join(pieces)[: entry.size]

    def root(self) -> Storage:
        """Return the whole tree; each entry stands in it once."""
        top = next(at for at, one in enumerate(self.entries) if one.kind == _ROOT)
        whole = Storage()
        seen = {top}
        waiting = [(self.entries[top].child, whole)]
        while waiting:
            at, parent = waiting.pop()
            if at == _NOTHING or at >= len(self.entries):
                continue
            if at in seen:
                raise Fault("note-file-broken")
            seen.add(at)
            one = self.entries[at]
            waiting += [(one.left, parent), (one.right, parent)]
            if one.kind == _STORAGE:
                inner = parent.storages.setdefault(one.name, Storage())
                waiting.append((one.child, inner))
            elif one.kind == _STREAM:
                parent.streams[one.name] = self._stream(one)
        return whole


def _follow(start: int, table: list[int]) -> Iterator[int]:
    seen = 0
    while start not in (_END, _FREE):
        seen += 1
        if start >= len(table) or seen > len(table):
            raise Fault("note-file-broken")
        yield start
        start = table[start]


def _entry(raw: bytes) -> _Entry:
    length = struct.unpack_from("<H", raw, 64)[0]
    name = raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
    left, right, child = struct.unpack_from("<III", raw, 68)
    start, size = struct.unpack_from("<IQ", raw, 116)
    return _Entry(name, raw[66], left, right, child, start, size & 0xFFFFFFFF)
