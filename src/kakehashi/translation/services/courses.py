"""The course of a job: handed out, renewed, sent back, kept, cancelled, declined."""

import datetime as dt
import uuid

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.translation import rules
from kakehashi.translation.codes import plain
from kakehashi.translation.models import Job, Passage
from kakehashi.translation.refusals import NotAllDecided, NothingToTranslate
from kakehashi.translation.services.asking import due_day
from kakehashi.translation.services.standing import locked_job, note, now_of

LONGEST_WHY = 500


def hand_out(*, item: uuid.UUID, by: Account, at: dt.datetime) -> Job:
    """Note that the translator has the job.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, NotAtThisStage: when it may not be.
    """
    return _move(item, rules.HAND_OUT, "handed_out", by=by, at=at)


def cancel(*, item: uuid.UUID, why: str = "", by: Account, at: dt.datetime) -> Job:
    """Cancel a job; what came back stays readable in it.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, NotAtThisStage: when it may not be.
    """
    return _move(item, rules.CANCEL, "cancelled", by=by, at=at, why=why)


def decline(*, item: uuid.UUID, why: str = "", by: Account, at: dt.datetime) -> Job:
    """Decline a job as its translator, or in the name of one outside.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, NotAtThisStage: when it may not be.
    """
    return _move(item, rules.DECLINE, "declined", by=by, at=at, why=why)


def keep(*, item: uuid.UUID, by: Account, at: dt.datetime) -> Job:
    """End a reviewed job without putting it in: of the other side's own entry, for reading.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, SameHands, NotAtThisStage: when it may not be.
    """
    return _move(item, rules.KEEP, "kept", by=by, at=at)


def _move(
    item: uuid.UUID, step: str, event: str, *, by: Account, at: dt.datetime, why: str = ""
) -> Job:
    with transaction.atomic():
        job, leads = locked_job(item, step, by)
        job.state = leads
        job.why = why.strip()[:LONGEST_WHY]
        job.settled_at = None if leads in rules.OPEN_STATES else at
        job.save(update_fields=["state", "why", "settled_at"])
        note(job, event, by=by, at=at)
    return job


def send_back(*, item: uuid.UUID, due: dt.date | None, by: Account, at: dt.datetime) -> Job:
    """Send the returned passages to the translator once more, by a new day if one is given.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, SameHands, NotAtThisStage: when it may not be.
        NotAllDecided: when no passage is returned, or one waits to be reviewed.
        DueWrong: for the day.
    """
    with transaction.atomic():
        job, leads = locked_job(item, rules.SEND_BACK, by)
        states = list(job.passages.values_list("state", flat=True))
        waiting = states.count(rules.GIVEN)
        if waiting or not set(states) & {rules.BACK, rules.EMPTY}:
            raise NotAllDecided(count=waiting or len(states))
        job.state = leads
        if due is not None:
            job.due_date = due_day(due, job.side, at)
        job.save(update_fields=["state", "due_date"])
        note(job, "sent_back", by=by, at=at, facts={"passages": states.count(rules.BACK)})
    return job


def renew(*, item: uuid.UUID, by: Account, at: dt.datetime) -> list[str]:
    """Take the record's newest words as the source, before anything came back.

    Returns the fields whose source changed or is gone.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, NotAtThisStage: when it may not be.
        NothingToTranslate: when nothing of the job is left in the record.
    """
    with transaction.atomic():
        job, _leads = locked_job(item, rules.RENEW, by)
        now = now_of(job.of, viewer_of(by))
        if now.entry is None:
            raise NotHere
        changed: list[str] = []
        left = 0
        for one in job.passages.all():
            source = now.said(one.field, job.source)
            if not source:
                changed.append(one.field)
                one.delete()
                continue
            left += 1
            before = now.said(one.field, job.target)
            if (plain(source), plain(before)) == (plain(one.source), plain(one.before)):
                continue
            if plain(source) != plain(one.source):
                changed.append(one.field)
                one.state = rules.BACK if one.words else rules.EMPTY
            one.source, one.before, one.seen = source, before, ""
            one.save(update_fields=["source", "before", "state", "seen"])
        if not left:
            raise NothingToTranslate(reference=job.of.reference)
        Job.objects.filter(pk=job.pk).update(version=now.entry.version)
        note(job, "renewed", by=by, at=at, facts={"fields": changed})
    return changed


def settle_state(job: Job) -> str:
    """Return where a job stands by its passages, once something came back."""
    states = set(Passage.objects.filter(job=job).values_list("state", flat=True))
    if states <= {rules.ACCEPTED}:
        return rules.REVIEWED
    if states & {rules.GIVEN, rules.ACCEPTED, rules.BACK}:
        return rules.RETURNED
    return rules.WITH
