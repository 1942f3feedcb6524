"""Joint texts on the desk: the list, starting one, proposing, silence, two versions compared."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.desk.forms.new_text import FIELDS, NewTextForm
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.text_editor import opened
from kakehashi.drafting import selectors, services
from kakehashi.drafting.kinds import JOINT_TEXT, paragraph_label
from kakehashi.drafting.paragraphs import numbers, place_of
from kakehashi.drafting.rules import TEXT_KINDS
from kakehashi.drafting.services import Draft
from kakehashi.errors import NotHere, Refused
from kakehashi.governance import selectors as governance
from kakehashi.look.forms import typed_day
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import visible_audiences
from kakehashi.records import selectors as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.rules import check_step
from kakehashi.records.selectors import entry_for
from kakehashi.records.services import LinkTo
from kakehashi.records.services.plans import standing_of

SIZE = 30


def joint_texts(request: HttpRequest) -> HttpResponse:
    """Show every joint text that this person may see, the last changed first."""
    reader = viewer(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in TEXT_KINDS else ""
    listed = selectors.texts(reader, text_kind=kind)
    return render(
        request,
        "desk/texts.html",
        {
            "page": Paginator(listed, SIZE).get_page(request.GET.get("page")),
            "kinds": TEXT_KINDS,
            "kind": kind,
            "may_start": reader.may("write") and bool(reader.side),
        },
    )


def text_new(request: HttpRequest) -> HttpResponse:
    """Start a joint text: its kind, title, languages and meeting; its paragraphs come after."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["write"])
    meetings = governance.meetings(reader)
    form = NewTextForm(
        request.POST if request.method == "POST" else None,
        meetings=meetings,
        initial={
            "text_kind": request.GET.get("kind", "outcome_document"),
            "authority": "en,ja",
            "meeting": request.GET.get("meeting", ""),
            "once": draw(account),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _start(request, form, reader)
        except Refused as refusal:
            put_beside(form, refusal, JOINT_TEXT, FIELDS)
        else:
            messages.success(request, _("Saved as a draft. Only your side sees it."))
            return redirect("desk:text", made.reference)
    return render(request, "desk/text_new.html", {"form": form}, status=400 if form.errors else 200)


def _start(request: HttpRequest, form: NewTextForm, reader: Viewer) -> Item:
    account, data = account_of(request), form.cleaned_data
    links = []
    if data["meeting"]:
        links.append(LinkTo("of_meeting", entry_for(data["meeting"], reader).item_id))
    return services.start(
        draft=Draft(
            title=form.title(),
            paragraphs=(),
            text_kind=data["text_kind"],
            authority=data["authority"],
            date=data["date"].isoformat() if isinstance(data["date"], dt.date) else "",
            links=links,
        ),
        by=account,
        at=timezone.now(),
        id=drawn(account, data["once"]),
    )


def text_propose(request: HttpRequest, reference: str, paragraph: str) -> HttpResponse:
    """Propose other words for one paragraph to the side that holds the pen."""
    found, account = opened(request, reference), account_of(request)
    shown = found.draft.paragraphs
    one = shown[place_of(shown, paragraph)]
    version, refusal = found.entry.version, None
    if request.method != "POST":
        check_step(found.reader, standing_of(found.entry.item, found.entry), "propose")
    else:
        base = request.POST.get("base", "")
        try:
            services.propose_paragraph(
                item=found.entry.item_id,
                base=int(base) if base.isascii() and base.isdigit() else version.number,
                paragraph=paragraph,
                words={
                    code: request.POST.get(code, one.said(code)).replace("\r\n", "\n")
                    for code in ("ja", "en")
                },
                note=request.POST.get("note", ""),
                by=account,
                at=timezone.now(),
                id=drawn(account, request.POST.get("once", "")),
            )
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Your proposal is with whoever holds the pen."))
            answer = redirect("desk:text", reference)
            answer["Location"] += f"#par-{paragraph}"
            return answer
    typed = request.POST if request.method == "POST" else None
    return render(
        request,
        "desk/text_propose.html",
        {
            "entry": found.entry,
            "version": version,
            "one": one,
            "label": paragraph_label(one, numbers(shown).get(one.id, "")),
            "ja": typed.get("ja", "") if typed else one.said("ja"),
            "en": typed.get("en", "") if typed else one.said("en"),
            "note": typed.get("note", "") if typed else "",
            "once": draw(account),
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


@require_POST
def text_silence(request: HttpRequest, reference: str) -> HttpResponse:
    """Start confirmation by silence, or object to it."""
    found, account = opened(request, reference), account_of(request)
    now = timezone.now()
    if request.POST.get("do") == "object":
        services.object_to(
            item=found.entry.item_id, why=request.POST.get("why", ""), by=account, at=now
        )
        messages.success(request, _("Your side’s objection is recorded. Nothing is confirmed."))
    else:
        services.start_silence(
            item=found.entry.item_id,
            until=_until(request.POST.get("until", "")),
            by=account,
            at=now,
        )
        messages.success(
            request, _("Confirmed for your side; the other side may object until then.")
        )
    return redirect("desk:text", reference)


def _until(written: str) -> dt.datetime:
    """Return the end of a day in the reader's zone; long past for what is no day."""
    day = typed_day(written) or dt.date(1970, 1, 1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)))


def text_compare(request: HttpRequest, reference: str) -> HttpResponse:
    """Show any two versions beside each other in both languages, paragraph by paragraph."""
    found = opened(request, reference)
    entry: Entry = found.entry
    history = records.history(entry.item, visible_audiences(found.reader))
    numbers_there = [one.number for one in history]
    if not numbers_there:
        raise NotHere
    new = _number(request.GET.get("new"), numbers_there, numbers_there[0])
    said = {one.number: one.content_digest for one in history}
    other = (one for one in numbers_there if one < new and said[one] != said[new])
    usual = next(other, numbers_there[min(1, len(numbers_there) - 1)])
    old = _number(request.GET.get("old"), numbers_there, usual)
    before = records.version_for(entry.item, old, found.reader)
    after = records.version_for(entry.item, new, found.reader)
    compared = selectors.compare(before, after)
    only = "changes" in request.GET
    return render(
        request,
        "desk/text_compare.html",
        {
            "entry": entry,
            "history": history,
            "old": before,
            "new": after,
            "title": selectors.compare_titles(before, after),
            "rows": [one for one in compared if one.changed or not only],
            "unchanged": sum(not one.changed for one in compared),
            "only": only,
        },
    )


def _number(given: str | None, known: list[int], default: int) -> int:
    if given and given.isascii() and given.isdigit() and int(given) in known:
        return int(given)
    return default
