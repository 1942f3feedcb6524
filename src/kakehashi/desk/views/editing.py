"""Writing on the desk: a new record, a new text, a proposal. What was typed is never lost."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.desk.forms.links import RELATION, TO, Linked, linked
from kakehashi.desk.forms.offered import Offered, offered
from kakehashi.desk.forms.texts import MORE_LINES, TextForm, initial_of, plain
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.reporting import ask_about_what
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.framework.rules import ACTIONABLE
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import officials, sides
from kakehashi.records import selectors, services
from kakehashi.records.kinds import RESTRICTED, Kind, all_kinds, kind_of
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.rules import check_step
from kakehashi.records.services import EditConflict, LinkTo
from kakehashi.records.services.plans import standing_of, text_of
from kakehashi.wording import compare_words
from kakehashi.workplan.selectors import natures_of
from kakehashi.workplan.services import start_action

EDITORS = {"joint_text": "desk:text", "contact_note": "desk:note-edit"}
"""Kinds with an editor of their own, and its address."""


@dataclass(frozen=True)
class Desk:
    """Who writes what, with what the form offers: the same for every form of one request."""

    kind: Kind
    reader: Viewer
    offers: Offered

    @property
    def zones(self) -> list[str]:
        """The zones of the sides, the writer's own first."""
        return [zone for zone, _city in self.offers.zones]

    def starting(self, version: Version) -> tuple[dict[str, Any], Linked]:
        """Return what a form on top of ``version`` starts from, and its links."""
        links = linked(self.kind, text_of(version).links, self.reader, version.facts)
        side, zones = self.reader.side, self.zones
        return initial_of(self.kind, version, side, links=links, zones=zones), links


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a record's text in both languages side by side."""
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    if entry.kind in EDITORS:
        return redirect(EDITORS[entry.kind], reference)
    if request.method != "POST":
        # What was typed is checked when it is saved, so that a refusal gives it back.
        check_step(reader, standing_of(entry.item, entry), "save")
    kind, version = kind_of(entry.kind), entry.version
    desk = Desk(kind, reader, _offers(request, kind, natures=_natures(version, reader)))
    initial, links = desk.starting(version)
    known: dict[str, Any] = {
        "kind": kind,
        "reader": reader,
        "lane": entry.item.lane,
        "offers": desk.offers,
        "links": links,
        "current": version.facts,
    }
    conflict, status = None, 200
    if request.method == "POST":
        form = TextForm(request.POST, initial=initial, **known)
        if MORE_LINES in request.POST:
            form.untouched()
        elif form.is_valid():
            try:
                services.save(
                    item=entry.item_id,
                    base=form.cleaned_data["base"] or 0,
                    text=form.text(version),
                    by=account_of(request),
                    at=timezone.now(),
                )
            except EditConflict as refusal:
                entry = selectors.entry_for(reference, reader)
                version, status = entry.version, refusal.status
                if _same(form, version, desk):  # the form was sent twice
                    return redirect("desk:record", reference)
                conflict = _both(version, form)
                known |= {"links": desk.starting(version)[1], "current": version.facts}
                form = TextForm(initial=_merged(form, version, desk), **known)
                form.conflict = f"{said(refusal.message_words())} {said(refusal.hint_words())}"
            except Refused as refusal:
                form.take(refusal)
                status = refusal.status
            else:
                messages.success(request, _("Saved as a draft. Only your side sees it."))
                return redirect("desk:record", reference)
    else:
        form = TextForm(initial=initial, **known)
    return render(
        request,
        "desk/edit.html",
        {
            "form": form,
            "entry": entry,
            "kind": kind,
            "version": version,
            "conflict": conflict,
            "attached": selectors.attachments(version),
        },
        status=_status(form, status),
    )


def _offers(
    request: HttpRequest, kind: Kind, *, new: bool = False, natures: Collection[str] = ()
) -> Offered:
    return offered(
        kind,
        viewer(request),
        zone=account_of(request).zone,
        today=timezone.localdate(),
        new=new,
        natures=natures,
    )


def _natures(version: Version, reader: Viewer) -> set[str]:
    """Return the natures of the joint actions that a text reports on."""
    about = [link.to for link in text_of(version).links if link.relation == "about"]
    return natures_of(about, reader) if about else set()


def _status(form: TextForm, status: int) -> int:
    return status if status != HTTPStatus.OK else 400 if form.errors else 200


