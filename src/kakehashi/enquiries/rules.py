"""Kinds of enquiry of each side, read from a file a side, and tables.

What comes along lies in :mod:`kakehashi.enquiries.procedures`; a file of the same name in
the folder ``enquiries`` of the data folder goes before it.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from kakehashi.enquiries.clocks import WORKING, Clock
from kakehashi.errors import Refused, Words

FOLDER = Path(__file__).parent / "procedures"

OPEN, ANSWERED, WITHDRAWN, TRANSFERRED = "open", "answered", "withdrawn", "transferred"

STATES: Mapping[str, Words] = {
    OPEN: {"en": "open", "ja": "対応中"},
    ANSWERED: {"en": "answered", "ja": "回答済み"},
    WITHDRAWN: {"en": "withdrawn by who asked", "ja": "照会元による取下げ"},
    TRANSFERRED: {"en": "passed to another office", "ja": "他組織へ移送"},
}

LATE, STOPPED, WAITING = "late", "stopped", "waiting"

STANDINGS: Mapping[str, Words] = {
    LATE: {"en": "late", "ja": "期限超過"},
    WAITING: {"en": "to answer", "ja": "要回答"},
    STOPPED: {"en": "clock stopped", "ja": "期間停止中"},
    ANSWERED: {"en": "answered", "ja": "回答済み"},
    "ended": {"en": "withdrawn or passed on", "ja": "取下げ・移送"},
}
"""What the register is filtered by."""

RELEASE, PART, WITHHOLD = "release", "part", "withhold"

DECISIONS: Mapping[str, Words] = {
    RELEASE: {"en": "Release", "ja": "開示"},
    PART: {"en": "Release in part", "ja": "部分開示"},
    WITHHOLD: {"en": "Withhold", "ja": "不開示"},
}
RELEASES = frozenset({RELEASE, PART})
NEEDS_REASON = frozenset({PART, WITHHOLD})

NO_OBJECTION, IN_PART, OBJECTS, NO_REPLY = "no_objection", "in_part", "objects", "no_reply"

VIEWS: Mapping[str, Words] = {
    NO_OBJECTION: {"en": "No objection to release", "ja": "開示に支障なし"},
    IN_PART: {"en": "Asks that parts be withheld", "ja": "一部不開示を希望"},
    OBJECTS: {"en": "Objects to release", "ja": "開示に反対"},
}
"""What the other side says when it is consulted."""

OUTCOMES: Mapping[str, Words] = {
    **VIEWS,
    NO_REPLY: {"en": "No reply by the day asked for", "ja": "期限までに回答なし"},
}

NEEDS_WORDS = frozenset({IN_PART, OBJECTS})


@dataclass(frozen=True)
class Pause:
    """Why a clock may stop, and what that does."""

    code: str
    names: Words
    source: Words
    effect: str
    whole: bool = False


@dataclass(frozen=True)
class Extension:
    """How a clock may be given more time."""

    code: str
    names: Words
    source: Words
    count: int = 0
    """Days at the most, in the clock's unit; 0 for any day that is told."""
    firm: bool = False
    """Whether the law allows no more."""
    rest: bool = False
    """Whether it names a day for the rest, a substantial part being due before."""


@dataclass(frozen=True)
class Sort:
    """One kind of enquiry of a side."""

    code: str
    names: Words
    source: Words
    clock: Clock
    disclosure: bool = False
    """Whether papers are asked for: it then has a schedule of documents."""
    stops: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def stop(self, code: str) -> Pause | None:
        """Return why the clock may stop, or None for what is no reason."""
        return next((one for one in self.stops if one.code == code), None)

    def extension(self, code: str) -> Extension | None:
        """Return an extension, or None for what is none."""
        return next((one for one in self.extensions if one.code == code), None)


@dataclass(frozen=True)
class Procedure:
    """All of one side."""

    sorts: Mapping[str, Sort] = field(default_factory=dict)
    reasons: Mapping[str, Words] = field(default_factory=dict)
    consult_days: int = 10
    """Working days that the other side is usually given."""
    after_objection: int = 0
    """Days between the decision and a release to which the other side objects."""
    consult_source: Words = field(default_factory=dict)


class ProcedureBroken(Refused):
    """A side's kinds of enquiry that cannot be read."""

    code = "procedure-broken"
    status = 500
    message = {
        "en": "The kinds of enquiry in {file} cannot be read: {what}.",
        "ja": "照会の種別 {file} を読み取れません（{what}）。",
    }
    hint = {
        "en": "Ask the operator to correct it and to start the node again.",
        "ja": "修正及びノードの再起動を運用担当者に依頼してください。",
    }


@functools.cache
def procedure_of(side: str) -> Procedure:
    """Return the kinds of enquiry of a side; one that has no file has none.

    Read once: a file that changes takes effect when the node is started again.

    Raises:
        ProcedureBroken: for a file that cannot be read.
    """
    folders = _folders() if side.isalnum() else ()
    file = next((one for one in (home / f"{side}.yaml" for home in folders) if one.is_file()), None)
    if file is None:
        return Procedure()
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
        like = str(read.get("like", ""))
        if not like:
            return _procedure(read)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise ProcedureBroken(file=file.name, what=str(fault).splitlines()[0]) from None
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise ProcedureBroken(file=file.name, what=f"{type(fault).__name__} {fault}") from None
    if like == side:
        raise ProcedureBroken(file=file.name, what=f"like: {like}")
    return procedure_of(like)


def _folders() -> tuple[Path, ...]:
    return Path(settings.DATA) / "enquiries", FOLDER


def _procedure(read: Mapping[str, Any]) -> Procedure:
    return Procedure(
        sorts={one["code"]: _sort(one) for one in read["kinds"]},
        reasons={one["code"]: one["names"] for one in read["reasons"]},
        consult_days=int(read["consult"]["days"]),
        after_objection=int(read["consult"].get("after_objection", 0)),
        consult_source=read["consult"]["source"],
    )


def _sort(one: Mapping[str, Any]) -> Sort:
    clock = one["clock"]
    return Sort(
        code=one["code"],
        names=one["names"],
        source=one["source"],
        clock=Clock(
            count=int(clock.get("count", 0)),
            unit=clock.get("unit", WORKING),
            begins=clock.get("begins", "after"),
            calendars=tuple(clock.get("calendars", ())),
            closed=frozenset(clock.get("closed", ())),
            moves=bool(clock.get("moves")),
            given=bool(clock.get("given")),
        ),
        disclosure=bool(one.get("disclosure")),
        stops=tuple(Pause(**pause) for pause in one.get("stops", ())),
        extensions=tuple(Extension(**more) for more in one.get("extensions", ())),
    )


def every_sort() -> Mapping[str, Words]:
    """Return the names of every kind of enquiry of every side, by code."""
    return {
        code: sort.names
        for side in sorted({file.stem for home in _folders() for file in home.glob("*.yaml")})
        for code, sort in procedure_of(side).sorts.items()
    }
