"""The page that explains the API: its addresses and how to begin, from the OpenAPI document."""

import datetime as dt
from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from kakehashi.api.answering import ROOT
from kakehashi.api.reference import Address, groups
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry


@login_not_required
@require_safe
@conditional_page
def explained(request: HttpRequest) -> HttpResponse:
    """Show every address with what it takes and gives, and first steps."""
    words = {
        "The node": _("The node"),
        "The framework": _("The framework"),
        "Records": _("Records"),
        "The work": _("The work"),
    }
    about = reverse("portal:about")
    response = render(
        request,
        "api/explained.html",
        {
            "groups": [
                (words[group.name], [_plain(one) for one in group.addresses]) for group in groups()
            ],
            "yesterday": f"{timezone.now() - dt.timedelta(days=1):%Y-%m-%d}T00:00:00Z",
            "example": _example(),
            "root": request.build_absolute_uri(ROOT),
            "openapi": f"{ROOT}openapi.json",
            "standing_notice_url": f"{about}#what-it-is-not",
            "footer_links": [
                {"url": about, "label": _("About this site")},
                {"url": reverse("portal:glossary"), "label": _("Glossary")},
                {"url": reverse("portal:data"), "label": _("Open data")},
                {"url": f"{about}#accessibility", "label": _("Accessibility")},
                {"url": reverse("sign-in"), "label": _("For officials")},
            ],
        },
    )
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    patch_cache_control(response, private=request.user.is_authenticated, no_cache=True)
    return response


def _example() -> str:
    """Return the reference of the first public record of the work, else of any."""
    public = Entry.objects.filter(audience_id__in=visible_audiences(PUBLIC_VIEWER))
    for some in (public.filter(kind="joint_action"), public):
        if (found := some.order_by("sort_key", "pk").first()) is not None:
            return found.reference
    return "REFERENCE"


def _plain(address: Address) -> Address:
    """Return an address with words for a page instead of Markdown."""
    about, more = (text.replace("`", "") for text in (address.about, address.more))
    return replace(address, about=about, more=more)
