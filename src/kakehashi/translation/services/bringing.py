"""What a translator sends back: looked at, taken in, taken out again; or typed here."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records.services.entered import LONGEST_TEXT, LONGEST_TITLE, TooLong
from kakehashi.translation import rules
from kakehashi.translation.codes import codes_changed, control_characters, plain, without_controls
from kakehashi.translation.documents.shapes import Brought
from kakehashi.translation.documents.word_reading import read_docx
from kakehashi.translation.documents.xliff import read_xliff
from kakehashi.translation.models import Delivery, Job, Passage
from kakehashi.translation.refusals import (
    ControlCharacters,
    DeliveryGone,
    NotATranslation,
    NothingFilledIn,
    OtherDirection,
    OtherJob,
)
from kakehashi.translation.services.courses import settle_state
from kakehashi.translation.services.standing import NEEDS, locked_job, note

LONGEST_NAME = 200
MOST_NAMED = 50
"""Foreign units that are named; more are not listed."""

FOREIGN, TWICE, LACKING, UNFILLED = "foreign", "twice", "lacking", "unfilled"
SOURCE, CODES_LOST, CODES_FOREIGN = "source", "codes_lost", "codes_foreign"
ACCEPTED_CHANGED, SAME, TOO_LONG = "accepted", "same", "too_long"
REMARKS = (
    FOREIGN, TWICE, TOO_LONG, SOURCE, ACCEPTED_CHANGED, CODES_LOST, CODES_FOREIGN, LACKING,
    UNFILLED, SAME,
)  # fmt: skip
"""What may be met in a file, what matters most first."""

_IN = {"ja": {"en": "Japanese", "ja": "日本語"}, "en": {"en": "English", "ja": "英語"}}


def look(*, item: uuid.UUID, data: bytes, name: str, by: Account, at: dt.datetime) -> Delivery:
    """Read a file that came back and keep what it says, to be looked at; nothing is taken yet.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, NotAtThisStage: when it may not be.
        NotATranslation, OtherJob, OtherDirection, MacrosInside, ControlCharacters, NothingFilledIn,
        FileBroken, FileSwells, FileEncrypted, ForbiddenXml: for the file.
    """
    name = name[:LONGEST_NAME]
    viewer = viewer_of(by)
    check_side(viewer, NEEDS)
    visible = visible_audiences(viewer)
    sources = dict(
        Passage.objects.filter(job=item, job__audience__in=visible).values_list("field", "source")
    )
    # Read before anything is locked: a large file takes a while.
    brought = _read(data, name, sources) if sources else None
    with transaction.atomic():
        job, _leads = locked_job(item, rules.TAKE_IN, by)
        passages = {one.field: one for one in job.passages.all()}
        if brought is None:
            raise NotHere
        _check_job(brought, job, name)
        words, remarks = _matched(brought, passages)
        if not words and not remarks.get(SAME):
            raise NothingFilledIn
        Delivery.objects.filter(job=job, state=rules.SEEN).delete()
        return Delivery.objects.create(
            job=job,
            number=_next(job),
            form=brought.form,
            name=name,
            words=words,
            remarks=remarks,
            by=by,
            at=at,
        )


def _read(data: bytes, name: str, sources: Mapping[str, str]) -> Brought:
    if data[:2] == b"PK":
        return read_docx(data, name, frozenset(sources))
    return read_xliff(data, name, sources)


def _check_job(brought: Brought, job: Job, name: str) -> None:
    reference = job.item.reference
    if not (brought.job or brought.reference):
        why = {"en": "it does not say of which job", "ja": "どの翻訳依頼のものか記載がない"}
        raise NotATranslation(name=name, why=why)
    if brought.job != str(job.pk) if brought.job else brought.reference != reference:
        raise OtherJob(name=name, found=brought.reference or "?", reference=reference)
    if brought.target and brought.target != job.target:
        raise OtherDirection(name=name, found=brought.target[:20], wanted=_IN[job.target])


def _matched(
    brought: Brought, passages: Mapping[str, Passage]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the translations that can be taken, and what was met, by code."""
    found: dict[str, str] = {}
    met: dict[str, dict[str, None]] = {}
    for unit in brought.units:
        passage, key = passages.get(unit.field), unit.field
        if passage is None:
            met.setdefault(FOREIGN, {})[key[:80]] = None
            continue
        target = plain(unit.target)
        if key in found and found[key] != target:
            met.setdefault(TWICE, {})[key] = None
        found[key] = target
        if unit.source and _bare(unit.source) != _bare(passage.source):
            met.setdefault(SOURCE, {})[key] = None
        if unit.codes_unknown:
            met.setdefault(CODES_FOREIGN, {})[key] = None
    words: dict[str, str] = {}
    for key, passage in passages.items():
        code = _met(passage, found.get(key), twice=key in met.get(TWICE, {}))
        if code and code != TWICE:
            met.setdefault(code, {})[key] = None
        if code in ("", ACCEPTED_CHANGED):
            words[key] = found[key]
            if codes_changed(passage.source, found[key])[0]:
                met.setdefault(CODES_LOST, {})[key] = None
    return words, {code: list(met[code])[:MOST_NAMED] for code in REMARKS if met.get(code)}


def _met(passage: Passage, target: str | None, *, twice: bool) -> str:
    """Return what keeps a translation from being taken, or must be said of it; empty for nothing.

    Raises:
        ControlCharacters: when it has characters that no text has.
    """
    if target is None:
        return LACKING
    if twice:
        return TWICE
    _check_characters(passage, target)
    most = LONGEST_TITLE if passage.field == "title" else LONGEST_TEXT
    for holds, code in (
        (not target, UNFILLED),
        (len(target) > most, TOO_LONG),
        (bool(passage.words) and target == plain(passage.words), SAME),
        (passage.state == rules.ACCEPTED, ACCEPTED_CHANGED),
    ):
        if holds:
            return code
    return ""


