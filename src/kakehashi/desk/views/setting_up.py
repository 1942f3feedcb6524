"""Make it yours: the tasks of a fresh node, the lead posts, the occasions that have passed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kakehashi.desk import needs, setting_up
from kakehashi.desk.forms.texts import said
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of
from kakehashi.errors import Refused
from kakehashi.framework import selectors, services
from kakehashi.framework.rules import FINDINGS
from kakehashi.governance import selectors as governance
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import posts_of


def make_it_yours(request: HttpRequest) -> HttpResponse:
    """Show every task of a fresh node with its standing, and how the text is imported."""
    reader = needs.reader_of(account_of(request))
    check_side(reader.viewer, ["manage_meetings"])
    coming, _last = governance.next_and_last(reader.viewer, reader.today)
    left = {one.key: one.total for one in (needs.unfollowed(reader), needs.languages(reader))}
    tasks = setting_up.tasks(reader, coming, left)
    return render(
        request,
        "desk/work_setting_up.html",
        {
            "tasks": tasks,
            "left": sum(not one.done for one in tasks),
            "imports": selectors.imports(),
        },
    )


def leads(request: HttpRequest) -> HttpResponse:
    """Name, area by area, the post of one's own side that leads it."""
    account = account_of(request)
    reader = needs.reader_of(account)
    side = check_side(reader.viewer, ["manage_people"])
    areas = selectors.led_areas(reader.viewer)
    refusal: Refused | None = None
    chosen = {one.area.reference: _post(one.leads.get(side)) for one in areas}
    if request.method == "POST":
        chosen = {
            reference: request.POST.get(f"lead-{reference}", before)
            for reference, before in chosen.items()
        }
        try:
            changed = services.name_leads(leads=chosen, by=account, at=timezone.now())
        except Refused as found:
            refusal = found
        else:
            messages.success(
                request,
                ngettext(
                    "Saved: %(count)d area changed.",
                    "Saved: %(count)d areas changed.",
                    len(changed),
                )
                % {"count": len(changed)},
            )
            return redirect("desk:leads")
    return render(
        request,
        "desk/work_leads.html",
        {
            "rows": [(one, chosen[one.area.reference], _others(one, reader)) for one in areas],
            "posts": posts_of(side, reader.today),
            "side": reader.sides[side],
            "named": sum(side in one.leads for one in areas),
            "refusal": refusal,
        },
        status=400 if refusal else 200,
    )


def _post(lead: Any) -> str:
    return lead.post_id if lead else ""


def _others(one: selectors.LedArea, reader: needs.Reader) -> list[tuple[Any, Any]]:
    return [
        (side, one.leads.get(code))
        for code, side in reader.sides.items()
        if code != reader.viewer.side
    ]


def occasions(request: HttpRequest) -> HttpResponse:
    """Say of each provision whose occasion has passed what became of it."""
    account = account_of(request)
    reader = needs.reader_of(account)
    check_side(reader.viewer, ["write"])
    refusal: Refused | None = None
    asked = request.POST.get("provision", "")
    if request.method == "POST":
        try:
            services.note_for_review(
                provision=asked,
                finding=request.POST.get("finding", ""),
                words={code: request.POST.get(f"why_{code}", "") for code in ("en", "ja")},
                by=account,
                at=timezone.now(),
                id=drawn(account, request.POST.get("once", "")),
            )
        except Refused as found:
            if found.status == 404:  # noqa: PLR2004
                raise
            refusal = found
        else:
            messages.success(request, _("Noted for the review: %(what)s") % {"what": asked})
            return redirect("desk:occasions")
    passed = selectors.passed_by(reader.viewer, reader.today)
    rows = []
    for one in passed:
        mine = one.note_of(reader.viewer.side)
        failed = refusal is not None and one.provision.reference == asked
        words = mine.entry.version.wording.get("body", {}) if mine else {}
        rows.append(
            {
                "passed": one,
                "mine": mine,
                "finding": request.POST.get("finding", "")
                if failed
                else (mine.finding if mine else ""),
                "why": {code: request.POST.get(f"why_{code}", "") for code in ("en", "ja")}
                if failed
                else words,
                "others": [
                    (reader.sides.get(note.item.origin_id or ""), note)
                    for note in one.notes
                    if note.item.origin_id != reader.viewer.side
                ],
                "refusal": refusal if failed else None,
            }
        )
    return render(
        request,
        "desk/work_occasions.html",
        {
            "rows": rows,
            "findings": [(code, said(words)) for code, words in FINDINGS.items()],
            "once": draw(account),
            "refusal": refusal,
        },
        status=400 if refusal else 200,
    )
