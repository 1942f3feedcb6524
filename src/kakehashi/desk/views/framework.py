"""The framework on the desk: the tree, as it stands or as it stood on a day."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.desk.viewing import viewer
from kakehashi.errors import NotHere
from kakehashi.framework import selectors
from kakehashi.look.forms import no_day, typed_day
from kakehashi.workplan import selectors as workplan


def tree(request: HttpRequest) -> HttpResponse:
    """Show the framework as a tree, as it stands or as it stood on a day."""
    reader = viewer(request)
    given, problem, on = request.GET.get("on", "").strip(), "", None
    found = None
    if given:
        on = typed_day(given, range(dt.MINYEAR, dt.MAXYEAR + 1))
        try:
            if on is None:
                problem = no_day(given)
            elif on > timezone.localdate():
                problem = _("That day is still to come. Choose today or a day before.")
            else:
                found = selectors.tree(reader, on)
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