def _check_characters(passage: Passage, words: str) -> None:
    wrong = control_characters(words)
    if wrong:
        raise ControlCharacters(
            label={"en": passage.label_en, "ja": passage.label_ja}, found=", ".join(wrong[:5])
        )


def _bare(words: str) -> str:
    """Return a source without its blanks and without what no file can hold."""
    return "".join(without_controls(plain(words)).split())


def _next(job: Job) -> int:
    last = Delivery.objects.filter(job=job).order_by("-number").first()
    return (last.number if last else 0) + 1


def take(*, item: uuid.UUID, number: int, by: Account, at: dt.datetime) -> Delivery:
    """Take in a file that was looked at: its translations now stand in the job, to be reviewed.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, NotAtThisStage: when it may not be.
        DeliveryGone: when it was taken or replaced meanwhile.
        NothingFilledIn: when it has no translation to take.
    """
    with transaction.atomic():
        job, _leads = locked_job(item, rules.TAKE_IN, by)
        delivery = Delivery.objects.filter(job=job, number=number, state=rules.SEEN).first()
        if delivery is None:
            raise DeliveryGone
        if not delivery.words:
            raise NothingFilledIn
        delivery.before = _fill(job, delivery.words)
        delivery.state = rules.TAKEN
        delivery.save(update_fields=["state", "before"])
        _returned(job, delivery, done=True, by=by, at=at)
    return delivery


def type_in(
    *, item: uuid.UUID, words: Mapping[str, str], done: bool, by: Account, at: dt.datetime
) -> Delivery | None:
    """Take in translations that were typed here; None where nothing of them is new.

    Args:
        item: the job.
        words: field to translation; an empty one leaves the passage as it is.
        done: whether the translator gives the job back with it.
        by: who typed.
        at: when.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, NotAtThisStage: when it may not be.
        ControlCharacters, TooLong, NothingFilledIn: for what is typed.
    """
    with transaction.atomic():
        job, _leads = locked_job(item, rules.TAKE_IN, by)
        passages = {one.field: one for one in job.passages.all()}
        fresh = {
            key: plain(said)
            for key, said in words.items()
            if key in passages and plain(said) and plain(said) != plain(passages[key].words)
        }
        for key, said in fresh.items():
            check_words(passages[key], said)
        if not fresh and not (done and any(one.words for one in passages.values())):
            if done:
                raise NothingFilledIn
            return None
        delivery = None
        if fresh:
            delivery = Delivery.objects.create(
                job=job, number=_next(job), form=rules.TYPED, state=rules.TAKEN, words=fresh,
                before=_fill(job, fresh), by=by, at=at,
            )  # fmt: skip
        _returned(job, delivery, done=done, by=by, at=at)
    return delivery


def check_words(passage: Passage, words: str) -> None:
    """Refuse a translation that no record could hold.

    Raises:
        ControlCharacters: when it has characters that no text has.
        TooLong: when it is longer than the field may be.
    """
    _check_characters(passage, words)
    most = LONGEST_TITLE if passage.field == "title" else LONGEST_TEXT
    if len(words) > most:
        label = {"en": passage.label_en, "ja": passage.label_ja}
        raise TooLong(label=label, length=len(words), most=most)


def _fill(job: Job, words: Mapping[str, str]) -> dict[str, Any]:
    """Put translations into their passages; return what those were before."""
    before: dict[str, Any] = {}
    changed = []
    for one in job.passages.filter(field__in=list(words)):
        before[one.field] = {"words": one.words, "state": one.state, "seen": one.seen}
        one.words, one.state, one.seen = words[one.field], rules.GIVEN, ""
        changed.append(one)
    Passage.objects.bulk_update(changed, ["words", "state", "seen"])
    return before


def _returned(
    job: Job, delivery: Delivery | None, *, done: bool, by: Account, at: dt.datetime
) -> None:
    job.state = (
        settle_state(job) if done or job.state not in (rules.ASKED, rules.WITH) else (rules.WITH)
    )
    job.save(update_fields=["state"])
    facts = {"fields": sorted(delivery.words), "delivery": delivery.number} if delivery else {}
    note(job, "taken_in" if done else "typed", by=by, at=at, facts=facts)


def take_out(*, item: uuid.UUID, by: Account, at: dt.datetime) -> Delivery:
    """Undo the last taking in: each passage is again what it was before.

    Raises:
        NoSide, NotYourRole, NotHere, NotYourJob, NotAtThisStage: when it may not be.
        DeliveryGone: when there is none, or a passage was changed since.
    """
    with transaction.atomic():
        job, _leads = locked_job(item, rules.UNDO, by)
        delivery = last_taken(job)
        if delivery is None:
            raise DeliveryGone
        passages = list(job.passages.filter(field__in=list(delivery.before)))
        if any(plain(one.words) != plain(delivery.words[one.field]) for one in passages):
            raise DeliveryGone
        for one in passages:
            was = delivery.before[one.field]
            one.words, one.state, one.seen = was["words"], was["state"], was["seen"]
        Passage.objects.bulk_update(passages, ["words", "state", "seen"])
        delivery.state = rules.UNDONE
        delivery.save(update_fields=["state"])
        job.state = settle_state(job)
        job.save(update_fields=["state"])
        note(job, "taken_out", by=by, at=at, facts={"delivery": delivery.number})
    return delivery


def last_taken(job: Job) -> Delivery | None:
    """Return the delivery that an undoing would take out; None where there is none."""
    return job.deliveries.filter(state=rules.TAKEN).order_by("-number").first()
