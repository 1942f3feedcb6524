"""The glossary on the desk: found, read with its history, changed, taken in from a file."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.desk.forms.concepts import ConceptForm
from kakehashi.desk.forms.texts import said
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.glossary import selectors, services
from kakehashi.glossary.comparing import cells_between
from kakehashi.glossary.concepts import LANGUAGES, NewConcept, concept_of
from kakehashi.glossary.models import Change
from kakehashi.glossary.rules import check_may_edit, may_edit
from kakehashi.glossary.tbx import LARGEST, MEDIA_TYPE, MOST_CONCEPTS, write_tbx
from kakehashi.records.search import find
from kakehashi.wording import normalise
from kakehashi.wording.readings import index_letter, reading

LONGEST = 60
USED = 10
"""Records in which a concept is shown to be used."""
SHOWN = 20
"""Changes of a concept that its page shows."""


def glossary(request: HttpRequest) -> HttpResponse:
    """Show the concepts in use, all of them or those asked for, with an index by letter."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    area = request.GET.get("area", "")
    language = get_language() or "en"
    areas = {one.reference.removeprefix("area-"): one for one in framework.areas(viewer(request))}
    found = [
        one
        for one in selectors.all_concepts()
        if (not asked or _begins(one, asked)) and (area not in areas or _is_of(one, area))
    ]
    found.sort(key=lambda one: reading(one.preferred(language)))
    letters: dict[str, list[NewConcept]] = {}
    for one in found:
        letters.setdefault(index_letter(one.preferred(language), language), []).append(one)
    other = "en" if language == "ja" else "ja"
    return render(
        request,
        "desk/concepts.html",
        {
            "asked": asked,
            "area": area,
            "areas": list(areas.items()),
            "total": len(found),
            "groups": [
                (letter, [(one, _words(one, language), _words(one, other)) for one in ones])
                for letter, ones in sorted(letters.items(), key=lambda row: _place(row[0]))
            ],
            "order": (language, other),
            "may_edit": may_edit(viewer(request)),
        },
    )


def concept(request: HttpRequest, key: str) -> HttpResponse:
    """Show one concept: its words, what it is, where it is used, how it changed."""
    known = selectors.concept_with(key)
    reader = viewer(request)
    query = known.preferred("en").replace('"', " ")
    hits = find(query, viewer=reader, limit=USED, offset=0)
    changes = selectors.changes_of(key)[:SHOWN]
    return render(
        request,
        "desk/concept.html",
        {
            "concept": known,
            "words": [(one, _words(known, one), known.of(one, "avoided")) for one in LANGUAGES],
            "definitions": [(one, known.definition.get(one, "")) for one in LANGUAGES],
            "notes": [(one, known.note[one]) for one in LANGUAGES if known.note.get(one)],
            "query": query,
            "hits": hits,
            "changes": [(one, _cells(one)) for one in changes],
            "retired": selectors.is_retired(key),
            "may_edit": may_edit(reader),
        },
    )


def concept_new(request: HttpRequest) -> HttpResponse:
    """Add a concept."""
    check_may_edit(viewer(request))
    form = ConceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_concept(
                concept=form.concept(), by=account_of(request), at=timezone.now()
            )
        except Refused as refusal:
            return _form(request, _told(form, refusal), refusal.status)
        messages.success(request, _("The concept is in the glossary."))
        return redirect("desk:concept", made.concept_id)
    return _form(request, form, 400 if form.errors else 200)


