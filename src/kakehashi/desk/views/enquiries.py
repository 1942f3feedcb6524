"""Enquiries on the desk: the register, receiving one, its clock, its answer, its end."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.clearance import selectors as clearance
from kakehashi.clearance.rules import STATES as CLEARANCE_STATES
from kakehashi.clearance.services import check_cleared
from kakehashi.desk.forms.actions import PointFilters
from kakehashi.desk.needs import today_of
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.words import said
from kakehashi.enquiries import selectors, services
from kakehashi.enquiries.clocks import days_late
from kakehashi.enquiries.models import ClockChange, Course
from kakehashi.enquiries.rules import ANSWERED, OPEN, STANDINGS, STATES, Sort, procedure_of
from kakehashi.enquiries.services import NewEnquiry
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.lines import selectors as lines
from kakehashi.look.forms import typed_day
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer, check_side
from kakehashi.records.models import Entry
from kakehashi.records.selectors import entry_for
from kakehashi.records.services.plans import text_of

PAGE = 50
LONGEST_REFERENCES = 40
"""References in one field."""

LANGUAGES = ("en", "ja")


def language_now() -> str:
    """Return the language of the page being made."""
    return "ja" if get_language() == "ja" else "en"


def day_of(written: str) -> dt.date:
    """Return the day that was entered; one that is none is refused as a day far off."""
    return typed_day(written) or dt.date.max


def enquiries(request: HttpRequest) -> HttpResponse:
    """Show the enquiries of one's own side, late ones first."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_own_side"])
    today = today_of(account.zone)
    areas = [(one.reference.removeprefix("area-"), one.title) for one in framework.areas(reader)]
    sorts = procedure_of(reader.side).sorts
    filters = PointFilters(
        request.GET,
        {
            "standing": [(code, said(words)) for code, words in STANDINGS.items()],
            "sort": [(code, said(one.names)) for code, one in sorts.items()],
            "area": areas,
        },
    )
    page = Paginator(selectors.courses(reader, today=today, **filters.chosen), PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "desk/enquiries.html",
        {
            "filters": filters,
            "page": page,
            "rows": [
                {
                    "line": one,
                    "late": days_late(one.course.due_date, today),
                    "words": STANDINGS[one.standing],
                }
                for one in selectors.lines(list(page.object_list), reader, today)
            ],
            "counts": [
                (code, said(STANDINGS[code]), number)
                for code, number in selectors.counted(reader, today).items()
                if number
            ],
            "may_write": reader.may("write"),
        },
    )


def enquiry_new(request: HttpRequest) -> HttpResponse:
    """Enter an enquiry that came."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_own_side", "write"])
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            item = services.receive(
                enquiry=_entered(request.POST),
                by=account,
                at=timezone.now(),
                id=drawn(account, request.POST.get("once", "")),
            )
        except NotHere:
            refusal = ReferenceUnseen()
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Entered. Only your side sees it."))
            return redirect("desk:enquiry", item.reference)
    today = today_of(account.zone)
    return render(
        request,
        "desk/enquiry_new.html",
        {
            "sorts": procedure_of(reader.side).sorts,
            "areas": [
                (one.reference.removeprefix("area-"), one.title) for one in framework.areas(reader)
            ],
            "typed": request.POST
            if refusal
            else {"received": today.isoformat(), "about": request.GET.get("about", "")},
            "today": today,
            "once": request.POST.get("once") or draw(account),
            "refusal": refusal,
            "expanded": refusal is not None,
            "field": FIELDS.get(refusal.code, "sort") if refusal else "",
        },
        status=refusal.status if refusal else 200,
    )


FIELDS: Mapping[str, str] = {
    "enquiry-sort": "sort",
    "enquiry-day-asked": "asked",
    "enquiry-day": "received",
    "text-missing": "title",
    "text-too-long": "title",
    "enquiry-reference-unseen": "about",
}
"""Code of a refusal to the field that it is about."""


class ReferenceUnseen(Refused):
    """A reference was entered that the reader sees no record of."""

    code = "enquiry-reference-unseen"
    message = {
        "en": "One of the references names nothing that you can see.",
        "ja": "番号のうち、閲覧可能な案件が見つからないものがあります。",
    }
    hint = {
        "en": "What you typed is kept; check the references, as VD.b.vi-1.",
        "ja": "記入内容は残っています。番号（例 VD.b.vi-1）を確認してください。",
    }


def _entered(given: QueryDict) -> NewEnquiry:
    language = language_now()
    asked = given.get("asked", "")
    return NewEnquiry(
        sort=given.get("sort", ""),
        title={language: given.get("title", "")},
        question={language: given.get("question", "")},
        received_date=day_of(given.get("received", "")),
        asked_for=day_of(asked) if asked else None,
        number=given.get("number", ""),
        area=given.get("area", "")[:20],
        about=references(given.get("about", "")),
        requester=given.get("requester", ""),
        contact=given.get("contact", ""),
    )


def references(written: str) -> list[str]:
    """Return the references in a field: apart by spaces, commas or lines."""
    words = written.replace(",", " ").replace("、", " ").split()
    return list(dict.fromkeys(words))[:LONGEST_REFERENCES]


def enquiry(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one enquiry: its clock, its answer, what it is made of."""
    return shown(request, reference)


