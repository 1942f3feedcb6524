"""Bundles brought as one file: kept until an official has looked and said what is to be done."""

import contextlib
import datetime as dt
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.exchange.bundles.carriers import Tar
from kakehashi.exchange.bundles.taking import Found, look, note_looked_at, take
from kakehashi.exchange.models import DISCARDED, LOOKED_AT, Bundle
from kakehashi.people.models import Account

MEGABYTE = 1 << 20
LARGEST = 1024 * MEGABYTE
"""Bytes of a file that is taken on a page; a larger bundle is taken in on the node itself."""
KEPT = dt.timedelta(days=7)
"""After which a file that nobody decided on is taken off the disk; it can be brought again."""


class BundleTooLarge(Refused):
    """A file larger than a page takes."""

    code = "bundle-too-large"
    status = 413
    message = {
        "en": "The file is larger than {most} MB.",
        "ja": "ファイルの大きさが{most}MBを超えています。",
    }
    hint = {
        "en": "Have the operator take it in on the node: kakehashi bundle import PLACE.",
        "ja": "運用担当者に、ノード上での取込み（kakehashi bundle import PLACE）を依頼して"
        "ください。",
    }


def bring(pieces: Iterable[bytes], *, by: Account, at: dt.datetime) -> Bundle:
    """Keep a file that was brought, once every byte of the bundle in it was checked.

    Args:
        pieces: of the file.
        by: who brought it.
        at: when.

    Raises:
        BundleTooLarge: for more than a page takes.
        As :func:`kakehashi.exchange.bundles.taking.look`; nothing is kept then.
    """
    _sweep(at)
    draft = _folder() / f"coming-{secrets.token_hex(8)}"
    try:
        with draft.open("xb") as file:
            total = 0
            for piece in pieces:
                total += len(piece)
                if total > LARGEST:
                    raise BundleTooLarge(most=LARGEST // MEGABYTE)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        with draft.open("rb") as file:
            found = look(Tar(file))
        with transaction.atomic():
            row = note_looked_at(found, by=by, at=at)
            draft.replace(_place(row))
    finally:
        draft.unlink(missing_ok=True)
    return row


def take_in(bundle: Bundle, *, by: Account, at: dt.datetime) -> Bundle:
    """Take a bundle in that was brought and looked at; its file goes once that is done.

    Raises:
        NotHere: when its file is kept no more.
        As :func:`look` and :func:`take`: the row says why, the file stays, it can be done again.
    """
    with _opened(bundle) as (carrier, found):
        try:
            done, _ = take(carrier, found, row=bundle, by=by, at=at)
        except Refused as refusal:
            told = {
                "code": refusal.code,
                "message": refusal.message_words(),
                "hint": refusal.hint_words(),
            }
            bundle.outcome = {**bundle.outcome, "refused": told}
            bundle.save(update_fields=["outcome"])
            raise
    _place(bundle).unlink(missing_ok=True)
    return done


def discard(bundle: Bundle, *, at: dt.datetime) -> None:
    """Let a bundle go that was brought and not taken in."""
    rows = Bundle.objects.filter(pk=bundle.pk, state=LOOKED_AT)
    rows.update(state=DISCARDED, ended_at=at)
    _place(bundle).unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(bundle: Bundle) -> Iterator[tuple[Tar, Found]]:
    try:
        file = _place(bundle).open("rb")
    except FileNotFoundError:
        raise NotHere from None
    with file:
        carrier = Tar(file)
        yield carrier, look(carrier)


def _folder() -> Path:
    made = Path(settings.DATA) / "bundles"
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def _place(bundle: Bundle) -> Path:
    return _folder() / f"{bundle.pk}.tar"


def _sweep(at: dt.datetime) -> None:
    """Let go of what nobody decided on, and what a process left behind that died."""
    for one in Bundle.objects.filter(state=LOOKED_AT, at__lt=at - KEPT):
        discard(one, at=at)
    for path in _folder().glob("coming-*"):
        if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < at - KEPT:
            path.unlink(missing_ok=True)
