"""The list of published meetings, to come and held."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kakehashi.governance import public as governance
from kakehashi.people import public as people
from kakehashi.portal.pages import public, show

SIZE = 20


@public
def meetings(request: HttpRequest) -> HttpResponse:
    """Show meetings to come, soonest first, then those held, newest first, page by page."""
    today = timezone.localdate()
    pages = Paginator(governance.held(today), SIZE)
    return show(
        request,
        "portal/meetings.html",
        {
            "coming": governance.to_come(today),
            "page": pages.get_page(request.GET.get("page")),
            "bodies": governance.bodies(),
            "clocks": ",".join(side.zone for side in people.sides()),
        },
    )
