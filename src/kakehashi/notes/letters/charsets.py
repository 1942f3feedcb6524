"""Bytes to text by the charset that is claimed, unless another one fits better."""

import codecs
import re

from kakehashi.wording.files.encodings import decode

_AS_USED = {
    # what is claimed -> what those who claim it write
    "shift_jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "shift-jis": "cp932",
    "windows-31j": "cp932",
    "cp932": "cp932",
    "iso-2022-jp": "iso2022_jp_3",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "euc-jp": "euc_jis_2004",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "ascii",
    "ascii": "ascii",
}
_TAKES_ANYTHING = frozenset({"cp1252", "latin-1", "iso8859-1", "iso8859-15"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_JIS = re.compile(rb"\x1b\$[@B]|\x1b\$\(D")
"""How ISO-2022-JP turns to kanji: seven-bit bytes that every other charset reads as noise."""
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def text_of(data: bytes, charset: str = "") -> tuple[str, bool]:
    """Return ``data`` as text, and whether another charset than the claimed one was read.

    A claim that the bytes contradict is not believed: Shift_JIS sent as ISO-2022-JP, UTF-8 sent
    as ASCII, Japanese sent as Latin-1, ISO-2022-JP sent as ASCII.
    What fits nothing keeps a mark for each unreadable byte.
    """
    claimed = charset.strip().strip("\"'").lower()
    codec = _AS_USED.get(claimed, claimed)
    if _JIS.search(data) and not codec.startswith("iso2022"):
        jis = _strictly(data, "iso2022_jp_ext")
        if jis is not None:
            return clean(jis), True
    said = _strictly(data, codec)
    if said is not None and not (_anything(codec) and not data.isascii()):
        return clean(said), False
    guess = decode(data)
    if guess is not None and (said is None or guess[1] != "Windows-1252"):
        return clean(guess[0]), True
    return clean(said if said is not None else data.decode("utf-8", "replace")), said is None


def _anything(codec: str) -> bool:
    try:
        return codecs.lookup(codec).name in _TAKES_ANYTHING or codec in _TAKES_ANYTHING
    except (LookupError, ValueError):
        return False


def _strictly(data: bytes, codec: str) -> str | None:
    if not codec:
        return None
    try:
        found = codecs.lookup(codec)
        if not found._is_text_encoding:  # noqa: SLF001 - zip and the like are no charsets
            return None
        return str(data.decode(codec))
    except (LookupError, ValueError, UnicodeError):
        return None


def clean(text: str) -> str:
    """Return ``text`` with LF for line ends, without control characters and marks of direction.

    A mark of direction makes a name or an address look like another.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _BIDI.sub("", _CONTROL.sub("", plain))


def one_line(text: str, most: int) -> str:
    """Return ``text`` on one line, cut to ``most`` characters."""
    return " ".join(clean(text).split())[:most]
