"""A TBX file taken in: looked at first, made all or nothing, taken back while it can be."""

import datetime as dt
import uuid
import zlib
from collections.abc import Sequence

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.glossary.comparing import DryRun, compare_concepts
from kakehashi.glossary.concepts import concept_of
from kakehashi.glossary.models import BroughtFile, Change, Concept
from kakehashi.glossary.rules import check_may_edit
from kakehashi.glossary.selectors import all_concepts, retired_ids
from kakehashi.glossary.services.editing import (
    add_concept,
    change_concept,
    last_numbers,
    restore_concept,
    retire_concept,
)
from kakehashi.glossary.tbx import read_tbx
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of

KEPT = dt.timedelta(days=1)
"""How long a file that was only looked at is kept."""
UNDO = dt.timedelta(days=30)
"""How long the changes of a file can be taken back together."""
MOST_KEPT = 5
_LONGEST_NAME = 200


class FileGone(Refused):
    """The file was made already, or is no longer kept."""

    code = "glossary-file-gone"
    status = 404
    message = {
        "en": "That file is not kept any more, or its changes were made.",
        "ja": "そのファイルは、既に反映されたか、保存期間が過ぎています。",
    }
    hint = {
        "en": "Choose the file again.",
        "ja": "ファイルをもう一度選択してください。",
    }


class UndoTooLate(Refused):
    """A concept of the file was changed again since, so that going back would lose that."""

    code = "glossary-undo-too-late"
    status = 409
    message = {
        "en": "These changes cannot be taken back together: {concept} was changed since.",
        "ja": "用語「{concept}」がその後に変更されたため、一括では元に戻せません。",
    }
    hint = {
        "en": "Change the concepts one by one; each page shows what it was before.",
        "ja": "用語ごとに変更してください。変更前の内容は各用語のページにあります。",
    }


def dry_run(data: bytes, by: Account) -> DryRun:
    """Return what a TBX file would change.

    Raises:
        NoSide, NotYourRole: when they may not.
        Refused: what :func:`~kakehashi.glossary.tbx.read_tbx` does.
    """
    check_may_edit(viewer_of(by))
    return compare_concepts(read_tbx(data), all_concepts(), retired_ids())


def keep_file(*, data: bytes, name: str, by: Account, at: dt.datetime) -> BroughtFile:
    """Keep a file until ``by`` says to make its changes, a day at most.

    Raises:
        NoSide, NotYourRole: when they may not.
        Refused: what reading it does; then it is not kept.
    """
    dry_run(data, by)
    with transaction.atomic():
        waiting = BroughtFile.objects.filter(made_at=None)
        waiting.filter(brought_at__lt=at - KEPT).delete()
        own = waiting.filter(account=by).order_by("-brought_at", "-pk").values_list("pk", flat=True)
        BroughtFile.objects.filter(pk__in=list(own[MOST_KEPT - 1 :])).delete()
        return BroughtFile.objects.create(
            account=by, name=name[-_LONGEST_NAME:], content=zlib.compress(data), brought_at=at
        )


def look_at(*, file: uuid.UUID, by: Account, at: dt.datetime) -> tuple[BroughtFile, DryRun]:
    """Return a kept file and what it would change now.

    Raises:
        FileGone: when ``by`` keeps no such file.
        NoSide, NotYourRole, Refused: as :func:`dry_run`.
    """
    found = BroughtFile.objects.filter(
        pk=file, account=by, made_at=None, brought_at__gte=at - KEPT
    ).first()
    if found is None:
        raise FileGone
    return found, dry_run(zlib.decompress(bytes(found.content)), by)


def make_changes(
    *, file: uuid.UUID, expected: str, by: Account, at: dt.datetime
) -> tuple[int, DryRun | None]:
    """Make the changes of a kept file, all of them or none.

    Args:
        file: The file.
        expected: The digest of the dry run that was looked at.
        by: Who makes them.
        at: When.

    Returns:
        How many concepts changed, and None; or zero and the dry run as it is now, where it is
        not the one that was looked at.

    Raises:
        FileGone: when the file is not kept, or its changes were made already.
        NoSide, NotYourRole, Refused: as :func:`dry_run` and editing.
    """
    with transaction.atomic():
        BroughtFile.objects.select_for_update().filter(pk=file).first()
        found, run = look_at(file=file, by=by, at=at)
        if run.digest != expected:
            return 0, run
        found.batch = uuid.uuid4()
        found.made_at = at
        found.content = b""
        found.save(update_fields=["batch", "made_at", "content"])
        return apply_run(run, by=by, at=at, batch=found.batch), None


def apply_run(run: DryRun, *, by: Account, at: dt.datetime, batch: uuid.UUID) -> int:
    """Write what a dry run says, in one transaction; return how many concepts changed.

    Raises:
        NoSide, NotYourRole, Refused: as editing.
    """
    made = 0
    with transaction.atomic():
        numbers = last_numbers(one.new.id for one in run.changed)
        for one in run.added:
            add_concept(concept=one.new, by=by, at=at, batch=batch)
            made += 1
        for one in run.changed:
            base = numbers.get(one.new.id, 0)
            change = change_concept(concept=one.new, base=base, by=by, at=at, batch=batch)
            made += change is not None
    return made


def undo_changes(*, batch: uuid.UUID, by: Account, at: dt.datetime) -> int:
    """Take back changes that were made together: changed concepts as they were, new ones retired.

    Returns:
        How many concepts were put back.

    Raises:
        NoSide, NotYourRole: when they may not.
        FileGone: when there is no such batch, it is too old, or it was taken back already.
        UndoTooLate: when one of its concepts was changed since.
    """
    check_may_edit(viewer_of(by))
    with transaction.atomic():
        file = BroughtFile.objects.select_for_update().filter(
            batch=batch, undone_at=None, made_at__gte=at - UNDO
        )
        if file.first() is None:
            raise FileGone
        changes = list(Change.objects.filter(batch=batch).order_by("-pk"))
        numbers = last_numbers(one.concept_id for one in changes)
        for one in changes:
            if numbers[one.concept_id] != one.number:
                raise UndoTooLate(concept=one.concept_id)
        back = uuid.uuid4()
        for one in changes:
            if one.step == "added":
                retire_concept(concept=one.concept_id, by=by, at=at, batch=back)
            elif one.step == "changed" and one.before is not None:
                change_concept(
                    concept=concept_of(one.before), base=one.number, by=by, at=at, batch=back
                )
            elif Concept.objects.filter(pk=one.concept_id, retired_at=None).exists():
                retire_concept(concept=one.concept_id, by=by, at=at, batch=back)
            else:
                restore_concept(concept=one.concept_id, by=by, at=at, batch=back)
        file.update(undone_at=at)
    return len(changes)


def brought_by(account: Account, *, at: dt.datetime) -> tuple[Sequence[BroughtFile], ...]:
    """Return the files that wait for ``account``, and those made by anybody that can be undone."""
    waiting = BroughtFile.objects.filter(
        account=account, made_at=None, brought_at__gte=at - KEPT
    ).defer("content")
    made = (
        BroughtFile.objects.filter(made_at__gte=at - UNDO, undone_at=None)
        .select_related("account")
        .defer("content")
    )
    return list(waiting), list(made.order_by("-made_at")[:MOST_KEPT])