def concept_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a concept, from what the writer has read."""
    check_may_edit(viewer(request))
    known = selectors.concept_with(key)
    if selectors.is_retired(key):
        raise NotHere
    base = selectors.last_number(key)
    form = ConceptForm(request.POST or None, concept=known, initial={"base": base})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.change_concept(
                concept=form.concept(),
                base=form.cleaned_data["base"] or 0,
                by=account_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            return _form(request, _told(form, refusal), refusal.status, known)
        messages.success(request, _("Saved.") if made else _("Nothing was changed."))
        return redirect("desk:concept", key)
    return _form(request, form, 400 if form.errors else 200, known)


@require_POST
def concept_step(request: HttpRequest, key: str) -> HttpResponse:
    """Retire a concept, or put it back into use."""
    by, at = account_of(request), timezone.now()
    if request.POST.get("step") == "retire":
        services.retire_concept(concept=key, by=by, at=at)
        messages.info(request, _("Retired. It can be put back into use here."))
    elif request.POST.get("step") == "restore":
        services.restore_concept(concept=key, by=by, at=at)
        messages.success(request, _("It is in use again."))
    else:
        raise NotHere
    return redirect("desk:concept", key)


class TbxForm(forms.Form):
    """The file that is brought in."""

    file = forms.FileField(
        label=gettext_lazy("TBX file (ISO 30042, version 3)"),
        widget=forms.FileInput(attrs={"accept": ".tbx,.xml"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


def concepts_import(request: HttpRequest) -> HttpResponse:
    """Take a file and lead to what it would change; list what can be taken back."""
    check_may_edit(viewer(request))
    account, now = account_of(request), timezone.now()
    form, status = TbxForm(), 200
    if request.method == "POST":
        form, status = TbxForm(request.POST, request.FILES), 400
        if form.is_valid():
            file = form.cleaned_data["file"]
            data = file.read(LARGEST + 1)
            try:
                kept = services.keep_file(data=data, name=file.name, by=account, at=now)
            except Refused as refusal:
                form.add_error("file", _words_of(refusal))
                status = refusal.status
            else:
                return redirect("desk:concepts-changes", kept.pk)
    waiting, made = services.brought_by(account, at=now)
    return render(
        request,
        "desk/concepts_import.html",
        {
            "form": form,
            "waiting": waiting,
            "made": made,
            "megabytes": LARGEST >> 20,
            "most": MOST_CONCEPTS,
        },
        status=status,
    )


def concepts_changes(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show what a file would change, and make it when that is asked for."""
    account, now = account_of(request), timezone.now()
    if request.method == "POST":
        made, run = services.make_changes(
            file=key, expected=request.POST.get("digest", ""), by=account, at=now
        )
        if run is None:
            told = ngettext("%(made)s concept written.", "%(made)s concepts written.", made)
            messages.success(request, told % {"made": made})
            return redirect("desk:concepts-import")
        messages.warning(
            request,
            _("Something changed since you looked. Nothing was made; look at the changes again."),
        )
    file, run = services.look_at(file=key, by=account, at=now)
    return render(request, "desk/concepts_changes.html", {"file": file, "run": run})


@require_POST
def concepts_undo(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take back what was made of a file."""
    back = services.undo_changes(batch=key, by=account_of(request), at=timezone.now())
    told = ngettext("%(back)s concept is as it was.", "%(back)s concepts are as they were.", back)
    messages.success(request, told % {"back": back})
    return redirect("desk:concepts-import")


def concepts_file(request: HttpRequest) -> HttpResponse:
    """Give every concept in use as TBX."""
    del request
    answer = HttpResponse(write_tbx(selectors.all_concepts(), "Kakehashi"), content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="glossary.tbx"'
    return answer


def _form(
    request: HttpRequest, form: ConceptForm, status: int, known: NewConcept | None = None
) -> HttpResponse:
    return render(request, "desk/concept_edit.html", {"form": form, "known": known}, status=status)


def _told(form: ConceptForm, refusal: Refused) -> ConceptForm:
    form.add_error(None, _words_of(refusal))
    return form


def _words_of(refusal: Refused) -> str:
    return f"{said(refusal.message_words())} {said(refusal.hint_words())}"


def _words(one: NewConcept, language: str) -> dict[str, Any]:
    return {"preferred": one.preferred(language), "admitted": one.of(language, "admitted")}


def _cells(change: Change) -> Any:
    before = concept_of(change.before) if change.before else None
    return cells_between(before, concept_of(change.after)) if change.step == "changed" else ()


def _begins(one: NewConcept, asked: str) -> bool:
    wanted = normalise(asked)
    return any(
        start.startswith(wanted)
        for language in LANGUAGES
        for standing in ("preferred", "admitted", "avoided")
        for word in one.of(language, standing)
        for start in (normalise(word), *normalise(word).split())
    )


def _is_of(one: NewConcept, area: str) -> bool:
    return one.subject == f"area:{area}" or any(
        f"{reference}.".startswith(f"{area}.") for reference in one.provisions
    )


def _place(letter: str) -> tuple[int, str]:
    return (2 if letter == "#" else int(letter.isascii() and get_language() == "ja"), letter)
