"""A post changes hands: on its day, all or nothing, once, and undone while nothing was done."""

import datetime as dt

import pytest
from django.test import Client

from kakehashi.errors import NotHere, Refused
from kakehashi.governance.selectors.owners import HELD as IN_HANDS
from kakehashi.governance.selectors.owners import VACANT, owners_of
from kakehashi.governance.services import make_feed, open_action_point, read_feed
from kakehashi.people.models import Account, Holding, Seat
from kakehashi.people.rules import NotYourRole
from kakehashi.people.seats import act_in, seats_of, take_seat
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.people.services import LinkUnknown, LinkUsed, make_link, peek_link
from kakehashi.people.tokens import TokenWrong, bearer, make_token
from kakehashi.posts import services
from kakehashi.posts.jobs import hand_over_due
from kakehashi.posts.models import Handover
from kakehashi.posts.selectors import post_page, preview
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import NewText
from tests.cast import NOW
from tests.posts.people import fill

DAY = NOW.date() + dt.timedelta(days=7)
THEN = dt.datetime.combine(DAY, dt.time(0, 30), dt.UTC)
"""Half past nine in Tokyo on the day."""

POINT = {"title": {"en": "List"}, "task": {"en": "Send it."}, "owner": "semi"}


@pytest.fixture
def people(cast):
    fill()
    return {one.username: one for one in Account.objects.all()}


def plan(people, **said):
    given = {"post": "semi", "on": DAY, "by": people["haruka"], "at": NOW, **said}
    return services.plan(**given)


def text(by, title="Draft", kind="initiative"):
    return records.create(kind=kind, text=NewText(wording={"title": {"en": title}}), by=by, at=NOW)


def again(account):
    """Return the account as the next request finds it."""
    return Account.objects.get(pk=account.pk)


def test_the_holder_changes_on_the_day_on_its_own_clock(people):
    kenji = people["kenji"]
    mine = text(kenji)
    link = make_link(account=kenji, by=people["olga"], at=THEN)
    secret = make_token(account=kenji, name="sheet", by=kenji, at=NOW)[1]
    feed = make_feed(scope="post", language="ja", by=kenji, at=NOW)[1]
    browser = Client()
    browser.force_login(kenji)
    assert browser.get("/en/desk/").status_code == 200
    made = plan(people, successor="miho")
    assert made.roles == ["topic_lead"]
    shown = preview(post_page("semi", viewer_of(kenji), NOW.date()), to="", leaver=None)
    assert {one.names["en"] for one in shown.endings} >= {
        "Tokens of programs",
        "Secret calendar addresses",
        "Sign-in links not used yet",
    }

    # It is still the day before in Tokyo.
    assert hand_over_due(at=THEN - dt.timedelta(hours=10)) == 0
    assert again(kenji).is_active
    assert hand_over_due(at=THEN) == 1
    assert hand_over_due(at=THEN) == 0

    assert browser.get("/en/desk/").status_code == 302
    assert not viewer_of(again(kenji)).account
    for refused, use in (
        (TokenWrong, lambda: bearer(secret, at=THEN)),
        (NotHere, lambda: read_feed(feed, at=THEN)),
        ((LinkUsed, LinkUnknown), lambda: peek_link(link, at=THEN)),
    ):
        with pytest.raises(refused):
            use()
    miho = again(people["miho"])
    assert miho.post_id == "semi"
    assert viewer_of(miho).may("share")
    assert Item.objects.get(pk=mine.pk).owner_id == "semi"
    assert Holding.objects.get(person_id="kenji").until == DAY
    assert owners_of(["semi"], DAY)["semi"].holder.pk == "miho"
    # Nothing is sent to whoever plans it twice.
    assert services.carry_out(handover=made.pk, at=THEN) is False


