"""Finding a time on the desk: slots in everybody's hours, ranked; one is pencilled, some kept."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kakehashi.desk.forms.slots import STEP, SlotsForm
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.desk.words import said
from kakehashi.governance import selectors, services, slots
from kakehashi.governance.naming import next_name
from kakehashi.governance.rules import STANDINGS
from kakehashi.governance.slots import REASONS, Loosened, Office, Reason
from kakehashi.people.models import Side
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import sides
from kakehashi.records.models import Item

SHOWN = 20
MOST_ALTERNATES = 5
OPEN_STANDINGS = ("pencilled", "on_hold")


def find(request: HttpRequest) -> HttpResponse:
    """Look for a time; set the meeting at the one chosen, with the others kept as alternates."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["manage_meetings"])
    every = list(sides())
    form = SlotsForm(
        request.GET if "body" in request.GET and "minutes" in request.GET else None,
        bodies=selectors.bodies(reader),
        sides=every,
        hours=selectors.hours_of_sides(),
        today=today_of(account.zone),
        initial={"body": request.GET["body"]} if "body" in request.GET else {},
    )
    found: dict[str, Any] = {}
    if form.is_valid():
        found = _search(form, every)
    error = ""
    if request.method == "POST" and form.is_valid():
        made, error = _set(request, form, every)
        if made is not None:
            messages.success(request, _("Saved as a draft. Only your side sees it."))
            return redirect("desk:meeting", made.reference)
    return render(
        request,
        "desk/slots.html",
        {
            "form": form,
            "error": error,
            "hours": [
                (side, form[f"opens_{side.code}"], form[f"closes_{side.code}"]) for side in every
            ],
            "zones": ",".join(dict.fromkeys(side.zone for side in every)),
            "blocked": selectors.blocked_times(),
            "standings": [(code, said(STANDINGS[code])) for code in OPEN_STANDINGS],
            "once": draw(account),
            **found,
        },
        status=400 if form.errors or error else 200,
    )


def _search(form: SlotsForm, every: list[Side]) -> dict[str, Any]:
    data = form.cleaned_data
    first, last, length = data["first"], data["last"], data["minutes"]
    offices = selectors.offices(first, last, form.chosen_hours())
    starts = slots.find(offices, first, last, length=length, step=STEP)
    names = {side.code: side.name for side in every}
    ranked = slots.rank(starts, offices, length)[:SHOWN]
    return {
        "searched": True,
        "total": len(starts),
        "rows": [(one, [reason_words(why, names) for why in one.reasons]) for one in ranked],
        "loosened": [
            (loosened_words(one, names, offices), one.slots, loosened_query(one, offices, form))
            for one in slots.loosen(offices, first, last, length=length, step=STEP)[:6]
        ]
        if not starts
        else [],
    }


def reason_words(reason: Reason, names: dict[str, str]) -> str:
    """Return what is said of a slot in the language of the page."""
    return said(REASONS[reason.code].words).format(
        side=names.get(reason.side, reason.side),
        pattern=said(reason.pattern) if reason.pattern else "",
    )


def loosened_words(one: Loosened, names: dict[str, str], offices: list[Office]) -> str:
    """Return a change that would give slots, in the language of the page."""
    facts = {"side": names.get(one.side, one.side), "minutes": one.minutes}
    office = next((each for each in offices if each.side == one.side), None)
    if one.change == "earlier" and office:
        facts["time"] = _clock(office.opens - one.minutes)
        return _("%(side)s begins %(minutes)d minutes earlier, at %(time)s") % facts
    if one.change == "later" and office:
        facts["time"] = _clock(office.closes + one.minutes)
        return _("%(side)s stays %(minutes)d minutes longer, until %(time)s") % facts
    if one.change == "without":
        facts["pattern"] = said(one.pattern) if one.pattern else ""
        return _("%(side)s meets all the same in spite of: %(pattern)s") % facts
    if one.change == "shorter":
        return ngettext(
            "The meeting takes %(minutes)d minute",
            "The meeting takes %(minutes)d minutes",
            one.minutes,
        ) % {"minutes": one.minutes}
    return _("Every side begins %(minutes)d minutes earlier and stays as much longer") % facts


def loosened_query(one: Loosened, offices: list[Office], form: SlotsForm) -> str:
    """Return the search with a change made, as the query of its address.

    Empty for a change that is no field of the form: what is known to be taken.
    """
    query = {name: str(form.data[name]) for name in form.data}
    for office in offices:
        if one.change in ("earlier", "both") and one.side in ("", office.side):
            query[f"opens_{office.side}"] = _clock(office.opens - one.minutes)
        if one.change in ("later", "both") and one.side in ("", office.side):
            query[f"closes_{office.side}"] = _clock(min(office.closes + one.minutes, LAST_MINUTE))
    if one.change == "shorter":
        query["minutes"] = str(one.minutes)
    return "" if one.change == "without" else urlencode(query)


LAST_MINUTE = 24 * 60 - 1
"""The last minute of a day that a clock shows."""


def _clock(minute: int) -> str:
    minute = min(max(minute, 0), 24 * 60)
    return f"{minute // 60:02}:{minute % 60:02}"


def _moment(text: str) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _set(request: HttpRequest, form: SlotsForm, every: list[Side]) -> tuple[Item | None, str]:
    """Set the meeting at the time chosen; else say what is missing."""
    start = _moment(request.POST.get("start", ""))
    if start is None:
        return None, _("Choose a time.")
    kept = [_moment(one) for one in request.POST.getlist("alternate")]
    alternates = sorted({one for one in kept if one is not None and one != start})
    if len(alternates) > MOST_ALTERNATES:
        words = _("Keep at most %(most)d alternative times.")
        return None, words % {"most": MOST_ALTERNATES}
    reader, account = viewer(request), account_of(request)
    body = next(
        one for one in selectors.bodies(reader) if one.reference == form.cleaned_data["body"]
    )
    day = start.astimezone(ZoneInfo(every[0].zone)).date()
    named = next_name(body, selectors.meetings(reader), day.year)
    standing = request.POST.get("standing", "")
    made = services.set_meeting(
        body=body.reference,
        date=day,
        standing=standing if standing in OPEN_STANDINGS else OPEN_STANDINGS[0],
        title=named.title,
        place={},
        mode="",
        starts_at=start,
        number=named.number,
        minutes=form.cleaned_data["minutes"],
        alternates=alternates,
        by=account,
        at=timezone.now(),
        id=drawn(account, request.POST.get("once", "")),
    )
    return made, ""
