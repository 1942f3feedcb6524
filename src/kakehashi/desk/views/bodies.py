"""Bodies on the desk: the tree of them, and one with its names, seats, rules and meetings."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.desk import glance
from kakehashi.desk.forms.bodies import (
    END_FIELDS,
    NAME_FIELDS,
    RULES_FIELDS,
    SEAT_FIELDS,
    EndForm,
    NameForm,
    RulesForm,
    SeatForm,
)
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.errors import NotHere, Refused
from kakehashi.governance import selectors, services
from kakehashi.governance.kinds import BODY
from kakehashi.governance.models import Body
from kakehashi.governance.names import holds, name_on
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import organisations, posts
from kakehashi.records.rules import may_step
from kakehashi.records.services.plans import standing_of

SHOWN = ("names", "levels", "every", "chairs", "members", "rules")
"""Facts of a body that its page shows, in this order."""

PARTS = ("names", "chairs", "members")


def bodies(request: HttpRequest) -> HttpResponse:
    """Show every body, each below what it is part of, with its next and last meeting."""
    today = today_of(account_of(request).zone)
    tree = selectors.body_tree(viewer(request))
    return render(
        request,
        "desk/bodies.html",
        {
            "rows": [
                (
                    one,
                    one.coming(today),
                    next((held for held in one.meetings if held.standing == "held"), None),
                )
                for one in tree
            ]
        },
    )


def body(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one body; change its names, seats and rules, each change as a draft."""
    reader, account = viewer(request), account_of(request)
    today = today_of(account.zone)
    tree = selectors.body_tree(reader)
    found = next((one for one in tree if one.body.reference == reference), None)
    if found is None:
        raise NotHere
    row = found.body
    facts = row.entry.version.facts
    names = glance.names_for([facts], reader, item=None, today=today)
    offered = _forms(request, facts, names)
    if request.method == "POST":
        check_side(reader, ["manage_meetings"])
        what = request.POST.get("what", "")
        if what not in offered:
            raise NotHere
        form = offered[what]
        if form.is_valid() and _changed(what, form, row, account):
            messages.success(request, _("Saved as a draft. Only your side sees it."))
            return redirect("desk:body", reference)
    known = selectors.names_of([row.item_id]).get(str(row.item_id), [])
    called = [
        (meeting, name_on(known, meeting.date, get_language() or "en") if meeting.date else None)
        for meeting in found.meetings
    ]
    refused = any(form.is_bound and form.errors for form in offered.values())
    return render(
        request,
        "desk/body.html",
        {
            "body": row,
            "facts": [
                (fact, glance.in_words(fact, facts[fact.name], names))
                for fact in (BODY.fact(name) for name in SHOWN)
                if facts.get(fact.name)
            ],
            "meetings": called,
            "coming": found.coming(today),
            "parts": found.parts,
            "above": next((one.body for one in tree if found in one.parts), None),
            "forms": offered,
            "bound": next((form for form in offered.values() if form.is_bound), None),
            "may": reader.may("manage_meetings") and bool(reader.side),
            "pen_elsewhere": _pen_elsewhere(row, reader),
        },
        status=400 if refused else 200,
    )


def _pen_elsewhere(row: Body, reader: Any) -> bool:
    """Say whether the other side holds the pen, so that a change is refused."""
    if row.item.pen_id is None and row.item.origin_id is None:
        return False
    return not may_step(reader, standing_of(row.item, row.entry), "save")


def _forms(
    request: HttpRequest, facts: Mapping[str, Any], names: glance.Names
) -> dict[str, forms.Form]:
    """Return the forms by what they change; the one that was sent is bound."""
    offices = list(organisations())
    rules = facts.get("rules") or {}
    sent = request.POST.get("what", "") if request.method == "POST" else ""

    def data(what: str) -> Any:
        return request.POST if sent == what else None

    return {
        "name": NameForm(data("name"), offices=offices),
        "seat": SeatForm(data("seat"), offices=offices, posts=posts(names.today)),
        "end": EndForm(data("end"), running=_running(facts, names)),
        "rules": RulesForm(data("rules"), initial=rules),
    }


def _running(facts: Mapping[str, Any], names: glance.Names) -> list[tuple[str, str]]:
    """Return what holds today, to be ended: part and place, and what it is called."""
    found = []
    for part in PARTS:
        for place, one in enumerate(facts.get(part) or ()):
            if not one.get("until") and holds(one.get("since"), "", names.today):
                post = names.posts.get(one.get("post") or "")
                office = names.organisations.get(one.get("organisation", ""))
                words = one.get("text") or (post.name if post else office.name if office else "")
                found.append((f"{part}/{place}", words))
    return found


def _changed(what: str, form: forms.Form, row: Body, account: Account) -> bool:
    """Carry out a change; False where it is refused, which the form then says."""
    common = {"body": row.reference, "by": account, "at": timezone.now()}
    do, fields = _DO[what]
    try:
        do(form.cleaned_data, common)
    except Refused as refusal:
        put_beside(form, refusal, BODY, fields)
        return False
    return True


def _name(data: Mapping[str, Any], common: dict[str, Any]) -> None:
    services.add_name(
        language=data["language"],
        text=data["text"],
        since=data["since"],
        issued_by=data["issued_by"],
        **common,
    )


def _seat(data: Mapping[str, Any], common: dict[str, Any]) -> None:
    organisation, _slash, post = data["who"].partition("/")
    services.seat(
        part=data["part"],
        organisation=organisation,
        post=post,
        role="chair" if data["part"] == "chairs" else "member",
        since=data["since"],
        **common,
    )


def _end(data: Mapping[str, Any], common: dict[str, Any]) -> None:
    part, _slash, place = data["which"].partition("/")
    if part == "names":
        services.end_name(place=int(place), until=data["until"], **common)
    else:
        services.unseat(part=part, place=int(place), until=data["until"], **common)


def _rules(data: Mapping[str, Any], common: dict[str, Any]) -> None:
    services.set_rules(silence_days=data["silence_days"], scope=data["scope"], **common)


_DO: Mapping[str, tuple[Callable[[Mapping[str, Any], dict[str, Any]], None], Mapping[str, str]]] = {
    "name": (_name, NAME_FIELDS),
    "seat": (_seat, SEAT_FIELDS),
    "end": (_end, END_FIELDS),
    "rules": (_rules, RULES_FIELDS),
}
