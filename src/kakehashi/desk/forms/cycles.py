"""The form that plans a partnership year, filled in so that one click is enough."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kakehashi.look.dates import say_partial
from kakehashi.look.forms import DayField

FIELDS = {
    "cycle-days-wrong": "last_day",
    "cycle-planned": "first_day",
    "title": "title_{language}",
    "first_day": "first_day",
    "last_day": "last_day",
}


class CycleForm(forms.Form):
    """First and last day of a partnership year, and what it is called."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))
    title_en = forms.CharField(label=gettext_lazy("Title (in English)"), required=False)
    title_ja = forms.CharField(label=gettext_lazy("Title (in Japanese)"), required=False)


def filled(after: dt.date | None, today: dt.date) -> dict[str, Any]:
    """Return a year that begins the day after the last one, or with this month.

    Args:
        after: last day of the last year planned; None where none is.
        today: the reader's day.
    """
    first = after + dt.timedelta(days=1) if after and after >= today else today.replace(day=1)
    last = first.replace(year=first.year + 1, day=min(first.day, 28)) - dt.timedelta(days=1)
    ends = [f"{first:%Y-%m}", f"{last:%Y-%m}"]
    en, ja = ([say_partial(one, code) for one in ends] for code in ("en", "ja"))
    return {
        "first_day": first,
        "last_day": last,
        "title_en": f"Partnership year, {en[0]} to {en[1]}",
        "title_ja": f"年次サイクル（{ja[0]}～{ja[1]}）",
    }
