"""The API as django-ninja holds it: its routers, who may call, how refusals are answered."""

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from kakehashi.api.callers import Caller, caller_of
from kakehashi.api.endpoints import framework, node, records, work, years
from kakehashi.api.problems import ParameterWrong, Unexpected, problem
from kakehashi.errors import NotHere, Refused
from kakehashi.look.languages import offered

VERSION = "1.0"


class Plain(JSONRenderer):
    """JSON with every language as it is written."""

    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


def admit(request: HttpRequest) -> Caller:
    """Say who calls, and refuse what is asked with words nobody knows.

    Raises:
        TokenWrong: for credentials that do not work.
        ParameterWrong: for a parameter that this address does not take, or given twice.
    """
    from kakehashi.api.document import query_names

    found = caller_of(request)
    match = request.resolver_match
    known = query_names().get(match.url_name or "", frozenset()) if match else frozenset()
    wrong = [
        name for name in request.GET if name not in known or len(request.GET.getlist(name)) != 1
    ]
    language = request.GET.get("language")
    if language is not None and language not in offered():
        wrong.append("language")
    if wrong:
        raise ParameterWrong(names=", ".join(sorted(set(wrong)))[:200])
    return found


api = NinjaAPI(
    title="Kakehashi",
    version=VERSION,
    description=(
        "Reading what a partnership has on record, in Japanese and English. Without a token: what "
        "is published. With one: what its account may see, by the same decision as on the pages."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    auth=admit,
    renderer=Plain(),
)
for part in (node, framework, records, work, years):
    api.add_router("", part.router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer with the refusal as a problem."""
    return problem(request, refusal)


@api.exception_handler(Http404)
def missing(request: HttpRequest, _missing: Http404) -> HttpResponse:
    """Answer that there is nothing here."""
    return problem(request, NotHere())


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Answer which parameters are wrong, and why."""
    errors = [
        {"name": str(one["loc"][-1]), "message": str(one["msg"]).removeprefix("Value error, ")}
        for one in fault.errors
    ]
    names = ", ".join(dict.fromkeys(one["name"] for one in errors))
    return problem(request, ParameterWrong(names=names), errors)


@api.exception_handler(Exception)
def unexpected(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Answer that something went wrong, keep the details in the log."""
    logging.getLogger("kakehashi.api").error("%s %s", request.method, request.path, exc_info=fault)
    return problem(request, Unexpected())


def unfound(request: HttpRequest, **_rest: Any) -> HttpResponse:
    """Answer for every address that is none."""
    return problem(request, NotHere())
