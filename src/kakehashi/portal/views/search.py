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

WORDS = 6
"""Of how many words it is said what each finds alone, where together they find nothing."""


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
    singly = [] if hits.total else _singly(query)
    context |= {"hits": hits, "page": pages.get_page(number), "singly": singly}
    return show(request, "portal/search.html", context)


def _singly(query: str) -> list[tuple[str, int]]:
    """Return each word of a query that found nothing, with what it finds alone.

    None for a single word, and none where no word finds anything.
    """
    words = [one for one in dict.fromkeys(query.split()) if one[0] not in '-−－"“「『'][:WORDS]
    found = [(one, records.search(one, limit=1).total) for one in words] if words[1:] else []
    return found if any(total for _word, total in found) else []


def _number(given: str) -> int:
    return min(max(int(given), 1), FURTHEST) if given.isascii() and given.isdigit() else 1
