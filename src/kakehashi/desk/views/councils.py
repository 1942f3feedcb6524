"""Meetings and decisions on the desk: lists, the next meeting, what became of a decision."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kakehashi.desk.forms.texts import said
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.governance import selectors, services
from kakehashi.governance.models import Decision
from kakehashi.governance.rules import ENDINGS, MODES, STANDINGS
from kakehashi.look.forms import DayField
from kakehashi.people.calendars import holiday_on
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import sides, visible_audiences
from kakehashi.records.selectors import entry_for, row_of


def meetings(request: HttpRequest) -> HttpResponse:
    """Show every meeting, newest first."""
    reader = viewer(request)
    return render(
        request,
        "desk/meetings.html",
        {"meetings": selectors.meetings(reader), "may_set": reader.may("manage_meetings")},
    )


class MeetingForm(forms.Form):
    """The next meeting of a body."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    body = forms.ChoiceField(label=gettext_lazy("Body"))
    date = DayField(label=gettext_lazy("Date"))
    starts = forms.TimeField(
        label=gettext_lazy("Starts, on your clock"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}),
    )
    standing = forms.ChoiceField(label=gettext_lazy("Date is"))
    mode = forms.ChoiceField(label=gettext_lazy("Held"))
    title_en = forms.CharField(label=gettext_lazy("Title (in English)"), required=False)
    title_ja = forms.CharField(label=gettext_lazy("Title (in Japanese)"), required=False)
    place_en = forms.CharField(label=gettext_lazy("Place (in English)"), required=False)
    place_ja = forms.CharField(label=gettext_lazy("Place (in Japanese)"), required=False)
    anyway = forms.BooleanField(
        label=gettext_lazy("Set it on this day all the same"), required=False
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "body": bodies,
            "standing": [(code, said(one)) for code, one in STANDINGS.items()],
            "mode": [("", "—"), *((code, said(one)) for code, one in MODES.items())],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.fields["mode"].required = False


def closed_on(day: dt.date) -> list[str]:
    """Return why ``day`` is no working day, side by side, in the language of the page."""
    found = []
    for side in sides():
        name = holiday_on(day, side.calendar, get_language() or "en") if side.calendar else ""
        if name:
            found.append(f"{side.name}: {name}")
    if day.weekday() >= 5:  # noqa: PLR2004 - Saturday and Sunday
        found.append(_("a weekend"))
    return found


def meeting_new(request: HttpRequest) -> HttpResponse:
    """Set the next meeting of a body."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["manage_meetings"])
    bodies = [(one.reference, one.title) for one in selectors.bodies(reader)]
    warnings: list[str] = []
    starts_at = None
    if request.method == "POST":
        form = MeetingForm(request.POST, bodies=bodies)
        if form.is_valid():
            data = form.cleaned_data
            day = data["date"]
            if data["starts"]:
                starts_at = dt.datetime.combine(day, data["starts"], ZoneInfo(account.zone))
            warnings = closed_on(day)
            if not warnings or data["anyway"]:
                try:
                    made = services.set_meeting(
                        body=data["body"],
                        date=day,
                        standing=data["standing"],
                        title={"en": data["title_en"], "ja": data["title_ja"]},
                        place={"en": data["place_en"], "ja": data["place_ja"]},
                        mode=data["mode"],
                        starts_at=starts_at,
                        by=account,
                        at=timezone.now(),
                        id=drawn(account, data["once"]),
                    )
                except Refused as refusal:
                    form.add_error(
                        None, f"{said(refusal.message_words())} {said(refusal.hint_words())}"
                    )
                else:
                    messages.success(request, _("Saved as a draft. Only your side sees it."))
                    return redirect("desk:record", made.reference)
    else:
        form = MeetingForm(bodies=bodies, initial={"standing": "pencilled", "once": draw(account)})
    return render(
        request,
        "desk/meeting_new.html",
        {"form": form, "warnings": warnings, "starts_at": starts_at},
        status=400 if form.errors or warnings else 200,
    )


def decisions(request: HttpRequest) -> HttpResponse:
    """Show decisions: those nobody said anything of first."""
    reader = viewer(request)
    every = selectors.decisions(reader)
    return render(
        request,
        "desk/decisions.html",
        {
            "unknown": [one for one in every if one.unknown],
            "known": [one for one in every if not one.unknown],
            "may_say": reader.may("record_decisions"),
            "endings": ENDINGS,
        },
    )


class BecameForm(forms.Form):
    """What became of a decision."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    ending = forms.ChoiceField(label=gettext_lazy("What became of it"), widget=forms.RadioSelect)
    date = DayField(label=gettext_lazy("When"), required=False, partial=True)
    words_en = forms.CharField(
        label=gettext_lazy("What happened, or why not (in English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    words_ja = forms.CharField(
        label=gettext_lazy("What happened, or why not (in Japanese)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ja"}),
    )
    sources = forms.CharField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("One address a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    replaced_by = forms.CharField(
        label=gettext_lazy("Replaced by (reference)"),
        required=False,
        widget=forms.TextInput(attrs={"class": "k-input--short"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ending"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, said(one)) for code, one in ENDINGS.items()]


def became(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what became of a decision."""
    reader = viewer(request)
    check_side(reader, ["record_decisions"])
    row = row_of(entry_for(reference, reader))
    if not isinstance(row, Decision):
        raise NotHere
    account = account_of(request)
    form = BecameForm(request.POST or None, initial={"once": draw(account)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.say_what_became(
                decision=reference,
                ending=data["ending"],
                date=str(data["date"] or ""),
                words={"en": data["words_en"], "ja": data["words_ja"]},
                sources=data["sources"].split(),
                replaced_by=data["replaced_by"],
                by=account,
                at=timezone.now(),
                id=drawn(account, data["once"]),
            )
        except Refused as refusal:
            form.add_error(None, f"{said(refusal.message_words())} {said(refusal.hint_words())}")
        else:
            messages.success(request, _("Recorded, and shared with the other side."))
            return redirect("desk:record", reference)
    followed = selectors.with_follow_ups([row], visible_audiences(reader))[0]
    return render(
        request,
        "desk/became.html",
        {"form": form, "row": row, "followed": followed},
        status=400 if form.errors else 200,
    )
