"""A fork: two signed checkpoints that cannot both be true. It is kept, and everything stops."""

import datetime as dt

from django.db import transaction

from kakehashi.ledger.logs.reading import Reader
from kakehashi.ledger.models import Fork, Log
from kakehashi.ledger.models.logs import FROZEN
from kakehashi.trust.key_periods import Keys
from kakehashi.trust.notes import open_checkpoint


def note_fork(log: Log, first: bytes, second: bytes, *, at: dt.datetime) -> None:
    """Keep both checkpoints as evidence and freeze the log.

    Must be committed although the caller refuses: raise only after the transaction.
    """
    with transaction.atomic():
        known = Fork.objects.filter(log=log).values_list("first", "second")
        if (first, second) not in [(bytes(one), bytes(other)) for one, other in known]:
            root = Reader(log.pk).root(log.size)
            Fork.objects.create(log=log, first=first, second=second, first_root=root, found_at=at)
        Log.objects.filter(pk=log.pk).update(state=FROZEN)
        log.state = FROZEN


def proves_fork(first: bytes, second: bytes, keys: Keys) -> bool:
    """Say whether two notes alone prove a fork: one size, two roots, both signed by the log.

    Raises:
        NotANote, SignatureWrong, SignatureMissing: when one is not signed by these keys.
    """
    one, _ = open_checkpoint(first, keys, strict=False)
    other, _ = open_checkpoint(second, keys, strict=False)
    same = (one.origin, one.size) == (other.origin, other.size)
    return same and one.root != other.root
