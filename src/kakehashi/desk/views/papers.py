"""Papers on the desk: of a meeting or a period, given at once or made in the background."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from kakehashi.briefing.papers import documents, orders, printing
from kakehashi.briefing.papers.composing import Paper
from kakehashi.briefing.papers.gathering import Period, looking
from kakehashi.briefing.papers.kinds import JOINT, MEETING, PERIOD, PaperKind
from kakehashi.briefing.papers.making import MAIL, Asked, Made, composed, disposition, made
from kakehashi.briefing.papers.messages import as_message
from kakehashi.briefing.papers.offered import PAPERS
from kakehashi.briefing.papers.sittings import text_for
from kakehashi.briefing.papers.templates import MAY_CHANGE
from kakehashi.desk.forms.papers import PaperForm, ReportForm
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.governance import selectors as governance
from kakehashi.governance.models import Meeting
from kakehashi.lines.services import use_many
from kakehashi.people.rules import Viewer


def papers(request: HttpRequest) -> HttpResponse:
    """Show the meetings that papers are made of, what is being made, and the report of a period."""
    reader, account, now = viewer(request), account_of(request), timezone.now()
    looking(reader, JOINT)
    today = today_of(account.zone)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        kinds=_kinds(PERIOD),
        own=_own_language(),
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _answered(request, form.asked(), reverse("desk:papers"))
        except Refused as refusal:
            form.add_error(None, _words(refusal))
    return render(
        request,
        "desk/papers.html",
        {
            "form": form,
            "meetings": governance.meetings(reader),
            "orders": _orders(orders.orders_of(account, at=now)),
            "may_change": reader.may(MAY_CHANGE),
        },
        status=400 if form.errors else 200,
    )


def meeting_papers(request: HttpRequest, meeting: str) -> HttpResponse:
    """Show which papers of a meeting there are, and make the one asked for.

    Raises:
        NotHere: for a meeting this person does not see.
    """
    reader, account = viewer(request), account_of(request)
    looking(reader, JOINT)
    about = _meeting(reader, meeting)
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        kinds=[
            one
            for one in _kinds(MEETING)
            if not one.text_kind or text_for(meeting, one.text_kind, reader)
        ],
        own=_own_language(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _answered(
                request, form.asked(meeting), reverse("desk:meeting-papers", args=[meeting])
            )
        except NotHere:
            form.add_error("for_whom", _words(NotShared()))
        except Refused as refusal:
            form.add_error(None, _words(refusal))
    every = orders.orders_of(account, at=timezone.now())
    return render(
        request,
        "desk/meeting_papers.html",
        {
            "form": form,
            "meeting": about,
            "orders": _orders([one for one in every if one.meeting == meeting]),
            "may_change": reader.may(MAY_CHANGE),
        },
        status=400 if form.errors else 200,
    )


class NotShared(Refused):
    """A paper for both sides was asked for of what is not shared yet."""

    code = "paper-not-shared"
    message = {
        "en": "The other side does not see this meeting yet: there is nothing to give to both.",
        "ja": "この会合は相手側にまだ共有されていないため、双方用の資料は作成できません。",
    }
    hint = {
        "en": "Share the meeting first, or make the paper for your own side.",
        "ja": "先に会合を共有するか、自国側用の資料を作成してください。",
    }


def meeting_paper(request: HttpRequest, meeting: str, paper: str, form: str) -> HttpResponseBase:
    """Give a paper of a meeting as a file or a page: ``?for=joint|own&in=ja|en|both|side``."""
    _meeting(viewer(request), meeting)
    asked = Asked(paper, *_given(request), form, meeting)
    if asked.kind.of != MEETING:
        raise NotHere
    return _given_out(request, asked, reverse("desk:meeting-papers", args=[meeting]))


def period_paper(request: HttpRequest, paper: str, form: str) -> HttpResponseBase:
    """Give a paper of a period: as :func:`meeting_paper`, with ``&since=&until=``."""
    period = Period(_day(request, "since"), _day(request, "until"))
    asked = Asked(paper, *_given(request), form, "", period)
    if asked.kind.of != PERIOD:
        raise NotHere
    return _given_out(request, asked, reverse("desk:papers"))


def order(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show how far a paper is that is made in the background.

    The page asks for itself anew until the paper is there, with or without scripts.

    Raises:
        NotHere: for somebody else's, or after a day.
    """
    found = orders.order_of(account_of(request), key, at=timezone.now())
    response = render(request, "desk/paper_order.html", {"order": found, **_described(found)})
    patch_cache_control(response, private=True, no_store=True)
    return response


