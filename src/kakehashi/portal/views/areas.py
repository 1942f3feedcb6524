"""The areas of joint work: all of them with the newest of each, and the page of one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from kakehashi.framework import public as framework
from kakehashi.portal import news, outcomes
from kakehashi.portal.addresses import shared
from kakehashi.portal.linking import linked_kinds, one_kind
from kakehashi.portal.pages import public, show
from kakehashi.portal.relations import grouped
from kakehashi.records import public as records
from kakehashi.workplan import public as workplan

_CAME_OF_IT = (
    *("result", "update", "decision", "action_point", "meeting"),
    *("initiative", "milestone", "follow_up"),
)
"""Kinds of record that say what came of an area's work, the most telling first."""


@dataclass(frozen=True)
class Tile:
    """An area, how many joint actions it has, and the newest public thing in it."""

    area: framework.Area
    code: str
    actions: int
    newest: news.Happened | None


@dataclass(frozen=True)
class PillarTiles:
    """A pillar with its areas."""

    pillar: framework.Pillar
    tiles: list[Tile]


def tiles(
    areas: Iterable[framework.Area], pillars: Iterable[framework.Pillar]
) -> list[PillarTiles]:
    """Return every area under its pillar, in a fixed number of queries."""
    newest, counted = news.newest_by_area(), workplan.actions_by_area()
    made = [
        Tile(area, code, counted.get(code, 0), newest.get(code))
        for area in areas
        for code in (outcomes.code_of(area),)
    ]
    return [
        PillarTiles(
            pillar,
            [one for one in made if one.area.pillar == pillar.reference.removeprefix("pillar-")],
        )
        for pillar in pillars
    ]


@public
def areas(request: HttpRequest) -> HttpResponse:
    """Show every area with the newest public thing in it."""
    return show(
        request, "portal/areas.html", {"pillars": tiles(framework.areas(), framework.pillars())}
    )


@public
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show one area: what came of it first, then its joint actions and its provisions.

    Raises:
        NotHere: when no published area has this code.
    """
    page = records.page(f"area-{code}").page
    kind = request.GET.get("kind", "")
    if kind:
        return one_kind(request, page.entry, kind)
    groups = linked_kinds(page.linked)
    came = sorted(
        (one for one in groups if one.kind.code in _CAME_OF_IT),
        key=lambda one: _CAME_OF_IT.index(one.kind.code),
    )
    return show(
        request,
        "portal/area.html",
        {
            "page": page,
            "entry": page.entry,
            "code": code,
            "as_data": shared(request, "portal:record-data", page.entry.reference),
            "newest": news.newest_by_area().get(code),
            "wordings": [
                one for one in page.wordings if one.field.name != "title" and not one.is_empty
            ],
            "came": came,
            "linked": [one for one in groups if one not in came],
            "related": grouped(page.links),
            "above": [one for name, one in page.links if name == "of_pillar"],
        },
    )
