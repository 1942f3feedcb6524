"""Lines to take on the desk: the list, what hangs on one, its uses, what is said of it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.briefing.cleared import cleared_words
from kakehashi.clearance import selectors as clearance
from kakehashi.desk.forms.actions import PointFilters
from kakehashi.desk.needs import today_of
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.words import said
from kakehashi.framework import selectors as framework
from kakehashi.lines import selectors, services
from kakehashi.lines.models import LineToTake
from kakehashi.lines.rules import FORMS, STANDINGS, USUALLY, VIEWS, standing
from kakehashi.look.forms import typed_day
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import sides
from kakehashi.records.models import Record
from kakehashi.records.rules import may_step
from kakehashi.records.services.plans import standing_of

PAGE = 50


def lines_to_take(request: HttpRequest) -> HttpResponse:
    """Show the lines that the reader sees, by area; those that no longer hold say so."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_participants"])
    today = today_of(account.zone)
    areas = [(one.reference.removeprefix("area-"), one.title) for one in framework.areas(reader)]
    filters = PointFilters(
        request.GET,
        {
            "area": areas,
            "form": [(code, said(words)) for code, words in FORMS.items()],
            "standing": [(code, said(words)) for code, words in STANDINGS.items()],
            "side": [(one.code, one.name) for one in sides()],
        },
    )
    page = Paginator(selectors.lines(reader, today=today, **filters.chosen), PAGE).get_page(
        request.GET.get("page")
    )
    items = [one.item_id for one in page]
    uses = selectors.last_uses(items, reader)
    cleared = clearance.completed(items, reader)
    language = _language()
    return render(
        request,
        "desk/lines_to_take.html",
        {
            "filters": filters,
            "page": page,
            "rows": [
                {
                    "line": one,
                    "area": dict(areas).get(one.area, ""),
                    "form": FORMS.get(one.form),
                    "standing": standing(one.valid_until, today),
                    "cleared": cleared_words(one, cleared.get(one.item_id), language),
                    "used": uses.get(one.item_id),
                }
                for one in page
            ],
            "standings": STANDINGS,
            "may_write": reader.may("write") and bool(reader.side),
        },
    )


def _language() -> str:
    return "ja" if get_language() == "ja" else "en"


def of_line(row: Record, account: Account, reader: Viewer) -> dict[str, Any]:
    """Return what the page of a line shows beside its text. At most seven queries."""
    assert isinstance(row, LineToTake)
    entry, today = row.entry, today_of(account.zone)
    own = bool(reader.side) and entry.item.origin_id == reader.side
    may = reader.may("write") and bool(reader.side)
    holds = standing(row.valid_until, today)
    return {
        "once": draw(account),
        "line": {
            "row": row,
            "own": own,
            "standing": holds,
            "standing_words": STANDINGS[holds],
            "cleared": cleared_words(
                row, clearance.completed([row.item_id], reader).get(row.item_id), _language()
            )
            if own
            else "",
            "uses": selectors.uses_of(row.item_id, reader) if own else [],
            "views": selectors.views_on(row.item_id, reader),
            "view_words": VIEWS,
            "may_use": own and may,
            "may_renew": own and may and may_step(reader, standing_of(entry.item, entry), "save"),
            "may_react": may and not own and reader.may("share"),
            "until": today + dt.timedelta(days=USUALLY),
            "today": today,
        },
    }


@require_POST
def line_used(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that a line was used."""
    services.use(
        line=reference,
        where=request.POST.get("where", ""),
        date=_day(request.POST.get("date", "")),
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Noted. Only your side sees it."))
    return redirect("desk:record", reference)


@require_POST
def line_renew(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a line valid until another day, its words as they are."""
    services.renew(
        line=reference,
        until=_day(request.POST.get("until", "")),
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Valid again, as a draft of your side."))
    return redirect("desk:record", reference)


@require_POST
def line_view(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what one's side thinks of a line that the other side offered."""
    account = account_of(request)
    services.react(
        line=reference,
        view=request.POST.get("view", ""),
        words=request.POST.get("words", ""),
        language=_language(),
        by=account,
        at=timezone.now(),
        id=drawn(account, request.POST.get("once", "")),
    )
    messages.success(request, _("Said, and shared with the other side."))
    return redirect("desk:record", reference)


def _day(written: str) -> dt.date:
    """Return the day that was entered; one that is none is refused as a day far off."""
    return typed_day(written) or dt.date.max
