"""Publishing at a set time, and not while a side pauses: with a clock given."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from kakehashi.errors import NotHere
from kakehashi.ledger import selectors as ledger
from kakehashi.ledger.models import Event
from kakehashi.people.rules import PUBLIC_VIEWER, NotYourRole
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import publications, services
from kakehashi.records.jobs import publish_due
from kakehashi.records.models import Consent, Entry, Publication, Version
from kakehashi.records.services.pausing import PauseDaysWrong, PauseReasonMissing
from kakehashi.records.services.publishing import PublicationTimeWrong
from tests.cast import NOW
from tests.records.test_faces import digest, revised, seen, text

TOKYO, LONDON = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London")
NINE = dt.datetime(2026, 11, 26, 9, 0, tzinfo=TOKYO)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def own(cast, title="one", by=None):
    return services.create(kind="update", text=text(title), by=by or cast.haruka, at=NOW)


def confirmed(cast):
    item = services.create(kind="initiative", text=text("one"), by=cast.haruka, at=NOW)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    for one in (cast.haruka, cast.alice):
        services.confirm(item=item.pk, digest=digest(item), by=one, at=NOW)
    return item


def planned(item, by, publish_at=NINE, at=NOW):
    zone = str(publish_at.tzinfo)
    return services.plan_publication(item=item.pk, publish_at=publish_at, zone=zone, by=by, at=at)


def pause(by, first, last, at=NOW):
    return services.set_pause(
        first_day=dt.date.fromisoformat(first),
        last_day=dt.date.fromisoformat(last),
        reason_en="General election",
        reason_ja="総選挙",
        by=by,
        at=at,
    )


def names():
    return [name.rpartition(".")[2] for name in Event.objects.values_list("name", flat=True)]


def test_nobody_outside_sees_anything_before_its_time(cast):
    item = own(cast)
    planned(item, cast.haruka)
    assert publish_due(at=NINE - SECOND) == 0
    assert seen(item, None) is None
    assert seen(item, cast.alice) is None
    assert publications.plan_of(item.pk, viewer_of(cast.alice), at=NOW) is None
    assert publications.plan_of(item.pk, PUBLIC_VIEWER, at=NOW) is None
    assert publications.plan_of(item.pk, viewer_of(cast.kenji), at=NOW).goes_at == NINE
    assert publish_due(at=NINE) == 1
    assert seen(item, None) == ("published", "one")
    assert Entry.objects.get(item=item).updated_at == NINE
    assert publish_due(at=NINE + DAY) == 0
    assert not publications.waiting(viewer_of(cast.haruka), at=NINE)
    assert names().count("published") == 1
    assert ledger.verify().whole


def test_two_workers_at_once_publish_once(cast):
    item = own(cast)
    plan = planned(item, cast.haruka)
    assert services.carry_out(publication=plan.pk, at=NINE)
    assert not services.carry_out(publication=plan.pk, at=NINE)
    assert Version.objects.filter(item=item, state="published").count() == 1


def test_a_text_that_was_replaced_is_held_and_a_private_draft_stops_nothing(cast):
    item = own(cast)
    planned(item, cast.haruka)
    revised(item, cast, "two")
    assert publish_due(at=NINE) == 0
    assert seen(item, None) is None
    [held] = publications.held(viewer_of(cast.haruka))
    assert held.refusal["code"] == "chosen-text-replaced"
    assert "第1版" in held.refusal["message"]["ja"]
    assert publications.held(viewer_of(cast.kenji)) == []
    assert publish_due(at=NINE + DAY) == 0, "a held plan is not tried again by itself"
    planned(item, cast.haruka, NINE + 2 * DAY, at=NINE + DAY)
    assert publish_due(at=NINE + 2 * DAY) == 1
    assert seen(item, None) == ("published", "two")

    other = confirmed(cast)
    planned(other, cast.haruka)
    services.publish(item=other.pk, by=cast.alice, at=NOW)
    revised(other, cast, "secret second thoughts")
    assert publish_due(at=NINE) == 1
    assert seen(other, None) == ("published", "one")
    assert seen(other, cast.haruka) == ("draft", "secret second thoughts")
    assert ledger.verify().whole


def test_an_own_entry_shared_meanwhile_is_the_same_text(cast):
    item = own(cast)
    planned(item, cast.haruka)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    assert publish_due(at=NINE) == 1
    assert seen(item, None) == ("published", "one")


def test_a_joint_text_takes_both_sides_and_keeps_the_time(cast):
    item = confirmed(cast)
    planned(item, cast.haruka)
    with pytest.raises(services.PublicationPlanned):
        services.publish(item=item.pk, by=cast.haruka, at=NOW)
    assert not services.publish(item=item.pk, by=cast.alice, at=NOW)
    assert seen(item, None) is None, "the second consent does not break the embargo"
    assert publish_due(at=NINE) == 1
    assert seen(item, None) == ("published", "one")


def test_without_the_other_side_it_is_held_and_goes_out_with_its_consent(cast):
    item = confirmed(cast)
    planned(item, cast.haruka)
    assert publish_due(at=NINE) == 0
    [held] = publications.held(viewer_of(cast.alice))
    assert held.refusal["code"] == "consent-missing"
    assert services.publish(item=item.pk, by=cast.alice, at=NINE + SECOND)
    assert seen(item, None) == ("published", "one")
    assert Publication.objects.get(item=item).state == "published"


def test_a_plan_is_moved_and_cancelled_and_consents_fall_with_it(cast):
    item = confirmed(cast)
    planned(item, cast.haruka)
    services.publish(item=item.pk, by=cast.alice, at=NOW)
    earlier = NINE - DAY
    planned(item, cast.haruka, earlier)
    assert publish_due(at=earlier) == 0, "the other side had consented to the later time"
    services.cancel_publication(item=item.pk, by=cast.alice, at=earlier)
    assert not Consent.objects.filter(item=item, purpose="publish").exists()
    assert publish_due(at=NINE + DAY) == 0
    assert publications.last_cancelled(item.pk, viewer_of(cast.haruka)).publish_at == earlier
    with pytest.raises(NotHere):
        services.cancel_publication(item=item.pk, by=cast.alice, at=NOW)
    with pytest.raises(NotYourRole):
        services.cancel_publication(item=item.pk, by=cast.bob, at=NOW)
    hidden = own(cast)
    planned(hidden, cast.haruka)
    with pytest.raises(NotHere):
        services.cancel_publication(item=hidden.pk, by=cast.alice, at=NOW)
    assert {"publication_planned", "publication_cancelled", "publication_held"} <= set(names())


def test_rights_are_asked_again_when_the_time_comes(cast):
    item, other, gone = own(cast), own(cast, "other"), own(cast, "gone")
    planned(item, cast.haruka)
    cast.haruka.roles.clear()
    assert publish_due(at=NINE) == 0
    cast.haruka.roles.add("coordinator")
    planned(other, services_account(cast.haruka))
    planned(gone, services_account(cast.haruka))
    services.discard(item=gone.pk, by=services_account(cast.haruka), at=NOW)
    assert publish_due(at=NINE) == 1, "what is refused stops nothing else"
    refused = Publication.objects.filter(state="held").order_by("at", "pk")
    assert {one.refusal["code"] for one in refused} == {"not-your-role", "chosen-text-replaced"}
    assert seen(other, None) == ("published", "other")


def services_account(account):
    return type(account).objects.get(pk=account.pk)


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        (NOW, "UTC"),
        (NOW + dt.timedelta(days=3000), "UTC"),
        (NINE, "Asia/Nowhere"),
        (NINE, "../etc"),
        (dt.datetime(2027, 3, 28, 1, 30, tzinfo=LONDON), "Europe/London"),
    ],
)
def test_a_time_that_cannot_be_is_refused(cast, moment, zone):
    item = own(cast)
    with pytest.raises(PublicationTimeWrong):
        services.plan_publication(
            item=item.pk, publish_at=moment, zone=zone, by=cast.haruka, at=NOW
        )
    assert not Publication.objects.exists()


def test_a_pause_of_either_side_puts_off_until_its_midnight(cast):
    item = own(cast)
    made = pause(cast.alice, "2026-11-25", "2026-11-27")
    planned(item, cast.haruka)
    over = dt.datetime(2026, 11, 28, tzinfo=LONDON)
    [waiting] = publications.waiting(viewer_of(cast.haruka), at=NOW)
    assert waiting.goes_at == over
    assert list(waiting.pauses) == [made]
    assert publish_due(at=NINE) == 0
    with pytest.raises(services.PublicationPaused) as refused:
        services.publish(item=own(cast).pk, by=cast.haruka, at=NINE)
    assert "General election" in refused.value.say("en")
    assert "英国側" in refused.value.say("ja")
    assert publish_due(at=over - SECOND) == 0
    assert Publication.objects.get().state == "planned", "a pause is no refusal"
    assert publish_due(at=over) == 1
    assert seen(item, None) == ("published", "one")


def test_pauses_on_end_of_another_and_ended_early(cast):
    first = pause(cast.alice, "2026-11-25", "2026-11-27")
    pause(cast.haruka, "2026-11-27", "2026-12-01")
    free, through = publications.free_from(publications.standing_pauses(), NINE)
    assert free == dt.datetime(2026, 12, 2, tzinfo=TOKYO)
    assert len(through) == 2
    with pytest.raises(NotHere):
        services.end_pause(pause=first.pk, by=cast.haruka, at=NOW)
    services.end_pause(pause=first.pk, by=cast.alice, at=NINE)
    with pytest.raises(NotHere):
        services.end_pause(pause=first.pk, by=cast.alice, at=NINE)
    item = own(cast)
    assert services.publish(item=item.pk, by=cast.haruka, at=NINE)
    events = Event.objects.filter(
        name__startswith="records.pause.",
        audience_id__in=visible_audiences(viewer_of(cast.haruka)),
    )
    assert events.count() == 3


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-12-02", "2026-12-01"), ("2026-11-01", "2026-11-22"), ("2026-12-01", "2028-12-01")],
)
def test_days_that_are_no_pause(cast, first, last):
    with pytest.raises(PauseDaysWrong):
        pause(cast.alice, first, last)
    with pytest.raises(NotYourRole):
        pause(cast.bob, "2026-12-01", "2026-12-02")
    with pytest.raises(PauseReasonMissing):
        services.set_pause(
            first_day=dt.date(2026, 12, 1),
            last_day=dt.date(2026, 12, 2),
            reason_en="Election",
            reason_ja=" ",
            by=cast.alice,
            at=NOW,
        )


def test_consent_may_be_given_during_a_pause_where_it_is_planned(cast):
    item = confirmed(cast)
    planned(item, cast.haruka)
    pause(cast.alice, "2026-11-23", "2026-11-27")
    assert not services.publish(item=item.pk, by=cast.alice, at=NOW)
    assert publish_due(at=NINE + 2 * DAY) == 1
    assert seen(item, None) == ("published", "one")


def test_reading_what_waits_takes_as_many_queries_whatever_waits(cast, django_assert_num_queries):
    viewer = viewer_of(cast.haruka)
    for title in ("one", "two", "three"):
        planned(own(cast, title), cast.haruka)
    visible_audiences(viewer)
    with django_assert_num_queries(5):
        assert len(publications.waiting(viewer, at=NOW)) == 3
