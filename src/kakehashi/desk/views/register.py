"""The register of joint actions: facets with counts, words, order, pages. All of it in the URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from kakehashi.briefing.mail import Listing
from kakehashi.desk.saving import save_here
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.look.dates import say_day
from kakehashi.look.tags.badges import PROGRESS
from kakehashi.people.rules import Viewer
from kakehashi.records.models import Entry
from kakehashi.wording.query import QueryTooLong
from kakehashi.workplan.register import (
    Asked,
    Choices,
    Ignored,
    Listed,
    asked_of,
    choices_for,
    register,
)
from kakehashi.workplan.register.facets import DAYS, FACETS, WORDS_LABEL
from kakehashi.workplan.sheets.rights import may_import

OPEN = frozenset({"area", "progress", "due"})
"""Facets that stand open before anything is chosen."""


@dataclass(frozen=True)
class Choice:
    """One choice of a facet, with how many it would leave."""

    value: str
    words: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Panel:
    """One facet on the page."""

    name: str
    label: str
    choices: Sequence[Choice]
    open: bool
    chosen: int


@dataclass(frozen=True)
class Chip:
    """One filter in force, to be taken off."""

    parameter: str
    words: str
    value: str = ""


def given(request: HttpRequest) -> Mapping[str, Sequence[str]]:
    """Return what the address asks for, name to values."""
    return {name: request.GET.getlist(name) for name in request.GET}


def show(request: HttpRequest) -> HttpResponse:
    """Show one page of the register."""
    reader = viewer(request)
    choices = choices_for(reader)
    asked, ignored = asked_of(given(request), choices)
    listed, ignored = _listed(request, reader, choices, asked, ignored)
    language = get_language() or "en"
    chosen = chips(listed.asked, choices, language)
    return render(
        request,
        "desk/register.html",
        {
            "listed": listed,
            "panels": _panels(listed, choices, language),
            "chips": chosen,
            **save_here(request, " / ".join(one.words for one in chosen)),
            "ignored": [(_said(one.label, language), one.value) for one in ignored],
            "looser": [
                (_name(one.name, language), one.total, _query(listed.asked.without(one.name)))
                for one in listed.looser
            ],
            "page": Paginator(range(listed.total), listed.asked.size).page(listed.page),
            "sort": listed.asked.sort,
            "query": _query(listed.asked),
            "may_import": may_import(reader),
            "message": _message(listed, choices),
        },
    )


def _message(listed: Listed, choices: Choices) -> Listing:
    """Return the rows of this page, to be copied into a mail: one query."""
    rows = {row.pk: row for row in listed.rows}
    faces = {one.pk: one for one in Entry.objects.filter(pk__in=rows).select_related("version")}

    def more(face: Entry) -> list[str]:
        language, row = get_language() or "en", rows[face.pk]
        due = _("due %(day)s") % {"day": say_day(row.due_date, language)} if row.due_date else ""
        progress = PROGRESS.get(row.progress.replace("_", "-"))
        return [one for one in (str(progress.text) if progress else "", due) if one]

    return Listing(
        titles={"en": "Register of Joint Actions", "ja": "共同作業登録簿"},
        filters={language: _cut(listed.asked, choices, language) for language in ("en", "ja")},
        rows=[faces[pk] for pk in rows],
        more=more,
        total=listed.total,
    )


def _cut(asked: Asked, choices: Choices, language: str) -> str:
    with override(language):
        return " / ".join(one.words for one in chips(asked, choices, language))


def _listed(
    request: HttpRequest,
    reader: Viewer,
    choices: Choices,
    asked: Asked,
    ignored: list[Ignored],
) -> tuple[Listed, list[Ignored]]:
    today = today_of(account_of(request).zone)
    try:
        return register(asked, reader, choices, today=today), ignored
    except QueryTooLong:
        left = [*ignored, Ignored(WORDS_LABEL, asked.words)]
        return register(asked.without("words"), reader, choices, today=today), left


def _said(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words["en"]


def _name(name: str, language: str) -> str:
    if name in FACETS:
        return _said(FACETS[name].label, language)
    return _("Due between") if name == "days" else _said(WORDS_LABEL, language)


def _query(asked: Asked) -> str:
    return urlencode(asked.query())


def _panels(listed: Listed, choices: Choices, language: str) -> list[Panel]:
    """Return the facets with the choices that would leave something, and those in force."""
    panels = []
    for facet in FACETS.values():
        chosen = listed.asked.filters.get(facet.name, ())
        counts = listed.counts[facet.name]
        offered = [
            Choice(value, choices.say(facet.name, value, language), counts[value], value in chosen)
            for value in choices.words[facet.name]
            if counts[value] or value in chosen
        ]
        if offered:
            panels.append(
                Panel(
                    facet.name,
                    _said(facet.label, language),
                    offered,
                    bool(chosen) or facet.name in OPEN,
                    len(chosen),
                )
            )
    return panels


def chips(asked: Asked, choices: Choices, language: str) -> list[Chip]:
    """Return the filters in force in words, one by one."""
    found = [Chip("q", f"{_said(WORDS_LABEL, language)}: {asked.words}")] if asked.words else []
    found += [
        Chip(
            name,
            f"{_said(FACETS[name].label, language)}: {choices.say(name, value, language)}",
            value,
        )
        for name in FACETS
        for value in asked.filters.get(name, ())
    ]
    return found + [
        Chip(name, f"{_said(DAYS[name], language)}: {say_day(day, language)}")
        for name, day in (("due_from", asked.due_from), ("due_to", asked.due_to))
        if day
    ]
