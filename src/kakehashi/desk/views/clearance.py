"""Clearance on the desk: asking one's own offices, their answers. The other side sees no page."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.clearance import selectors, services
from kakehashi.clearance.rules import ANSWERS, OPEN, SILENT, SILENT_WORDS, STATES
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.look.forms import typed_day
from kakehashi.people.models import Organisation
from kakehashi.people.rules import check_side
from kakehashi.records.selectors import entry_for

LINES = 8
"""Lines for offices on the page, unless more were asked the last time or are wanted."""

PAGE = 50
"""Clearances on one page of the list."""


def clearances(request: HttpRequest) -> HttpResponse:
    """Show every clearance of one's own side: under way, complete, closed."""
    reader = viewer(request)
    check_side(reader, ["read_own_side"])
    state = request.GET.get("state", OPEN)
    state = state if state in ("", *STATES) else OPEN
    page = Paginator(selectors.listing(reader, state), PAGE).get_page(request.GET.get("page"))
    faces = selectors.faces_of([one.item_id for one in page], reader)
    counts = selectors.counted(reader)
    return render(
        request,
        "desk/clearances.html",
        {
            "page": page,
            "rows": [(one, faces[one.item_id]) for one in page if one.item_id in faces],
            "tabs": [
                *[
                    (code, said(words), counts.get(code, 0), f"?state={code}")
                    for code, words in STATES.items()
                ],
                ("", _("All"), sum(counts.values()), "?state="),
            ],
            "words": STATES,
            "state": state,
            "today": timezone.localdate(),
        },
    )


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
    # A round after the first asks the same offices again, unless they are changed.
    last = [one.office for one in rounds[0].offices] if rounds else []
    chosen = request.POST.getlist("office") if refusal else [one.organisation_id for one in last]
    divisions = request.POST.getlist("division") if refusal else [one.division for one in last]
    lines = min(max(LINES, len(chosen) + 2, _lines(request)), services.MOST_OFFICES)
    rule = selectors.rule_of(reader.side)
    return render(
        request,
        "desk/clearance.html",
        {
            "entry": entry,
            "rounds": rounds,
            "open": any(one.clearance.state == OPEN for one in rounds),
            "answers": {**ANSWERS, SILENT: SILENT_WORDS},
            "choices": ANSWERS,
            "states": STATES,
            "offices": offices,
            "lines": [
                (
                    place,
                    chosen[place - 1] if place <= len(chosen) else "",
                    divisions[place - 1] if place <= len(divisions) else "",
                )
                for place in range(1, lines + 1)
            ],
            "once": draw(account_of(request)),
            "may_ask": reader.may("write"),
            "may_close": reader.may("share") and reader.may("write"),
            "may_rule": reader.may("manage_people"),
            "more_lines": lines + LINES if lines < services.MOST_OFFICES else 0,
            "before": rule is not None and rule.confirm_before,
            "silence_days": rule.silence_days if rule else 0,
            "most_silence_days": services.MOST_SILENCE_DAYS,
            "today": timezone.localdate(),
            "refusal": refusal,
            "typed": request.POST if refusal else {},
        },
        status=refusal.status if refusal else 200,
    )


def _lines(request: HttpRequest) -> int:
    written = request.GET.get("lines", "")
    return min(int(written[:4]), services.MOST_OFFICES) if written.isdecimal() else 0


def _day(written: str) -> dt.date | None:
    return typed_day(written)


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
def clearance_decision(request: HttpRequest, reference: str, key: uuid.UUID) -> HttpResponse:
    """Enter the number of the decision that was taken elsewhere."""
    services.enter_decision(
        clearance=key,
        number=request.POST.get("number", ""),
        date=_day(request.POST.get("date", "")),
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("The number is recorded. Only your side sees it."))
    return redirect("desk:clearance", reference)


@require_POST
def clearance_rule(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what one's side wants of clearance: before confirming, and of silence."""
    written = request.POST.get("silence", "0").strip()
    services.set_rule(
        confirm_before=request.POST.get("before") == "yes",
        silence_days=int(written) if written.isascii() and written.isdigit() else -1,
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Saved for all texts of your side."))
    return redirect("desk:clearance", reference)
