"""Disclosure on the desk: the schedule of documents, consulting the other side, its reply."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kakehashi.briefing.papers.enquiring import schedule_paper
from kakehashi.briefing.papers.enquiry_kinds import SCHEDULE
from kakehashi.briefing.papers.fields import LANGUAGES
from kakehashi.briefing.papers.kinds import OWN
from kakehashi.briefing.papers.making import Asked, forms_of
from kakehashi.desk.needs import today_of
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of
from kakehashi.desk.views.enquiries import ReferenceUnseen, day_of, language_now, own
from kakehashi.desk.views.papers import given_out
from kakehashi.enquiries import selectors, services
from kakehashi.enquiries.models import Consulting, Document
from kakehashi.enquiries.rules import DECISIONS, OPEN, OUTCOMES, VIEWS, procedure_of
from kakehashi.errors import NotHere, Refused
from kakehashi.people.calendars import working_day_from
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer
from kakehashi.records import search
from kakehashi.records.models import Entry, Record
from kakehashi.records.search import Hit

FOUND = 20
"""Hits of a search shown to add from."""


def schedule(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the schedule of documents of a request; find documents and add them."""
    return _shown(request, reference)


def _shown(
    request: HttpRequest, reference: str, *, refusal: Refused | None = None, step: str = ""
) -> HttpResponse:
    reader, entry, course, sort = own(request, reference)
    if not sort.disclosure:
        raise NotHere
    account = account_of(request)
    procedure = procedure_of(course.side_id)
    rows = selectors.documents_of(course.pk, reader)
    consultings = selectors.consultings_of(course.pk, reader)
    outcomes = selectors.outcomes([one.pk for one in consultings], reader)
    open_now = course.state == OPEN
    may = reader.may("write") and open_now
    today = today_of(account.zone)
    typed: Any = request.POST if refusal else {}
    to_ask = [one for one in rows if one.theirs and not one.consulting_id]
    wanted = working_day_from(today, procedure.consult_days, [course.side.calendar])
    query = request.GET.get("q", "").strip()
    hits, problem = _hits(query, reader, {one.item_id for one in rows} | {course.pk})
    return render(
        request,
        "desk/schedule.html",
        {
            "entry": entry,
            "course": course,
            "procedure": procedure,
            "rows": [_line(one, outcomes, typed if step == "decide" else {}) for one in rows],
            "undecided": sum(not one.decision for one in rows),
            "decisions": DECISIONS,
            "reasons": procedure.reasons,
            "consultings": [(one, outcomes.get(one.pk)) for one in consultings],
            "outcome_words": OUTCOMES,
            "to_ask": to_ask,
            "ask": {
                "wanted": typed.get("wanted", "") if step == "consult" else wanted.isoformat(),
                "texts": _texts(to_ask, typed if step == "consult" else None),
            },
            "query": query,
            "hits": hits,
            "may": may,
            "may_consult": may and reader.may("share"),
            "today": today,
            "once": draw(account),
            "typed": typed,
            "step": step,
            "opened": {step: True},
            "refusal": refusal or problem,
            "field": {"consult": "consult", "outcome": "consult"}.get(step, "documents"),
            "forms": [one for one in forms_of(SCHEDULE) if one != "mail"],
        },
        status=refusal.status if refusal else 200,
    )


def _hits(query: str, reader: Viewer, listed: set[Any]) -> tuple[list[Hit], Refused | None]:
    if not query:
        return [], None
    try:
        found = search.find(query, viewer=reader, limit=FOUND)
    except Refused as refused:
        return [], refused
    return [one for one in found.hits if one.entry.item_id not in listed], None


def _line(
    one: Document, outcomes: Mapping[uuid.UUID, selectors.Outcome], typed: Any
) -> Mapping[str, Any]:
    outcome = outcomes.get(one.consulting_id) if one.consulting_id else None
    here = str(one.pk) == typed.get("document", "")
    return {
        "document": one,
        "outcome": outcome,
        "blocked": one.theirs and outcome is None,
        "here": here,
        "decision": typed.get("decision", "") if here else one.decision,
        "reasons": typed.getlist("reasons") if here else one.reasons,
        "note": typed.get("note", "") if here else one.note,
    }


def _texts(rows: list[Document], typed: Any) -> list[tuple[str, str, str]]:
    """Return language, subject and text of what goes to the other side; as typed, or proposed."""
    order = CODES if language_now() == "en" else CODES[::-1]
    if typed is not None:
        return [
            (code, typed.get(f"title_{code}", ""), typed.get(f"body_{code}", "")) for code in order
        ]
    listed = "\n".join(
        f"- {one.item.reference} {one.title}" if one.item else f"- {one.title}" for one in rows
    )
    return [(code, PROPOSED[code][0], f"{PROPOSED[code][1]}\n\n{listed}") for code in order]


CODES = ("en", "ja")

PROPOSED: Mapping[str, tuple[str, str]] = {
    "en": (
        "Release of documents that came from your side",
        (
            "We are considering the release of the documents below under our law. Please tell us "
            "by the day given whether you object, wholly or in part, and why."
        ),
    ),
    "ja": (
        "貴国側から提供された文書の開示について",
        (
            "当方の法令に基づき、下記の文書の開示を検討しています。開示に支障がある場合は、"
            "期限までに、その箇所及び理由をお知らせください。"
        ),
    ),
}
"""What is proposed to be sent: subject and first paragraph."""


