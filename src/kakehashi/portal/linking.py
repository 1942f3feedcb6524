"""What hangs on a record: other records by kind, the first on its page, all of them in pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from kakehashi.errors import NotHere
from kakehashi.portal.pages import show
from kakehashi.records import public as records
from kakehashi.workplan import public as workplan

SIZE = 25

Row = tuple[records.Entry, workplan.JointAction | None]
"""A published face, and its progress where it is a joint action."""


@dataclass(frozen=True)
class Group:
    """Published records of one kind that hang on a record."""

    kind: records.Kind
    total: int
    rows: list[Row]

    @property
    def more(self) -> bool:
        """Whether there are more than these."""
        return self.total > len(self.rows)


def linked_kinds(linked: Iterable[records.LinkedKind]) -> list[Group]:
    """Return what hangs on a record, results first, joint actions with progress: one query more."""
    groups = sorted(linked, key=lambda one: one.kind.code != "result")
    actions = workplan.actions(
        entry.pk for one in groups if one.kind.code == "joint_action" for entry in one.entries
    )
    return [
        Group(one.kind, one.total, [(entry, actions.get(entry.pk)) for entry in one.entries])
        for one in groups
    ]


def one_kind(request: HttpRequest, entry: records.Entry, code: str) -> HttpResponse:
    """Show every published record of one kind that hangs on ``entry``, page by page.

    Raises:
        NotHere: where nothing of that kind does.
    """
    if code not in records.kind_codes():
        raise NotHere
    pages = Paginator(records.linked(entry.item_id, code), SIZE)
    if not pages.count:
        raise NotHere
    page = pages.get_page(request.GET.get("page"))
    listed = list(page.object_list)
    actions = workplan.actions(one.pk for one in listed) if code == "joint_action" else {}
    return show(
        request,
        "portal/linked.html",
        {
            "entry": entry,
            "kind": records.kind_of(code),
            "rows": [(one, actions.get(one.pk)) for one in listed],
            "page": page,
        },
    )
