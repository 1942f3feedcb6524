"""Hours of a meeting: what a clock change does to them, and whose office is shut."""

import datetime as dt

from kakehashi.governance import clocks
from kakehashi.people.models import Side
from tests.cast import Cast

LONDON, TOKYO = "Europe/London", "Asia/Tokyo"


def utc(day: int, month: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def test_an_hour_that_comes_twice_has_two_readings_and_one_that_never_comes_too() -> None:
    half_past_one = dt.time(1, 30)
    back, forward = dt.date(2026, 10, 25), dt.date(2026, 3, 29)
    assert clocks.readings(back, half_past_one, LONDON) == [
        utc(25, 10, 0, 30),
        utc(25, 10, 1, 30),
    ]
    assert not clocks.is_skipped(back, half_past_one, LONDON)
    assert clocks.readings(forward, half_past_one, LONDON) == [
        utc(29, 3, 0, 30),
        utc(29, 3, 1, 30),
    ]
    assert clocks.is_skipped(forward, half_past_one, LONDON)
    assert clocks.readings(back, half_past_one, TOKYO) == [utc(24, 10, 16, 30)]
    assert clocks.readings(back, dt.time(2, 0), LONDON) == [utc(25, 10, 2)]


def test_whose_office_is_shut_at_some_time_of_a_meeting(cast: Cast) -> None:
    hours = clocks.office_hours()
    assert [(one.side.code, one.opens.hour, one.closes.hour) for one in hours] == [
        ("JP", 9, 18),
        ("GB", 9, 18),
    ]
    # In summer 17:00 in Tokyo is 9:00 in London; an hour later Tokyo's day is over.
    assert clocks.outside_hours(utc(1, 7, 8), 60, hours) == []
    assert [one.side.code for one in clocks.outside_hours(utc(1, 7, 8), 90, hours)] == ["JP"]
    assert [one.side.code for one in clocks.outside_hours(utc(1, 7, 3), 60, hours)] == ["GB"]
    assert clocks.has_common_hours(dt.date(2026, 7, 1), hours)
    assert not clocks.has_common_hours(dt.date(2026, 1, 14), hours), "in winter they only touch"
    Side.objects.filter(code="GB").update(zone="Pacific/Auckland")
    assert clocks.has_common_hours(dt.date(2026, 1, 14), clocks.office_hours())
