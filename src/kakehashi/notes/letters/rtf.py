"""Compressed RTF (MS-OXRTFCP) and the words in RTF, for messages that have no other text."""

import re
import struct

from kakehashi.notes.letters.charsets import clean, text_of

_PRELOAD = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
MOST = 20 * 1024 * 1024
"""Bytes of RTF that are unpacked at most."""

_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-f]{2})"
    rb"|\\(?P<sign>[^a-z])|(?P<brace>[{}])|(?P<text>[^\\{}]+)",
    re.IGNORECASE | re.DOTALL,
)
_SKIPPED = frozenset(
    {
        *("fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer"),
        *("generator", "listtable", "listoverridetable", "rsidtbl", "themedata", "htmltag"),
    }
)
_SAID = {
    "par": "\n",
    "line": "\n",
    "tab": "\t",
    "cell": "\t",
    "row": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}


def unpacked(data: bytes) -> bytes:
    """Return compressed RTF as RTF; nothing where it is none, and as much as can be read."""
    if len(data) < 16:  # noqa: PLR2004 - the header's length
        return b""
    _packed, raw_size, kind = struct.unpack_from("<II4s", data)
    if kind == _PLAIN:
        return data[16 : 16 + min(raw_size, MOST)]
    if kind != _COMPRESSED:
        return b""
    return _unpack(data[16:])


def _unpack(data: bytes) -> bytes:
    window, place = bytearray(_PRELOAD.ljust(_WINDOW, b"\0")), len(_PRELOAD)
    made = bytearray()
    at = 0
    while at < len(data) and len(made) < MOST:
        control = data[at]
        at += 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 1 >= len(data):
                    return bytes(made)
                offset, length = data[at] << 4 | data[at + 1] >> 4, (data[at + 1] & 15) + 2
                at += 2
                if offset == place:  # the end, as it is marked
                    return bytes(made)
            else:
                offset, length = -1, 1
            for step in range(length):
                if offset < 0 and at >= len(data):
                    return bytes(made)
                byte = data[at] if offset < 0 else window[(offset + step) % _WINDOW]
                window[place] = byte
                place = (place + 1) % _WINDOW
                made.append(byte)
            at += offset < 0
    return bytes(made)


def text_of_rtf(data: bytes) -> str:
    """Return the words of RTF, without its tables and pictures."""
    reader = _Reader()
    for one in _TOKEN.finditer(data):
        reader.take(one)
    return reader.end()


class _Reader:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.raw = bytearray()
        self.charset = "cp1252"
        self.skips: list[bool] = [False]
        self.fallback = 0
        self.opening = False

    def take(self, one: re.Match[bytes]) -> None:
        """Take in one token."""
        opening, self.opening = self.opening, False
        if one["brace"]:
            self._brace(one["brace"])
        elif one["word"]:
            number = int(one["number"]) if one["number"] else None
            self._word(one["word"].decode("ascii").lower(), number, opening=opening)
        elif one["hex"]:
            self._byte(bytes([int(one["hex"], 16)]))
        elif one["sign"]:
            self._sign(one["sign"], opening=opening)
        elif one["text"]:
            self._byte(one["text"].replace(b"\r", b"").replace(b"\n", b""))

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            self.skips.append(self.skips[-1])
            self.opening = True
        elif len(self.skips) > 1:
            self.skips.pop()

    def _word(self, word: str, number: int | None, *, opening: bool) -> None:
        if word == "ansicpg" and number:
            self.charset = f"cp{number}"
        elif word == "u" and number is not None:
            self._flush()
            self._say(chr(number % 0x10000))
            self.fallback = 1
        elif word in _SKIPPED and opening:
            self.skips[-1] = True
        elif word in _SAID:
            self._flush()
            self._say(_SAID[word])

    def _sign(self, sign: bytes, *, opening: bool) -> None:
        if sign == b"*" and opening:
            self.skips[-1] = True
        elif sign in b"\\{}":
            self._byte(sign)
        elif sign == b"~":
            self._byte(b" ")
        elif sign in b"\r\n":
            self._flush()
            self._say("\n")

    def _byte(self, data: bytes) -> None:
        if self.fallback and data:
            data, self.fallback = data[1:], 0
        if not self.skips[-1]:
            self.raw += data

    def _say(self, words: str) -> None:
        if not self.skips[-1]:
            self.pieces.append(words)

    def _flush(self) -> None:
        if self.raw:
            self.pieces.append(text_of(bytes(self.raw), self.charset)[0])
            self.raw.clear()

    def end(self) -> str:
        """Return what was said."""
        self._flush()
        joined = "".join(self.pieces)
        return clean(joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")).strip()