def own(request: HttpRequest, reference: str) -> tuple[Viewer, Entry, Course, Sort]:
    """Return an enquiry that the reader sees.

    Raises:
        NoSide, NotYourRole, NotHere: when there is none for them.
    """
    reader = viewer(request)
    check_side(reader, ["read_own_side"])
    entry = entry_for(reference, reader)
    course = selectors.course_of(entry.item_id, reader) if entry.kind == "enquiry" else None
    sort = procedure_of(course.side_id).sorts.get(course.sort) if course else None
    if course is None or sort is None:
        raise NotHere
    return reader, entry, course, sort


def shown(
    request: HttpRequest, reference: str, *, refusal: Refused | None = None, step: str = ""
) -> HttpResponse:
    """Return the page of an enquiry; with a refusal, what was typed stands in it again."""
    reader, entry, course, sort = own(request, reference)
    account = account_of(request)
    today = today_of(account.zone)
    version = entry.version
    changes = selectors.clock_of(course.pk)
    links = text_of(version).links
    faces = clearance.faces_of([one.to for one in links], reader)
    typed: Any = request.POST if refusal else {}
    stopped = next((one for one in changes if one.what == ClockChange.STOP and not one.end), None)
    answer = version.wording.get("answer", {})
    order = LANGUAGES if language_now() == "en" else LANGUAGES[::-1]
    return render(
        request,
        "desk/enquiry.html",
        {
            "entry": entry,
            "course": course,
            "sort": sort,
            "open": course.state == OPEN,
            "standing": (standing := selectors.standing_of(course, today)),
            "standing_words": STANDINGS[standing] if course.state == OPEN else STATES[course.state],
            "late": days_late(course.due_date, course.settled_date or today)
            if course.state in (OPEN, ANSWERED)
            else 0,
            "received": version.facts.get("received_date"),
            "number": version.facts.get("number"),
            "question": version.wording.get("question", {}),
            "requester": selectors.requester_of(course.pk, reader),
            "about": [
                faces[one.to] for one in links if one.relation == "about" and one.to in faces
            ],
            "uses": [faces[one.to] for one in links if one.relation == "uses" and one.to in faces],
            "area": next(
                (faces[one.to] for one in links if one.relation == "of_area" and one.to in faces),
                None,
            ),
            "changes": [_said(one, sort) for one in changes],
            "stopped": stopped,
            "answer": answer,
            "fields": [
                (
                    code,
                    typed.get(f"answer_{code}", answer.get(code, ""))
                    if step == "answer"
                    else answer.get(code, ""),
                )
                for code in order
            ],
            "uses_typed": typed.get("uses", "")
            if step == "answer"
            else " ".join(
                faces[one.to].reference
                for one in links
                if one.relation == "uses" and one.to in faces
            ),
            "base": version.number,
            "newer": step == "answer" and refusal is not None and refusal.code == "edit-conflict",
            "rounds": clearance.of_item(course.pk, reader),
            "clearance_states": CLEARANCE_STATES,
            "documents": selectors.documents_of(course.pk, reader) if sort.disclosure else [],
            "lines": lines.beside(
                reader,
                area=str(version.facts.get("area") or ""),
                about=[one.to for one in links if one.relation == "about"],
                today=today,
            ),
            "facts_query": _facts_query(
                version.facts, [faces.get(one.to) for one in links if one.relation == "about"]
            ),
            "may_write": reader.may("write"),
            "today": today,
            "typed": typed,
            "step": step,
            "opened": {step: True},
            "field": ANCHORS.get(step, "end"),
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


def _said(one: ClockChange, sort: Sort) -> Mapping[str, Any]:
    known = sort.stop(one.code) if one.what == ClockChange.STOP else sort.extension(one.code)
    return {
        "change": one,
        "names": known.names if known else {"en": one.code, "ja": one.code},
        "source": known.source if known else {},
    }


def _facts_query(facts: Mapping[str, Any], about: list[Entry | None]) -> str:
    query = QueryDict(mutable=True)
    if facts.get("area"):
        query["area"] = str(facts["area"])
    named = next((one for one in about if one is not None), None)
    if named is not None:
        query["about"] = named.reference
    return query.urlencode()


Step = Callable[[uuid.UUID, QueryDict, Account, dt.datetime], None]


def _answer(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    base = given.get("base", "")
    try:
        services.write_answer(
            item=item,
            base=int(base) if base.isdecimal() and len(base) < 10 else 0,  # noqa: PLR2004
            answer={code: given.get(f"answer_{code}", "") for code in LANGUAGES},
            uses=references(given.get("uses", "")),
            by=by,
            at=at,
        )
    except NotHere:
        raise ReferenceUnseen from None


def _answered(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    check_cleared(item=item, side=by.side_id or "")
    services.answered(item=item, day=day_of(given.get("day", "")), by=by, at=at)


def _stop(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    services.stop(
        item=item,
        code=given.get("code", ""),
        day=day_of(given.get("day", "")),
        why=given.get("why", ""),
        by=by,
        at=at,
    )


def _resume(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    services.resume(item=item, day=day_of(given.get("day", "")), by=by, at=at)


def _extend(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    services.extend(
        item=item,
        code=given.get("code", ""),
        told=day_of(given.get("day", "")),
        until=day_of(given.get("until", "")),
        why=given.get("why", ""),
        by=by,
        at=at,
    )


def _end(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    services.end(
        item=item,
        how=given.get("how", ""),
        why=given.get("why", ""),
        day=day_of(given.get("day", "")),
        by=by,
        at=at,
    )


def _reopen(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    del given
    services.reopen(item=item, by=by, at=at)


def _erase(item: uuid.UUID, given: QueryDict, by: Account, at: dt.datetime) -> None:
    del given
    services.erase_requester(item=item, by=by, at=at)


STEPS: Mapping[str, tuple[Step, str | Promise]] = {
    "answer": (_answer, gettext_lazy("The draft of the answer is saved. Only your side sees it.")),
    "answered": (_answered, gettext_lazy("Entered as answered.")),
    "stop": (_stop, gettext_lazy("The clock is stopped.")),
    "resume": (_resume, gettext_lazy("The clock counts again.")),
    "extend": (_extend, gettext_lazy("The new day is entered with its reason.")),
    "end": (_end, gettext_lazy("The enquiry has ended without an answer.")),
    "reopen": (_reopen, gettext_lazy("The enquiry is open again.")),
    "erase": (_erase, gettext_lazy("Who asked is erased.")),
}
"""What can be done with an enquiry on its page, and what is said when it is done."""


@require_POST
def enquiry_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take one step with an enquiry; what is refused keeps what was typed.

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
        return shown(request, reference, refusal=refusal, step=step)
    messages.success(request, str(told))
    return redirect(f"{reverse('desk:enquiry', args=[reference])}#{ANCHORS.get(step, 'end')}")


ANCHORS: Mapping[str, str] = {
    "answer": "answer",
    "answered": "answer",
    "stop": "clock",
    "resume": "clock",
    "extend": "clock",
}
"""Where on the page a step leads back to."""
