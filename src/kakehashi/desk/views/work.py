"""My work: what needs this person, computed from state, and where things stand."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kakehashi.desk.viewing import account_of
from kakehashi.framework import selectors as framework
from kakehashi.governance import selectors as governance
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import viewer_of
from kakehashi.people.services import note_look, note_visit
from kakehashi.records import publications
from kakehashi.records import selectors as records
from kakehashi.records.kinds import all_kinds
from kakehashi.workplan import selectors as workplan

SHOWN = 8


def today_of(zone: str) -> dt.date:
    """Return today's date where the reader is."""
    return timezone.now().astimezone(ZoneInfo(zone)).date()


def work(request: HttpRequest) -> HttpResponse:
    """Show what needs this person, then where the partnership stands."""
    account = account_of(request)
    viewer = viewer_of(account)
    today = today_of(account.zone)
    note_visit(account, at=timezone.now())
    since = account.seen_until or timezone.now()
    coming, last = governance.next_and_last(viewer, today)
    counts = workplan.counts(viewer)
    response = render(
        request,
        "desk/work.html",
        {
            "since": since,
            "needs": _needs(viewer, today),
            "held": publications.held(viewer, SHOWN),
            "owned": workplan.owned(viewer, account.post_id, SHOWN) if account.post_id else [],
            "changed": records.changed_since(viewer, since, SHOWN),
            "next_meeting": coming,
            "last_meeting": last,
            "results": workplan.latest_results(viewer, 4),
            "counts": counts,
            "total": sum(sum(one.values()) for one in counts.values()),
            "unreported": sum(one.get("not_yet_reported", 0) for one in counts.values()),
            "startable": [one for one in all_kinds() if one.creatable]
            if viewer.may("write") and viewer.side
            else [],
            "set_up": _set_up(viewer, coming is None, today),
        },
    )
    note_look(account, at=timezone.now())
    return response


def _needs(viewer: Viewer, today: dt.date) -> dict[str, object]:
    """Return what waits for the viewer's side; nothing for those who only read."""
    if not viewer.may("write"):
        return {}
    return {
        "to_confirm": records.to_confirm(viewer, SHOWN),
        "proposals": records.proposals_waiting(viewer, SHOWN),
        "pens": records.pens_asked(viewer, SHOWN),
        "drafts": records.own_drafts(viewer, SHOWN),
        "overdue": workplan.overdue(viewer, today=today, limit=SHOWN),
        "due_soon": workplan.due_soon(viewer, today=today, limit=SHOWN),
        "unfollowed": governance.unfollowed(viewer, SHOWN)
        if viewer.may("record_decisions")
        else [],
        "stale": records.stale_languages(viewer, SHOWN),
    }


def _set_up(viewer: Viewer, no_meeting: bool, today: dt.date) -> dict[str, object]:  # noqa: FBT001
    """Return what a fresh node still lacks, for those who can mend it."""
    if not viewer.may("manage_meetings"):
        return {}
    return {
        "text": not framework.imports(),
        "meeting": no_meeting,
        "occasions": framework.passed_occasions(viewer, today),
    }
