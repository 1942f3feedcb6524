"""Visits: the desk notes when somebody comes back, so that what is new can be told."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from kakehashi.look.storage import though_storage_fails
from kakehashi.people.models import Account
from kakehashi.people.services import note_visit


class VisitMiddleware:
    """Begins a visit at the first page of the desk after a pause."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Note the visit of whoever asks for a page of the desk."""
        match = request.resolver_match
        if match is not None and match.namespace == "desk" and isinstance(request.user, Account):
            with though_storage_fails():
                note_visit(request.user, at=timezone.now())
