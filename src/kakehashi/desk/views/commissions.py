"""Commissions on the desk: what one's office owes, what it sent, the returns as a table."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import validate_email
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kakehashi.commissions import selectors, services, sheets
from kakehashi.commissions.models import Asked, Course
from kakehashi.commissions.rules import (
    EXTENSIONS,
    STANDINGS,
    STATES,
    deadline_after,
    latest_inner,
)
from kakehashi.commissions.selectors import LISTS, OWED, Table
from kakehashi.commissions.services import Office, Request
from kakehashi.commissions.services.standing import asker_words
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.pasted import Offices, offices_of
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.errors import NotHere, Refused
from kakehashi.look.forms import typed_day
from kakehashi.people.models import Account, Organisation, Side
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import posts_of
from kakehashi.records.models import MarkingTerm
from kakehashi.records.selectors import entry_for

A_PAGE = 50
LINES, MORE_LINES = 6, 6
USUAL_DAYS = 5
"""Working days that a new commission proposes."""

Step = Callable[[QueryDict, Course, Account, dt.datetime], str]

LONGEST_NUMBER, LONGEST_DAYS = 15, 3
"""Digits of a row's number, and of working days."""

TABS = {
    "owed": gettext_lazy("Owed by your office"),
    "ours": gettext_lazy("Sent by your office"),
    "open": gettext_lazy("All open"),
    "ended": gettext_lazy("Ended"),
}


def commissions(request: HttpRequest) -> HttpResponse:
    """List commissions: what the reader's office owes first, or what it sent if it owes nothing."""
    reader = viewer(request)
    check_side(reader, ["read_own_side"])
    counts = {code: selectors.courses(code, reader).count() for code in TABS}
    asked = request.GET.get("list", "")
    usual = "ours" if counts["ours"] and not counts[OWED] else OWED
    which = asked if asked in LISTS else usual
    found = selectors.courses(which, reader).select_related(
        "side", "organisation", "post", "by", "item"
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/commissions.html",
        {
            "which": which,
            "page": page,
            "lines": selectors.lines(list(page.object_list), reader),
            "tabs": [
                (
                    code,
                    words,
                    counts[code],
                    f"{reverse('desk:commissions')}?list={code}",
                )
                for code, words in TABS.items()
            ],
            "states": STATES,
            "may": reader.may("write"),
            "today": today_of(account_of(request).zone),
        },
    )


def commission_new(request: HttpRequest) -> HttpResponse:
    """Send a commission, or pass on one that one's own office was asked."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_own_side", "write"])
    side = Side.objects.get(pk=reader.side)
    today = today_of(side.zone)
    given = request.POST if request.method == "POST" else request.GET
    under = _under(given.get("under", ""), reader)
    refusal: Refused | None = None
    wrong: dict[str, str] = {}
    # Rows that are in the field are shown in the table before anything is sent.
    pasted = _pasted(request, side)
    if request.method == "POST" and "more" not in request.POST and pasted is None:
        try:
            asked, wrong = _request_of(request, reader, side, today)
            if not wrong:
                item = services.issue(
                    request=asked,
                    by=account,
                    at=timezone.now(),
                    id=drawn(account, request.POST.get("once", "")),
                    under=under.pk if under else None,
                )
                messages.success(
                    request, _("The commission is sent. The other side sees none of it.")
                )
                return redirect("desk:commission", item.reference)
        except Refused as refused:
            refusal = refused
    typed = _typed(request, reader, under, side)
    if pasted:
        there = [line for line in typed["lines"] if any(line)]
        new = [line for line in pasted.lines if line[:3] not in [one[:3] for one in there]]
        typed |= {"lines": [*there, *new], "pasted": pasted.left}
    return render(
        request,
        "desk/commission_new.html",
        {
            "under": under,
            "under_reference": under.commission.reference if under else "",
            "last": latest_inner(under.due_date, [side.calendar]) if under else None,
            "offices": Organisation.objects.filter(side_id=side.pk).order_by("pk"),
            "posts": posts_of(side.pk, today),
            "marks": MarkingTerm.objects.filter(side=side, accepted=True, caveat=False),
            "typed": typed,
            "rows": _rows(request, typed),
            "usual": deadline_after(today, USUAL_DAYS, [side.calendar]),
            "days": USUAL_DAYS,
            "once": request.POST.get("once") or draw(account),
            "refusal": refusal,
            "wrong": wrong,
            "pasted": pasted,
        },
        status=400 if wrong or (pasted and pasted.faults) else refusal.status if refusal else 200,
    )


def _pasted(request: HttpRequest, side: Side) -> Offices | None:
    """Return the offices that pasted rows name; None where none are in the field."""
    text = request.POST.get("pasted", "")
    if not text.strip() and "fill" not in request.POST:
        return None
    return offices_of(text, Organisation.objects.filter(side_id=side.pk))


def commission(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one commission: who has answered, and what is to be decided."""
    reader = viewer(request)
    check_side(reader, ["read_own_side"])
    return _shown(request, reference, reader)


