"""What every public page has in common: open to all, read only, the frame, how long it keeps."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from kakehashi.people.public import asked_once

View = Callable[..., HttpResponse]
Answer = Callable[..., HttpResponseBase]


def public(view: View) -> Answer:
    """Decorate a view of the public site: no sign-in, reading only, checked for news each time.

    A page may be kept, but is asked for again before it is shown: what is withdrawn is gone at
    once, and what did not change costs a few bytes (ETag, 304).
    """

    @functools.wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with asked_once():
            response = view(request, *args, **kwargs)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        if request.user.is_authenticated:  # the frame names the account
            patch_cache_control(response, private=True, no_store=True)
        else:
            patch_cache_control(response, no_cache=True)
        return response

    return login_not_required(require_safe(conditional_page(seen)))


def is_still(request: HttpRequest) -> bool:
    """Say whether the page will lie in a folder, where nothing answers a form."""
    return bool(request.META.get("kakehashi.still"))


def open_data(content: bytes, type_: str, language: str = "en, ja") -> HttpResponse:
    """Return data that anybody may take, from a page of another site too.

    Args:
        content: the bytes.
        type_: their media type.
        language: which languages they hold.
    """
    response = HttpResponse(content, content_type=type_)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Language"] = language
    return response


def show(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Return a page of the public site in its frame."""
    about = reverse("portal:about")
    frame: dict[str, Any] = {
        "standing_notice_url": f"{about}#what-it-is-not",
        "footer_links": [
            {"url": about, "label": _("About this site")},
            {"url": reverse("portal:glossary"), "label": _("Glossary")},
            {"url": reverse("portal:data"), "label": _("Open data")},
            {"url": f"{about}#accessibility", "label": _("Accessibility")},
        ],
        "still": is_still(request),
    }
    if not frame["still"]:
        frame["footer_links"] += [
            {"url": reverse("api-explained"), "label": _("API")},
            {"url": reverse("sign-in"), "label": _("For officials")},
        ]
    return render(request, template, {**frame, **context}, status=status)
