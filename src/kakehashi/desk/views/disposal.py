"""Disposal and transfer on the desk: a proposal and its certificate, a package for the archive."""

import datetime as dt
import uuid
from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.files import today_for
from kakehashi.errors import NotHere, Refused
from kakehashi.look.forms import typed_day
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry
from kakehashi.retention import selectors, services
from kakehashi.retention.packages import TransferChanged, listing, name_of, packed
from kakehashi.retention.rules import OUTCOMES, PROPOSED, STATES, THEN, WHY

A_PAGE = 100


def disposal(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show a proposal of disposal, or the certificate of what was destroyed; settle it.

    Raises:
        NotHere: for one that is not there, or of another side.
    """
    today_for(request)
    reader, account = viewer(request), account_of(request)
    found, rows = selectors.disposal_of(key, reader)
    refusal: Refused | None = None
    if request.method == "POST":
        said, now = request.POST, timezone.now()
        try:
            if said.get("do") == "approve":
                services.approve(
                    disposal=key, authority=said.get("authority", ""), by=account, at=now
                )
                messages.success(request, _("Approved and carried out. This is its certificate."))
            elif said.get("do") == "decline":
                services.decline(disposal=key, answer=said.get("answer", ""), by=account, at=now)
                messages.success(request, _("Declined. Nothing was destroyed."))
            else:
                services.withdraw(disposal=key, by=account, at=now)
                messages.success(request, _("Taken back. Nothing was destroyed."))
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            return redirect("desk:disposal", key)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    faces = {
        one.item_id: one
        for one in Entry.objects.filter(
            item__in=[row.item_id for row in page.object_list],
            audience_id__in=visible_audiences(reader),
        )
    }
    schedule = selectors.own_schedule(reader)
    return render(
        request,
        "desk/disposal.html",
        {
            "disposal": found,
            "page": page,
            "lines": [
                (row, faces.get(row.item_id), kind_of(row.item.kind).names)
                for row in page.object_list
            ],
            "counts": dict(Counter(row.outcome for row in rows)),
            "total": len(rows),
            "schedule": schedule,
            "open": found.state == PROPOSED,
            "may_approve": found.state == PROPOSED
            and reader.may("approve_disposal")
            and found.by_id != account.pk,
            "may_withdraw": found.state == PROPOSED and reader.may("manage_records"),
            "states": STATES,
            "outcomes": OUTCOMES,
            "why": WHY,
            "then": THEN,
            "refusal": refusal,
            "typed": request.POST if refusal else {},
        },
        status=refusal.status if refusal else 200,
    )


def transfer(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show a package for the archive; record that the archive took it in.

    Raises:
        NotHere: for one that is not there, or of another side.
    """
    today_for(request)
    reader, refusal = viewer(request), None
    found = selectors.transfer_of(key, reader)
    if request.method == "POST":
        try:
            services.record_receipt(
                transfer=key,
                number=request.POST.get("number", ""),
                date=_day(request.POST.get("date", "")),
                by=account_of(request),
                at=timezone.now(),
            )
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("The receipt is recorded."))
            return redirect("desk:transfer", key)
    schedule = selectors.own_schedule(reader)
    return render(
        request,
        "desk/transfer.html",
        {
            "transfer": found,
            "schedule": schedule,
            "class": schedule.classes.get(found.file_class),
            "year": schedule.year(found.year),
            "may": reader.may("manage_records"),
            "why": WHY,
            "refusal": refusal,
            "typed": request.POST if refusal else {},
        },
        status=refusal.status if refusal else 200,
    )


@require_safe
def transfer_package(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Give a package for the archive as a ZIP, streamed.

    Raises:
        NotHere: for one that is not there, or of another side; for who may not give it out.
        TransferChanged: when it can no longer be made as it was.
    """
    today_for(request)
    reader = viewer(request)
    found = selectors.transfer_of(key, reader)
    if not reader.may("manage_records"):
        raise NotHere
    if listing(found)[0] != found.manifest_digest:
        raise TransferChanged
    return StreamingHttpResponse(
        packed(found),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name_of(found)}.zip"'},
    )


def _day(written: str) -> dt.date | None:
    return typed_day(written)
