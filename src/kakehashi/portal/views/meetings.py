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
    every = governance.meetings()
    coming = [one for one in every if one.date and one.date >= today and one.standing != "held"]
    past = [one for one in every if one not in coming]
    pages = Paginator(past, SIZE)
    return show(
        request,
        "portal/meetings.html",
        {
            "coming": coming[::-1],
            "page": pages.get_page(request.GET.get("page")),
            "bodies": governance.bodies(),
            "clocks": ",".join(side.zone for side in people.sides()),
        },
    )
