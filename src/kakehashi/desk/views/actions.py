"""Action points on the desk: the list, one with its course, its steps, several at once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kakehashi.desk import points
from kakehashi.desk.forms.actions import OPEN_FIELDS, STEP_FIELDS, OpenForm, PointFilters, StepForm
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.needs import today_of
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.governance import action_rules as rules
from kakehashi.governance import selectors as governance
from kakehashi.governance import services
from kakehashi.governance.kinds import ACTION_ENTRY, ACTION_POINT
from kakehashi.governance.models import ActionPoint
from kakehashi.governance.selectors import actions as selectors
from kakehashi.governance.selectors.actions import Asked, Reading
from kakehashi.governance.services import StepText
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import sides, visible_audiences
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Link

PAGE = 50
"""Action points on one page."""

BATCHED = (rules.ACCEPT_DUE, rules.VERIFY)
"""Steps that may be taken on several at once: they say nothing of their own."""

AT_ONCE = (*BATCHED,)
"""Steps that one button takes, without a form."""


def reading_of(request: HttpRequest) -> Reading:
    """Return for whom action points are read, and on which day of theirs."""
    account = account_of(request)
    return Reading(viewer(request), today_of(account.zone), account.post_id or "")


def asked_of(request: HttpRequest, reading: Reading) -> tuple[PointFilters, Asked]:
    """Return the filters of a request, and what they ask for."""
    areas, meetings, bodies = selectors.offered(reading)
    filters = PointFilters(
        request.GET,
        {
            "show": [(name, str(words)) for name, words in points.SHOWING.items()],
            "whose": [(name, str(words)) for name, words in points.WHOSE.items()],
            "area": _named("area", areas, reading, "area-"),
            "meeting": _named("meeting", meetings, reading),
            "body": _named("body", bodies, reading),
        },
    )
    chosen = filters.chosen
    asked = Asked(
        chosen["show"] or selectors.STILL,
        chosen["whose"],
        chosen["area"],
        chosen["meeting"],
        chosen["body"],
    )
    return filters, asked


def _named(
    kind: str, codes: Sequence[str], reading: Reading, prefix: str = ""
) -> list[tuple[str, str]]:
    """Return codes with the titles of the records they name: one query."""
    titles = {
        one.reference.removeprefix(prefix): one.title
        for one in Entry.objects.filter(
            kind=kind,
            reference__in=[prefix + code for code in codes],
            audience_id__in=visible_audiences(reading.viewer),
        )
    }
    return [(code, titles.get(code, code)) for code in codes]


def actions(request: HttpRequest) -> HttpResponse:
    """Show action points by whose they are, where they stand, area, meeting and body."""
    reading = reading_of(request)
    filters, asked = asked_of(request, reading)
    counts = selectors.counts(asked, reading)
    page = Paginator(selectors.listing(asked, reading), PAGE).get_page(request.GET.get("page"))
    rows = selectors.listed(list(page.object_list), reading)
    every = list(sides())
    showing = asked.showing
    step = {selectors.TO_ACCEPT: rules.ACCEPT_DUE, selectors.TO_VERIFY: rules.VERIFY}.get(showing)
    return render(
        request,
        "desk/actions.html",
        {
            "filters": filters,
            "showing": showing,
            "tabs": [
                (name, words, counts[name], points.address(request, show=name))
                for name, words in points.SHOWING.items()
            ],
            "page": page,
            "rows": [points.told(one, reading, every) for one in rows],
            "batch": step if step and any(step in one.steps for one in rows) else "",
            "may_open": reading.viewer.may("write") and bool(reading.viewer.side),
            "export": request.GET.urlencode(),
            "today": reading.today,
        },
    )


def action(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one action point: what is to be done, by whom, how it went, what may be done now."""
    return _shown(request, reference)


def _shown(request: HttpRequest, reference: str, refusal: Refused | None = None) -> HttpResponse:
    reading = reading_of(request)
    row = selectors.action_point(reference, reading.viewer)
    course = selectors.course_of(row, reading)
    every = list(sides())
    offered = rules.steps_for(reading.viewer, selectors.standing_of(row))
    return render(
        request,
        "desk/action.html",
        {
            "row": row,
            "course": course,
            "marking": Marking.from_object(row.entry.version.marking),
            "task": row.entry.version.wording.get("task", {}),
            "states": row.entry.version.language_states.get("task", {}),
            "told": points.told(selectors.Listed(row, course.owner, offered), reading, every),
            "picture": points.picture(course, every) if course.steps else "",
            "buttons": points.buttons(row, offered, reading),
            "refusal": refusal,
            "around": _around(row, reading),
            "once": draw(account_of(request)),
        },
        status=refusal.status if refusal else 200,
    )


def _around(row: ActionPoint, reading: Reading) -> list[Entry]:
    """Return what an action point comes from, and its meeting and body, as the reader sees it."""
    return list(
        Entry.objects.filter(
            item__in=Link.objects.filter(entry=row.pk).values("to"),
            audience_id__in=visible_audiences(reading.viewer),
        ).order_by("kind", "sort_key")
    )


