"""A record on the desk: its page, one version of it, two versions compared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.biographies.models import Biography
from kakehashi.desk.glance import changed, glance, names_for
from kakehashi.desk.looks import looked
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.biographies import of_biography
from kakehashi.desk.views.crossing import crossed
from kakehashi.desk.views.disclosure import of_consultation
from kakehashi.desk.views.lines_to_take import of_line
from kakehashi.desk.views.notes import of_note
from kakehashi.desk.words import TLP_WORDS, said
from kakehashi.enquiries.models import DisclosureConsultation
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Provision
from kakehashi.framework.revising import lineage, now_called
from kakehashi.framework.rules import NATURES, STRENGTHS
from kakehashi.governance import selectors as governance
from kakehashi.governance.models import Decision, Meeting
from kakehashi.governance.review_rules import REFERRAL_STANDINGS
from kakehashi.governance.selectors import referrals
from kakehashi.lines.models import LineToTake
from kakehashi.notes.models import ContactNote
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records import publications, selectors
from kakehashi.records.crossing import node_side
from kakehashi.records.kinds import Fact, Kind, kind_of
from kakehashi.records.models import Entry, Record, Version
from kakehashi.records.offers import offer
from kakehashi.retention.rules import THEN
from kakehashi.retention.selectors import Retention, retention_of
from kakehashi.workplan import selectors as workplan
from kakehashi.workplan.models import JointAction

ONE_BUTTON = ("share", "publish", "consent")
"""Steps taken by one button; the others ask for a reason or lead to a page first."""


SHOWN_APART = {"meeting": "decision", "joint_action": "update", "decision": "follow_up"}
"""Kind to the kind of what hangs on it that its page shows in a section of its own."""

ASKED = "enquiry"
"""Kind of what says in a section of its own that a record was asked about."""


SAID_OF_IT = ("comment", "proposal")
"""Kinds that are shown as what was said of a record, not as what hangs on it."""


def record(request: HttpRequest, reference: str) -> HttpResponse:
    """Show everything about a record that this person may see.

    A number that a provision bore in an earlier text leads to the provision.

    Raises:
        NotHere: when there is nothing this person may see.
    """
    try:
        return shown(request, reference)
    except NotHere:
        now = now_called(reference, viewer(request))
        if not now:
            raise
        return redirect("desk:provision", now)


def shown(
    request: HttpRequest,
    reference: str,
    *,
    refusal: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Show a record's page, with what was refused on it and what had been typed there.

    Args:
        request: the request.
        reference: of the record.
        refusal: why a step on the page was not taken.
        typed: answers to proposals as they were typed, by the proposal's id.
    """
    reader = viewer(request)
    page = selectors.page(reference, reader)
    row = selectors.row_of(page.entry)
    facts, today = _as_now(page.version.facts, row), timezone.localdate()
    names = names_for([_free(facts)], reader, item=page.item, today=today)
    apart = SHOWN_APART.get(page.kind.code)
    looked(request, page.version)
    offers = offer(page, reader, at=timezone.now())
    return render(
        request,
        "desk/provision.html" if isinstance(row, Provision) else "desk/record.html",
        {
            "refusal": refusal,
            "typed": typed or {},
            "glance": glance(page.kind, facts, names),
            "linked": [
                group for group in page.linked if group.kind.code not in (apart, ASKED, *SAID_OF_IT)
            ],
            "asked_in": next((group for group in page.linked if group.kind.code == ASKED), None),
            "tlp_words": TLP_WORDS.get(page.marking.tlp, ""),
            "salt": _salt(page.version, reader),
            "page": page,
            "row": row,
            "offer": offers,
            **_publication(page, reader),
            "pen_stuck": offers.pen is not None
            and offers.pen.holder.code == reader.side
            and page.entry.face == "own",
            "one_button": ONE_BUTTON,
            "agendas": governance.agendas_of(page.item, reader),
            "may_write": reader.may("write") and bool(reader.side),
            "may_check": reader.may("write")
            and reader.side in (page.standing.pen or page.standing.origin, page.standing.origin),
            "differences": {
                str(one.pk): _proposed(one, page.kind)
                for one in page.proposals
                if one.state == "open"
            },
            "kept": kept_by(page.entry, reader),
            "then": THEN,
            **_raised(page, reader),
            **crossed(page, reader),
            **_of_kind(row, account_of(request), reader),
        },
        status=refusal.status if refusal else 200,
    )


def kept_by(entry: Entry, reader: Viewer) -> Retention | None:
    """Return how the reader's own side keeps a record; None for who has no files."""
    return retention_of(entry, reader, timezone.localdate()) if reader.side else None


def _as_now(facts: Mapping[str, Any], row: Record) -> Mapping[str, Any]:
    """Return facts with what follows the text: where a joint action's provision stands today."""
    if not isinstance(row, JointAction):
        return facts
    return {**facts, "provision": row.provision, "area": row.area, "pillar": row.pillar}


