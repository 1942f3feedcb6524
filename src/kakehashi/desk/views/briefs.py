"""The one-page brief on the desk: of the partnership, an area or a meeting, in every form."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from kakehashi.briefing import mail, paper, slide
from kakehashi.briefing.briefs_in_word import as_docx
from kakehashi.briefing.composing import compose
from kakehashi.briefing.gathering import Gathered, gather
from kakehashi.briefing.papers import documents
from kakehashi.briefing.sheet import Sheet, fitted
from kakehashi.desk.templatetags.desk import address_of
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.desk.words import said
from kakehashi.framework import selectors as framework

ON_SCREEN = 14
"""Lines on the page, which is to fit the screen of a phone; the files hold more."""


def brief(request: HttpRequest, area: str = "", meeting: str = "") -> HttpResponse:
    """Show a brief, or give it as a file.

    ``?as=pdf``, ``docx`` or ``pptx``, ``&in=ja``, ``en`` or ``both``.

    Raises:
        NotHere: for an area or meeting that this person does not see.
    """
    gathered = gather(
        viewer(request), today_of(account_of(request).zone), area=area, meeting=meeting
    )
    at = timezone.now().replace(second=0, microsecond=0)
    make = _maker(request, gathered, at)
    form = FORMS.get(request.GET.get("as", ""))
    if request.GET.get("as") == "docx":
        form = ("docx", documents.CONTENT_TYPE, partial(as_docx, side=viewer(request).side))
    if form is not None:
        ending, content_type, made = form
        sheets = [make(one) for one in _languages(request)]
        response = HttpResponse(made(sheets, at), content_type=content_type)
        name = "-".join(filter(None, ("brief", area, meeting, f"{at:%Y%m%d}")))
        response["Content-Disposition"] = f'attachment; filename="{_plain(name)}.{ending}"'
        patch_cache_control(response, private=True, no_store=True)
        return response
    own, other = mail.languages()
    return render(
        request,
        "desk/brief.html",
        {
            "sheet": fitted([make(own)], _on_screen)[0],
            "handling": gathered.handling,
            "message": mail.of_sheets([make(own), make(other)]),
            "path": request.path,
            "gathered": gathered,
            "others": _others(request, gathered),
        },
    )


def _others(request: HttpRequest, gathered: Gathered) -> list[tuple[str, str, bool]]:
    """Return the briefs of the whole and of each area: title, address, whether it is this one."""
    every = [
        (one.title, reverse("desk:brief-area", args=[one.reference.removeprefix("area-")]))
        for one in framework.areas(viewer(request))
    ]
    whole = gathered.partnership.titles if gathered.partnership else {}
    every.insert(0, (said(whole) or _("One-page brief"), reverse("desk:brief")))
    return [(title, href, href == request.path) for title, href in every]


Form = tuple[str, str, Callable[[list[Sheet], dt.datetime], bytes]]

FORMS: dict[str, Form] = {
    "pdf": ("pdf", paper.CONTENT_TYPE, lambda sheets, _now: paper.as_pdf(sheets)),
    "pptx": ("pptx", slide.CONTENT_TYPE, slide.as_pptx),
}


def _maker(request: HttpRequest, gathered: Gathered, at: dt.datetime) -> Callable[[str], Sheet]:
    def make(language: str) -> Sheet:
        return compose(
            gathered,
            language,
            at=at,
            address=request.build_absolute_uri(request.path),
            record=address_of,
        )

    return make


def _on_screen(sheets: Sequence[Sheet]) -> bool:
    return all(sum(len(part.lines) for part in one.sections) <= ON_SCREEN for one in sheets)


def _languages(request: HttpRequest) -> tuple[str, ...]:
    """Return the languages asked for, the reader's own where nothing sensible was."""
    asked = request.GET.get("in", "")
    if asked == "both":
        return mail.languages()
    return (asked,) if asked in ("ja", "en") else mail.languages()[:1]


def _plain(name: str) -> str:
    return "".join(one if one.isascii() and (one.isalnum() or one in "-.") else "-" for one in name)
