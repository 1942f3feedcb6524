"""The framework as a tree, as it stands or stood on a day, and the page of one provision."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.errors import NotHere
from kakehashi.framework import public as framework
from kakehashi.look.forms import DayField
from kakehashi.portal.addresses import shared
from kakehashi.portal.linking import linked_kinds, one_kind
from kakehashi.portal.pages import public, show
from kakehashi.portal.relations import grouped
from kakehashi.records import public as records
from kakehashi.workplan import public as workplan

BAD_REQUEST, NOT_FOUND = 400, 404


class OnDay(forms.Form):
    """Asks for the day that the framework is to be read for."""

    on = DayField(
        label=gettext_lazy("As it stood on"),
        help_text=gettext_lazy("For example, 7 2 2023"),
    )


@dataclass(frozen=True)
class Node:
    """A provision in the tree, in the wording of the day."""

    reference: str
    now: str
    """What it is called today, where its page is."""
    titles: Mapping[str, str]
    nature: str
    strength: int
    progress: Mapping[str, int]
    """Published progress and how many joint actions have it."""
    below: list["Node"]


class DayWrong(Exception):  # noqa: N818 - it only carries what the page says
    """The day asked for cannot be used; says why, and with which status to answer."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.text, self.status = text, status


@public
def tree(request: HttpRequest) -> HttpResponse:
    """Show the framework, as it stands or as it stood on the day asked for."""
    known = framework.partnership()
    if known is None:
        return show(request, "portal/empty.html", {})
    context: dict[str, Any] = {"partnership": known, "natures": framework.NATURES}
    if any(name.startswith("on_") for name in request.GET):
        form = OnDay(request.GET)
        if form.is_valid():
            day = form.cleaned_data["on"]
            return HttpResponseRedirect(f"{reverse('portal:framework')}?on={day.isoformat()}")
        return show(request, "portal/framework.html", {**context, "form": form}, BAD_REQUEST)
    asked = request.GET.get("on", "").strip()
    try:
        day = _day(asked, known.text_date)
        found = framework.tree(day)
    except DayWrong as wrong:
        form = OnDay(_parts(asked))
        form.is_valid()
        form.errors.pop("on", None)
        form.add_error("on", wrong.text)
        return show(request, "portal/framework.html", {**context, "form": form}, wrong.status)
    progress = workplan.progress_by_provision()
    context |= {
        "form": OnDay(initial={"on": day}),
        "on": day,
        "edition": found.edition,
        "total": found.total,
        "sections": [
            {
                "id": section.id,
                "titles": section.titles,
                "nodes": [_node(branch, progress) for branch in section.branches],
                "pillars": [
                    {
                        "pillar": one.pillar,
                        "areas": [
                            (leaf.area, [_node(branch, progress) for branch in leaf.branches])
                            for leaf in one.areas
                        ],
                    }
                    for one in section.pillars
                ],
            }
            for section in found.sections
        ],
    }
    return show(request, "portal/framework.html", context)


def _day(asked: str, first: dt.date) -> dt.date | None:
    """Return the day asked for, None where none was.

    Raises:
        DayWrong: it is no day, is still to come, or there was no framework yet.
    """
    if not asked:
        return None
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        text = _("“%(day)s” is not a date of the calendar. Write it as 2023-02-07, or below.")
        raise DayWrong(text % {"day": asked[:40]}, BAD_REQUEST) from None
    if day > timezone.localdate():
        raise DayWrong(_("That day is still to come. Choose today or a day before."), BAD_REQUEST)
    if day < first:
        text = _("There was no framework on that day. It was decided on %(first)s.")
        raise DayWrong(text % {"first": _said(first)}, NOT_FOUND)
    return day


def _said(day: dt.date) -> str:
    from kakehashi.look.tags.moments import day as say

    return say(day)


def _parts(asked: str) -> dict[str, str]:
    """Return the day asked for as the three fields of the form, as far as it can be read."""
    year, month, day, *_rest = [*asked.split("-"), "", "", ""]
    return {"on_year": year[:20], "on_month": month[:4].lstrip("0"), "on_day": day[:4].lstrip("0")}


