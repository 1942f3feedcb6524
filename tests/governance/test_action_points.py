"""Action points: who may take which step when, how one closes, and when it is overdue."""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping

import pytest

from kakehashi.errors import NotHere, Refused
from kakehashi.governance import action_rules as rules
from kakehashi.governance import services
from kakehashi.governance.action_rules import Standing
from kakehashi.governance.models import ActionEntry, ActionPoint
from kakehashi.governance.selectors.actions import standing_of
from kakehashi.governance.services import StepText, open_action_point, take_step
from kakehashi.ledger.models import Event
from kakehashi.people.models import Account, Post
from kakehashi.people.rules import NotYourRole, Viewer
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item
from tests.cast import NOW, Cast

JP_POST, GB_POST = "coordinator-mic", "coordinator-dsit"
EVIDENCE = ["https://www.gov.uk/evidence"]
DAY = dt.timedelta(days=1)
TODAY = NOW.date()
DUE = TODAY + 30 * DAY
SAID = {"en": "It was done."}

# Written out by hand, so that a change of the tables has to be meant: who may do what, when.
MAY = {
    ("ordinary", "proposed"): "accept_due:e propose_due:e report_done:o hand_over:o note:e "
    "was_done:e was_not_done:e was_replaced:e",
    ("ordinary", "open"): "accept_due:e propose_due:e report_done:o hand_over:o note:e",
    ("ordinary", "reopened"): "accept_due:e propose_due:e report_done:o hand_over:o note:e",
    ("ordinary", "done"): "reopen:x note:e",
    ("ordinary", "not_done"): "note:e",
    ("ordinary", "replaced"): "note:e",
    ("priority", "proposed"): "accept_due:e propose_due:e report_done:o hand_over:o note:e "
    "was_done:x was_not_done:e was_replaced:e",
    ("priority", "open"): "accept_due:e propose_due:e report_done:o hand_over:o note:e",
    ("priority", "done_reported"): "verify:x return:x report_done:o note:e",
    ("priority", "returned"): "accept_due:e propose_due:e report_done:o hand_over:o note:e",
    ("priority", "done"): "note:e",
    ("priority", "not_done"): "note:e",
    ("priority", "replaced"): "note:e",
}
MAY_DUE = {
    "undated": {"propose_due": "ox"},
    "asked": {"accept_due": "o", "propose_due": "ox"},
    "countered": {"accept_due": "x", "propose_due": "ox"},
    "accepted": {"propose_due": "ox"},
}
EVERYTHING = frozenset({"write", "share", "confirm", "record_decisions"})


def allowed(weight: str, standing: str, due: str, step: str, role: str) -> bool:
    """Say what the table above says."""
    known = dict(one.split(":") for one in MAY.get((weight, standing), "").split())
    if known.get(step) not in ("e", role):
        return False
    if step in ("accept_due", "propose_due"):
        return role in MAY_DUE[due].get(step, "")
    return True


def test_the_tables_allow_exactly_what_is_written_here() -> None:
    asked = 0
    for weight, standing, due, step, role in itertools.product(
        ("ordinary", "priority"), rules.STANDINGS, rules.DUES, rules.STEPS, "ox"
    ):
        stands = Standing(standing, due, weight == "priority", "JP")
        viewer = Viewer(account="a", side="JP" if role == "o" else "GB", permissions=EVERYTHING)
        may = step in rules.steps_for(viewer, stands)
        assert may == allowed(weight, standing, due, step, role), (weight, standing, due, step)
        asked += 1
    assert asked == 2 * len(rules.STANDINGS) * 4 * len(rules.STEPS) * 2


@pytest.mark.parametrize("step", rules.STEPS)
def test_a_step_takes_every_permission_it_names(step: str) -> None:
    for missing in rules.NEEDS[step]:
        viewer = Viewer(account="a", side="JP", permissions=EVERYTHING - {missing})
        for standing, due in itertools.product(rules.STANDINGS, rules.DUES):
            assert step not in rules.steps_for(viewer, Standing(standing, due, False, "JP"))


