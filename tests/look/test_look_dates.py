"""Dates as each reader expects them, over every day that can be asked."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from japanera import EraDateTime

from kakehashi.look import dates

DAYS = st.dates(min_value=dt.date(1873, 1, 1), max_value=dt.date(2400, 1, 1))
MOMENTS = st.datetimes(
    min_value=dt.datetime(1990, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=dt.datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
BOTH = ("Asia/Tokyo", dates.LONDON)


@pytest.mark.parametrize(
    ("day", "english", "japanese"),
    [
        (dt.date(2025, 1, 22), "22 January 2025", "令和7年1月22日(水)"),
        (dt.date(2019, 5, 1), "1 May 2019", "令和元年5月1日(水)"),
        (dt.date(2019, 4, 30), "30 April 2019", "平成31年4月30日(火)"),
        (dt.date(1989, 1, 8), "8 January 1989", "平成元年1月8日(日)"),
        (dt.date(1989, 1, 7), "7 January 1989", "昭和64年1月7日(土)"),
        (dt.date(1926, 12, 25), "25 December 1926", "昭和元年12月25日(土)"),
        (dt.date(1926, 12, 24), "24 December 1926", "大正15年12月24日(金)"),
        (dt.date(1912, 7, 30), "30 July 1912", "大正元年7月30日(火)"),
        (dt.date(1912, 7, 29), "29 July 1912", "明治45年7月29日(月)"),
        (dt.date(1872, 12, 31), "31 December 1872", "1872年12月31日(火)"),
    ],
)
def test_a_day_in_full(day, english, japanese):
    assert dates.say_day(day, "en") == english
    assert dates.say_day(day, "ja") == japanese


def test_the_weekday_is_said_or_left_out_as_asked():
    day = dt.date(2025, 1, 22)
    assert dates.say_day(day, "en", weekday=True) == "Wednesday 22 January 2025"
    assert dates.say_day(day, "ja", weekday=False) == "令和7年1月22日"


@given(DAYS)
@example(dt.date(2019, 5, 1))
@example(dt.date(2019, 4, 30))
@example(dt.date(1989, 1, 8))
def test_eras_are_those_of_another_library(day):
    other = EraDateTime.from_datetime(dt.datetime.combine(day, dt.time()))
    assert dates.era_year(day) == (other.era.kanji, other.era.calc_relative_year(day))


@given(DAYS)
def test_an_era_year_leads_back_to_the_western_year(day):
    era, year = dates.era_year(day)
    assert dates.western_year(era, year) == day.year


def test_an_unknown_era_has_no_western_year():
    assert dates.western_year("慶応", 3) is None
    assert dates.western_year("R", 7) == 2025


@given(st.dates())
def test_whole_dates_as_text_read_like_dates(day):
    for language in ("en", "ja"):
        assert dates.say_partial(day.isoformat(), language) == dates.say_day(day, language)


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        ("2024-05", "May 2024", "令和6年5月"),
        ("2019-04", "April 2019", "平成31年4月"),
        ("2019-05", "May 2019", "令和元年5月"),
        ("1989-01", "January 1989", "昭和64年・平成元年1月"),
        ("2019", "2019", "平成31年・令和元年(2019年)"),
        ("2022", "2022", "令和4年(2022年)"),
        ("1850", "1850", "1850年"),
        ("9999-12", "December 9999", "令和7981年12月"),
        ("2025-02-30", "2025-02-30", "2025-02-30"),
        ("0000", "0000", "0000"),
        ("spring 2023", "spring 2023", "spring 2023"),
        ("", "", ""),
    ],
)
def test_partial_dates_are_said_as_far_as_they_are_known(text, english, japanese):
    assert dates.say_partial(text, "en") == english
    assert dates.say_partial(text, "ja") == japanese


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        ("2025-01-22", "22 Jan 2025", "R7.1.22"),
        ("2024-05", "May 2024", "R6.5"),
        ("1989-01", "Jan 1989", "H1.1"),
        ("2019", "2019", "2019年"),
        ("1850-03", "Mar 1850", "1850.3"),
        ("soon", "soon", "soon"),
    ],
)
def test_partial_dates_in_narrow_columns(text, english, japanese):
    assert dates.say_partial_briefly(text, "en") == english
    assert dates.say_partial_briefly(text, "ja") == japanese


@given(st.text())
def test_any_text_is_answered(text):
    for language in ("en", "ja"):
        assert isinstance(dates.say_partial(text, language), str)
        assert isinstance(dates.say_partial_briefly(text, language), str)


def test_narrow_columns():
    assert dates.say_day_briefly(dt.date(2025, 1, 22), "en") == "22 Jan 2025"
    assert dates.say_day_briefly(dt.date(2025, 1, 22), "ja") == "R7.1.22"
    assert dates.say_day_briefly(dt.date(1850, 1, 22), "ja") == "1850.1.22"


def test_a_moment_names_its_zone_and_knows_summer():
    winter = dt.datetime(2025, 1, 22, 10, 0, tzinfo=dt.UTC)
    summer = dt.datetime(2025, 7, 22, 9, 0, tzinfo=dt.UTC)
    assert dates.say_moment(winter, dates.LONDON, "en") == "22 January 2025, 10:00 GMT"
    assert dates.say_moment(summer, dates.LONDON, "en") == "22 July 2025, 10:00 BST"
    assert dates.say_moment(winter, "Asia/Tokyo", "ja") == "令和7年1月22日(水) 19:00(日本時間)"
    assert dates.say_moment(summer, dates.LONDON, "ja").endswith("10:00(英国夏時間)")
    assert dates.say_moment(winter, "Asia/Kathmandu", "en").endswith("15:45 UTC+05:45")
    assert dates.say_moment(winter, "America/Sao_Paulo", "en").endswith("07:00 UTC-03:00")


def test_a_moment_needs_a_zone():
    with pytest.raises(ValueError, match="zone"):
        dates.moment_at(dt.datetime(2025, 1, 22), "Asia/Tokyo", "en")  # noqa: DTZ001


def test_both_capitals_with_a_warning_when_the_date_differs():
    late = dt.datetime(2025, 1, 22, 16, 0, tzinfo=dt.UTC)
    assert dates.say_moments(late, BOTH, "en") == (
        "Tokyo Thursday 23 January 2025, 01:00 JST; "
        "London Wednesday 22 January 2025, 16:00 GMT (the date differs)"
    )
    assert "日付が異なります" in dates.say_moments(late, BOTH, "ja")
    early = late.replace(hour=8)
    assert dates.say_moments(early, BOTH, "en") == (
        "Wednesday 22 January 2025: Tokyo 17:00 JST; London 08:00 GMT"
    )


@given(MOMENTS)
def test_the_warning_comes_exactly_when_the_dates_differ(at):
    moments = dates.moments_at(at, BOTH, "en")
    assert dates.dates_differ(moments) == ("differs" in dates.say_moments(at, BOTH, "en"))
    # Tokyo is eight or nine hours ahead, never behind.
    assert (moments[0].date - moments[1].date).days in (0, 1)
