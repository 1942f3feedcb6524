"""The timeline: what was written when, for those whose role it is to look."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kakehashi.desk.viewing import viewer
from kakehashi.ledger import selectors
from kakehashi.people.rules import check_may
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.selectors import subjects_of

SIZE = 50


def timeline(request: HttpRequest) -> HttpResponse:
    """Show the events this person may read of, newest first."""
    reader = viewer(request)
    check_may(reader, "see_timeline")
    visible = visible_audiences(reader)
    listed = Paginator(selectors.visible_to(visible), SIZE)
    page = listed.get_page(request.GET.get("page"))
    events = list(page.object_list)
    return render(
        request,
        "desk/timeline.html",
        {
            "page": page,
            "events": events,
            "subjects": subjects_of({event.subject for event in events}, visible),
            "head": selectors.head(),
        },
    )