def _node(branch: framework.Branch, progress: Mapping[str, Mapping[str, int]]) -> Node:
    facts = branch.version.facts
    return Node(
        reference=branch.row.reference,
        now=branch.now,
        titles=branch.version.wording.get("title", {}),
        nature=str(facts.get("nature", "")),
        strength=int(facts.get("strength") or 0),
        progress=progress.get(branch.now, {}),
        below=[_node(one, progress) for one in branch.below],
    )


@public
def editions(request: HttpRequest) -> HttpResponse:
    """Show how the text changed: two editions side by side, the newest with the one before."""
    known = framework.editions()
    if not known:
        return show(request, "portal/empty.html", {})
    new = _edition(request.GET.get("new"), known, known[0])
    before = [one for one in known if one.since < new.since]
    old = _edition(request.GET.get("old"), before, before[0]) if before else None
    rows = framework.compare_editions(old, new) if old else []
    counts = Counter(one.mark for one in rows)
    return show(
        request,
        "portal/editions.html",
        {
            "editions": known,
            "old": old,
            "new": new,
            "earlier": known[1:],
            "rows": [one for one in rows if one.mark != "kept"],
            "kept": counts["kept"],
            "counts": [
                (words, counts[mark]) for mark, words in framework.CHANGES.items() if counts[mark]
            ],
        },
    )


def _edition(
    asked: str | None, known: Sequence[framework.Edition], default: framework.Edition
) -> framework.Edition:
    """Return the edition that is in force from the day asked for, the default where none is."""
    return next((one for one in known if str(one.since) == asked), default)


@public
def provision(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one provision: what it says, how firmly, and what hangs on it.

    A number that it bore in an earlier text leads to it.

    Raises:
        NotHere: when nothing is published under the reference, or it is no provision.
    """
    row = framework.provision(reference)
    if row is None:
        now = framework.now_called(reference)
        if now:
            return HttpResponseRedirect(reverse("portal:provision", args=[now]))
        raise NotHere
    page = records.page(reference).page
    kind = request.GET.get("kind", "")
    if kind:
        return one_kind(request, page.entry, kind)
    facts = {fact.name: fact.value for fact in page.facts}
    promises = [one for one in _listed(facts.get("promises")) if isinstance(one, Mapping)]
    linked = linked_kinds(page.linked)
    actions = {
        entry.reference: (entry, action)
        for group in linked
        for entry, action in group.rows
        if action is not None
    }
    known = framework.partnership()
    levels = known.settings.get("levels", {}) if known else {}
    return show(
        request,
        "portal/provision.html",
        {
            "row": row,
            "as_data": shared(request, "portal:record-data", page.entry.reference),
            "page": page,
            "level": levels.get(row.level) or page.kind.names,
            "wordings": {one.field.name: one for one in page.wordings},
            "promises": [
                {**one, "action": actions.get(str(one.get("ref", "")))} for one in promises
            ],
            "strengths": sorted({int(str(one)) for one in _listed(facts.get("strengths"))}),
            "natures": list(dict.fromkeys(_listed(facts.get("natures")))),
            "official": framework.official_texts(page.item),
            "references": list(
                records.faces(str(one) for one in _listed(facts.get("references"))).values()
            ),
            "linked": list(_left(linked, {str(one.get("ref", "")) for one in promises})),
            "related": grouped(page.links, leave_out=("of_area", "of_pillar")),
            "above_all": [e for name, e in page.links if name in {"of_pillar", "of_area"}][::-1],
            "around": framework.neighbours(row),
            "lineage": framework.lineage(page.item),
        },
    )


def _left(linked: list[Any], shown: set[str]) -> Iterator[Any]:
    """Yield the groups that the promises do not show already."""
    for group in linked:
        if group.kind.code == "joint_action":
            references = {entry.reference for entry, _action in group.rows}
            if group.total == len(group.rows) and references <= shown:
                continue
        yield group


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
