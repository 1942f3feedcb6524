"""Loading agendas, papers and matters raised of a practice partnership, through the services."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from kakehashi.framework.loading import Index
from kakehashi.framework.services import name_leads
from kakehashi.governance.models import AgendaPlace, Sitting
from kakehashi.governance.services import agendas, referrals, sittings
from kakehashi.governance.services.agendas import NewItem
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText

FOLDER = Path(__file__).parent / "rehearsals"
MORNING = dt.time(9, tzinfo=dt.UTC)


def load_agendas(profile: str, index: Index) -> None:
    """Load what a shipped practice partnership has before its meetings, and who leads its areas.

    A profile without such a file has none.
    """
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    for one in read["leads"]:
        name_leads(leads=one["areas"], by=index.accounts[one["by"]], at=_at(one["at"], index))
    for one in read["agendas"]:
        _load_agenda(one, index)
    for one in read["referrals"]:
        _raise(one, index)


def _load_agenda(one: Mapping[str, Any], index: Index) -> None:
    meeting = Item.objects.get(pk=index.items[f"meeting:{one['meeting']}"])
    held = one.get("held")
    if held:
        # The text of a meeting that was held comes with the record; its sitting is lived here.
        Sitting.objects.create(meeting=meeting, opened_at=_at(held["at"], index))
    for row in one["items"]:
        _bring(row, meeting, index)
    for row in one.get("papers", ()):
        _paper(row, meeting, index)
    if held:
        sittings.close_meeting(
            meeting=meeting.reference,
            by=index.accounts[held["by"]],
            at=_at(held["at"], index) + dt.timedelta(hours=2),
        )


def _bring(row: Mapping[str, Any], meeting: Item, index: Index) -> None:
    by = index.accounts[row["by"]]
    at = _at(row["at"], index)
    item = agendas.add_item(
        meeting=meeting.reference,
        new=NewItem(
            title=row["title"],
            body=row.get("note", {}),
            wish=row["wish"],
            minutes=row.get("minutes"),
            leads=row.get("leads", {}),
            links=_links(row.get("about", ())),
        ),
        share=row.get("share", True),
        by=by,
        at=at,
    )
    if "ending" in row:
        place = AgendaPlace.objects.get(item=item, meeting=meeting)
        said = row["ending"]
        writer, then = index.accounts[said["by"]], _at(said["at"], index)
        if "decision" in said:
            sittings.decide(
                meeting=meeting.reference,
                place=place.pk,
                words=said["decision"],
                decision_kind="procedure",
                due=_day(said["due"], index) if "due" in said else None,
                by=writer,
                at=then,
            )
        sittings.end_place(
            meeting=meeting.reference,
            place=place.pk,
            ending=said["as"],
            elsewhere=said.get("where", ""),
            by=writer,
            at=then,
        )


def _paper(row: Mapping[str, Any], meeting: Item, index: Index) -> None:
    by = index.accounts[row["by"]]
    at = _at(row["at"], index)
    item = records.create(
        kind="paper",
        text=NewText(
            wording={key: row.get(key, {}) for key in ("title", "body", "handling")},
            facts={"deadline": _day(row["deadline"], index).isoformat(), "addresses": []},
            links=[LinkTo("of_meeting", meeting.pk), *_links(row.get("about", ()))],
        ),
        by=by,
        at=at,
    )
    if row.get("share", False):
        records.share(item=item.pk, by=by, at=at)


def _raise(one: Mapping[str, Any], index: Index) -> None:
    by = index.accounts[one["by"]]
    made = referrals.raise_in(
        body=one["body"],
        raised_from=one["from"],
        title=one["title"],
        words=one["words"],
        date=_day(one["raised"], index) if "raised" in one else None,
        by=by,
        at=_at(one["at"], index),
    )
    reply = one.get("reply")
    if reply:
        referrals.record_reply(
            referral=made.reference,
            words=reply["words"],
            date=_day(reply["date"], index),
            by=by,
            at=_at(reply["at"], index),
        )


def _links(about: Sequence[str]) -> list[LinkTo]:
    """Return links to records: an area as its area, a provision as one, all else as the subject."""
    found = dict(
        Entry.objects.filter(reference__in=about).values_list("reference", "item__kind").distinct()
    )
    items = dict(Item.objects.filter(reference__in=about).values_list("reference", "pk"))
    relations = {"area": "of_area", "provision": "of_provision"}
    return [LinkTo(relations.get(found[one], "about"), items[one]) for one in about]


def _day(said: str, index: Index) -> dt.date:
    return dt.date.fromisoformat(index.day(said))


def _at(said: str, index: Index) -> dt.datetime:
    return dt.datetime.combine(_day(said, index), MORNING)
