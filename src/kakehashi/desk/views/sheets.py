"""The register as a spreadsheet: out as it is filtered, in through a dry run."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kakehashi.desk.forms.texts import said
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.register import chips, given
from kakehashi.desk.views.work import today_of
from kakehashi.errors import NotHere, Refused
from kakehashi.wording import compare_words
from kakehashi.wording.query import QueryTooLong
from kakehashi.workplan.register import Asked, Choices, asked_of, choices_for, selection
from kakehashi.workplan.sheets import applying
from kakehashi.workplan.sheets.books import write_book
from kakehashi.workplan.sheets.comparing import Change, Conflict, DryRun, FieldChange
from kakehashi.workplan.sheets.cover import Cover, cover_of
from kakehashi.workplan.sheets.reading import LARGEST, MOST_LINES, PASTED
from kakehashi.workplan.sheets.rights import check_import
from kakehashi.workplan.sheets.rows import Row, rows_of
from kakehashi.workplan.sheets.writing import unfit_for_shift_jis, write_csv, write_json

FORMATS = ("csv", "shift-jis", "xlsx", "json")
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50
"""Changes, refusals or conflicts on one page of a dry run."""

_MEGABYTE = 1024 * 1024
_MADE = "made_of_a_table"
"""Under this the session keeps what was made last, so that it can be taken back."""


def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give what is filtered, as far as the reader sees it, in one of :data:`FORMATS`."""
    if form not in FORMATS:
        raise NotHere
    reader = viewer(request)
    choices = choices_for(reader)
    asked, _ignored = asked_of(given(request), choices)
    today = today_of(account_of(request).zone)
    try:
        keys = selection(asked, reader, choices, today=today)
    except QueryTooLong:
        asked = asked.without("words")
        keys = selection(asked, reader, choices, today=today)
    of = len(selection(Asked(), reader, choices, today=today)) if asked.narrowed else len(keys)
    cover = cover_of(keys, _filters(asked, choices), of=of, at=timezone.now())
    columns = applying.known_columns()

    def rows() -> Iterator[Row]:
        return rows_of(keys, reader, columns, choices)

    if form == "xlsx":
        book = write_book(cover, columns, rows())
        return FileResponse(
            book, as_attachment=True, filename=cover.file_name("xlsx"), content_type=BOOK
        )
    if form == "json":
        return _streamed(write_json(cover, columns, rows()), cover, "json", "application/json")
    if form == "shift-jis" and "escaped" not in request.GET:
        unfit = unfit_for_shift_jis(rows())
        if unfit:
            return render(
                request,
                "desk/register_unfit.html",
                {"unfit": unfit, "query": urlencode(asked.query())},
            )
    content = write_csv(cover, columns, rows(), shift_jis=form == "shift-jis")
    charset = "Shift_JIS" if form == "shift-jis" else "utf-8"
    return _streamed(content, cover, "csv", f"text/csv; charset={charset}")


def _streamed(
    content: Iterator[bytes], cover: Cover, ending: str, kind: str
) -> StreamingHttpResponse:
    name = cover.file_name(ending)
    return StreamingHttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _filters(asked: Asked, choices: Choices) -> dict[str, list[str]]:
    found = {}
    for language in ("en", "ja"):
        with translation.override(language):
            found[language] = [chip.words for chip in chips(asked, choices, language)]
    return found


class SheetForm(forms.Form):
    """The file that is brought in."""

    file = forms.FileField(
        label=gettext_lazy("CSV or Excel file (XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx", "data-drop-field": ""}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


class RowsForm(forms.Form):
    """Rows that are pasted from a spreadsheet, their headings on top."""

    rows = forms.CharField(
        label=gettext_lazy("Rows, with their headings"),
        help_text=gettext_lazy(
            "Mark the cells in Excel with the line of headings, copy, and paste here."
        ),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "wrap": "off"}),
        error_messages={"required": gettext_lazy("Paste the rows.")},
    )


