"""Make it yours: what a fresh node still lacks, each task's standing computed from state."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kakehashi.desk.needs import Reader
from kakehashi.framework import selectors as framework
from kakehashi.governance.models import Meeting
from kakehashi.look.tags.moments import brief_day


@dataclass(frozen=True)
class Task:
    """One thing to do on a fresh node."""

    key: str
    label: str
    hint: str
    href: str
    done: bool
    status: str
    """How far it is; empty for simply to do or done."""


def may_set_up(reader: Reader) -> bool:
    """Say whether the tasks are the reader's: a coordinator's."""
    return bool(reader.viewer.side) and reader.viewer.may("manage_meetings")


def tasks(reader: Reader, coming: Meeting | None, left: Mapping[str, int]) -> list[Task]:
    """Return the tasks in the order they are best done in. Eleven queries.

    Args:
        reader: a coordinator.
        coming: the next meeting, where one is set.
        left: how many ``decisions`` and ``languages`` still need somebody.
    """
    return [
        _text(),
        _leads(reader),
        _decisions(left.get("decisions", 0)),
        _occasions(reader),
        _languages(left.get("languages", 0)),
        _council(coming),
    ]


def _how_many(done: int, total: int, *, whole: bool) -> str:
    if whole or not done:
        return ""
    return _("%(done)d of %(total)d") % {"done": done, "total": total}


def _text() -> Task:
    held = framework.languages_imported()
    known = framework.partnership()
    wanted = len(known.settings["languages"]) if known else 1
    return Task(
        "text",
        _("Import the official text"),
        _("The signed wording then stands beside each provision, on this node only."),
        reverse("desk:make-it-yours") + "#text",
        len(held) >= wanted,
        _how_many(len(held), wanted, whole=len(held) >= wanted),
    )


def _leads(reader: Reader) -> Task:
    areas = framework.led_areas(reader.viewer)
    named = sum(reader.viewer.side in one.leads for one in areas)
    return Task(
        "leads",
        _("Name the lead posts"),
        _("For each area the post of your side that leads it. The other side names its own."),
        reverse("desk:leads"),
        named == len(areas),
        _how_many(named, len(areas), whole=named == len(areas)),
    )


def _decisions(left: int) -> Task:
    return Task(
        "decisions",
        _("Say what became of the published decisions"),
        _("Of some the public record does not tell how they ended."),
        reverse("desk:work-list", args=["decisions"]),
        not left,
        _("%(count)d left") % {"count": left} if left else "",
    )


def _occasions(reader: Reader) -> Task:
    passed = framework.passed_by(reader.viewer, reader.today)
    said = sum(one.note_of(reader.viewer.side) is not None for one in passed)
    return Task(
        "occasions",
        _("Review provisions whose occasion has passed"),
        _("Passed and done, superseded, or still open: input for the review of the framework."),
        reverse("desk:occasions"),
        said == len(passed),
        _how_many(said, len(passed), whole=said == len(passed)),
    )


def _languages(left: int) -> Task:
    return Task(
        "languages",
        _("Check translations"),
        _("Texts of which one language has not followed the other."),
        reverse("desk:work-list", args=["languages"]),
        not left,
        _("%(count)d left") % {"count": left} if left else "",
    )


def _council(coming: Meeting | None) -> Task:
    return Task(
        "council",
        _("Set the next Council"),
        _("Steps, papers and the agenda hang on its date."),
        reverse("desk:meetings") if coming else reverse("desk:meeting-new"),
        coming is not None,
        brief_day(coming.date) if coming and coming.date else "",
    )
