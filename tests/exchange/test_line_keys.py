"""The page of keys, forks as evidence that anyone can check, and a restored node held back."""

import dataclasses
import datetime as dt
import re
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.utils import timezone

from kakehashi.errors import Refused
from kakehashi.exchange import approving, own_keys
from kakehashi.exchange.fork_files import fork_file
from kakehashi.exchange.keys_in_force import remember_keys
from kakehashi.exchange.models import Approval, Outgoing
from kakehashi.exchange.restoring import NotRestored, note_restored
from kakehashi.exchange.worker import Worker
from kakehashi.ledger.models import Event, Fork, Log
from kakehashi.people.models import Seat
from kakehashi.people.seats import RoleGivenByOther, check_independent
from kakehashi.people.services import make_link
from kakehashi.trust.fork_evidence import NoFork, check_fork_evidence, read_fork_evidence
from kakehashi.trust.sealing_keys import SealingSecret
from kakehashi.trust.spellings import from_base64
from tests.cast import NOW
from tests.exchange.test_keys_change import line, officials, peer  # noqa: F401 - fixtures
from tests.exchange.test_new_logs import again

pytestmark = pytest.mark.django_db
KEYS = "/en/desk/line/keys/"


def signed_in(account):
    client = Client()
    client.post(f"/sign-in/{make_link(account=account, by=account, at=timezone.now())}/")
    return client


def test_two_officials_change_keys_on_the_page(peer, officials):  # noqa: F811
    first, second, reader = (signed_in(one) for one in officials)
    assert reader.get(KEYS).status_code == 404
    assert reader.post(f"{KEYS}GB/ask/keys/", {"kind": "log"}).status_code == 404
    assert "Nothing waits" in first.get(KEYS).content.decode()
    none = first.post(f"{KEYS}GB/ask/keys/")
    assert (none.status_code, b"There is a problem" in none.content) == (400, True)
    assert first.post(f"{KEYS}GB/ask/door/").status_code == 404
    first.post(f"{KEYS}GB/ask/keys/", {"kind": ["log", "line"]})
    asked = Approval.objects.get()
    approve = f"{KEYS}{asked.pk}/approve/"
    assert approve not in first.get(KEYS).content.decode()
    assert first.post(approve).status_code == 409
    assert approve in second.get(KEYS).content.decode()
    stale = Client()
    stale.force_login(officials[1])  # a session whose sign-in is not known to be fresh
    assert stale.post(approve).status_code == 403
    assert "sign in with a new link" in stale.get(KEYS).content.decode()
    assert not Outgoing.objects.filter(act="key").exists()
    assert second.post(approve).status_code == 302
    assert Outgoing.objects.get(act="key").facts == {"kinds": ["line", "log"]}
    page = second.get(KEYS.replace("/en/", "/ja/")).content.decode()
    assert "承認" in page
    assert second.post(approve).status_code == 409


def forked(peer):  # noqa: F811
    """Have the peer's log contradict itself; return the evidence kept."""
    for number in range(3):
        peer.share(peer.text(f"honest {number}"))
    assert peer.push()[0] == 200
    peer.log.entries[1] = peer.leaf("ask_pen", record="0" * 8 + "-0000-4000-8000-" + "0" * 12)
    status, body = peer.push(old=0, start=0)
    assert (status, b"log-forked" in body) == (409, True)
    return Fork.objects.get()


def test_a_fork_freezes_the_line_and_its_evidence_can_be_checked_by_anyone(peer, officials):  # noqa: F811
    found = forked(peer)
    assert line().state == "frozen"
    client = signed_in(officials[0])
    page = client.get("/en/desk/line/handling/").content.decode()
    address = f"/en/desk/line/forks/{found.pk}/"
    assert address in page
    assert signed_in(officials[2]).get(address).status_code == 404
    content = client.get(address).content
    evidence = read_fork_evidence(content)
    first, second = check_fork_evidence(evidence)
    assert (first.size, second.size) == (3, 3)
    assert first.root != second.root
    other = dataclasses.replace(evidence, second=evidence.first)
    with pytest.raises(NoFork):
        check_fork_evidence(other)
    for place in range(0, len(content), 61):
        broken = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert not sound(broken, evidence.keys[0][1].words("en")), place


def sound(content, words):
    """Say whether a file proves a fork by the keys that have these words."""
    try:
        told = read_fork_evidence(content)
        check_fork_evidence(told)
    except Refused:
        return False
    return told.keys[0][1].words("en") == words


