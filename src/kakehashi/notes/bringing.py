"""Notes out of files: looked at first, then one note a file, or none; nothing half-written."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from kakehashi.errors import NotHere, Refused
from kakehashi.notes.letters.asking import REASONS, ask, check_size
from kakehashi.notes.letters.shapes import Letter, Somebody, letter_of
from kakehashi.notes.models import BroughtFile
from kakehashi.notes.services import FileToKeep, NewNote, write
from kakehashi.people.models import Account, Holding, Person, Post
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records.models import Item

MOST_FILES = 10
"""Brought at once."""

KEPT_FOR = dt.timedelta(days=1)
"""How long a file waits of which no note was made."""

_BY_CODE: dict[str, type[Refused]] = {one.code: one for one in REASONS}


class TooManyFiles(Refused):
    """More files than are looked at together, or none."""

    code = "note-files-number"
    message = {
        "en": "Bring between 1 and {most} files at once.",
        "ja": "一度に読み込めるファイルは、1件以上{most}件以内です。",
    }
    hint = {
        "en": "Choose the mails or documents that notes are to be made of.",
        "ja": "会談概要とするメール又は文書を選択してください。",
    }


@dataclass(frozen=True)
class Brought:
    """A file that waits, with what was read of it or why it was refused."""

    file: BroughtFile
    place: int
    """Its number among those brought at once, from 1."""
    of: int

    @property
    def refusal(self) -> Refused | None:
        """Why it cannot be read."""
        code = self.file.read.get("code")
        return _BY_CODE[code](**self.file.read["facts"]) if code else None

    @property
    def letter(self) -> Letter:
        """What was read of it."""
        return letter_of(self.file.read["letter"])


@dataclass(frozen=True)
class Known:
    """Somebody whom a file names, and who that is as far as this node knows."""

    said: Somebody
    words: str
    """Name and post where known, else the name or address that the file gives."""
    organisation: str = ""
    by_address: bool = False
    """Whether the address is on record; a name alone anybody can write."""
    by_name: bool = False


def bring(*, files: Sequence[tuple[str, int, Any]], by: Account, at: dt.datetime) -> uuid.UUID:
    """Read files and keep them for a day, to be looked at by whoever brought them.

    Args:
        files: name, size and a file object of each; nothing is read of one that is too large.
        by: who brings them.
        at: when.

    Returns:
        The batch they are in.

    Raises:
        NoSide, NotYourRole: when the account may not write.
        TooManyFiles: for none, or more than :data:`MOST_FILES`.
        Refused: when it is a single file that cannot be read, or all are refused.
    """
    side = check_side(viewer_of(by), ["write"])
    if not 0 < len(files) <= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    batch = uuid.uuid4()
    rows, refusals = [], []
    for place, (called, size, file) in enumerate(files, start=1):
        name = called.replace("\x00", "")[:200]
        data = b""
        try:
            check_size(name, size)
            data = file.read()
            letter, _none = ask(data, name)
            read: dict[str, Any] = {"letter": letter.data()}
        except REASONS as refusal:
            refusals.append(refusal)
            data, read = b"", {"code": refusal.code, "facts": dict(refusal.facts)}
        rows.append(
            BroughtFile(
                batch=batch,
                position=place,
                account=by,
                side_id=side,
                name=name,
                content=data,
                read={**read, "of": len(files)},
                brought_at=at,
            )
        )
    if len(refusals) == len(rows):
        raise refusals[0]
    with transaction.atomic():
        BroughtFile.objects.filter(brought_at__lt=at - KEPT_FOR).delete()
        BroughtFile.objects.bulk_create(rows)
    return batch


def next_of(batch: uuid.UUID, by: Account, at: dt.datetime) -> Brought | None:
    """Return the next file of a batch that waits; None when all are dealt with or too old."""
    file = BroughtFile.objects.filter(
        batch=batch, account=by, brought_at__gte=at - KEPT_FOR
    ).first()
    return Brought(file, file.position, file.read.get("of", 1)) if file else None


def _locked(key: uuid.UUID, by: Account) -> BroughtFile:
    file = BroughtFile.objects.select_for_update(of=("self",)).filter(pk=key, account=by).first()
    if file is None:
        raise NotHere
    return file


def leave_out(*, file: uuid.UUID, by: Account) -> None:
    """Make no note of a file: it is gone.

    Raises:
        NotHere: when it is not there, or another's.
    """
    with transaction.atomic():
        _locked(file, by).delete()


def write_from(
    *,
    file: uuid.UUID,
    note: NewNote,
    keep: Sequence[int],
    thread: bool,
    by: Account,
    at: dt.datetime,
    today: dt.date,
) -> tuple[Item, list[Item]]:
    """Make a note of a file, with the files in it that were ticked; the rest is gone.

    Args:
        file: the file that was looked at.
        note: as it was checked, and perhaps changed, on the page.
        keep: places of the enclosed files to keep.
        thread: whether the thread below the text is kept as well.
        by: who writes.
        at: when.
        today: the day where the writer is.

    Raises:
        NotHere: when it is not there any more, or another's.
        Refused: as :func:`kakehashi.notes.services.write`.
    """
    with transaction.atomic():
        found = _locked(file, by)
        kept: list[FileToKeep] = []
        if keep:
            _letter, files = ask(bytes(found.content), found.name, files=keep)
            kept = [FileToKeep(one.name, one.digest, one.content) for one in files]
        quoted = letter_of(found.read["letter"]).quoted if thread else ""
        made = write(
            note=replace(note, files=kept),
            thread=quoted,
            by=by,
            at=at,
            today=today,
            id=found.pk,
        )
        found.delete()
    return made


def known(people: Sequence[Somebody], day: dt.date) -> list[Known]:
    """Return whom this node knows of those that a file names, in four queries.

    An address on record says more than a name; neither proves who wrote.
    """
    addresses = {one.address.lower() for one in people if one.address}
    accounts = {
        one.email.lower(): one
        for one in Account.objects.annotate(lower=Lower("email"))
        .filter(lower__in=addresses)
        .select_related("post", "organisation")
    }
    names = {one.name for one in people if one.name}
    persons = {
        name: one
        for one in Person.objects.filter(Q(name_en__in=names) | Q(name_ja__in=names))
        for name in (one.name_en, one.name_ja)
    }
    posts = {
        one.person_id: one.post
        for one in Holding.objects.filter(
            person_id__in=[one.pk for one in persons.values()]
        ).select_related("post__organisation")
        if one.holds_on(day)
    }
    return [_one(one, accounts, persons, posts) for one in people]


def _one(
    said: Somebody,
    accounts: Mapping[str, Account],
    persons: Mapping[str, Person],
    posts: Mapping[str, Post],
) -> Known:
    account = accounts.get(said.address.lower()) if said.address else None
    if account is not None:
        words = f"{account.name} ({account.post.name})" if account.post else account.name
        return Known(said, words, account.organisation_id or "", by_address=True)
    person = persons.get(said.name) if said.name else None
    if person is not None:
        post = posts.get(person.pk)
        words = f"{person.name} ({post.name})" if post else person.name
        return Known(said, words, post.organisation_id if post else "", by_name=True)
    return Known(said, said.name or said.address)
