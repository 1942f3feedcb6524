"""Problems: everything that goes wrong under ``/api/``, as RFC 9457 has it."""

import json
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.encoding import escape_uri_path

from kakehashi.errors import NotHere, Refused

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:kakehashi:problem:"
"""A problem's type is this and its code: a name that never changes, not an address."""

NOT_FOUND, UNAUTHORIZED = 404, 401


class ParameterWrong(Refused):
    """A parameter that is unknown, or whose value cannot be taken."""

    code = "parameter-wrong"
    message = {
        "en": "A parameter is unknown or its value cannot be used: {names}.",
        "ja": "パラメーターが不明か、値が使用できません（{names}）。",
    }
    hint = {
        "en": "See errors in this answer, and /api/v1/openapi.json for what each takes.",
        "ja": "この応答の errors 及び /api/v1/openapi.json を参照してください。",
    }


class CursorWrong(Refused):
    """A cursor that this node did not give, or gave for another list."""

    code = "cursor-wrong"
    message = {
        "en": "The cursor is not one that this list gave.",
        "ja": "このカーソルは、この一覧のものではありません。",
    }
    hint = {
        "en": "Follow next as it stands, with the same filters; or begin without a cursor.",
        "ja": "同じ条件のまま next をそのまま使用するか、カーソルなしで最初から取得してください。",
    }


class MethodNotAllowed(Refused):
    """Anything but reading."""

    code = "method-not-allowed"
    status = 405
    message = {
        "en": "This address can only be read: GET, HEAD or OPTIONS.",
        "ja": "このアドレスは読取り専用です（GET、HEAD、OPTIONS）。",
    }
    hint = {
        "en": "Writing is done on the pages of officials.",
        "ja": "記入は担当者用の画面で行ってください。",
    }


class BadRequest(Refused):
    """A request that no page or program of ours makes."""

    code = "bad-request"
    message = {
        "en": "The request cannot be understood.",
        "ja": "リクエストを解釈できません。",
    }
    hint = {
        "en": "Check the address, the host and the headers.",
        "ja": "アドレス、ホスト及びヘッダーを確認してください。",
    }


class Unexpected(Refused):
    """A fault of ours."""

    code = "unexpected"
    status = 500
    message = {
        "en": "Something went wrong here. It has been noted.",
        "ja": "処理中に問題が発生しました（記録済み）。",
    }
    hint = {
        "en": "Try again later; if it stays, tell the operator the time and the address.",
        "ja": "しばらくしてから再度お試しください。解消しない場合は、時刻とアドレスを運用担当者に"
        "連絡してください。",
    }


_BY_STATUS: Mapping[int, type[Refused]] = {404: NotHere, 403: NotHere, 405: MethodNotAllowed}


def problem(
    request: HttpRequest, refusal: Refused, errors: Sequence[Mapping[str, str]] = ()
) -> HttpResponse:
    """Return ``refusal`` as a problem in the language of the request.

    Whatever may not be seen looks exactly like what does not exist.
    """
    if refusal.status == NOT_FOUND:
        refusal = NotHere()
    language = translation.get_language() or "en"
    said: dict[str, object] = {
        "type": TYPE + refusal.code,
        "title": refusal.say(language),
        "status": refusal.status,
        "detail": refusal.say(language),
        "instance": escape_uri_path(request.path),
        "code": refusal.code,
        "hint": refusal.advise(language),
    }
    if errors:
        said["errors"] = list(errors)
    body = json.dumps(said, ensure_ascii=False)
    response = HttpResponse(body, status=refusal.status, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = language
    if refusal.status == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


def problem_for(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the problem that stands for an error page another part of the node has made."""
    kind = _BY_STATUS.get(response.status_code)
    if kind is None:
        kind = Unexpected if response.status_code >= Unexpected.status else BadRequest
    made = problem(request, kind())
    if response.has_header("Allow"):
        made.headers["Allow"] = "GET, HEAD, OPTIONS"
    return made
