"""Keys changed in the log: by old and new, by two officials, killed in between, attacked."""

import dataclasses
import datetime as dt
import shutil

import pytest

from kakehashi.errors import Refused
from kakehashi.exchange import approving, key_rotation, news, opening, own_keys, sending
from kakehashi.exchange.enrolling import TwoOfficialsNeeded
from kakehashi.exchange.keys_in_force import own_log_keys, own_periods, peer_periods, speaking
from kakehashi.exchange.models import Incoming, KeySet, Line, Outgoing
from kakehashi.exchange.verifying import verify_now
from kakehashi.ledger.logs.reading import entries
from kakehashi.ledger.logs.signing import answered, start, take_countersignature
from kakehashi.ledger.models import Event, Log
from kakehashi.people.models import Account
from kakehashi.people.rules import NotYourRole
from kakehashi.trust.key_changes import prove_change
from kakehashi.trust.key_sets import fresh_keys
from kakehashi.trust.key_succession import named_change
from kakehashi.trust.mirroring import MirrorInfo
from kakehashi.trust.notes import Signature, SignatureUnexpected, open_checkpoint
from kakehashi.trust.statements import Seen, Statement, fresh_nonce, read_statement
from tests.cast import NOW
from tests.exchange.paper_peer import ORIGIN, PARTNERSHIP, enrolled

