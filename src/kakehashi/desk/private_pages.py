"""Pages of the desk are their reader's alone: no cache between keeps them, the browser asks anew.

A page that says nothing of it would be left to the judgement of whoever stands in between (RFC
9111, section 4.2.2). Files and pictures say ``no-store`` themselves. A page may stay with the
browser that asked, so that going back to a half-written form finds what was typed; signing out
throws that away (W3C Clear-Site-Data).
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

KEPT: Final = "private, no-cache"


class PrivatePagesMiddleware:
    """Says of every answer of the desk who may keep it, where it does not say so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.namespace == "desk":
            response.headers.setdefault("Cache-Control", KEPT)
        return response
