"""The line to the other side: how it stands, verified now, and what a security officer sees."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from kakehashi.desk.viewing import sees_handling, sees_lines, viewer
from kakehashi.desk.words import said
from kakehashi.errors import NotHere
from kakehashi.exchange.overview import (
    forks,
    key_sets,
    overview,
    refusals,
    shared_by_marking,
)
from kakehashi.exchange.recalling import recalls
from kakehashi.exchange.verifying import Step, verify_now
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry

PLACE = "<!-- what is found is put here, as it is found -->"
TOLD = 20
"""How often at most the page says how far a log is verified."""


def line(request: HttpRequest) -> HttpResponse:
    """Show how every line stands.

    Raises:
        NotHere: on a node that serves every side, and to other roles.
    """
    reader = viewer(request)
    if not sees_lines(reader):
        raise NotHere
    more = sees_handling(reader)
    overdue = [one for one in recalls(at=timezone.now()) if one.overdue] if more else []
    return render(
        request,
        "desk/line.html",
        {
            "lines": overview(_language()),
            "more": more,
            "overdue": overdue,
            "overdue_since": min((one.due for one in overdue), default=None),
        },
    )


def verify(request: HttpRequest) -> HttpResponseBase:
    """Verify the logs and say what is found as it is found: the page grows, without scripts.

    Raises:
        NotHere: on a node that serves every side, and to other roles.
    """
    if not sees_lines(viewer(request)):
        raise NotHere
    if request.method != "POST":
        return redirect("desk:line")
    page = render_to_string("desk/line_verify.html", {"place": PLACE}, request)
    head, _cut, tail = page.partition(PLACE)
    answer = StreamingHttpResponse(_told(head, tail, _language()))
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def _told(head: str, tail: str, language: str) -> Iterator[str]:
    yield head
    told = 0.0
    for step in verify_now():
        if not step.ended and step.size and step.done / step.size - told < 1 / TOLD:
            continue
        told = 0.0 if step.ended else step.done / step.size if step.size else 0.0
        with override(language):
            words = _step(step)
        yield words
    yield tail


def _step(step: Step) -> str:
    name = (_("our log to %(side)s") if step.log.own else _("our copy of the log of %(side)s")) % {
        "side": step.peer
    }
    counts = {"log": name, "done": step.done, "size": step.size}
    if not step.ended:
        return format_html(
            '<p class="govuk-body-s">{}</p>',
            _("%(log)s: %(done)s of %(size)s entries") % counts,
        )
    if step.refused is not None:
        return format_html(
            '<div class="govuk-error-summary"><h2 class="govuk-error-summary__title">{}</h2>'
            '<p class="govuk-body">{} {}</p></div>',
            _("%(log)s does not verify") % counts,
            said(step.refused),
            said(step.advice or {}),
        )
    return format_html(
        '<div class="k-note"><h2 class="govuk-heading-s">{}</h2><p class="govuk-body">{}</p>'
        '<p class="govuk-body-s"><code>{}</code></p></div>',
        _("%(log)s: whole") % counts,
        _(
            "Every one of %(size)s entries is as it was signed; %(countersigned)s of them are "
            "countersigned by the side that holds the copy."
        )
        % {"size": step.size, "countersigned": step.countersigned},
        step.root,
    )


def handling(request: HttpRequest) -> HttpResponse:
    """Show a security officer what was shared by marking, refused, asked back; keys and forks.

    Raises:
        NotHere: on a node that serves every side, and to other roles.
    """
    reader = viewer(request)
    if not sees_handling(reader):
        raise NotHere
    refused, asked = refusals(), recalls(at=timezone.now())
    named = {one.record for rows in refused.values() for one in rows if one.record}
    named |= {one.asked.item_id for one in asked if one.asked.item_id}
    faces = Entry.objects.filter(item_id__in=named, audience_id__in=visible_audiences(reader))
    return render(
        request,
        "desk/handling.html",
        {
            "shared": shared_by_marking(),
            "recalls": asked,
            "refused": refused,
            "faces": {face.item_id: face for face in faces},
            "keys": key_sets(),
            "forks": forks(),
        },
    )


def _language() -> str:
    return "ja" if get_language() == "ja" else "en"
