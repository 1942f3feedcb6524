"""Who takes part: organisations over time, posts and their holders, roles of accounts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kakehashi.desk.viewing import viewer
from kakehashi.people import selectors
from kakehashi.people.rules import PERMISSIONS


def people(request: HttpRequest) -> HttpResponse:
    """Show sides, their organisations with dated names and roles, posts, and roles as data."""
    reader = viewer(request)
    return render(
        request,
        "desk/people.html",
        {
            "sides": selectors.offices(),
            "roles": selectors.roles(),
            "permissions": PERMISSIONS,
            "accounts": selectors.accounts_of(reader.side) if reader.may("manage_people") else [],
        },
    )
