"""Addresses of the API: open to anybody, each answering for itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from kakehashi.api.document import document
from kakehashi.api.problems import MethodNotAllowed, problem
from kakehashi.api.routes import api, unfound

app_name = "api"


def openapi(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document."""
    if request.method != "GET":
        return problem(request, MethodNotAllowed())
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


def _open(pattern: URLPattern) -> URLPattern:
    pattern.callback = login_not_required(csrf_exempt(pattern.callback))
    return pattern


urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    *(one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"),
    re_path(r"^(?:.*)$", unfound, name="unfound"),
]
urlpatterns = [_open(one) for one in urlpatterns]
