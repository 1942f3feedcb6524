"""Answering: what every answer under ``/api/v1/`` has in common, whoever made it."""

import hashlib
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from kakehashi.api.callers import seems_anonymous
from kakehashi.api.problems import MEDIA_TYPE, BadRequest, problem, problem_for
from kakehashi.errors import NotHere
from kakehashi.look.languages import offered

ROOT = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
OK, NOT_MODIFIED, ERROR = 200, 304, 400
PUBLIC_FOR = 60
"""Seconds for which a public answer may be kept without asking again."""


class ApiAnswers:
    """Stands after the language is known; leaves every address but the API's alone.

    Turns error pages into problems, answers HEAD and OPTIONS, gives each answer its ETag, says how
    long it keeps, and opens what is public to pages of other sites.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request``."""
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        try:
            asked = request.GET.get("language", "")
        except SuspiciousOperation:  # more parameters than anybody has
            response = problem(request, BadRequest())
            _dress(request, response)
            return response
        language = translation.get_language() or "en"
        if asked in offered():
            # As if the address began with it: neither cookie nor account has a say then.
            language = asked
            request.language_prefix = language  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = language
        method = request.method
        if method == "HEAD":
            request.method = "GET"
        with translation.override(language):
            response = self._answer(request)
            response = _with_tag(request, response)
        request.method = method
        _dress(request, response)
        if method == "HEAD":
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response.headers["Allow"] = METHODS
            return response
        if "\x00" in request.path_info:
            return problem(request, NotHere())
        response = self.get_response(request)
        if response.status_code >= ERROR and response.headers.get("Content-Type") != MEDIA_TYPE:
            return problem_for(request, response)
        response.headers["Content-Language"] = translation.get_language() or "en"
        if hasattr(request, "next_page"):
            response.headers["Link"] = f'<{request.next_page}>; rel="next"'
        return response


def _with_tag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give an answer its strong ETag, and return 304 where the caller has it already."""
    if response.status_code != OK:
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    known = [
        one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))
    ]
    if tag not in known and "*" not in known:
        return response
    unchanged = HttpResponse(status=NOT_MODIFIED)
    del unchanged.headers["Content-Type"]
    for name in ("ETag", "Link", "Content-Language"):
        if response.has_header(name):
            unchanged.headers[name] = response.headers[name]
    return unchanged


def _dress(request: HttpRequest, response: HttpResponse) -> None:
    """Say who may keep the answer and for how long, and which pages may read it."""
    patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie", "Origin"))
    anonymous = seems_anonymous(request)
    if response.status_code >= ERROR:
        response.headers["Cache-Control"] = "no-store"
    elif anonymous:
        response.headers["Cache-Control"] = f"public, max-age={PUBLIC_FOR}"
    else:
        response.headers["Cache-Control"] = "private, no-cache"
    if anonymous:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
