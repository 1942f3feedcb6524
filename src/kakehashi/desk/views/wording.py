"""Wording on the desk: what the checks find in published records, and the rules of one's side."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.desk.viewing import account_of, viewer
from kakehashi.drafting import services
from kakehashi.drafting.published import findings_published
from kakehashi.drafting.services.settling import rules_of
from kakehashi.errors import NotHere, Refused
from kakehashi.people.rules import check_side

SIZE = 100
"""Records checked a page; those in which nothing is found are only counted."""


def wording(request: HttpRequest) -> HttpResponse:
    """Show what the checks find in published texts, record by record."""
    reader, refusal = viewer(request), None
    if request.method == "POST":
        try:
            _accept(request)
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            return redirect(request.get_full_path())
    found = findings_published(reader, kind=request.GET.get("kind", ""))
    page = Paginator(found.faces, SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/wording.html",
        {
            "page": page,
            "kinds": found.kinds,
            "kind": found.kind,
            "checked": found.check(list(page.object_list)),
            "may_accept": reader.may("write") and bool(reader.side),
            "refusal": refusal,
            "reason": request.POST.get("reason", "") if refusal else "",
            "may_rule": reader.may("manage_people") and bool(reader.side),
        },
        status=refusal.status if refusal else 200,
    )


def _accept(request: HttpRequest) -> None:
    """Accept a finding with a reason, or take that back."""
    if "take-back" in request.POST:
        services.take_back(
            acceptance=_uuid(request.POST["take-back"]),
            by=account_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("The acceptance is taken back."))
        return
    asked = {
        name: request.POST.get(name, "")
        for name in ("paragraph", "language", "rule", "found", "passage", "reason")
    }
    services.accept(
        item=_uuid(request.POST.get("item", "")),
        **asked,
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Accepted, with your reason."))


def _uuid(written: str) -> uuid.UUID:
    try:
        return uuid.UUID(written)
    except ValueError as fault:
        raise NotHere from fault


def wording_rules(request: HttpRequest) -> HttpResponse:
    """Show and set the wording rules of one's own side."""
    reader = viewer(request)
    side = check_side(reader, ["read_own_side", "manage_people"])
    refusal: Refused | None = None
    if request.method == "POST":
        given = request.FILES.get("file")
        text = (
            given.read(200_000).decode("utf-8", errors="replace")
            if given is not None
            else request.POST.get("text", "")
        )
        try:
            services.set_rules(text=text, by=account_of(request), at=timezone.now())
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Saved. Only your side’s pages use these rules."))
            return redirect("desk:wording-rules")
    else:
        text = rules_of(side)
    return render(
        request,
        "desk/wording_rules.html",
        {"text": text, "refusal": refusal},
        status=refusal.status if refusal else 200,
    )
