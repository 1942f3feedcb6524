"""Forms in GOV.UK's markup: labels, hints and errors tied to their fields, dates as written."""

import datetime as dt
import re

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kakehashi.look.forms import DayField
from kakehashi.look.tags.fields import field_pair
from tests.look.urls import SampleForm


class Dated(forms.Form):
    day = DayField()


class PartlyDated(forms.Form):
    day = DayField(partial=True, required=False)


def dated(day, month, year, form=Dated):
    return form({"day_day": day, "day_month": month, "day_year": year})


def test_every_control_bears_its_class():
    html = str(SampleForm())
    for name in (
        "govuk-input",
        "govuk-textarea",
        "govuk-select",
        "govuk-radios__input",
        "govuk-checkboxes__input",
        "govuk-file-upload",
        "govuk-date-input",
    ):
        assert f'class="{name}' in html, name
    assert " required" not in html
    assert "style=" not in html


def test_errors_stand_on_top_and_beside_their_field_and_are_tied_to_it():
    form = SampleForm({"title_en": "Open RAN"})
    html = str(form)
    targets = re.findall(r'<a href="#([^"]+)">', html)
    assert targets[:2] == ["id_title_ja", "id_text"]
    assert {"id_held_0", "id_nature_0", "id_told"} <= set(targets)
    for target in targets:
        assert f'id="{target}"' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'id="id_text_error"' in html
    assert html.index("govuk-error-summary") < html.index("govuk-form-group")
    assert html.count('aria-invalid="true"') >= 3


def test_optional_fields_say_so():
    assert "(optional)" in SampleForm()["sectors"].as_field_group()
    assert "(optional)" not in SampleForm()["text"].as_field_group()


def test_the_fields_of_a_text_stand_side_by_side_in_their_languages():
    form = SampleForm()
    for reader, first in (("en", "title_en"), ("ja", "title_ja")):
        with translation.override(reader):
            html = field_pair(form["title_ja"], form["title_en"])
        assert html.index(f'name="{first}"') == min(
            html.index('name="title_en"'), html.index('name="title_ja"')
        )
    assert re.search(r'name="title_ja"[^>]*lang="ja"', html)


@given(st.dates(min_value=dt.date(1873, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_any_day_is_read_back_as_it_is_shown(day):
    form = dated(str(day.day), str(day.month), str(day.year))
    assert form.is_valid()
    assert form.cleaned_data["day"] == day
    assert form.fields["day"].widget.decompress(day) == [day.day, day.month, day.year]


@pytest.mark.parametrize(
    ("year", "read"),
    [("2025", 2025), ("令和7", 2025), ("R7", 2025), ("r7", 2025), ("令和元", 2019), ("平成31", 2019), ("２０２５", 2025), ("令和７年", 2025)],
)  # fmt: skip
def test_years_are_read_as_officials_write_them(year, read):
    form = dated("1", "2", year)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == dt.date(read, 2, 1)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("30", "2", "2025"), "Enter a date of the calendar"),
        (("1", "", "2025"), "Enter day, month and year"),
        (("x", "2", "2025"), "Enter a date of the calendar"),
        (("1", "2", "慶応3"), "Enter a date of the calendar"),
        (("1", "2", "²"), "Enter a date of the calendar"),
        (("1", "2", "25"), "Enter a date of the calendar"),
        (("1", "2", "令和"), "Enter a date of the calendar"),
        (("1", "2", "99999999999999999999"), "Enter a date of the calendar"),
        (("1", "2", "9999"), "Enter a year from 1868 to 2199"),
        (("1", "2", "1867"), "Enter a year from 1868 to 2199"),
        (("", "", ""), "Enter day, month and year"),
    ],
)
def test_what_is_no_day_is_refused_in_words(parts, words):
    form = dated(*parts)
    assert not form.is_valid()
    assert words in str(form.errors["day"])


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_nothing_typed_breaks_the_field(day, month, year):
    for form in (dated(day, month, year), dated(day, month, year, PartlyDated)):
        form.is_valid()


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        (("22", "1", "2025"), "2025-01-22"),
        (("", "5", "R6"), "2024-05"),
        (("", "", "2019"), "2019"),
        (("", "", ""), ""),
    ],
)
def test_a_partial_date_is_kept_as_far_as_it_is_known(parts, value):
    form = dated(*parts, form=PartlyDated)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == value
    shown = form.fields["day"].widget.decompress(value)
    again = dated(*map(str, shown), form=PartlyDated)
    assert again.is_valid()
    assert again.cleaned_data["day"] == value


def test_a_day_without_its_month_is_refused():
    form = dated("1", "", "2025", PartlyDated)
    assert "Enter the month, too" in str(form.errors["day"])


def test_a_japanese_reader_writes_the_year_first():
    with translation.override("ja"):
        html = str(Dated()["day"])
    assert html.index("day_year") < html.index("day_month") < html.index("day_day")
    assert "年" in html
