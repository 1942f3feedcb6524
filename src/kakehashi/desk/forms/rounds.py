"""Forms of progress rounds: opening one, a side's statement, and the filters of the sheet."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kakehashi.desk.forms.texts import WordingField
from kakehashi.look.dates import say_partial
from kakehashi.look.forms import DayField

OPENING: Mapping[str, str] = {
    # refusal, text or fact -> the field it is about
    "period-wrong": "starts",
    "reports-due-wrong": "freeze_date",
    "title": "title_{language}",
    "starts": "starts",
    "ends": "ends",
    "freeze_date": "freeze_date",
}
HALF = 6
"""Months of a period that is proposed."""

STATING: Mapping[str, str] = {"title": "title_{language}", "body": "body_{language}"}


class RoundForm(forms.Form):
    """The period of a new round."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    starts = DayField(label=_("The period begins on"))
    ends = DayField(label=_("It ends on"))
    freeze_date = DayField(
        label=_("Reports are due by"),
        help_text=_("After this day the values are looked through and the period is locked."),
        required=False,
    )
    title_en = WordingField(
        label=_("Title (in English)"), needed=True, widget=forms.TextInput(attrs={"lang": "en"})
    )
    title_ja = WordingField(
        label=_("Title (in Japanese)"), needed=True, widget=forms.TextInput(attrs={"lang": "ja"})
    )


def filled(first: dt.date) -> dict[str, Any]:
    """Return a period of six months from ``first`` on, with titles that say it."""
    months = first.year * 12 + first.month - 1 + HALF
    after = dt.date(months // 12, months % 12 + 1, min(first.day, 28))
    last = after - dt.timedelta(days=1)
    ends = [f"{first:%Y-%m}", f"{last:%Y-%m}"]
    en, ja = ([say_partial(one, code) for one in ends] for code in ("en", "ja"))
    return {
        "starts": first,
        "ends": last,
        "title_en": f"Progress, {en[0]} to {en[1]}",
        "title_ja": f"進捗確認（{ja[0]}～{ja[1]}）",
    }


class StatementForm(forms.Form):
    """What a side states of the handling of sensitive information in a period."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, rows in (
            ("title", {"en": _("Title (in English)"), "ja": _("Title (in Japanese)")}, 1),
            (
                "body",
                {
                    "en": _("How it was handled (in English)"),
                    "ja": _("How it was handled (in Japanese)"),
                },
                6,
            ),
            (
                "events",
                {
                    "en": _("Incidents and remedies (in English)"),
                    "ja": _("Incidents and remedies (in Japanese)"),
                },
                4,
            ),
        ):
            for code in ("ja", "en"):
                attrs: dict[str, str | int] = {"lang": code}
                widget: forms.Widget = (
                    forms.Textarea(attrs={**attrs, "rows": rows})
                    if rows > 1
                    else forms.TextInput(attrs=attrs)
                )
                self.fields[f"{name}_{code}"] = WordingField(
                    label=label[code], needed=name != "events", widget=widget
                )

    def wording(self) -> dict[str, dict[str, str]]:
        """Return the wording as entered."""
        return {
            name: {code: self.cleaned_data.get(f"{name}_{code}", "") for code in ("en", "ja")}
            for name in ("title", "body", "events")
        }