def _same(form: TextForm, version: Version, desk: Desk) -> bool:
    """Say whether ``version`` is this very text, saved by this very writer."""
    theirs, _links = desk.starting(version)
    named = [name for name in form.cleaned_data if name in theirs and name != "base"]
    return str(version.author_id) == desk.reader.account and all(
        plain(form.cleaned_data[name]) == plain(theirs[name]) for name in named
    )


def _merged(form: TextForm, version: Version, desk: Desk) -> dict[str, Any]:
    """Return the writer's text on top of the newer one: what they left alone follows it.

    Without this, saving again would undo what the other changed and they never touched. Of links,
    what either added stands, and what either took away is gone.
    """
    theirs, _links = desk.starting(version)
    try:
        began = selectors.version_for(version.item, form.cleaned_data["base"] or 0, desk.reader)
    except NotHere:
        old: dict[str, Any] = {}
    else:
        old, _links = desk.starting(began)
    mine = {
        name: value
        for name, value in form.cleaned_data.items()
        if not name.startswith((TO, RELATION))
        and (name not in old or name not in theirs or plain(value) != plain(old[name]))
    }
    before, typed = set(old.get("links", ())), set(form.cleaned_data["links"])
    lines = (set(theirs["links"]) - (before - typed)) | (typed - before)
    return {**theirs, **mine, "links": sorted(lines), "base": version.number}


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
    target = _target(request, reader)
    if found.code == "update" and target is None and request.method != "POST":
        return ask_about_what(request, reader)
    account = account_of(request)
    people = officials(side.code for side in sides())
    initial, about = _beginning(found, target)
    natures = natures_of([target.item_id], reader) if target and found.code == "update" else ()
    known: dict[str, Any] = {
        "kind": found,
        "reader": reader,
        "people": people,
        "new": True,
        "about": about,
        "offers": _offers(request, found, new=True, natures=natures),
    }
    if request.method == "POST":
        form = TextForm(request.POST, **known)
        if MORE_LINES in request.POST:
            form.untouched()
        elif form.is_valid():
            try:
                made = _start(found.code)(
                    text=form.text(None, author=reader.account),
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
        form = TextForm(initial={**initial, "once": draw(account)}, **known)
    return render(
        request,
        "desk/edit.html",
        {"form": form, "kind": found, "target": target if about else None, "entry": None},
        status=400 if form.errors else 200,
    )


def _start(kind: str) -> Callable[..., Item]:
    return start_action if kind == "joint_action" else partial(services.create, kind=kind)


def _target(request: HttpRequest, reader: Viewer) -> Entry | None:
    about = request.GET.get("about") or request.POST.get("about") or ""
    return selectors.entry_for(about, reader) if about else None


def _beginning(kind: Kind, target: Entry | None) -> tuple[dict[str, Any], LinkTo | None]:
    """Return what a new record about ``target`` starts from: fields filled, or a link to it."""
    initial: dict[str, Any] = {"authority": "en,ja"}
    if target is None:
        return initial, None
    if kind.code == "update":
        initial |= {"title_en": target.title_en, "title_ja": target.title_ja}
    elif (kind.code, target.kind) == ("meeting_note", "meeting"):
        initial |= {
            "title_en": f"Note of the {target.title_en}" if target.title_en else "",
            "title_ja": f"{target.title_ja} 会合記録" if target.title_ja else "",
        }
    fact = next((one for one in kind.facts if one.name == target.kind), None)
    if fact is not None and (fact.follows or fact.asked_first):
        initial[f"fact_{fact.name}"] = target.reference.removeprefix(fact.drops)
        nature = getattr(selectors.row_of(target), "nature", "")
        if nature in ACTIONABLE:
            initial["fact_nature"] = nature
        return initial, None
    named = f"of_{target.kind}"
    return initial, LinkTo(named if named in kind.relations else "about", target.item_id)


def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose changes to a text that the other side holds the pen of."""
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    if entry.kind == "joint_text":
        return redirect("desk:text", reference)
    account, status = account_of(request), 200
    if request.method != "POST":
        check_step(reader, standing_of(entry.item, entry), "propose")
    kind, version = kind_of(entry.kind), entry.version
    known: dict[str, Any] = {"kind": kind, "reader": reader, "only_words": True}
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
        initial = {**initial_of(kind, version, reader.side, zones=()), "once": draw(account)}
        form = TextForm(initial=initial, **known)
    return render(
        request,
        "desk/edit.html",
        {"form": form, "entry": entry, "kind": kind, "version": version, "proposing": True},
        status=_status(form, status),
    )