def test_of_two_posts_one_is_handed_over(people):
    kenji, haruka = people["kenji"], people["haruka"]
    secret = make_token(account=kenji, name="sheet", by=kenji, at=NOW)[1]
    other = take_seat(
        account=kenji,
        post=Account.objects.get(username="yuki").post,
        roles=["contributor"],
        by=haruka,
        at=NOW,
    )
    act_in(post="data", by=kenji, at=NOW)
    kept = make_token(account=again(kenji), name="other", by=again(kenji), at=NOW)[1]
    act_in(post="semi", by=kenji, at=NOW)
    browser = Client()
    browser.force_login(again(kenji))
    plan(people, leaver="kenji", successor="miho")
    hand_over_due(at=THEN)

    left = again(kenji)
    assert (left.is_active, left.post_id) == (True, "data")
    assert browser.get("/en/desk/").status_code == 200
    assert not viewer_of(left).may("share")
    assert viewer_of(left).may("write")
    assert [one.post_id for one in seats_of(left)] == [other.post_id]
    assert bearer(kept, at=THEN).pk == left.pk
    with pytest.raises(TokenWrong):
        bearer(secret, at=THEN)
    with pytest.raises(NotHere):
        act_in(post="semi", by=left, at=THEN)


def test_nobody_is_appointed_and_the_vacancy_is_shown(people):
    text(people["kenji"])
    plan(people)
    hand_over_due(at=THEN)
    assert owners_of(["semi"], DAY)["semi"].state == VACANT
    page = post_page("semi", viewer_of(people["haruka"]), DAY)
    assert page.owner.needs_successor
    assert page.total == 1
    # Without any name on record it is a vacancy all the same.
    Holding.objects.all().delete()
    assert owners_of(["semi"], DAY)["semi"].state == VACANT
    services.plan(
        post="semi", on=DAY, successor="shun", roles=["contributor"], by=people["haruka"], at=THEN
    )
    assert owners_of(["semi"], DAY)["semi"].state == IN_HANDS


def test_everything_goes_to_another_post_pens_included(people):
    kenji, alice, haruka = people["kenji"], people["alice"], people["haruka"]
    held, asked, draft = text(kenji, "Held"), text(kenji, "Asked"), text(kenji, "Draft")
    for one in (held, asked):
        records.share(item=one.pk, by=kenji, at=NOW)
    records.ask_pen(item=asked.pk, by=alice, at=NOW)
    gone = text(kenji, "Passed")
    records.share(item=gone.pk, by=kenji, at=NOW)
    records.pass_pen(item=gone.pk, to="GB", by=kenji, at=NOW)
    point = open_action_point(**POINT, due_date=DAY, by=alice, at=NOW)
    unshared = open_action_point(**POINT, share=False, by=kenji, at=NOW)

    page = post_page("semi", viewer_of(haruka), NOW.date())
    notes = {
        one.entry.title_en: one.thing.note.get("en", "")
        for heap in page.heaps
        for one in heap.things
        if one.entry
    }
    assert notes["Asked"] == "the pen is held, and the UK asks for it"
    assert notes["Passed"] == "the UK holds the pen"
    shown = preview(page, to="ident", leaver=None)
    assert (shown.going, len(shown.staying)) == (5, 1)
    made = plan(people, to="ident", on=NOW.date())

    owned = dict(Item.objects.values_list("pk", "owner_id"))
    assert {owned[one.pk] for one in (held, asked, draft, gone, point)} == {"ident"}
    assert owned[unshared.pk] == "semi"
    assert Item.objects.get(pk=asked.pk).pen_asked_by_id == "GB"
    assert made.state == "done"
    assert again(kenji).post_id == "semi"

    services.undo(handover=made.pk, by=haruka, at=NOW)
    owned = dict(Item.objects.values_list("pk", "owner_id"))
    assert {owned[one.pk] for one in (held, asked, draft, gone, point)} == {"semi"}


def test_it_is_undone_until_something_was_done_with_it(people):
    kenji, haruka = people["kenji"], people["haruka"]
    mine = text(kenji)
    made = plan(people, on=NOW.date(), successor="miho")
    services.undo(handover=made.pk, by=haruka, at=NOW)
    assert again(kenji).post_id == "semi"
    assert viewer_of(again(kenji)).may("share")
    assert not again(people["miho"]).is_active
    assert owners_of(["semi"], NOW.date())["semi"].holder.pk == "kenji"

    made = plan(people, on=NOW.date(), successor="miho")
    records.share(item=mine.pk, by=again(people["miho"]), at=NOW)
    with pytest.raises(services.HandoverUsed):
        services.undo(handover=made.pk, by=haruka, at=NOW)


