"""Office work: one page that leads to everything an officer's office does day by day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kakehashi.desk.office import MOST, pages_for
from kakehashi.desk.sections import reader_of
from kakehashi.desk.viewing import account_of


def office(request: HttpRequest) -> HttpResponse:
    """Show the pages of office work, each with how much waits there."""
    reader = reader_of(account_of(request))
    return render(request, "desk/office.html", {"pages": pages_for(reader), "most": MOST})
