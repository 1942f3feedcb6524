"""Letting others see, and no longer: sharing, consent, withdrawing, overtaken by events."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.people.models import Account
from kakehashi.people.rules import NAMED, PARTICIPANTS, PUBLIC
from kakehashi.people.seats import RoleGivenByOther, check_independent
from kakehashi.people.selectors import viewer_of
from kakehashi.records import crossing
from kakehashi.records.kinds import RESTRICTED
from kakehashi.records.markings import Marking
from kakehashi.records.models import Consent, Entry, Item, MarkingTerm, Version
from kakehashi.records.rules import check_step
from kakehashi.records.services.plans import (
    FACES,
    PUBLIC_FACE,
    SHARED_FACE,
    LinkTo,
    NewText,
    Plan,
    commit,
    note_event,
    settle_audiences,
    standing_of,
    text_of,
)
from kakehashi.records.services.writing import locked


class SecondOfficialNeeded(Refused):
    """Restricted sharing before a second official of the same side has approved it."""

    code = "second-official-needed"
    status = 409
    message = {
        "en": "A second official of your side has to approve this text before it is shared.",
        "ja": "共有には、自国側の別の担当者による承認が必要です。",
    }
    hint = {
        "en": "Ask a colleague who may approve restricted sharing. Any change to the text, its "
        "marking or its recipients makes an approval void.",
        "ja": "限定共有の承認権限を持つ同僚に依頼してください。文言、格付又は共有先を変更すると、"
        "承認は無効になります。",
    }


class ReasonMissing(Refused):
    """Withdrawing without saying why."""

    code = "reason-missing"
    message = {"en": "A reason is missing.", "ja": "理由が記入されていません。"}
    hint = {
        "en": "Say why in one sentence; it stays with the record.",
        "ja": "理由を一文で記入してください（案件とともに残ります）。",
    }


def move_on(
    found: Item,
    entry: Entry,
    version: Version,
    *,
    state: str,
    face: str,
    reach: str,
    event: str,
    by: Account,
    at: dt.datetime,
    note: str = "",
) -> Version:
    """Write the version and face that a step leads to; the caller has checked its rule.

    Another side's node is told of it.
    """
    text = text_of(version)
    top, bottom = FACES.index(entry.face), FACES.index(face)
    removes = tuple(FACES[top : bottom + 1])
    plan = Plan(
        item=found,
        text=replace(crossing_text(text, text.marking.widened(reach), by), note=note),
        state=state,
        face=face,
        event=event,
        removes=removes,
        previous=version,
        sort_key=entry.sort_key,
    )
    commit([plan], by=by, at=at)
    settle_audiences(found)
    assert plan.version is not None
    crossing.tell("share", found, plan.version, by=by, at=at)
    return plan.version


def crossing_text(text: NewText, marking: Marking, by: Account) -> NewText:
    """Return a text with its new marking; on a node of one side, as it may leave the node.

    Links to what the other side was not given are left out. A text without a national marking of
    its originator gets the side's usual one: unmarked, nothing leaves (``spec/marking.md``).
    """
    side = crossing.node_side()
    if not side:
        return replace(text, marking=marking)
    given = set(
        Entry.objects.filter(item_id__in={link.to for link in text.links})
        .exclude(face="own")
        .values_list("item_id", flat=True)
    )
    links = [link for link in text.links if link.to in given]
    return replace(text, marking=_marked(marking, side, by), links=links)


def _marked(marking: Marking, side: str, by: Account) -> Marking:
    if marking.reach == PUBLIC or marking.national.get(side):
        return marking
    usual = (
        MarkingTerm.objects.filter(side=by.side_id, accepted=True, caveat=False, named_only=False)
        .order_by("-rank")
        .first()
    )
    if usual is None:
        return marking
    return replace(marking, national={**marking.national, side: usual.text})


@dataclass(frozen=True)
class WouldShare:
    """What sharing a draft would send: the text as it would cross, and what would stay behind."""

    text: NewText
    left_out: Sequence[LinkTo]
    """Links to what the other side was not given."""


def would_share(item: Item, version: Version, by: Account) -> WouldShare:
    """Return what :func:`share` would write for the other side; nothing is written.

    Args:
        item: the record.
        version: its draft.
        by: who would share it.
    """
    text = text_of(version)
    reach = NAMED if item.lane == RESTRICTED else PARTICIPANTS
    crossed = crossing_text(text, text.marking.widened(reach), by)
    left = [link for link in text.links if link not in crossed.links]
    return WouldShare(crossed, left)


def share(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Share a draft with the other side: a new version with the same content and a wider marking.

    Sharing is not confirming. In the restricted lane it reaches the named people only, and takes
    the consent of a second official of the sending side.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
        SecondOfficialNeeded, RoleGivenByOther: in the restricted lane.
    """
    with transaction.atomic():
        found, entry, version = locked(item, by)
        state = check_step(viewer_of(by), standing_of(found, entry), "share")
        if found.lane == RESTRICTED:
            approved = Consent.objects.filter(
                version_digest=version.digest, purpose="share", side_id=by.side_id
            ).exclude(by=by)
            _check_approved([one.by for one in approved.select_related("by") if one.by], by)
        move_on(
            found,
            entry,
            version,
            state=state,
            face=SHARED_FACE,
            reach=NAMED if found.lane == RESTRICTED else PARTICIPANTS,
            event="shared",
            by=by,
            at=at,
        )