def action_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take one step on an action point, with what is said with it."""
    reading, account = reading_of(request), account_of(request)
    row = selectors.action_point(reference, reading.viewer)
    if step not in rules.STEPS:
        raise NotHere
    rules.check_step(reading.viewer, selectors.standing_of(row), step)
    form = StepForm(
        request.POST if request.method == "POST" else None,
        step=step,
        priority=row.priority,
        posts=points.own_posts(row, reading) if step == rules.HAND_OVER else (),
        initial={
            "once": draw(account),
            "after": row.steps,
            "date": reading.today if step == rules.REPORT_DONE else None,
            "post": points.proposed_post(row, reading) if step == rules.HAND_OVER else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.take_step(
                action=reference,
                step=step,
                said=StepText(
                    {"en": data["words_en"], "ja": data["words_ja"]},
                    date=data.get("date"),
                    due=data.get("due"),
                    sources=data.get("sources", "").split(),
                    post=data.get("post", ""),
                    replaced_by=data.get("replaced_by", ""),
                ),
                after=data["after"],
                by=account,
                at=timezone.now(),
                id=drawn(account, data["once"]),
            )
        except services.ActionMoved as refusal:
            return _shown(request, reference, refusal)
        except Refused as refusal:
            put_beside(form, refusal, ACTION_ENTRY, STEP_FIELDS)
        else:
            messages.success(request, _("Recorded, and shared with the other side."))
            return redirect("desk:action", reference)
    return render(
        request,
        "desk/action_step.html",
        {
            "form": form,
            "row": row,
            "step": step,
            "words": rules.STEPS[step],
            "at_once": step in AT_ONCE,
            "until": row.reopen_until if step == rules.REOPEN else None,
            "task": row.entry.version.wording.get("task", {}),
        },
        status=400 if form.errors else 200,
    )


@require_POST
def actions_batch(request: HttpRequest) -> HttpResponse:
    """Take one step on several action points, each for itself; what is refused stops no other."""
    account = account_of(request)
    step = request.POST.get("step", "")
    if step not in BATCHED:
        raise NotHere
    check_side(viewer(request), rules.NEEDS[step])
    chosen = list(dict.fromkeys(request.POST.getlist("point")))[:PAGE]
    done = 0
    for one in chosen:
        reference, _sep, after = one.rpartition(":")
        try:
            services.take_step(
                action=reference,
                step=step,
                after=int(after) if after.isascii() and after.isdigit() else -1,
                by=account,
                at=timezone.now(),
            )
        except Refused as refusal:
            messages.warning(request, f"{reference}: {said(refusal.message_words())}")
        else:
            done += 1
    if done:
        messages.success(
            request,
            ngettext("%(count)d recorded.", "%(count)d recorded.", done) % {"count": done},
        )
    elif not chosen:
        messages.info(request, _("None was marked."))
    show = selectors.TO_ACCEPT if step == rules.ACCEPT_DUE else selectors.TO_VERIFY
    return redirect(reverse("desk:actions") + f"?show={show}")


def action_new(request: HttpRequest) -> HttpResponse:
    """Open an action point: one owner, a due date it is asked for, shared at once."""
    reading, account = reading_of(request), account_of(request)
    check_side(reading.viewer, ["write", "share"])
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        choices=_choices(reading),
        initial={
            "once": draw(account),
            **{name: request.GET.get(name, "") for name in ("meeting", "decision", "area", "body")},
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.open_action_point(
                title={"en": data["title_en"], "ja": data["title_ja"]},
                task={"en": data["task_en"], "ja": data["task_ja"]},
                owner=data["owner"],
                due_date=data["due"],
                priority=data["priority"],
                meeting=data["meeting"],
                decision=data["decision"],
                area=data["area"],
                body=data["body"],
                share="draft" not in request.POST,
                by=account,
                at=timezone.now(),
                id=drawn(account, data["once"]),
            )
        except Refused as refusal:
            put_beside(form, refusal, ACTION_POINT, OPEN_FIELDS)
        else:
            messages.success(
                request,
                _("Saved as a draft. Only your side sees it.")
                if "draft" in request.POST
                else _("Opened, and shared with the other side."),
            )
            return redirect("desk:action", made.reference)
    return render(
        request, "desk/action_new.html", {"form": form}, status=400 if form.errors else 200
    )


def _choices(reading: Reading) -> Mapping[str, list[tuple[str, Any]]]:
    def listed(rows: Sequence[Any]) -> list[tuple[str, Any]]:
        return [("", "—"), *((one.reference, f"{one.reference} {one.title}") for one in rows)]

    recent = reading.today - dt.timedelta(days=730)
    return {
        "owner": points.every_post(reading),
        "meeting": listed(governance.meetings(reading.viewer)),
        "decision": listed(
            [
                one.decision
                for one in governance.decisions(reading.viewer)
                if one.decision.date is None or one.decision.date >= recent
            ]
        ),
        "area": listed(framework.areas(reading.viewer)),
        "body": listed(governance.bodies(reading.viewer)),
    }
