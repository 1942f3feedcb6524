"""The page of any published record that is no provision."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from kakehashi.drafting import public as drafting
from kakehashi.framework import public as framework
from kakehashi.governance import public as governance
from kakehashi.people import public as people
from kakehashi.portal import speech
from kakehashi.portal.addresses import shared
from kakehashi.portal.linking import linked_kinds, one_kind
from kakehashi.portal.pages import public, show
from kakehashi.portal.relations import grouped
from kakehashi.portal.templatetags.portal import address
from kakehashi.records import public as records
from kakehashi.workplan import public as workplan

PROVISION, AREA = "provision", "area"
_NOT_SAID = frozenset({"structure", "authority", "resolved"})
"""Facts that a page says in another place or way."""
_ABOVE: Mapping[str, str] = {"joint_action": "of_provision"}
"""Kind to the relation that says what a record of it is part of."""

_BY_THEMSELVES = frozenset(
    {("meeting", "decision"), ("meeting", "agenda_item"), ("joint_action", "period_report")}
)
"""Kinds, and kinds of what hangs on them that their page shows in a section of its own."""


@dataclass(frozen=True)
class Present:
    """Somebody who attended, with the names of that day."""

    side: people.Side
    organisation: str
    post: str
    person: str


@public
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one published record; a provision has a page of its own.

    Raises:
        NotHere: when nothing is published under the reference.
    """
    found = records.page(reference)
    page = found.page
    kind = request.GET.get("kind", "")
    if page.entry.kind == PROVISION:
        return HttpResponseRedirect(address(page.entry))
    if page.entry.kind == AREA:
        return HttpResponseRedirect(address(page.entry))
    if kind:
        return one_kind(request, page.entry, kind)
    facts = {fact.name: fact.value for fact in page.facts}
    sides = {side.code: side for side in people.sides()}
    names = governance.body_names(page.entry.item_id) if page.entry.kind == "body" else []
    known = framework.partnership()
    who = speech.People(
        sides=sides,
        organisations=people.organisations(
            speech.organisations_named(page.facts)
            | {one for name in names for one in name.issued_by}
        ),
        posts=people.posts(speech.posts_named(page.facts)),
        beneficiaries=known.settings.get("beneficiaries", {}) if known else {},
    )
    text, language = drafting.joint_text(page.entry), get_language() or "en"
    said = speech.rows([one for one in page.facts if one.name not in _NOT_SAID], who)
    linked = [
        group
        for group in linked_kinds(page.linked)
        if (page.entry.kind, group.kind.code) not in _BY_THEMSELVES
    ]
    context: dict[str, Any] = {
        "page": page,
        "entry": page.entry,
        "kind": page.kind,
        "as_data": shared(request, "portal:record-data", page.entry.reference),
        "wordings": [
            one
            for one in page.wordings
            if one.field.name != "title" and not one.is_empty and text is None
        ],
        "joint_text": text,
        "title_wording": next((one for one in page.wordings if one.field.name == "title"), None),
        "facts": said,
        "glance": any(not row.long for row in said),
        "contributions": _contributions(facts.get("contributions"), sides),
        "sources": facts.get("sources", []),
        "general": "general" in str(facts.get("sourced", "")),
        "linked": linked,
        "related": grouped(page.links),
        "above": [one for name, one in page.links if name == _ABOVE.get(page.entry.kind)],
        "confirmed": [one for one in page.sides if one.confirmed],
        "own_lane": page.item.lane == "own",
        "names": _names(names, who),
        "published_as": [
            {"name": one, "office": people.name_on(one.organisation, one.day, language)}
            for one in records.public_names([page.entry.item_id])
        ],
        **_of_kind(page.entry),
    }
    return show(request, "portal/record.html", context)


def _of_kind(entry: records.Entry) -> dict[str, Any]:
    """Return what only records of this kind show."""
    if entry.kind == "joint_action":
        action = entry.jointaction
        return {
            "action": action,
            "strengths": [action.strength],
            "natures": [action.nature],
            "periods": workplan.said_of(entry.item_id),
        }
    if entry.kind == "meeting":
        return {
            "attendance": _attendance(entry),
            "agenda": governance.agenda(entry.meeting),
            "decisions": governance.decisions(entry.reference),
        }
    return {}


def _names(
    names: list[governance.BodyName], who: speech.People
) -> list[dict[str, governance.BodyName | str]]:
    """Return the names of a body, the reader's language first, each with who writes it so."""
    language = get_language() or "en"
    between = "、" if language == "ja" else ", "
    return [
        {
            "name": name,
            "issuers": between.join(
                who.organisations[one].short for one in name.issued_by if one in who.organisations
            ),
        }
        for name in sorted(names, key=lambda one: one.language != language)
    ]


def _attendance(entry: records.Entry) -> list[tuple[people.Side, list[Present]]]:
    """Return who attended, side by side, under the names their organisations bore that day."""
    meeting = entry.meeting
    language = get_language() or "en"
    day: dt.date | None = meeting.date
    found: dict[str, tuple[people.Side, list[Present]]] = {}
    for one in governance.attendance(meeting):
        rows = found.setdefault(one.side_id, (one.side, []))[1]
        rows.append(
            Present(
                side=one.side,
                organisation=people.name_on(one.organisation, day, language),
                post=one.post.name if one.post else "",
                person=one.person.name if one.person else "",
            )
        )
    return sorted(found.values(), key=lambda group: group[0].position)


def _contributions(
    value: object, sides: Mapping[str, people.Side]
) -> list[tuple[people.Side, Mapping[str, str]]]:
    said = value if isinstance(value, Mapping) else {}
    return [(side, said[code]) for code, side in sides.items() if code in said]