def test_every_way_leads_to_an_end() -> None:
    """From every standing there is a way to one after which nothing more is owed."""
    for course in rules.COURSE.values():
        assert set(course) <= set(rules.STANDINGS)
        for start in course:
            reached, found = {start}, [start]
            while found:
                moves = course.get(found.pop(), {})
                new = {move.to for move in moves.values()} - reached
                reached |= new
                found += new
            assert reached & {rules.DONE, rules.NOT_DONE, rules.REPLACED}
            assert reached <= set(course)


def test_diagrams_name_every_move() -> None:
    for weight, standing, step, by, to in rules.truth_table():
        if standing != to:
            assert f"{standing} --> {to}: {step} ({by})" in rules.diagram(weight)
    assert "asked --> countered: propose_due (owner)" in rules.due_diagram()


@pytest.fixture
def point(cast: Cast) -> Callable[..., str]:
    """Return what opens an action point of the UK's coordinator, as Haruka asks for it."""

    def made(**given: object) -> str:
        asked: dict[str, object] = {
            "title": {"en": "Send the list of contacts", "ja": "連絡先一覧の送付"},
            "task": {"en": "Send it.", "ja": "送付する。"},
            "owner": GB_POST,
            "due_date": DUE,
            "by": cast.haruka,
            "at": NOW,
            **given,
        }
        return open_action_point(**asked).reference  # type: ignore[arg-type]

    return made


def row(reference: str, by: Account) -> ActionPoint:
    """Return the action point as ``by`` sees it."""
    return ActionPoint.objects.get(
        reference=reference, audience_id__in=visible_audiences(viewer_of(by))
    )


def step(
    reference: str, name: str, by: Account, at: dt.datetime = NOW, **said: object
) -> ActionPoint:
    """Take a step and return the action point after it."""
    words: Mapping[str, str] = said.pop("words", SAID)  # type: ignore[assignment]
    take_step(
        action=reference,
        step=name,
        said=StepText(words, **said),  # type: ignore[arg-type]
        by=by,
        at=at,
    )
    return row(reference, by)


def test_an_ordinary_one_is_closed_by_its_owner_and_reopened_within_ten_working_days(
    cast: Cast, point: Callable[..., str]
) -> None:
    ap = point()
    opened = row(ap, cast.alice)
    assert (opened.standing, opened.due_standing, opened.side) == ("proposed", "asked", "GB")
    assert (opened.agreed_date, opened.offered_date) == (None, DUE)
    open_ = step(ap, "accept_due", cast.alice)
    assert (open_.standing, open_.agreed_date, open_.offered_date) == ("open", DUE, None)
    done = step(ap, "report_done", cast.alice, at=NOW + DAY)
    assert (done.standing, done.closed_date) == ("done", TODAY + DAY)
    # Closed on Tuesday 24 November 2026; ten days follow on which both sides work: none is a
    # holiday in either calendar, so the last is Tuesday 8 December.
    assert done.reopen_until == dt.date(2026, 12, 8)
    late = dt.datetime(2026, 12, 8, 23, 0, tzinfo=dt.UTC)  # already the 9th in Tokyo
    with pytest.raises(services.ReopenTooLate):
        step(ap, "reopen", cast.haruka, at=late)
    again = step(ap, "reopen", cast.haruka, at=late - 12 * dt.timedelta(hours=1))
    assert (again.standing, again.closed_date, again.agreed_date) == ("reopened", None, DUE)
    # A clock that was set back loses no step: it counts after the one before it.
    assert step(ap, "report_done", cast.alice, at=NOW).standing == "done"


def test_a_holiday_of_either_side_is_no_working_day_for_reopening(
    cast: Cast, point: Callable[..., str]
) -> None:
    ap = point()
    at = dt.datetime(2026, 12, 22, 9, 0, tzinfo=dt.UTC)
    # Christmas Day and the bank holiday of the 28th in the UK, New Year's Day in both.
    closed = step(ap, "report_done", cast.alice, at=at)
    days = [23, 24, 29, 30, 31]
    assert closed.reopen_until is not None
    assert closed.reopen_until == dt.date(2027, 1, 8)
    assert len(days) + len([4, 5, 6, 7, 8]) == rules.REOPEN_WITHIN


