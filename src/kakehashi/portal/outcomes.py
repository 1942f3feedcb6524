"""Results as the public reads them: what came of it, whom it helps, in which area, by whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kakehashi.framework import public as framework
from kakehashi.workplan import public as workplan


@dataclass(frozen=True)
class Shown:
    """A result as pages list it."""

    row: workplan.Result
    text: Mapping[str, str]
    helps: list[Mapping[str, str]]
    area: framework.Area | None
    sources: list[str]


@dataclass(frozen=True)
class Telling:
    """The result that says most to a citizen, and the others that come from the same text."""

    first: Shown
    others: list[Shown]


def shown(
    rows: Iterable[workplan.Result],
    known: framework.Partnership | None,
    areas: Iterable[framework.Area],
) -> list[Shown]:
    """Return results ready to be listed; reads nothing more than was fetched with them."""
    words: Mapping[str, Any] = known.settings.get("beneficiaries", {}) if known else {}
    by_code = {code_of(area): area for area in areas}
    found = []
    for row in rows:
        facts = row.entry.version.facts
        found.append(
            Shown(
                row,
                row.entry.version.wording.get("body", {}),
                [
                    words.get(code) or workplan.BENEFICIARIES.get(code, {"en": code})
                    for code in facts.get("beneficiaries") or ()
                ],
                by_code.get(row.area),
                [str(url) for url in facts.get("sources") or ()],
            )
        )
    return found


def telling(known: framework.Partnership | None, areas: Iterable[framework.Area]) -> Telling | None:
    """Return the result that changes somebody's day; None where none names whom it helps."""
    first = workplan.telling_result()
    if first is None:
        return None
    listed = shown([first, *workplan.of_same_origin(first)], known, list(areas))
    return Telling(listed[0], listed[1:])


def code_of(area: framework.Area) -> str:
    """Return the code of an area as the text has it."""
    return area.reference.removeprefix("area-")
