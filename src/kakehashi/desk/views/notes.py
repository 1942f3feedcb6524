"""Contact notes on the desk: the list, writing one, its tags, changing one, what hangs on one."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kakehashi.desk.forms.actions import PointFilters
from kakehashi.desk.forms.notes import FIELDS, NoteForm, starting
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.needs import today_of
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.notes import selectors, services, tagging
from kakehashi.notes.kinds import CONTACT_NOTE
from kakehashi.notes.rules import MEDIA
from kakehashi.notes.services import ANSWERS, CORRECTS, OF_NOTE
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import organisations
from kakehashi.records.models import Entry, Item
from kakehashi.records.rules import check_step, may_step
from kakehashi.records.selectors import entry_for
from kakehashi.records.services import EditConflict
from kakehashi.records.services.plans import standing_of, text_of

PERIODS: Mapping[str, int] = {"7": 7, "30": 30, "90": 90, "365": 365}
"""Days back that the list can be cut to."""


def notes(request: HttpRequest) -> HttpResponse:
    """Show the notes that the reader sees, the newest first."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_participants"])
    filters = PointFilters(
        request.GET,
        {
            "area": [(one.reference, one.title) for one in framework.areas(reader)],
            "with": [(one.pk, one.name) for one in organisations()],
            "period": [(code, _period(days)) for code, days in PERIODS.items()],
            "mine": [("1", _("mine"))],
        },
    )
    days = PERIODS.get(filters.chosen["period"])
    found = selectors.listing(
        selectors.Asked(
            area=filters.chosen["area"],
            organisation=filters.chosen["with"],
            since=today_of(account.zone) - dt.timedelta(days=days) if days else None,
            mine=bool(filters.chosen["mine"]),
            before=selectors.before_of(request.GET.get("before", "")),
        ),
        account,
        reader,
    )
    return render(
        request,
        "desk/notes.html",
        {
            "filters": filters,
            "rows": [
                (one, one.entry.version.wording.get("with_whom", {}), MEDIA.get(one.medium))
                for one in found.rows
            ],
            "older": _older(request, found.last) if found.more else "",
            "paged": bool(request.GET.get("before")),
            "may_write": reader.may("write"),
        },
    )


def _period(days: int) -> str:
    return ngettext("the last %(days)d day", "the last %(days)d days", days) % {"days": days}


def _older(request: HttpRequest, last: str) -> str:
    query = request.GET.copy()
    query["before"] = last
    return "?" + query.urlencode()


def note_new(request: HttpRequest) -> HttpResponse:
    """Write a note: with whom, what, tags proposed from both."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["write"])
    today = today_of(account.zone)
    about, how = _answered(request, reader)
    if request.method != "POST":
        form = NoteForm(initial=starting(today, draw(account)), tags=_given(request, reader, about))
        return _form(request, form, about=about, how=how)
    form = NoteForm(request.POST)
    if "propose" in request.POST:
        return _proposed(request, reader, about=about, how=how)
    if form.is_valid():
        try:
            made, opened = services.write(
                note=form.note(answers=about.reference if about else "", how=how),
                by=account,
                at=timezone.now(),
                today=today,
                id=drawn(account, form.cleaned_data["once"]),
            )
        except NotHere:
            raise
        except Refused as refusal:
            put_beside(form, refusal, CONTACT_NOTE, FIELDS)
        else:
            tell(request, opened)
            return redirect("desk:record", made.reference)
    return _refused(request, form, reader, about=about, how=how)


def tell(request: HttpRequest, opened: Sequence[Item]) -> None:
    """Say that a note was written, and how many follow-ups were opened."""
    messages.success(request, _("Noted. Only your side sees it."))
    if opened:
        told = ngettext(
            "%(count)d follow-up is yours as an action point.",
            "%(count)d follow-ups are yours as action points.",
            len(opened),
        )
        messages.success(request, told % {"count": len(opened)})


def note_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a note of one's own side."""
    reader, account = viewer(request), account_of(request)
    entry = entry_for(reference, reader)
    if entry.kind != "contact_note":
        raise NotHere
    check_step(reader, standing_of(entry.item, entry), "save")
    links = text_of(entry.version).links
    answered = next((one for one in links if one.relation in ANSWERS), None)
    about = Entry.objects.filter(item_id=answered.to).first() if answered else None
    how = answered.relation if answered else ""
    if request.method != "POST":
        tags = tagging.kept(links, entry.version.facts, reader)
        form = NoteForm(initial=_as_kept(entry), tags=tags)
        return _form(request, form, entry=entry)
    form = NoteForm(request.POST)
    if "propose" in request.POST:
        return _proposed(request, reader, entry=entry)
    if form.is_valid():
        try:
            services.rewrite(
                item=entry.item_id,
                base=form.cleaned_data["base"] or 0,
                note=form.note(answers=about.reference if about else "", how=how),
                by=account,
                at=timezone.now(),
                today=today_of(account.zone),
            )
        except EditConflict as refusal:
            put_beside(form, refusal, CONTACT_NOTE, FIELDS)
            form.data = form.sent = request.POST.copy()
            form.sent["base"] = str(entry.version.number)
        except NotHere:
            raise
        except Refused as refusal:
            put_beside(form, refusal, CONTACT_NOTE, FIELDS)
        else:
            messages.success(request, _("Saved. Only your side sees it until it is shared."))
            return redirect("desk:record", reference)
    return _refused(request, form, reader, entry=entry)


