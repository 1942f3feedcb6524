"""A new log where one cannot go on: begun by two officials, taken in by two, nothing said is lost."""

import shutil
import uuid

import pytest
from django.test import TestCase

from kakehashi.errors import Refused
from kakehashi.exchange import approving, own_keys, sending
from kakehashi.exchange.beginnings import take_end
from kakehashi.exchange.enrolling import Card
from kakehashi.exchange.keys_in_force import own_periods, remember_keys
from kakehashi.exchange.models import ClosedLog, Incoming, Line, Outgoing
from kakehashi.exchange.new_logs import next_origin
from kakehashi.exchange.verifying import verify_now
from kakehashi.exchange.worker import Worker
from kakehashi.ledger.logs.reading import entries
from kakehashi.ledger.models import Event, Fork, Log
from kakehashi.records.models import Item
from kakehashi.trust.beginnings import Beginning, beginning_of, read_beginning
from kakehashi.trust.key_sets import fresh_keys
from kakehashi.trust.notes import add_signatures
from kakehashi.trust.spellings import to_base64
from kakehashi.trust.statements import read_statement
from tests.cast import NOW
from tests.exchange.paper_peer import ORIGIN, PARTNERSHIP
from tests.exchange.test_keys_change import (  # noqa: F401 - fixtures
    countersigned,
    line,
    officials,
    opened,
    peer,
    signatures,
)
from tests.ledger.paper_log import PaperLog

pytestmark = pytest.mark.django_db
SECOND = f"{ORIGIN}/2"
RECORD = "0" * 8 + "-0000-4000-8000-" + "0" * 12


def approved(purpose, facts, officials):  # noqa: F811
    asked = approving.ask(purpose, line(), facts, by=officials[0], proven_at=NOW, at=NOW)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return approving.approve(asked.pk, by=officials[1], proven_at=NOW, at=NOW)


def say(act="ask_pen", **more):
    return Outgoing.objects.create(line=line(), act=act, at=NOW, **more)


def correspondence(peer):  # noqa: F811
    return say("correspondence", facts={"correspondence": peer.table})


def begun(peer, officials, why="keys"):  # noqa: F811
    """Say two things of which the peer countersigned one; begin a new log."""
    correspondence(peer)
    sending.enter("GB", at=NOW)
    countersigned(peer)
    correspondence(peer)
    sending.enter("GB", at=NOW)
    correspondence(peer)
    remember_keys()
    if why == "keys":
        shutil.rmtree(own_keys.folder())
        with pytest.raises(own_keys.NoKeys):
            sending.enter("GB", at=NOW)
    return approved("new-log", {"why": why}, officials)


def test_a_side_whose_keys_are_lost_goes_on_in_a_new_log(peer, officials):  # noqa: F811
    old = line().origin
    done = begun(peer, officials)
    assert len(done.told_once) == 64  # the escrow key was lost too: a new one is told once
    log = Log.objects.get(pk=old)
    assert (log.state, log.size, log.countersigned_size) == ("closed", 2, 1)
    now = line()
    assert (now.origin, now.state) == (f"{old}/2", "enrolled")
    assert own_keys.own_keys().origin == now.origin
    # What was not countersigned is said again, behind the beginning and before what waited.
    assert sending.enter("GB", at=NOW) == 3
    leaves = [read_statement(one) for one in entries(now.origin, 0, 3)]
    assert [one.act for one in leaves] == ["begin", "correspondence", "correspondence"]
    begins = beginning_of(leaves[0])
    assert (begins.follows, begins.last, begins.forked) == (old, bytes(log.countersigned), ())
    rows = Outgoing.objects.order_by("log", "index").values_list("log", "index", "act")
    assert list(rows) == [
        ("", 0, "begin"),
        ("", 1, "correspondence"),
        ("", 2, "correspondence"),
        (old, 0, "correspondence"),
    ]
    countersigned(peer)
    assert {step.log.pk: step.refused for step in verify_now() if step.ended} == {
        old: None,
        now.origin: None,
        ORIGIN: None,
    }
    # A receipt for what stands in the closed log finds it there, by its leaf.
    leaf = bytes(log.leaves.get(index=0).hash).hex()
    peer.receiver = now.origin
    peer.say("receipt", index=0, leaf=leaf, state="held", why=None)
    peer.say("receipt", index=1, leaf=leaf, state="held", why=None)
    assert peer.push()[0] == 200
    assert opened() == ("refused", "receipt-for-nothing")
    assert Outgoing.objects.get(log=old).held_at
    assert not Outgoing.objects.filter(log="", held_at__isnull=False).exists()
    names = set(
        Event.objects.filter(name__startswith="exchange.log.").values_list("name", flat=True)
    )
    assert names == {"exchange.log.closed", "exchange.log.begun"}


