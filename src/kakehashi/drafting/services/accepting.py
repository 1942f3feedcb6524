"""Accepting a finding with a reason, and taking that back."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence

from django.db import transaction

from kakehashi.drafting.findings import Found
from kakehashi.drafting.models import Acceptance
from kakehashi.drafting.services.commenting import comment, resolve
from kakehashi.drafting.services.settling import findings_of, rules_of
from kakehashi.drafting.services.texts import text_of
from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records.crossing import node_side
from kakehashi.records.models import Entry, Item
from kakehashi.records.rules import DRAFT
from kakehashi.records.services.plans import note_event
from kakehashi.records.services.writing import locked

LONGEST_REASON = 2_000
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


class AcceptanceReasonMissing(Refused):
    """A finding was to be accepted without saying why."""

    code = "acceptance-reason-missing"
    message = {
        "en": "Say why “{found}” may stand.",
        "ja": "「{found}」を許容する理由を記入してください。",
    }
    hint = {
        "en": "One sentence is enough; both sides read it beside the text.",
        "ja": "一文で構いません。理由は、双方が文言とともに確認できます。",
    }


class FindingGone(Refused):
    """The finding that was to be accepted is not there."""

    code = "finding-gone"
    status = 409
    message = {
        "en": "The finding is no longer there: the passage was changed.",
        "ja": "文言が変更されたため、この指摘は現在ありません。",
    }
    hint = {
        "en": "Open the text again; what stands open is shown beside it.",
        "ja": "文書を開き直してください。未対応の指摘は文言の横に表示されます。",
    }


def accept(
    *,
    item: uuid.UUID,
    paragraph: str,
    language: str,
    rule: str,
    found: str,
    passage: str,
    reason: str,
    by: Account,
    at: dt.datetime,
) -> Acceptance:
    """Accept a finding, with the reason why the words may stand.

    It holds for this sentence as it is: changed, it is found again. Accepted a second time it
    gives the acceptance that stands.

    Raises:
        NotHere, NoSide, NotYourRole: when it may not be.
        AcceptanceReasonMissing, FindingGone: for what is entered.
    """
    side = check_side(viewer_of(by), ["read_participants", "write"])
    if not reason.strip():
        raise AcceptanceReasonMissing(found=found[:80])
    with transaction.atomic():
        text, entry, version = locked(item, by)
        asked = (paragraph, language, rule, found, passage)
        hit = next((one for one in _findings(text, entry, side) if one.key == asked), None)
        if hit is None:
            raise FindingGone
        if hit.accepted is not None:
            return hit.accepted
        made = Acceptance.objects.create(
            item=text,
            version=version,
            paragraph=paragraph,
            language=language,
            rule=rule,
            found=found,
            passage=passage,
            reason=reason.strip()[:LONGEST_REASON],
            own=hit.own,
            side_id=side,
            by=by,
            post_id=by.post_id,
            at=at,
        )
        if not hit.own:
            # That a rule of one's own side was met is told to nobody.
            note_event(
                text,
                "finding_accepted",
                by=by,
                at=at,
                audience=version.audience_id,
                facts={"number": version.number, "paragraph": paragraph, "rule": rule},
            )
        _tell(text, entry, [made], by=by, at=at)
    return made


def tell_reasons(*, item: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Let the other side's node read why findings were accepted in a text that is shared.

    An acceptance holds on the node it was given on. Where the other side has a node of its own, the
    reason goes there as a shared comment on the paragraph, once; that side accepts for itself.
    Nothing happens on a node of every side, where both read the acceptance.
    """
    if not node_side():
        return
    side = check_side(viewer_of(by), ["read_participants"])
    with transaction.atomic():
        text, entry, version = locked(item, by)
        if text.kind == "joint_text":
            found = findings_of(text, text_of(version), side=side)
            _tell(text, entry, [one.accepted for one in found if one.accepted], by=by, at=at)


def _tell(
    text: Item, entry: Entry, accepted: Sequence[Acceptance], *, by: Account, at: dt.datetime
) -> None:
    shown = node_side() and text.kind == "joint_text" and entry.state != DRAFT
    if not shown or not viewer_of(by).may("share") or not viewer_of(by).may("comment"):
        return
    for one in accepted:
        key = _comment_of(one)
        if one.own or one.side_id != by.side_id or Item.objects.filter(pk=key).exists():
            continue
        ja = bool(_JAPANESE.search(one.reason))
        comment(
            on=text.pk,
            paragraph="" if one.paragraph == "title" else one.paragraph,
            words=(f"許容：「{one.found}」　" if ja else f"Accepted: “{one.found}”. ") + one.reason,
            language="ja" if ja else "en",
            share=True,
            by=by,
            at=at,
            id=key,
        )


def _comment_of(made: Acceptance) -> uuid.UUID:
    """Return the identity of the comment that tells of an acceptance: always the same one."""
    return uuid.UUID(int=made.pk.int ^ 1)


def _findings(text: Item, entry: Entry, side: str) -> Sequence[Found]:
    """Return what the checks find in a joint text, or in another record that is published.

    Raises:
        NotHere: for another record that is not published.
    """
    from kakehashi.drafting.published import PUBLISHED, check_record

    if text.kind == "joint_text":
        return findings_of(text, text_of(entry.version), side=side)
    if entry.state not in PUBLISHED:
        raise NotHere
    accepted = Acceptance.objects.filter(item=text, withdrawn_at=None)
    checked = check_record(
        entry,
        own_rules=rules_of(side),
        accepted=[one for one in accepted if not one.own or one.side_id == side],
    )
    return [one for field in checked.fields for one in field.found]


def take_back(*, acceptance: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Take back what one's own side accepted.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
    """
    side = check_side(viewer_of(by), ["read_participants", "write"])
    with transaction.atomic():
        made = Acceptance.objects.filter(pk=acceptance, side_id=side, withdrawn_at=None).first()
        if made is None:
            raise NotHere
        text, _entry, version = locked(made.item_id, by)
        Acceptance.objects.filter(pk=made.pk).update(withdrawn_at=at)
        if not made.own:
            note_event(
                text,
                "acceptance_taken_back",
                by=by,
                at=at,
                audience=version.audience_id,
                facts={"number": version.number, "paragraph": made.paragraph, "rule": made.rule},
            )
        if Item.objects.filter(pk=_comment_of(made)).exists():
            resolve(comment=_comment_of(made), by=by, at=at)
