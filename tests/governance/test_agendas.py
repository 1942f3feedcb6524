"""Agendas and sittings: order, endings, closing, and that nothing open is without an agenda."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.errors import NotHere
from kakehashi.governance import carrying, selectors, services
from kakehashi.governance.models import AgendaPlace, Decision, Meeting, Sitting
from kakehashi.ledger.models import Event
from kakehashi.people.rules import NotYourRole
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, Link
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import text_of
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW, Cast
from tests.governance.meeting_rooms import DAY, bring, make_body, make_meeting

THE_DAY = NOW + 20 * DAY
TODAY = NOW.date()


def placed(meeting: str) -> list[AgendaPlace]:
    """Return the places of a meeting's agenda in their order."""
    item = Item.objects.get(reference=meeting)
    return list(AgendaPlace.objects.filter(meeting=item).select_related("item"))


def titles(meeting: str, who: object) -> list[str]:
    """Return the titles of an agenda as somebody sees it."""
    viewer = viewer_of(who)
    row = selectors.meeting_for(meeting, viewer)
    assert row is not None
    return [one.face.title for one in selectors.agenda(row, viewer, today=TODAY).places]


def counter(meeting: str) -> int:
    return Sitting.objects.get(meeting__reference=meeting).counter


def test_an_item_of_one_side_stands_on_the_agenda_of_the_other_only_once_shared(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    bring(cast.haruka, meeting, "Cables")
    draft = bring(cast.alice, meeting, "Chips", share=False)
    assert titles(meeting, cast.haruka) == ["Cables"]
    assert titles(meeting, cast.alice) == ["Cables", "Chips"]
    records.share(item=draft.pk, by=cast.alice, at=NOW)
    assert titles(meeting, cast.haruka) == ["Cables", "Chips"]
    assert selectors.meeting_for(meeting, viewer_of(cast.mallory)) is None


def test_an_item_sent_twice_is_brought_once(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    key = uuid.uuid4()
    first = bring(cast.haruka, meeting, "Cables", id=key)
    assert bring(cast.haruka, meeting, "Cables", id=key) == first
    assert len(placed(meeting)) == 1


def test_order_changes_only_against_the_count_that_was_seen(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    for title in ("A", "B", "C"):
        bring(cast.haruka, meeting, title)
    hidden = bring(cast.alice, meeting, "hidden", share=False)
    seen = counter(meeting)
    last = placed(meeting)[2]
    services.move_place(place=last.pk, to=0, counter=seen, by=cast.haruka, at=NOW)
    assert titles(meeting, cast.haruka) == ["C", "A", "B"]
    with pytest.raises(services.AgendaChanged):
        services.move_place(place=last.pk, to=1, counter=seen, by=cast.alice, at=NOW)
    now = counter(meeting)
    services.move_place(place=last.pk, to=99, counter=now, by=cast.alice, at=NOW)
    assert titles(meeting, cast.haruka) == ["A", "B", "C"]
    place, now = AgendaPlace.objects.get(item=hidden), counter(meeting)
    with pytest.raises(NotHere):
        services.take_off(place=place.pk, counter=now, by=cast.haruka, at=NOW)


def test_taken_off_waits_in_the_list_and_comes_back_by_undo(cast: Cast) -> None:
    body = make_body(cast)
    meeting = make_meeting(cast.haruka)
    for title in ("A", "B", "C"):
        bring(cast.haruka, meeting, title)
    place = placed(meeting)[1]
    services.take_off(place=place.pk, counter=counter(meeting), by=cast.haruka, at=NOW)
    assert titles(meeting, cast.alice) == ["A", "C"]
    waits = selectors.waiting(body.pk, viewer_of(cast.alice))
    assert [one.face.title for one in waits] == ["B"]
    # A change of the same meeting does not bring it back against the wish of whoever took it off.
    services.gather(meeting=Item.objects.get(reference=meeting), by=cast.haruka, at=NOW)
    assert titles(meeting, cast.alice) == ["A", "C"]
    services.put_back(place=place.pk, by=cast.haruka, at=NOW)
    assert titles(meeting, cast.alice) == ["A", "B", "C"]


def test_what_waits_joins_the_next_meeting_set(cast: Cast) -> None:
    body = make_body(cast)
    meeting = make_meeting(cast.haruka)
    bring(cast.haruka, meeting, "A")
    place = placed(meeting)[0]
    services.take_off(place=place.pk, counter=counter(meeting), by=cast.haruka, at=NOW)
    following = make_meeting(cast.alice, days=90)
    assert titles(following, cast.haruka) == ["A"]
    assert not selectors.waiting(body.pk, viewer_of(cast.haruka))


def test_a_frozen_agenda_takes_and_gives_nothing_until_the_freeze_is_lifted(cast: Cast) -> None:
    body = make_body(cast)
    meeting = make_meeting(cast.haruka)
    bring(cast.haruka, meeting, "A")
    services.freeze(meeting=meeting, frozen=True, by=cast.haruka, at=NOW)
    with pytest.raises(services.AgendaFrozen):
        bring(cast.alice, meeting, "B")
    one = placed(meeting)[0].pk
    with pytest.raises(services.AgendaFrozen):
        services.take_off(place=one, counter=counter(meeting), by=cast.haruka, at=NOW)
    other = records.create(
        kind="decision", text=NewText(wording={"title": {"en": "D"}}), by=cast.haruka, at=NOW
    )
    services.put(body=body.pk, items=[other.pk], why="open_action", by=cast.haruka, at=NOW)
    assert AgendaPlace.objects.get(item=other).meeting is None
    services.freeze(meeting=meeting, frozen=False, by=cast.haruka, at=NOW)
    assert titles(meeting, cast.haruka) == ["A", "D"]


def test_closing_needs_every_ending_and_carries_what_is_left(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    following = make_meeting(cast.haruka, days=200)
    items = [bring(cast.haruka, meeting, title) for title in ("A", "B", "C", "D")]
    hidden = bring(cast.alice, meeting, "hidden", share=False)
    ends = {"A": "decided", "B": "deferred"}
    places = {one.item_id: one for one in placed(meeting)}
    with pytest.raises(services.MeetingNotYet) as early:
        services.close_meeting(meeting=meeting, by=cast.haruka, at=NOW)
    assert "令和8年" in early.value.say("ja")
    assert "2026-" not in early.value.say("en")
    services.open_sitting(meeting=meeting, by=cast.haruka, at=THE_DAY)
    for item, ending in zip(items, ends.values(), strict=False):
        services.end_place(
            meeting=meeting, place=places[item.pk].pk, ending=ending, by=cast.haruka, at=THE_DAY
        )
    with pytest.raises(services.ItemsUndecided) as refused:
        services.close_meeting(meeting=meeting, by=cast.haruka, at=THE_DAY)
    assert items[2].reference in refused.value.say("ja")
    assert hidden.reference not in refused.value.say("en")
    # C and D; the draft of the other side goes over without being told of.
    assert services.carry_rest(meeting=meeting, by=cast.haruka, at=THE_DAY) == 2
    assert services.take_back_rest(meeting=meeting, by=cast.haruka, at=THE_DAY) == 2
    assert services.carry_rest(meeting=meeting, by=cast.alice, at=THE_DAY) == 3
    services.close_meeting(meeting=meeting, by=cast.haruka, at=THE_DAY)
    assert titles(following, cast.haruka) == ["B", "C", "D"]
    assert titles(following, cast.alice) == ["B", "C", "D", "hidden"]
    carried = placed(following)[0]
    assert (carried.why, carried.came_from_id) == ("carried", places[items[1].pk].pk)
    assert {row.standing for row in Meeting.objects.filter(reference=meeting)} == {"held"}
    assert Entry.objects.get(reference=meeting, face="shared").version.facts["standing"] == "held"
    with pytest.raises(services.MeetingClosed):
        services.end_place(
            meeting=meeting, place=places[items[0].pk].pk, ending="", by=cast.alice, at=THE_DAY
        )


def test_a_meeting_closed_by_the_side_without_the_pen_counts_as_held(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    services.close_meeting(meeting=meeting, by=cast.alice, at=THE_DAY)
    assert {row.standing for row in Meeting.objects.filter(reference=meeting)} == {"held"}


def test_what_was_deferred_waits_where_no_meeting_follows(cast: Cast) -> None:
    body = make_body(cast)
    meeting = make_meeting(cast.haruka)
    bring(cast.haruka, meeting, "A")
    services.carry_rest(meeting=meeting, by=cast.haruka, at=THE_DAY)
    services.close_meeting(meeting=meeting, by=cast.haruka, at=THE_DAY)
    waits = selectors.waiting(body.pk, viewer_of(cast.alice))
    assert [(one.face.title, one.place.why) for one in waits] == [("A", "carried")]
    following = make_meeting(cast.alice, days=100, at=THE_DAY)
    assert titles(following, cast.haruka) == ["A"]


def test_a_cancelled_or_discarded_meeting_gives_back_its_agenda(cast: Cast) -> None:
    body = make_body(cast)
    meeting = make_meeting(cast.haruka, share=False)
    bring(cast.haruka, meeting, "A", share=False)
    item = Item.objects.get(reference=meeting)
    records.discard(item=item.pk, by=cast.haruka, at=NOW)
    assert [one.face.title for one in selectors.waiting(body.pk, viewer_of(cast.haruka))] == ["A"]
    second = make_meeting(cast.haruka, days=30)
    assert titles(second, cast.haruka) == ["A"]
    entry = Entry.objects.get(reference=second)
    text = text_of(entry.version)
    off = NewText(
        wording=text.wording,
        facts={**text.facts, "standing": "cancelled"},
        links=text.links,
        marking=text.marking,
    )
    records.save(item=entry.item_id, base=entry.version.number, text=off, by=cast.haruka, at=NOW)
    # A draft that calls it off is not seen by the other side: the agenda still stands.
    assert titles(second, cast.haruka) == ["A"]
    records.share(item=entry.item_id, by=cast.haruka, at=NOW)
    assert [one.face.title for one in selectors.waiting(body.pk, viewer_of(cast.haruka))] == ["A"]


def test_reopening_within_a_day_takes_back_what_was_passed_on(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    following = make_meeting(cast.haruka, days=200)
    bring(cast.haruka, meeting, "A")
    services.carry_rest(meeting=meeting, by=cast.haruka, at=THE_DAY)
    services.close_meeting(meeting=meeting, by=cast.haruka, at=THE_DAY)
    assert titles(following, cast.alice) == ["A"]
    with pytest.raises(services.WhyReopened):
        services.reopen_meeting(meeting=meeting, why=" ", by=cast.haruka, at=THE_DAY)
    with pytest.raises(services.TooLateToReopen):
        services.reopen_meeting(meeting=meeting, why="late", by=cast.haruka, at=THE_DAY + 2 * DAY)
    services.reopen_meeting(meeting=meeting, why="One more item", by=cast.haruka, at=THE_DAY)
    assert titles(following, cast.alice) == []
    place = placed(meeting)[0]
    assert place.ending == ""
    services.end_place(meeting=meeting, place=place.pk, ending="noted", by=cast.haruka, at=THE_DAY)
    services.close_meeting(meeting=meeting, by=cast.haruka, at=THE_DAY)
    assert titles(following, cast.alice) == []


def test_endings_said_twice_or_otherwise(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    bring(cast.haruka, meeting, "A")
    place = placed(meeting)[0].pk

    def end(ending: str, who: object = cast.haruka, elsewhere: str = "") -> AgendaPlace:
        return services.end_place(
            meeting=meeting,
            place=place,
            ending=ending,
            elsewhere=elsewhere,
            by=who,  # type: ignore[arg-type]
            at=THE_DAY,
        )

    end("decided")
    events = Event.objects.count()
    end("decided", cast.alice)
    assert Event.objects.count() == events, "said twice, it is one ending"
    with pytest.raises(services.PlaceEnded):
        end("noted", cast.alice)
    end("")
    with pytest.raises(services.EndingUnknown):
        end("elsewhere")
    assert end("elsewhere", elsewhere="The committee on trade").elsewhere
    with pytest.raises(services.EndingUnknown):
        end("not_reached")
    with pytest.raises(NotYourRole):
        end("noted", cast.kenji)


def test_a_decision_typed_in_the_room_is_made_once_and_tied_to_its_item(cast: Cast) -> None:
    make_body(cast)
    words = NewText(
        wording={"title": {"en": "Chips"}}, marking=Marking(reach="participants"), facts={}
    )
    (area,) = records.load(
        [Loaded("area", "area-SC", words, state="shared", origin="JP")], by=cast.olga, at=NOW
    )
    meeting = make_meeting(cast.haruka)
    item = services.add_item(
        meeting=meeting,
        new=services.NewItem(title={"en": "A"}, links=[LinkTo("of_area", area.pk)]),
        share=True,
        by=cast.haruka,
        at=NOW,
    )
    place, key = placed(meeting)[0].pk, uuid.uuid4()

    def decide(at: dt.datetime) -> Item:
        return services.decide(
            meeting=meeting,
            place=place,
            words={"en": "Meet in May.\nIn Kobe.", "ja": " "},
            decision_kind="procedure",
            by=cast.alice,
            at=at,
            id=key,
        )

    made = decide(THE_DAY)
    services.end_place(meeting=meeting, place=place, ending="decided", by=cast.alice, at=THE_DAY)
    services.close_meeting(meeting=meeting, by=cast.haruka, at=THE_DAY)
    assert decide(THE_DAY + DAY) == made, "sent again after the closing, it is the same"
    row = Decision.objects.get(item=made)
    assert (row.meeting, row.title_en, row.state) == (meeting, "Meet in May.", "shared")
    assert row.date == THE_DAY.date()
    links = {(one.relation, one.to_id) for one in row.entry.links.all()}
    assert ("about", item.pk) in links
    point = services.open_action_point(
        title={"en": "Book the hall"},
        task={"en": "Book the hall"},
        owner="coordinator-dsit",
        meeting=meeting,
        about=[row.reference],
        by=cast.haruka,
        at=THE_DAY,
    )
    tied = set(Link.objects.filter(entry__item=point).values_list("relation", "to_id"))
    assert {("about", made.pk), ("of_area", area.pk)} <= tied
    with pytest.raises(services.DecisionEmpty):
        services.decide(meeting=meeting, place=None, words={"en": ""}, by=cast.alice, at=THE_DAY)


def make_decisions(cast: Cast, count: int) -> list[Item]:
    """Make records that stand for anything owed to a body."""
    return records.load(
        [
            Loaded(
                "decision",
                f"DC-{number}",
                NewText(
                    wording={"title": {"en": f"Owed {number}"}},
                    marking=Marking(reach="participants"),
                ),
                state="shared",
                origin="JP",
            )
            for number in range(count)
        ],
        by=cast.olga,
        at=NOW,
    )


def test_what_is_owed_to_a_body_comes_to_every_agenda_until_it_is_settled(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = make_body(cast)
    owed = make_decisions(cast, 3)
    still = [one.pk for one in owed]
    monkeypatch.setattr(carrying, "OPEN", carrying.OPEN.copy())
    monkeypatch.setattr("kakehashi.governance.services.carrying.OPEN", carrying.OPEN)
    carrying.carries("decision", "open_action", lambda _: [(body.pk, key) for key in still])
    meeting = make_meeting(cast.haruka)
    assert len(placed(meeting)) == 3
    assert {one.why for one in placed(meeting)} == {"open_action"}
    # One is settled before the meeting, one is noted in it, one is not reached.
    for place in placed(meeting)[:2]:
        services.end_place(
            meeting=meeting, place=place.pk, ending="noted", by=cast.haruka, at=THE_DAY
        )
    services.carry_rest(meeting=meeting, by=cast.haruka, at=THE_DAY)
    still.remove(owed[0].pk)
    services.close_meeting(meeting=meeting, by=cast.haruka, at=THE_DAY)
    following = make_meeting(cast.haruka, days=100, at=THE_DAY)
    assert {one.item_id for one in placed(following)} == {owed[1].pk, owed[2].pk}
    assert sorted(one.why for one in placed(following)) == ["carried", "open_action"]


def test_carrying_takes_as_many_queries_for_ten_items_as_for_a_thousand(cast: Cast) -> None:
    body = make_body(cast)
    items = make_decisions(cast, 1010)
    counts = []
    for step, some in enumerate((items[:10], items[10:])):
        meeting = make_meeting(cast.haruka, days=20 + step)
        services.put(
            body=body.pk, items=[one.pk for one in some], why="new", by=cast.haruka, at=NOW
        )
        held = THE_DAY + 2 * DAY
        following = make_meeting(cast.haruka, days=100 + step)
        services.carry_rest(meeting=meeting, by=cast.haruka, at=held)
        row = Item.objects.get(reference=meeting)
        with CaptureQueriesContext(connection) as caught:
            assert services.carry(meeting=row, by=cast.haruka, at=held) == len(some)
        counts.append(len(caught))
        assert len(placed(following)) == len(some)
        AgendaPlace.objects.all().delete()
        services.freeze(meeting=following, frozen=True, by=cast.haruka, at=NOW)
    assert counts[0] == counts[1]


def test_notes_stay_with_their_side_and_papers_tell_when_they_are_late(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    item = bring(cast.haruka, meeting, "A")
    there = Item.objects.get(reference=meeting)
    records.create(
        kind="meeting_note",
        text=NewText(
            wording={"title": {"en": "Our note"}, "body": {"en": "Said in the margins"}},
            links=[LinkTo("of_meeting", there.pk)],
        ),
        by=cast.haruka,
        at=NOW,
    )
    kinds = ["meeting_note"]
    assert [one.title for one in selectors.of_meeting(there, kinds, viewer_of(cast.kenji))] == [
        "Our note"
    ]
    assert selectors.of_meeting(there, kinds, viewer_of(cast.alice)) == []
    assert selectors.of_meeting(there, kinds, viewer_of(cast.mallory)) == []
    paper = records.create(
        kind="paper",
        text=NewText(
            wording={"title": {"en": "Options"}, "body": {"en": "One, two."}},
            facts={"deadline": TODAY.isoformat()},
            links=[LinkTo("of_meeting", there.pk), LinkTo("about", item.pk)],
        ),
        by=cast.haruka,
        at=NOW,
    )
    tomorrow = TODAY + DAY
    late, total = selectors.papers_late(viewer_of(cast.haruka), today=tomorrow, limit=5)
    assert ([one.reference for one in late], total) == ([paper.reference], 1)
    row = selectors.meeting_for(meeting, viewer_of(cast.haruka))
    assert row is not None
    shown = selectors.agenda(row, viewer_of(cast.haruka), today=tomorrow)
    assert [one.late for one in shown.papers] == [True]
    assert len(shown.places[0].papers) == 1
    records.share(item=paper.pk, by=cast.haruka, at=NOW)
    assert selectors.papers_late(viewer_of(cast.haruka), today=tomorrow, limit=5) == ([], 0)


def test_attendance_bears_the_holder_of_that_day_and_is_not_public(cast: Cast) -> None:
    from kakehashi.governance import public
    from kakehashi.people.models import Holding, Person

    make_body(cast)
    meeting = make_meeting(cast.haruka)
    before, then = (Person.objects.create(id=one, name_en=one, name_ja=one) for one in "ab")
    for person, since, until in (
        (before, None, TODAY),
        (then, TODAY + DAY, None),
    ):
        Holding.objects.create(post_id="coordinator-mic", person=person, since=since, until=until)
    made = services.attend(meeting=meeting, post="coordinator-mic", by=cast.haruka, at=NOW)
    again = services.attend(meeting=meeting, post="coordinator-mic", by=cast.alice, at=NOW)
    assert (made.person, again.pk) == (then, made.pk)
    vacant = services.attend(meeting=meeting, post="coordinator-dsit", by=cast.haruka, at=NOW)
    assert vacant.person is None
    row = Meeting.objects.get(reference=meeting)
    assert len(selectors.attendance(row, viewer_of(cast.alice))) == 2
    assert public.attendance(row) == []
    services.not_attending(meeting=meeting, attendance=vacant.pk, by=cast.alice, at=NOW)
    assert [one.pk for one in selectors.attendance(row, viewer_of(cast.alice))] == [made.pk]


def test_an_agenda_is_read_in_as_many_queries_however_long_it_is(cast: Cast) -> None:
    body = make_body(cast)
    meeting = make_meeting(cast.haruka)
    viewer = viewer_of(cast.alice)

    def queries() -> int:
        row = selectors.meeting_for(meeting, viewer)
        assert row is not None
        with CaptureQueriesContext(connection) as caught:
            shown = selectors.agenda(row, viewer, today=TODAY)
            assert [one.face.title and one.face.version.body for one in shown.places]
        return len(caught)

    bring(cast.haruka, meeting, "A")
    few = queries()
    items = make_decisions(cast, 199)
    services.put(body=body.pk, items=[one.pk for one in items], why="new", by=cast.haruka, at=NOW)
    assert queries() == few


def test_an_action_point_stands_on_the_next_agenda_until_it_is_done(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    later = make_meeting(cast.haruka, days=300)

    def opened(title: str) -> Item:
        return services.open_action_point(
            title={"en": title},
            task={"en": title},
            owner="coordinator-mic",
            body="body-council",
            by=cast.haruka,
            at=NOW,
        )

    first, second = opened("Send the list"), opened("Ask the ministry")
    assert [(one.item_id, one.why) for one in placed(meeting)] == [
        (first.pk, "open_action"),
        (second.pk, "open_action"),
    ]
    services.report_done(
        action=first.reference,
        words={"en": "Sent"},
        date=TODAY,
        by=cast.haruka,
        at=NOW,
    )
    services.carry_rest(meeting=meeting, by=cast.haruka, at=THE_DAY)
    services.close_meeting(meeting=meeting, by=cast.haruka, at=THE_DAY)
    assert [one.item_id for one in placed(later)] == [second.pk]


def test_what_only_those_preparing_a_meeting_know_is_not_told_to_others(cast: Cast) -> None:
    make_body(cast)
    meeting = make_meeting(cast.haruka)
    bring(cast.haruka, meeting, "A")
    address = f"/api/v1/meetings/{meeting}/agenda"
    assert Client().get(address).status_code == 404
    entry = Entry.objects.get(reference=meeting, face="shared")
    item = Entry.objects.get(kind="agenda_item", face="shared")
    for one in (entry, item):
        for who in (cast.haruka, cast.alice):
            records.confirm(item=one.item_id, digest=one.version.content_digest, by=who, at=NOW)
        for who in (cast.haruka, cast.alice):
            records.publish(item=one.item_id, by=who, at=NOW)
    bring(cast.haruka, meeting, "Hidden")
    told = Client().get(address).json()
    assert [(one["title"]["en"], one["number"], one["minutes"]) for one in told["items"]] == [
        ("A", None, None)
    ]
    page = Client().get(f"/en/records/{meeting}/").content.decode()
    assert ">A<" in page or "> A</a>" in page
    assert "Hidden" not in page
    services.attend(meeting=meeting, post="coordinator-mic", by=cast.haruka, at=NOW)
    client = Client()
    client.force_login(cast.mallory)
    assert client.get(f"/en/desk/meetings/{meeting}/").status_code == 404
    assert 'id="attendance"' not in client.get(f"/en/desk/records/{meeting}/").content.decode()


def test_what_was_put_on_another_agenda_is_not_taken_back_to_this_one(cast: Cast) -> None:
    """Found by twenty years at random: it stands open once, whatever is taken back."""
    make_body(cast)
    first, later = make_meeting(cast.haruka), make_meeting(cast.haruka, days=40)
    said, rest = bring(cast.haruka, first, "Said"), bring(cast.haruka, first, "Rest")
    known = {"meeting": first, "by": cast.haruka, "at": NOW}
    place = AgendaPlace.objects.get(item=said)
    services.end_place(place=place.pk, ending="deferred", **known)
    services.carry_rest(**known)
    for item in (said, rest):
        services.place_record(
            meeting=later, reference=item.reference, minutes=None, by=cast.alice, at=NOW
        )
    with pytest.raises(services.PlacedMeanwhile):
        services.end_place(place=place.pk, ending="", **known)
    assert services.take_back_rest(**known) == 0
    for item in (said, rest):
        (stands,) = AgendaPlace.objects.filter(item=item, ended_at__isnull=True)
        assert stands.meeting.reference == later