def test_what_the_other_side_countersigned_beyond_what_was_told_here_is_not_said_twice(
    peer,  # noqa: F811
    officials,  # noqa: F811
):
    old = line().origin
    begun(peer, officials, why="leaves")
    log = Log.objects.get(pk=old)
    # The key folder was whole: the sealing key of before still opens what is on its way.
    assert len(own_keys.opening_keys()) == 2
    more = add_signatures(bytes(log.signed), signatures(bytes(log.signed), peer.keys))
    for told in (
        Beginning("mallory.example/log", more),
        Beginning(old, more.replace(b"\n2\n", b"\n3\n")),
    ):
        with pytest.raises(Refused):
            take_end(line(), told, at=NOW)
    take_end(line(), read_beginning(Beginning(old, more).as_bytes()), at=NOW)
    assert sending.enter("GB", at=NOW) == 2
    begins = beginning_of(read_statement(entries(line().origin, 0, 1)[0]))
    assert begins.last == more
    assert Outgoing.objects.filter(log=old).count() == 2


@pytest.mark.parametrize("cut", [0, 1, 2])
def test_killed_between_the_new_log_and_its_keys_it_goes_on(peer, officials, cut, monkeypatch):  # noqa: F811
    monkeypatch.setattr("kakehashi.exchange.new_logs.put_next_in_force", lambda _origin: None)
    begun(peer, officials, why="leaves")
    folder = own_keys.folder()
    for name in ("line-key.pem", "line-certificate.pem")[:cut]:
        (folder / "next" / name).replace(folder / name)
    worker = Worker(lambda: NOW)
    worker.one_pass()
    assert own_keys.own_public().origin == line().origin == own_periods(line())[0].keys.origin
    assert Log.objects.get(pk=line().origin).size == 3
    assert len(own_keys.retired_files()) == 1


def test_names_of_logs_follow_each_other():
    assert next_origin("a.example/p/jp-to-gb") == "a.example/p/jp-to-gb/2"
    assert next_origin("a.example/p/jp-to-gb/9") == "a.example/p/jp-to-gb/10"


# The other side's new log.


def again(peer):  # noqa: F811
    """Give the peer keys and a log of other names; return its card and the words of it."""
    made = fresh_keys(
        partnership=PARTNERSHIP, side="GB", origin=SECOND, countersigner=f"{SECOND}/mirror"
    )
    _, certificate = own_keys.fresh_certificate("london.example")
    peer.keys = made
    peer.public = made.public(
        escrow=peer.public.escrow, certificate=own_keys.certificate_pin(certificate)
    )
    peer.before, peer.origin = peer.log, SECOND
    peer.log, peer.known = PaperLog(SECOND, made.log), 0
    card = Card(peer.public.canonical(), certificate.decode(), "")
    return {
        "card": to_base64(card.as_bytes()),
        "words": " ".join(peer.public.words("en")),
        "language": "en",
    }


def test_the_other_sides_new_log_is_taken_in_by_two_and_has_to_begin_with_the_end_of_the_old(
    peer,  # noqa: F811
    officials,  # noqa: F811
):
    record, _version, _ = text = peer.text("before")
    peer.share(text)
    assert peer.push()[0] == 200
    ended = bytes(Log.objects.get(pk=ORIGIN).countersigned)
    facts = again(peer)
    for wrong in ({"words": "no " * 12}, {"card": to_base64(b"{}")}):
        with pytest.raises(Refused):
            approving.ask(
                "enrol", line(), {**facts, **wrong}, by=officials[0], proven_at=NOW, at=NOW
            )
    assert peer.ask("GET", "/where")[0] == 401
    approved("enrol", facts, officials)
    now = line()
    assert (now.peer_origin, now.opened, now.state) == (SECOND, 0, "enrolled")
    assert Log.objects.get(pk=ORIGIN).state == "closed"
    # What was shared before its log was closed was opened, and stays.
    assert Incoming.objects.get(record=record).log == ORIGIN
    assert Item.objects.filter(pk=record).exists()
    status, _, told = peer.ask("GET", "/begins")
    assert (status, read_beginning(told)) == (200, Beginning(ORIGIN, ended))
    say_wrong = [
        peer.leaf("ask_pen", record=record, line=SECOND),
        peer.leaf("begin", line=SECOND, **Beginning(ORIGIN).facts()),
        peer.leaf("begin", line=SECOND, **Beginning("other.example/log", ended).facts()),
        peer.leaf("begin", line=SECOND, **Beginning(ORIGIN, peer.before.note(1)[:-9]).facts()),
    ]
    begin = peer.leaf("begin", line=SECOND, **Beginning(ORIGIN, ended).facts())
    for number, leaf in enumerate(say_wrong):
        found = told_first(peer, leaf)
        assert found[0] in (400, 409), number
        assert not Log.objects.get(pk=SECOND).countersigned_size
    assert told_first(peer, begin)[0] == 200
    assert opened() == ("held", "")
    # A second beginning is none.
    peer.put(begin)
    assert peer.push()[0] == 200
    assert opened() == ("refused", "begins-otherwise")
    assert Incoming.objects.filter(log="").count() == 2
    with pytest.raises(Refused, match="known here"):
        approving.ask("enrol", line(), facts, by=officials[0], proven_at=NOW, at=NOW)
    assert not any(step.refused for step in verify_now())


