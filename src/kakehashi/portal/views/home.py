"""The first page: what both sides do together on digital, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kakehashi.framework import public as framework
from kakehashi.governance import public as governance
from kakehashi.people import public as people
from kakehashi.portal.pages import public, show
from kakehashi.records import public as records
from kakehashi.workplan import public as workplan

LATEST = 5


@dataclass(frozen=True)
class Shown:
    """A result as the first page shows it."""

    row: workplan.Result
    text: Mapping[str, str]
    helps: list[Mapping[str, str]]
    area: framework.Area | None


@dataclass(frozen=True)
class Bar:
    """Joint actions of one nature, or of one strength, by published progress."""

    code: str
    total: int
    parts: list[tuple[str, int]]
    """Published progress and how many have it, in the order of progress."""

    @property
    def unreported(self) -> int:
        """How many nobody has published anything about."""
        return dict(self.parts).get(workplan.NOT_YET, 0)

    @property
    def reported(self) -> int:
        """How many have published progress, or have ended."""
        return self.total - self.unreported


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show purpose, results, pillars, meetings, progress, and what the partnership is not."""
    known = framework.partnership()
    if known is None:
        return show(request, "portal/empty.html", {})
    areas, sides = framework.areas(), people.sides()
    coming, last = governance.next_and_last(timezone.localdate())
    tally = workplan.tally()
    natures = by_nature(tally)
    total = sum(bar.total for bar in natures)
    context = {
        "partnership": known,
        "purpose": _purpose(sides),
        "clocks": ",".join(side.zone for side in sides),
        "results": _results(known.settings.get("beneficiaries", {}), areas),
        "pillars": _pillars(areas),
        "coming": coming,
        "last": last,
        "natures": natures,
        "longest": max((bar.total for bar in natures), default=0),
        "strengths": by_strength(tally),
        "actions_total": total,
        "unreported": sum(bar.unreported for bar in natures),
        "provisions_total": records.entries("provision").count(),
        "results_total": records.entries("result").count(),
    }
    return show(request, "portal/home.html", context)


def _purpose(sides: list[people.Side]) -> str:
    """Return the one sentence that says what this is, made of the names of sides and pillars."""
    titles = [_inside(pillar.title) for pillar in framework.pillars()]
    if not titles or not sides:
        return ""
    said = _("%(sides)s work together on %(pillars)s. Here is what came of it.") % {
        "sides": _listed(
            [side.name for side in sides], pgettext("sides", "%(several)s and %(last)s")
        ),
        "pillars": _listed(titles, pgettext("pillars", "%(several)s and %(last)s")),
    }
    return said[:1].upper() + said[1:]


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence: AI stays, Data becomes data."""
    return title[0].lower() + title[1:] if title[1:2].islower() else title


def _listed(words: Iterable[str], together: str) -> str:
    """Return words as a list in a sentence; ``together`` says how the last joins the others."""
    *first, last = words
    between = "、" if get_language() == "ja" else ", "
    return together % {"several": between.join(first), "last": last} if first else last


def _results(words: Mapping[str, Mapping[str, str]], areas: list[framework.Area]) -> list[Shown]:
    by_code = {area.reference.removeprefix("area-"): area for area in areas}
    return [
        Shown(
            row,
            row.entry.version.wording.get("body", {}),
            [
                words.get(code) or workplan.BENEFICIARIES.get(code, {"en": code})
                for code in row.entry.version.facts.get("beneficiaries") or ()
            ],
            by_code.get(row.area),
        )
        for row in workplan.results(LATEST)
    ]


def _pillars(areas: list[framework.Area]) -> list[dict[str, Any]]:
    counted = workplan.actions_by_area()
    return [
        {
            "pillar": pillar,
            "areas": [
                (area, counted.get(area.reference.removeprefix("area-"), 0))
                for area in areas
                if area.pillar == pillar.reference.removeprefix("pillar-")
            ],
        }
        for pillar in framework.pillars()
    ]


def by_nature(tally: Iterable[workplan.Tally]) -> list[Bar]:
    """Return one bar for each nature that there is, parts in the order of its progress."""
    found: dict[str, dict[str, int]] = {}
    for one in tally:
        parts = found.setdefault(one.nature, {})
        parts[one.progress] = parts.get(one.progress, 0) + one.total
    return [
        Bar(
            nature,
            sum(found[nature].values()),
            [
                (code, found[nature][code])
                for code in (*order, *workplan.ENDED_STATES)
                if code in found[nature]
            ],
        )
        for nature, order in workplan.PROGRESS.items()
        if nature in found
    ]


def by_strength(tally: Iterable[workplan.Tally]) -> list[Bar]:
    """Return one bar for each strength, the firmest first, in two parts: reported and not."""
    found: dict[int, dict[str, int]] = {}
    for one in tally:
        parts = found.setdefault(one.strength, {})
        parts[one.progress] = parts.get(one.progress, 0) + one.total
    return [
        Bar(str(strength), sum(parts.values()), list(parts.items()))
        for strength, parts in sorted(found.items(), reverse=True)
    ]
