"""A record between two nodes: what would be sent, what happened when, asking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.desk.glance import glance, names_for
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.words import TLP_WORDS
from kakehashi.errors import NotHere, Refused
from kakehashi.exchange.crossings import Crossing, crossings
from kakehashi.exchange.gate_asked import ask
from kakehashi.exchange.recalling import recall, recallable, recalls
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records import selectors
from kakehashi.records.crossing import node_side
from kakehashi.records.models import Entry, Version
from kakehashi.records.offers import offer
from kakehashi.records.services.sharing import would_share


@dataclass(frozen=True)
class VersionCrossed:
    """One version of a record, and how it went with each side."""

    version: Version
    ways: Sequence[Crossing]


def crossed(page: selectors.Page, reader: Viewer) -> dict[str, Any]:
    """Return what a record's page says of the other nodes; nothing on a node of every side."""
    if not node_side() or not reader.side:
        return {}
    every = crossings(page.item.pk, {one.digest for one in page.history})
    asked_back = {one.digest for one in every if one.ours and one.act == "recall"}
    versions = [
        VersionCrossed(version, ways)
        for version in page.history
        if (ways := [one for one in every if one.shares and one.digest == version.digest])
    ]
    may_recall = reader.may("share") and any(
        way.ours and not way.refused and way.digest not in asked_back
        for one in versions
        for way in one.ways
        if one.version.state != "published" and one.version.marking.get("reach") != "public"
    )
    return {
        "sided": True,
        "crossed": versions,
        "proven": [one for one in every if one.index is not None],
        "recalls": recalls(at=timezone.now(), item=page.item) if asked_back else [],
        "may_recall": may_recall,
    }


def share_preview(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what sharing a draft would send, to whom, and what the share gate says of it.

    Raises:
        NotHere: on a node that serves every side, and to whom may not see the record.
    """
    reader = viewer(request)
    page = selectors.page(reference, reader)
    if not node_side() or not reader.side:
        raise NotHere
    if "share" not in offer(page, reader, at=timezone.now()).steps:
        return redirect("desk:record", reference)
    would = would_share(page.item, page.version, account_of(request))
    marking = would.text.marking
    linked = Entry.objects.filter(
        item_id__in={link.to for link in [*would.text.links, *would.left_out]},
        audience_id__in=visible_audiences(reader),
    )
    faces = {face.item_id: face for face in linked}
    facts = {name: value for name, value in page.version.facts.items() if name != "links"}
    names = names_for([facts], reader, item=page.item, today=timezone.localdate())
    asked = ask(marking.as_object(), page.item.sides)
    return render(
        request,
        "desk/share.html",
        {
            "page": page,
            "marking": marking,
            "tlp_words": TLP_WORDS.get(marking.tlp, ""),
            "asked": asked,
            "open": not any(one.refused for one in asked),
            "waits": any(one.verdict is None or one.line is None for one in asked),
            "people": Account.objects.filter(pk__in=marking.people).select_related("side"),
            "glance": glance(page.kind, facts, names),
            "links": [(one.relation, faces[one.to]) for one in would.text.links if one.to in faces],
            "left_out": [(one.relation, faces.get(one.to)) for one in would.left_out],
        },
        status=200,
    )


def ask_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the other side to return or destroy what was shared of a record: a reason first.

    Raises:
        NotHere: on a node that serves every side, and to whom may not see or share the record.
    """
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    if not node_side() or reader.side != node_side() or not reader.may("share"):
        raise NotHere
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            recall(
                item=entry.item_id,
                why=request.POST.get("why", ""),
                by=account_of(request),
                at=timezone.now(),
            )
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Asked. The answer will stand on this page."))
            return redirect("desk:record", reference)
    rows = recallable(entry.item_id)
    if not rows and refusal is None:
        return redirect("desk:record", reference)
    return render(
        request,
        "desk/recall.html",
        {
            "entry": entry,
            "rows": rows,
            "refusal": refusal,
            "why": request.POST.get("why", ""),
        },
        status=refusal.status if refusal else 200,
    )
