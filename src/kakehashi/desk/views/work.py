"""My work: what needs this person, computed from state, and where things stand."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.briefing.composing import opposite_lines
from kakehashi.briefing.gathering import gather
from kakehashi.desk import needs, saving, setting_up
from kakehashi.desk.needs import today_of
from kakehashi.desk.viewing import account_of
from kakehashi.errors import NotHere
from kakehashi.governance import selectors as governance
from kakehashi.look.storage import though_storage_fails
from kakehashi.people.calendars import working_days_until
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.people.services import choose_shortcuts, mark_seen, note_look
from kakehashi.records import publications, waiting
from kakehashi.records.kinds import all_kinds
from kakehashi.workplan import selectors as workplan
from kakehashi.workplan.rules import NOT_YET

__all__ = ["today_of", "work", "work_keys", "work_list", "work_seen"]

PAGE = 25
OFFICE = "private_office"
"""The purpose, and the role, of a minister's office: its first screen is one page."""

SEEN = "seen_before"
"""Where a session keeps what *mark all as seen* can be undone with."""


def work(request: HttpRequest) -> HttpResponse:
    """Show what needs this person, then where the partnership stands."""
    account = account_of(request)
    if _is_office(account):
        return _office(request, account)
    reader = needs.reader_of(account)
    viewer = reader.viewer
    sections = needs.needs(reader)
    news = needs.one_list("new", reader)
    coming, last = governance.next_and_last(viewer, reader.today)
    counts = workplan.counts(viewer)
    left = {one.key: one.total for one in sections}
    tasks = setting_up.tasks(reader, coming, left) if setting_up.may_set_up(reader) else []
    response = render(
        request,
        "desk/work.html",
        {
            "at_work": True,
            "sections": [one for one in sections if one.total],
            "clear": [one for one in sections if not one.total],
            "held": publications.held(viewer, needs.SHOWN),
            "news": news,
            "since": account.seen_until,
            "undo": _undo(request, account),
            "lead": needs.one_list("lead", reader),
            "views": [(one, saving.address_now(one)) for one in saving.views_of(account)],
            "next_meeting": coming,
            "may_set": viewer.may("manage_meetings") and bool(viewer.side),
            "last_meeting": last,
            "results": workplan.latest_results(viewer, 4),
            "counts": counts,
            **_sums(counts),
            "startable": [one for one in all_kinds() if one.creatable]
            if viewer.may("write") and viewer.side
            else [],
            "tasks": tasks,
            "tasks_left": [one for one in tasks if not one.done],
        },
    )
    with though_storage_fails():
        note_look(account, at=timezone.now())
    return response


def _is_office(account: Account) -> bool:
    if account.purpose == OFFICE or viewer_of(account).may("write"):
        return account.purpose == OFFICE
    return set(account.roles.values_list("code", flat=True)) == {OFFICE}


def _sums(counts: dict[str, dict[str, int]]) -> dict[str, int]:
    total = sum(sum(one.values()) for one in counts.values())
    unreported = sum(one.get(NOT_YET, 0) for one in counts.values())
    return {"total": total, "unreported": unreported, "reported": total - unreported}


def _office(request: HttpRequest, account: Account) -> HttpResponse:
    """Show a minister's office where things stand, within two screens of a phone."""
    reader = needs.reader_of(account)
    gathered = gather(reader.viewer, reader.today)
    coming, last = gathered.coming, gathered.last
    decided = governance.decisions(reader.viewer, meeting=last.reference) if last else []
    texts, by_side = waiting.unconfirmed(reader.viewer, 3)
    across = opposite_lines(gathered)
    notes = {one.more for one in across}
    counts = workplan.counts(reader.viewer)
    response = render(
        request,
        "desk/work_office.html",
        {
            **_sums(counts),
            "completed": sum(one.get("completed", 0) for one in counts.values()),
            "today": reader.today,
            "next_meeting": coming,
            "days_left": working_days_until(reader.today, coming.date, reader.calendars)
            if coming and coming.date
            else 0,
            "last_meeting": last,
            "across": across,
            "across_note": notes.pop() if len(notes) == 1 else "",
            "decided": decided,
            "unknown": sum(one.unknown for one in decided),
            "texts": texts,
            "by_side": [(side, by_side.get(code, 0)) for code, side in reader.sides.items()],
            "results": gathered.results[:3],
            "news": needs.one_list("new", reader),
            "views": [(one, saving.address_now(one)) for one in saving.views_of(account)],
        },
    )
    with though_storage_fails():
        note_look(account, at=timezone.now())
    return response


def work_list(request: HttpRequest, section: str) -> HttpResponse:
    """Show one section of My work whole."""
    account = account_of(request)
    found = needs.one_list(section, needs.reader_of(account, needs.LISTED))
    if found is None:
        raise NotHere
    if section == "confirm":
        return redirect("desk:confirm")
    return render(
        request,
        "desk/work_list.html",
        {
            "section": found,
            "page": Paginator(found.rows, PAGE).get_page(request.GET.get("page")),
            "since": account.seen_until,
            "listed": needs.LISTED,
        },
    )


@require_POST
def work_seen(request: HttpRequest) -> HttpResponse:
    """Count all news as seen, or take that back."""
    account = account_of(request)
    kept = request.session.pop(SEEN, None)
    if "undo" in request.POST:
        if kept and dt.datetime.fromisoformat(kept["now"]) == account.seen_until:
            mark_seen(account, until=dt.datetime.fromisoformat(kept["before"]))
            messages.success(request, _("Shown again as new."))
        return redirect("desk:work")
    now = timezone.now()
    before = mark_seen(account, until=now)
    if before is not None:
        request.session[SEEN] = {"before": before.isoformat(), "now": now.isoformat()}
    return redirect("desk:work")


def _undo(request: HttpRequest, account: Account) -> bool:
    kept = request.session.get(SEEN)
    return kept is not None and dt.datetime.fromisoformat(kept["now"]) == account.seen_until


def work_keys(request: HttpRequest) -> HttpResponse:
    """List the keys of the desk; switch them off or on for this account."""
    account = account_of(request)
    if request.method == "POST":
        on = request.POST.get("shortcuts") == "on"
        choose_shortcuts(account, on=on)
        messages.success(
            request, _("Single keys are on.") if on else _("Single keys are switched off.")
        )
        return redirect("desk:work-keys")
    return render(request, "desk/work_keys.html", {"on": account.shortcuts})
