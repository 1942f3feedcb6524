"""The partnership year on the desk: its picture, its steps, the late ones first, its meetings."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.desk.forms.cycles import FIELDS, CycleForm, filled
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.desk.year_picture import numbered, year_picture
from kakehashi.errors import NotHere, Refused
from kakehashi.governance import selectors, services
from kakehashi.governance.kinds import CYCLE
from kakehashi.governance.models import Cycle
from kakehashi.people.calendars import working_days_until
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import sides
from kakehashi.records.models import Item


def cycle(request: HttpRequest) -> HttpResponse:
    """Show the partnership year that runs, and every other; plan the next one."""
    reader, account = viewer(request), account_of(request)
    today = today_of(account.zone)
    every = selectors.cycles(reader)
    may_plan = reader.may("manage_meetings") and bool(reader.side)
    last = max((one.last_day for one in every if one.last_day), default=None)
    form = CycleForm(
        request.POST if request.method == "POST" else None,
        initial={**filled(last, today), "once": draw(account)},
    )
    if request.method == "POST":
        check_side(reader, ["manage_meetings"])
        if form.is_valid():
            made = _plan(form, account)
            if made is not None:
                messages.success(request, _("Saved as a draft. Only your side sees it."))
                return redirect("desk:year", made.reference)
    return render(
        request,
        "desk/cycle.html",
        {
            "cycles": every,
            "current": selectors.current_cycle(reader, today),
            "form": form,
            "may_plan": may_plan,
        },
        status=400 if form.errors else 200,
    )


def _plan(form: CycleForm, account: Account) -> Item | None:
    data = form.cleaned_data
    try:
        return services.plan_cycle(
            first_day=data["first_day"],
            last_day=data["last_day"],
            title={"en": data["title_en"], "ja": data["title_ja"]},
            by=account,
            at=timezone.now(),
            id=drawn(account, data["once"]),
        )
    except Refused as refusal:
        put_beside(form, refusal, CYCLE, FIELDS)
    return None


def year(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one partnership year."""
    return _year(request, reference)


def _found(request: HttpRequest, reference: str) -> Cycle:
    found = [one for one in selectors.cycles(viewer(request)) if one.reference == reference]
    if not found:
        raise NotHere
    return found[0]


def _year(
    request: HttpRequest, reference: str, refusal: Refused | None = None, at: int = 0
) -> HttpResponse:
    reader, account = viewer(request), account_of(request)
    today = today_of(account.zone)
    every = list(sides())
    found = selectors.years([_found(request, reference)], reader, today)[0]
    numbers = {step.row.pk: number for number, step in numbered(found)}
    bodies = {one.reference: one for one in selectors.bodies(reader)}
    may = reader.may("manage_meetings") and bool(reader.side)
    calendars = [side.calendar for side in every]
    bound = {step.meeting.item_id for step in found.steps if step.meeting}
    return render(
        request,
        "desk/year.html",
        {
            "year": found,
            "picture": year_picture(found, today),
            "today": today,
            "may_share": found.cycle.state == "draft" and bool(reader.side) and reader.may("share"),
            "rows": [
                {
                    "step": step,
                    "number": numbers.get(step.row.pk, 0),
                    "mine": may and step.row.side_id in (None, reader.side),
                    "refusal": refusal if step.row.pk == at else None,
                    "of": step.meeting or bodies.get(step.row.body),
                }
                for step in found.steps
            ],
            "bodies": [
                {
                    "body": bodies.get(body),
                    "reference": body,
                    "meetings": [
                        {
                            "meeting": one,
                            "left": _left(one.date, today, calendars),
                            "loose": may and one.item_id not in bound,
                        }
                        for one in meetings
                    ],
                }
                for body, meetings in found.meetings.items()
            ],
            "refusal": refusal,
            "posted": request.POST if refusal else {},
            "may": may,
        },
        status=refusal.status if refusal else 200,
    )


def _left(day: dt.date | None, today: dt.date, calendars: list[str]) -> int:
    return working_days_until(today, day, calendars) if day and day >= today else 0


@require_POST
def step(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say what became of a step: done, not needed, open again, or at another distance."""
    account, now = account_of(request), timezone.now()
    what, data = request.POST.get("what", ""), request.POST
    try:
        if what == "done":
            services.finish_step(
                cycle=reference, step=number, on=today_of(account.zone), by=account, at=now
            )
            messages.success(request, _("Noted as done."))
        elif what == "skip":
            services.skip_step(
                cycle=reference,
                step=number,
                reason={"en": data.get("reason_en", ""), "ja": data.get("reason_ja", "")},
                by=account,
                at=now,
            )
            messages.success(request, _("Noted as not needed."))
        elif what == "reopen":
            services.reopen_step(cycle=reference, step=number, by=account, at=now)
            messages.success(request, _("Open again."))
        elif what == "move":
            services.move_step(
                cycle=reference,
                step=number,
                offset=services.offset_of(data.get("days", ""), after=data.get("side") == "after"),
                by=account,
                at=now,
            )
            messages.success(request, _("Moved. Its day follows the meeting from there."))
        else:
            raise NotHere
    except (services.StepReasonMissing, services.StepTooFar, services.StepSettled) as refusal:
        return _year(request, reference, refusal, number)
    return redirect(f"{_address(reference)}#step-{number}")


def _address(reference: str) -> str:
    return str(redirect("desk:year", reference)["Location"])


@require_POST
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Hang steps on one more meeting of the year."""
    services.add_meeting(
        cycle=reference,
        meeting=request.POST.get("meeting", ""),
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("The year now has the steps of that meeting."))
    return redirect("desk:year", reference)
