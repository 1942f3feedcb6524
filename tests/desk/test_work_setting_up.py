"""Lead posts and notes for the review: each side for itself, on record, seen by both."""

import datetime as dt

import pytest

from kakehashi.errors import NotHere
from kakehashi.framework import selectors, services
from kakehashi.framework.models import AreaLead, ReviewNote
from kakehashi.ledger import selectors as ledger
from kakehashi.ledger.models import Event
from kakehashi.people.models import Post
from kakehashi.people.rules import NoSide, NotYourRole
from kakehashi.people.selectors import viewer_of
from kakehashi.records.kinds import FactWrong
from kakehashi.workplan import selectors as workplan
from tests.cast import NOW

DAY = dt.timedelta(days=1)


def lead_of(area, side, account):
    found = {one.area.reference: one for one in selectors.led_areas(viewer_of(account))}
    lead = found[area].leads.get(side)
    return lead.post_id if lead else None


def test_each_side_names_its_lead_posts_and_both_see_them(node, london):
    tokyo, gb = node["officer-jp"], node["officer-gb"]
    named = {"area-VD": "coordinator-mic", "area-SC": "coordinator-meti"}
    assert services.name_leads(leads=named, by=tokyo, at=NOW) == ["area-VD", "area-SC"]
    assert services.name_leads(leads=named, by=tokyo, at=NOW) == []
    services.name_leads(leads={"area-VD": "coordinator-dsit"}, by=gb, at=NOW)
    assert lead_of("area-VD", "JP", gb) == "coordinator-mic"
    assert lead_of("area-VD", "GB", tokyo) == "coordinator-dsit"
    page = london.get("/en/desk/make-it-yours/leads/").content.decode()
    assert "Japan: Partnership coordinator, MIC" in page
    assert '<option value="coordinator-dsit" selected>' in page
    assert 'value="coordinator-mic"' not in page
    events = Event.objects.filter(name="framework.area.lead_named")
    assert [event.facts for event in events.order_by("sequence")] == [
        {"post": "coordinator-mic"},
        {"post": "coordinator-meti"},
        {"post": "coordinator-dsit"},
    ]
    assert ledger.verify().whole
    owned, total = workplan.owned(
        viewer_of(gb), "coordinator-dsit", areas=selectors.areas_led_by("coordinator-dsit")
    )
    assert total == len(owned) > 0
    assert {row.area for row in owned} == {"VD"}


def test_who_led_before_stays_on_record_until_that_day(node):
    tokyo = node["officer-jp"]
    services.name_leads(leads={"area-VD": "coordinator-mic"}, by=tokyo, at=NOW)
    services.name_leads(leads={"area-VD": "coordinator-meti"}, by=tokyo, at=NOW + DAY)
    services.name_leads(leads={"area-VD": "coordinator-mic"}, by=tokyo, at=NOW + DAY)
    rows = [
        (lead.post_id, lead.since, lead.until) for lead in AreaLead.objects.order_by("since", "pk")
    ]
    today = NOW.date()
    assert rows == [
        ("coordinator-mic", today, today + DAY),
        ("coordinator-mic", today + DAY, None),
    ]
    services.name_leads(leads={"area-VD": ""}, by=tokyo, at=NOW + 3 * DAY)
    assert lead_of("area-VD", "JP", tokyo) is None
    assert AreaLead.objects.count() == 2


def test_a_lead_is_a_present_post_of_ones_own_side(node, london):
    tokyo = node["officer-jp"]
    Post.objects.filter(pk="coordinator-meti").update(until=NOW.date())
    for post in ("coordinator-dsit", "nobody", "coordinator-meti"):
        with pytest.raises(services.NotYourPost):
            services.name_leads(
                leads={"area-SC": "coordinator-mic", "area-VD": post}, by=tokyo, at=NOW
            )
    assert not AreaLead.objects.exists()  # all of them, or nothing
    with pytest.raises(NotHere):
        services.name_leads(leads={"area-NONE": ""}, by=tokyo, at=NOW)
    with pytest.raises(NotYourRole):
        services.name_leads(leads={}, by=node["private-office-jp"], at=NOW)
    with pytest.raises(NoSide):
        services.name_leads(leads={}, by=node["operator"], at=NOW)
    answer = london.post(
        "/en/desk/make-it-yours/leads/",
        {"lead-area-VD": "coordinator-mic", "lead-area-SC": "coordinator-dsit"},
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "is not a post of your side" in page
    assert '<option value="coordinator-dsit" selected>' in page  # what was chosen is kept


def test_a_note_for_the_review_is_an_own_entry_shared_and_said_again_as_a_new_version(node):
    tokyo, gb = node["officer-jp"], node["officer-gb"]

    def note(finding, why, by=tokyo):
        return services.note_for_review(
            provision="12.a", finding=finding, words={"en": why, "ja": ""}, by=by, at=NOW
        )

    first = note("open", "The rest goes on.")
    texts = first.versions.count()
    note("open", "The rest goes on.")  # sent twice
    assert first.versions.count() == texts
    again = note("done", "G7 2023 is over.")
    assert again.pk == first.pk
    assert first.versions.count() > texts
    other = note("superseded", "Another occasion took its place.", gb)
    assert other.pk != first.pk
    for account in (tokyo, gb):
        (one,) = [
            one
            for one in selectors.passed_by(viewer_of(account), NOW.date())
            if one.provision.reference == "12.a"
        ]
        mine, theirs = one.note_of("JP"), one.note_of("GB")
        assert mine is not None
        assert theirs is not None
        assert (mine.finding, theirs.finding) == ("done", "superseded")
    assert set(ReviewNote.objects.values_list("state", flat=True)) == {"shared"}
    assert ledger.verify().whole


def test_a_note_needs_a_finding_that_there_is(node, london):
    for finding, refusal in (("", services.NothingFound), ("maybe", FactWrong)):
        with pytest.raises(refusal):
            services.note_for_review(
                provision="12.a", finding=finding, words={}, by=node["officer-jp"], at=NOW
            )
    with pytest.raises(NotHere):
        services.note_for_review(
            provision="area-VD", finding="done", words={}, by=node["officer-jp"], at=NOW
        )
    with pytest.raises(NotYourRole):
        services.note_for_review(
            provision="12.a", finding="done", words={}, by=node["private-office-jp"], at=NOW
        )
    answer = london.post(
        "/en/desk/make-it-yours/occasions/", {"provision": "12.a", "why_en": "Kept words"}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Kept words" in page
    assert "It is not said what became of the occasion." in page
    assert not ReviewNote.objects.exists()


def test_an_occasion_is_listed_only_once_it_has_passed(node):
    viewer = viewer_of(node["officer-jp"])
    listed = {one.provision.reference for one in selectors.passed_by(viewer, NOW.date())}
    assert {"12.a", "SC.a", "IG.d", "DI.a"} <= listed
    assert "12.b" not in listed  # the ITU Council's term runs until 2027
    before = selectors.passed_by(viewer, dt.date(2023, 6, 1))
    named = {face.reference for one in before for face in one.named}
    assert "occasion-g7-uk-2021" in named
    assert "occasion-g7-2023" not in named
