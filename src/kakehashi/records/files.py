"""Files that were attached: kept once by their digest in the storage of files, streamed in and out.

A place in the storage is never used twice, so that taking one file away can never meet a second
upload of the same bytes. Rows of :class:`StoredFile` are locked before anything is hung on them.
"""

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.records.attached import MEGABYTE, Attached, AttachmentTooLarge, check_file, largest
from kakehashi.records.models import Attachment, StoredFile

PIECE = 1 << 18
"""Bytes read at a time."""


class AttachmentNotHere(Refused):
    """An attachment whose bytes are not on this node: still coming, refused, or destroyed."""

    code = "attachment-not-here"
    status = 409
    message = {
        "en": "{name} cannot be opened: it is not on this node.",
        "ja": "{name} は、このノードにないため開けません。",
    }
    hint = {
        "en": "The page of the record says whether it is still coming, was refused or destroyed.",
        "ja": "受信中か、受入れを拒否したか、廃棄されたかは、案件の画面に表示しています。",
    }


@dataclass(frozen=True)
class Laid:
    """A file in the storage that no row names yet."""

    attached: Attached
    place: str


def lay(name: str, file: "File[bytes]") -> Laid:
    """Put a file on disk, durably; the database is not touched. Memory: a piece.

    Whoever lays a file either owns it (:func:`own`) or drops it.

    Args:
        name: cleaned, see :func:`kakehashi.records.attached.clean_name`.
        file: what was uploaded or came in, read from its beginning.

    Raises:
        AttachmentEmpty, AttachmentTooLarge, AttachmentKindRefused: when this node takes no such.
    """
    digest, size = _read(name, file)
    check_file(name, size)
    place = default_storage.save(f"{digest[:2]}/{digest}-{secrets.token_hex(8)}", file)
    _settle(place)
    return Laid(Attached(name, digest, size), place)


def drop(laid: Laid) -> None:
    """Take away a file that nothing came of."""
    default_storage.delete(laid.place)


def own(laid: Laid, *, at: dt.datetime) -> Attached:
    """Have a row name a file that was laid; where the same bytes are kept already, it goes.

    Must run in the transaction that hangs it on a version.
    """
    one = laid.attached
    stored = StoredFile.objects.select_for_update().filter(pk=one.digest).first()
    if stored is not None and default_storage.exists(stored.place):
        transaction.on_commit(partial(default_storage.delete, laid.place))
        return one
    # Where another upload of the same bytes is quicker, its place is left to nobody, not lost.
    StoredFile.objects.bulk_create(
        [StoredFile(digest=one.digest, size=one.size, place=laid.place, kept_at=at)],
        update_conflicts=True,
        update_fields=["place", "kept_at"],
        unique_fields=["digest"],
    )
    return one


def _read(name: str, file: "File[bytes]") -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        hashed.update(piece)
        size += len(piece)
        if size > largest():
            raise AttachmentTooLarge(name=name, most=largest() // MEGABYTE)
    file.seek(0)
    return hashed.hexdigest(), size


def _settle(place: str) -> None:
    """See to it that the bytes are on disk before a row says so, where the storage is a disk."""
    with suppress(NotImplementedError), open(default_storage.path(place), "rb") as kept:  # noqa: PTH123 - a storage's own path
        os.fsync(kept.fileno())


def read(attachment: Attachment) -> IO[bytes]:
    """Open the bytes of an attachment.

    Raises:
        AttachmentNotHere: when they are not on this node.
    """
    stored = StoredFile.objects.filter(pk=attachment.digest).first()
    if not attachment.is_here or stored is None:
        raise AttachmentNotHere(name=attachment.name)
    try:
        return default_storage.open(stored.place, "rb")
    except FileNotFoundError:
        raise AttachmentNotHere(name=attachment.name) from None


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file piece by piece, and close it."""
    with file:
        while piece := file.read(PIECE):
            yield piece


def destroy(versions: Iterable[int]) -> int:
    """Destroy the attachments of versions; bytes that hang on nothing else go from the disk.

    Must run in a transaction; the bytes go once it is committed. Digests stay.

    Args:
        versions: their keys.

    Returns:
        How many attachments were here.
    """
    rows = Attachment.objects.filter(version__in=list(versions)).exclude(state=Attachment.DESTROYED)
    digests = set(rows.values_list("digest", flat=True))
    here = rows.filter(state=Attachment.HERE).count()
    rows.update(state=Attachment.DESTROYED)
    _forget(digests)
    return here


def _forget(digests: Collection[str]) -> None:
    stored = {
        one.digest: one.place
        for one in StoredFile.objects.select_for_update().filter(digest__in=digests)
    }
    used = set(
        Attachment.objects.filter(digest__in=stored, state=Attachment.HERE).values_list(
            "digest", flat=True
        )
    )
    gone = {digest: place for digest, place in stored.items() if digest not in used}
    StoredFile.objects.filter(pk__in=gone).delete()
    for place in gone.values():
        transaction.on_commit(partial(default_storage.delete, place))
