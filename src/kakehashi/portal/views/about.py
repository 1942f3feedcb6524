"""What the partnership is and is not, who takes part, and how to read these pages."""

from django.http import HttpRequest, HttpResponse

from kakehashi.framework import public as framework
from kakehashi.people import public as people
from kakehashi.portal import terms
from kakehashi.portal.pages import public, show
from kakehashi.portal.taking_part import parts_of
from kakehashi.workplan import public as workplan


@public
def about(request: HttpRequest) -> HttpResponse:
    """Show the standing notice, how to read the register, and the organisations over time."""
    return show(
        request,
        "portal/about.html",
        {
            "partnership": framework.partnership(),
            "parts": [parts_of(side) for side in people.offices()],
            "natures": [(code, terms.NATURES_EXPLAINED[code]) for code in framework.NATURES],
            "strengths": [
                (number, terms.STRENGTHS_EXPLAINED[number])
                for number in sorted(framework.STRENGTHS, reverse=True)
            ],
            "progress": list(workplan.PROGRESS.items()),
        },
    )