def test_what_fails_on_the_day_leaves_nothing_half_done(people, monkeypatch):
    text(people["kenji"])
    made = plan(people, successor="miho")

    def refuse(*_, **__):
        raise NotYourRole(permission={"en": "x", "ja": "x"})

    monkeypatch.setattr(services, "_begin_holding", refuse)
    assert hand_over_due(at=THEN) == 0
    made.refresh_from_db()
    assert (made.state, made.refusal["code"]) == ("held", "not-your-role")
    assert again(people["kenji"]).post_id == "semi"
    assert not Seat.objects.exists()
    monkeypatch.undo()
    services.carry_out(handover=made.pk, by=people["haruka"], at=THEN)
    assert again(people["miho"]).post_id == "semi"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"on": NOW.date() - dt.timedelta(days=1)}, "handover-day"),
        ({"on": None}, "handover-day"),
        ({"post": "coordinator-dsit"}, "post-not-yours"),
        ({"to": "coordinator-dsit"}, "post-not-yours"),
        ({"to": "semi"}, "handover-to-itself"),
        ({"successor": "kenji"}, "handover-to-itself"),
        ({"successor": "alice"}, "not-here"),
        ({"successor": "miho", "roles": ["operator"]}, "not-here"),
        ({"successor": "miho", "roles": ["auditor"]}, "not-here"),
    ],
)
def test_what_cannot_be_planned_is_refused(people, said, code):
    with pytest.raises(Refused) as refused:
        plan(people, **said)
    assert refused.value.code == code
    assert not Handover.objects.exists()


def test_only_a_coordinator_plans_and_one_at_a_time(people):
    with pytest.raises(NotYourRole):
        plan(people, by=people["kenji"])
    first = plan(people)
    with pytest.raises(services.HandoverOpen):
        plan(people)
    with pytest.raises(NotHere):
        services.cancel(handover=first.pk, by=people["alice"], at=NOW)
    services.cancel(handover=first.pk, by=people["haruka"], at=NOW)
    assert plan(people, id=first.pk).pk == first.pk
    assert plan(people).state == "planned"


def test_advice_is_read_by_the_holder_and_then_by_the_successor_alone(people):
    kenji = people["kenji"]
    item = services.advise(title="Call", body="Call Bob first.", language="en", by=kenji, at=NOW)
    said = services.advise(
        title="Keys", body="In the drawer.", language="en", for_all=True, by=kenji, at=NOW
    )

    def sees(name, one=item):
        audiences = visible_audiences(viewer_of(again(people[name])))
        return Entry.objects.filter(item=one, audience_id__in=audiences).exists()

    names = ("haruka", "kenji", "yuki", "miho", "alice", "grace", "olga")
    assert [one for one in names if sees(one)] == ["kenji"]
    assert [one for one in names if sees(one, said)] == ["haruka", "kenji", "yuki"]
    plan(people, on=NOW.date(), successor="miho")
    assert [one for one in names if sees(one)] == ["miho"]
    with pytest.raises(Refused) as refused:
        records.share(item=item.pk, by=again(people["miho"]), at=NOW)
    assert refused.value.code == "advice-stays-home"


def test_records_without_an_owner_are_given_to_a_post(people):
    Account.objects.filter(username="kenji").update(post=None)
    item = text(again(people["kenji"]))
    assert Item.objects.get(pk=item.pk).owner_id is None
    with pytest.raises(services.PostOfOtherSide):
        services.give_ownerless(to="coordinator-dsit", by=people["haruka"], at=NOW)
    assert services.give_ownerless(to="data", by=people["haruka"], at=NOW) == 1
    assert Item.objects.get(pk=item.pk).owner_id == "data"
