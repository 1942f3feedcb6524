"""Pictures on the public site: the partnership at a glance, of what is published."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from kakehashi.briefing import public as briefing
from kakehashi.errors import NotHere
from kakehashi.portal.pages import public, show


def _address(kind: str, reference: str) -> str:
    return reverse("portal:provision" if kind == "provision" else "portal:record", args=[reference])


@public
def pictures(request: HttpRequest) -> HttpResponse:
    """Show every picture with its numbers."""
    files = [
        (
            one,
            [
                (form, reverse("portal:picture-file", args=[one.name, form]))
                for form in briefing.FORMS
            ],
        )
        for one in briefing.pictures(timezone.localdate(), _address)
    ]
    return show(request, "portal/pictures.html", {"pictures": files, "today": timezone.localdate()})


@public
def picture_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Give one picture as a file.

    Raises:
        NotHere: for a picture or a form that there is not.
    """
    del request
    every = {one.name: one for one in briefing.pictures(timezone.localdate(), _address)}
    if name not in every or form not in briefing.FORMS:
        raise NotHere
    response = HttpResponse(briefing.in_form(every[name], form), content_type=briefing.FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
