"""What progress is reported on: asked before an update, which would hang on nothing otherwise."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kakehashi.desk.words import said
from kakehashi.framework import selectors as framework
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry
from kakehashi.workplan.models import JointAction

MOST = 400
"""Records offered in the list of one kind; others are found by the register or by search."""

BESIDE = ("initiative", "milestone")
"""Kinds of record, beside joint actions, of which progress is reported."""

Group = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and under it references with titles."""


def ask_about_what(request: HttpRequest, reader: Viewer) -> HttpResponse:
    """Ask which record the update is about; the answer leads to the form."""
    missing = "about" in request.GET
    return render(
        request,
        "desk/report.html",
        {"groups": to_report_on(reader), "missing": missing},
        status=400 if missing else 200,
    )


def to_report_on(reader: Viewer) -> list[Group]:
    """Return what the reader may report on, joint actions by area first, in three queries."""
    visible = visible_audiences(reader)
    areas = {one.reference.removeprefix("area-"): one.title for one in framework.areas(reader)}
    found: dict[str, list[tuple[str, str]]] = {title: [] for title in areas.values()}
    apart = _("Of no single area")
    rows = JointAction.objects.filter(audience_id__in=visible).exclude(
        state__in=["withdrawn", "overtaken"]
    )
    for one in rows.order_by("sort_key", "pk")[:MOST]:
        found.setdefault(areas.get(one.area, apart), []).append((one.reference, one.title))
    others = Entry.objects.filter(kind__in=BESIDE, audience_id__in=visible).exclude(
        state__in=["withdrawn", "overtaken"]
    )
    for entry in others.order_by("kind", "sort_key", "pk")[:MOST]:
        name = said(kind_of(entry.kind).plural)
        found.setdefault(name, []).append((entry.reference, entry.title))
    return [(title, listed) for title, listed in found.items() if listed]
