"""Loading the contact notes of a practice partnership, written through the services themselves."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kakehashi.framework.loading import Index
from kakehashi.notes.services import CORRECTS, NewNote, write
from kakehashi.records import services as records
from kakehashi.records.models import Item

FOLDER = Path(__file__).parent / "rehearsals"
MORNING = dt.time(9, tzinfo=dt.UTC)


def load_notes(profile: str, index: Index) -> None:
    """Load the notes of a shipped practice partnership; a profile without such a file has none."""
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    for one in yaml.safe_load(file.read_text(encoding="utf-8"))["notes"]:
        made = _load(one, index)
        answer = one.get("answer")
        if answer:
            _load(answer, index, answers=made.reference)


def _load(one: Mapping[str, Any], index: Index, answers: str = "") -> Item:
    day = dt.date.fromisoformat(index.day(one["at"]))
    at = dt.datetime.combine(day, MORNING)
    by = index.accounts[one["by"]]
    made, _opened = write(
        note=NewNote(
            with_whom=one["with_whom"],
            what=one["what"],
            date=day,
            medium=one.get("medium", "call"),
            answers=answers,
            how=one.get("how", CORRECTS) if answers else "",
        ),
        by=by,
        at=at,
        today=day,
    )
    if one.get("share"):
        records.share(item=made.pk, by=by, at=at)
    return made
