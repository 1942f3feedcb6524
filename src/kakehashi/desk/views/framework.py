"""The framework on the desk: the tree, as it stands or as it stood on a day."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.desk.viewing import viewer
from kakehashi.errors import NotHere
from kakehashi.framework import selectors
from kakehashi.workplan import selectors as workplan


def tree(request: HttpRequest) -> HttpResponse:
    """Show the framework as a tree, as it stands or as it stood on a day."""
    reader = viewer(request)
    given, problem, on = request.GET.get("on", "").strip(), "", None
    found = None
    if given:
        try:
            on = dt.date.fromisoformat(given)
            if on > timezone.localdate():
                problem = _("That day is still to come. Choose today or a day before.")
            else:
                found = selectors.tree(reader, on)
        except ValueError:
            problem = _("“%(day)s” is not a day. Write it as 2023-05-01.") % {"day": given[:40]}
        except NotHere:
            problem = _("There was no framework yet on %(day)s. Choose a later day.") % {
                "day": given
            }
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
