"""Reviewing what came back: each passage accepted or returned, with a word on why."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.translation import rules
from kakehashi.translation.codes import digest_of, plain
from kakehashi.translation.models import Job, Passage
from kakehashi.translation.refusals import MovedMeanwhile, NothingFilledIn
from kakehashi.translation.services.bringing import check_words
from kakehashi.translation.services.courses import settle_state
from kakehashi.translation.services.standing import Now, locked_job, note, now_of

LONGEST_COMMENT = 4_000
ACCEPT, RETURN, LEAVE = "accept", "return", "leave"


@dataclass(frozen=True)
class Decision:
    """What the reviewer says of one passage."""

    what: str
    """``accept``, ``return``, or ``leave`` undecided."""
    words: str = ""
    """The translation as the reviewer leaves it; empty for as it was given."""
    comment: str = ""
    shown: str = ""
    """Digest of what the page showed (:func:`shown_digest`)."""


def shown_digest(passage: Passage, now: Now, job: Job) -> str:
    """Return the digest of what a reviewer is shown of a passage, to be sent back on deciding."""
    return digest_of(
        now.said(passage.field, job.source), now.said(passage.field, job.target), passage.words
    )


def review(
    *, item: uuid.UUID, decisions: Mapping[str, Decision], by: Account, at: dt.datetime
) -> Job:
    """Record what a reviewer decided; once every passage is accepted the job is reviewed.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, SameHands, NotAtThisStage: when it may not be.
        MovedMeanwhile: when a passage to accept is no longer what the reviewer was shown.
        NothingFilledIn: when a passage to accept has no translation.
        ControlCharacters, TooLong: for what the reviewer typed.
    """
    with transaction.atomic():
        job, _leads = locked_job(item, rules.REVIEW, by)
        now = now_of(job.of, viewer_of(by))
        passages = list(job.passages.filter(field__in=list(decisions)))
        moved = [
            one
            for one in passages
            if decisions[one.field].what == ACCEPT
            and decisions[one.field].shown != shown_digest(one, now, job)
        ]
        if moved:
            raise MovedMeanwhile(labels=labels_of(moved))
        decided = []
        for one in passages:
            if _decide(one, decisions[one.field], now, job):
                one.decided_by, one.decided_at = by, at
                decided.append(one)
        Passage.objects.bulk_update(
            decided, ["words", "state", "comment", "seen", "decided_by", "decided_at"]
        )
        job.state = settle_state(job)
        job.save(update_fields=["state"])
        if decided:
            note(job, "reviewed", by=by, at=at, facts={"fields": [one.field for one in decided]})
    return job


def _decide(passage: Passage, decision: Decision, now: Now, job: Job) -> bool:
    """Change a passage as decided; say whether anything of it changed."""
    before = (passage.words, passage.state, passage.comment, passage.seen)
    words = plain(decision.words)
    if words and words != plain(passage.words):
        check_words(passage, words)
        passage.words = words
        passage.state, passage.seen = rules.GIVEN, ""
    if decision.what == ACCEPT:
        if not passage.words:
            raise NothingFilledIn
        passage.state = rules.ACCEPTED
        passage.seen = digest_of(
            now.said(passage.field, job.source), now.said(passage.field, job.target)
        )
    elif decision.what == RETURN:
        passage.state, passage.seen = rules.BACK, ""
    passage.comment = decision.comment.strip()[:LONGEST_COMMENT]
    return before != (passage.words, passage.state, passage.comment, passage.seen)


def labels_of(passages: list[Passage]) -> Mapping[str, str]:
    """Return what passages are called, in both languages, as one list."""
    return {
        "en": ", ".join(one.label_en for one in passages),
        "ja": "、".join(one.label_ja for one in passages),
    }
