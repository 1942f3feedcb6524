"""Partnership years: their steps, the days that move with the meeting, who may settle what."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kakehashi.errors import NotHere
from kakehashi.governance import selectors, services
from kakehashi.governance.models import CycleStep, YearStep
from kakehashi.ledger.models import Event
from kakehashi.people.calendars import is_working_day, working_day_from, working_days_until
from kakehashi.people.rules import NotYourRole
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Item, Version
from kakehashi.records.services import NewText
from kakehashi.records.services.plans import text_of
from tests.cast import NOW, Cast

BOTH = ("JP", "GB")
TODAY = NOW.date()
COUNCIL = dt.date(2027, 3, 10)


@pytest.fixture
def body(cast: Cast) -> Item:
    """Return a council that both sides see, with three steps of every year."""
    made = records.create(
        kind="body",
        text=NewText(wording={"title": {"en": "Council", "ja": "カウンシル"}}),
        by=cast.haruka,
        at=NOW,
        reference="body-council",
    )
    records.share(item=made.pk, by=cast.haruka, at=NOW)
    for position, (code, offset, each) in enumerate(
        [("input", -80, True), ("agenda", -15, False), ("published", 1, True)]
    ):
        YearStep.objects.create(
            code=code,
            name_en=code.capitalize(),
            name_ja=code,
            body="body-council",
            offset=offset,
            each_side=each,
            position=position,
        )
    return made


def meeting(cast: Cast, day: dt.date = COUNCIL, *, share: bool = True) -> Item:
    """Set a meeting of the council."""
    made = services.set_meeting(
        body="body-council",
        date=day,
        standing="pencilled",
        title={"en": "Council", "ja": "カウンシル"},
        place={},
        mode="online",
        starts_at=None,
        by=cast.haruka,
        at=NOW,
    )
    if share:
        records.share(item=made.pk, by=cast.haruka, at=NOW)
    return made


def plan(cast: Cast, *, share: bool = True) -> Item:
    """Plan the year 2027."""
    made = services.plan_cycle(
        first_day=dt.date(2026, 10, 1),
        last_day=dt.date(2027, 9, 30),
        title={"en": "2027", "ja": "令和9年"},
        by=cast.haruka,
        at=NOW,
    )
    if share:
        records.share(item=made.pk, by=cast.haruka, at=NOW)
    return made


def move(cast: Cast, item: Item, day: dt.date) -> None:
    """Move a meeting to another day and share that."""
    newest = Version.objects.filter(item=item).order_by("-number")[0]
    text = text_of(newest)
    text.facts["date"] = day.isoformat()  # type: ignore[index]
    records.save(item=item.pk, base=newest.number, text=text, by=cast.haruka, at=NOW)


def year(cast: Cast, item: Item, who: str = "haruka", today: dt.date = TODAY) -> selectors.Year:
    """Read the year as somebody on a day."""
    return selectors.year_of(item.pk, viewer_of(getattr(cast, who)), today)


def step(found: selectors.Year, code: str, side: str | None = None) -> selectors.Step:
    """Return one step of a year."""
    return next(one for one in found.steps if one.row.code == code and one.row.side_id == side)


def test_counts_working_days_of_both_calendars() -> None:
    """Days before and after: what is counted there and back agrees, holidays of either left out."""
    new_year = dt.date(2027, 1, 4)
    assert working_day_from(new_year, -1, BOTH) == dt.date(2026, 12, 31)
    assert working_day_from(dt.date(2026, 12, 24), 1, BOTH) == dt.date(2026, 12, 29)
    assert working_day_from(dt.date(2026, 12, 26), 0, BOTH) == dt.date(2026, 12, 26)
    for offset in (1, 15, 60):
        day = working_day_from(COUNCIL, -offset, BOTH)
        assert is_working_day(day, BOTH)
        assert working_days_until(day, COUNCIL, BOTH) == offset
    one_by_one = 0
    for ahead in range(1, 900):
        one_by_one += is_working_day(COUNCIL + dt.timedelta(days=ahead), BOTH)
        assert working_days_until(COUNCIL, COUNCIL + dt.timedelta(days=ahead), BOTH) == one_by_one
    assert working_days_until(COUNCIL, COUNCIL - dt.timedelta(days=9), BOTH) == 0
    assert working_days_until(COUNCIL, dt.date.max, BOTH) > 2_000_000, "told at once"


@pytest.mark.usefixtures("body")
def test_days_follow_the_meeting_until_a_step_is_done(cast: Cast) -> None:
    """Late first; a moved meeting moves the days; a done step keeps the one it had."""
    council = meeting(cast)
    item = plan(cast)
    found = year(cast, item)
    assert [one.standing for one in found.steps] == ["late", "late", "ahead", "ahead", "ahead"]
    assert step(found, "input", "JP").day == working_day_from(COUNCIL, -80, BOTH)
    agenda = step(found, "agenda")
    assert agenda.day == working_day_from(COUNCIL, -15, BOTH)
    assert agenda.left == working_days_until(TODAY, agenda.day, BOTH)

    services.finish_step(
        cycle=item.reference,
        step=step(found, "input", "JP").row.pk,
        on=TODAY,
        by=cast.haruka,
        at=NOW,
    )
    later = COUNCIL + dt.timedelta(days=140)
    move(cast, council, later)
    ours, theirs = year(cast, item), year(cast, item, "alice")
    # The other side still reads the shared day: the draft of the move is ours alone.
    assert step(theirs, "agenda").day == agenda.day
    assert step(ours, "agenda").day == working_day_from(later, -15, BOTH)
    records.share(item=council.pk, by=cast.haruka, at=NOW)
    moved = year(cast, item, "alice")
    assert step(moved, "agenda").day == working_day_from(later, -15, BOTH)
    assert step(moved, "input", "JP").standing == "done"
    assert step(moved, "input", "JP").day == working_day_from(COUNCIL, -80, BOTH)
    assert step(moved, "input", "GB").standing == "ahead"


@pytest.mark.usefixtures("body")
def test_steps_of_a_meeting_that_one_side_knows_are_not_there_for_the_other(cast: Cast) -> None:
    """Nor does a step done meanwhile tell the day that the meeting had then."""
    council = meeting(cast, share=False)
    item = plan(cast)
    mine = step(year(cast, item), "agenda")
    services.finish_step(cycle=item.reference, step=mine.row.pk, on=TODAY, by=cast.haruka, at=NOW)
    assert step(year(cast, item), "agenda").day == mine.day
    assert year(cast, item, "alice").steps == []
    with pytest.raises(NotHere):
        services.reopen_step(cycle=item.reference, step=mine.row.pk, by=cast.alice, at=NOW)
    later = COUNCIL + dt.timedelta(days=35)
    move(cast, council, later)
    records.share(item=council.pk, by=cast.haruka, at=NOW)
    assert step(year(cast, item), "agenda").day == mine.day
    assert step(year(cast, item, "alice"), "agenda").day == working_day_from(later, -15, BOTH)
    assert step(year(cast, item, "alice"), "agenda").standing == "done"


@pytest.mark.usefixtures("body")
def test_steps_wait_for_a_meeting_and_leave_a_cancelled_one(cast: Cast) -> None:
    """Without a meeting a step has no day; a cancelled meeting gives its steps to the next."""
    item = plan(cast)
    assert {one.standing for one in year(cast, item).steps} == {"undated"}
    first = meeting(cast)
    assert step(year(cast, item), "agenda").day == working_day_from(COUNCIL, -15, BOTH)
    services.add_meeting(cycle=item.reference, meeting=first.reference, by=cast.haruka, at=NOW)
    assert set(CycleStep.objects.values_list("meeting", flat=True)) == {first.pk}
    newest = Version.objects.filter(item=first).order_by("-number")[0]
    text = text_of(newest)
    text.facts["standing"] = "cancelled"  # type: ignore[index]
    records.save(item=first.pk, base=newest.number, text=text, by=cast.haruka, at=NOW)
    assert {one.standing for one in year(cast, item).steps} == {"undated"}
    second = meeting(cast, dt.date(2027, 6, 9))
    assert step(year(cast, item), "agenda").day == working_day_from(dt.date(2027, 6, 9), -15, BOTH)
    again = services.add_meeting(
        cycle=item.reference, meeting=second.reference, by=cast.haruka, at=NOW
    )
    assert again == 5


@pytest.mark.usefixtures("body")
def test_settles_only_what_is_theirs(cast: Cast) -> None:
    """Each side says its own; a reason is asked for; whoever may not, may not."""
    meeting(cast)
    item = plan(cast)
    found = year(cast, item)
    joint, ours = step(found, "agenda").row.pk, step(found, "input", "JP").row.pk
    at = {"cycle": item.reference, "at": NOW}
    with pytest.raises(services.StepNotYours):
        services.finish_step(step=ours, on=TODAY, by=cast.alice, **at)
    with pytest.raises(NotYourRole):
        services.finish_step(step=joint, on=TODAY, by=cast.kenji, **at)
    with pytest.raises(services.StepReasonMissing):
        services.skip_step(step=ours, reason={"en": "  "}, by=cast.haruka, **at)
    services.skip_step(step=ours, reason={"ja": "前回照会済み"}, by=cast.haruka, **at)
    with pytest.raises(services.StepSettled):
        services.finish_step(step=ours, on=TODAY, by=cast.haruka, **at)
    assert step(year(cast, item), "input", "JP").standing == "skipped"
    services.reopen_step(step=ours, by=cast.haruka, **at)
    services.move_step(step=joint, offset=-20, by=cast.alice, **at)
    assert step(year(cast, item), "agenda").day == working_day_from(COUNCIL, -20, BOTH)
    with pytest.raises(services.StepTooFar):
        services.move_step(step=joint, offset=-251, by=cast.alice, **at)
    services.finish_step(step=joint, on=TODAY, by=cast.alice, **at)
    before = Event.objects.count()
    services.finish_step(step=joint, on=TODAY, by=cast.alice, **at)
    assert Event.objects.count() == before
    names = set(Event.objects.values_list("name", flat=True))
    assert {
        f"governance.cycle.step_{one}" for one in ("done", "not_needed", "reopened", "moved")
    } <= names
    with pytest.raises(NotHere):
        services.finish_step(step=10**9, on=TODAY, by=cast.alice, **at)


@pytest.mark.usefixtures("body")
def test_plans_a_year_once_and_keeps_a_draft_to_its_side(cast: Cast) -> None:
    """Overlapping years are refused; a draft year does not exist for the other side."""
    item = plan(cast, share=False)
    with pytest.raises(services.CyclePlanned):
        plan(cast, share=False)
    assert selectors.cycles(viewer_of(cast.alice)) == []
    with pytest.raises(NotHere):
        services.finish_step(
            cycle=item.reference,
            step=CycleStep.objects.filter(side=None)[0].pk,
            on=TODAY,
            by=cast.alice,
            at=NOW,
        )
    with pytest.raises(services.CycleDaysWrong):
        services.plan_cycle(
            first_day=TODAY, last_day=TODAY, title={"en": "x"}, by=cast.alice, at=NOW
        )
    with pytest.raises(NotYourRole):
        services.plan_cycle(
            first_day=TODAY,
            last_day=dt.date(2027, 1, 1),
            title={"en": "x"},
            by=cast.kenji,
            at=NOW,
        )


@pytest.mark.usefixtures("body")
def test_queries_do_not_grow(cast: Cast) -> None:
    """Reading years takes as many queries for forty steps as for five."""
    council = meeting(cast)
    plan(cast)
    viewer = viewer_of(cast.haruka)
    selectors.steps_ahead(viewer, TODAY)
    with CaptureQueriesContext(connection) as few:
        assert len(selectors.steps_ahead(viewer, TODAY)) == 3
    item = Item.objects.get(kind="cycle")
    for number in range(40):
        CycleStep.objects.create(
            item=item,
            code=f"more-{number}",
            body="body-council",
            meeting=council,
            offset=-number,
            position=9,
        )
    with CaptureQueriesContext(connection) as many:
        assert len(selectors.steps_ahead(viewer, TODAY)) == 43
    assert len(many) == len(few)
