"""A day as a reader types it: every form officials use, and nothing that could be two days."""

import datetime as dt

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.look.dates import say_day, say_day_briefly
from kakehashi.look.forms import DayField, no_day, typed_day
from kakehashi.look.written_days import read_day

DAY = dt.date(2027, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        *("2027-03-31", "2027/3/31", "2027.3.31", "2027年3月31日", "２０２７年３月３１日"),
        *("令和9年3月31日", "令和 9 年 3 月 31 日", "R9.3.31", "r9/3/31", "令和9年3月31日(水)"),
        *("2027年3月31日水曜日", "31 March 2027", "31st Mar 2027", "31-Mar-2027"),
        *("March 31, 2027", "Wednesday 31 March 2027", "Wed, 31 March 2027"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_day_that_can_be_only_one_is_read_in_either_language(text, language):
    assert read_day(text, language) == DAY


@pytest.mark.parametrize("text", ["31/3/2027", "31.03.2027", "31-3-2027", "31 3 2027"])
def test_the_day_comes_first_to_a_reader_of_english_alone(text):
    assert read_day(text, "en") == DAY
    assert read_day(text, "ja") is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "3/31/2027",
            "31/3/27",
            "3月31日",
            "2027-02-30",
            "令和0年3月31日",
            "明日",
            "20270331",
        ),
        *("Thursday 31 March 2027", "令和9年3月31日(木)", "31 Marchember 2027", "0027-03-31"),
        *("2027-03/31", "31 March 2027 " + "x" * 99, "１" * 70),
    ],
)
def test_what_is_no_day_or_may_be_two_is_none(text):
    assert read_day(text, "en") is None
    assert read_day(text, "ja") is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)), st.sampled_from(["en", "ja"]))
def test_every_day_is_read_as_the_pages_say_it(day, language):
    for weekday in (True, False):
        assert read_day(say_day(day, language, weekday=weekday), language) == day
    if language == "en" or day.year >= 1927:
        assert read_day(say_day_briefly(day, language), language) == day


@given(st.text(max_size=80))
def test_nothing_typed_breaks_the_reading(text):
    for language in ("en", "ja"):
        read_day(text, language)


@pytest.mark.parametrize("box", [0, 1, 2])
def test_a_whole_day_may_stand_in_one_box_and_a_month_may_be_named(box):
    parts = ["", "", ""]
    parts[box] = "令和9年3月31日"
    assert DayField().clean(parts) == DAY
    assert DayField(partial=True).clean(parts) == "2027-03-31"
    assert DayField().clean(["31", "March", "2027"]) == DAY
    with pytest.raises(forms.ValidationError):
        DayField().clean(["31", "Marchember", "2027"])


def test_the_language_of_the_page_decides_and_the_refusal_shows_how():
    with translation.override("ja"):
        assert typed_day("31/3/2027") is None
        assert "令和5年5月1日" in no_day("31/3/2027")
    with translation.override("en"):
        assert typed_day("31/3/2027") == DAY
        assert "1/5/2023" in no_day("x" * 99)
        assert "x" * 41 not in no_day("x" * 99)
