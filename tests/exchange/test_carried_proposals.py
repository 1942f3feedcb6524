"""Proposals between two nodes: said as a record, listed there, answered the same way."""

import contextlib

import pytest
from django.test import Client

from kakehashi.exchange.following import follow_up
from kakehashi.exchange.models import Outgoing
from kakehashi.exchange.own_keys import own_keys
from kakehashi.records import crossing, services
from kakehashi.records.carried_proposals import ANSWER, PROPOSAL, RestrictedNotProposed
from kakehashi.records.kinds import kind_of
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, Link, MarkingTerm, Proposal, Version
from kakehashi.records.search import forget
from tests.cast import NOW
from tests.exchange.one_side import OneSide
from tests.exchange.test_on_the_record import made, newest


@pytest.fixture
def side(node, settings, tmp_path):
    yield OneSide(settings, tmp_path, [node["officer-jp"], node["security-jp"]])
    own_keys.cache_clear()


@pytest.fixture
def there(settings, monkeypatch):
    """What an official of the other side does, as on their own node."""

    @contextlib.contextmanager
    def at_their_node():
        with monkeypatch.context() as patched:
            patched.setattr(crossing, "_carriers", [])
            settings.SIDE = "GB"
            yield
            settings.SIDE = "JP"

    return at_their_node


def shared(by, title, **more):
    item = made(by, title, **more)
    services.share(item=item.pk, by=by, at=NOW)
    return item


def theirs(node, title):
    """Return a record of the other side, marked as theirs are."""
    term = MarkingTerm.objects.filter(side="GB", accepted=True, caveat=False, named_only=False)[0]
    return shared(node["officer-gb"], title, marking=Marking(national={"GB": term.text}))


def propose(item, by, words, note="clearer"):
    wording = {"title": {"en": words, "ja": newest(item).wording["title"]["ja"]}}
    return services.propose(
        item=item.pk, base=newest(item).number, wording=wording, note=note, by=by, at=NOW
    )


def heard(side, item):
    """Take what stands here away and hear it from the other side's node, as its node says it."""
    version = newest(item)
    entries = Entry.objects.filter(item=item)
    forget(list(entries.values_list("pk", flat=True)))
    Link.objects.filter(item=item).delete()
    entries.delete()
    Outgoing.objects.filter(item=item).delete()
    Version.objects.filter(item=item).delete()
    Item.objects.filter(pk=item.pk).delete()
    side.hear_shared(version)
    follow_up("GB")


def test_what_the_other_side_proposes_is_listed_and_its_answer_goes_back(node, side, there):
    officer = node["officer-jp"]
    item = shared(officer, "Ours")
    with there():
        proposal = propose(item, node["officer-gb"], "Ours, reworded")
    carrier = Item.objects.get(pk=proposal.pk)
    Proposal.objects.all().delete()
    heard(side, carrier)
    found = Proposal.objects.get()
    assert (found.pk, found.item_id, found.side_id) == (proposal.pk, item.pk, "GB")
    assert found.wording == {"title": {"en": "Ours, reworded"}}
    assert (found.note, found.by, found.state) == ("clearer", None, "open")
    client = Client()
    client.force_login(officer)
    page = client.get(f"/en/desk/records/{item.reference}/").content.decode()
    assert "reworded" in page
    assert carrier.reference not in page  # said of it, and shown as such
    before = Outgoing.objects.count()
    services.answer_proposal(proposal=found.pk, take=True, answer="thanks", by=officer, at=NOW)
    assert newest(item).wording["title"]["en"] == "Ours, reworded"
    (told,) = Outgoing.objects.order_by("pk")[before:]
    assert (told.act, told.item.kind) == ("share", ANSWER)
    assert told.version.facts["state"] == "taken"
    assert told.version.facts["answer"] == "thanks"
    side.enter()
    assert Outgoing.objects.get(pk=told.pk).state == "entered"


def test_what_we_propose_crosses_under_our_marking_and_their_answer_settles_it(node, side, there):
    officer = node["officer-jp"]
    with there():
        item = theirs(node, "Theirs")
    proposal = propose(item, officer, "Theirs, reworded")
    told = Outgoing.objects.get(item=proposal.pk)
    assert (told.act, told.item.kind, told.state) == ("share", PROPOSAL, "queued")
    assert told.version.marking["national"]["JP"]
    assert told.version.facts["version"] == newest(item).digest
    side.enter()
    assert Outgoing.objects.get(pk=told.pk).state == "entered"
    with there():
        services.answer_proposal(
            proposal=proposal.pk, take=False, answer="not now", by=node["officer-gb"], at=NOW
        )
    answer = Item.objects.get(kind=ANSWER)
    Proposal.objects.update(state="open", answer="", answered_at=None)
    heard(side, answer)
    settled = Proposal.objects.get()
    assert (settled.state, settled.answer) == ("declined", "not now")
    assert settled.answered_at is not None


def test_an_answer_counts_only_from_the_side_that_was_asked(node, side, there):
    item = shared(node["officer-jp"], "Ours")
    with there():
        proposal = propose(item, node["officer-gb"], "Ours, reworded")
    services.answer_proposal(
        proposal=proposal.pk, take=True, answer="", by=node["officer-jp"], at=NOW
    )
    answer = Item.objects.get(kind=ANSWER)
    Item.objects.filter(pk=answer.pk).update(origin_id="GB")
    Proposal.objects.update(state="open")
    kind_of(ANSWER).followed([Item.objects.get(pk=answer.pk)])
    assert Proposal.objects.get().state == "open"


def test_nothing_is_carried_on_a_node_of_every_side_nor_of_a_text_for_named_people(
    node, side, settings
):
    item = shared(node["officer-jp"], "Ours")
    Item.objects.filter(pk=item.pk).update(lane="restricted")
    with pytest.raises(RestrictedNotProposed):
        propose(item, node["officer-gb"], "Ours, reworded")
    Item.objects.filter(pk=item.pk).update(lane="shared")
    settings.SIDE = ""
    propose(item, node["officer-gb"], "Ours, reworded")
    assert Proposal.objects.count() == 1
    assert not Item.objects.filter(kind=PROPOSAL).exists()