def _as_kept(entry: Entry) -> dict[str, Any]:
    wording, facts = entry.version.wording, entry.version.facts
    return {
        **{
            field: next(iter(wording.get(name, {}).values()), "")
            for field, name in (("title", "title"), ("with_whom", "with_whom"), ("what", "body"))
        },
        "date": facts.get("date"),
        "medium": facts.get("medium"),
        "base": entry.version.number,
    }


def _answered(request: HttpRequest, reader: Viewer) -> tuple[Entry | None, str]:
    """Return the note that the new one is to stand beside, and how."""
    for how in (CORRECTS, OF_NOTE):
        reference = request.GET.get(how, "")
        if reference:
            entry = entry_for(reference, reader)
            if entry.kind != "contact_note":
                raise NotHere
            return entry, how
    return None, ""


def _given(request: HttpRequest, reader: Viewer, about: Entry | None) -> list[tagging.Tag]:
    """Return the tags that a new note starts with: of the note it answers, or of one record."""
    if about is not None:
        return tagging.kept(text_of(about.version).links, about.version.facts, reader)
    reference = request.GET.get("about", "")
    if not reference:
        return []
    entry = entry_for(reference, reader)
    group = tagging.AREA if entry.kind == "area" else tagging.RECORD
    return [tagging.of_entry(group, entry)]


def _proposed(request: HttpRequest, reader: Viewer, **more: Any) -> HttpResponse:
    form = NoteForm.as_typed(request.POST, together(request.POST, reader))
    return _form(request, form, **more)


def together(sent: QueryDict, reader: Viewer) -> list[tagging.Tag]:
    """Return the tags that the text suggests, and those that had been ticked besides."""
    text = f"{sent.get('with_whom', '')}\n{sent.get('what', '')}"
    found = tagging.propose(text, reader)
    known = {one.code for one in found}
    extra = [one for one in sent.getlist("tag") if one not in known]
    return [*found, *tagging.named(extra, reader)]


def _refused(request: HttpRequest, form: NoteForm, reader: Viewer, **more: Any) -> HttpResponse:
    form.tags = tagging.named(form.sent.getlist("shown"), reader)
    return _form(request, form, status=400, **more)


def _form(
    request: HttpRequest,
    form: NoteForm,
    *,
    about: Entry | None = None,
    how: str = "",
    entry: Entry | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "desk/note_new.html",
        {
            "form": form,
            "about": about,
            "corrects": how == CORRECTS,
            "entry": entry,
            "tagged": bool(form.tags) or "tagged" in form.sent,
        },
        status=status,
    )


@require_POST
def note_tags(request: HttpRequest) -> HttpResponse:
    """Return the tags that a text suggests, as the part of the form that shows them."""
    reader = viewer(request)
    check_side(reader, ["write"])
    form = NoteForm.as_typed(request.POST, together(request.POST, reader))
    return render(request, "desk/parts/note_tags.html", {"form": form, "tagged": True})


@require_POST
def note_done(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a follow-up that is one's own side's off its list: it is done."""
    services.end_follow_up(action=reference, by=account_of(request), at=timezone.now())
    messages.success(request, _("Done. It is off your side’s list, and stays on the timeline."))
    back = request.POST.get("note", "")
    return redirect("desk:record", back) if back else redirect("desk:notes")


def note_file(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give a file that was kept with a note, to be saved and never shown by the browser."""
    found = selectors.kept_file(key, viewer(request))
    answer = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    told = content_disposition_header(as_attachment=True, filename=found.name)
    answer["Content-Disposition"] = told or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def of_note(entry: Entry, reader: Viewer) -> dict[str, Any]:
    """Return what the page of a note shows beside its text. At most three queries."""
    own = bool(reader.side) and entry.item.origin_id == reader.side
    may = reader.may("write") and bool(reader.side)
    base = reverse("desk:note-new")
    return {
        "note": {
            "follow_ups": selectors.opened_for(entry.item_id, reader),
            "files": selectors.files_of(entry.item_id, reader) if own else [],
            "edit": may_step(reader, standing_of(entry.item, entry), "save") and own,
            "beside": f"{base}?{urlencode({OF_NOTE: entry.reference})}" if may else "",
            "correct": f"{base}?{urlencode({CORRECTS: entry.reference})}"
            if may and not own
            else "",
        }
    }
