"""Confirming: the whole text on the page, what changed since the last look marked, one button."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.desk.glance import Changed, Names, Row, changed, glance, names_for
from kakehashi.desk.looks import Against, held_against, looked
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import Refused
from kakehashi.exchange.first_look import note_first_look
from kakehashi.people.rules import Viewer, check_side
from kakehashi.records import selectors, services
from kakehashi.records.kinds import Kind, kind_of
from kakehashi.records.models import Attachment, Entry, Version
from kakehashi.records.offers import Waiting, offer, waiting
from kakehashi.records.selectors import Difference, Wording
from kakehashi.records.services.confirming import TextMoved
from kakehashi.records.waiting import to_confirm

MOST_FIELDS = 12
"""Text fields that the page of many texts shows of each; of longer texts only what changed."""


@dataclass(frozen=True)
class Field:
    """One text field: as it is, and marked where it is held against another."""

    wording: Wording
    difference: Difference | None
    """None where nothing changed, or there is nothing to hold it against."""


@dataclass(frozen=True)
class WholeText:
    """A text as it is read before it is confirmed."""

    entry: Entry
    against: Against | None
    """None at a first look."""
    fields: Sequence[Field]
    facts: Sequence[Row]
    facts_changed: Sequence[Changed]
    attached: Sequence[Attachment] = ()
    added: frozenset[str] = frozenset()
    """Digests of attachments that are new."""
    gone: Sequence[Attachment] = ()
    cut: bool = False
    """Whether only what changed is shown, the text being long."""

    @property
    def unchanged_facts(self) -> Sequence[Row]:
        """The facts that say what they said before."""
        moved = {one.label for one in self.facts_changed}
        return [one for one in self.facts if one.label not in moved]


def whole_text(
    entry: Entry,
    against: Against | None,
    names: Names,
    *,
    attachments: Sequence[Attachment] = (),
    before: Sequence[Attachment] = (),
    most: int = 0,
) -> WholeText:
    """Return a text for reading, with what differs from ``against`` marked; no query.

    Args:
        entry: the face that is read.
        against: what it is held against; None at a first look.
        names: what codes in its facts, and in those before, stand for.
        attachments: of this version.
        before: attachments of the version it is held against.
        most: of more text fields than this, only those that changed are returned; 0 for all.
    """
    kind, version = kind_of(entry.kind), entry.version
    differences = _differences(kind, against, version)
    fields = [
        Field(one, differences.get(one.field.name))
        for one in selectors.wordings(kind, version)
        if not one.is_empty or one.field.name in differences
    ]
    cut = bool(most) and len(fields) > most
    plain = {name: value for name, value in version.facts.items() if name != "links"}
    compared = selectors.facts_compared(against.version, version) if against else []
    here, then = {one.digest for one in attachments}, {one.digest for one in before}
    return WholeText(
        entry=entry,
        against=against,
        fields=[one for one in fields if one.difference is not None] if cut else fields,
        facts=glance(kind, plain, names),
        facts_changed=changed(kind, compared, names),
        attached=attachments,
        added=frozenset(here - then) if against else frozenset(),
        gone=[one for one in before if one.digest not in here],
        cut=cut,
    )


def _differences(kind: Kind, against: Against | None, version: Version) -> dict[str, Difference]:
    if against is None:
        return {}
    found = selectors.compare(kind, against.version, version)
    return {one.field.name: one for one in found if one.changed}


def confirm_text(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the whole text that would be confirmed, and confirm it.

    A text that moved while it was read is shown again, held against the one that was read.

    Raises:
        NotHere: to whom may not see the record.
    """
    reader, account = viewer(request), account_of(request)
    page = selectors.page(reference, reader)
    against, refusal = None, None
    if request.method == "POST":
        digest = request.POST.get("digest", "")
        note_first_look(version=page.version, by=account, at=timezone.now())
        try:
            both = services.confirm(item=page.item.pk, digest=digest, by=account, at=timezone.now())
        except TextMoved as moved:
            refusal = moved
            read = next((one for one in page.history if one.content_digest == digest), None)
            against = Against(read, "read", None) if read else None
        else:
            done = _("Confirmed by both sides.") if both else _("Confirmed for your side.")
            messages.success(request, done)
            return redirect("desk:record", reference)
    elif "confirm" not in offer(page, reader, at=timezone.now()).steps:
        return redirect("desk:record", reference)
    against = against or held_against([page.version], account).get(page.item.pk)
    looked(request, page.version)
    base = against.version if against else None
    names = names_for(
        [page.version.facts, *([base.facts] if base else [])],
        reader,
        item=page.item,
        today=timezone.localdate(),
    )
    return render(
        request,
        "desk/confirm_text.html",
        {
            "page": page,
            "text": whole_text(
                page.entry,
                against,
                names,
                attachments=page.attachments,
                before=selectors.attachments(base) if base else (),
            ),
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


@dataclass(frozen=True)
class ToConfirm:
    """One of many texts to confirm."""

    waiting: Waiting
    text: WholeText


def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm several texts at once, each for itself, each whole on the page."""
    reader = viewer(request)
    check_side(reader, ["confirm"])
    if request.method == "POST":
        _confirm_marked(request)
        return redirect("desk:confirm")
    texts, more = waiting(reader)
    unchanged = "unchanged" in request.GET
    if unchanged:
        found, more = to_confirm(reader)
        texts = [one.waiting for one in found if one.unchanged]
    return render(
        request,
        "desk/confirm.html",
        {"texts": _read(request, texts, reader), "more": more, "unchanged": unchanged},
    )


def _confirm_marked(request: HttpRequest) -> None:
    account, at = account_of(request), timezone.now()
    digests = {}
    for one in request.POST.getlist("text"):
        item, _sep, digest = one.partition(":")
        try:
            digests[uuid.UUID(item)] = digest
        except ValueError:
            continue
    answers = services.confirm_many(digests=digests, by=account, at=at)
    done = [item for item, refusal in answers.items() if refusal is None]
    messages.success(request, _("Confirmed: %(count)d") % {"count": len(done)})
    for version in Version.objects.filter(
        item__in=done, content_digest__in=[digests[item] for item in done]
    ).exclude(state="draft"):
        note_first_look(version=version, by=account, at=at)
    refused: list[Refused] = [refusal for refusal in answers.values() if refusal is not None]
    for refusal in refused:
        messages.warning(request, refusal.say(getattr(request, "LANGUAGE_CODE", "en")))


def _read(request: HttpRequest, texts: Sequence[Waiting], reader: Viewer) -> list[ToConfirm]:
    """Return texts with all that is read of them; the number of queries depends on nothing."""
    versions = [one.entry.version for one in texts]
    against = held_against(versions, account_of(request))
    bases = [one.version for one in against.values()]
    names = names_for(
        [one.facts for one in [*versions, *bases]], reader, item=None, today=timezone.localdate()
    )
    attached: dict[int, list[Attachment]] = {}
    for row in Attachment.objects.filter(version__in=[*versions, *bases]).order_by("part"):
        attached.setdefault(row.version_id, []).append(row)
    return [
        ToConfirm(
            one,
            whole_text(
                one.entry,
                base,
                names,
                attachments=attached.get(one.entry.version_id, ()),
                before=attached.get(base.version.pk, ()) if base else (),
                most=MOST_FIELDS,
            ),
        )
        for one in texts
        for base in [_of(against, one)]
    ]


def _of(against: Mapping[uuid.UUID, Against], one: Waiting) -> Against | None:
    return against.get(one.entry.item_id)