def bring(request: HttpRequest) -> HttpResponse:
    """Take a file or pasted rows and lead to what they would change. Nothing is made here."""
    account = account_of(request)
    check_import(viewer(request))
    form, pasting, status = SheetForm(), RowsForm(), 200
    if request.method == "POST":
        status = 400
        if "rows" in request.POST:
            pasting = RowsForm(request.POST)
            field = "rows"
            filled: forms.Form = pasting
        else:
            form = SheetForm(request.POST, request.FILES)
            field, filled = "file", form
        if filled.is_valid():
            try:
                name, data = _given_rows(filled)
                applying.dry_run(data, name, account)
            except Refused as refusal:
                words = f"{said(refusal.message_words())} {said(refusal.hint_words())}"
                filled.add_error(field, words)
                status = refusal.status
            else:
                kept = applying.keep(data, name, by=account, at=timezone.now())
                return redirect("desk:register-changes", kept.pk)
    return render(
        request,
        "desk/register_import.html",
        {
            "form": form,
            "pasting": pasting,
            "faulty": pasting if pasting.errors else form,
            "made": len(request.session.get(_MADE, ())),
            "kept": applying.kept_by(account),
            "lines": MOST_LINES,
            "megabytes": LARGEST // _MEGABYTE,
            "changes": applying.MOST_CHANGES,
        },
        status=status,
    )


def _given_rows(form: forms.Form) -> tuple[str, bytes]:
    """Return name and content of a file that was sent, or of rows that were pasted."""
    if "rows" in form.cleaned_data:
        return PASTED, form.cleaned_data["rows"].encode()
    file = form.cleaned_data["file"]
    return file.name, file.read(LARGEST + 1)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was made last in this session of a table, where nobody went on with it."""
    made = (
        [applying.Made(uuid.UUID(item), number) for item, number in request.session[_MADE]]
        if (request.session.get(_MADE))
        else []
    )
    undone, left = applying.undo(made=made, by=account_of(request), at=timezone.now())
    request.session.pop(_MADE, None)
    messages.success(
        request,
        ngettext("Taken back: one record.", "Taken back: %(count)d records.", undone)
        % {"count": undone},
    )
    if left:
        messages.warning(
            request,
            ngettext(
                "Left as it is, because somebody went on with it: one record.",
                "Left as they are, because somebody went on with them: %(count)d records.",
                left,
            )
            % {"count": left},
        )
    return redirect("desk:register-import")


def changes(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show what a file would change, and make it when that is asked for."""
    account, now = account_of(request), timezone.now()
    if request.method == "POST":
        made, run = applying.apply(key, request.POST.get("digest", ""), by=account, at=now)
        if run is None:
            request.session[_MADE] = [[str(one.item), one.version] for one in made]
            messages.success(
                request,
                ngettext(
                    "One Joint Action has a new draft. Only your side sees it.",
                    "%(made)s Joint Actions have new drafts. Only your side sees them.",
                    len(made),
                )
                % {"made": len(made)},
            )
            messages.info(request, _("It can be taken back on the page “Bring a table in”."))
            return redirect("desk:register")
        messages.warning(
            request,
            _("Something changed since you looked. Nothing was made; look at the changes again."),
        )
    sheet, run = applying.look(key, by=account, at=now)
    shown = _shown(request, run)
    return render(
        request,
        "desk/register_changes.html",
        {
            "sheet": sheet,
            "run": run,
            "shown": shown,
            f"{shown['name']}_shown": True,
            "too_many": run.total > applying.MOST_CHANGES,
            "most": applying.MOST_CHANGES,
        },
    )


@dataclass(frozen=True)
class Compared:
    """One cell of a change, ready for the page."""

    label: str
    column: str
    language: str
    old: str
    new: str
    pieces: Sequence[Any]


def _cell(change: FieldChange) -> Compared:
    column = change.column
    language = column.text[1] if column.text else ""
    return Compared(
        label=said(column.words),
        column=column.name,
        language=language,
        old=change.old,
        new=change.new,
        pieces=compare_words(change.old, change.new, language) if language else (),
    )


def _shown(request: HttpRequest, run: DryRun) -> dict[str, Any]:
    """Return the page of the tab that is asked for, its cells compared word by word."""
    lists: dict[str, Sequence[Any]] = {
        "changed": run.changed,
        "new": run.new,
        "conflicts": run.conflicts,
        "refused": run.refused,
    }
    first = next((name for name, found in lists.items() if found), "changed")
    name = request.GET.get("show", first)
    name = name if name in lists else first
    page = Paginator(lists[name], SHOWN).get_page(request.GET.get("page"))
    rows: list[Any] = [
        {
            "line": one.line,
            "reference": one.reference,
            "title": said(one.title) if any(one.title.values()) else "",
            "cells": [_cell(cell) for cell in one.fields],
        }
        if isinstance(one, Change | Conflict)
        else one
        for one in page
    ]
    return {"name": name, "page": page, "rows": rows}