def told_first(peer, leaf):  # noqa: F811
    """Have the peer say one thing first; forget it where it was refused."""
    peer.log.entries[:] = [leaf]
    found = peer.push(start=0, old=0)
    if found[0] != 200:
        Log.objects.get(pk=SECOND).leaves.all().delete()
        Log.objects.filter(pk=SECOND).update(size=0, peaks=b"", signed_size=0, signed=b"")
    return found


def test_a_freeze_ends_by_enrolling_anew_with_both_proofs_in_front(peer, officials):  # noqa: F811
    for number in range(3):
        peer.share(peer.text(f"honest {number}"))
    assert peer.push()[0] == 200
    peer.log.entries[1] = peer.leaf("ask_pen", record=RECORD)
    assert peer.push(old=0, start=0)[0] == 409
    fork = Fork.objects.get()
    assert line().state == "frozen"
    ended = bytes(Log.objects.get(pk=ORIGIN).countersigned)
    approved("enrol", again(peer), officials)
    assert line().state == "enrolled"
    assert (
        told_first(peer, peer.leaf("begin", line=SECOND, **Beginning(ORIGIN, ended).facts()))[0]
        == 409
    )
    proofs = (bytes(fork.first), bytes(fork.second))
    begins = Beginning(ORIGIN, ended, proofs)
    assert told_first(peer, peer.leaf("begin", line=SECOND, **begins.facts()))[0] == 200
    assert opened() == ("held", "")
    page = {step.log.pk: step.refused for step in verify_now() if step.ended}
    assert page[ORIGIN] is None
    assert Fork.objects.filter(log=ORIGIN).exists()


def test_a_fork_of_our_own_log_ends_by_a_new_one_with_both_proofs(peer, officials):  # noqa: F811
    correspondence(peer)
    sending.enter("GB", at=NOW)
    countersigned(peer)
    row, log = line(), Log.objects.get(pk=line().origin)
    other = PaperLog(row.origin, own_keys.own_keys().log, [b"another history"]).note()
    Fork.objects.create(
        log=log, first=bytes(log.signed), second=other, first_root=b"", found_at=NOW
    )
    Log.objects.filter(pk=log.pk).update(state="frozen")
    Line.objects.update(state="frozen")
    approved("new-log", {"why": "fork"}, officials)
    assert line().state == "enrolled"
    # By hand it begins once the other side's bundle told what it found.
    assert sending.enter("GB", at=NOW) == 0
    proofs = (bytes(log.signed), other)
    take_end(line(), Beginning(log.pk, bytes(log.countersigned), proofs), at=NOW)
    assert sending.enter("GB", at=NOW) == 1
    begins = beginning_of(read_statement(entries(line().origin, 0, 1)[0]))
    assert begins.last == bytes(log.countersigned)
    assert begins.forked == (bytes(log.signed), other)


def test_a_dead_nodes_pens_pass_and_what_it_had_is_shared_again(peer, officials):  # noqa: F811
    text = peer.text("theirs")
    peer.share(text)
    assert peer.push()[0] == 200
    opened()
    item = Item.objects.get(pk=uuid.UUID(text[0]))
    assert item.pen_id == "GB"
    ended = bytes(Log.objects.get(pk=ORIGIN).countersigned)
    approved("enrol", again(peer), officials)
    item.refresh_from_db()
    assert item.pen_id == "GB"  # it moves by what the new log says, the same at both ends
    facts = {"correspondence": "0" * 64}
    Outgoing.objects.create(
        line=line(), act="correspondence", log="closed", facts=facts, state="held", at=NOW
    )
    begins = Beginning(ORIGIN, ended, lost=True)
    assert told_first(peer, peer.leaf("begin", line=SECOND, **begins.facts()))[0] == 200
    assert opened() == ("held", "")
    item.refresh_from_db()
    assert item.pen_id == "JP"
    # What stood in a closed log never comes to who begins with an empty database.
    said = Outgoing.objects.filter(act="correspondence", state="queued")
    assert [one.facts for one in said] == [facts]
    assert Event.objects.filter(name__endswith=".pen_taken", subject=str(item.pk)).exists()


def test_a_reason_that_there_is_not_is_refused(peer, officials):  # noqa: F811
    with pytest.raises(Refused, match="no reason"):
        approving.ask("new-log", line(), {"why": "fun"}, by=officials[0], proven_at=NOW, at=NOW)
    assert not ClosedLog.objects.exists()
