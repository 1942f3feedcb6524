"""Shared, received, opened, recalled, in one process: what is said once, kept, refused, proven."""

import json
from dataclasses import replace

import pytest

from kakehashi.errors import NotHere
from kakehashi.exchange.crossings import crossings, proof_file, statement_file
from kakehashi.exchange.first_look import note_first_look
from kakehashi.exchange.following import follow_up
from kakehashi.exchange.gate_asked import ask, check_gate
from kakehashi.exchange.models import Incoming, Outgoing
from kakehashi.exchange.overview import overview, refusals, shared_by_marking
from kakehashi.exchange.own_keys import own_keys
from kakehashi.exchange.recalling import NothingToRecall, recall, recalls
from kakehashi.exchange.verifying import verify_now
from kakehashi.ledger.models import Event, Leaf
from kakehashi.people.rules import NotYourRole
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, MarkingTerm, SearchDocument, Version
from kakehashi.records.services import LinkTo, NewText, ReasonMissing
from kakehashi.records.services.sharing import would_share
from kakehashi.trust.gate import GateShut
from kakehashi.trust.log_proofs import read_log_proof
from kakehashi.trust.merkle import leaf_hash
from kakehashi.trust.note_keys import verifier_key
from kakehashi.trust.policies import read_policy
from tests.cast import NOW
from tests.exchange.one_side import OneSide

FACTS = {"due_date": "2027-03-31", "standing": "planned"}


def made(by, title="First call", **more):
    return services.create(
        kind="milestone",
        text=NewText(
            wording={"title": {"en": title, "ja": f"{title}（日本語）"}}, facts=FACTS, **more
        ),
        by=by,
        at=NOW,
    )


def newest(item):
    return Version.objects.select_related("item").filter(item=item).order_by("-number")[0]


@pytest.fixture
def theirs(node):
    """A milestone that the UK shared, as it stands here once it was taken in."""
    term = MarkingTerm.objects.filter(side="GB", accepted=True, caveat=False, named_only=False)[0]
    item = made(node["officer-gb"], "Theirs", marking=Marking(national={"GB": term.text}))
    services.share(item=item.pk, by=node["officer-gb"], at=NOW)
    return newest(item)


@pytest.fixture
def side(node, theirs, settings, tmp_path):
    yield OneSide(settings, tmp_path, [node["officer-jp"], node["officer-jp"]])
    own_keys.cache_clear()


def test_the_first_look_of_an_official_of_this_side_is_told_once(node, theirs, side):
    side.hear_shared(theirs)
    row = Incoming.objects.get(act="share")
    assert (row.state, row.opened_at) == ("held", None)
    assert not note_first_look(version=theirs, by=node["officer-gb"], at=NOW)
    assert note_first_look(version=theirs, by=node["officer-jp"], at=NOW)
    assert not note_first_look(version=theirs, by=node["officer-jp"], at=NOW)
    told = Outgoing.objects.get(act="receipt", facts__state="opened")
    assert told.facts["index"] == row.index
    assert told.facts["leaf"] == leaf_hash(statement_file(_of(theirs))).hex()
    assert Incoming.objects.get(pk=row.pk).opened_at == NOW
    assert Event.objects.filter(name__endswith=".first_opened").count() == 1
    side.enter()
    assert Outgoing.objects.get(pk=told.pk).index is not None


def _of(version):
    return crossings(version.item_id, {version.digest})[0]


def test_what_happened_when_and_a_proof_that_a_stranger_checks(node, side):
    item = made(node["officer-jp"])
    services.share(item=item.pk, by=node["officer-jp"], at=NOW)
    shared = newest(item)
    assert crossings(item.pk, set()) == []
    assert _of(shared).waits
    with pytest.raises(NotHere):
        proof_file(_of(shared))
    side.enter()
    entered = _of(shared)
    assert (entered.ours, entered.proven, entered.held_at) == (True, True, None)
    leaf = statement_file(entered)
    assert json.loads(leaf)["version"] == shared.digest
    for state in ("held", "opened"):
        place = {"index": entered.index, "leaf": leaf_hash(leaf).hex()}
        side.hear(("receipt", {**place, "state": state, "why": None}))
    assert (_of(shared).held_at, _of(shared).opened_at) == (NOW, NOW)
    log, witness = side.own.log[0].verifier, side.theirs.countersign[0].verifier
    policy = read_policy(f"log {log.text}\nwitness them {witness.text}\nquorum them\n".encode())
    proof = read_log_proof(proof_file(entered))
    assert proof.verify(leaf_hash(leaf), policy).origin == side.own.origin
    with pytest.raises(Exception, match="proof"):
        proof.verify(leaf_hash(leaf + b" "), policy)
    assert verifier_key(log.text) == log


def test_a_shut_gate_refuses_before_anything_is_queued(node, side):
    officer = node["officer-jp"]
    item = made(officer)
    unknown = replace(Marking.from_object(newest(item).marking), national={"JP": "極秘の類"})
    with pytest.raises(GateShut):
        check_gate(unknown.widened("participants").as_object(), ["GB"])
    term = MarkingTerm.objects.filter(side="JP", accepted=True, caveat=False, named_only=False)
    term.exclude(pk=term.order_by("-rank")[0].pk).delete()
    usual = term.get()
    said = would_share(item, newest(item), officer).text.marking
    assert said.national == {"JP": usual.text}
    asked = ask(said.as_object(), ["JP", "GB"])
    assert [one.peer.code for one in asked] == ["GB"]
    assert asked[0].refused == {}
    assert asked[0].handling == (usual.handled["GB"],)
    Version.objects.filter(item=item).update(
        marking={**newest(item).marking, "national": {"JP": "極秘の類"}}
    )
    before = Version.objects.filter(item=item).count()
    with pytest.raises(GateShut):
        services.share(item=item.pk, by=officer, at=NOW)
    assert not Outgoing.objects.filter(item=item).exists()
    assert Version.objects.filter(item=item).count() == before
    assert not Entry.objects.filter(item=item, state="shared").exists()


