"""What nodes tell each other, changed by a byte on its way: refused by name, and nothing of it stays.

A message that is pushed is signed with its request; one that was pulled is an answer, and has to prove
itself. ``KAKEHASHI_TAMPER_ALL`` changes every byte, else some hundreds are drawn.
"""

import os
import random

import pytest
from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.line.server import PREFIX
from kakehashi.exchange.line.signing import sign_request
from kakehashi.exchange.models import Blob, Line
from kakehashi.exchange.news import take_in
from kakehashi.ledger.models import Leaf, Log
from tests.cast import NOW
from tests.exchange.figures import record as tell
from tests.exchange.test_hostile_peer import good, is_problem, peer

__all__ = ["good", "peer"]

pytestmark = pytest.mark.django_db

EVERY = bool(os.environ.get("KAKEHASHI_TAMPER_ALL"))
SOME = 400
NOT_SIGNED = "request-not-signed"
PROVES_ITSELF = {
    *("news-malformed", "bundle-malformed", "mirror-malformed", "upload-malformed"),
    *("note-malformed", "checkpoint-malformed", "signature-wrong", "signature-missing"),
    *("signature-unexpected", "proof-wrong", "no-such-range", "checkpoint-elsewhere"),
    *("upload-elsewhere", "mirroring-malformed", "package-malformed", "entry-too-large"),
}


def changes(content, seed):
    """Yield places and content with one byte changed there."""
    chance = random.Random(seed)
    places = range(len(content))
    for at in places if EVERY else sorted(chance.sample(places, min(SOME, len(content)))):
        changed = content[at] ^ 1 << chance.randrange(8)
        yield at, content[:at] + bytes([changed]) + content[at + 1 :]


def kept():
    """Return what a message could have changed."""
    return (
        list(Log.objects.order_by("pk").values_list("pk", "size", "signed_size", "state")),
        list(Leaf.objects.order_by("log", "index").values_list("log", "index", "content")),
        sorted(Blob.objects.values_list("digest", flat=True)),
        list(Line.objects.values_list("state", flat=True)),
    )


def test_a_pushed_message_is_the_one_that_was_signed(peer, good):
    peer.share(peer.text("next"))
    body, before = peer.news(), kept()
    signed = sign_request(peer.keys, peer.receiver, method="POST", path=f"{PREFIX}/news", body=body)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()}
    tried = 0
    for at, changed in changes(body, "push"):
        assert is_problem(peer.ask("POST", "/news", changed, **headers)) == NOT_SIGNED, at
        tried += 1
    for name, value in headers.items():
        for at, changed in changes(value.encode(), name):
            told = {**headers, name: changed.decode("latin-1")}
            assert is_problem(peer.ask("POST", "/news", body, **told)) == NOT_SIGNED, (name, at)
            tried += 1
    for method, path in (("POST", "/pull"), ("GET", "/news"), ("POST", "/news?")):
        if path != "/news?":
            assert is_problem(peer.ask(method, path, body, **headers)) == NOT_SIGNED
    assert kept() == before
    tell("tampering.message pushed", {"bytes": tried, "missed": 0})
    assert peer.push()[0] == 200


def test_a_pulled_message_proves_itself(peer, good):
    peer.share(peer.text("next"))
    body, before, line = peer.news(), kept(), Line.objects.get()
    tried, missed, codes = 0, [], set()
    for at, changed in changes(body, "pull"):
        tried += 1
        place = transaction.savepoint()
        try:
            take_in(line, reader(changed), at=NOW)
            missed.append(at)
        except Refused as refusal:
            codes.add(refusal.code)
        assert set(kept()[1]) >= set(before[1])
        transaction.savepoint_rollback(place)
    tell("tampering.message pulled", {"bytes": tried, "missed": len(missed)})
    assert not missed, "changed, and nobody saw it"
    assert codes <= PROVES_ITSELF, codes - PROVES_ITSELF
    assert kept() == before
    take_in(line, reader(body), at=NOW)


def reader(content):
    """Return what gives a body piece by piece."""
    held = memoryview(content)
    place = 0

    def read(most):
        nonlocal place
        piece = bytes(held[place : place + most])
        place += len(piece)
        return piece

    return read
