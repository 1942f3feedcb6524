"""Parameters of the API: each checked exactly as its schema says, nothing guessed."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from ninja import Path, Query
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from kakehashi.api.cursors import LONGEST
from kakehashi.api.paging import MOST, USUAL
from kakehashi.records.kinds import all_kinds
from kakehashi.records.rules import STATES
from kakehashi.workplan.rules import PROGRESS_WORDS

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,5}", re.ASCII)


def _shaped(shape: re.Pattern[str], wanted: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise ValueError(wanted)
        return value

    return check


def _moment(value: Any) -> dt.datetime:
    _shaped(_MOMENT, "a time as 2026-11-23T09:00:00Z is wanted")(value)
    try:
        return dt.datetime.fromisoformat(value.upper()).astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("a time within the years 1 to 9999 is wanted") from None


def _among(codes: Iterable[str]) -> Callable[[str | None], str | None]:
    known = list(codes)

    def check(value: str | None) -> str | None:
        if value is not None and value not in known:
            raise ValueError(f"one of {', '.join(known)} is wanted")
        return value

    return check


def _choice(codes: Iterable[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(codes)})


_KINDS = sorted(kind.code for kind in all_kinds())
_WORD = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"

Limit = Annotated[
    int,
    BeforeValidator(
        lambda value: (
            value if isinstance(value, int) else _shaped(_NUMBER, "a whole number is wanted")(value)
        )
    ),
    Query(USUAL, ge=1, le=MOST, description="How many rows a page has at most."),
]
Cursor = Annotated[
    str | None,
    Query(
        None,
        min_length=22,
        max_length=LONGEST,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Where to go on, as `next` of the page before gave it.",
    ),
]
Day = Annotated[
    dt.date | None,
    BeforeValidator(_shaped(_DAY, "a day as 2026-11-23 is wanted")),
    Query(None, description="A day, as 2026-11-23."),
]
Since = Annotated[
    dt.datetime | None,
    BeforeValidator(_moment),
    Query(None, description="Changed at or after this moment (RFC 3339)."),
]
Area = Annotated[
    str | None, Query(None, pattern=_WORD, description="Code of an area, as `/areas` lists them.")
]
ProvisionOf = Annotated[
    str | None, Query(None, pattern=_WORD, description="Reference of a provision.")
]
KindOf = Annotated[
    str | None,
    AfterValidator(_among(_KINDS)),
    _choice(_KINDS),
    Query(None, description="Kind of record."),
]
StateOf = Annotated[
    str | None,
    AfterValidator(_among(STATES)),
    _choice(STATES),
    Query(None, description="State of the record."),
]
ProgressOf = Annotated[
    str | None,
    AfterValidator(_among(PROGRESS_WORDS)),
    _choice(PROGRESS_WORDS),
    Query(None, description="Progress as far as the caller may know of it."),
]
Words = Annotated[
    str,
    Query(
        ...,
        min_length=1,
        max_length=120,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="Words to look for, in Japanese or English.",
    ),
]
Reference = Annotated[
    str, Path(..., min_length=1, max_length=80, description="Readable reference, as `VD.b.vi-1`.")
]
Number = Annotated[
    int,
    BeforeValidator(_shaped(_NUMBER, "a whole number is wanted")),
    Path(..., ge=1, le=999_999, description="Number of the version."),
]