def _check_approved(approved: Sequence[Account], by: Account) -> None:
    """Refuse where nobody approved, or nobody but whose role one of the two gave the other."""
    if not approved:
        raise SecondOfficialNeeded
    refused: Refused | None = None
    for one in approved:
        try:
            check_independent(one, by, "approve_restricted")
        except RoleGivenByOther as refusal:
            refused = refusal
        else:
            return
    assert refused is not None
    raise refused


def consent(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Approve, as the second official, that this very text is shared with the people named.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
    """
    with transaction.atomic():
        found, entry, version = locked(item, by)
        check_step(viewer_of(by), standing_of(found, entry), "consent")
        assert by.side_id is not None
        Consent.objects.get_or_create(
            item=found,
            version_digest=version.digest,
            purpose="share",
            side_id=by.side_id,
            by=by,
            defaults={"at": at},
        )
        note_event(
            found,
            "sharing_approved",
            by=by,
            at=at,
            audience=version.audience_id,
            facts={"version": version.digest},
        )


def withdraw(*, item: uuid.UUID, why: str, by: Account, at: dt.datetime) -> None:
    """Withdraw a record. It stays listed, with the reason.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
        ReasonMissing: without a reason.
    """
    _end(item, "withdraw", "withdrawn", why=why, by=by, at=at)


def overtake(*, item: uuid.UUID, why: str, by: Account, at: dt.datetime) -> None:
    """Say that a record was overtaken by events. It stays listed, with the reason.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
        ReasonMissing: without a reason.
    """
    _end(item, "overtake", "overtaken", why=why, by=by, at=at)


def _end(item: uuid.UUID, step: str, event: str, *, why: str, by: Account, at: dt.datetime) -> None:
    if not why.strip():
        raise ReasonMissing
    with transaction.atomic():
        found, entry, version = locked(item, by)
        state = check_step(viewer_of(by), standing_of(found, entry), step)
        lowest = Entry.objects.filter(item=found, face=PUBLIC_FACE).exists()
        face = PUBLIC_FACE if lowest else entry.face
        reach = PUBLIC if lowest else str(version.marking.get("reach", PARTICIPANTS))
        if entry.face == SHARED_FACE and lowest:
            # The shared text was never published; what the public read is what is withdrawn.
            public = Entry.objects.select_related("version").get(item=found, face=PUBLIC_FACE)
            version = public.version
        move_on(
            found,
            entry,
            version,
            state=state,
            face=face,
            reach=reach,
            event=event,
            by=by,
            at=at,
            note=why.strip(),
        )
        crossing.tell("withdraw", found, version, by=by, at=at)