@require_POST
def commission_act(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take one step with a commission: decide, choose, give a link, close, withdraw."""
    reader, account, now = viewer(request), account_of(request), timezone.now()
    course, _entry = selectors.course_for(reference, reader)
    try:
        if step == "link":
            office = _number(request.POST.get("office", ""))
            link, secret = services.make_link(asked=office, by=account, at=now)
            address = request.build_absolute_uri(reverse("answer", args=[secret]))
            return _shown(request, reference, reader, link=(office, address, link.expires_at))
        said = _step(step)(request.POST, course, account, now)
    except NotHere:
        raise
    except Refused as refusal:
        return _shown(request, reference, reader, refusal=refusal)
    messages.success(request, said)
    return redirect("desk:commission", reference)


def _step(step: str) -> Step:
    if step not in STEPS:
        raise NotHere
    return STEPS[step]


def _revoke(given: QueryDict, _course: Course, by: Account, at: dt.datetime) -> str:
    services.revoke_links(asked=_number(given.get("office", "")), by=by, at=at)
    return _("Every link of this office is worthless from now on.")


def _grant(given: QueryDict, _course: Course, by: Account, at: dt.datetime) -> str:
    services.decide_more_time(
        asked=_number(given.get("office", "")),
        grant=True,
        until=_day(given.get("until", "")),
        reply=given.get("reply", ""),
        by=by,
        at=at,
    )
    return _("More time is given.")


def _refuse(given: QueryDict, _course: Course, by: Account, at: dt.datetime) -> str:
    services.decide_more_time(
        asked=_number(given.get("office", "")),
        grant=False,
        reply=given.get("reply", ""),
        by=by,
        at=at,
    )
    return _("No more time is given.")


def _choose(given: QueryDict, _course: Course, by: Account, at: dt.datetime) -> str:
    services.choose(
        asked=_number(given.get("office", "")), item=_key(given.get("return", "")), by=by, at=at
    )
    return _("Chosen. The other answer stays readable.")


def _take_in(given: QueryDict, _course: Course, by: Account, at: dt.datetime) -> str:
    services.take_in(draft=_number(given.get("draft", "")), by=by, at=at)
    return _("Taken in as a return, marked late.")


def _successor(given: QueryDict, _course: Course, by: Account, at: dt.datetime) -> str:
    services.pass_to_successor(
        asked=_number(given.get("office", "")),
        successor=given.get("successor", ""),
        by=by,
        at=at,
    )
    return _("The successor is asked in its place.")


def _close(_given: QueryDict, course: Course, by: Account, at: dt.datetime) -> str:
    services.close(item=course.pk, by=by, at=at)
    return _("The commission is closed.")


def _reopen(_given: QueryDict, course: Course, by: Account, at: dt.datetime) -> str:
    services.reopen(item=course.pk, by=by, at=at)
    return _("It is open again.")


def _withdraw(given: QueryDict, course: Course, by: Account, at: dt.datetime) -> str:
    services.withdraw(item=course.pk, why=given.get("why", ""), by=by, at=at)
    return _("The commission is withdrawn. What was returned stays readable.")


STEPS: Mapping[str, Step] = {
    "revoke": _revoke,
    "grant": _grant,
    "refuse": _refuse,
    "choose": _choose,
    "take-in": _take_in,
    "successor": _successor,
    "close": _close,
    "reopen": _reopen,
    "withdraw": _withdraw,
}
"""What can be done with a commission by one button, each with what is said afterwards."""


def commission_export(request: HttpRequest, reference: str, form: str) -> HttpResponseBase:
    """Give the returns of a commission as a table, as they are filtered."""
    if form not in ("csv", "xlsx"):
        raise NotHere
    reader = viewer(request)
    check_side(reader, ["read_own_side"])
    table = selectors.table(reference, reader, today_of(account_of(request).zone))
    only = request.GET.get("standing", "")
    cover, rows = sheets.cover(table, only, at=timezone.now()), sheets.rows_of(table, only)
    if form == "xlsx":
        return FileResponse(
            sheets.write_book(cover, sheets.COLUMNS, rows),
            as_attachment=True,
            filename=cover.file_name("xlsx"),
            content_type=sheets.BOOK,
        )
    return StreamingHttpResponse(
        sheets.write_csv(cover, sheets.COLUMNS, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{cover.file_name("csv")}"'},
    )


def _shown(
    request: HttpRequest,
    reference: str,
    reader: Viewer,
    *,
    refusal: Refused | None = None,
    link: tuple[int, str, dt.datetime] | None = None,
) -> HttpResponse:
    today = today_of(account_of(request).zone)
    table = selectors.table(reference, reader, today)
    only = request.GET.get("standing", "")
    only = only if only in table.counts else ""
    response = render(
        request,
        "desk/commission.html",
        {
            "table": table,
            "course": table.course,
            "entry": table.entry,
            "wording": table.entry.version.wording,
            "rows": [row for row in table.rows if not only or row.standing == only],
            "only": only,
            "tabs": _tabs(table, reference),
            "states": STATES,
            "extensions": EXTENSIONS,
            "asker": asker_words(table.course),
            "mine": [
                row
                for row in table.rows
                if row.asked.organisation_id == reader.organisation
                and not row.asked.answer
                and row.asked.moved_to_id is None
                and row.may_answer
            ],
            "reader": reader,
            "today": today,
            "refusal": refusal,
            "link": link,
        },
        status=refusal.status if refusal else 200,
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


def _tabs(table: Table, reference: str) -> list[tuple[str, Any, int, str]]:
    """Return how many offices stand how, each with its address, what presses most first."""
    here = reverse("desk:commission", args=[reference])
    return [
        (code, words, table.counts[code], f"{here}?standing={code}")
        for code, words in STANDINGS.items()
        if table.counts.get(code)
    ]


def _under(written: str, reader: Viewer) -> Asked | None:
    if not written:
        return None
    return selectors.asked_for(_number(written), reader)


def _request_of(
    request: HttpRequest, reader: Viewer, side: Side, today: dt.date
) -> tuple[Request, dict[str, str]]:
    """Return what is asked, and what of it is wrong, by field."""
    given = request.POST
    wrong: dict[str, str] = {}
    offices = []
    for code, division, mailbox, post in zip(
        given.getlist("office"),
        given.getlist("division"),
        given.getlist("mailbox"),
        given.getlist("post"),
        strict=False,
    ):
        if not code:
            continue
        if mailbox.strip():
            try:
                validate_email(mailbox.strip())
            except ValidationError:
                wrong["offices"] = _("“%(address)s” is no mail address.") % {"address": mailbox}
        offices.append(Office(code, division, mailbox, post))
    about = []
    for reference in given.get("about", "").split():
        try:
            about.append(entry_for(reference.strip(",、"), reader).item_id)
        except NotHere:
            wrong["about"] = _("No record that you may see is called %(reference)s.") % {
                "reference": reference
            }
    due = _day(given.get("due", ""))
    if due is None:
        days = given.get("days", "")
        due = deadline_after(
            today,
            int(days) if days.isdecimal() and len(days) <= LONGEST_DAYS else USUAL_DAYS,
            [side.calendar],
        )
    outer = _day(given.get("outer", ""))
    national = given.get("national", "")
    return (
        Request(
            title={code: given.get(f"title_{code}", "") for code in ("en", "ja")},
            body={code: given.get(f"body_{code}", "") for code in ("en", "ja")},
            template={code: given.get(f"template_{code}", "") for code in ("en", "ja")},
            offices=offices,
            due=due,
            outer=max(outer, due) if outer else None,
            about=list(dict.fromkeys(about)),
            national={side.pk: national} if national else {},
        ),
        wrong,
    )


def _typed(request: HttpRequest, reader: Viewer, under: Asked | None, side: Side) -> dict[str, Any]:
    """Return what stands in the form: as typed, or taken from the commission it is like."""
    if request.method == "POST":
        return {**request.POST.dict(), "lines": _lines_of(request)}
    like = request.GET.get("like", "") or (under.commission.reference if under else "")
    typed: dict[str, Any] = {"about": request.GET.get("about", "")[:200], "lines": []}
    if like:
        course, entry = selectors.course_for(like, reader)
        wording = entry.version.wording
        for name in ("title", "body", "template"):
            for code in ("en", "ja"):
                typed[f"{name}_{code}"] = wording.get(name, {}).get(code, "")
        if under is None:
            typed["lines"] = [
                (one.organisation_id, one.division, one.mailbox, one.post_id or "")
                for one in Asked.objects.filter(commission_id=course.pk, moved_to__isnull=True)
            ]
        else:
            last = latest_inner(under.due_date, [side.calendar])
            typed["due"] = last.isoformat()
            typed["lines"] = [(under.organisation_id, "", "", "")]
    return typed


def _lines_of(request: HttpRequest) -> list[tuple[str, str, str, str]]:
    return list(
        zip(
            request.POST.getlist("office"),
            request.POST.getlist("division"),
            request.POST.getlist("mailbox"),
            request.POST.getlist("post"),
            strict=False,
        )
    )


def _rows(request: HttpRequest, typed: dict[str, Any]) -> list[tuple[int, str, str, str, str]]:
    filled = [line for line in typed["lines"] if any(line)]
    shown = len(request.POST.getlist("office"))
    wanted = max(LINES, shown + MORE_LINES if "more" in request.POST else len(filled) + 2)
    padded = [*filled, *[("", "", "", "")] * (wanted - len(filled))]
    return [(place, *line) for place, line in enumerate(padded, 1)]


def _day(written: str) -> dt.date | None:
    return typed_day(written)


def _number(written: str) -> int:
    if not written.isdecimal() or len(written) > LONGEST_NUMBER:
        raise NotHere
    return int(written)


def _key(written: str) -> uuid.UUID:
    try:
        return uuid.UUID(written)
    except ValueError:
        raise NotHere from None
