"""Progress rounds: what stands, what is confirmed, what a locked period keeps, against a model."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Holding, Person, Post
from kakehashi.people.rules import PUBLIC_VIEWER, NotYourRole
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.rules import steps_for
from kakehashi.records.selectors import entry_for
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import standing_of, text_of
from kakehashi.records.services.writing import Loaded
from kakehashi.records.waiting import to_confirm
from kakehashi.workplan import services
from kakehashi.workplan.models import JointAction, PeriodReport, PeriodValue
from kakehashi.workplan.rounds import reading, stalling
from kakehashi.workplan.rounds.report import period_report
from kakehashi.workplan.rounds.rules import months_before
from kakehashi.workplan.rules import PROGRESS
from tests.cast import NOW, make_cast

NATURES = ("deliverable", "continuing", "dated", "inquiry")
AFTER = NOW + dt.timedelta(days=40)


def actions(cast, number=8, **more):
    """Load joint actions of every nature that the sides share."""
    return records.load(
        [
            Loaded(
                kind="joint_action",
                reference=f"Z-{n:04d}",
                origin="JP",
                text=NewText(
                    wording={
                        "title": {"en": f"Work {n}", "ja": f"作業{n}"},
                        "wording": {"en": "x"},
                    },
                    facts={
                        "provision": "1",
                        "area": ("AA", "BB")[n % 2],
                        "nature": NATURES[n % 4],
                        "strength": 1,
                    },
                    marking=Marking(reach="public"),
                ),
                state="published",
                sort_key=f"{n:06d}",
                **more,
            )
            for n in range(number)
        ],
        by=cast.olga,
        at=NOW,
    )


def opened(by, starts="2026-06-01", ends="2026-11-30", at=NOW):
    return services.open_round(
        text=NewText(
            wording={"title": {"en": "Round", "ja": "進捗確認"}},
            facts={"starts": starts, "ends": ends, "freeze_date": ends},
        ),
        by=by,
        at=at,
    )


def update(by, about, progress, date="2026-10-01", *, share=True, at=NOW):
    item = records.create(
        kind="update",
        text=NewText(
            wording={
                "title": {"en": "Told", "ja": "報告"},
                "body": {"en": "We met.", "ja": "会合した。"},
            },
            facts={"progress": progress, "date": date},
            links=[LinkTo("about", about.pk)],
        ),
        by=by,
        at=at,
    )
    if share:
        records.share(item=item.pk, by=by, at=at)
    return item


def report(by, period, action, progress, at=NOW, **facts):
    """Draft the report of an action and put it forward."""
    item = services.start_report(
        period=period.pk,
        action=action.pk,
        text=NewText(
            wording={"conclusion": {"en": "It came out.", "ja": "結論を得た。"}},
            facts={"progress": progress, "activity_date": "2026-10", **facts},
        ),
        by=by,
        at=at,
    )
    refused = services.put_forward(reports=[item.pk], by=by, at=at)[item.pk]
    if refused is not None:
        raise refused
    return item


def digest(item):
    return (
        Entry.objects.select_related("version").get(item=item, face="shared").version.content_digest
    )


def agree(by, *items, at=NOW):
    answers = records.confirm_many(digests={item.pk: digest(item) for item in items}, by=by, at=at)
    assert set(answers.values()) == {None}, answers


def stands(period):
    return {
        value.action.reference: (value.progress, value.step)
        for value in PeriodValue.objects.filter(period=period).select_related("action")
    }


def refused(call, **known):
    with pytest.raises(Refused) as caught:
        call(**known)
    return caught.value.code


def test_last_value_stands_and_only_changes_are_confirmed(cast):
    made = actions(cast)
    period = opened(cast.haruka)
    told = update(cast.alice, made[0], "under_way")
    update(cast.alice, made[4], "completed", "2027-03-01")  # after the period
    update(cast.kenji, made[1], "active", share=False)  # not told yet

    viewer = viewer_of(cast.kenji)
    row = reading.round_for(period.reference, viewer)
    assert {key: found.item_id for key, found in reading.newest_updates(row, viewer).items()} == {
        made[0].pk: told.pk
    }
    taken = services.take_updates(
        period=period.pk, actions=[item.pk for item in made], by=cast.kenji, at=NOW
    )
    (item,) = taken.values()
    draft = PeriodReport.objects.get(item=item)
    assert (draft.progress, draft.activity_date, draft.nature) == (
        "under_way",
        "2026-10-01",
        "deliverable",
    )
    version = Version.objects.get(item=item)
    assert version.wording["body"] == {"en": "We met.", "ja": "会合した。"}
    assert version.facts["was"] == "not_yet_reported"
    # A draft is its side's own: the other side neither sees it nor finds it on the sheet.
    assert not PeriodReport.objects.filter(
        audience_id__in=reading.visible_audiences(viewer_of(cast.alice))
    ).exists()
    assert stands(period)["Z-0000"] == ("not_yet_reported", "standing")

    assert services.put_forward(reports=[item.pk], by=cast.kenji, at=NOW) == {item.pk: None}
    assert stands(period)["Z-0000"] == ("not_yet_reported", "reported")
    assert [one.item_id for one in reading.drafted(row, viewer_of(cast.alice)).to_confirm] == [
        item.pk
    ]
    assert [one.item_id for one in reading.drafted(row, viewer).waiting] == [item.pk]
    agree(cast.alice, item)
    assert stands(period)["Z-0000"] == ("under_way", "confirmed")
    assert reading.drafted(row, viewer_of(cast.alice)).to_confirm == []

    services.lock_round(item=period.pk, by=cast.haruka, at=AFTER)
    assert stands(period) == {
        one.reference: (
            ("under_way", "confirmed") if one == made[0] else ("not_yet_reported", "carried")
        )
        for one in made
    }
    # What the period says is what the register says, and the public hears it once published.
    rows = JointAction.objects.filter(reference="Z-0000").values_list("progress", "progress_public")
    assert set(rows) == {("under_way", "not_yet_reported")}
    agree(cast.alice, period, at=AFTER)
    agree(cast.haruka, period, at=AFTER)
    assert not services.publish_round(item=period.pk, by=cast.haruka, at=AFTER)
    assert reading.history(made[0].pk, PUBLIC_VIEWER) == []
    assert services.publish_round(item=period.pk, by=cast.alice, at=AFTER)
    assert [one.progress for one in reading.history(made[0].pk, PUBLIC_VIEWER)] == ["under_way"]
    rows = JointAction.objects.filter(reference="Z-0000").values_list("progress", "progress_public")
    assert set(rows) == {("under_way", "under_way")}
    assert entry_for(item.reference, PUBLIC_VIEWER).state == "published"

    # Next round: it starts from there, and an update after the period moves the register again.
    later = AFTER + dt.timedelta(days=30)
    following = opened(cast.alice, "2026-12-01", "2027-05-31", at=later)
    assert stands(following)["Z-0000"] == ("under_way", "standing")
    update(cast.alice, made[0], "well_advanced", "2026-12-20", at=later)
    assert JointAction.objects.filter(reference="Z-0000").first().progress == "well_advanced"
    assert stands(period)["Z-0000"] == ("under_way", "confirmed")


def test_a_locked_period_takes_no_change_by_any_way(cast):
    made = actions(cast)
    period = opened(cast.haruka)
    agreed = report(cast.kenji, period, made[0], "completed")
    agree(cast.alice, agreed)
    open_one = report(cast.kenji, period, made[1], "active")
    draft = services.start_report(period=period.pk, action=made[2].pk, by=cast.bob, at=NOW)

    assert refused(services.lock_round, item=period.pk, by=cast.haruka, at=NOW) == "period-not-over"
    locked = {"item": period.pk, "at": AFTER}
    assert refused(services.lock_round, by=cast.alice, **locked) == "not-your-pen"
    with pytest.raises(Refused) as caught:
        services.lock_round(by=cast.haruka, **locked)
    assert caught.value.code == "reports-unconfirmed"
    assert "Z-0001" in caught.value.say("en")
    assert "Z-0001" in caught.value.say("ja")
    left = {open_one.pk: " "}
    assert refused(services.lock_round, by=cast.haruka, left=left, **locked) == "reason-missing"
    assert set(PeriodValue.objects.values_list("locked_date", flat=True)) == {None}
    services.lock_round(by=cast.haruka, left={open_one.pk: "London asks for more time"}, **locked)

    before = stands(period)
    assert before["Z-0000"] == ("completed", "confirmed")
    assert before["Z-0001"] == ("not_yet_reported", "not_agreed")
    assert before["Z-0002"] == ("not_yet_reported", "carried")
    kept = PeriodValue.objects.get(period=period, action=made[1])
    assert (kept.reported, kept.why, kept.report_id) == (
        "active",
        "London asks for more time",
        open_one.pk,
    )
    assert open_one.pk not in {one.entry.item_id for one in to_confirm(viewer_of(cast.alice))[0]}

    def text(item):
        version = Version.objects.filter(item=item).order_by("-number").first()
        return {"base": version.number, "text": text_of(version)}

    for call, known in (
        (records.save, {"item": agreed.pk, "by": cast.kenji, **text(agreed)}),
        (records.withdraw, {"item": agreed.pk, "why": "x", "by": cast.kenji}),
        (services.take_back, {"report": agreed.pk, "why": "x", "by": cast.kenji}),
        (records.share, {"item": draft.pk, "by": cast.alice}),
        (records.save, {"item": draft.pk, "by": cast.bob, **text(draft)}),
        (records.save, {"item": period.pk, "by": cast.haruka, **text(period)}),
        (records.withdraw, {"item": period.pk, "why": "x", "by": cast.haruka}),
        (services.lock_round, {"item": period.pk, "by": cast.haruka}),
        (services.start_report, {"period": period.pk, "action": made[3].pk, "by": cast.bob}),
        (services.take_updates, {"period": period.pk, "actions": [], "by": cast.bob}),
        (
            records.propose,
            {
                "item": agreed.pk,
                "base": 1,
                "wording": {"title": {"en": "Z"}},
                "note": "",
                "by": cast.bob,
            },
        ),
    ):
        assert refused(call, at=AFTER, **known) == "period-locked", call
    assert services.put_forward(reports=[draft.pk], by=cast.alice, at=AFTER)[draft.pk].code == (
        "period-locked"
    )
    assert stands(period) == before
    for item in (agreed, period):
        entry = Entry.objects.get(item=item)
        assert "save" not in steps_for(viewer_of(cast.haruka), standing_of(item, entry))
    records.discard(item=draft.pk, by=cast.alice, at=AFTER)  # one's own draft may go

    # An ending of a joint action later leaves the locked period as it is.
    records.overtake(item=made[3].pk, why="Law changed", by=cast.haruka, at=AFTER)
    assert stands(period) == before
    following = opened(cast.haruka, "2026-12-01", "2027-05-31", at=AFTER)
    ended = PeriodValue.objects.get(period=following, action=made[3])
    assert ended.ending == "overtaken"
    # What was wrong is corrected, with its reason, in the report of the next round.
    correction = services.start_report(
        period=following.pk,
        action=made[0].pk,
        text=NewText(
            wording={}, facts={"progress": "well_advanced", "should_have_been": "well_advanced"}
        ),
        by=cast.haruka,
        at=AFTER,
    )
    answer = services.put_forward(reports=[correction.pk], by=cast.haruka, at=AFTER)
    assert answer[correction.pk].code == "report-incomplete"


def test_a_report_says_what_its_nature_asks_and_is_the_only_one(cast):
    made = actions(cast, 10)
    period = opened(cast.haruka)
    known = {"period": period.pk, "by": cast.kenji, "at": NOW}
    wrong = NewText(wording={}, facts={"progress": "active"})
    assert refused(services.start_report, action=made[0].pk, text=wrong, **known) == (
        "progress-not-of-nature"
    )
    for number, progress in ((1, "active"), (2, "took_place"), (3, "concluded")):
        bare = services.start_report(
            action=made[number].pk,
            text=NewText(wording={}, facts={"progress": progress}),
            **known,
        )
        answer = services.put_forward(reports=[bare.pk], by=cast.kenji, at=NOW)
        assert answer[bare.pk].code == "report-incomplete"
        assert Entry.objects.get(item=bare).state == "draft"
    to_come = NewText(wording={}, facts={"progress": "active", "activity_date": "2031-01"})
    early = services.start_report(action=made[9].pk, text=to_come, **known)
    answer = services.put_forward(reports=[early.pk], by=cast.kenji, at=NOW)[early.pk]
    assert "January 2031, which is still to come" in answer.say("en")
    ended = services.start_report(
        action=made[4].pk,
        text=NewText(wording={}, facts={"progress": "under_way", "ending": "merged"}),
        **known,
    )
    assert services.put_forward(reports=[ended.pk], by=cast.kenji, at=NOW)[ended.pk] is not None

    # Both sides draft unseen by each other; the second to share is told of the first.
    mine = services.start_report(action=made[5].pk, **known)
    theirs = services.start_report(
        period=period.pk,
        action=made[5].pk,
        text=NewText(wording={}, facts={"progress": "quiet"}),
        by=cast.alice,
        at=NOW,
    )
    assert mine != theirs
    assert services.start_report(action=made[5].pk, **known) == mine
    assert services.put_forward(reports=[theirs.pk], by=cast.alice, at=NOW) == {theirs.pk: None}
    answer = services.put_forward(reports=[mine.pk], by=cast.kenji, at=NOW)[mine.pk]
    assert answer.code == "report-there"
    assert theirs.reference in answer.say("ja")
    # Taken back, the last value stands again and the other report may go.
    services.take_back(report=theirs.pk, why="Yours is better", by=cast.alice, at=NOW)
    assert stands(period)["Z-0005"] == ("not_yet_reported", "standing")
    assert services.put_forward(reports=[mine.pk], by=cast.kenji, at=NOW) == {mine.pk: None}

    # A confirmed change that is edited and shared anew waits again.
    agree(cast.alice, mine)
    version = Entry.objects.select_related("version").get(item=mine).version
    text = text_of(version)
    facts = {**text.facts, "progress": "paused"}
    records.save(
        item=mine.pk,
        base=version.number,
        text=NewText(wording=text.wording, facts=facts, links=text.links),
        by=cast.kenji,
        at=NOW,
    )
    assert stands(period)["Z-0005"] == ("not_yet_reported", "confirmed")
    records.share(item=mine.pk, by=cast.kenji, at=NOW)
    assert stands(period)["Z-0005"] == ("not_yet_reported", "reported")


def test_periods_follow_each_other_and_new_actions_join(cast):
    made = actions(cast, 4)
    for starts, ends in (("2026-06-01", "2026-05-01"), ("2026-01-01", "2029-01-01"), ("x", "")):
        assert refused(opened, by=cast.haruka, starts=starts, ends=ends) == "period-wrong"
    with pytest.raises(NotYourRole):
        opened(cast.yuki)
    period = opened(cast.haruka)
    assert refused(opened, by=cast.alice, starts="2026-12-01", ends="2027-05-31") == "round-open"
    more = records.create(
        kind="joint_action",
        text=NewText(
            wording={"title": {"en": "New"}, "wording": {"en": "New"}},
            facts={"provision": "1", "nature": "dated", "area": "AA"},
        ),
        by=cast.alice,
        at=NOW,
    )
    assert more.reference not in stands(period), "a draft is on no joint sheet"
    records.share(item=more.pk, by=cast.alice, at=NOW)
    assert stands(period)[more.reference] == ("not_yet_reported", "standing")
    records.withdraw(item=more.pk, why="Merged", by=cast.alice, at=NOW)
    assert PeriodValue.objects.get(period=period, action=more).ending == "withdrawn"
    # A round that is withdrawn leaves nothing, and another may be opened.
    records.withdraw(item=period.pk, why="Too early", by=cast.haruka, at=NOW)
    assert stands(period) == {}
    again = opened(cast.alice)
    assert len(stands(again)) == len(made) + 1
    services.lock_round(item=again.pk, by=cast.alice, at=AFTER)
    assert refused(opened, by=cast.alice, starts="2026-11-01", ends="2027-05-31", at=AFTER) == (
        "period-wrong"
    )


def test_a_statement_is_its_security_officers_and_unseen_until_shared(cast):
    actions(cast, 1)
    period = opened(cast.haruka)
    known = {
        "period": period.pk,
        "wording": {"title": {"en": "2026", "ja": "令和8年"}, "body": {"en": "No incident."}},
        "at": NOW,
    }
    assert refused(services.state_handling, by=cast.kenji, **known) == "not-your-role"
    made = services.state_handling(by=cast.haruka, **known)
    row = reading.round_for(period.reference, viewer_of(cast.alice))
    assert reading.statements(row, viewer_of(cast.alice)) == []
    with pytest.raises(NotHere):
        entry_for(made.reference, viewer_of(cast.alice))
    assert refused(records.share, item=made.pk, by=cast.kenji, at=NOW) == "not-your-role"
    records.share(item=made.pk, by=cast.haruka, at=NOW)
    assert [one.item_id for one in reading.statements(row, viewer_of(cast.alice))] == [made.pk]
    assert reading.statements(row, PUBLIC_VIEWER) == []


@pytest.mark.parametrize("number", [8, 50])
def test_queries_do_not_grow_with_joint_actions(cast, number):
    made = actions(cast, number)
    for item in made[: number // 2]:
        nature = JointAction.objects.get(item=item).nature
        update(cast.kenji, item, PROGRESS[nature][1])
    counted = {}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        period = opened(cast.haruka)
    counted["open"] = len(queries)
    viewer = viewer_of(cast.alice)
    row = reading.round_for(period.reference, viewer)
    for name, call in (
        ("updates", lambda: reading.newest_updates(row, viewer)),
        ("standing", lambda: reading.standing(row, viewer)),
        ("drafted", lambda: reading.drafted(row, viewer)),
        ("tally", lambda: reading.tally(viewer, "area")),
        ("lock", lambda: services.lock_round(item=period.pk, by=cast.haruka, at=AFTER)),
    ):
        with CaptureQueriesContext(connection) as queries:
            call()
        counted[name] = len(queries)
    assert len(stands(period)) == number
    assert counted == COUNTED.setdefault("first", counted)


COUNTED: dict[str, dict[str, int]] = {}


def test_what_one_side_keeps_to_itself_is_on_no_joint_sheet(cast):
    (open_one,) = actions(cast, 1)
    own = records.create(
        kind="joint_action",
        text=NewText(
            wording={"title": {"en": "Own"}, "wording": {"en": "Own"}},
            facts={"provision": "1", "nature": "dated"},
        ),
        by=cast.haruka,
        at=NOW,
    )
    period = opened(cast.alice)
    assert set(stands(period)) == {open_one.reference}
    assert not PeriodValue.objects.filter(action=own).exists()
    assert list(reading.values(PUBLIC_VIEWER)) == [], "the round is not published"
    assert list(reading.values(viewer_of(cast.mallory))) == []


def test_months_are_counted_by_the_calendar():
    day = dt.date(2026, 8, 31)
    assert months_before(day, 6) == dt.date(2026, 2, 28)
    assert months_before(dt.date(2028, 8, 31), 6) == dt.date(2028, 2, 29)
    assert months_before(dt.date(2026, 1, 15), 1) == dt.date(2025, 12, 15)
    assert months_before(dt.date(2026, 12, 31), 12) == dt.date(2025, 12, 31)
    assert months_before(dt.date(2027, 1, 31), 1) == dt.date(2026, 12, 31)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            ["report", "report", "confirm", "confirm", "take_back", "update", "end", "lock"]
        ),
        st.integers(0, 5),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=8,
    max_size=30,
)


@pytest.mark.django_db
class ManyPeriods(TestCase):
    """Random reports, confirmations and locks over several periods, against a plain model."""

    @settings(max_examples=12, phases=[Phase.generate])
    @given(moves=MOVES)
    def test_values_at_lock_are_those_of_the_model(self, moves):
        cast = make_cast()
        made = actions(cast, 6)
        sides = {True: cast.haruka, False: cast.alice}
        last = {item.reference: "not_yet_reported" for item in made}
        over: dict[str, str] = {}
        frozen: list[tuple[Item, dict[str, tuple[str, str]]]] = []
        at, starts = NOW, dt.date(2026, 6, 1)
        period = self.opened(cast, starts, at)
        there: dict[str, tuple[Item, str, bool, bool]] = {}
        for move, place, pick, japan in moves:
            item, by = made[place], sides[japan]
            name = item.reference
            values = PROGRESS[NATURES[place % 4]]
            value = values[pick % len(values)]
            if move == "report" and name not in there and name not in over:
                there[name] = (report(by, period, item, value, at=at), value, japan, False)
            elif move == "confirm" and name in there and not there[name][3]:
                found, value, drafter, _ = there[name]
                agree(sides[not drafter], found, at=at)
                there[name] = (found, value, drafter, True)
            elif move == "take_back" and name in there:
                found, value, drafter, _ = there.pop(name)
                services.take_back(report=found.pk, why="no", by=sides[drafter], at=at)
            elif move == "update":
                update(by, item, value, starts.isoformat(), at=at)
            elif move == "end" and name not in over and name not in there and pick == 0:
                records.overtake(item=item.pk, why="law", by=cast.haruka, at=at)
                over[name] = "overtaken"
            elif move == "lock":
                open_ones = {name for name, (*_, agreed) in there.items() if not agreed}
                ends = period_ends(starts)
                at = dt.datetime.combine(ends, dt.time(9), dt.UTC) + dt.timedelta(days=3)
                if open_ones:
                    assert refused(services.lock_round, item=period.pk, by=cast.haruka, at=at) == (
                        "reports-unconfirmed"
                    )
                services.lock_round(
                    item=period.pk,
                    left={there[name][0].pk: "late" for name in open_ones},
                    by=cast.haruka,
                    at=at,
                )
                expected = {}
                for reference, before in last.items():
                    if reference in there and reference not in open_ones:
                        expected[reference] = (there[reference][1], "confirmed")
                    else:
                        how = "not_agreed" if reference in open_ones else "carried"
                        expected[reference] = (before, how)
                assert stands(period) == expected
                last = {reference: value for reference, (value, _) in expected.items()}
                frozen.append((period, expected))
                starts, there = ends + dt.timedelta(days=1), {}
                period = self.opened(cast, starts, at)
            for locked, expected in frozen:
                assert stands(locked) == expected, "a locked period moved"
            self.sums_agree(cast, period, made, over)

    def opened(self, cast, starts, at):
        return opened(cast.haruka, starts.isoformat(), period_ends(starts).isoformat(), at=at)

    def sums_agree(self, cast, period, made, over):
        viewer = viewer_of(cast.alice)
        row = reading.round_for(period.reference, viewer)
        found = reading.standing(row, viewer)
        total = found.pop("")
        parts = total.unchanged + total.reported + total.confirmed + total.not_agreed
        assert total.total == parts == len(made)
        assert total.ended == len(over)
        for name in ("total", "unchanged", "reported", "confirmed", "ended"):
            assert getattr(total, name) == sum(getattr(one, name) for one in found.values())
        for by in ("area", "nature"):
            for sums in reading.tally(viewer, by).values():
                assert sum(sum(one.values()) for one in sums.values()) == len(made)
        whole = [sum(sums.values(), Counter()) for sums in reading.tally(viewer, "area").values()]
        assert whole == [
            sum(sums.values(), Counter()) for sums in reading.tally(viewer, "nature").values()
        ]


def period_ends(starts):
    return starts + dt.timedelta(days=182)


def test_why_something_does_not_move_is_computed(cast):
    made = actions(cast, 8)
    gone = Post.objects.create(id="gone", organisation_id="mic", name_en="Gone", name_ja="旧職")
    person = Person.objects.create(id="p", name_en="P", name_ja="P")
    Holding.objects.create(post=gone, person=person, until=dt.date(2026, 10, 1))

    def facts(number, reference, **more):
        entry = Entry.objects.get(item=made[number])
        text = text_of(entry.version)
        (changed,) = records.load(
            [
                Loaded(
                    kind="joint_action",
                    reference=reference,
                    origin="JP",
                    text=NewText(
                        wording=text.wording,
                        facts={**text.facts, **more},
                        marking=text.marking,
                    ),
                    sort_key=reference,
                )
            ],
            by=cast.olga,
            at=NOW,
        )
        return changed

    overdue = facts(0, "Y-0", due_date="2026-10-31")
    vacant = facts(0, "Y-1", owners={"JP": "gone"})
    update(cast.kenji, made[1], "active", "2026-03-01")
    update(cast.alice, made[5], "active", "2026-11-01")
    period = opened(cast.haruka)
    viewer = viewer_of(cast.alice)
    waiting = report(cast.kenji, period, made[4], "under_way")
    done = report(cast.kenji, period, overdue, "completed")
    agree(cast.alice, done)
    row = reading.round_for(period.reference, viewer)
    today = NOW.date()
    every = reading.values(viewer).filter(period_id=period.pk)
    with CaptureQueriesContext(connection) as queries:
        found = stalling.why(every, row, viewer, today)
    assert len(queries) <= 8
    codes = {
        Item.objects.get(pk=key).reference: [one.code for one in stalls]
        for key, stalls in found.items()
    }
    assert overdue.reference not in codes, "what is done owes nothing"
    assert codes[made[4].reference] == ["waiting"]
    assert codes[vacant.reference] == ["vacant", "untold"]
    assert codes["Z-0001"] == ["quiet", "untold"]
    assert codes["Z-0005"] == []
    (stall,) = [one for one in found[vacant.pk] if one.code == "vacant"]
    assert [one.pk for one in stall.posts] == ["gone"]
    assert found[made[1].pk][0].day == dt.date(2026, 3, 1)
    urgent = {one.action.reference for one in stalling.stalled(every, row, viewer, today)}
    assert urgent == {made[4].reference, vacant.reference, "Z-0001"}
    for code, number in stalling.counted(every, row, viewer, today).items():
        assert number == sum(code in listed for listed in codes.values()), code
    services.take_back(report=waiting.pk, why="no", by=cast.kenji, at=NOW)
    services.take_back(report=done.pk, why="no", by=cast.kenji, at=NOW)
    assert {
        one.action.reference for one in stalling.stalled(every, row, viewer, today, "overdue")
    } == {overdue.reference}


def test_the_report_of_a_period_says_what_changed_and_keeps_drafts_out(cast):
    made = actions(cast, 6)
    period = opened(cast.haruka)
    agreed = report(
        cast.kenji,
        period,
        made[1],
        "active",
        activity_kind="meeting",
        result_kind="output",
        sources=["https://example.org/a"],
    )
    agree(cast.alice, agreed)
    report(cast.alice, period, made[2], "took_place")
    services.start_report(
        period=period.pk,
        action=made[3].pk,
        text=NewText(wording={"body": {"en": "Tokyo only"}}, facts={"progress": "open"}),
        by=cast.kenji,
        at=NOW,
    )
    records.overtake(item=made[0].pk, why="Law changed / 法改正", by=cast.haruka, at=NOW)
    viewer = viewer_of(cast.kenji)
    with CaptureQueriesContext(connection) as queries:
        found = period_report(period.reference, viewer)
    assert len(queries) <= 16
    assert "Tokyo only" not in repr(found)
    lines = {line.reference: line for area in found.areas for line in area.lines}
    assert len(lines) == found.standing.total == 6
    line = lines["Z-0001"]
    assert (line.progress, line.changed_from, line.step) == (
        "active",
        "not_yet_reported",
        "confirmed",
    )
    assert (line.result_kind, line.activity_kind) == ("output", "meeting")
    assert line.evidence == ("https://example.org/a",)
    assert line.conclusion["ja"] == "結論を得た。"
    assert (lines["Z-0002"].progress, lines["Z-0002"].step) == ("not_yet_reported", "reported")
    assert lines["Z-0003"].step == "standing"
    assert (lines["Z-0000"].ending, lines["Z-0000"].ending_why["en"]) == (
        "overtaken",
        "Law changed / 法改正",
    )
    with pytest.raises(NotHere):
        period_report(period.reference, PUBLIC_VIEWER)


def test_programs_read_a_round_with_its_values(cast, client):
    actions(cast)
    period = opened(cast.haruka)
    client.force_login(cast.haruka)
    listed = client.get("/api/v1/rounds").json()["items"]
    assert [one["reference"] for one in listed] == [period.reference]
    told = client.get(f"/api/v1/rounds/{period.reference}").json()
    assert not told["locked"]
    assert [one["reference"] for one in told["values"]] == sorted(
        (one["reference"] for one in told["values"]),
        key=lambda reference: (int(reference[2:]) % 2, reference),
    )
    assert {one["progress"] for one in told["values"]} == {"not_yet_reported"}
    client.logout()
    assert client.get(f"/api/v1/rounds/{period.reference}").status_code == 404
