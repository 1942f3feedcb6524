"""Search on the desk: every record and provision this person may see."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kakehashi.desk.saving import save_here
from kakehashi.desk.viewing import viewer
from kakehashi.records.search import find

SIZE = 20
LONGEST_QUERY = 200


def search(request: HttpRequest) -> HttpResponse:
    """Show one page of hits."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    number = request.GET.get("page", "1")
    at = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else 1  # noqa: PLR2004
    hits = (
        find(query, viewer=viewer(request), limit=SIZE, offset=(at - 1) * SIZE) if query else None
    )
    pages = Paginator(range(hits.total if hits else 0), SIZE)
    return render(
        request,
        "desk/search.html",
        {
            "query": query,
            "hits": hits,
            "page": pages.get_page(at),
            **(save_here(request, query) if query else {}),
        },
    )
