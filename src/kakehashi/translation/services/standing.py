"""What every write to a job begins with: finding it, locking it, asking whose step it is."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from kakehashi.errors import NotHere, Words
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry, Item
from kakehashi.translation.models import Job
from kakehashi.translation.refusals import NotAtThisStage, NotYourJob, SameHands
from kakehashi.translation.rules import REVIEWING, STATES, TRANSLATING, next_state

NEEDS = ("read_own_side", "write")
"""Permissions of whoever has a hand in a job."""


def may_take(step: str, job: Job, account: Account, viewer: Viewer) -> bool:
    """Say whether ``account`` may take ``step`` of ``job`` as it stands, for the buttons."""
    return (
        next_state(job.state, step) is not None
        and viewer.side == job.side_id
        and all(viewer.may(one) for one in NEEDS)
        and _is_theirs(step, job, account, viewer)
        and not _same_hands(step, job, account)
    )


def _is_theirs(step: str, job: Job, account: Account, viewer: Viewer) -> bool:
    if viewer.may("share"):
        return True
    posts = [job.post]
    offices = {job.organisation_id}
    if step in TRANSLATING and job.translator:
        posts.append(job.translator)
    if step in REVIEWING and job.reviewer:
        posts, offices = [job.reviewer], set()
    offices |= {one.organisation_id for one in posts if one is not None}
    mine = {one.pk for one in posts if one is not None}
    return account.post_id in mine or (bool(viewer.organisation) and viewer.organisation in offices)


def _same_hands(step: str, job: Job, account: Account) -> bool:
    return (
        step in REVIEWING and job.translator_id is not None and job.translator_id == account.post_id
    )


def locked_job(item: uuid.UUID, step: str, by: Account) -> tuple[Job, str]:
    """Return a job locked for ``step`` with the state that it leads to.

    Raises:
        NoSide, NotYourRole, NotHere: when there is no such job that ``by`` sees.
        NotYourJob, SameHands: when the step is another's.
        NotAtThisStage: when the job does not take it now.
    """
    viewer = viewer_of(by)
    check_side(viewer, NEEDS)
    job = (
        Job.objects.select_for_update(of=("self",))
        .select_related("item", "of", "side", "organisation", "post", "translator", "reviewer")
        .filter(pk=item, audience_id__in=visible_audiences(viewer))
        .first()
    )
    if job is None:
        raise NotHere
    if not _is_theirs(step, job, by, viewer):
        raise NotYourJob(reference=job.item.reference, who=_who(step, job))
    if _same_hands(step, job, by):
        raise SameHands
    leads = next_state(job.state, step)
    if leads is None:
        raise NotAtThisStage(reference=job.item.reference, state=STATES[job.state])
    return job, leads


def _who(step: str, job: Job) -> Words:
    post = job.post
    if step in REVIEWING and job.reviewer:
        post = job.reviewer
    elif step in TRANSLATING and job.translator:
        post = job.translator
    named = post or job.organisation
    if named is None:
        return {"en": job.side_id, "ja": job.side_id}
    return {"en": named.name_en, "ja": named.name_ja}


def note(
    job: Job,
    event: str,
    *,
    by: Account | None,
    at: dt.datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Append an event about a job to the timeline: ids and field names, never a text."""
    ledger.append(
        [
            ledger.Entry(
                name=f"translation.job.translation_{event}",
                actor=str(by.pk) if by else "",
                side=job.side_id,
                subject=str(job.item_id),
                facts=dict(facts or {}),
                audience_id=job.audience_id,
            )
        ],
        at=at,
    )


@dataclass(frozen=True)
class Now:
    """What the translated record says at this moment, to the reader who asks."""

    entry: Entry | None
    """None where they see no face of it any more."""
    words: Mapping[str, Mapping[str, str]]
    """Field to language to words, of the fields that it has."""
    fields: frozenset[str]

    def said(self, field: str, language: str) -> str:
        """Return what a field says; empty where it says nothing."""
        return self.words.get(field, {}).get(language, "")


def now_of(item: Item, viewer: Viewer) -> Now:
    """Return what a record says now to ``viewer``. One query."""
    entry = (
        Entry.objects.filter(item=item, audience_id__in=visible_audiences(viewer))
        .select_related("version", "item")
        .first()
    )
    if entry is None:
        return Now(None, {}, frozenset())
    version = entry.version
    named = kind_of(entry.kind).texts_of(version.facts)
    return Now(entry, version.wording, frozenset(one.name for one in named))
