"""The reader's language: a prefix of the address, else cookie, account and browser in turn.

``/ja/x`` and ``/en/x`` are the page ``/x`` in that language. The prefix is taken off before the
address is looked up and made the script prefix, so every address the page builds keeps it.
Addresses without a prefix are answered too, in the language found by asking, in this order: the
cookie, the signed-in account, the browser.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.translation.trans_real import parse_accept_lang_header

from kakehashi.look import partnership

DEFAULT = "en"
_YEAR = 365 * 24 * 60 * 60
_NAMES = {"en": "English", "ja": "日本語"}
"""Each language in its own words, for the switch."""

Answer = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Choice:
    """One language of the switch: where this very page is in it."""

    code: str
    name: str
    """The language's name for itself."""
    url: str
    """The same place in this language, query kept."""
    absolute_url: str
    """The same with scheme and host, for ``hreflang``."""
    current: bool


def offered() -> tuple[str, ...]:
    """Return the codes of the languages the pages exist in, in the order of the settings."""
    return tuple(code for code, _name in settings.LANGUAGES)


def split(path: str) -> tuple[str | None, str]:
    """Return the language prefix of ``path``, or None, and the path without it.

    ``/ja/register`` gives ``ja`` and ``/register``; ``/ja`` gives ``ja`` and nothing.
    """
    for code in offered():
        if path == f"/{code}":
            return code, ""
        if path.startswith(f"/{code}/"):
            return code, path[len(code) + 1 :]
    return None, path


def accepted(header: str) -> str | None:
    """Return the language the browser likes best of those offered, or None."""
    for tag, _weight in parse_accept_lang_header(header):
        for code in offered():
            if tag == code or tag.startswith(f"{code}-"):
                return code
    return None


def chosen(request: HttpRequest) -> str | None:
    """Return the language this browser was last read in, or None."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in offered() else None


def address_in(request: HttpRequest, language: str) -> str:
    """Return the address of the very same place in ``language``, query included."""
    base = getattr(request, "base_prefix", "/")
    query = request.META.get("QUERY_STRING", "")
    path = f"{base}{language}{_quoted_path(request)}"
    return f"{path}?{query}" if query else path


class LanguageMiddleware:
    """Reads the language off the address, or negotiates it. Stands before sessions and sign-in.

    Sets ``request.language_prefix`` (the code, or None), ``request.base_prefix`` (what stood
    before the language) and ``request.LANGUAGE_CODE``. ``request.path`` stays whole.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer ``request`` in its reader's language and leave nothing behind."""
        before = get_script_prefix()
        prefix, rest = split(request.path_info)
        request.base_prefix = before  # type: ignore[attr-defined]
        request.language_prefix = prefix  # type: ignore[attr-defined]
        if prefix is not None and not rest:
            return HttpResponsePermanentRedirect(address_in_root(request, prefix))
        language = prefix or chosen(request) or _from_browser(request) or DEFAULT
        if prefix is not None:
            request.path_info = rest
            set_script_prefix(f"{before}{prefix}/")
        try:
            with translation.override(language):
                request.LANGUAGE_CODE = language
                response = self.get_response(request)
                return self._mark(request, response, prefix)
        finally:
            set_script_prefix(before)

    def _mark(
        self, request: HttpRequest, response: HttpResponseBase, prefix: str | None
    ) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or DEFAULT)
        if prefix is None:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        elif chosen(request) != prefix and isinstance(response, HttpResponse):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                prefix,
                max_age=_YEAR,
                path=settings.SESSION_COOKIE_PATH,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


class AccountLanguageMiddleware:
    """Lets the signed-in account say its language and its clock. Stands after sign-in.

    The language counts only where neither address nor cookie named one. The zone is the account's
    ``zone`` (an IANA name), else that of the side whose language it is.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer ``request`` with the account's language and zone in force."""
        account = getattr(request, "user", None)
        known = account if account is not None and account.is_authenticated else None
        language = request.LANGUAGE_CODE or DEFAULT
        if known is not None and self._may_ask(request):
            wished = getattr(known, "language", "")
            language = wished if wished in offered() else language
        with (
            partnership.asked_once(),
            translation.override(language),
            timezone.override(_zone(known, language)),
        ):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response

    def _may_ask(self, request: HttpRequest) -> bool:
        return getattr(request, "language_prefix", None) is None and chosen(request) is None


def languages(request: HttpRequest) -> dict[str, Any]:
    """Context for the page's frame.

    ``language`` and ``LANGUAGE_CODE`` the code in force, ``languages`` the switch as
    :class:`Choice` rows,
    ``other_language_url`` the same place in the first other language, ``alternate_urls`` as
    (code, absolute address) for ``hreflang``, ``home_url`` the first page in this language.
    """
    current = translation.get_language() or DEFAULT
    choices = []
    for code in offered():
        url = address_in(request, code)
        try:
            absolute = request.build_absolute_uri(url)
        except SuspiciousOperation:  # a host we do not answer to: its 400 page comes through here
            absolute = url
        choices.append(Choice(code, _NAMES.get(code, code), url, absolute, code == current))
    other = next((choice.url for choice in choices if not choice.current), "")
    return {
        "language": current,
        "LANGUAGE_CODE": current,
        "languages": choices,
        "other_language_url": other,
        "alternate_urls": [(choice.code, choice.absolute_url) for choice in choices],
        "home_url": get_script_prefix(),
    }


def address_in_root(request: HttpRequest, language: str) -> str:
    """Return the address of the first page in ``language``, query kept."""
    base = getattr(request, "base_prefix", "/")
    query = request.META.get("QUERY_STRING", "")
    return f"{base}{language}/?{query}" if query else f"{base}{language}/"


def _from_browser(request: HttpRequest) -> str | None:
    return accepted(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


def _quoted_path(request: HttpRequest) -> str:
    return escape_uri_path(request.path_info or "/")


def _zone(account: object, language: str) -> ZoneInfo:
    own = _known_zone(getattr(account, "zone", ""))
    return own or _zone_of(language) or ZoneInfo("UTC")


def _zone_of(language: str) -> ZoneInfo | None:
    sides = partnership.sides()
    speaking = [side for side in sides if side.language == language]
    return next((_known_zone(side.zone) for side in (*speaking, *sides)), None)


def _known_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
