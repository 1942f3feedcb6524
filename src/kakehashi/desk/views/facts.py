"""What was done on something since a day, on the desk: chosen, shown, given as a file."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from kakehashi.briefing.papers.enquiring import facts_paper, looked_words, subject_of
from kakehashi.briefing.papers.enquiry_kinds import FACT_PACK
from kakehashi.briefing.papers.fields import LANGUAGES
from kakehashi.briefing.papers.kinds import JOINT
from kakehashi.briefing.papers.making import FORMS, Asked, forms_of
from kakehashi.desk.needs import today_of
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.enquiries import language_now
from kakehashi.desk.views.papers import given_out
from kakehashi.desk.words import said
from kakehashi.enquiries.facts import Facts, Wanted, gather
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.lines import selectors as lines
from kakehashi.look.forms import no_day, typed_day
from kakehashi.look.languages import split
from kakehashi.people.rules import PUBLIC_VIEWER, Viewer, check_side
from kakehashi.records.models import Item

USUALLY = 365
"""Days back that are proposed."""

LONGEST = 200
"""Characters of each thing that is asked about."""


def facts(request: HttpRequest) -> HttpResponse:
    """Choose on what and since when; show what was published, with its sources."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_participants"])
    today = today_of(account.zone)
    refusal: Refused | None = None
    found: Facts | None = None
    asked = "since" in request.GET
    wanted = _wanted(request, today)
    if asked:
        try:
            found = gather(wanted)
        except Refused as refused:
            refusal = refused
    language = language_now()
    context: dict[str, Any] = {
        "wanted": wanted,
        "areas": [
            (one.reference.removeprefix("area-"), one.title)
            for one in framework.areas(PUBLIC_VIEWER)
        ],
        "found": found,
        "refusal": refusal,
        "field": "words",
    }
    if found is not None:
        query = urlencode(_query(wanted))
        context |= {
            "subject": subject_of(found, language),
            "looked": looked_words(found, language),
            "rows": [
                (one, kind_address(request, language, one.row.reference)) for one in found.done
            ],
            "files": [
                (said(FORMS[form]), said(words), f"{_address(form)}?{query}&in={code}")
                for form in forms_of(FACT_PACK)
                for code, words in LANGUAGES.items()
                if code in {language, "both"} or form == "docx"
            ],
            **_lines(wanted, reader, today),
        }
    return render(request, "desk/facts.html", context, status=refusal.status if refusal else 200)


def facts_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give a fact pack as a file, a page to print, or text for a mail.

    Raises:
        NotHere: for a form or a language there is not.
    """
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_participants"])
    language = request.GET.get("in", language_now())
    if form not in forms_of(FACT_PACK) or language not in LANGUAGES:
        raise NotHere
    wanted = _wanted(request, today_of(account.zone))
    page = f"{reverse('desk:facts')}?{urlencode(_query(wanted))}"
    paper = facts_paper(
        gather(wanted),
        reader,
        language,
        at=timezone.now().replace(second=0, microsecond=0),
        address=request.build_absolute_uri(page),
        link=lambda code, reference: kind_address(request, code, reference),
    )
    return given_out(request, Asked(FACT_PACK.code, language, JOINT, form), paper, page)


def _address(form: str) -> str:
    return reverse("desk:facts-file", args=[form])


def kind_address(request: HttpRequest, language: str, reference: str) -> str:
    """Return the public address of a record in a language."""
    path = split(reverse("portal:record", args=[reference]))[1]
    return request.build_absolute_uri(f"/{language}{path}")


def _wanted(request: HttpRequest, today: dt.date) -> Wanted:
    """Return what the address asks for; a day that is none is the usual one."""
    given = request.GET
    for written in (given.get("since", "").strip(), given.get("until", "").strip()):
        if written and typed_day(written) is None:
            messages.error(request, no_day(written))
    since = _day(given.get("since", ""), today - dt.timedelta(days=USUALLY))
    until = _day(given.get("until", ""), today)
    return Wanted(
        since=min(since, until),
        until=max(since, until),
        area=given.get("area", "")[:20],
        about=given.get("about", "").strip()[:LONGEST],
        words=given.get("words", "").replace("\x00", "")[:LONGEST],
    )


def _day(written: str, otherwise: dt.date) -> dt.date:
    return typed_day(written) or otherwise


def _query(wanted: Wanted) -> dict[str, str]:
    named = {
        "area": wanted.area,
        "about": wanted.about,
        "words": wanted.words,
        "since": wanted.since.isoformat(),
        "until": wanted.until.isoformat(),
    }
    return {name: value for name, value in named.items() if value}


def _lines(wanted: Wanted, reader: Viewer, today: dt.date) -> dict[str, Any]:
    """Return the lines to take of one's own side beside it: those that hold, and the expired."""
    if not reader.may("read_own_side"):
        return {}
    about = list(Item.objects.filter(reference=wanted.about).values_list("pk", flat=True))
    return {"lines": lines.beside(reader, area=wanted.area, about=about, today=today)}
