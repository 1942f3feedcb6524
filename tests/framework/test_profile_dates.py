"""Dates of a profile: fixed ones exist, relative ones count from the day of loading."""

from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.framework.profile import dates
from kakehashi.people.calendars import is_working_day

TODAY = date(2026, 4, 28)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize("text", ["2022", "2022-12", "2022-12-07", "2024-02-29"])
def test_dates_that_are(text: str) -> None:
    assert dates.is_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29",
        "2022-13",
        "2022-00",
        "22",
        "0000",
        "9999-01-01",
        "2022-1-1",
        "2022-12-07T00:00",
        "",
        "٢٠٢٢",
        "2022-12-",
    ],
)
def test_dates_that_are_not(text: str) -> None:
    assert not dates.is_date(text)
    with pytest.raises(ValueError):
        dates.first_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-12", "2022-12"),
        ("+0d", "2026-04-28"),
        ("-30d", "2026-03-29"),
        ("+2w", "2026-05-12"),
        ("+1m", "2026-05-28"),
        ("-14m", "2025-02-28"),
        ("-1y", "2025-04-28"),
        ("+1wd", "2026-04-29"),
        ("+4wd", "2026-05-04"),
        ("-2wd", "2026-04-24"),
    ],
)
def test_relative_dates_count_from_today(text: str, expected: str) -> None:
    assert dates.is_relative(text)
    assert dates.resolve(text, TODAY, weekdays) == expected


@pytest.mark.parametrize("text", ["30d", "+30", "+d", "+15WD", "soon", "+99999d"])
def test_what_is_no_relative_date_is_refused(text: str) -> None:
    assert not dates.is_relative(text)
    with pytest.raises(ValueError):
        dates.resolve(text, TODAY, weekdays)


def test_the_last_of_a_month_stays_in_the_month() -> None:
    assert dates.resolve("+1m", date(2026, 1, 31), weekdays) == "2026-02-28"
    assert dates.resolve("-1y", date(2024, 2, 29), weekdays) == "2023-02-28"


def test_working_days_are_those_of_both_sides() -> None:
    works = partial(is_working_day, calendars=["JP", "GB-ENG"])
    assert not works(date(2026, 4, 29))  # Shōwa Day in Japan
    assert not works(date(2026, 8, 31))  # Summer bank holiday in England
    assert not works(date(2026, 5, 2))  # a Saturday
    assert works(date(2026, 5, 1))
    assert dates.resolve("+1wd", TODAY, works) == "2026-04-30"


@given(st.integers(-900, 900), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_working_days_are_counted_right(count: int, today: date) -> None:
    found = date.fromisoformat(dates.resolve(f"{count:+d}wd", today, weekdays))
    low, high = sorted((today, found))
    between = [low.toordinal() + step for step in range(1, (high - low).days + 1)]
    if count >= 0:
        worked = sum(weekdays(date.fromordinal(day)) for day in between)
    else:
        worked = sum(weekdays(date.fromordinal(day - 1)) for day in between)
    assert worked == abs(count)
