"""A file kept between looking and making, and the making: all its changes or none."""

import datetime as dt
import hashlib
import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.people.models import Account
from kakehashi.people.selectors import sides, viewer_of, visible_audiences
from kakehashi.records import services
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.services.plans import text_of
from kakehashi.workplan.models import Sheet
from kakehashi.workplan.sheets.columns import Column, columns
from kakehashi.workplan.sheets.comparing import KIND, DryRun, compare
from kakehashi.workplan.sheets.reading import read_table
from kakehashi.workplan.sheets.refusals import SheetGone, TooManyChanges
from kakehashi.workplan.sheets.rights import check_import

MOST_CHANGES = 300
"""Records that are written in one transaction: while it lasts, other writers wait on SQLite."""
KEPT = dt.timedelta(days=1)
MOST_KEPT = 5
"""Files of one account that are kept; the oldest goes first."""

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Made:
    """A record that was written from a table, and the version that this made."""

    item: uuid.UUID
    version: int


def known_columns() -> list[Column]:
    """Return the columns of this node."""
    return columns([side.pk for side in sides()])


def dry_run(data: bytes, name: str, by: Account) -> DryRun:
    """Return what the file ``name`` would change, written by ``by``.

    Raises:
        NoSide, NotYourRole: when they may not.
        Refused: what :func:`~kakehashi.workplan.sheets.reading.read_table` does.
    """
    viewer = viewer_of(by)
    check_import(viewer)
    known = known_columns()
    return compare(read_table(data, name, known), viewer, known)


def keep(data: bytes, name: str, *, by: Account, at: dt.datetime) -> Sheet:
    """Keep a file until ``by`` says to make its changes, a day at most.

    Nothing that was read of it is kept: it is read and compared again each time, so that what is
    made is what the rules and the records say then.
    """
    with transaction.atomic():
        Sheet.objects.filter(made_at__lt=at - KEPT).delete()
        own = Sheet.objects.filter(account=by).order_by("-made_at", "-pk")
        Sheet.objects.filter(pk__in=[one.pk for one in own.only("pk")[MOST_KEPT - 1 :]]).delete()
        return Sheet.objects.create(
            account=by,
            name=name[-_LONGEST_NAME:],
            content=zlib.compress(data),
            sha256=hashlib.sha256(data).hexdigest(),
            made_at=at,
        )


def look(sheet: uuid.UUID, *, by: Account, at: dt.datetime) -> tuple[Sheet, DryRun]:
    """Return a kept file and what it would change now.

    Raises:
        SheetGone: when ``by`` keeps no such file.
        NoSide, NotYourRole, Refused: as :func:`dry_run`.
    """
    found = Sheet.objects.filter(pk=sheet, account=by, made_at__gte=at - KEPT).first()
    if found is None:
        raise SheetGone
    return found, dry_run(zlib.decompress(bytes(found.content)), found.name, by)


def apply(
    sheet: uuid.UUID, expected: str, *, by: Account, at: dt.datetime
) -> tuple[list[Made], DryRun | None]:
    """Make the changes of a kept file, each as a new draft version: all of them or none.

    Args:
        sheet: the file.
        expected: the digest of the dry run that was looked at.
        by: who makes them.
        at: when.

    Returns:
        The records that were written and None; or none and the dry run as it is now, where it is
        not the one that was looked at.

    Raises:
        SheetGone: when the file is not kept, or its changes were made already.
        TooManyChanges: when they are more than :data:`MOST_CHANGES`.
        NoSide, NotYourRole, Refused: as :func:`dry_run`, and what saving refuses.
    """
    with transaction.atomic():
        # Whoever sends the form twice finds the file gone.
        if not Sheet.objects.select_for_update().filter(pk=sheet, account=by).exists():
            raise SheetGone
        found, run = look(sheet, by=by, at=at)
        if run.digest != expected:
            return [], run
        made = make(run, by=by, at=at)
        found.delete()
        return made, None


def make(run: DryRun, *, by: Account, at: dt.datetime) -> list[Made]:
    """Write the changes of a dry run in one transaction and return what was written.

    Raises:
        TooManyChanges: when they are more than :data:`MOST_CHANGES`.
        Refused: what saving refuses.
    """
    if run.total > MOST_CHANGES:
        raise TooManyChanges(count=f"{run.total:,}", limit=f"{MOST_CHANGES:,}")
    with transaction.atomic():
        written = []
        for change in run.changed:
            assert change.item is not None
            written.append(
                services.save(item=change.item, base=change.base, text=change.text, by=by, at=at)
            )
        written += [
            services.create(kind=KIND, text=change.text, by=by, at=at) for change in run.new
        ]
        items = [one.pk for one in written]
        newest = dict(
            Version.objects.filter(item_id__in=items)
            .order_by("number")
            .values_list("item_id", "number")
        )
    return [Made(one, newest[one]) for one in items]


def undo(*, made: Sequence[Made], by: Account, at: dt.datetime) -> tuple[int, int]:
    """Take back what was made of a table, where nobody has changed it since.

    A draft on top of a shared or published text goes, a new record too; a draft that was one before
    says again what it said.

    Returns:
        How many were taken back, and how many were left because somebody went on with them.

    Raises:
        NoSide, NotYourRole: when ``by`` may not.
    """
    check_import(viewer_of(by))
    undone = 0
    for one in made[:MOST_CHANGES]:
        with transaction.atomic():
            undone += _undone(one, by=by, at=at)
    return undone, len(made) - undone


def _undone(one: Made, *, by: Account, at: dt.datetime) -> bool:
    item = Item.objects.select_for_update().filter(pk=one.item, kind=KIND).first()
    faces = Entry.objects.filter(item=item).select_related("version")
    visible = visible_audiences(viewer_of(by))
    top = faces.filter(face="own", audience_id__in=visible).first()
    if item is None or top is None or top.version.number != one.version:
        return False
    before = Version.objects.filter(item=item, number=one.version - 1).first()
    below = faces.exclude(pk=top.pk).filter(version=before).exists()
    try:
        if before is None or below:
            services.discard(item=item.pk, by=by, at=at)
        else:
            text = text_of(before)
            services.save(item=item.pk, base=one.version, text=text, by=by, at=at)
    except Refused:
        return False
    return True


def kept_by(account: Account) -> Sequence[Sheet]:
    """Return the files that ``account`` looked at and has not made, the newest first."""
    return list(Sheet.objects.filter(account=account).defer("content").order_by("-made_at"))