Step = Callable[[uuid.UUID, QueryDict, Account, dt.datetime], None]


def _key(written: str) -> uuid.UUID:
    try:
        return uuid.UUID(written)
    except ValueError:
        raise NotHere from None


def _of(item: uuid.UUID, written: str) -> uuid.UUID:
    """Return a document of this very schedule."""
    key = _key(written)
    if not Document.objects.filter(pk=key, enquiry_id=item).exists():
        raise NotHere
    return key


def _add(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    reference = given.get("reference", "").strip()
    day = given.get("day", "")
    try:
        services.add_document(
            item=item,
            reference=reference,
            title=given.get("title", ""),
            held_at=given.get("held", ""),
            day=None if not day or day_of(day) == dt.date.max else day_of(day),
            theirs=given.get("theirs") == "yes",
            by=by,
            at=at,
        )
    except NotHere:
        raise ReferenceUnseen from None


def _decide(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    services.decide(
        document=_of(item, given.get("document", "")),
        decision=given.get("decision", ""),
        reasons=given.getlist("reasons"),
        note_words=given.get("note", ""),
        by=by,
        at=at,
    )


def _take_out(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    services.take_out(document=_of(item, given.get("document", "")), by=by, at=at)


def _consult(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    services.consult(
        item=item,
        documents=[_key(one) for one in given.getlist("documents")],
        wanted=day_of(given.get("wanted", "")),
        title={code: given.get(f"title_{code}", "") for code in CODES},
        body={code: given.get(f"body_{code}", "") for code in CODES},
        by=by,
        at=at,
        id=drawn(by, given.get("once", "")),
    )


def _outcome(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    key = _key(given.get("consultation", ""))
    if not Consulting.objects.filter(pk=key, enquiry_id=item).exists():
        raise NotHere
    services.record_outcome(
        consultation=key,
        outcome=given.get("outcome", ""),
        day=day_of(given.get("day", "")),
        words=given.get("words", ""),
        by=by,
        at=at,
    )


STEPS: Mapping[str, tuple[Step, str | Promise]] = {
    "add": (_add, gettext_lazy("Added to the schedule.")),
    "decide": (_decide, gettext_lazy("The decision is recorded.")),
    "take-out": (_take_out, gettext_lazy("Taken out of the schedule.")),
    "consult": (
        _consult,
        gettext_lazy("The other side is asked. It sees which documents, and not for whom."),
    ),
    "outcome": (_outcome, gettext_lazy("What came of the consultation is recorded.")),
}
"""What can be done with a schedule on its page, and what is said when it is done."""


@require_POST
def schedule_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take one step with the schedule of documents; what is refused keeps what was typed.

    Raises:
        NotHere: for a step there is not, or an enquiry this person does not see.
    """
    _reader, entry, _course, _sort = own(request, reference)
    if step not in STEPS:
        raise NotHere
    take, told = STEPS[step]
    try:
        take(entry.item_id, request.POST, account_of(request), timezone.now())
    except NotHere:
        raise
    except Refused as refusal:
        return _shown(request, reference, refusal=refusal, step=step)
    messages.success(request, str(told))
    return redirect("desk:schedule", reference)


def schedule_file(request: HttpRequest, reference: str, form: str) -> HttpResponseBase:
    """Give the schedule of documents as a file: nothing of who asks is in it.

    Raises:
        NotHere: for a form or a language there is not.
    """
    reader, _entry, course, sort = own(request, reference)
    language = request.GET.get("in", language_now())
    if not sort.disclosure or form not in forms_of(SCHEDULE) or language not in LANGUAGES:
        raise NotHere
    page = reverse("desk:schedule", args=[reference])
    paper = schedule_paper(
        course,
        reader,
        language,
        at=timezone.now().replace(second=0, microsecond=0),
        address=request.build_absolute_uri(page),
    )
    return given_out(request, Asked(SCHEDULE.code, language, OWN, form), paper, page)


def of_consultation(row: Record, account: Account, reader: Viewer) -> dict[str, Any]:
    """Return what the page of a consultation shows beside its text. At most three queries."""
    entry: Entry = row.entry
    mine = bool(reader.side) and entry.item.origin_id == reader.side
    found = (
        Consulting.objects.filter(pk=row.item_id).select_related("enquiry").first()
        if mine
        else None
    )
    return {
        "once": draw(account),
        "consultation": {
            "enquiry": found.enquiry.reference if found else "",
            "replies": selectors.replies_to(row.item_id, reader),
            "words": VIEWS,
            "may_reply": not mine
            and bool(reader.side)
            and reader.may("write")
            and reader.may("share"),
        },
    }


@require_POST
def consultation_reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what one's side says to a release that the other side asks about."""
    account = account_of(request)
    services.reply(
        consultation=reference,
        view=request.POST.get("view", ""),
        words=request.POST.get("words", ""),
        language=language_now(),
        by=account,
        at=timezone.now(),
        id=drawn(account, request.POST.get("once", "")),
    )
    messages.success(request, _("Said, and shared with the other side."))
    return redirect("desk:record", reference)
