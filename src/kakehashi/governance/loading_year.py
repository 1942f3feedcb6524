"""Loading the partnership year: its steps, taken times, office hours, and years under way."""

import datetime as dt

from kakehashi.framework.loading import Index, load_items
from kakehashi.framework.loading.items import Shape
from kakehashi.framework.profile.items import WorkItem
from kakehashi.framework.profile.shapes import Profile
from kakehashi.governance import models
from kakehashi.governance.services.cycles import finish_step, plan_steps, skip_step
from kakehashi.people.models import Account
from kakehashi.records.models import Item

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def load_year(profile: Profile) -> None:
    """Load the steps of every year, the times that are taken, and when offices are open."""
    models.YearStep.objects.bulk_create(
        models.YearStep(
            code=step.id,
            name_en=step.names["en"],
            name_ja=step.names["ja"],
            note_en=step.note.get("en", ""),
            note_ja=step.note.get("ja", ""),
            body=f"body-{step.meeting}",
            offset=step.offset,
            each_side=step.who == "each_side",
            position=position,
        )
        for position, step in enumerate(profile.cycle)
    )
    models.BlockedTime.objects.bulk_create(
        models.BlockedTime(
            code=one.id,
            side_id=one.side,
            name_en=one.names["en"],
            name_ja=one.names["ja"],
            weekdays=[WEEKDAYS.index(day) for day in one.weekdays],
            first=one.first,
            last=one.last,
            starts=one.start,
            ends=one.end,
            never=one.never,
            source=one.source,
            sourced=one.sourced,
            position=position,
        )
        for position, one in enumerate(profile.blocked)
    )
    models.OfficeHours.objects.bulk_create(
        models.OfficeHours(
            side_id=side.code,
            opens=side.office_start,
            closes=side.office_end,
        )
        for side in profile.sides
    )


def load_cycles(profile: Profile, index: Index, *, at: dt.datetime) -> None:
    """Load the years under way, with what was done of each.

    Raises:
        Refused: for data that a record cannot hold; the caller's transaction undoes the rest.
    """
    items = profile.items_of("cycle")
    load_items(items, index, _shape, at=at)
    for one in items:
        item = Item.objects.get(pk=index.items[f"cycle:{one.id}"])
        days = _days(one, index)
        plan_steps(item, first_day=days[0], last_day=days[1], by=_account(one.by, index))
        _settle(one, item, index)


def _account(name: str, index: Index) -> Account:
    return index.accounts[name] if name else index.operator


def _days(item: WorkItem, index: Index) -> tuple[dt.date, dt.date]:
    first, last = (index.day(str(item.facts[key])) for key in ("from", "until"))
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def _shape(item: WorkItem, index: Index) -> Shape:
    first, last = _days(item, index)
    return Shape(
        body="summary",
        facts={"first_day": first.isoformat(), "last_day": last.isoformat()},
        sort_key=first.isoformat().encode().hex(),
    )


def _settle(item: WorkItem, made: Item, index: Index) -> None:
    for key in ("done", "not_needed"):
        settled = item.facts.get(key)
        for one in settled if isinstance(settled, list | tuple) else ():
            by, at = index.accounts[one["by"]], index.moment(one["at"])
            rows = models.CycleStep.objects.filter(item=made, code=one["step"])
            row = (rows.filter(side=None) | rows.filter(side=by.side_id)).order_by("pk")[0]
            if key == "done":
                finish_step(cycle=made.reference, step=row.pk, on=at.date(), by=by, at=at)
            else:
                skip_step(cycle=made.reference, step=row.pk, reason=one["why"], by=by, at=at)
