"""Progress in bars: by pillar, by nature, and what serves each objective."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kakehashi.briefing.picture import Address, Picture, Row, other_language
from kakehashi.briefing.saying import said
from kakehashi.framework import selectors as framework
from kakehashi.framework.rules import NATURES
from kakehashi.look import charts
from kakehashi.look.charts.drawing import Frame
from kakehashi.people.rules import Viewer
from kakehashi.workplan import sums
from kakehashi.workplan.rules import (
    ENDED_STATES,
    NOT_YET,
    PROGRESS,
    PROGRESS_WORDS,
    STAGE_OF,
    STAGES,
)

ENDED_WORDS: Mapping[str, Mapping[str, str]] = {
    "withdrawn": {"en": "withdrawn", "ja": "取下げ"},
    "overtaken": {"en": "overtaken by events", "ja": "前提変更により終了"},
    "merged": {"en": "merged", "ja": "統合"},
}

_TONES: Mapping[str, str] = {NOT_YET: "empty"}
"""Stages whose tone has another name."""

_FINE: Mapping[str, str] = {
    # Within one nature values of one stage stand beside each other and need tones of their own.
    "well_advanced": "far",
    "quiet": "ahead",
    **dict.fromkeys(ENDED_STATES, "ended"),
}


def tone_of(progress: str) -> str:
    """Return the tone of one value of progress, told apart from the others of its nature."""
    stage = STAGE_OF.get(progress, NOT_YET)
    return _FINE.get(progress) or _TONES.get(stage, stage)


def by_pillar(viewer: Viewer, address: Address) -> Picture:
    """Return progress by pillar of the framework."""
    counted = sums.progress_by("pillar", viewer)
    rows = [
        (row.title, row.title_language, address("pillar", row.reference), one)
        for row in framework.pillars(viewer)
        if (one := counted.pop(row.reference.removeprefix("pillar-"), None))
    ]
    outside: Counter[str] = sum(counted.values(), Counter())
    if outside:
        rows.append((_("Outside the pillars"), "", "", outside))
    return _bars(
        "by-pillar",
        (_("Progress by pillar"), _("Pillar")),
        _("Joint Actions of each pillar by how far they have come."),
        rows,
    )


def by_nature(viewer: Viewer) -> Picture:
    """Return progress by nature of the joint actions."""
    return of_natures(sums.progress_by("nature", viewer))


def of_natures(counted: Mapping[str, Mapping[str, int]]) -> Picture:
    """Return the picture of numbers by nature and progress."""
    rows = [
        (said(NATURES[code]), "", "", Counter(counted[code]))
        for code in PROGRESS
        if counted.get(code)
    ]
    return _bars(
        "by-nature",
        (_("Progress by nature"), _("Nature")),
        _("Joint Actions of each nature by how far they have come."),
        rows,
    )


def by_objective(viewer: Viewer, address: Address) -> Picture:
    """Return what serves each objective: joint actions by stage, and results."""
    objectives = framework.objectives(viewer)
    items = [row.item_id for row in objectives]
    progress = sums.progress_by_objective(items, viewer)
    results = sums.results_by_objective(items, viewer)
    return _bars(
        "by-objective",
        (_("What serves each objective"), _("Objective")),
        _(
            "Joint Actions and results that say which objective they serve. Those that do not say "
            "so are not counted."
        ),
        [
            (
                f"{row.reference} {row.title}",
                row.title_language,
                address("provision", row.reference),
                progress.get(row.item_id, Counter())
                + Counter({"result": results.get(row.item_id, 0)}),
            )
            for row in objectives
        ],
    )


Counted = tuple[str, str, str, Counter[str]]
"""Heading, its language, its address, and how many have which progress."""


def _bars(name: str, words: tuple[str, str], lead: str, rows: Sequence[Counted]) -> Picture:
    title, first = words
    stages = {**{code: said(one) for code, one in STAGES.items()}, "result": _("results")}
    summed = [(heading, stages_of(one)) for heading, _language, _href, one in rows]
    shown = [code for code in stages if any(one[code] for _heading, one in summed)]
    bars = [
        charts.Bar(heading, [(tone_of_stage(code), one[code]) for code in stages])
        for heading, one in summed
    ]
    spoken = "; ".join(
        f"{heading}: {_listed((stages[code], one[code]) for code in stages)}"
        for heading, one in summed
    )
    header = (first, *(stages[code] for code in shown), pgettext("number", "All"))
    lines: list[Sequence[str | int]] = [
        (heading, *(one[code] for code in shown), sum(one.values())) for heading, one in summed
    ]
    return Picture(
        name=name,
        title=title,
        lead=lead,
        drawing=charts.bars(
            bars,
            [(tone_of_stage(code), stages[code]) for code in stages],
            Frame(name, title, f"{lead} {spoken}", get_language() or "en"),
        ),
        head=(first, pgettext("number", "All"), _("Of which")),
        rows=[
            Row(heading, (sum(one.values()), exact(one)), href, other_language(language))
            for heading, language, href, one in rows
        ],
        numbers=[header, *lines],
    )


def tone_of_stage(stage: str) -> str:
    """Return the tone of a stage, or of the results that stand beside stages."""
    return _TONES.get(stage, stage)


def stages_of(counted: Mapping[str, int]) -> Counter[str]:
    """Return numbers by progress summed up by stage."""
    found: Counter[str] = Counter()
    for code, number in counted.items():
        found[STAGE_OF.get(code, code)] += number
    return found


def exact(counted: Counter[str]) -> SafeString:
    """Return the numbers of a row in words, each value of progress by its own name."""
    words = {**PROGRESS_WORDS, **ENDED_WORDS, "result": {"en": _("results"), "ja": _("results")}}
    listed = [(said(words[code]), counted[code]) for code in words if counted[code]]
    return format_html_join("", '<span class="k-nowrap">{} {}</span> ', listed) or SafeString("—")


def _listed(parts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{words} {number}" for words, number in parts if number) or "0"
