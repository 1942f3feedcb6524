"""The form that asks for a time: who meets, how long, between which days and hours."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.desk.forms.clock import ClockField
from kakehashi.desk.forms.meetings import usual_body
from kakehashi.governance.models import Body
from kakehashi.look.forms import DayField
from kakehashi.people.models import Side

SHORTEST, LONGEST, LONGEST_RANGE = 15, 480, 366
STEP = 15


class SlotsForm(forms.Form):
    """What a time is looked for."""

    body = forms.ChoiceField(label=gettext_lazy("Body"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "k-input--two"}),
    )
    first = DayField(label=gettext_lazy("From"))
    last = DayField(label=gettext_lazy("Until"))

    def __init__(
        self,
        *args: Any,
        bodies: Sequence[Body],
        sides: Sequence[Side],
        hours: Mapping[str, tuple[str, str]],
        today: dt.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sides, self.today, self.hours = sides, today, hours
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.reference, one.title) for one in bodies]
        first = usual_body(bodies)
        self.initial = {
            "body": first.reference if first else "",
            "minutes": 60,
            "first": today + dt.timedelta(days=14),
            "last": today + dt.timedelta(days=70),
            **self.initial,
        }
        for side in sides:
            opens, closes = hours[side.code]
            for end, label, hour in (
                ("opens", _("%(side)s: not before"), opens),
                ("closes", _("%(side)s: not after"), closes),
            ):
                self.fields[f"{end}_{side.code}"] = ClockField(label=label % {"side": side.name})
                self.initial.setdefault(f"{end}_{side.code}", hour)

    def clean(self) -> dict[str, Any]:
        """Check that days and hours run forward, and that the range is one that can be read."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if isinstance(first, dt.date) and first < self.today:
            self.add_error("first", _("Choose a day to come."))
        if isinstance(first, dt.date) and isinstance(last, dt.date):
            if last < first:
                self.add_error("last", _("Choose a day after the first one."))
            elif (last - first).days > LONGEST_RANGE:
                self.add_error("last", _("Look through at most a year at once."))
        for side in self.sides:
            opens, closes = data.get(f"opens_{side.code}"), data.get(f"closes_{side.code}")
            if opens and closes and closes <= opens:
                self.add_error(f"closes_{side.code}", _("Choose a later time."))
        return data

    def chosen_hours(self) -> dict[str, tuple[str, str]]:
        """Return the hours asked for by side, the usual ones where none are."""
        found = {}
        for side in self.sides:
            opens = self.cleaned_data.get(f"opens_{side.code}")
            closes = self.cleaned_data.get(f"closes_{side.code}")
            usual = self.hours[side.code]
            found[side.code] = (
                f"{opens:%H:%M}" if opens else usual[0],
                f"{closes:%H:%M}" if closes else usual[1],
            )
        return found
