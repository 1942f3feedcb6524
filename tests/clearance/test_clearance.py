"""Clearance: in order or at once, and unseen by the other side."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from kakehashi.clearance import jobs, selectors, services
from kakehashi.clearance.models import Clearance
from kakehashi.clearance.rules import is_complete
from kakehashi.drafting import services as drafting
from kakehashi.drafting.paragraphs import Paragraph
from kakehashi.drafting.services import Draft
from kakehashi.errors import NotHere, Refused
from kakehashi.ledger.models import Event
from kakehashi.people.models import Organisation
from kakehashi.people.rules import NotYourRole
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Version
from tests.cast import NOW

WORDS = {"en": "The Participants will meet in 2027.", "ja": "双方は、2027年に会合を開催する。"}


@pytest.fixture
def text(cast):
    Organisation.objects.create(id="fcdo", side_id="GB", name_en="FCDO", name_ja="FCDO")
    item = drafting.start(
        draft=Draft(
            title={"en": "Minutes", "ja": "議事録"},
            paragraphs=[Paragraph("aa", words=WORDS)],
            text_kind="minutes",
        ),
        by=cast.haruka,
        at=NOW,
    )
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    return item


def ask(text, by, **known):
    return services.ask(
        item=text.pk,
        offices=[("fcdo", ""), ("dsit", "Legal")],
        due=known.pop("due", None),
        in_order=known.pop("in_order", False),
        by=by,
        at=known.pop("at", NOW),
        **known,
    )


def offices(text, account):
    return selectors.of_item(text.pk, viewer_of(account))[0].offices


def confirm(text, by):
    digest = Version.objects.filter(item=text).order_by("-number").first().content_digest
    return records.confirm(item=text.pk, digest=digest, by=by, at=NOW)


def test_the_other_side_sees_nothing_of_it(text, cast):
    ask(text, cast.alice, note="MARKER-NOTE")
    office = offices(text, cast.alice)[1].office
    services.answer(office=office.pk, given="subject", words="MARKER", by=cast.bob, at=NOW)
    for account in (cast.haruka, cast.kenji, cast.mallory, cast.olga):
        viewer = viewer_of(account)
        assert selectors.of_item(text.pk, viewer) == []
        seen = Event.objects.filter(audience_id__in=visible_audiences(viewer))
        assert not seen.filter(name__startswith="clearance.").exists()
        with pytest.raises(Refused) as refused:
            services.answer(office=office.pk, given="cleared", by=account, at=NOW)
        assert refused.type.__name__ in ("NotHere", "NotYourRole", "NoSide")
    for event in Event.objects.filter(name__startswith="clearance."):
        assert "MARKER" not in str(event.facts)
    assert selectors.of_item(text.pk, viewer_of(cast.alice))


def test_offices_in_order_answer_in_order(text, cast):
    ask(text, cast.alice, in_order=True)
    first, second = offices(text, cast.alice)
    assert (first.turn, second.turn) == (True, False)
    assert selectors.waiting_for(viewer_of(cast.bob)) == []
    with pytest.raises(services.NotYourTurn):
        services.answer(office=second.office.pk, given="cleared", by=cast.bob, at=NOW)
    with pytest.raises(services.NotYourOffice):
        services.answer(office=first.office.pk, given="cleared", by=cast.bob, at=NOW)
    with pytest.raises(services.AnswerWordsMissing):
        services.answer(office=first.office.pk, given="comments", by=cast.alice, at=NOW)
    services.answer(office=first.office.pk, given="comments", words="No.", by=cast.alice, at=NOW)
    assert not offices(text, cast.alice)[1].turn, "comments are to be dealt with first"
    services.answer(office=first.office.pk, given="nil", by=cast.alice, at=NOW)
    assert len(selectors.waiting_for(viewer_of(cast.bob))) == 1
    services.answer(office=second.office.pk, given="cleared", by=cast.bob, at=NOW)
    assert Clearance.objects.get().state == "complete"


def test_a_side_confirms_before_its_clearance_only_if_it_says_so(text, cast):
    made = ask(text, cast.alice)
    with pytest.raises(services.ClearanceOpen):
        ask(text, cast.alice)
    confirm(text, cast.haruka)  # the other side is not held up, and learns nothing
    with pytest.raises(services.ClearanceNotComplete) as refused:
        confirm(text, cast.alice)
    assert "FCDO" in refused.value.say("en")
    with pytest.raises(NotYourRole):
        services.set_rule(confirm_before=True, by=cast.bob, at=NOW)
    services.set_rule(confirm_before=True, by=cast.alice, at=NOW)
    assert confirm(text, cast.alice) is True
    services.close(clearance=made.pk, by=cast.alice, at=NOW)
    with pytest.raises(NotHere):
        services.close(clearance=made.pk, by=cast.alice, at=NOW)


def test_only_offices_of_ones_own_side_can_be_asked(text, cast):
    for wrong in ([("mic", "")], [], [("fcdo", ""), ("fcdo", "")], [("nobody", "")]):
        with pytest.raises(services.NoOffices):
            services.ask(
                item=text.pk, offices=wrong, due=None, in_order=False, by=cast.alice, at=NOW
            )
    assert Clearance.objects.count() == 0


def test_silence_counts_only_by_the_rule_and_once_the_day_is_over(text, cast):
    due = NOW.date() + dt.timedelta(days=14)
    made = ask(text, cast.alice, due=due)
    late = NOW + dt.timedelta(days=40)
    assert jobs.count_silence(at=late) == 0, "no rule: silence never counts"
    services.close(clearance=made.pk, by=cast.alice, at=NOW)
    for wrong in (-1, 61):
        with pytest.raises(services.SilenceDaysWrong):
            services.set_rule(confirm_before=False, silence_days=wrong, by=cast.alice, at=NOW)
    services.set_rule(confirm_before=False, silence_days=5, by=cast.alice, at=NOW)
    short = ask(text, cast.alice, due=NOW.date() + dt.timedelta(days=1))
    assert not short.silence, "too little time to answer"
    assert jobs.count_silence(at=late) == 0
    services.close(clearance=short.pk, by=cast.alice, at=NOW)
    counted = ask(text, cast.alice, due=due)
    assert (counted.silence, counted.number) == (True, 3)
    # What they were told when they were asked holds, whatever the rule becomes.
    services.set_rule(confirm_before=False, silence_days=0, by=cast.alice, at=NOW)
    first = offices(text, cast.alice)[0].office
    services.answer(office=first.pk, given="comments", words="No.", by=cast.alice, at=NOW)
    zone = ZoneInfo("Europe/London")
    last_minute = dt.datetime.combine(due, dt.time(23, 59), zone)
    assert jobs.count_silence(at=last_minute) == 0, "the day is not over"
    assert jobs.count_silence(at=last_minute + dt.timedelta(minutes=1)) == 1
    assert jobs.count_silence(at=late) == 0, "once"
    assert [one.office.answer for one in offices(text, cast.alice)] == ["comments", "silent"]
    counted.refresh_from_db()
    assert counted.state == "open", "comments are to be dealt with by somebody"
    services.answer(office=first.pk, given="cleared", by=cast.alice, at=late)
    counted.refresh_from_db()
    assert counted.state == "complete"
    assert Event.objects.filter(name="clearance.clearance.silence_counted").get().actor == ""
    with pytest.raises(NotHere):
        services.answer(office=first.pk, given="silent", by=cast.alice, at=late)


def test_the_number_of_a_decision_taken_elsewhere_is_kept_within_the_side(text, cast):
    made = ask(text, cast.alice)
    for wrong in ("", "  ", "9" * 81):
        with pytest.raises(services.DecisionNumberMissing):
            services.enter_decision(
                clearance=made.pk, number=wrong, date=None, by=cast.alice, at=NOW
            )
    for other in (cast.haruka, cast.kenji):
        with pytest.raises(NotHere):
            services.enter_decision(clearance=made.pk, number="X-1", date=None, by=other, at=NOW)
    services.enter_decision(
        clearance=made.pk, number=" SUB/2026/114 ", date=NOW.date(), by=cast.alice, at=NOW
    )
    made.refresh_from_db()
    assert (made.decision_number, made.decision_date) == ("SUB/2026/114", NOW.date())
    for event in Event.objects.filter(name__startswith="clearance."):
        assert "SUB/2026" not in str(event.facts)


def test_answers_cannot_be_wanted_by_a_day_that_has_passed(text, cast):
    with pytest.raises(services.DueBefore):
        ask(text, cast.alice, due=NOW.date() - dt.timedelta(days=1))
    assert Clearance.objects.count() == 0


def test_the_list_is_of_ones_own_side_and_takes_as_many_queries_however_long(
    text, cast, django_assert_num_queries
):
    made = ask(text, cast.alice)
    assert [one.pk for one in selectors.listing(viewer_of(cast.alice), "open")] == [made.pk]
    assert list(selectors.listing(viewer_of(cast.haruka))) == []
    assert selectors.counted(viewer_of(cast.haruka)) == {}
    services.close(clearance=made.pk, by=cast.alice, at=NOW)
    for _number in range(3):
        services.close(clearance=ask(text, cast.alice).pk, by=cast.alice, at=NOW)
    viewer = viewer_of(cast.alice)
    assert selectors.counted(viewer) == {"closed": 4}
    with django_assert_num_queries(2):  # the rows, and what the viewer may see
        rows = list(selectors.listing(viewer, "closed"))
    assert {(one.asked, one.given) for one in rows} == {(2, 0)}


def test_a_clearance_that_asked_nobody_is_never_complete():
    assert not is_complete([])
    assert is_complete(["cleared", "nil", "silent", "subject"])
    assert not is_complete(["cleared", "comments"])
