"""Contact notes out of mails and documents: brought in, looked at one by one, kept or left out."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.desk.forms.notes import FIELDS, NoteForm
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.needs import today_of
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.notes import tell, together
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.notes import bringing, tagging
from kakehashi.notes.bringing import MOST_FILES, Brought, Known
from kakehashi.notes.kinds import CONTACT_NOTE
from kakehashi.notes.letters import shapes
from kakehashi.notes.letters.asking import LARGEST
from kakehashi.notes.rules import MAIL, OTHER
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import organisations

REMARKS: Mapping[str, str | Promise] = {
    shapes.HTML_ONLY: gettext_lazy(
        "The mail has no plain text. It was read from its web page, without scripts, pictures and "
        "hidden parts."
    ),
    shapes.NO_TEXT: gettext_lazy("It has no text that can be read. Write what was said yourself."),
    shapes.GUESSED: gettext_lazy(
        "The character encoding that it names is wrong; another one was used. Check the text."
    ),
    shapes.DIFFERS: gettext_lazy("It names other addresses for its sender besides."),
    shapes.NAMED_OTHERWISE: gettext_lazy(
        "The sender’s name contains an address that is not the sender’s."
    ),
    shapes.NESTED: gettext_lazy("There are mails within it; their text stands in the thread."),
    shapes.TNEF: gettext_lazy("Its text or files were taken out of winmail.dat."),
    shapes.CUT: gettext_lazy("It is longer than a note can be, or has too many files; it was cut."),
    shapes.UNDATED: gettext_lazy("It names no date; today stands there. Check it."),
    shapes.ENCRYPTED: gettext_lazy("It is encrypted or sealed; what is sealed cannot be read."),
}
"""What the preview says of what was met in a file."""

MOST_NAMED = 6


class _Several(forms.FileInput):
    allow_multiple_selected = True


class FilesForm(forms.Form):
    """Mails and documents that are brought in; the files are taken from the request."""

    file = forms.FileField(
        label=gettext_lazy("Mails (EML, MSG) or Word documents (DOCX)"),
        required=True,
        widget=_Several(attrs={"accept": ".eml,.msg,.docx", "data-drop-field": ""}),
    )


def note_from(request: HttpRequest) -> HttpResponse:
    """Take mails or documents, and lead to what would be kept of each."""
    account = account_of(request)
    check_side(viewer(request), ["write"])
    form, status = FilesForm(), 200
    if request.method == "POST":
        form = FilesForm({})
        try:
            batch = bringing.bring(
                files=[_given(one) for one in request.FILES.getlist("file")],
                by=account,
                at=timezone.now(),
            )
        except NotHere:
            raise
        except Refused as refusal:
            form.errors.clear()
            form.add_error("file", f"{said(refusal.message_words())} {said(refusal.hint_words())}")
            status = refusal.status
        else:
            return redirect("desk:note-brought", batch)
    return render(
        request,
        "desk/note_from.html",
        {"form": form, "megabytes": LARGEST >> 20, "most": MOST_FILES},
        status=status,
    )


def _given(one: "UploadedFile[Any]") -> tuple[str, int, "UploadedFile[Any]"]:
    return str(one.name), int(one.size or 0), one


def note_brought(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Show what would be kept of the next file of a batch; keep it, or leave it out."""
    account, reader, now = account_of(request), viewer(request), timezone.now()
    check_side(reader, ["write"])
    found = bringing.next_of(batch, account, now)
    if found is None:
        messages.info(request, _("No file is left to look at."))
        return redirect("desk:notes")
    if request.method != "POST" or request.POST.get("file") != str(found.file.pk):
        return _shown(request, found, reader)
    if "leave" in request.POST or found.refusal:
        bringing.leave_out(file=found.file.pk, by=account)
        messages.success(request, _("Left out: no note was made of it."))
        return redirect("desk:note-brought", batch)
    if "propose" in request.POST:
        form = NoteForm.as_typed(request.POST, together(request.POST, reader))
        return _shown(request, found, reader, form=form)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            made, opened = bringing.write_from(
                file=found.file.pk,
                note=form.note(),
                keep=[int(one) for one in request.POST.getlist("keep") if one.isdecimal()],
                thread="thread" in request.POST,
                by=account,
                at=now,
                today=today_of(account.zone),
            )
        except NotHere:
            raise
        except Refused as refusal:
            put_beside(form, refusal, CONTACT_NOTE, FIELDS)
        else:
            tell(request, opened)
            more = found.place < found.of and bringing.next_of(batch, account, now)
            return redirect("desk:note-brought", batch) if more else _to(made.reference)
    form.tags = tagging.named(form.sent.getlist("shown"), reader)
    return _shown(request, found, reader, form=form, status=400)


