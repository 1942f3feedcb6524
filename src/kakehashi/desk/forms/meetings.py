"""The form that sets the next meeting of a body."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.desk.forms.agendas import MinutesField
from kakehashi.desk.forms.clock import ClockField
from kakehashi.desk.words import listed, said
from kakehashi.governance import clocks
from kakehashi.governance.models import Body, Meeting
from kakehashi.governance.naming import Named, next_name
from kakehashi.governance.rules import MODES, STANDINGS
from kakehashi.look.forms import DayField
from kakehashi.look.tags.moments import both_zones

LANGUAGES = ("en", "ja")

FOLLOWS = gettext_lazy("Follows the body and the year for as long as you leave it as it is.")

FIELDS: Mapping[str, str] = {
    # refusal, text or fact -> field
    "meeting-in-the-past": "date",
    "minutes-wrong": "minutes",
    "title": "title_{language}",
    "place": "place_{language}",
    "number": "number",
    "date": "date",
    "starts_at": "starts",
    "standing": "standing",
    "mode": "mode",
    "body": "body",
}


class ReadingField(forms.ChoiceField):
    """Which of two moments is meant; what they are is known once day, time and zone are read."""

    def validate(self, value: Any) -> None:
        """Leave it to the form, which knows the moments."""


class MeetingForm(forms.Form):
    """The next meeting of a body."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    named_for = forms.CharField(widget=forms.HiddenInput, required=False)
    """Body and year that number and titles were filled in for."""
    body = forms.ChoiceField(label=gettext_lazy("Body"))
    date = DayField(label=gettext_lazy("Date"))
    anyway = forms.BooleanField(
        label=gettext_lazy("Set it on this day all the same"), required=False
    )
    starts = ClockField(label=gettext_lazy("Starts"))
    zone = forms.ChoiceField(label=gettext_lazy("The time is that of"), required=False)
    reading = ReadingField(
        label=gettext_lazy("Which moment is meant"), required=False, widget=forms.RadioSelect
    )
    """Asked only where a clock change makes two moments of one time, or none."""
    minutes = MinutesField(label=gettext_lazy("Length in minutes"))
    standing = forms.ChoiceField(label=gettext_lazy("Date is"))
    mode = forms.ChoiceField(label=gettext_lazy("Held"), required=False)
    number = forms.IntegerField(
        label=gettext_lazy("Number"),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "k-input--two"}),
    )
    title_en = forms.CharField(
        label=gettext_lazy("Title (in English)"), required=False, help_text=FOLLOWS
    )
    title_ja = forms.CharField(
        label=gettext_lazy("Title (in Japanese)"), required=False, help_text=FOLLOWS
    )
    place_en = forms.CharField(label=gettext_lazy("Place (in English)"), required=False)
    place_ja = forms.CharField(label=gettext_lazy("Place (in Japanese)"), required=False)

    def __init__(
        self,
        *args: Any,
        bodies: Sequence[Body],
        meetings: Sequence[Meeting],
        zones: Sequence[tuple[str, str]],
        year: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {one.reference: one for one in bodies}
        self.meetings, self.year = meetings, year
        self.starts_at: dt.datetime | None = None
        self.asks_reading = False
        offered: dict[str, list[tuple[str, Any]]] = {
            "body": [(one.reference, one.title) for one in bodies],
            "zone": list(zones),
            "standing": [(code, said(one)) for code, one in STANDINGS.items()],
            "mode": [("", "—"), *((code, said(one)) for code, one in MODES.items())],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if not self.is_bound:
            first = usual_body(bodies)
            if first is not None:
                self.initial = {**self._filled(first.reference, year), **self.initial}

    def _named(self, body: str, year: int) -> Named:
        return next_name(self.bodies[body], self.meetings, year)

    def _filled(self, body: str, year: int) -> dict[str, Any]:
        named = self._named(body, year)
        return {
            "body": body,
            "named_for": f"{body} {year}",
            "number": named.number,
            **{f"title_{code}": named.title[code] for code in LANGUAGES},
        }

    def clean(self) -> dict[str, Any]:
        """Let what was filled in follow body and year; put day, time and zone together."""
        data = super().clean() or self.cleaned_data
        day = data.get("date")
        if data.get("body") and isinstance(day, dt.date):
            self._follow(data, day.year)
        if data.get("starts") and isinstance(day, dt.date):
            zone = data.get("zone") or self.fields["zone"].choices[0][0]  # type: ignore[attr-defined]
            self.starts_at = self._read(day, data["starts"], zone)
        return data

    def _read(self, day: dt.date, time: dt.time, zone: str) -> dt.datetime | None:
        """Return the moment meant; where a clock change leaves two, ask which."""
        found = clocks.readings(day, time, zone)
        if len(found) == 1:
            return found[0]
        field = self.fields["reading"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.isoformat(), both_zones(one)) for one in found]
        self.asks_reading = True
        chosen = self.data.get("reading")
        for one in found:
            if one.isoformat() == chosen:
                return one
        words = (
            _("Clocks there go forward over that time that day: it does not come.")
            if clocks.is_skipped(day, time, zone)
            else _("Clocks there go back over that time that day: it comes twice.")
        )
        ask = _("Choose below which moment is meant.")
        self.add_error("starts", f"{words} {ask}")
        return None

    def _follow(self, data: dict[str, Any], year: int) -> None:
        body, _space, before = data.get("named_for", "").partition(" ")
        if body not in self.bodies or not (before.isascii() and before.isdigit()):
            return
        old = self._filled(body, int(before))
        new = self._filled(data["body"], year)
        for name in ("number", *(f"title_{code}" for code in LANGUAGES)):
            if data.get(name) == old[name]:
                data[name] = new[name]

    def refuse_day(self, why: Sequence[str]) -> None:
        """Say beside the date why it is no working day."""
        words = _("That day is no working day for both sides: %(why)s.")
        advice = _("Choose another, or tick “Set it on this day all the same”.")
        self.add_error("date", f"{words % {'why': listed(why)}} {advice}")


def usual_body(bodies: Sequence[Body]) -> Body | None:
    """Return the body whose meeting is set most: the council, else the first."""
    councils = [one for one in bodies if one.body_kind == "council"]
    return next(iter([*councils, *bodies]), None)
