"""Attaching files to a record and taking them off: each a new draft, like a change of the text."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.core.files import File
from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Account
from kakehashi.people.rules import OWN_SIDE
from kakehashi.people.selectors import viewer_of
from kakehashi.records import files
from kakehashi.records.attached import MOST, Attached, TooManyAttachments, attached_of, clean_name
from kakehashi.records.kinds import RESTRICTED
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.rules import DRAFT, check_step
from kakehashi.records.services.plans import (
    OWN_FACE,
    EditConflict,
    Plan,
    commit,
    settle_audiences,
    standing_of,
    text_of,
)
from kakehashi.records.services.writing import locked

Change = Callable[[Sequence[Attached]], list[Attached]]


class AttachedAlready(Refused):
    """The very same file is attached to the record already."""

    code = "attached-already"
    status = 409
    message = {
        "en": "This very file is attached already, as {name}.",
        "ja": "同一のファイルが、{name} として既に添付されています。",
    }
    hint = {
        "en": "Nothing was changed. If you meant a newer one, look at which file you chose.",
        "ja": "変更されていません。新しいものを添付する場合は、"
        "選択したファイルを確認してください。",
    }


def attach(
    *, item: uuid.UUID, base: int, name: str, file: "File[bytes]", by: Account, at: dt.datetime
) -> Attached:
    """Attach a file on top of version ``base``: a new draft. One of the same name is replaced.

    Args:
        item: the record.
        base: number of the version that the official saw.
        name: as the official's computer calls it.
        file: its bytes, read from the beginning.
        by: who attaches it.
        at: when.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen, EditConflict: as for ``save``.
        AttachmentEmpty, AttachmentTooLarge, AttachmentKindRefused, AttachmentNameWrong,
        TooManyAttachments, AttachedAlready: for the file.
    """
    cleaned = clean_name(name)
    with transaction.atomic():
        _may(item, by, base)
    laid = files.lay(cleaned, file)
    try:
        return _attach(item, base, laid, by=by, at=at)
    except BaseException:
        files.drop(laid)
        raise


def _attach(
    item: uuid.UUID, base: int, laid: files.Laid, *, by: Account, at: dt.datetime
) -> Attached:
    kept = laid.attached

    with transaction.atomic():

        def added(before: Sequence[Attached]) -> list[Attached]:
            rest = [one for one in before if one.name != kept.name]
            if len(rest) >= MOST:
                raise TooManyAttachments(most=MOST)
            same = next((one for one in before if one.digest == kept.digest), None)
            if same is not None:
                raise AttachedAlready(name=same.name)
            files.own(laid, at=at)
            place = next((n for n, one in enumerate(before) if one.name == kept.name), len(rest))
            return [*rest[:place], kept, *rest[place:]]

        _change(item, base, added, by=by, at=at)
    return kept


def detach(*, item: uuid.UUID, base: int, digest: str, by: Account, at: dt.datetime) -> str:
    """Take an attachment off: a new draft without it. Earlier versions keep it; return its name.

    Raises:
        NotHere: also when no attachment of the record has that digest.
        NoSide, NotYourRole, NotInThisState, NotYourPen, EditConflict: as for ``save``.
    """
    names: list[str] = []

    def without(before: Sequence[Attached]) -> list[Attached]:
        names.extend(one.name for one in before if one.digest == digest)
        if not names:
            raise NotHere
        return [one for one in before if one.digest != digest]

    with transaction.atomic():
        _change(item, base, without, by=by, at=at)
    return names[0]


def _may(item: uuid.UUID, by: Account, base: int) -> tuple[Item, Entry, Version]:
    found, entry, version = locked(item, by)
    check_step(viewer_of(by), standing_of(found, entry), "save")
    if version.number != base:
        raise EditConflict(reference=found.reference)
    return found, entry, version


def _change(item: uuid.UUID, base: int, change: Change, *, by: Account, at: dt.datetime) -> Item:
    found, entry, version = _may(item, by, base)
    text = text_of(version)
    marking = text.marking if found.lane == RESTRICTED else text.marking.widened(OWN_SIDE)
    commit(
        [
            Plan(
                item=found,
                text=replace(
                    text, marking=marking, attachments=change(attached_of(version.attached))
                ),
                state=DRAFT,
                face=OWN_FACE,
                event="saved",
                fields=["attachments"],
                removes=(OWN_FACE,),
                previous=version,
                sort_key=entry.sort_key,
            )
        ],
        by=by,
        at=at,
    )
    settle_audiences(found)
    return found
