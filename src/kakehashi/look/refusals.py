"""Refusals and failures as pages in the reader's language: one place for every face of the site."""

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, RawPostDataException
from django.http.response import HttpResponseBase
from django.template import loader
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token

from kakehashi.errors import NotHere, Refused
from kakehashi.look.storage import let_go, storage_refusal

_NOT_FOUND = 404
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
"""How anything here may be asked; a page or an action may take fewer."""
_READ_OFF = 128 << 20
"""Most bytes of a form over the limit that are read off, so that its sender gets an answer."""
_NUL = "\x00"
"""No text of ours holds it, and PostgreSQL refuses even to compare with it."""


class UnreadableAddress(Refused):
    """The part of an address after the question mark holds a character that no text can."""

    code = "unreadable-address"
    message = {
        "en": "The address holds a character that cannot be read.",
        "ja": "アドレスに読み取れない文字が含まれています。",
    }
    hint = {
        "en": "Type the words again instead of pasting them.",
        "ja": "貼り付けずに、もう一度入力してください。",
    }


class RequestUnreadable(Refused):
    """What the browser sent is nothing that a page of ours makes it send."""

    code = "request-unreadable"
    message = {
        "en": "This request could not be read.",
        "ja": "送信された内容を読み取れませんでした。",
    }
    hint = {
        "en": "Go back, reload the page and try again.",
        "ja": "前の画面に戻り、再読込みしてからもう一度お試しください。",
    }


class FormTooBig(Refused):
    """A form with more words in it than any page of ours takes at once."""

    code = "form-too-big"
    status = 413
    message = {
        "en": "What you sent is too long: a form takes {most} MB at most.",
        "ja": "送信された内容が長すぎます。一度に送信できるのは{most}MBまでです。",
    }
    hint = {
        "en": "Go back: what you typed still stands there. Send it in smaller parts, or as a file.",
        "ja": "前の画面に戻ると、入力した内容が残っています。分割して送信するか、ファイルとして"
        "提出してください。",
    }


class FormTooOld(Refused):
    """A form without the secret that our pages put into it: too old, or from elsewhere."""

    code = "form-too-old"
    status = 403
    message = {
        "en": "This form can no longer be sent.",
        "ja": "この画面からは送信できなくなりました。",
    }
    hint = {
        "en": "Perhaps you signed in or out in another window, or the page was open for long. Go "
        "back, copy what you wrote, reload the page and send it again. Cookies must be allowed.",
        "ja": "別の画面でサインイン若しくはサインアウトしたか、画面を長時間開いたままであった"
        "可能性があります。前の画面に戻り、入力内容を控え、再読込みしてからもう一度送信して"
        "ください。Cookieを許可する必要があります。",
    }


class NotThatWay(Refused):
    """An address that is there, asked in a way that it does not answer."""

    code = "method-not-offered"
    status = 405
    message = {
        "en": "This address cannot be used in that way.",
        "ja": "このアドレスは、その方法では利用できません。",
    }
    hint = {
        "en": "Open it as a page, or use the buttons of our pages. Programs read under /api/.",
        "ja": "画面として開くか、画面上のボタンを使用してください。プログラムからは /api/ の下で"
        "読み取ってください。",
    }


class RefusalMiddleware:
    """Turns :class:`kakehashi.errors.Refused` into its page; everything else passes through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, unless nothing could have such an address."""
        if _NUL in request.path_info:
            return refuse(request, NotHere())
        if "%00" in request.META.get("QUERY_STRING", ""):
            return refuse(request, UnreadableAddress())
        if request.method not in _METHODS:
            return _not_that_way(request, ("GET", "HEAD"))
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return _not_that_way(request, [one.strip() for one in response["Allow"].split(",")])
        return response

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """Return the page of a refusal, or None for anything that is not one."""
        if isinstance(failure, PermissionDenied):  # never 403: it would say that there is something
            return refuse(request, NotHere())
        return refuse(request, failure) if isinstance(failure, Refused) else None


def _not_that_way(request: HttpRequest, allowed: Iterable[str]) -> HttpResponse:
    response = refuse(request, NotThatWay())
    response["Allow"] = ", ".join(allowed)
    return response


def refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return the page that says what was refused and what to do next, with its status.

    Whatever may not be seen looks exactly like what does not exist.
    """
    if refusal.status == _NOT_FOUND:
        refusal = NotHere()
    language = translation.get_language() or "en"
    context = {
        "message": refusal.say(language),
        "hint": refusal.advise(language),
        "code": refusal.code,
    }
    body = loader.render_to_string(
        "404.html" if refusal.status == _NOT_FOUND else "look/refusal.html", context, request
    )
    return HttpResponse(body, status=refusal.status)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 404: there is nothing here, or nothing for this reader."""
    return refuse(request, NotHere())


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: the browser sent what no page of ours would make it send.

    A form over the limit is told so (413). What is still on its way is read and thrown away first:
    a browser shows no answer of a line that was cut while it was sending.
    """
    if isinstance(exception, RequestDataTooBig):
        _read_off(request)
        return refuse(request, FormTooBig(most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20))
    return refuse(request, RequestUnreadable())


def _read_off(request: HttpRequest) -> None:
    left = _READ_OFF
    with suppress(OSError, RawPostDataException):
        while left > 0 and (piece := request.read(min(left, 1 << 16))):
            left -= len(piece)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer 403: the form was too old or came from elsewhere, so nothing was saved."""
    return refuse(request, FormTooOld())


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer 500 without asking the database, the session or the account anything.

    Where it was the disk or the database that failed, say so, and what to do.
    """
    storage = storage_refusal(sys.exc_info()[1])
    if storage is None:
        return HttpResponse(loader.render_to_string("500.html"), status=500)
    let_go()
    told = {"message": storage.message_words(), "hint": storage.hint_words(), "code": storage.code}
    page = loader.render_to_string("look/storage.html", told)
    return HttpResponse(page, status=storage.status)
