"""Taking in what another side's node said of a record: its texts, its confirmations, its pen.

Bytes and digests are taken over as they are. The exchange has checked who said it, that it was
sealed to this side and that it may be read here; what is checked here is what only records know:
who may write it now. What is refused changes nothing.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.people.models import Post, Side
from kakehashi.records import files, search
from kakehashi.records.attached import Attached, attached_of
from kakehashi.records.crossing import node_side
from kakehashi.records.kinds import OWN
from kakehashi.records.models import Confirmation, Consent, Entry, Item, Version
from kakehashi.records.rules import CONFIRMED, PUBLISHED, SHARED_STATE
from kakehashi.records.services.pen import TAKE_AFTER, free_day, has_come
from kakehashi.records.services.plans import (
    FACES,
    OWN_FACE,
    PUBLIC_FACE,
    SHARED_FACE,
    Given,
    Plan,
    commit,
    follow,
    move_state,
    note_event,
    settle_audiences,
    text_said,
)
from kakehashi.records.services.publishing import publish_when_all_consent
from kakehashi.records.services.received_shape import (
    TextUnsound,
    check_facts,
    check_shape,
    known_kind,
)

_FACE_OF = {SHARED_STATE: SHARED_FACE, CONFIRMED: SHARED_FACE}


class KindUnknown(Refused):
    """A record of a kind that this node does not have."""

    code = "kind-unknown"
    message = {
        "en": "This node knows no kind of record called “{kind}”.",
        "ja": "このノードには「{kind}」という種別がありません。",
    }
    hint = {
        "en": "Nothing was taken over. One of the nodes runs an older version of Kakehashi.",
        "ja": "何も取り込まれていません。いずれかのノードのバージョンが古い可能性があります。",
    }


class WrittenWithoutPen(Refused):
    """A text by a side that did not hold the pen, or in another side's name."""

    code = "written-without-pen"
    status = 409
    message = {
        "en": "{side} wrote {reference} without holding the pen.",
        "ja": "{side}は、起草を担当していない {reference} の文言を送付しました。",
    }
    hint = {
        "en": "It was refused and kept. The text that stands here is unchanged.",
        "ja": "受入れを拒否し、保存しました。現在の文言に変更はありません。",
    }


class VersionOutOfOrder(Refused):
    """A version that does not follow on what is here, or is here with another digest."""

    code = "version-out-of-order"
    status = 409
    message = {
        "en": "Version {number} of {reference} does not follow on what is here.",
        "ja": "{reference} の第{number}版は、ここにある版に続くものではありません。",
    }
    hint = {
        "en": "It was refused and kept as evidence. The text that stands here is unchanged.",
        "ja": "受入れを拒否し、証拠として保存しました。現在の文言に変更はありません。",
    }


class RecordNotShared(Refused):
    """Something said of a record or text that this side was never given."""

    code = "record-not-shared"
    status = 404
    message = {
        "en": "Nothing is known here of that record or text.",
        "ja": "該当する案件又は文言は、ここにはありません。",
    }
    hint = {
        "en": "It was refused and kept. It can be said again once the record is shared.",
        "ja": "受入れを拒否し、保存しました。案件の共有後に、改めて行うことができます。",
    }


class NotAgreedHere(Refused):
    """A joint text said to be confirmed or published that this side never agreed to."""

    code = "not-agreed-here"
    status = 409
    message = {
        "en": "{reference} is said to be confirmed by both sides; this side has not confirmed it.",
        "ja": "{reference} は双方が確認したものとされていますが、自国側は確認していません。",
    }
    hint = {
        "en": "It was refused and kept as evidence. The text that stands here is unchanged.",
        "ja": "受入れを拒否し、証拠として保存しました。現在の文言に変更はありません。",
    }


@dataclass(frozen=True)
class Received:
    """One text as another side's node wrote it, opened and checked against its statement."""

    version: Mapping[str, object]
    """The version object."""
    version_bytes: bytes
    content: Mapping[str, object]
    content_bytes: bytes
    digest: str
    """Of the version."""
    reference: str
    lane: str
    origin: str
    state: str
    at: dt.datetime
    post: str
    note: str
    languages: Mapping[str, Mapping[str, str]]


