"""Progress over time: what the locked periods say, by area, by nature and by objective."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kakehashi.briefing.picture import Address, Picture, Row, other_language
from kakehashi.briefing.progress import exact, stages_of, tone_of_stage
from kakehashi.briefing.saying import said
from kakehashi.framework import selectors as framework
from kakehashi.framework.rules import NATURES
from kakehashi.look import charts
from kakehashi.look.charts.drawing import Frame
from kakehashi.people.rules import Viewer
from kakehashi.workplan.models import Round
from kakehashi.workplan.rounds import reading
from kakehashi.workplan.rules import PROGRESS, STAGES


@dataclass(frozen=True)
class Span:
    """A locked period, or the time between two in which there was no round."""

    starts: dt.date
    ends: dt.date
    item: uuid.UUID | None = None

    @property
    def label(self) -> str:
        """From which month to which, as figures."""
        return f"{self.starts:%Y-%m} – {self.ends:%Y-%m}"


@dataclass(frozen=True)
class Followed:
    """What is followed over time: heading, its language, its address, its key in the sums."""

    heading: str
    language: str
    href: str
    key: str


def spans(rounds: Sequence[Round]) -> list[Span]:
    """Return the periods of ``rounds``, the oldest first, with the gaps between them."""
    found: list[Span] = []
    for row in sorted(rounds, key=lambda one: one.ends or dt.date.min):
        if row.starts is None or row.ends is None:
            continue
        following = found[-1].ends + dt.timedelta(days=1) if found else row.starts
        if following < row.starts:
            found.append(Span(following, row.starts - dt.timedelta(days=1)))
        found.append(Span(row.starts, row.ends, row.item_id))
    return found


def over_time(viewer: Viewer, address: Address) -> list[Picture]:
    """Return progress over time by area, nature and objective; nothing before a period is locked.

    One query where there is none, else eight.
    """
    locked = [row for row in reading.rounds(viewer) if row.standing == "locked"]
    times = spans(locked)
    if not times:
        return []
    objectives = framework.objectives(viewer)
    areas = {row.reference.removeprefix("area-"): row for row in framework.areas(viewer)}
    pictures = [
        _picture(
            "periods-by-area",
            (_("Progress by area over time"), _("Area")),
            [
                *(
                    Followed(
                        row.title,
                        row.title_language,
                        address("area", row.reference),
                        code,
                    )
                    for code, row in areas.items()
                ),
                Followed(_("Outside the areas"), "", "", ""),
            ],
            times,
            {
                period: _known(counted, areas)
                for period, counted in reading.tally(viewer, "area").items()
            },
        ),
        _picture(
            "periods-by-nature",
            (_("Progress by nature over time"), _("Nature")),
            [Followed(said(NATURES[code]), "", "", code) for code in PROGRESS],
            times,
            reading.tally(viewer, "nature"),
        ),
        _picture(
            "periods-by-objective",
            (_("Progress by objective over time"), _("Objective")),
            [
                Followed(
                    f"{row.reference} {row.title}",
                    row.title_language,
                    address("provision", row.reference),
                    row.reference,
                )
                for row in objectives
            ],
            times,
            reading.tally(viewer, "objective"),
        ),
    ]
    return [one for one in pictures if one.rows]


def _known(counted: Mapping[str, Counter[str]], areas: Container[str]) -> dict[str, Counter[str]]:
    """Return sums by area, those of an area that there is not put outside the areas."""
    found: dict[str, Counter[str]] = {}
    for code, one in counted.items():
        found.setdefault(code if code in areas else "", Counter()).update(one)
    return found


def _picture(
    name: str,
    words: tuple[str, str],
    followed: Sequence[Followed],
    times: Sequence[Span],
    sums: Mapping[uuid.UUID, Mapping[str, Counter[str]]],
) -> Picture:
    title, first = words
    lead = _(
        "What both sides recorded at the end of each period. Between two periods without a round "
        "nothing is known."
    )
    shown = [
        one
        for one in followed
        if any(one.key in sums.get(span.item, {}) for span in times if span.item)
    ]
    stages = {code: said(one) for code, one in STAGES.items()}
    groups, rows, lines = [], [], []
    for one in shown:
        bars = []
        for span in times:
            counted = sums.get(span.item, {}).get(one.key, Counter()) if span.item else None
            by_stage = stages_of(counted) if counted is not None else None
            bars.append(
                charts.Period(
                    span.label,
                    None
                    if by_stage is None
                    else [(tone_of_stage(code), by_stage[code]) for code in stages],
                )
            )
            heading = f"{one.heading} {span.label}"
            rows.append(
                Row(
                    heading,
                    (_("no round"), "—")
                    if counted is None
                    else (sum(counted.values()), exact(counted)),
                    one.href,
                    other_language(one.language) if one.language else "",
                )
            )
            lines.append(
                (
                    one.heading,
                    span.starts.isoformat(),
                    span.ends.isoformat(),
                    *("" if by_stage is None else by_stage[code] for code in stages),
                    "" if counted is None else sum(counted.values()),
                )
            )
        groups.append(charts.Group(one.heading, bars))
    spoken = "; ".join(f"{row.heading}: {row.cells[0]}" for row in rows)
    every = pgettext("number", "All")
    return Picture(
        name=name,
        title=title,
        lead=lead,
        drawing=charts.periods(
            groups,
            [(tone_of_stage(code), words) for code, words in stages.items()],
            _("no round"),
            Frame(name, title, f"{lead} {spoken}", get_language() or "en"),
        ),
        head=(first, every, _("Of which")),
        rows=rows,
        numbers=[(first, _("From"), _("Until"), *stages.values(), every), *lines],
    )
