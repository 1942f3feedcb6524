"""Files on the desk: a side's register of files, one file, how one record is kept."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kakehashi.desk.once import draw, drawn
from kakehashi.desk.sections import today_of
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Side
from kakehashi.people.rules import check_side
from kakehashi.records import selectors as records
from kakehashi.retention import selectors, services, sheets
from kakehashi.retention.rules import GROUNDS, HELD, OUTCOMES, STANDINGS, STATES, THEN
from kakehashi.retention.selectors import File

A_PAGE = 50


def today_for(request: HttpRequest) -> dt.date:
    """Return today's date on the calendar of the reader's side.

    Raises:
        NoSide, NotYourRole: for who has no files.
    """
    side = check_side(viewer(request), ["read_own_side"])
    return today_of(Side.objects.get(pk=side).zone)


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """List the files of one's side, late first, with what was proposed and transferred."""
    today, reader = today_for(request), viewer(request)
    found = selectors.files(reader, today)
    schedule = selectors.own_schedule(reader)
    return render(
        request,
        "desk/files.html",
        {
            "schedule": schedule,
            "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
            "late": sum(one.standing == "late" for one in found),
            "disposals": selectors.disposals(reader),
            "transfers": [
                (one, schedule.classes[one.file_class].names, schedule.year(one.year))
                for one in selectors.transfers(reader)
                if one.file_class in schedule.classes
            ],
            "sees_all": reader.may("audit"),
            **_words(),
        },
    )


def _words() -> dict[str, Any]:
    return {
        "standings": STANDINGS,
        "then": THEN,
        "states": STATES,
        "grounds": GROUNDS,
        "outcomes": OUTCOMES,
    }


@require_safe
def files_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the register of files as CSV or workbook, in the columns that the side's has."""
    if form not in ("csv", "xlsx"):
        raise NotHere
    today, reader = today_for(request), viewer(request)
    schedule, found = selectors.own_schedule(reader), selectors.files(reader, today)
    cover = sheets.cover(schedule, found, at=timezone.now())
    columns, rows = sheets.columns(schedule), sheets.rows_of(schedule, found)
    if form == "xlsx":
        return FileResponse(
            sheets.write_book(cover, columns, rows),
            as_attachment=True,
            filename=cover.file_name("xlsx"),
            content_type=sheets.BOOK,
        )
    return StreamingHttpResponse(
        sheets.write_csv(cover, columns, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{cover.file_name("csv")}"'},
    )


@require_safe
def file(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Show one file: how long it is kept, what is in it, what may be done with it.

    Raises:
        NotHere: when nothing the reader may see is in it.
    """
    return _shown(request, _file(request, code, year))


def _file(request: HttpRequest, code: str, year: int) -> File:
    return selectors.file_of(code, year, viewer(request), today_for(request))


def _shown(request: HttpRequest, found: File, refusal: Refused | None = None) -> HttpResponse:
    reader, account = viewer(request), account_of(request)
    page = Paginator(selectors.entries(found, reader), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/file.html",
        {
            "file": found,
            "page": page,
            "holds": selectors.holds(reader, found),
            "on_hold": selectors.on_hold(reader, [one.item_id for one in page]),
            "held": STANDINGS[HELD],
            "may": reader.may("manage_records"),
            "once": draw(account),
            "refusal": refusal,
            "typed": request.POST if refusal else {},
            **_words(),
        },
        status=refusal.status if refusal else 200,
    )


@require_POST
def file_act(request: HttpRequest, code: str, year: int, act: str) -> HttpResponse:
    """Stop the disposal of a file, make a package of it, or propose to destroy it.

    Raises:
        NotHere: for a file that is not there, or an act that there is not.
    """
    found, account, said = _file(request, code, year), account_of(request), request.POST
    once = drawn(account, said.get("once", ""))
    try:
        if act == "hold":
            services.hold(
                file=(code, year),
                ground=said.get("ground", ""),
                reason=said.get("reason", ""),
                by=account,
                at=timezone.now(),
                id=once,
            )
            messages.success(request, _("The disposal of this file is stopped."))
            return redirect("desk:file", code, year)
        if act == "transfer":
            made = services.make_transfer(
                file_class=code, year=year, by=account, at=timezone.now(), id=once
            )
            messages.success(request, _("The package is made. It can be downloaded here."))
            return redirect("desk:transfer", made.pk)
        if act == "propose":
            proposed = services.propose(
                file_class=code,
                year=year,
                note_=said.get("note", ""),
                by=account,
                at=timezone.now(),
                id=once,
            )
            messages.success(
                request, _("Proposed. Nothing is destroyed before another official approves it.")
            )
            return redirect("desk:disposal", proposed.pk)
    except NotHere:
        raise
    except Refused as refused:
        return _shown(request, found, refused)
    raise NotHere


@require_POST
def hold_release(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Release a hold on a record or a file.

    Raises:
        NotHere: for one that is not there, or of another side.
    """
    released = services.release(hold=key, by=account_of(request), at=timezone.now())
    messages.success(request, _("The hold is released."))
    if released.item is not None:
        return redirect("desk:record-file", released.item.reference)
    return redirect("desk:file", released.file_class, released.year)


def record_file(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how one's side keeps a record; file it elsewhere, or stop its disposal.

    Raises:
        NotHere: for a record that the reader does not see.
    """
    today, reader, account = today_for(request), viewer(request), account_of(request)
    entry = records.entry_for(reference, reader)
    refusal: Refused | None = None
    said = request.POST
    if request.method == "POST":
        try:
            if said.get("do") == "hold":
                services.hold(
                    item=entry.item_id,
                    ground=said.get("ground", ""),
                    reason=said.get("reason", ""),
                    by=account,
                    at=timezone.now(),
                    id=drawn(account, said.get("once", "")),
                )
                messages.success(request, _("The disposal of this record is stopped."))
            else:
                services.file_record(
                    item=entry.item_id,
                    file_class=said.get("class", ""),
                    reason=said.get("reason", ""),
                    by=account,
                    at=timezone.now(),
                )
                messages.success(request, _("The record is filed."))
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            return redirect("desk:record-file", reference)
    kept = selectors.retention_of(entry, reader, today)
    if kept is None:
        raise NotHere
    return render(
        request,
        "desk/record_file.html",
        {
            "entry": entry,
            "kept": kept,
            "classes": kept.schedule.classes.values(),
            "may": reader.may("manage_records"),
            "once": draw(account),
            "refusal": refusal,
            "typed": said if refusal else {},
            **_words(),
        },
        status=refusal.status if refusal else 200,
    )
