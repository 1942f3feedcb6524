"""Proposals: changes put to the side that holds the pen, always open."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Account, Side
from kakehashi.people.models.accounts import fresh_id
from kakehashi.people.rules import OWN_SIDE, PARTICIPANTS
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import crossing
from kakehashi.records.carried_proposals import (
    ANSWER,
    DECLINED,
    PROPOSAL,
    TAKEN,
    carries,
    wording_of,
)
from kakehashi.records.kinds import OWN, kind_of
from kakehashi.records.models import Item, Proposal
from kakehashi.records.rules import DRAFT, SHARED_STATE, NotYourPen, check_step
from kakehashi.records.services.entered import clean_wording
from kakehashi.records.services.plans import (
    OWN_FACE,
    SHARED_FACE,
    LinkTo,
    NewText,
    Plan,
    commit,
    fields_changed,
    note_event,
    settle_audiences,
    standing_of,
    text_of,
)
from kakehashi.records.services.sharing import crossing_text
from kakehashi.records.services.writing import locked, next_reference, titles_given


class NothingProposed(Refused):
    """A proposal that changes nothing and says nothing."""

    code = "nothing-proposed"
    message = {
        "en": "Your proposal changes nothing and has no note.",
        "ja": "修正箇所も説明もありません。",
    }
    hint = {
        "en": "Change the wording you want changed, or write a note.",
        "ja": "修正したい文言を変更するか、説明を記入してください。",
    }


class ProposalAnswered(Refused):
    """The proposal has been answered already."""

    code = "proposal-answered"
    status = 409
    message = {
        "en": "This proposal has already been answered.",
        "ja": "この修正案には既に回答があります。",
    }
    hint = {
        "en": "Open the record again to see the answer.",
        "ja": "案件を開き直して回答を確認してください。",
    }


class ProposalWithoutPlace(Refused):
    """What a proposal would change is no longer in the text."""

    code = "proposal-without-place"
    status = 409
    message = {
        "en": "The paragraph that this proposal would change is no longer in the text.",
        "ja": "この修正案の対象となる項は、現在の文書にはありません。",
    }
    hint = {
        "en": "Decline it with a word on where its substance went, or write it in by hand.",
        "ja": "内容の移動先を回答に記入して不採用とするか、該当箇所に直接反映してください。",
    }


def propose(
    *,
    item: uuid.UUID,
    base: int,
    wording: Mapping[str, Mapping[str, str]],
    note: str,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Proposal:
    """Put a change of wording to whoever holds the pen. The clean text stays as it is.

    Args:
        item: the record.
        base: number of the version the change was written against; an older one is kept with
            the proposal, so that nothing is lost when the text moved on.
        wording: field to language to text; unchanged ones may be there and are left out.
        note: why.
        by: who proposes.
        at: when.
        id: an id drawn beforehand. Sent a second time (a form sent twice) it gives the proposal
            that the first made.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState: when it may not be.
        NothingProposed: when it is empty.
    """
    with transaction.atomic():
        found, entry, version = locked(item, by)
        check_step(viewer_of(by), standing_of(found, entry), "propose")
        made = Proposal.objects.filter(pk=id).first() if id else None
        if made is not None:
            if (made.item_id, made.side_id) != (found.pk, by.side_id):
                raise NotHere
            return made
        against = found.versions.filter(
            number=base, audience_id__in=visible_audiences(viewer_of(by))
        ).first()
        if against is None:
            raise NotHere
        current = against.wording
        changed = {
            name: {
                code: words.replace("\r\n", "\n").strip()
                for code, words in by_language.items()
                if words.replace("\r\n", "\n").strip() != current.get(name, {}).get(code, "")
            }
            for name, by_language in wording.items()
        }
        changed = {name: words for name, words in changed.items() if words}
        if not changed and not note.strip():
            raise NothingProposed
        assert by.side_id is not None
        crosses = carries(found)
        proposal = Proposal.objects.create(
            id=id or fresh_id(),
            item=found,
            version=against,
            wording=changed,
            note=note.strip(),
            side_id=by.side_id,
            by=by,
            at=at,
            audience_id=version.audience_id,
        )
        note_event(
            found,
            "change_proposed",
            by=by,
            at=at,
            audience=version.audience_id,
            facts={
                "proposal": str(proposal.pk),
                "fields": [f"{name}.{code}" for name, words in changed.items() for code in words],
            },
        )
        if crosses:
            texts, fields = wording_of(proposal)
            _carry(
                PROPOSAL,
                proposal.pk,
                NewText(
                    wording={"title": titles_given(entry), **texts},
                    facts={"version": against.digest, "fields": fields, "note": proposal.note},
                    links=[LinkTo("about", found.pk)],
                ),
                by=by,
                at=at,
            )
    return proposal


def _carry(kind: str, key: uuid.UUID, text: NewText, *, by: Account, at: dt.datetime) -> None:
    """Write what is said to another side's node as a record of this side, shared at once.

    Proposing is the step that was allowed; sharing is not asked for again.
    """
    assert by.side_id is not None
    spec = kind_of(kind)
    facts = {name: value for name, value in text.facts.items() if value}
    marking = text.marking.widened(PARTICIPANTS)
    plan = Plan(
        item=Item(
            id=key,
            kind=kind,
            reference=next_reference(f"{spec.prefix}-{by.side_id}"),
            lane=OWN,
            origin_id=by.side_id,
            sides=sorted(Side.objects.values_list("code", flat=True)),
            owner_id=by.post_id,
            created_at=at,
        ),
        text=replace(crossing_text(text, marking, by), facts=facts),
        state=SHARED_STATE,
        face=SHARED_FACE,
        event="shared",
        new=True,
    )
    commit([plan], by=by, at=at)
    assert plan.version is not None
    crossing.tell("share", plan.item, plan.version, by=by, at=at)


def answer_proposal(
    *, proposal: uuid.UUID, take: bool, answer: str, by: Account, at: dt.datetime
) -> Proposal:
    """Take a proposal over into a draft of the pen-holder's, or decline it with an answer.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: when it may not be.
        ProposalAnswered: when it has been answered.
        ProposalWithoutPlace: when what it would change is no longer there.
    """
    with transaction.atomic():
        viewer = viewer_of(by)
        asked = (
            Proposal.objects.select_related("item")
            .filter(pk=proposal, audience_id__in=visible_audiences(viewer))
            .first()
        )
        if asked is None:
            raise NotHere
        found, entry, version = locked(asked.item_id, by)
        standing = standing_of(found, entry)
        check_step(viewer, standing, "save")
        if by.side_id != (found.pen_id or found.origin_id):
            raise NotYourPen(side=found.pen_id)
        won = Proposal.objects.filter(pk=proposal, state="open").update(
            state="taken" if take else "declined",
            answered_by=by,
            answered_at=at,
            answer=answer.strip(),
        )
        if won != 1:
            raise ProposalAnswered
        note_event(
            found,
            "proposal_taken" if take else "proposal_declined",
            by=by,
            at=at,
            audience=asked.audience_id,
            facts={"proposal": str(asked.pk)},
        )
        if crossing.node_side() and Item.objects.filter(pk=asked.pk, kind=PROPOSAL).exists():
            _carry(
                ANSWER,
                fresh_id(),
                NewText(
                    wording={"title": titles_given(entry)},
                    facts={"state": TAKEN if take else DECLINED, "answer": answer.strip()},
                    links=[LinkTo("answers", asked.pk)],
                ),
                by=by,
                at=at,
            )
        if take and asked.wording:
            text = text_of(version)
            wording = {name: dict(words) for name, words in text.wording.items()}
            for name, words in asked.wording.items():
                wording.setdefault(name, {}).update(words)
            kind = kind_of(found.kind)
            fields = {one.name for one in kind.texts_of(text.facts)}
            if not fields.issuperset(asked.wording):
                raise ProposalWithoutPlace
            wording = clean_wording(kind, wording, text.facts)
            commit(
                [
                    Plan(
                        item=found,
                        text=replace(
                            text,
                            wording=wording,
                            language_states=None,
                            marking=text.marking
                            if found.lane == "restricted"
                            else text.marking.widened(OWN_SIDE),
                        ),
                        state=DRAFT,
                        face=OWN_FACE,
                        event="saved",
                        fields=fields_changed(wording, version.wording, languages=True),
                        removes=(OWN_FACE,),
                        previous=version,
                        sort_key=entry.sort_key,
                    )
                ],
                by=by,
                at=at,
            )
            settle_audiences(found)
    return Proposal.objects.get(pk=proposal)
