"""Pictures on the desk: the partnership at a glance, of all that this person may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from kakehashi.briefing.composing import marking_words
from kakehashi.briefing.handling import Handling, narrowest, reach_of
from kakehashi.briefing.picture import FORMS, in_form
from kakehashi.briefing.pictures import KINDS
from kakehashi.briefing.pictures import pictures as drawn
from kakehashi.desk.templatetags.desk import address_of
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.errors import NotHere
from kakehashi.people.rules import PARTICIPANTS, Viewer


def pictures(request: HttpRequest) -> HttpResponse:
    """Show every picture with its numbers."""
    today = today_of(account_of(request).zone)
    every = drawn(viewer(request), today, address_of)
    files = [
        (one, [(form, reverse("desk:picture-file", args=[one.name, form])) for form in FORMS])
        for one in every
    ]
    return render(
        request,
        "desk/pictures.html",
        {"pictures": files, "today": today, "handling": _handling(viewer(request))},
    )


def _handling(reader: Viewer) -> Handling:
    """Return for whom the pictures are.

    Progress is what the Participants share, so they are never for more than those.
    """
    return Handling(narrowest([PARTICIPANTS, reach_of(KINDS, reader)]))


def picture_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Give one picture as a file.

    Raises:
        NotHere: for a picture or a form that there is not.
    """
    today = today_of(account_of(request).zone)
    every = {one.name: one for one in drawn(viewer(request), today, address_of)}
    if name not in every or form not in FORMS:
        raise NotHere
    handling = _handling(viewer(request))
    made = in_form(every[name], form, marking_words(handling))
    response = HttpResponse(made, content_type=FORMS[form])
    label = handling.tlp.replace(":", "-")
    response["Content-Disposition"] = f'attachment; filename="{label}-{name}.{form}"'
    patch_cache_control(response, private=True, no_store=True)
    return response
