"""Carrying a line by hand: a bundle taken out as one file, one brought in, looked at, taken in."""

from typing import BinaryIO, Final, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from kakehashi.desk.viewing import account_of, carries_lines, sees_lines, viewer
from kakehashi.desk.views.attachments import NoFileChosen, UploadBrokenOff
from kakehashi.errors import NotHere, Refused
from kakehashi.exchange import blobs
from kakehashi.exchange.bundles.bringing import (
    LARGEST,
    MEGABYTE,
    BundleTooLarge,
    bring,
    discard,
    take_in,
)
from kakehashi.exchange.bundles.making import line_to, make_tar
from kakehashi.exchange.bundles.overview import bundles_of_lines, holding
from kakehashi.exchange.models import LOOKED_AT, Bundle
from kakehashi.records.crossing import node_side
from kakehashi.trust.spellings import from_decimal

AROUND: Final = 1 << 16
"""Bytes that a form may have around its file."""


@csrf_exempt
def bundles(request: HttpRequest) -> HttpResponse:
    """Show what can be carried and what was; take a file in to be looked at.

    A body that cannot fit is not read into a form at all: hence the secret of the form is asked
    for behind the look at its length.

    Raises:
        NotHere: on a node that serves every side, and to other roles.
    """
    reader = viewer(request)
    if not sees_lines(reader):
        raise NotHere
    refusal: Refused | None = None
    if request.method == "POST":
        if not carries_lines(reader):
            raise NotHere
        try:
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + AROUND:
                raise BundleTooLarge(most=LARGEST // MEGABYTE)
            return _brought(request)
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
    return _page(request, refusal)


@csrf_protect
def _brought(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if "whole" not in request.POST:  # the last field, behind the file
        raise UploadBrokenOff
    if not isinstance(file, UploadedFile):
        raise NoFileChosen
    row = bring(file.chunks(1 << 18), by=account_of(request), at=timezone.now())
    return redirect("desk:bundle", row.pk)


def _page(request: HttpRequest, refusal: Refused | None) -> HttpResponse:
    return render(
        request,
        "desk/bundles.html",
        {
            "lines": bundles_of_lines(),
            "may": carries_lines(viewer(request)),
            "megabytes": LARGEST // MEGABYTE,
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


@require_POST
def bundle_made(request: HttpRequest, peer: str) -> HttpResponseBase:
    """Make a bundle for a side and give it as one file.

    Raises:
        NotHere: on a node that serves every side, and to other roles.
    """
    if not carries_lines(viewer(request)):
        raise NotHere
    begin = request.POST.get("begin", "")
    start = from_decimal(begin) if begin else None
    draft = cast("BinaryIO", blobs.draft())
    try:
        made = make_tar(
            line_to(peer), draft, by=account_of(request), at=timezone.now(), start_at=start
        ).bundle
    except Refused as refusal:
        draft.close()
        return _page(request, refusal)
    draft.seek(0)
    name = f"kakehashi-{node_side()}-{peer}-{made.start or 0}-{made.size or 0}.tar".lower()
    return FileResponse(draft, as_attachment=True, filename=name, content_type="application/x-tar")


@require_safe
def bundle(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a bundle that was brought holds, or what came of it.

    Raises:
        NotHere: on a node that serves every side, to other roles, and for none.
    """
    reader = viewer(request)
    if not sees_lines(reader):
        raise NotHere
    rows = Bundle.objects.select_related("line__peer", "by")
    row = get_object_or_404(rows, pk=number)
    return render(
        request,
        "desk/bundle.html",
        {
            "bundle": row,
            "holds": holding(row),
            "came": row.outcome.get("came"),
            "refused": row.outcome.get("refused") if row.state == LOOKED_AT else None,
            "may": carries_lines(reader) and row.state == LOOKED_AT,
        },
    )


@require_POST
def bundle_answer(request: HttpRequest, number: int, answer: str) -> HttpResponse:
    """Take a bundle in that was looked at, or let it go.

    Raises:
        NotHere: on a node that serves every side, to other roles, and for none.
    """
    if not carries_lines(viewer(request)) or answer not in {"take", "discard"}:
        raise NotHere
    row = get_object_or_404(Bundle, pk=number)
    if row.state != LOOKED_AT:
        return redirect("desk:bundle", number)
    if answer == "discard":
        discard(row, at=timezone.now())
        messages.success(request, _("The file was discarded. Nothing was taken in."))
        return redirect("desk:bundles")
    try:
        take_in(row, by=account_of(request), at=timezone.now())
    except NotHere:
        raise
    except Refused:
        return redirect("desk:bundle", number)  # the page says why
    messages.success(request, _("The bundle was taken in."))
    return redirect("desk:bundle", number)
