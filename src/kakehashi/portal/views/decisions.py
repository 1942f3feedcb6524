"""What meetings decided, newest first, and what became of it as each side says."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from kakehashi.governance import public as governance
from kakehashi.portal.pages import public, show
from kakehashi.records import public as records

SIZE = 20


@public
def decisions(request: HttpRequest) -> HttpResponse:
    """Show the published decisions, page by page, each with the meeting it comes from."""
    pages = Paginator(governance.all_decisions(), SIZE)
    page = pages.get_page(request.GET.get("page"))
    rows = governance.followed(list(page.object_list))
    meetings = records.faces({one.decision.meeting for one in rows if one.decision.meeting})
    return show(
        request,
        "portal/decisions.html",
        {
            "page": page,
            "decisions": [
                (
                    one,
                    meetings.get(one.decision.meeting),
                    one.decision.entry.version.wording.get("body", {}),
                )
                for one in rows
            ],
        },
    )