def receive(
    texts: Sequence[Received],
    *,
    side: str,
    at: dt.datetime,
    later: bool = False,
    returned: bool = False,
) -> list[Refused | None]:
    """Take in texts of ``side`` in order; return for each what was refused, None where it stands.

    Each record may stand in ``texts`` once. Must run in the caller's transaction; the number of
    queries does not depend on how many there are, but for those that replace an older text.

    Args:
        texts: what came.
        side: whose node wrote it.
        at: when it was taken in.
        later: leave search and what is derived from the texts to :func:`catch_up`.
        returned: take texts of this node's own side too: it lost what it had, and the pens with it.
    """
    sides = frozenset(Side.objects.values_list("pk", flat=True))
    answers: list[Refused | None] = [_unsound(one, sides) for one in texts]
    sound = [one for one, fault in zip(texts, answers, strict=True) if fault is None]
    taken = iter(_take(sound, side=side, at=at, later=later, returned=returned) if sound else [])
    return [fault if fault is not None else next(taken) for fault in answers]


def _unsound(text: Received, sides: frozenset[str]) -> Refused | None:
    """Return why a text cannot be one that a node writes, None where it can."""
    try:
        check_shape(text.version, text.content, text.reference, sides=sides)
        kind = known_kind(text.content["kind"])
        if kind is None:
            raise KindUnknown(kind=str(text.content["kind"])[:80])
        facts = text.content["facts"]
        check_facts(kind, facts if isinstance(facts, Mapping) else {})
    except Refused as refusal:
        return refusal
    return None


def _take(
    texts: Sequence[Received], *, side: str, at: dt.datetime, later: bool, returned: bool
) -> list[Refused | None]:
    wanted = [uuid.UUID(str(one.version["record"])) for one in texts]
    items = {
        one.pk: one for one in Item.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    }
    known = _Known.read(texts, wanted, set(items))
    plans: list[Plan] = []
    answers: list[Refused | None] = []
    taken: set[str] = set()
    with transaction.atomic():
        for text, identity in zip(texts, wanted, strict=True):
            try:
                item = items.get(identity)
                if item is None and returned and text.origin == node_side() and text.lane != OWN:
                    item = _fresh(text, identity, str(text.content["kind"]), side)
                    item.origin_id, item.newest = text.origin, 0
                    item.save(force_insert=True)
                plan = _plan(text, identity, item, known, side=side)
                if plan is not None and plan.new and text.reference in taken:
                    raise VersionOutOfOrder(number=1, reference=text.reference)
            except Refused as refusal:
                answers.append(refusal)
            else:
                answers.append(None)
                if plan is not None:
                    taken.add(text.reference)
                    plans.append(plan)
        commit(plans, by=None, at=at, later=later)
        for plan in plans:
            if not plan.new:
                settle_audiences(plan.item)
    return answers


def catch_up(records: Sequence[uuid.UUID]) -> None:
    """Let search and the kinds catch up with texts that :func:`receive` took in for later.

    It may be done twice, and is done in small transactions, so that nobody waits for it.
    """
    search.enter_missing(records)
    with transaction.atomic():
        follow(list(Item.objects.filter(pk__in=records)))


@dataclass(frozen=True)
class _Known:
    """What is here already, read once for a whole batch."""

    references: frozenset[str]
    posts: frozenset[str]
    digests: Mapping[tuple[uuid.UUID, int], str]
    targets: frozenset[uuid.UUID]
    """Records here that the texts link to."""
    contents: Mapping[str, str]
    """Version digest to content digest, of the versions here."""
    agreed: frozenset[tuple[uuid.UUID, str]]
    """Records and content digests that this node's side has confirmed."""
    consented: frozenset[str]
    """Version digests whose publication this node's side has consented to."""

    @classmethod
    def read(
        cls, texts: Sequence[Received], wanted: Sequence[uuid.UUID], here: set[uuid.UUID]
    ) -> "_Known":
        """Read it."""
        linked = {uuid.UUID(to) for text in texts for to in _linked(text)}
        fresh = [one.reference for one, key in zip(texts, wanted, strict=True) if key not in here]
        versions = list(
            Version.objects.filter(item__in=here).values_list(
                "item_id", "number", "digest", "content_digest"
            )
        )
        own = node_side()
        return cls(
            references=frozenset(
                Item.objects.filter(reference__in=fresh).values_list("reference", flat=True)
            ),
            posts=frozenset(
                Post.objects.filter(pk__in={one.post for one in texts}).values_list("pk", flat=True)
            ),
            digests={(item, number): digest for item, number, digest, _ in versions},
            contents={digest: content for _, _, digest, content in versions},
            agreed=frozenset(
                Confirmation.objects.filter(item__in=here, side_id=own).values_list(
                    "item_id", "content_digest"
                )
            ),
            consented=frozenset(
                Consent.objects.filter(item__in=here, purpose="publish", side_id=own).values_list(
                    "version_digest", flat=True
                )
            ),
            targets=frozenset(Item.objects.filter(pk__in=linked).values_list("pk", flat=True))
            | frozenset(wanted),
        )


def _linked(text: Received) -> list[str]:
    facts = text.content.get("facts")
    links = facts.get("links", []) if isinstance(facts, Mapping) else []
    return [str(link["to"]) for link in links if isinstance(link, Mapping)]


