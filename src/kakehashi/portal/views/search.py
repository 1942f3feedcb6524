"""Search over every published record, in both languages."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from kakehashi.portal.pages import public, show
from kakehashi.records import public as records
from kakehashi.wording import QueryTooLong

SIZE = 20
FURTHEST = 50
"""The last page that is offered: who looks that far should ask for more words."""


@public
def search(request: HttpRequest) -> HttpResponse:
    """Show one page of hits, or say why a search cannot be made."""
    query = request.GET.get("q", "").strip()
    context: dict[str, object] = {
        "query": query,
        "still_index": "../../search-index.json",  # from the folder that the page lies in
        "still_base": "../",
    }
    if not query:
        return show(request, "portal/search.html", context)
    number = _number(request.GET.get("page", ""))
    try:
        hits = records.search(query, limit=SIZE, offset=(number - 1) * SIZE)
    except QueryTooLong as refusal:
        language = get_language() or "en"
        context |= {"refusal": refusal.say(language), "hint": refusal.advise(language)}
        return show(request, "portal/search.html", context, refusal.status)
    pages = Paginator(range(hits.total), SIZE)
    if number > pages.num_pages:  # past the end stands the last page
        number = pages.num_pages
        hits = records.search(query, limit=SIZE, offset=(number - 1) * SIZE)
    context |= {"hits": hits, "page": pages.get_page(number)}
    return show(request, "portal/search.html", context)


def _number(given: str) -> int:
    return min(max(int(given), 1), FURTHEST) if given.isascii() and given.isdigit() else 1
