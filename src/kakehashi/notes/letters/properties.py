"""Properties of a message (MS-OXPROPS) that a note needs, and their values as text."""

import datetime as dt

from kakehashi.notes.letters.charsets import text_of

SUBJECT, BODY, HTML, RTF = 0x0037, 0x1000, 0x1013, 0x1009
HEADERS = 0x007D
SENDER_NAME, SENDER_MAIL, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
FROM_NAME, FROM_MAIL, FROM_SMTP = 0x0042, 0x0065, 0x5D02
SENT_AT, DELIVERED_AT = 0x0039, 0x0E06
CODE_PAGE, INTERNET_PAGE = 0x3FFD, 0x3FDE
NAME, MAIL, SMTP = 0x3001, 0x3003, 0x39FE
FILE, LONG_FILE, CONTENT = 0x3704, 0x3707, 0x3701

UNICODE, BYTES, STRING8, TIME, LONG, OBJECT = 0x001F, 0x0102, 0x001E, 0x0040, 0x0003, 0x000D

_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_PAGES = {932: "cp932", 65001: "utf-8", 50220: "iso-2022-jp", 51932: "euc-jp", 20127: "ascii"}


def charset_of(page: int) -> str:
    """Return the charset of a Windows code page."""
    return _PAGES.get(page, f"cp{page}" if page else "")


def words(value: bytes, kind: int, page: int = 0) -> str:
    """Return a property's value as text."""
    if kind == UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return text_of(value.rstrip(b"\0"), charset_of(page))[0]


def moment(ticks: int) -> str:
    """Return a time in ticks of 100 ns since 1601 as ISO 8601 UTC; empty where it is none."""
    if not ticks:
        return ""
    try:
        return (_EPOCH + dt.timedelta(microseconds=ticks // 10)).isoformat()
    except OverflowError:
        return ""
