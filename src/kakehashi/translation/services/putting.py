"""Putting an accepted translation into the record: a version, or proposals without the pen."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry
from kakehashi.records.rules import check_step, may_step
from kakehashi.records.services.plans import standing_of, text_of
from kakehashi.translation import rules
from kakehashi.translation.codes import digest_of, plain
from kakehashi.translation.models import Job, Passage
from kakehashi.translation.refusals import MovedMeanwhile, NotAllDecided, NothingAccepted
from kakehashi.translation.services.reviewing import labels_of
from kakehashi.translation.services.standing import Now, locked_job, note, now_of


def put_in(*, item: uuid.UUID, by: Account, at: dt.datetime) -> Job:
    """Put every accepted passage into the record, in one transaction or not at all.

    Where one's own side may write the record, it becomes a draft on top of the newest text, and
    its translated fields are recorded as checked; where the other side holds the pen, proposals.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, SameHands, NotAtThisStage: when it may not be.
        NotAllDecided: when a passage that the record still has is not accepted.
        MovedMeanwhile: when the record's words are not what the reviewer saw.
        NothingAccepted: when nothing would change.
        NotYourPen, NotInThisState: when the record takes neither a text nor a proposal.
        TooLong, EditConflict: as for any record.
    """
    viewer = viewer_of(by)
    with transaction.atomic():
        job, leads = locked_job(item, rules.PUT, by)
        now = now_of(job.of, viewer)
        if now.entry is None:
            raise NotHere
        passages = [one for one in job.passages.all() if one.field in now.fields]
        changes = _changes(job, passages, now)
        standing = standing_of(now.entry.item, now.entry)
        job.proposed = not may_step(viewer, standing, "save")
        if not job.proposed:
            _save(job, now.entry, changes, [one.field for one in passages], by=by, at=at)
        elif may_step(viewer, standing, "propose"):
            _propose(job, now.entry, changes, by=by, at=at)
        else:
            check_step(viewer, standing, "save")
        job.state, job.settled_at = leads, at
        job.save(update_fields=["state", "settled_at", "proposed"])
        note(
            job,
            "proposed" if job.proposed else "put_in",
            by=by,
            at=at,
            facts={"fields": sorted(changes)},
        )
    return job


def _changes(job: Job, passages: list[Passage], now: Now) -> dict[str, dict[str, str]]:
    waiting = sum(one.state != rules.ACCEPTED for one in passages)
    if waiting:
        raise NotAllDecided(count=waiting)
    moved = [
        one
        for one in passages
        if one.seen != digest_of(now.said(one.field, job.source), now.said(one.field, job.target))
    ]
    if moved:
        raise MovedMeanwhile(labels=labels_of(moved))
    changes = {
        one.field: {job.target: one.words}
        for one in passages
        if plain(one.words) != plain(now.said(one.field, job.target))
    }
    if not changes:
        raise NothingAccepted
    return changes


def _save(
    job: Job,
    entry: Entry,
    changes: Mapping[str, Mapping[str, str]],
    checked: list[str],
    *,
    by: Account,
    at: dt.datetime,
) -> None:
    text = text_of(entry.version)
    wording = {
        name: {**text.wording.get(name, {}), **changes.get(name, {})}
        for name in {*text.wording, *changes}
    }
    records.save(
        item=job.of_id,
        base=entry.version.number,
        text=replace(text, wording=wording, language_states=None, still_same=[job.source], note=""),
        by=by,
        at=at,
    )
    records.check_languages(item=job.of_id, fields=checked, language=job.target, by=by, at=at)


def _propose(
    job: Job,
    entry: Entry,
    changes: Mapping[str, Mapping[str, str]],
    *,
    by: Account,
    at: dt.datetime,
) -> None:
    """Propose the changes: those of paragraphs one by one, so that each is answered for itself."""
    plain_fields = {one.name for one in kind_of(entry.kind).texts}
    together = {name: words for name, words in changes.items() if name in plain_fields}
    alone = [{name: words} for name, words in changes.items() if name not in plain_fields]
    for wording in [*([together] if together else []), *alone]:
        records.propose(
            item=job.of_id, base=entry.version.number, wording=wording, note="", by=by, at=at
        )
