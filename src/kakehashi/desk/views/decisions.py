"""Decisions on the desk: the list with its filters, and what became of one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kakehashi.desk.forms.decisions import FIELDS, BecameForm, DecisionFilters
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.governance import selectors, services
from kakehashi.governance.kinds import FOLLOW_UP
from kakehashi.governance.models import Decision
from kakehashi.governance.rules import ENDINGS
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.selectors import entry_for, row_of

PAGE = 50
"""Decisions on one page."""

NOT_RECORDED = "unknown"
"""The state of a decision of which nobody said what became of it."""


def decisions(request: HttpRequest) -> HttpResponse:
    """Show decisions by meeting, area and what became of them: those nobody followed up first."""
    reader = viewer(request)
    filters = DecisionFilters(request.GET, _offered(reader))
    chosen = filters.chosen
    found = [
        one
        for one in selectors.decisions(reader, chosen["meeting"], chosen["area"])
        if chosen["state"] in ("", *_states(one))
    ]
    found.sort(key=lambda one: not one.unknown)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/decisions.html",
        {
            "filters": filters,
            "page": page,
            "unknown": [one for one in page if one.unknown],
            "known": [one for one in page if not one.unknown],
            "unknown_total": sum(one.unknown for one in found),
            "known_total": sum(not one.unknown for one in found),
            "may_say": reader.may("record_decisions") and bool(reader.side),
        },
    )


def _offered(reader: Viewer) -> dict[str, list[tuple[str, str]]]:
    meetings, areas = selectors.decided_in(reader)
    return {
        "meeting": [
            (one.reference, one.title)
            for one in selectors.meetings(reader)
            if one.reference in meetings
        ],
        "area": [
            (code, one.title)
            for one in framework.areas(reader)
            for code in [one.reference.removeprefix("area-")]
            if code in areas
        ],
        "state": [
            (NOT_RECORDED, pgettext("follow-up", "not recorded")),
            *((code, said(words)) for code, words in ENDINGS.items()),
        ],
    }


def _states(one: selectors.Followed) -> list[str]:
    return [told.ending for told in one.follow_ups] or [NOT_RECORDED]


def became(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what became of a decision."""
    reader = viewer(request)
    check_side(reader, ["record_decisions"])
    row = row_of(entry_for(reference, reader))
    if not isinstance(row, Decision):
        raise NotHere
    account = account_of(request)
    form = BecameForm(
        request.POST if request.method == "POST" else None,
        initial={
            "once": draw(account),
            "ending": request.GET.get("ending", ""),
        },
    )
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
            put_beside(form, refusal, FOLLOW_UP, FIELDS)
        else:
            messages.success(request, _("Recorded, and shared with the other side."))
            return redirect("desk:record", reference)
    followed = selectors.with_follow_ups([row], visible_audiences(reader))[0]
    return render(
        request,
        "desk/became.html",
        {
            "form": form,
            "row": row,
            "followed": followed,
            "decided": row.entry.version.wording.get("body", {}),
        },
        status=400 if form.errors else 200,
    )
