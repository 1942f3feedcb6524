"""What the partnership is for: each objective, and what serves it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from kakehashi.framework import public as framework
from kakehashi.portal.pages import public, show
from kakehashi.records import public as records
from kakehashi.workplan import public as workplan

A_KIND = 5
_SERVING = ("result", "joint_action", "initiative")


@dataclass(frozen=True)
class Serving:
    """Published records of one kind that serve an objective: how many, and the first of them."""

    kind: records.Kind
    total: int
    entries: list[records.Entry]

    @property
    def more(self) -> bool:
        """Whether there are more than these."""
        return self.total > len(self.entries)


@dataclass(frozen=True)
class Objective:
    """An objective with its text and what serves it."""

    entry: records.Entry
    statement: Mapping[str, str]
    serving: list[Serving]


@public
def objectives(request: HttpRequest) -> HttpResponse:
    """Show every objective with the results and joint actions that serve it."""
    return show(
        request,
        "portal/objectives.html",
        {
            "objectives": listed(framework.partnership()),
            "served": workplan.progress_of_objectives(),
        },
    )


def listed(known: framework.Partnership | None) -> list[Objective]:
    """Return the published objectives, each with what serves it, in a fixed number of queries."""
    named = known.settings.get("objectives", []) if known else []
    # The sentence that only leads into the list of objectives is none itself.
    found = [one for one in framework.objectives() if not named or one.reference in named]
    serving = {
        kind: records.linked_by([one.item_id for one in found], kind, "serves", A_KIND)
        for kind in _SERVING
    }
    return [
        Objective(
            one,
            one.version.wording.get("statement", {}),
            [
                Serving(records.kind_of(kind), by.total, by.entries)
                for kind in _SERVING
                if (by := serving[kind].get(one.item_id)) is not None
            ],
        )
        for one in found
    ]
