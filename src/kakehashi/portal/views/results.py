"""What came of it: every published result, newest first, with whom it helps and its sources."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from kakehashi.framework import public as framework
from kakehashi.portal import outcomes
from kakehashi.portal.pages import public, show
from kakehashi.workplan import public as workplan

SIZE = 20


@public
def results(request: HttpRequest) -> HttpResponse:
    """Show the published results, page by page."""
    pages = Paginator(workplan.all_results(), SIZE)
    page = pages.get_page(request.GET.get("page"))
    known, areas = framework.partnership(), framework.areas()
    return show(
        request,
        "portal/results.html",
        {"page": page, "results": outcomes.shown(page.object_list, known, areas)},
    )
