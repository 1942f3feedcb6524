"""Loading the records management of a practice partnership, through the services themselves."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from kakehashi.errors import NotHere
from kakehashi.framework.loading import Index
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.services import NewText
from kakehashi.retention import services
from kakehashi.retention.rules import year_of
from kakehashi.retention.schedules import schedule_of

FOLDER = Path(__file__).parent / "rehearsals"
MORNING = dt.time(9, tzinfo=dt.UTC)


def load_files(profile: str, index: Index, *, at: dt.datetime) -> None:
    """Load old records of a shipped practice partnership, and file, hold and propose to destroy.

    A profile without such a file has none.

    Args:
        profile: the profile's id.
        index: what was loaded before.
        at: moment of loading.
    """
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    for one in read["records"]:
        _record(one, index, at)
    for one in read["disposals"]:
        by = index.accounts[one["by"]]
        services.propose(
            file_class=one["class"],
            year=_year(by, _moment(one["of"], index)),
            note_=one["note"],
            by=by,
            at=_moment(one["at"], index),
        )


def _record(one: Mapping[str, Any], index: Index, at: dt.datetime) -> None:
    begun = _moment(one["at"], index)
    item = records.create(
        kind="contact_note",
        text=NewText(
            wording={"title": one["title"], "body": one["body"]},
            facts={"date": begun.date().isoformat(), "medium": "call"},
        ),
        by=index.accounts[one["by"]],
        at=begun,
    )
    filed = one["filed"]
    services.file_record(
        item=item.pk,
        file_class=filed["class"],
        reason=filed["reason"],
        by=index.accounts[filed["by"]],
        at=begun + dt.timedelta(days=1),
    )
    if "held" in one:
        held = one["held"]
        services.hold(
            item=item.pk,
            ground=held["ground"],
            reason=held["reason"],
            by=index.accounts[held["by"]],
            at=at - dt.timedelta(days=20),
        )


def _moment(text: str, index: Index) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(index.day(text)), MORNING)


def _year(by: Account, at: dt.datetime) -> int:
    schedule = schedule_of(by.side_id or "")
    if schedule is None:
        raise NotHere
    return year_of(at.astimezone(ZoneInfo(by.zone)).date(), schedule.begins)