def _free(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts without the links, which the page shows by themselves."""
    return {name: value for name, value in facts.items() if name != "links"}


def _salt(version: Version, reader: Viewer) -> str:
    """Return the salt of a text of the reader's own side, with which its digest is proved."""
    return version.salt if reader.side and version.side_id == reader.side else ""


def _proposed(proposal: Any, kind: Kind) -> list[dict[str, Any]]:
    """Return what a proposal would change, field by field and language by language."""
    from kakehashi.wording import compare_words

    before, version = proposal.version.wording, proposal.version
    labels = {text.name: said(text.label) for text in kind.texts_of(version.facts)}
    return [
        {
            "field": labels.get(name, name),
            "language": code,
            "pieces": compare_words(before.get(name, {}).get(code, ""), words, code),
        }
        for name, by_language in proposal.wording.items()
        for code, words in by_language.items()
    ]


RAISED_FROM = ("joint_action", "decision", "agenda_item", "provision", "action_point")
"""Kinds of record from which a matter is raised in a treaty body."""


def _raised(page: selectors.Page, reader: Viewer) -> dict[str, Any]:
    """Return what was raised from a record in treaty bodies, and whether the reader may."""
    if page.kind.code not in RAISED_FROM:
        return {}
    may = reader.may("write") and bool(reader.side)
    return {
        "raised": referrals.raised_from(page.item.pk, reader),
        "may_raise": may and bool(referrals.treaty_bodies(reader)),
        "referral_standings": REFERRAL_STANDINGS,
    }


def _publication(page: selectors.Page, reader: Viewer) -> dict[str, Any]:
    """Return the planned publication, and the reference where the reader may plan or change it."""
    planned = publications.plan_of(page.item.pk, reader, at=timezone.now())
    may = "publish" in page.steps or (planned is not None and reader.may("publish"))
    return {
        "planned": planned,
        "change": page.entry.reference if may else "",
        "zones": ",".join(one.side.zone for one in page.sides),
    }


def _of_kind(row: Record, account: Account, reader: Viewer) -> dict[str, Any]:
    """Return what only the page of this kind shows."""
    if isinstance(row, Provision):
        facts = row.entry.version.facts
        actions, total = workplan.actions_of(row.reference, reader)
        return {
            "around": framework.neighbours(row, reader),
            "lineage": lineage(row.item, reader),
            "official": framework.official_texts(row.item),
            "actions": actions,
            "actions_total": total,
            "strengths": [STRENGTHS[int(one)] for one in facts.get("strengths", [])],
            "natures": [NATURES[one] for one in facts.get("natures", [])],
        }
    if isinstance(row, JointAction):
        return {"updates": workplan.updates_about(row.entry, reader)}
    if isinstance(row, Meeting):
        return {
            "attendance": governance.attendance(row, reader),
            "decisions": governance.decisions(reader, meeting=row.reference),
        }
    if isinstance(row, Decision):
        followed = governance.with_follow_ups([row], visible_audiences(reader))
        return {"followed": followed[0]}
    return _of_office_work(row, account, reader)


def _of_office_work(row: Record, account: Account, reader: Viewer) -> dict[str, Any]:
    """Return what only the page of a side's own work shows."""
    if isinstance(row, ContactNote):
        return of_note(row.entry, reader)
    if isinstance(row, LineToTake):
        return of_line(row, account, reader)
    if isinstance(row, Biography):
        return of_biography(row, account, reader)
    if isinstance(row, DisclosureConsultation):
        return of_consultation(row, account, reader)
    return {}


def version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show one version as it stood."""
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    found = selectors.version_for(entry.item, number, reader)
    kind, today = kind_of(entry.kind), timezone.localdate()
    names = names_for([found.facts], reader, item=entry.item, today=today)
    links = Fact("links", {"en": _("Links"), "ja": _("Links")}, type="object")
    return render(
        request,
        "desk/version.html",
        {
            "entry": entry,
            "version": found,
            "wordings": selectors.wordings(kind, found),
            "glance": glance(replace(kind, facts=(*kind.facts, links)), found.facts, names),
            "salt": _salt(found, reader),
            "attached": selectors.attachments(found),
            "sided": bool(node_side()) and bool(reader.side) and found.state != "draft",
        },
    )


def compare(request: HttpRequest, reference: str) -> HttpResponse:
    """Show two versions beside each other, by word in English and by morpheme in Japanese."""
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    if entry.kind == "joint_text":  # compared by paragraph, on a page of its own
        address = reverse("desk:text-compare", args=[reference])
        return redirect(f"{address}?{request.GET.urlencode()}")
    history = selectors.history(entry.item, visible_audiences(reader))
    numbers = [one.number for one in history]
    if not numbers:
        raise NotHere
    new = _number(request.GET.get("new"), numbers, numbers[0])
    old = _number(request.GET.get("old"), numbers, numbers[min(1, len(numbers) - 1)])
    one = selectors.version_for(entry.item, old, reader)
    other = selectors.version_for(entry.item, new, reader)
    kind, today = kind_of(entry.kind), timezone.localdate()
    names = names_for([one.facts, other.facts], reader, item=None, today=today)
    differences = selectors.compare(kind, one, other)
    only_changes = bool(request.GET.get("changes"))
    return render(
        request,
        "desk/compare.html",
        {
            "entry": entry,
            "kind": kind,
            "history": history,
            "old": one,
            "new": other,
            "differences": [one for one in differences if one.changed or not only_changes],
            "only_changes": only_changes,
            "unchanged": sum(not one.changed for one in differences),
            "facts": changed(kind, selectors.facts_compared(one, other), names),
        },
    )


def _number(given: str | None, known: list[int], default: int) -> int:
    if given and given.isascii() and given.isdigit() and int(given) in known:
        return int(given)
    return default