def test_a_priority_one_takes_evidence_and_the_other_sides_verification(
    cast: Cast, point: Callable[..., str]
) -> None:
    ap = point(priority=True)
    step(ap, "accept_due", cast.alice)
    with pytest.raises(services.EvidenceMissing):
        step(ap, "report_done", cast.alice)
    with pytest.raises(services.EvidenceMissing):
        step(ap, "report_done", cast.alice, sources=["  "])
    reported = step(ap, "report_done", cast.alice, sources=EVIDENCE)
    assert (reported.standing, reported.closed_date) == ("done_reported", None)
    with pytest.raises(rules.StepOfOtherSide):
        step(ap, "verify", cast.alice)
    with pytest.raises(services.WhyMissing):
        step(ap, "return", cast.haruka, words={})
    assert step(ap, "return", cast.haruka).standing == "returned"
    step(ap, "report_done", cast.alice, sources=EVIDENCE)
    verified = step(ap, "verify", cast.haruka)
    assert (verified.standing, verified.reopen_until) == ("done", None)
    with pytest.raises(rules.StepNotOpen):
        step(ap, "reopen", cast.haruka)


def test_the_due_date_is_bargained_for_and_no_date_is_firm_before_the_owner_accepts(
    cast: Cast, point: Callable[..., str]
) -> None:
    ap = point()
    with pytest.raises(rules.StepOfOtherSide):
        step(ap, "accept_due", cast.haruka)
    later = step(ap, "propose_due", cast.alice, due=DUE + 30 * DAY)
    assert (later.due_standing, later.agreed_date) == ("countered", None)
    with pytest.raises(rules.StepOfOtherSide):
        step(ap, "accept_due", cast.alice)
    agreed = step(ap, "accept_due", cast.kenji)
    assert (agreed.standing, agreed.agreed_date) == ("open", DUE + 30 * DAY)
    # A date that was accepted holds until both have another.
    asked = step(ap, "propose_due", cast.kenji, due=DUE)
    assert (asked.agreed_date, asked.offered_date) == (DUE + 30 * DAY, DUE)
    with pytest.raises(services.DueMissing):
        step(ap, "propose_due", cast.alice, due=TODAY - DAY)
    with pytest.raises(services.DueMissing):
        step(ap, "propose_due", cast.alice)


def test_handing_over_keeps_one_owner_who_has_accepted_nothing_yet(
    cast: Cast, point: Callable[..., str]
) -> None:
    Post.objects.create(
        id="deputy", organisation_id="dsit", name_en="Deputy", name_ja="次長", until=TODAY + DAY
    )
    ap = point()
    step(ap, "accept_due", cast.alice)
    with pytest.raises(services.HandedAcross):
        step(ap, "hand_over", cast.alice, post=JP_POST)
    with pytest.raises(services.OwnsAlready):
        step(ap, "hand_over", cast.alice, post=GB_POST)
    with pytest.raises(services.OwnerUnknown):
        step(ap, "hand_over", cast.alice, at=NOW + 2 * DAY, post="deputy")
    with pytest.raises(rules.StepOfOtherSide):
        step(ap, "hand_over", cast.haruka, post="deputy")
    handed = step(ap, "hand_over", cast.alice, post="deputy")
    assert (handed.post, handed.standing, handed.agreed_date) == ("deputy", "proposed", None)
    assert (handed.owner, handed.offered_date) == (GB_POST, DUE)
    assert Item.objects.get(reference=ap).owner_id == "deputy"


