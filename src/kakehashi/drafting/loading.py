"""Loading the joint texts of a practice partnership, half done, through the services themselves."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from kakehashi.clearance import services as clearance
from kakehashi.drafting import services
from kakehashi.drafting.paragraphs import LANGUAGES, Paragraph, fresh_id
from kakehashi.drafting.services import Draft
from kakehashi.framework.loading import Index
from kakehashi.people.calendars import working_day_from
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo

FOLDER = Path(__file__).parent / "rehearsals"


def load_drafting(profile: str, index: Index, *, at: dt.datetime) -> None:
    """Load what stands half done on the joint texts of a shipped practice partnership.

    A profile without such a file has no joint text yet.
    """
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    for one in yaml.safe_load(file.read_text(encoding="utf-8"))["texts"]:
        _load_text(one, index, at=at)


def _load_text(one: Mapping[str, Any], index: Index, *, at: dt.datetime) -> None:
    moment = _earlier(one["at"], at)
    writer = index.accounts[one["by"]]
    paragraphs: list[Paragraph] = []
    for row in one["paragraphs"]:
        paragraphs.append(
            Paragraph(
                fresh_id(each.id for each in paragraphs),
                form=row.get("form", "numbered"),
                level=row.get("level", 1),
                words={code: row[code] for code in LANGUAGES if code in row},
            )
        )
    item = services.start(
        draft=Draft(
            title=one["title"],
            paragraphs=paragraphs,
            text_kind=one["kind"],
            authority=one["authority"],
            links=_meeting(one["meetings"], index),
        ),
        by=writer,
        at=moment,
    )
    records.share(item=item.pk, by=writer, at=moment)
    for row in one.get("proposals", ()):
        services.propose_paragraph(
            item=item.pk,
            base=item.versions.count(),
            paragraph=paragraphs[row["paragraph"]].id,
            words={code: row[code] for code in LANGUAGES if code in row},
            note=_said(row["note"], index, row["by"]),
            by=index.accounts[row["by"]],
            at=_earlier(row["at"], at),
        )
    for row in one.get("comments", ()):
        language = next(code for code in LANGUAGES if code in row)
        services.comment(
            on=item.pk,
            paragraph=paragraphs[row["paragraph"]].id,
            words=row[language],
            language=language,
            share=row.get("share", False),
            by=index.accounts[row["by"]],
            at=_earlier(row["at"], at),
        )
    for row in one.get("clearance", ()):
        _load_clearance(row, item, index, at=at)


def _load_clearance(row: Mapping[str, Any], item: Item, index: Index, *, at: dt.datetime) -> None:
    begun, by = _earlier(row["at"], at), index.accounts[row["by"]]
    day = (at + dt.timedelta(days=_days(row["due"]) - 1)).date()
    made = clearance.ask(
        item=item.pk,
        offices=[(one["organisation"], one["division"]) for one in row["offices"]],
        due=working_day_from(day, 1, [by.side.calendar] if by.side else []),
        in_order=row["in_order"],
        note=_said(row["note"], index, row["by"]),
        by=by,
        at=begun,
    )
    for asked, one in zip(made.offices.order_by("position"), row["offices"], strict=True):
        if "answer" in one:
            clearance.answer(
                office=asked.pk,
                given=one["answer"],
                words=one.get("words", ""),
                by=index.accounts[one["by"]],
                at=begun + dt.timedelta(hours=5),
            )


def _meeting(names: Sequence[str], index: Index) -> list[LinkTo]:
    """Return a link to the first of the meetings that is in the profile."""
    found = [index.find("meeting", name) for name in names]
    return [LinkTo("of_meeting", one) for one in found if one is not None][:1]


def _said(words: Mapping[str, str], index: Index, account: str) -> str:
    return words.get(index.accounts[account].language, "") or next(iter(words.values()), "")


def _days(written: str) -> int:
    return int(written.removesuffix("d"))


def _earlier(written: str, at: dt.datetime) -> dt.datetime:
    return at + dt.timedelta(days=_days(written))
