"""Writing on the desk: a new record, a new text, a proposal. What was typed is never lost."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.desk.forms.texts import TextForm, initial_of, plain, said
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import officials, sides
from kakehashi.records import selectors, services
from kakehashi.records.kinds import RESTRICTED, all_kinds, kind_of
from kakehashi.records.models import Version
from kakehashi.records.rules import check_step
from kakehashi.records.services import EditConflict, LinkTo
from kakehashi.records.services.plans import standing_of, text_of
from kakehashi.wording import compare_words


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a record's text in both languages side by side."""
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    if request.method != "POST":
        # What was typed is checked when it is saved, so that a refusal gives it back.
        check_step(reader, standing_of(entry.item, entry), "save")
    kind, version = kind_of(entry.kind), entry.version
    known: dict[str, Any] = {"kind": kind, "side": reader.side, "lane": entry.item.lane}
    conflict, status = None, 200
    if request.method == "POST":
        form = TextForm(request.POST, **known)
        if form.is_valid():
            text = form.text(version, text_of(version).links)
            try:
                services.save(
                    item=entry.item_id,
                    base=form.cleaned_data["base"] or 0,
                    text=text,
                    by=account_of(request),
                    at=timezone.now(),
                )
            except EditConflict as refusal:
                entry = selectors.entry_for(reference, reader)
                version, status = entry.version, refusal.status
                if _same(form, version, reader):  # the form was sent twice
                    return redirect("desk:record", reference)
                conflict = _both(version, form)
                form = TextForm(initial=_merged(form, version, reader), **known)
                form.conflict = f"{said(refusal.message_words())} {said(refusal.hint_words())}"
            except Refused as refusal:
                form.take(refusal)
                status = refusal.status
            else:
                messages.success(request, _("Saved as a draft. Only your side sees it."))
                return redirect("desk:record", reference)
    else:
        form = TextForm(initial=initial_of(kind, version, reader.side), **known)
    return render(
        request,
        "desk/edit.html",
        {"form": form, "entry": entry, "kind": kind, "version": version, "conflict": conflict},
        status=_status(form, status),
    )


def _status(form: TextForm, status: int) -> int:
    return status if status != HTTPStatus.OK else 400 if form.errors else 200


def _same(form: TextForm, version: Version, reader: Viewer) -> bool:
    """Say whether ``version`` is this very text, saved by this very writer."""
    theirs = initial_of(form.kind, version, reader.side)
    named = [name for name in form.cleaned_data if name in theirs and name != "base"]
    return str(version.author_id) == reader.account and all(
        plain(form.cleaned_data[name]) == plain(theirs[name]) for name in named
    )


def _merged(form: TextForm, version: Version, reader: Viewer) -> dict[str, Any]:
    """Return the writer's text on top of the newer one: what they left alone follows it.

    Without this, saving again would undo what the other changed and they never touched.
    """
    theirs = initial_of(form.kind, version, reader.side)
    try:
        began = selectors.version_for(version.item, form.cleaned_data["base"] or 0, reader)
    except NotHere:
        old: dict[str, Any] = {}
    else:
        old = initial_of(form.kind, began, reader.side)
    mine = {
        name: value
        for name, value in form.cleaned_data.items()
        if name not in old or name not in theirs or plain(value) != plain(old[name])
    }
    return {**theirs, **mine, "base": version.number}


def _both(version: Version, form: TextForm) -> list[dict[str, Any]]:
    """Return the newer text beside the one just typed, where they differ."""
    theirs = version.wording
    return [
        {
            "field": kind_text.label,
            "language": code,
            "theirs": theirs.get(kind_text.name, {}).get(code, ""),
            "pieces": compare_words(theirs.get(kind_text.name, {}).get(code, ""), words, code),
        }
        for kind_text in form.kind.texts
        for code, words in form.wording()[kind_text.name].items()
        if words.strip() != theirs.get(kind_text.name, {}).get(code, "")
    ]


def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Start a record of one kind, about another where ``?about=`` names it."""
    reader = viewer(request)
    check_side(reader, ["write"])
    found = next((one for one in all_kinds() if one.code == kind and one.creatable), None)
    if found is None:
        raise NotHere
    about = request.GET.get("about") or request.POST.get("about") or ""
    target = selectors.entry_for(about, reader) if about else None
    account = account_of(request)
    people = officials(side.code for side in sides())
    known: dict[str, Any] = {"kind": found, "side": reader.side, "people": people}
    if request.method == "POST":
        form = TextForm(request.POST, **known)
        if form.is_valid():
            links = [LinkTo("about", target.item_id)] if target else []
            try:
                made = services.create(
                    kind=found.code,
                    text=form.text(None, links, author=reader.account),
                    lane=RESTRICTED if form.cleaned_data.get("restricted") else "",
                    by=account,
                    at=timezone.now(),
                    id=drawn(account, form.cleaned_data["once"]),
                )
            except Refused as refusal:
                form.take(refusal)
            else:
                messages.success(request, _("Saved as a draft. Only your side sees it."))
                return redirect("desk:record", made.reference)
    else:
        initial = {"authority": "en,ja", "once": draw(account)}
        if target is not None and found.code == "update":
            initial |= {"title_en": target.title_en, "title_ja": target.title_ja}
        form = TextForm(initial=initial, **known)
    return render(
        request,
        "desk/edit.html",
        {"form": form, "kind": found, "target": target, "entry": None},
        status=400 if form.errors else 200,
    )


def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose changes to a text that the other side holds the pen of."""
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    account, status = account_of(request), 200
    if request.method != "POST":
        check_step(reader, standing_of(entry.item, entry), "propose")
    kind, version = kind_of(entry.kind), entry.version
    known: dict[str, Any] = {"kind": kind, "side": reader.side, "only_words": True}
    if request.method == "POST":
        form = TextForm(request.POST, **known)
        if form.is_valid():
            try:
                services.propose(
                    item=entry.item_id,
                    base=form.cleaned_data["base"] or version.number,
                    wording=form.wording(),
                    note=form.cleaned_data["note"],
                    by=account,
                    at=timezone.now(),
                    id=drawn(account, form.cleaned_data["once"]),
                )
            except Refused as refusal:
                form.take(refusal)
                status = refusal.status
            else:
                messages.success(request, _("Your proposal is with whoever holds the pen."))
                return redirect("desk:record", reference)
    else:
        initial = {**initial_of(kind, version, reader.side), "once": draw(account)}
        form = TextForm(initial=initial, **known)
    return render(
        request,
        "desk/edit.html",
        {"form": form, "entry": entry, "kind": kind, "version": version, "proposing": True},
        status=_status(form, status),
    )