def test_a_fork_below_the_end_is_proven_by_what_the_larger_checkpoint_says(peer):  # noqa: F811
    for number in range(5):
        peer.share(peer.text(f"honest {number}"))
    assert peer.push()[0] == 200
    peer.log.entries[1] = peer.leaf("ask_pen", record="0" * 8 + "-0000-4000-8000-" + "0" * 12)
    del peer.log.entries[3:]
    assert peer.push(old=0, start=0)[0] == 409
    evidence = read_fork_evidence(fork_file(Fork.objects.get()))
    first, second = check_fork_evidence(evidence)
    assert (first.size, second.size) == (5, 3)
    assert evidence.proof
    with pytest.raises(Refused):
        check_fork_evidence(dataclasses.replace(evidence, said=second.root))


def test_a_restored_node_says_nothing_until_two_officials_release_it(peer, officials):  # noqa: F811
    row = line()
    with pytest.raises(NotRestored):
        approving.ask("release", row, {}, by=officials[0], proven_at=NOW, at=NOW)
    worker = Worker(lambda: NOW)
    worker.one_pass()
    size = Log.objects.get(pk=row.origin).size
    note_restored(row, at=NOW)
    note_restored(line(), at=NOW + dt.timedelta(minutes=1))
    assert line().restored_at == NOW
    Outgoing.objects.create(line=row, act="ask_pen", facts={}, at=NOW)
    worker.one_pass()
    assert Log.objects.get(pk=row.origin).size == size
    asked = approving.ask("release", row, {}, by=officials[0], proven_at=NOW, at=NOW)
    approving.approve(asked.pk, by=officials[1], proven_at=NOW, at=NOW)
    assert line().restored_at is None
    names = list(Event.objects.filter(name__startswith="exchange.line.re").values_list("name", flat=True))  # fmt: skip
    assert names == ["exchange.line.restored", "exchange.line.released"]


def test_nobody_approves_with_whom_they_gave_the_role(peer, officials):  # noqa: F811
    first, second, _third = officials
    asked = approving.ask("keys", line(), {"kinds": ["log"]}, by=first, proven_at=NOW, at=NOW)
    seat = Seat.objects.create(account=second, roles=["coordinator"], given_by=first, begun_at=NOW)
    for one, other in ((first, second), (second, first)):
        with pytest.raises(RoleGivenByOther):
            check_independent(one, other, "approve_restricted")
    with pytest.raises(RoleGivenByOther):
        approving.approve(asked.pk, by=second, proven_at=NOW, at=NOW)
    assert not Outgoing.objects.filter(act="key").exists()
    # A role that has nothing to do with it, one's own, and one that has ended do not matter.
    for harmless in (
        {"roles": ["reader"]},
        {"roles": ["coordinator"], "given_by": second},
        {"given_by": first, "ended_at": NOW},
    ):
        Seat.objects.filter(pk=seat.pk).update(**harmless)
        check_independent(first, second, "approve_restricted")
    approving.approve(asked.pk, by=second, proven_at=NOW, at=NOW)


def test_a_new_log_is_begun_and_theirs_enrolled_on_the_page(peer, officials):  # noqa: F811
    first, second, reader = (signed_in(one) for one in officials)
    for purpose in ("new-log", "enrol"):
        assert reader.post(f"{KEYS}GB/ask/{purpose}/").status_code == 404
        assert first.post(f"{KEYS}GB/ask/{purpose}/").status_code == 400
    facts = again(peer)
    card = SimpleUploadedFile("card.json", from_base64(facts["card"]))
    typed = {"card": card, "words": "brave anchor"}
    wrong = first.post(f"{KEYS}GB/ask/enrol/", typed)
    assert (wrong.status_code, b"brave anchor" in wrong.content) == (400, True)
    card.seek(0)
    said = first.post(f"{KEYS}GB/ask/enrol/", {"card": card, "words": facts["words"]})
    assert said.status_code == 302
    page = second.get(KEYS).content.decode()
    assert all(f"<li>{word}</li>" in page for word in peer.public.words("en"))
    japanese = second.get(KEYS.replace("/en/", "/ja/")).content.decode()
    assert all(f"<li>{word}</li>" in japanese for word in peer.public.words("ja"))
    assert second.post(f"{KEYS}{Approval.objects.get().pk}/approve/").status_code == 302
    assert line().peer_origin.endswith("/2")
    # Ours: its keys and the escrow key are lost, so a new escrow secret is told, once.
    remember_keys()
    shutil.rmtree(own_keys.folder())
    first.post(f"{KEYS}GB/ask/new-log/", {"why": "keys"})
    with TestCase.captureOnCommitCallbacks(execute=True):
        done = second.post(f"{KEYS}{Approval.objects.first().pk}/approve/").content.decode()
    secret = re.search(r"<code[^>]*>([0-9a-f]{64})</code>", done)[1]
    assert SealingSecret(bytes.fromhex(secret)).public == own_keys.escrow()
    later = second.get(KEYS).content.decode()
    assert secret not in later
    assert all(f"<li>{word}</li>" in later for word in own_keys.own_public().words("en"))
    assert later.count("Closed log<") == 2