def order_file(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give a paper that was made in the background.

    Raises:
        NotHere: for somebody else's, one that is not ready, or after a day.
    """
    found = orders.order_of(account_of(request), key, at=timezone.now())
    if found.state != orders.READY or found.content is None:
        raise NotHere
    return _file(
        Made(bytes(found.content), documents.CONTENT_TYPE, found.name_en, found.name_ja),
    )


def _meeting(reader: Viewer, reference: str) -> Meeting:
    found = governance.meeting_for(reference, reader)
    if found is None:
        raise NotHere
    return found


def _kinds(of: str) -> list[PaperKind]:
    return [one for one in PAPERS.values() if one.of == of]


def _own_language() -> str:
    return "ja" if get_language() == "ja" else "en"


def _words(refusal: Refused) -> str:
    return f"{said(refusal.message_words())} {said(refusal.hint_words())}"


def _given(request: HttpRequest) -> tuple[str, str]:
    """Return language and for whom, as the address says them."""
    return request.GET.get("in", _own_language()), request.GET.get("for", JOINT)


def _day(request: HttpRequest, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError as wrong:
        raise NotHere from wrong


def _address_of(asked: Asked) -> str:
    """Return the address that gives what is asked for."""
    query = {"in": asked.language, "for": asked.for_whom}
    if asked.period is not None:
        query |= {"since": str(asked.period.since), "until": str(asked.period.until)}
        path = reverse("desk:period-paper", args=[asked.paper, asked.form])
    else:
        path = reverse("desk:meeting-paper", args=[asked.meeting, asked.paper, asked.form])
    return f"{path}?{urlencode(query)}"


def _answered(request: HttpRequest, asked: Asked, page: str) -> HttpResponse:
    """Return the way to what a form asks for: the paper itself, or the page that waits for it.

    What cannot be made is refused here, beside the form, rather than on a page of its own.
    """
    account = account_of(request)
    kind = asked.kind
    paper = _composed(request, asked, page)
    if paper.lines:
        use_many(lines=paper.lines, where=paper.title, by=account, at=timezone.now())
    if kind.long and asked.form == "docx":
        found = orders.order(
            asked=asked,
            address=request.build_absolute_uri(page),
            by=account,
            at=timezone.now(),
        )
        return redirect("desk:paper-order", found.pk)
    return redirect(_address_of(asked))


def _composed(request: HttpRequest, asked: Asked, page: str) -> Paper:
    return composed(
        asked,
        viewer(request),
        today=today_of(account_of(request).zone),
        at=timezone.now().replace(second=0, microsecond=0),
        address=request.build_absolute_uri(page),
    )


def _given_out(request: HttpRequest, asked: Asked, address: str) -> HttpResponseBase:
    return given_out(request, asked, _composed(request, asked, address), address)


def given_out(request: HttpRequest, asked: Asked, paper: Paper, address: str) -> HttpResponseBase:
    """Return a composed paper in the form asked for: a file, a page to print, text for a mail."""
    if asked.form == MAIL:
        response = render(
            request,
            "desk/paper_message.html",
            {"paper": paper, "message": as_message(paper), "back": address},
        )
        patch_cache_control(response, private=True, no_store=True)
        return response
    file = made(asked, paper, viewer(request).side)
    if asked.form == "html":
        page = csp_update({"style-src": [printing.STYLE_SOURCE]})(
            lambda _request: _file(file, inline=True)
        )
        return page(request)
    return _file(file)


def _file(file: Made, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = disposition(
        file.name_en, file.name_ja, japanese=get_language() == "ja", inline=inline
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


def _orders(found: Sequence[Any]) -> list[Mapping[str, Any]]:
    return [{"order": one, **_described(one)} for one in found]


def _described(one: Any) -> Mapping[str, Any]:
    """Return what a page says of a paper that is being made."""
    return {
        "paper": PAPERS.get(one.paper),
        "name": one.name_ja if get_language() == "ja" else one.name_en,
        "waiting": one.state in (orders.WAITING, orders.MAKING),
        "back": reverse("desk:meeting-papers", args=[one.meeting])
        if one.meeting
        else reverse("desk:papers"),
    }