def _plan(
    text: Received, identity: uuid.UUID, item: Item | None, known: _Known, *, side: str
) -> Plan | None:
    kind, number = str(text.content["kind"]), int(str(text.version["number"]))
    there = known.digests.get((identity, number))
    if there == text.digest:
        return None  # it is here already: said twice, or loaded on both nodes
    out_of_order = VersionOutOfOrder(number=number, reference=text.reference)
    if there is not None:
        raise out_of_order
    writer = WrittenWithoutPen(side=side, reference=text.reference)
    if item is None:
        if text.origin != side or text.reference in known.references:
            raise writer if text.origin != side else out_of_order
        among = text.version["sides"]
        if not isinstance(among, list) or not {side, node_side()} <= set(among):
            raise TextUnsound(field="sides")
        item, new = _fresh(text, identity, kind, side), True
    else:
        new = False
        if item.kind != kind or number <= item.newest:
            raise out_of_order
        holder = item.origin_id if item.lane == OWN else item.pen_id or item.origin_id
        if holder != side:
            raise writer
    _check_agreed(text, identity, item, known)
    entered = text_said(text.content, text.version, states=text.languages)
    face = _FACE_OF.get(text.state, PUBLIC_FACE)
    if str(entered.marking.reach) != "public":
        face = SHARED_FACE
    links = [link for link in entered.links if link.to in known.targets]
    return Plan(
        item=item,
        text=replace(entered, links=links, note=text.note, attachments=_attached(text)),
        state=text.state,
        face=face,
        event="received",
        new=new,
        removes=() if new else FACES[FACES.index(SHARED_FACE) : FACES.index(face) + 1],
        given=Given(
            content=text.content_bytes,
            header=text.version_bytes,
            content_digest=str(text.version["content"]),
            digest=text.digest,
            number=number,
            previous=_text_or_none(text.version.get("previous")),
            salt=str(text.content.get("salt", "")),
            side=side,
            post=text.post if text.post in known.posts else "",
            at=text.at,
        ),
    )


def _attached(text: Received) -> list[Attached]:
    named = text.content.get("attachments")
    return attached_of(named) if isinstance(named, list) else []


def _check_agreed(text: Received, identity: uuid.UUID, item: Item, known: _Known) -> None:
    """Refuse a text said to be confirmed or published by both where this side has not agreed.

    Raises:
        NotAgreedHere: when it has not.
    """
    if item.lane == OWN or text.state not in (CONFIRMED, PUBLISHED):
        return
    content = str(text.version["content"])
    before = str(text.version.get("previous") or "")
    if text.state == PUBLISHED:
        agreed = before in known.consented and known.contents.get(before) == content
    else:
        agreed = (identity, content) in known.agreed
    if not agreed:
        raise NotAgreedHere(reference=text.reference)


def _fresh(text: Received, identity: uuid.UUID, kind: str, side: str) -> Item:
    sides = text.version["sides"]
    assert isinstance(sides, list)
    return Item(
        id=identity,
        kind=kind,
        reference=text.reference,
        lane=text.lane,
        origin_id=side,
        sides=sorted(str(one) for one in sides),
        pen_id=None if text.lane == OWN else side,
        owner_id=None,
        created_at=text.at,
    )


def _text_or_none(value: object) -> str | None:
    return str(value) if value else None


def receive_confirmation(
    *, record: uuid.UUID, content: str, side: str, signature: str, at: dt.datetime
) -> None:
    """Take in that another side confirmed the wording whose content digest is ``content``.

    Raises:
        RecordNotShared: when no version here has that content.
    """
    with transaction.atomic():
        item, version = _version(record, content_digest=content)
        made = Confirmation.objects.get_or_create(
            item=item,
            content_digest=content,
            side_id=side,
            defaults={"at": at, "signature": signature[:200]},
        )[1]
        if not made:
            return
        note_event(
            item,
            "confirmed",
            by=None,
            side=side,
            at=at,
            audience=version.audience_id,
            facts={"content": content},
        )
        confirmed = set(
            Confirmation.objects.filter(item=item, content_digest=content).values_list(
                "side_id", flat=True
            )
        )
        entry = (
            Entry.objects.filter(
                item=item, face=SHARED_FACE, version__content_digest=content, state=SHARED_STATE
            )
            .select_related("version")
            .first()
        )
        if entry is not None and confirmed.issuperset(item.sides):
            move_state(item, entry, CONFIRMED)