pytestmark = pytest.mark.django_db
SOON = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def peer(cast, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("kakehashi.exchange.line.server.close_old_connections", lambda: None)
    yield enrolled(settings, tmp_path)
    own_keys.own_keys.cache_clear()


@pytest.fixture
def officials(cast):
    """Two officials of Japan who may approve, and one who may not."""
    made = []
    for name, role in (("one", "coordinator"), ("two", "coordinator"), ("other", "reader")):
        account = Account.objects.create(
            username=f"keys-{name}", side_id="JP", name_en=name, name_ja=name, created_at=NOW
        )
        account.roles.add(role)
        made.append(account)
    return made


def line():
    return Line.objects.get(pk="GB")


def signatures(note, keys):
    """Return the countersignatures of somebody under a note."""
    text = note.decode().rpartition("\n\n")[0] + "\n"
    return [
        Signature(key.name, key.verifier.key_id, key.sign(text, at=1)) for key in keys.countersign
    ]


def countersigned(peer, *, keys=None):
    """Have the peer countersign this node's last checkpoint."""
    log = Log.objects.get(pk=line().origin)
    told = "".join(one.line for one in signatures(bytes(log.signed), keys or peer.keys)).encode()
    take_countersignature(
        log.pk, told, own_log_keys(line()), [one.verifier for one in peer.keys.countersign]
    )


def say_ours(peer):
    """Enter what is queued and have it countersigned."""
    sending.enter("GB", at=NOW)
    countersigned(peer)


def changed(kinds, officials):
    """Have two officials change keys of this node; return the queued statement."""
    asked = approving.ask("keys", line(), {"kinds": kinds}, by=officials[0], proven_at=NOW, at=NOW)
    approving.approve(asked.pk, by=officials[1], proven_at=SOON, at=SOON)
    return Outgoing.objects.get(act="key", state="queued")


def next_of(peer, *, log=True, countersign=False, sealing=False):
    """Return other keys of the peer."""
    old = peer.keys
    made = fresh_keys(
        partnership=PARTNERSHIP, side="GB", origin=ORIGIN, countersigner=old.countersigner
    )
    return dataclasses.replace(
        old,
        log=made.log if log else old.log,
        countersign=made.countersign if countersign else old.countersign,
        sealing=made.sealing if sealing else old.sealing,
    )


def public_of(peer, keys):
    return keys.public(escrow=peer.public.escrow, certificate=peer.public.certificate)


def change_of(peer, made, *, signers=None):
    """Return the leaf by which the peer changes its keys."""
    added, retired = named_change(peer.public, public_of(peer, made))
    facts = {"added": added, "retired": retired, "proofs": []}
    bare = Statement("key", PARTNERSHIP, ORIGIN, None, fresh_nonce(), facts)
    new = [one for one in (*made.log, *made.countersign) if one.verifier.text in added]
    old = [one for one in (*peer.keys.log, *peer.keys.countersign) if one.verifier.text in retired]
    return prove_change(bare, new + old if signers is None else signers(new, old)).canonical()


def switch(peer, made):
    peer.keys, peer.log.keys = made, made.log
    peer.public = public_of(peer, made)


def opened():
    while opening.open_entries("GB", at=NOW):
        pass
    last = Incoming.objects.order_by("index").last()
    return last.state, last.why


@pytest.mark.parametrize("kinds", [["log"], ["countersign"], ["sealing"], ["line"]])
def test_each_kind_of_our_keys_changes_by_itself(peer, officials, kinds):
    before = own_keys.own_public()
    changed(kinds, officials)
    Outgoing.objects.create(line=line(), act="correspondence", facts={"correspondence": peer.table}, at=NOW)  # fmt: skip
    assert sending.enter("GB", at=NOW) == 1
    log = Log.objects.get(pk=line().origin)
    index = log.size - 1
    open_checkpoint(bytes(log.signed), before.log, strict=True)
    # Nothing stands behind it, and the old keys stay, before the other side has countersigned it.
    assert sending.enter("GB", at=NOW) == 0
    assert own_keys.own_public() == before
    countersigned(peer)
    assert sending.enter("GB", at=NOW) == 1
    after = own_keys.own_public()
    kept = {
        "log": after.log == before.log,
        "countersign": after.countersign == before.countersign,
        "sealing": after.sealing == before.sealing,
        "line": after.certificate == before.certificate,
    }
    assert [kind for kind, same in kept.items() if not same] == kinds
    assert after.escrow == before.escrow
    log.refresh_from_db()
    open_checkpoint(bytes(log.signed), after.log, strict=True)
    assert [one.index for one in own_periods(line())] == [None, index]
    said = read_statement(entries(log.pk, index, index + 1)[0])
    assert len(said.facts["proofs"]) == (4 if kinds[0] in ("log", "countersign") else 0)
    assert not any(step.refused for step in verify_now())
    assert Event.objects.filter(name="exchange.keys.changed").count() == 1
    guard = own_keys.guard_of(log.pk)
    assert start(log.pk, own_log_keys(line()), guard, at=NOW) == "agrees"
    assert answered(log.pk, bytes(log.signed), own_log_keys(line()), guard, at=NOW) == 0


def test_it_takes_two_officials_freshly_signed_in(peer, officials):
    first, second, third = officials
    facts = {"kinds": ["log"]}
    late = NOW - approving.FRESH - dt.timedelta(seconds=1)
    for by, proven, refused in (
        (third, NOW, NotYourRole),
        (first, late, approving.SignInAgain),
        (first, None, approving.SignInAgain),
    ):
        with pytest.raises(refused):
            approving.ask("keys", line(), facts, by=by, proven_at=proven, at=NOW)
    with pytest.raises(key_rotation.NoSuchKind):
        approving.ask("keys", line(), {"kinds": ["door"]}, by=first, proven_at=NOW, at=NOW)
    asked = approving.ask("keys", line(), facts, by=first, proven_at=NOW, at=NOW)
    with pytest.raises(approving.ApprovalWaits):
        approving.ask("keys", line(), facts, by=second, proven_at=NOW, at=NOW)
    for by, proven, refused in (
        (first, NOW, TwoOfficialsNeeded),
        (third, NOW, NotYourRole),
        (second, late, approving.SignInAgain),
    ):
        with pytest.raises(refused):
            approving.approve(asked.pk, by=by, proven_at=proven, at=NOW)
    assert not Outgoing.objects.filter(act="key").exists()
    approving.withdraw(asked.pk, by=second, at=NOW)
    with pytest.raises(approving.ApprovalEnded):
        approving.approve(asked.pk, by=second, proven_at=NOW, at=NOW)


@pytest.mark.parametrize("what", ["facts", "keys", "time", "role"])
def test_an_approval_is_void_once_anything_moved(peer, officials, what):
    first, second, _third = officials
    asked = approving.ask("keys", line(), {"kinds": ["log"]}, by=first, proven_at=NOW, at=NOW)
    at = NOW
    if what == "facts":
        type(asked).objects.filter(pk=asked.pk).update(facts={"kinds": ["log", "sealing"]})
    elif what == "keys":
        peer.put(change_of(peer, next_of(peer)))
        assert peer.push()[0] == 200
    elif what == "time":
        at = NOW + approving.LASTS + dt.timedelta(seconds=1)
    else:
        first.roles.clear()
    with pytest.raises(approving.ApprovalVoid):
        approving.approve(asked.pk, by=second, proven_at=at, at=at)
    asked.refresh_from_db()
    assert asked.state == "void"
    assert not Outgoing.objects.filter(act="key").exists()


def test_a_second_change_waits_for_the_first(peer, officials):
    changed(["log"], officials)
    for _ in range(2):
        with pytest.raises(key_rotation.KeysChanging):
            approving.ask(
                "keys", line(), {"kinds": ["line"]}, by=officials[0], proven_at=NOW, at=NOW
            )
        sending.enter("GB", at=NOW)
    countersigned(peer)
    sending.enter("GB", at=NOW)
    changed(["line"], officials)


@pytest.mark.parametrize("cut", [0, 1, 2])
def test_killed_between_the_files_it_goes_on(peer, officials, cut, monkeypatch):
    changed(["log", "sealing", "line"], officials)
    sending.enter("GB", at=NOW)
    countersigned(peer)
    folder = own_keys.folder()
    for name in ("line-key.pem", "line-certificate.pem", "secret-keys.json")[:cut]:
        (folder / "next" / name).replace(folder / name)
    assert key_rotation.settle(line(), at=NOW)
    assert own_keys.own_public() == own_periods(line())[-1].keys
    assert list((folder / "next").iterdir()) == []
    assert len(own_keys.retired_files()) == 1


def test_new_keys_that_are_not_here_are_told_and_nothing_is_signed(peer, officials):
    changed(["log"], officials)
    sending.enter("GB", at=NOW)
    countersigned(peer)
    shutil.rmtree(own_keys.folder() / "next")
    with pytest.raises(key_rotation.NewKeysGone):
        sending.enter("GB", at=NOW)


def test_a_retired_sealing_key_opens_what_was_on_its_way_and_is_then_destroyed(peer, officials):
    changed(["sealing"], officials)
    say_ours(peer)
    assert key_rotation.settle(line(), at=NOW)
    peer.share(peer.text("on its way"))
    assert peer.push()[0] == 200
    assert opened() == ("held", "")
    assert key_rotation.destroy_retired(line(), at=NOW) == 0
    size = Log.objects.get(pk=line().origin).countersigned_size
    secret = own_keys.retired_files()[0].read_bytes()
    peer.theirs = own_keys.own_keys().sealing.public
    peer.put(peer.leaf("ask_pen", seen=Seen(size, "0" * 64), record="0" * 8 + "-0000-4000-8000-" + "0" * 12))  # fmt: skip
    assert peer.push()[0] == 200
    opened()
    assert key_rotation.destroy_retired(line(), at=NOW) == 1
    assert own_keys.retired_files() == []
    assert secret not in {one.secret for one in own_keys.opening_keys()}
    peer.share(peer.text("after"))
    assert peer.push()[0] == 200
    assert opened() == ("held", "")


@pytest.mark.parametrize("what", ["log", "countersign", "sealing"])
def test_the_other_side_changes_its_keys(peer, what):
    peer.share(peer.text("before"))
    made = next_of(peer, **{"log": False, what: True})
    index = peer.put(change_of(peer, made))
    assert peer.push()[0] == 200
    assert peer_periods(line())[-1].index == index
    assert bytes(line().peer_keys) == public_of(peer, made).canonical()
    # Its countersignature may have been lost on the way: it still speaks with the old keys.
    assert peer.where().size == index + 1
    switch(peer, made)
    peer.share(peer.text("after"))
    assert peer.push()[0] == 200
    assert opened() == ("held", "")
    assert Incoming.objects.get(index=index).state == "held"
    assert not any(step.refused for step in verify_now())
    sending.enter("GB", at=NOW)
    countersigned(peer)


def test_a_retired_key_speaks_and_signs_no_more(peer):
    old = peer.keys
    made = next_of(peer)
    peer.put(change_of(peer, made))
    assert peer.push()[0] == 200
    # Above its leaf the old key signs nothing.
    peer.say("ask_pen", record="0" * 8 + "-0000-4000-8000-" + "0" * 12)
    status, body = peer.push()
    assert status == 400
    assert b"signature-unexpected" in body
    switch(peer, made)
    assert peer.push()[0] == 200
    # And once the new one has signed, it speaks no more.
    peer.keys = old
    assert peer.ask("GET", "/where")[0] == 401
    peer.keys = made
    # Below the leaf it still verifies what it signed then.
    keys = news.peer_log_keys(line())
    peer.log.keys = old.log
    open_checkpoint(peer.log.note(1), keys, strict=True)
    with pytest.raises(SignatureUnexpected):
        open_checkpoint(peer.log.note(2), keys, strict=True)


ONE_SIGNER = {
    "new alone": lambda new, old: new,
    "old alone": lambda new, old: old,
    "nobody": lambda new, old: [],
    "old for new": lambda new, old: old + old,
}


def test_a_change_that_not_both_signed_changes_nothing(peer):
    before = bytes(line().peer_keys)
    for who, signers in ONE_SIGNER.items():
        peer.put(change_of(peer, next_of(peer), signers=signers))
        assert peer.push()[0] == 200, who
        assert opened() == ("refused", "key-change-wrong"), who
        assert bytes(line().peer_keys) == before, who
        assert not KeySet.objects.exists(), who
    peer.share(peer.text("with the old ones"))
    assert peer.push()[0] == 200
    assert opened() == ("held", "")


def test_a_change_replayed_or_of_another_log_changes_nothing(peer, officials):
    made = next_of(peer)
    leaf = change_of(peer, made)
    peer.put(leaf)
    assert peer.push()[0] == 200
    switch(peer, made)
    held = bytes(line().peer_keys)
    peer.put(leaf)
    assert peer.push()[0] == 200
    assert opened() == ("refused", "key-change-wrong")
    # Ours, said back to us in their log.
    changed(["log"], officials)
    sending.enter("GB", at=NOW)
    log = Log.objects.get(pk=line().origin)
    peer.put(entries(log.pk, log.size - 1, log.size)[0])
    assert peer.push()[0] == 200
    assert opened() == ("refused", "not-of-this-line")
    assert bytes(line().peer_keys) == held


def test_a_change_with_something_behind_it_under_its_checkpoint_changes_nothing(peer):
    before = bytes(line().peer_keys)
    index = peer.put(change_of(peer, next_of(peer)))
    peer.share(peer.text("hurried"))
    assert peer.push()[0] == 200
    assert opened() == ("held", "")
    assert Incoming.objects.get(index=index).why == "key-change-wrong"
    assert bytes(line().peer_keys) == before


def test_a_mirror_put_back_from_before_a_change_is_told_up_to_it_first(peer, officials):
    changed(["log"], officials)
    say_ours(peer)
    Outgoing.objects.create(line=line(), act="correspondence", facts={"correspondence": peer.table}, at=NOW)  # fmt: skip
    say_ours(peer)
    row = KeySet.objects.get(origin=line().origin, first__gt=0)
    told = news.compose(line(), MirrorInfo(0, 0))
    assert bytes(row.closing) in told
    log = Log.objects.get(pk=line().origin)
    assert bytes(log.signed) not in told
    size = row.first - 1
    assert bytes(log.signed) in news.compose(line(), MirrorInfo(size, size))


def test_both_change_their_keys_at_once_and_neither_waits_for_the_other(peer, officials):
    changed(["log", "countersign"], officials)
    sending.enter("GB", at=NOW)
    made = next_of(peer, countersign=True)
    peer.put(change_of(peer, made))
    assert peer.push()[0] == 200
    old = peer.keys
    switch(peer, made)
    with pytest.raises(Refused):  # theirs are in force here already
        countersigned(peer, keys=old)
    countersigned(peer)
    sending.enter("GB", at=NOW)
    assert own_keys.own_public() == own_periods(line())[-1].keys
    assert len(speaking(peer_periods(line()), 1)) == 2
    assert not any(step.refused for step in verify_now())
