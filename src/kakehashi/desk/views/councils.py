"""Meetings on the desk: the list, and setting the next one."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.desk.forms.clock import zones_of
from kakehashi.desk.forms.meetings import FIELDS, MeetingForm
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.errors import Refused
from kakehashi.governance import selectors, services
from kakehashi.governance.kinds import MEETING
from kakehashi.people.calendars import holiday_on
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import sides
from kakehashi.records.models import Item


def meetings(request: HttpRequest) -> HttpResponse:
    """Show every meeting, newest first."""
    reader = viewer(request)
    return render(
        request,
        "desk/meetings.html",
        {
            "meetings": selectors.meetings(reader),
            "may_set": reader.may("manage_meetings") and bool(reader.side),
        },
    )


def closed_on(day: dt.date) -> list[str]:
    """Return why ``day`` is no working day, side by side, in the language of the page."""
    found = []
    for side in sides():
        name = holiday_on(day, side.calendar, get_language() or "en") if side.calendar else ""
        if name:
            found.append(_("%(side)s (%(holiday)s)") % {"side": side.name, "holiday": name})
    if day.weekday() >= 5:  # noqa: PLR2004 - Saturday and Sunday
        found.append(_("a weekend"))
    return found


def meeting_new(request: HttpRequest) -> HttpResponse:
    """Set the next meeting of a body: the Council, with its next number, unless said otherwise."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["manage_meetings"])
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        bodies=selectors.bodies(reader),
        meetings=selectors.meetings(reader),
        zones=sorted(zones_of(sides()), key=lambda one: one[0] != account.zone),
        year=today_of(account.zone).year,
        initial={"standing": "pencilled", "once": draw(account)},
    )
    closed = False
    if request.method == "POST" and form.is_valid():
        why = closed_on(form.cleaned_data["date"])
        closed = bool(why)
        if closed and not form.cleaned_data["anyway"]:
            form.refuse_day(why)
        else:
            made = _set(form, account)
            if made is not None:
                messages.success(request, _("Saved as a draft. Only your side sees it."))
                return redirect("desk:meeting", made.reference)
    return render(
        request,
        "desk/meeting_new.html",
        {"form": form, "closed": closed, "starts_at": form.starts_at},
        status=400 if form.errors else 200,
    )


def _set(form: MeetingForm, account: Account) -> Item | None:
    """Set the meeting as entered; None where it is refused, which the form then says."""
    data = form.cleaned_data
    try:
        return services.set_meeting(
            body=data["body"],
            date=data["date"],
            standing=data["standing"],
            title={"en": data["title_en"], "ja": data["title_ja"]},
            place={"en": data["place_en"], "ja": data["place_ja"]},
            mode=data["mode"],
            starts_at=form.starts_at,
            number=data["number"],
            minutes=data["minutes"],
            by=account,
            at=timezone.now(),
            id=drawn(account, data["once"]),
        )
    except Refused as refusal:
        put_beside(form, refusal, MEETING, FIELDS)
    return None