def receive_consent(*, record: uuid.UUID, digest: str, side: str, at: dt.datetime) -> None:
    """Take in that another side consents to the publication of the version ``digest``.

    Where this node writes the record and every side has consented, it is published.

    Raises:
        RecordNotShared: when that version is not here.
    """
    with transaction.atomic():
        item, version = _version(record, digest=digest)
        if version.state == PUBLISHED:
            return
        known = Consent.objects.filter(version_digest=digest, purpose="publish", side_id=side)
        if known.exists():
            return
        Consent.objects.create(
            item=item, version_digest=digest, purpose="publish", side_id=side, at=at
        )
        note_event(
            item,
            "publication_consented",
            by=None,
            side=side,
            at=at,
            audience=version.audience_id,
            facts={"version": digest},
        )
    publish_when_all_consent(item=record, at=at)


def receive_pen_step(
    *, record: uuid.UUID, act: str, side: str, own_side: str, at: dt.datetime
) -> None:
    """Take in a step about the pen: ``ask_pen``, ``pass_pen``, ``return_pen`` or ``take_pen``.

    Args:
        record: the record.
        act: the step.
        side: whose node took it.
        own_side: the side of this node.
        at: when it was taken in; five working days count from here.

    Raises:
        RecordNotShared: when the record is not here or has no pen.
        WrittenWithoutPen: when the side cannot take that step now.
    """
    with transaction.atomic():
        item = Item.objects.select_for_update(of=("self",)).filter(pk=record).first()
        entry = (
            Entry.objects.filter(item_id=record, face__in=(SHARED_FACE, PUBLIC_FACE))
            .select_related("version")
            .order_by("-face")
            .first()
        )
        if item is None or entry is None or item.lane == OWN:
            raise RecordNotShared
        refused = WrittenWithoutPen(side=side, reference=item.reference)
        if act == "ask_pen":
            if item.pen_id == side or item.pen_asked_by_id:
                return
            Item.objects.filter(pk=record).update(pen_asked_by=side, pen_asked_at=at)
        elif act == "return_pen":
            if item.pen_asked_by_id == side:
                Item.objects.filter(pk=record).update(pen_asked_by=None, pen_asked_at=None)
        elif act == "pass_pen":
            if item.pen_id != side:
                raise refused
            _give(item, own_side)
        else:
            asked = item.pen_asked_at if item.pen_asked_by_id == side else None
            if asked is None or not has_come(free_day(asked, TAKE_AFTER), at=at):
                raise refused
            drafts = Entry.objects.filter(item=item, face=OWN_FACE)
            search.forget(list(drafts.values_list("pk", flat=True)))
            drafts.delete()
            _give(item, side)
        note_event(
            item,
            _PEN_EVENTS[act],
            by=None,
            side=side,
            at=at,
            audience=entry.version.audience_id,
        )


_PEN_EVENTS = {
    "ask_pen": "pen_asked",
    "pass_pen": "pen_passed",
    "return_pen": "pen_not_needed",
    "take_pen": "pen_taken",
}


def _give(item: Item, side: str) -> None:
    Item.objects.filter(pk=item.pk).update(pen=side, pen_asked_by=None, pen_asked_at=None)
    item.pen_id = side
    Entry.objects.filter(item=item).update(pen=side)
    settle_audiences(item)


def _version(
    record: uuid.UUID, *, digest: str = "", content_digest: str = ""
) -> tuple[Item, Version]:
    """Return a record, locked, and its newest version with a digest.

    Raises:
        RecordNotShared: when there is none.
    """
    item = Item.objects.select_for_update(of=("self",)).filter(pk=record).first()
    found = Version.objects.filter(item_id=record).exclude(state="draft")
    found = found.filter(digest=digest) if digest else found.filter(content_digest=content_digest)
    version = found.order_by("-number").first()
    if item is None or version is None:
        raise RecordNotShared
    return item, version


def destroy(*, record: uuid.UUID, digest: str, at: dt.datetime) -> int:
    """Destroy a version at its originator's request: words, bytes, salt, search, attachments.

    Number, digests and timeline stay. A text that is published is not destroyed.

    Returns:
        How many attachments of it were here.

    Raises:
        RecordNotShared: when that version is not here, or is published.
    """
    with transaction.atomic():
        item, version = _version(record, digest=digest)
        if version.state == PUBLISHED:
            raise RecordNotShared
        entries = Entry.objects.filter(item=item, version=version)
        search.forget(list(entries.values_list("pk", flat=True)))
        entries.delete()
        note_event(
            item,
            "destroyed",
            by=None,
            at=at,
            audience=version.audience_id,
            facts={"number": version.number, "version": version.digest},
        )
        attachments = files.destroy([version.pk])
        Version.objects.filter(pk=version.pk).update(
            content=None, header=None, salt="", disposed_at=at
        )
        settle_audiences(item)
    return attachments
