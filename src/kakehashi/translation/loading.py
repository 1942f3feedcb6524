"""Translation jobs of a shipped practice partnership, lived through the services of this room."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kakehashi.people.calendars import working_day_from
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.records.models import Item
from kakehashi.translation import services
from kakehashi.translation.models import Job
from kakehashi.translation.selectors import choices_of
from kakehashi.translation.services import Decision, Request
from kakehashi.translation.services.reviewing import ACCEPT, shown_digest
from kakehashi.translation.services.standing import now_of

FOLDER = Path(__file__).parent / "rehearsals"


def load_translations(profile: str, accounts: Mapping[str, Account], *, at: dt.datetime) -> None:
    """Load what a practice partnership has translated; a profile without such a file has nothing.

    Args:
        profile: its id.
        accounts: by name.
        at: now; all of it happened before.
    """
    file = FOLDER / f"{profile}.yaml"
    if not file.is_file():
        return
    for one in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]:
        _live(one, accounts, at)


def _live(given: Mapping[str, Any], accounts: Mapping[str, Account], now: dt.datetime) -> None:
    by = accounts[given["by"]]
    assert by.side is not None
    calendar = [by.side.calendar]
    begun = working_day_from(now.date(), given["at"], calendar)
    at = dt.datetime.combine(begun, dt.time(8), dt.UTC)
    of = Item.objects.get(reference=given["of"])
    source, target = given["direction"]
    item = services.ask(
        request=Request(
            of=of.pk,
            source=source,
            target=target,
            fields=_missing(of, by, source, target) if given.get("only_missing") else (),
            translator=given.get("translator", ""),
            translator_name=given.get("outside", ""),
            reviewer=given.get("reviewer", ""),
            due=working_day_from(begun, given["days"], calendar),
            note=given["note"],
        ),
        by=by,
        at=at,
    )
    if given.get("handed_out"):
        services.hand_out(item=item.pk, by=by, at=at + dt.timedelta(hours=1))
    if "typed" in given:
        services.type_in(
            item=item.pk,
            words=given["typed"]["words"],
            done=True,
            by=accounts[given["typed"]["by"]],
            at=at + dt.timedelta(hours=6),
        )
    if "reviewed" in given:
        _review(item, accounts[given["reviewed"]["by"]], at + dt.timedelta(hours=8))


def _missing(of: Item, by: Account, source: str, target: str) -> list[str]:
    return [
        name
        for name, _label, words in choices_of(of, viewer_of(by))
        if words.get(source) and not words.get(target)
    ]


def _review(item: Item, by: Account, at: dt.datetime) -> None:
    job = Job.objects.select_related("of").get(pk=item.pk)
    now = now_of(job.of, viewer_of(by))
    services.review(
        item=item.pk,
        decisions={
            one.field: Decision(ACCEPT, shown=shown_digest(one, now, job))
            for one in job.passages.all()
        },
        by=by,
        at=at,
    )
