"""The framework on the desk: the tree, and a provision with all that hangs on it."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kakehashi.desk.viewing import viewer
from kakehashi.errors import NotHere
from kakehashi.framework import selectors
from kakehashi.framework.models import Provision
from kakehashi.framework.rules import NATURES, STRENGTHS
from kakehashi.records import selectors as records
from kakehashi.workplan import selectors as workplan


def tree(request: HttpRequest) -> HttpResponse:
    """Show the framework as a tree, as it stands or as it stood on a day."""
    reader = viewer(request)
    given, problem, on = request.GET.get("on", "").strip(), "", None
    found = None
    if given:
        try:
            on = dt.date.fromisoformat(given)
            found = selectors.tree(reader, on)
        except ValueError:
            problem = _("“%(day)s” is not a day. Write it as 2023-05-01.") % {"day": given[:40]}
        except NotHere:
            problem = _("There was no framework yet on %(day)s. Choose a later day.") % {"day": given}
    return render(
        request,
        "desk/framework.html",
        {
            "tree": found or selectors.tree(reader),
            "on": on if found else None,
            "asked": given,
            "problem": problem,
            "progress": workplan.progress_by_provision(reader),
        },
    )


def provision(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one provision with everything that hangs on it."""
    reader = viewer(request)
    page = records.page(reference, reader)
    row = records.row_of(page.entry)
    if not isinstance(row, Provision):
        raise NotHere
    facts = page.version.facts
    return render(
        request,
        "desk/provision.html",
        {
            "page": page,
            "row": row,
            "around": selectors.neighbours(row, reader),
            "official": selectors.official_texts(page.item),
            "actions": workplan.actions_of(reference, reader),
            "promises": facts.get("promises", []),
            "strengths": [STRENGTHS[int(one)] for one in facts.get("strengths", [])],
            "natures": [NATURES[one] for one in facts.get("natures", [])],
            "references": facts.get("references", []),
        },
    )
