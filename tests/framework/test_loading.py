"""Both profiles load into an empty node, with their history as legal as any."""

import datetime as dt

import pytest

from kakehashi.cli.loading import load_node
from kakehashi.framework.models import Partnership, Place
from kakehashi.ledger import selectors as ledger
from kakehashi.ledger.models import Event
from kakehashi.people.models import Organisation
from kakehashi.people.selectors import name_on
from kakehashi.records.models import Entry, Item, Proposal
from kakehashi.workplan.models import JointAction
from tests.cast import NOW

pytestmark = pytest.mark.long


def count(**which):
    return Entry.objects.filter(**which).count()


def test_the_real_partnership(node):
    assert count(kind="provision", state="published") == 95
    assert count(kind="area") == 14
    assert count(kind="pillar") == 4
    assert count(kind="meeting") == 4
    assert count(kind="result") == 4
    assert count(kind="contact") == 1
    assert set(JointAction.objects.values_list("progress", flat=True)) == {"not_yet_reported"}
    assert JointAction.objects.count() == 72
    assert Place.objects.count() == 95
    assert ledger.verify().whole


def test_a_page_about_2022_still_says_dcms(node):
    dcms = Organisation.objects.prefetch_related("names").get(pk="dcms")
    assert "Digital" in name_on(dcms, dt.date(2022, 12, 7), "en")
    assert "Digital" not in name_on(dcms, dt.date(2023, 2, 7), "en")
    assert dcms.passed_on.get().successor_id == "dsit"


def test_loading_again_changes_nothing(node):
    before = ledger.verify().digest
    load_node("practice", NOW)
    assert Partnership.objects.get().profile == "uk-japan"
    assert ledger.verify().digest == before


@pytest.mark.django_db
def test_the_practice_partnership_is_full_of_live_work():
    load_node("practice", NOW)
    assert Partnership.objects.get().practice
    for state in ("draft", "shared", "confirmed", "published"):
        assert count(state=state), state
    assert Proposal.objects.filter(state="open").exists()
    assert len(set(JointAction.objects.values_list("progress", flat=True))) > 4
    assert ledger.verify().whole


@pytest.mark.django_db
def test_proposals_come_with_the_answer_that_the_profile_gives_them():
    load_node("practice", NOW)
    warning = Item.objects.get(reference="two-language-warning")
    asked = {one.note: one for one in Proposal.objects.filter(item=warning)}
    states = {note.partition(" / ")[0]: one.state for note, one in asked.items()}
    assert states == {
        "Five minutes cannot be kept.": "open",
        "Simpler for crews.": "declined",
        "Say how quickly it is sent.": "taken",
    }
    for one in asked.values():
        assert (one.answered_by is None) == (one.state == "open")
        assert one.answered_at is None or one.answered_at > one.at
        assert one.wording, "what was proposed is kept"
    shared = Entry.objects.get(item=warning, state="shared")
    assert "within five minutes" in str(shared.version.wording)
    events = Event.objects.filter(subject=str(warning.pk)).order_by("sequence")
    names = [one.name.rpartition(".")[2] for one in events]
    assert names[:6] == [
        "drafted", "shared", "change_proposed", "proposal_taken", "saved", "shared",
    ]  # fmt: skip