def test_links_to_what_was_not_given_stay_behind(node, side):
    officer = node["officer-jp"]
    kept, given = made(officer, "Kept"), Item.objects.get(reference="VD.b.vi-1")
    links = [LinkTo("about", kept.pk), LinkTo("about", given.pk)]
    item = made(officer, "Linked", links=links)
    would = would_share(item, newest(item), officer)
    assert list(would.left_out) == links[:1]
    assert list(would.text.links) == links[1:]
    assert newest(item).state == "draft"


def test_recall_is_asked_once_with_its_reason_kept_here_and_answered(node, side, cast_reader):
    officer = node["officer-jp"]
    item = made(officer)
    with pytest.raises(NothingToRecall):
        recall(item=item.pk, why="sent in error", by=officer, at=NOW)
    services.share(item=item.pk, by=officer, at=NOW)
    shared = newest(item)
    side.enter()
    with pytest.raises(ReasonMissing):
        recall(item=item.pk, why="  ", by=officer, at=NOW)
    with pytest.raises(NotYourRole):
        recall(item=item.pk, why="sent in error", by=cast_reader, at=NOW)
    assert recall(item=item.pk, why="sent in error", by=officer, at=NOW) == 1
    with pytest.raises(NothingToRecall):
        recall(item=item.pk, why="again", by=officer, at=NOW)
    side.enter()
    assert not Leaf.objects.filter(content__contains=b"sent in error").exists()
    asked = recalls(at=NOW, item=item)[0]
    assert (asked.why, asked.answered_at, asked.overdue) == ("sent in error", None, False)
    late = NOW.replace(month=12, day=15)
    assert recalls(at=late)[0].overdue
    answer = {"record": str(item.pk), "version": shared.digest}
    parts = ["blob", "index", "text"]
    side.hear(("destroyed", {**answer, "parts": parts, "backups_until": "2027-01-31"}))
    answered = recalls(at=late)[0]
    assert (list(answered.parts), answered.backups_until) == (parts, "2027-01-31")
    assert answered.answered_at == NOW
    assert not answered.overdue


@pytest.fixture
def cast_reader(node):
    from kakehashi.people.models import Account

    account = Account.objects.create(
        username="reader", side_id="JP", name_en="R", name_ja="R", created_at=NOW
    )
    account.roles.add("reader")
    return account


def test_verify_now_finds_a_changed_entry_in_either_log_and_names_it(node, theirs, side):
    item = made(node["officer-jp"])
    services.share(item=item.pk, by=node["officer-jp"], at=NOW)
    side.enter()
    side.hear_shared(theirs)
    ends = [one for one in verify_now() if one.ended]
    assert [(one.log.own, one.refused) for one in ends] == [(True, None), (False, None)]
    assert all(one.root and one.countersigned == one.size > 0 for one in ends)
    for own in (True, False):
        leaf = Leaf.objects.filter(log__own=own).order_by("index")[0]
        kept = bytes(leaf.content)
        Leaf.objects.filter(pk=leaf.pk).update(content=kept[:-1] + b"X")
        wrong = [one for one in verify_now() if one.ended and one.refused]
        assert [one.log.own for one in wrong] == [own]
        assert "entry 0" in wrong[0].refused["en"]
        Leaf.objects.filter(pk=leaf.pk).update(content=kept)


def test_the_overview_counts_and_its_queries_do_not(
    node, theirs, side, django_assert_max_num_queries
):
    officer = node["officer-jp"]
    side.hear_shared(theirs)
    note_first_look(version=theirs, by=officer, at=NOW)
    for number in range(3):
        item = made(officer, f"Call {number}")
        services.share(item=item.pk, by=officer, at=NOW)
    side.enter()
    with django_assert_max_num_queries(9):
        one = overview("en")[0]
    assert (one.shared, one.received, one.texts, one.read) == (3, 0, 1, 1)
    assert len(one.own_words) == len(one.peer_words) == 12
    with django_assert_max_num_queries(1):
        shared = shared_by_marking()
    assert [(row.peer, row.reach, row.texts, row.records) for row in shared] == [
        ("GB", "participants", 3, 3)
    ]
    with django_assert_max_num_queries(2):
        assert not any(refusals().values())
    with django_assert_max_num_queries(6):
        crossings(theirs.item_id, {theirs.digest})


def test_in_one_node_nothing_is_read_or_told(node, theirs, settings, django_assert_max_num_queries):
    settings.SIDE = ""
    with django_assert_max_num_queries(0):
        assert crossings(theirs.item_id, {theirs.digest}) == []
        assert not note_first_look(version=theirs, by=node["officer-jp"], at=NOW)


def test_search_follows_once_a_text_can_be_read_and_goes_on_where_it_stopped(side, theirs):
    item = theirs.item_id
    SearchDocument.objects.filter(entry__item=item).delete()
    Entry.objects.filter(item=item).delete()
    Version.objects.filter(item=item).delete()
    Item.objects.filter(pk=item).delete()
    side.hear_shared(theirs)
    entry = Entry.objects.get(item=item)
    assert not SearchDocument.objects.filter(entry=entry).exists()
    assert follow_up("GB") == 1
    assert SearchDocument.objects.filter(entry=entry).count() == 1
    assert follow_up("GB") == 0