def test_what_nobody_took_on_is_recorded_as_it_ended(cast: Cast, point: Callable[..., str]) -> None:
    ap, other = point(), point(due_date=None)
    with pytest.raises(services.StillOwed):
        step(ap, "was_done", cast.haruka, date=TODAY)
    passed = dt.datetime.combine(DUE + DAY, dt.time(9), dt.UTC)
    with pytest.raises(services.WhenMissing):
        step(ap, "was_done", cast.haruka, at=passed)
    with pytest.raises(services.DoneInFuture):
        step(ap, "was_done", cast.haruka, at=passed, date=DUE + 40 * DAY)
    done = step(ap, "was_done", cast.haruka, at=passed, date=DUE, sources=EVIDENCE)
    assert (done.standing, done.done_date) == ("done", DUE)
    with pytest.raises(services.StillOwed):  # nobody accepted it, but it is not old yet
        step(other, "was_replaced", cast.alice, at=passed, replaced_by=ap)
    old = passed + 90 * DAY
    with pytest.raises(services.ReplacementUnknown):
        step(other, "was_replaced", cast.alice, at=old, replaced_by=other)
    assert step(other, "was_replaced", cast.alice, at=old, replaced_by=ap).standing == "replaced"


def test_who_may_not(cast: Cast, point: Callable[..., str]) -> None:
    with pytest.raises(NotYourRole):
        point(by=cast.bob)
    with pytest.raises(services.OwnerUnknown):
        point(owner="nobody")
    with pytest.raises(services.OwnerUnknown):
        point(owner="")
    with pytest.raises(services.DueMissing):
        point(due_date=TODAY - DAY)
    draft = point(share=False)
    assert row(draft, cast.haruka).standing == "draft"
    with pytest.raises(NotHere):
        step(draft, "accept_due", cast.alice)
    with pytest.raises(rules.StepNotOpen):
        step(draft, "note", cast.haruka)
    ap = point()
    with pytest.raises(NotHere):
        step(ap, "nonsense", cast.alice)
    for account in (cast.bob, cast.yuki, cast.mallory, cast.olga):
        with pytest.raises(Refused):
            step(ap, "note", account)
    assert not ActionEntry.objects.exists()


def test_a_form_sent_twice_takes_one_step(cast: Cast, point: Callable[..., str]) -> None:
    ap = point()
    key = Item(created_at=NOW).pk
    first = services.accept_due(action=ap, by=cast.alice, at=NOW, id=key)
    assert services.accept_due(action=ap, by=cast.alice, at=NOW, id=key) == first
    assert ActionEntry.objects.count() == 1
    names = list(Event.objects.filter(subject=str(row(ap, cast.alice).item_id)).values_list("name"))
    assert ("governance.action_point.accept_due",) in names


def test_a_step_that_is_withdrawn_never_happened(cast: Cast, point: Callable[..., str]) -> None:
    ap = point(priority=True)
    step(ap, "report_done", cast.alice, sources=EVIDENCE)
    verified = services.verify(action=ap, by=cast.haruka, at=NOW)
    assert row(ap, cast.haruka).standing == "done"
    records.withdraw(item=verified.pk, why="by mistake", by=cast.haruka, at=NOW)
    assert row(ap, cast.haruka).standing == "done_reported"
    records.withdraw(
        item=row(ap, cast.haruka).item_id, why="no longer needed", by=cast.haruka, at=NOW
    )
    assert row(ap, cast.haruka).standing == "withdrawn"
    assert not rules.steps_for(viewer_of(cast.alice), standing_of(row(ap, cast.alice)))


def test_a_step_is_as_narrow_as_the_text_it_is_about(cast: Cast, point: Callable[..., str]) -> None:
    ap = point(marking=Marking(caveats=("HMG USE ONLY",)), by=cast.alice, owner=GB_POST)
    services.note(action=ap, words=SAID, by=cast.alice, at=NOW)
    entry = Entry.objects.get(kind="action_entry")
    assert entry.audience_id in visible_audiences(viewer_of(cast.alice))
    assert entry.audience_id not in visible_audiences(viewer_of(cast.haruka))
    assert entry.audience_id not in visible_audiences(viewer_of(cast.olga))
