"""Attachments of a record: put on, taken off, taken out."""

from typing import Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.records import files, selectors, services
from kakehashi.records.attached import MEGABYTE, MOST, AttachmentTooLarge, largest, media_of
from kakehashi.records.models import Attachment
from kakehashi.records.rules import check_step
from kakehashi.records.services.plans import standing_of

AROUND: Final = 1 << 16
"""Bytes that a form may have around its file."""
READ_OUT: Final = 4
"""Times the limit up to which a file that is too large is read to its end and forgotten, so that
the browser shows the answer; past it the connection is closed."""


class NoFileChosen(Refused):
    """The form was sent without a file."""

    code = "no-file-chosen"
    message = {"en": "No file was chosen.", "ja": "ファイルが選択されていません。"}
    hint = {"en": "Choose the file to attach.", "ja": "添付するファイルを選択してください。"}


class UploadBrokenOff(Refused):
    """An upload that ended before its end."""

    code = "upload-broken-off"
    message = {
        "en": "The file did not arrive whole.",
        "ja": "ファイルの送信が途中で終了しました。",
    }
    hint = {
        "en": "Nothing was attached. Send it again.",
        "ja": "添付されていません。もう一度送信してください。",
    }


@csrf_exempt
def attachments(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a record's attachments, put one on, or take one off.

    A body that cannot fit is not read into a form at all: hence the secret of the form is asked
    for behind the look at its length, by :func:`_changed`.

    Raises:
        NotHere: to whom may not see the record.
    """
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            _check_length(request)
            answer = _changed(request, reference)
        except Refused as refused:
            refusal = refused
        else:
            if answer is not None:
                return answer
    return _shown(request, reference, refusal)


def _shown(request: HttpRequest, reference: str, refusal: Refused | None) -> HttpResponse:
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    if refusal is None:
        check_step(reader, standing_of(entry.item, entry), "save")
    return render(
        request,
        "desk/attachments.html",
        {
            "entry": entry,
            "attached": selectors.attachments(entry.version),
            "refusal": refusal,
            "most": MOST,
            "megabytes": largest() // MEGABYTE,
        },
        status=refusal.status if refusal else 200,
    )


def _check_length(request: HttpRequest) -> None:
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length <= largest() + AROUND:
        return
    if length <= READ_OUT * largest():
        while request.read(AROUND):
            pass
    raise AttachmentTooLarge(name=_("The file"), most=largest() // MEGABYTE)


@csrf_protect
def _changed(request: HttpRequest, reference: str) -> HttpResponse | None:
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    base = request.POST.get("base", "")
    number = int(base) if base.isascii() and base.isdigit() else 0
    if "remove" in request.POST:
        name = services.detach(
            item=entry.item_id,
            base=number,
            digest=request.POST["remove"],
            by=account_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("%(name)s was taken off, in a draft.") % {"name": name})
        return redirect("desk:attachments", reference)
    file = request.FILES.get("file")
    if "whole" not in request.POST:  # the last field, behind the file
        raise UploadBrokenOff
    if not isinstance(file, UploadedFile):
        raise NoFileChosen
    kept = services.attach(
        item=entry.item_id,
        base=number,
        name=file.name or "",
        file=file,
        by=account_of(request),
        at=timezone.now(),
    )
    messages.success(
        request,
        _("%(name)s is attached, in a draft. Only your side sees it.") % {"name": kept.name},
    )
    return redirect("desk:attachments", reference)


def attachment(request: HttpRequest, reference: str, number: int, part: int) -> HttpResponseBase:
    """Give one attachment of one version as a file.

    Raises:
        NotHere: for what the reader may not see.
        AttachmentNotHere: when its bytes are not on this node.
    """
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    version = selectors.version_for(entry.item, number, reader)
    found = Attachment.objects.filter(version=version, part=part).first()
    if found is None:
        raise NotHere
    return as_file(found)


def as_file(found: Attachment) -> FileResponse:
    """Return an attachment as an answer: streamed, to be saved, never shown inside a page.

    Raises:
        AttachmentNotHere: when its bytes are not on this node.
    """
    answer = FileResponse(
        files.read(found),
        as_attachment=True,
        filename=found.name,
        content_type=media_of(found.name),
    )
    answer["Content-Length"] = str(found.size)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
