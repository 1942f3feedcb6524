"""Ranking and loosening of slots, and hours that clocks skip or repeat."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from kakehashi.governance.slots import Office, Pattern, find, loosen, rank
from kakehashi.governance.slots.finding import moment_of

TOKYO = Office("JP", "Asia/Tokyo", 9 * 60 + 30, 18 * 60 + 15)
LONDON = Office("GB", "Europe/London", 9 * 60, 17 * 60 + 30)
WINTER = dt.date(2027, 1, 13), dt.date(2027, 1, 15)
SUMMER = dt.date(2027, 6, 9), dt.date(2027, 6, 11)


def pattern(code: str, **more: object) -> Pattern:
    """Return a pattern with a name."""
    return Pattern(code, {"en": code, "ja": code}, **more)  # type: ignore[arg-type]


def test_tokyo_and_london_meet_a_quarter_of_an_hour_in_winter_and_an_hour_more_in_summer() -> None:
    """Summer time of one country alone: the same hours, another overlap."""
    pair = [TOKYO, LONDON]
    for (first, last), longest in ((WINTER, 15), (SUMMER, 75)):
        assert len(find(pair, first, last, length=longest)) == 3
        assert find(pair, first, last, length=longest + 1) == []
    starts = [moment_of(one) for one in find(pair, *SUMMER, length=75)]
    assert {one.astimezone(ZoneInfo("Asia/Tokyo")).hour for one in starts} == {17}


def test_says_what_would_loosen_most_and_counts_it() -> None:
    """Each change is told with the smallest stretch that helps, and gives what it says."""
    found = loosen([TOKYO, LONDON], *WINTER, length=60)
    assert [one.slots for one in found] == sorted((one.slots for one in found), reverse=True)
    changes = {(one.change, one.side): one for one in found}
    later = changes["later", "JP"]
    assert later.minutes == 60
    stretched = [replace(TOKYO, closes=TOKYO.closes + 60), LONDON]
    assert later.slots == len(find(stretched, *WINTER, length=60))
    assert changes["shorter", ""].minutes == 15
    assert ("later", "GB") not in changes
    cabinet = pattern("cabinet", weekdays=frozenset({2, 3, 4}))
    lifted = loosen([replace(LONDON, patterns=(cabinet,))], *WINTER, length=60)
    assert [(one.change, one.pattern) for one in lifted] == [("without", cabinet.names)]
    late = [TOKYO, replace(LONDON, opens=15 * 60, closes=16 * 60)]
    assert [(one.change, one.minutes) for one in loosen(late, *WINTER, length=60)] == [
        ("both", 240)
    ]
    never = [replace(TOKYO, opens=600, closes=660), replace(LONDON, opens=840, closes=900)]
    assert loosen(never, *WINTER, length=60) == []


def test_ranks_what_is_taken_last_and_says_why() -> None:
    """A soft pattern, lunch, an edge, a day beside a holiday and another date each take points."""
    soft = pattern("session", weekdays=frozenset({2}), never=False)
    office = replace(
        LONDON, patterns=(soft,), holidays=frozenset({dt.date(2027, 1, 14)}), closes=17 * 60
    )
    slots = rank(find([office], *WINTER, length=60, step=60), [office], 60)
    codes = [{reason.code for reason in slot.reasons} for slot in slots]
    assert {"taken", "beside_closed"} <= codes[-1]
    assert codes[0] == {"beside_closed"}
    assert [slot.points for slot in slots] == sorted(slot.points for slot in slots)
    lunch = next(slot for slot in slots if slot.start.hour == 12)
    assert "lunch" in {reason.code for reason in lunch.reasons}
    first = next(slot for slot in slots if slot.start.hour == 9)
    assert "edge" in {reason.code for reason in first.reasons}
    night = [replace(TOKYO, opens=0, closes=1440), replace(LONDON, opens=0, closes=1440)]
    across = rank(find(night, *WINTER, length=30, step=30), night, 30)
    for slot in across:
        dates = {slot.start.astimezone(ZoneInfo(one.zone)).date() for one in night}
        differs = "date_differs" in {reason.code for reason in slot.reasons}
        assert differs is (len(dates) > 1)


@pytest.mark.parametrize(
    ("day", "hours"), [(dt.date(2027, 3, 28), 23), (dt.date(2027, 10, 31), 25)], ids=str
)
def test_days_on_which_clocks_change_are_as_long_as_they_are(day: dt.date, hours: int) -> None:
    """The missing hour is not there to meet in, the repeated one is there twice."""
    whole = replace(LONDON, opens=0, closes=1440, week=frozenset(range(7)))
    assert len(find([whole], day, day, length=60, step=60)) == hours
    early = replace(whole, opens=60, closes=120)
    assert len(find([early], day, day, length=30, step=30)) == {23: 0, 25: 4}[hours]


def test_nothing_is_found_where_nothing_can_be() -> None:
    """No office, hours that end before they begin, a length of nothing."""
    assert find([], *WINTER, length=60) == []
    assert find([replace(TOKYO, opens=1000, closes=900)], *WINTER, length=15) == []
    assert find([TOKYO], *WINTER, length=0) == []
    assert find([TOKYO], WINTER[1], WINTER[0], length=15) == []
