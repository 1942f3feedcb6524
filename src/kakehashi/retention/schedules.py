"""Schedules: each side's classes of files, how long each is kept and what then, read as data.

One YAML file a side. An operator's own, in the folder ``retention`` beside the data, goes before
the one that comes with Kakehashi.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from kakehashi.errors import Refused, Words
from kakehashi.look.dates import era_year
from kakehashi.retention.rules import THEN, first_day

SHIPPED = Path(__file__).parent / "schedules"
_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LANGUAGES = ("en", "ja")
LONGEST = 100
"""Years of the longest retention."""


class ScheduleBroken(Refused):
    """A side's schedule of retention that cannot be read."""

    code = "schedule-broken"
    status = 500
    message = {
        "en": "The retention schedule {file} cannot be read: {what}.",
        "ja": "保存期間の基準 {file} を読み取れません（{what}）。",
    }
    hint = {
        "en": "Ask the operator to correct it; until then nothing can be filed or disposed of.",
        "ja": "修正を運用担当者に依頼してください。修正されるまで、分類及び廃棄は行えません。",
    }


class NoSchedule(Refused):
    """A side for which nobody has said how long files are kept."""

    code = "no-schedule"
    status = 404
    message = {
        "en": "How long your side ({side}) keeps its files has not been set up on this node.",
        "ja": "自国側（{side}）の保存期間の基準が、このノードに設定されていません。",
    }
    hint = {
        "en": "Ask the operator to put the schedule of your side into the data folder, as "
        "retention/{side}.yaml.",
        "ja": "自国側の基準を retention/{side}.yaml としてデータフォルダに置くよう、"
        "運用担当者に依頼してください。",
    }


@dataclass(frozen=True)
class FileClass:
    """One class of files in a side's schedule."""

    code: str
    names: Words
    kinds: tuple[str, ...]
    years: int
    then: str
    """What becomes of its files: a key of :data:`kakehashi.retention.rules.THEN`."""
    position: int


@dataclass(frozen=True)
class Schedule:
    """How one side keeps records."""

    side: str
    begins: tuple[int, int]
    """Month and day on which a file year begins."""
    year_words: Words
    register: Words
    """What the side calls its list of files."""
    sheet: str
    """Which columns that list has: ``administrative`` or ``assets``."""
    basis: Words
    archive: Words
    authority: Words
    """What is asked for when disposal is approved."""
    authority_hint: Words
    approver: Words
    maker: Words
    keeper: Words
    group: Words
    """The widest class (大分類)."""
    series: Words
    """The class below it (中分類)."""
    classes: Mapping[str, FileClass]
    rest: str
    """Code of the class of all kinds that no other names."""
    by_kind: Mapping[str, str]

    def of_kind(self, kind: str) -> FileClass:
        """Return the class that records of a kind are in, unless they are filed elsewhere."""
        return self.classes[self.by_kind.get(kind, self.rest)]

    def year(self, year: int) -> dict[str, str]:
        """Return a file year in words."""
        # The financial year in which an era began bears its name, as was decided for 2019.
        named = era_year(first_day(year, self.begins) + dt.timedelta(days=30))
        era = f"{named[0]}{'元' if named[1] == 1 else named[1]}" if named else str(year)
        return {code: self.year_words[code].format(year=year, era=era) for code in _LANGUAGES}


def schedule_of(side: str) -> Schedule | None:
    """Return the schedule of a side; None where it has none.

    Raises:
        ScheduleBroken: for one that cannot be read.
    """
    if not re.fullmatch(r"[A-Z]{2,8}", side):
        return None
    for folder in (Path(settings.DATA) / "retention", SHIPPED):
        file = folder / f"{side}.yaml"
        if file.is_file():
            return _read(file, file.stat().st_mtime_ns)
    return None


@cache
def _read(file: Path, _changed: int) -> Schedule:
    try:
        return _schedule(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise ScheduleBroken(file=file.name, what=str(fault).splitlines()[0]) from None
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise ScheduleBroken(file=file.name, what=f"{type(fault).__name__} {fault}") from None


def _schedule(read: dict[str, Any]) -> Schedule:
    classes = {
        one.code: one
        for place, given in enumerate(read["classes"])
        if (one := _class(given, place))
    }
    if len(classes) != len(read["classes"]):
        raise ValueError("two classes with one code")
    by_kind: dict[str, str] = {}
    for one in classes.values():
        for kind in one.kinds:
            if by_kind.setdefault(kind, one.code) != one.code:
                raise ValueError(f"{kind} in two classes")
    month, day = (int(part) for part in read["year_begins"].split("-"))
    authority = read["authority"]
    return Schedule(
        side=read["side"],
        begins=(month, day),
        year_words=_words(read["year_words"]),
        register=_words(read["register"]),
        sheet=read["sheet"],
        basis=_words(read["basis"]),
        archive=_words(read["archive"]),
        authority=_words(authority["label"]),
        authority_hint=_words(authority["hint"]),
        approver=_words(read["approver"]),
        maker=_words(read["maker"]),
        keeper=_words(read["keeper"]),
        group=_words(read["groups"]),
        series=_words(read["series"]),
        classes=classes,
        rest=next(one["code"] for one in read["classes"] if one.get("rest")),
        by_kind=by_kind,
    )


def _class(given: dict[str, Any], place: int) -> FileClass:
    if not _CODE.fullmatch(given["code"]):
        raise ValueError(given["code"])
    if given["then"] not in THEN:
        raise ValueError(given["then"])
    years = int(given["years"])
    if not 0 < years <= LONGEST:
        raise ValueError(f"{years} years")
    return FileClass(
        code=given["code"],
        names=_words(given["names"]),
        kinds=tuple(given.get("kinds", ())),
        years=years,
        then=given["then"],
        position=place,
    )


def _words(given: Mapping[str, object]) -> dict[str, str]:
    return {code: str(given[code]) for code in _LANGUAGES}