def _to(reference: str) -> HttpResponse:
    return redirect("desk:record", reference)


def _shown(
    request: HttpRequest,
    found: Brought,
    reader: Viewer,
    *,
    form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    account = account_of(request)
    if found.refusal:
        context: dict[str, Any] = {"refusal": found.refusal}
    else:
        letter = found.letter
        at = dt.datetime.fromisoformat(letter.date) if letter.date else None
        day = at.astimezone(ZoneInfo(account.zone)).date() if at else None
        today = today_of(account.zone)
        senders = bringing.known(letter.senders, day or today)
        recipients = bringing.known(letter.recipients, day or today)
        form = form or _form(found, account, reader, [*senders, *recipients], day or today)
        context = {
            "form": form,
            "tagged": True,
            "letter": letter,
            "at": at,
            "zone": account.zone,
            "mail": letter.kind == shapes.MAIL,
            "senders": senders,
            "recipients": recipients[:MOST_NAMED],
            "others": max(len(recipients) - MOST_NAMED, 0),
            "remarks": [REMARKS[one] for one in letter.remarks if one in REMARKS],
            "claims": list(letter.claims.items()),
            "enclosed": list(enumerate(letter.files)),
            "kept": {int(one) for one in request.POST.getlist("keep") if one.isdecimal()},
            "thread": "thread" in request.POST,
        }
    return render(request, "desk/note_brought.html", {"found": found, **context}, status=status)


def _form(
    found: Brought, account: Account, reader: Viewer, people: Sequence[Known], day: dt.date
) -> NoteForm:
    letter = found.letter
    text = f"{letter.subject}\n{letter.text}"
    sent = QueryDict(mutable=True)
    sent.update({"with_whom": _with(people, account), "what": text})
    tags = together(sent, reader)
    known = {one.organisation for one in people if one.by_address and one.organisation}
    missing = known - {one.value for one in tags if one.group == tagging.ORGANISATION}
    tags += [
        tagging.Tag(tagging.ORGANISATION, one.pk, one.name_en, one.name_ja)
        for one in organisations(missing)
    ]
    return NoteForm(
        initial={
            "with_whom": _with(people, account),
            "what": letter.text,
            "title": letter.subject,
            "date": min(day, today_of(account.zone)),
            "medium": MAIL if letter.kind == shapes.MAIL else OTHER,
        },
        tags=tags,
    )


def _called(one: Known) -> str:
    """Return what to call somebody: never by an address in the name that is not their own."""
    address = one.said.address
    foreign = "@" in one.words and address.lower() not in one.words.lower()
    return address if address and foreign else one.words


def _with(people: Sequence[Known], account: Account) -> str:
    """Return whom a mail was with: everybody on it but the one who brings it."""
    own = account.email.lower()
    others = [_called(one) for one in people if not own or one.said.address.lower() != own]
    named = list(dict.fromkeys(one for one in others if one))
    words = _(", ").join(named[:MOST_NAMED])
    left = len(named) - MOST_NAMED
    return (words + (" " + _("and %(count)d more") % {"count": left} if left > 0 else ""))[:300]
