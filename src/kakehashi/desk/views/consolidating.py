"""One text of many returns, on the desk: chosen, put in order, edited; each part keeps its mark."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.commissions import selectors, services
from kakehashi.commissions.rules import TEXT
from kakehashi.commissions.services.consolidating import joined
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.errors import NotHere, Refused
from kakehashi.people.rules import check_side

DIGITS, LAST = 6, 10_000_000
"""Digits of a place or a version, and the place of what has no number."""


def consolidate(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose returns and their order, and make one text of them."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_own_side", "write"])
    table = selectors.table(reference, reader, today_of(account.zone))
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            made = services.consolidate(
                item=table.course.pk,
                returns=_ordered(request),
                by=account,
                at=timezone.now(),
                id=drawn(account, request.POST.get("once", "")),
            )
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(
                request, _("One text is made. Each paragraph bears the return it comes from.")
            )
            return redirect("desk:consolidated", made.reference)
    rows = [
        (row, one, one is row.counted)
        for row in table.rows
        for one in row.returns
        if one.given.given == TEXT
    ]
    nil, none = selectors.nil_or_none(table)
    return render(
        request,
        "desk/consolidate.html",
        {
            "table": table,
            "course": table.course,
            "rows": rows,
            "nil": nil,
            "none": none,
            "once": draw(account),
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


def consolidated(request: HttpRequest, reference: str) -> HttpResponse:
    """Show and edit a consolidated text, paragraph by paragraph, each with its origin."""
    reader = viewer(request)
    check_side(reader, ["read_own_side"])
    entry = selectors.consolidated_for(reference, reader)
    facts = entry.version.facts
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            said = _take(request, entry.item_id, entry.version.wording, facts)
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, said)
            return redirect("desk:consolidated", reference)
    course, _entry = selectors.course_for(str(facts.get("commission", "")), reader)
    wording = entry.version.wording
    typed = dict(
        zip(request.POST.getlist("field"), request.POST.getlist("text"), strict=False)
        if refusal
        else ()
    )
    return render(
        request,
        "desk/consolidated.html",
        {
            "entry": entry,
            "course": course,
            "title": wording.get("title", {}),
            "paragraphs": [
                (
                    one,
                    typed.get(one["field"])
                    or next(iter(wording.get(one["field"], {}).values()), ""),
                    next(iter(wording.get(one["field"], {})), "en"),
                )
                for one in facts.get("paragraphs", ())
            ],
            "own": typed.get("", ""),
            "nil": facts.get("nil", ()),
            "none": facts.get("none", ()),
            "plain": joined(wording, facts),
            "may": reader.may("write"),
            "above": course.under,
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


def _take(
    request: HttpRequest,
    item: uuid.UUID,
    wording: dict[str, dict[str, str]],
    facts: dict[str, object],
) -> str:
    account, now = account_of(request), timezone.now()
    if request.POST.get("do") == "answer":
        course, _entry = selectors.course_for(str(facts.get("commission", "")), viewer(request))
        if course.under is None:
            raise NotHere
        services.answer(
            asked=course.under.pk, given=TEXT, text=joined(wording, facts), by=account, at=now
        )
        return _("Sent as the answer of your office.")
    base = request.POST.get("base", "")
    services.revise(
        item=item,
        base=int(base) if base.isdecimal() and len(base) <= DIGITS else 0,
        title={code: request.POST.get(f"title_{code}", "") for code in ("en", "ja")},
        paragraphs=_in_order(request),
        by=account,
        at=now,
    )
    return _("Saved. Every paragraph keeps the mark of where it comes from.")


def _in_order(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the paragraphs in the order of the numbers beside them."""
    rows = zip(
        request.POST.getlist("place"),
        request.POST.getlist("field"),
        request.POST.getlist("text"),
        strict=False,
    )
    return [(field, text) for _place, field, text in sorted(rows, key=lambda row: _place(row[0]))]


def _ordered(request: HttpRequest) -> list[uuid.UUID]:
    """Return the returns that are ticked, in the order of the numbers beside them."""
    keys: list[tuple[int, int, uuid.UUID]] = []
    for written in request.POST.getlist("return"):
        try:
            key = uuid.UUID(written)
        except ValueError:
            raise NotHere from None
        keys.append((_place(request.POST.get(f"place-{written}", "")), len(keys), key))
    return [key for _at, _number, key in sorted(keys)]


def _place(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) <= DIGITS else LAST
