"""The first page: what both sides do together on digital, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kakehashi.framework import public as framework
from kakehashi.governance import public as governance
from kakehashi.people import public as people
from kakehashi.portal import news, outcomes
from kakehashi.portal.pages import public, show
from kakehashi.portal.views.areas import tiles
from kakehashi.portal.views.objectives import listed
from kakehashi.records import public as records
from kakehashi.workplan import public as workplan

LATEST, DAYS, DECIDED = 5, 8, 4
"""How many results, days of the timeline and decisions the first page shows."""


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
    """Show what came of it first, then the days, areas, decisions, objectives and progress."""
    known = framework.partnership()
    if known is None:
        return show(request, "portal/empty.html", {})
    areas, pillars, sides = framework.areas(), framework.pillars(), people.sides()
    coming, last = governance.next_and_last(timezone.localdate())
    tally = workplan.tally()
    natures = by_nature(tally)
    total = sum(bar.total for bar in natures)
    telling = outcomes.telling(known, areas)
    told = {one.row.pk for one in (telling.first, *telling.others)} if telling else set()
    context = {
        "partnership": known,
        "purpose": _purpose(sides, pillars),
        "clocks": ",".join(side.zone for side in sides),
        "telling": telling,
        "results": [
            one
            for one in outcomes.shown(workplan.results(LATEST), known, areas)
            if one.row.pk not in told
        ],
        "timeline": news.timeline(DAYS),
        "pillars": tiles(areas, pillars),
        "decisions": governance.followed(list(governance.all_decisions()[:DECIDED])),
        "objectives": listed(known),
        "coming": coming,
        "last": last,
        "natures": natures,
        "longest": max((bar.total for bar in natures), default=0),
        "strengths": by_strength(tally),
        "actions_total": total,
        "unreported": sum(bar.unreported for bar in natures),
        "provisions_total": records.entries("provision").exclude(state="overtaken").count(),
        "results_total": records.entries("result").count(),
    }
    return show(request, "portal/home.html", context)


def _purpose(sides: list[people.Side], pillars: list[framework.Pillar]) -> str:
    """Return the one sentence that says what this is, made of the names of sides and pillars."""
    titles = [_inside(pillar.title) for pillar in pillars]
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
