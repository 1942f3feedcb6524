"""Text in a cell and back again, exactly: nothing runs as a formula, no character is lost.

Three layers, each undone by its opposite: an apostrophe before what a spreadsheet would run,
``&#x…;`` for what Shift_JIS does not have, ``_x…_`` for what XML does not have.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

from kakehashi.look.dates import western_year

SHIFT_JIS = "cp932"

_RUNS = "=+\\-@\t\r＝＋－＠"
_WOULD_RUN = re.compile(rf"'*[{_RUNS}]")
_ESCAPED_RUN = re.compile(rf"''*[{_RUNS}]")
_REFERENCE = re.compile(r"&#x([0-9A-F]{1,6});")
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_XML_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST = 0x10FFFF
_ERA_DAY = re.compile(
    r"(令和|平成|昭和|[RHSrhs])\s*(元|\d{1,2})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?"
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")


def neutral(text: str) -> str:
    """Return ``text`` with an apostrophe before it where a spreadsheet would run it."""
    return "'" + text if _WOULD_RUN.match(text) else text


def restored(text: str) -> str:
    """Return the text that :func:`neutral` was given."""
    return text[1:] if _ESCAPED_RUN.match(text) else text


def plain(text: str) -> str:
    """Return ``text`` as a record keeps it: line ends as LF, trimmed, in Unicode's form C."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").strip())


_fits: dict[str, bool] = {}


def fits_shift_jis(character: str) -> bool:
    """Whether Shift_JIS, as Windows has it, holds ``character`` and gives it back."""
    known = _fits.get(character)
    if known is None:
        try:
            known = character.encode(SHIFT_JIS).decode(SHIFT_JIS) == character
        except UnicodeError:
            known = False
        _fits[character] = known
    return known


def unfit(text: str) -> Iterator[str]:
    """Yield the characters of ``text`` that Shift_JIS does not have."""
    if not text.isascii():
        yield from (character for character in text if not fits_shift_jis(character))


def for_shift_jis(text: str) -> str:
    """Return ``text`` with what Shift_JIS does not have as ``&#x…;``, and ``&#x`` itself so too."""
    text = text.replace("&#x", "&#x26;#x")
    if text.isascii():
        return text
    return "".join(one if fits_shift_jis(one) else f"&#x{ord(one):X};" for one in text)


def from_shift_jis(text: str) -> str:
    """Return the text that :func:`for_shift_jis` was given."""

    def character(found: re.Match[str]) -> str:
        number = int(found[1], 16)
        return chr(number) if number <= _LAST else found[0]

    return _REFERENCE.sub(character, text)


def for_xml(text: str) -> str:
    """Return ``text`` with what XML cannot hold written as spreadsheets write it."""
    return _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_xml(text: str) -> str:
    """Return the text that :func:`for_xml` was given."""
    return _XML_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def day_of(text: str) -> dt.date | None:
    """Return the day that is written, of a Japanese era too; None for none that exists.

    >>> day_of("2026/3/31") == day_of("令和８年３月31日") == day_of("R8.3.31")
    True
    >>> day_of("2026-02-30"), day_of("3/4/2026")
    (None, None)
    """
    said = unicodedata.normalize("NFKC", text)
    found, era = _DAY.fullmatch(said), _ERA_DAY.fullmatch(said)
    try:
        if found:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if era:
            year = western_year(era[1], 1 if era[2] == "元" else int(era[2]))
            return dt.date(year or 0, int(era[3]), int(era[4]))
    except ValueError:
        pass
    return None
