"""Starting a joint text from what happened: the page on which its records are chosen."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.drafting import services
from kakehashi.drafting.rules import AUTHORITIES, OUTCOME_DOCUMENT, TEXT_KINDS
from kakehashi.drafting.services import Draft
from kakehashi.drafting.starting import KINDS, Candidate, candidates, chosen, paragraphs_from
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.governance import selectors as governance
from kakehashi.people.rules import Viewer, check_side
from kakehashi.records.models import Item
from kakehashi.records.selectors import entry_for
from kakehashi.records.services import LinkTo


class NothingChosen(Refused):
    """A text was to be made from records, and none was chosen."""

    code = "nothing-chosen"
    message = {
        "en": "No record was chosen to start from.",
        "ja": "基となる案件が選択されていません。",
    }
    hint = {
        "en": "Tick at least one, or start an empty joint text.",
        "ja": "1件以上選択するか、空の共同文書として起案してください。",
    }


def text_from(request: HttpRequest) -> HttpResponse:
    """Choose decisions, progress and results, and start a joint text from them."""
    reader = viewer(request)
    check_side(reader, ["write"])
    area, meeting = request.GET.get("area", ""), request.GET.get("meeting", "")
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            made = _start(request, reader)
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Saved as a draft. Only your side sees it."))
            return redirect("desk:text", made.reference)
    found = candidates(reader, area=area, meeting=meeting)
    areas = [
        {"code": one.reference.removeprefix("area-"), "title": one.title}
        for one in framework.areas(reader)
    ]
    return render(
        request,
        "desk/text_from.html",
        {
            "found": found,
            "groups": _grouped(found, {one["code"]: one["title"] for one in areas}),
            "ticked": {_uuid(one) for one in request.POST.getlist("from")},
            "areas": areas,
            "area": area,
            "meetings": governance.meetings(reader),
            "meeting": meeting,
            "kinds": TEXT_KINDS,
            "authorities": AUTHORITIES,
            "typed": request.POST
            if request.method == "POST"
            else {
                "text_kind": request.GET.get("kind", OUTCOME_DOCUMENT),
                "of_meeting": meeting,
                **(_titles(meeting, reader) if meeting else {}),
            },
            "once": draw(account_of(request)),
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


def _start(request: HttpRequest, reader: Viewer) -> Item:
    keys = [one for one in map(_uuid, request.POST.getlist("from")) if one is not None]
    found = chosen(reader, keys)
    if not found:
        raise NothingChosen
    kind, meeting = request.POST.get("text_kind", ""), request.POST.get("of_meeting", "")
    authority = request.POST.get("authority", "")
    title = {code: request.POST.get(f"title_{code}", "").strip() for code in ("ja", "en")}
    links = [LinkTo("about", one.entry.item_id) for one in found]
    if meeting:
        links.append(LinkTo("of_meeting", entry_for(meeting, reader).item_id))
    return services.start(
        draft=Draft(
            title={code: words for code, words in title.items() if words},
            paragraphs=paragraphs_from(found, by=request.POST.get("by", "area"), viewer=reader),
            text_kind=kind if kind in TEXT_KINDS else OUTCOME_DOCUMENT,
            authority=authority if authority in AUTHORITIES else next(iter(AUTHORITIES)),
            links=links,
        ),
        by=account_of(request),
        at=timezone.now(),
        id=drawn(account_of(request), request.POST.get("once", "")),
    )


def _titles(meeting: str, reader: Viewer) -> dict[str, str]:
    """Return a title for what came of a meeting, in the languages that the meeting has one in."""
    row = governance.meeting_for(meeting, reader)
    if row is None:
        return {}
    made = {
        "title_en": (row.title_en, "Outcome of the %s"),
        "title_ja": (row.title_ja, "%s成果文書"),
    }
    return {name: words % title for name, (title, words) in made.items() if title}


def _grouped(
    found: list[Candidate], areas: Mapping[str, str]
) -> list[tuple[str, list[tuple[Candidate, str]]]]:
    """Return what there is to start from, by kind, each with what its area is called."""
    return [
        (kind, listed)
        for kind in KINDS
        if (
            listed := [
                (one, areas.get(one.area, one.area)) for one in found if one.entry.kind == kind
            ]
        )
    ]


def _uuid(written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written)
    except ValueError:
        return None
