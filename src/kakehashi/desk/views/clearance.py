"""Clearance on the desk: asking one's own offices, their answers. The other side sees no page."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.clearance import selectors, services
from kakehashi.clearance.rules import ANSWERS, OPEN, STATES
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Organisation
from kakehashi.people.rules import check_side
from kakehashi.records.selectors import entry_for

LINES = 8


def clearance(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the clearances of a record within one's own side; ask offices."""
    reader = viewer(request)
    check_side(reader, ["read_own_side"])
    entry = entry_for(reference, reader)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            services.ask(
                item=entry.item_id,
                offices=list(
                    zip(
                        request.POST.getlist("office"),
                        request.POST.getlist("division"),
                        strict=False,
                    )
                ),
                due=_day(request.POST.get("due", "")),
                in_order=request.POST.get("order") == "one",
                note=request.POST.get("note", ""),
                by=account_of(request),
                at=timezone.now(),
                id=drawn(account_of(request), request.POST.get("once", "")),
            )
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("The offices are asked. The other side does not see this."))
            return redirect("desk:clearance", reference)
    rounds = selectors.of_item(entry.item_id, reader)
    offices = Organisation.objects.filter(side_id=reader.side).order_by("pk")
    chosen = request.POST.getlist("office") if refusal else []
    divisions = request.POST.getlist("division") if refusal else []
    return render(
        request,
        "desk/clearance.html",
        {
            "entry": entry,
            "rounds": rounds,
            "open": any(one.clearance.state == OPEN for one in rounds),
            "answers": ANSWERS,
            "states": STATES,
            "offices": offices,
            "lines": [
                (
                    place,
                    chosen[place - 1] if place <= len(chosen) else "",
                    divisions[place - 1] if place <= len(divisions) else "",
                )
                for place in range(1, LINES + 1)
            ],
            "once": draw(account_of(request)),
            "may_ask": reader.may("write"),
            "may_close": reader.may("share") and reader.may("write"),
            "may_rule": reader.may("manage_people"),
            "before": selectors.may_confirm_before(reader.side),
            "today": timezone.localdate(),
            "refusal": refusal,
            "typed": request.POST if refusal else {},
        },
        status=refusal.status if refusal else 200,
    )


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


@require_POST
def clearance_answer(request: HttpRequest, reference: str, office: int) -> HttpResponse:
    """Answer for one office."""
    services.answer(
        office=office,
        given=request.POST.get("answer", ""),
        words=request.POST.get("words", ""),
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("The answer is recorded. Only your side sees it."))
    return redirect("desk:clearance", reference)


@require_POST
def clearance_close(request: HttpRequest, reference: str, key: uuid.UUID) -> HttpResponse:
    """Close a clearance before it is complete."""
    services.close(clearance=key, by=account_of(request), at=timezone.now())
    messages.success(request, _("The clearance is closed."))
    return redirect("desk:clearance", reference)


@require_POST
def clearance_rule(request: HttpRequest, reference: str) -> HttpResponse:
    """Say for one's side whether texts may be confirmed before their clearance is complete."""
    services.set_rule(
        confirm_before=request.POST.get("before") == "yes",
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Saved for all texts of your side."))
    return redirect("desk:clearance", reference)
