"""A fact pack and a schedule of documents put into words, as papers."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from kakehashi.briefing.composing import marking_words
from kakehashi.briefing.handling import Handling
from kakehashi.briefing.papers.composing import Data, Paper, cleaned
from kakehashi.briefing.papers.enquiry_kinds import FACT_PACK, SCHEDULE
from kakehashi.briefing.papers.fields import ONE_AFTER_THE_OTHER, SIDE_BY_SIDE
from kakehashi.briefing.papers.kinds import JOINT, OWN, PaperKind
from kakehashi.briefing.saying import notices_said, said
from kakehashi.enquiries import selectors
from kakehashi.enquiries.facts import Fact, Facts
from kakehashi.enquiries.models import Course, Document
from kakehashi.enquiries.rules import DECISIONS, OUTCOMES, procedure_of
from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Partnership
from kakehashi.look import dates
from kakehashi.people.rules import OWN_SIDE, PARTICIPANTS, Viewer
from kakehashi.people.selectors import sides
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry
from kakehashi.workplan.models import JointAction
from kakehashi.workplan.rules import PROGRESS_WORDS

Link = Callable[[str, str], str]
"""Language and reference to the public address of a record."""


def facts_paper(
    facts: Facts, reader: Viewer, language: str, *, at: dt.datetime, address: str, link: Link
) -> Paper:
    """Return a fact pack as a paper: every line of it is published, with where it stands.

    Args:
        facts: as :func:`kakehashi.enquiries.facts.gather` gives them.
        reader: who makes it; whose zone comes first.
        language: ``ja``, ``en``, ``both`` or ``side``.
        at: when it is made.
        address: where it is found again.
        link: gives the public address of a record.
    """

    def parts(code: str) -> Data:
        return {
            "title": subject_of(facts, code),
            "asked": {
                "subject": subject_of(facts, code),
                "since": dates.say_day(facts.wanted.since, code),
                "until": dates.say_day(facts.wanted.until, code),
                "looked": looked_words(facts, code),
            },
            "done": [_done(one, code, link) for one in facts.done],
            "actions": [_action(one, code, link) for one in facts.actions],
        }

    handling = Handling(PARTICIPANTS)
    about = "-".join(
        filter(None, (facts.wanted.area, facts.wanted.about, facts.wanted.since.isoformat()))
    )
    return _paper(
        FACT_PACK,
        JOINT,
        handling,
        about,
        language,
        reader=reader,
        at=at,
        address=address,
        parts=parts,
    )


def subject_of(facts: Facts, language: str) -> str:
    """Return on what facts were asked, in words."""
    words = facts.wanted.words.strip()
    named = facts.subject.get(language) or facts.subject.get("en") or ""
    quoted = (f"「{words}」" if language == "ja" else f"“{words}”") if words else ""
    between = "、" if language == "ja" else ", "
    with translation.override(language):
        return between.join(filter(None, (named, quoted))) or _("the whole partnership")


def looked_words(facts: Facts, language: str) -> str:
    """Return what was looked at, of any day, in words: how many published records of each kind."""
    with translation.override(language):
        if not facts.looked:
            return _("no published record on this subject")
        between = "、" if language == "ja" else ", "
        return between.join(
            f"{said(kind_of(kind).plural)} {number}" for kind, number in facts.looked.items()
        )


def _done(one: Fact, language: str, link: Link) -> Data:
    row = one.row
    return {
        "date": dates.say_partial_briefly(one.day, language),
        "sort": said(kind_of(one.kind).names),
        "reference": row.reference,
        "title": row.title,
        "text": one.text.get(language) or next(iter(one.text.values()), ""),
        "ministry": one.ministries.get(language, ""),
        "link": link(language, row.reference),
        "sources": " ".join(one.sources),
    }


def _action(one: JointAction, language: str, link: Link) -> Data:
    return {
        "reference": one.reference,
        "title": one.title,
        "progress": said(PROGRESS_WORDS.get(one.progress, {"en": one.progress})),
        "reported": dates.say_day_briefly(one.reported_at, language) if one.reported_at else "",
        "link": link(language, one.reference),
    }


def schedule_paper(
    course: Course, reader: Viewer, language: str, *, at: dt.datetime, address: str
) -> Paper:
    """Return a schedule of documents as a paper of one's own side.

    Its subject and whoever asks stand in no part of it: a title may name people.

    Args:
        course: of the enquiry; the caller has seen it.
        reader: who makes it.
        language: ``ja``, ``en``, ``both`` or ``side``.
        at: when it is made.
        address: where it is found again.
    """
    procedure = procedure_of(course.side_id)
    rows = selectors.documents_of(course.pk, reader)
    outcomes = selectors.outcomes([one.consulting_id for one in rows if one.consulting_id], reader)
    entry = Entry.objects.select_related("version").filter(item_id=course.pk).first()
    received = str(entry.version.facts.get("received_date") or "") if entry else ""
    sort = procedure.sorts.get(course.sort)

    def parts(code: str) -> Data:
        return {
            "title": course.item.reference,
            "enquiry": {
                "reference": course.item.reference,
                "sort": said(sort.names) if sort else "",
                "received": dates.say_partial(received, code) if received else "",
                "due": dates.say_day(course.due_date, code) if course.due_date else "",
            },
            "documents": [
                _document(
                    one,
                    outcomes.get(one.consulting_id) if one.consulting_id else None,
                    procedure.reasons,
                    code,
                )
                for one in rows
            ],
        }

    return _paper(
        SCHEDULE,
        OWN,
        Handling(OWN_SIDE),
        course.item.reference,
        language,
        reader=reader,
        at=at,
        address=address,
        parts=parts,
    )


def _document(
    one: Document,
    outcome: selectors.Outcome | None,
    reasons: Mapping[str, Mapping[str, str]],
    language: str,
) -> Data:
    if not one.theirs:
        consulted = ""
    elif outcome is not None:
        consulted = said(OUTCOMES[outcome.view])
    else:
        consulted = _("asked, no view yet") if one.consulting_id else _("to be consulted first")
    between = "、" if language == "ja" else ", "
    return {
        "number": str(one.position),
        "reference": one.item.reference if one.item else "",
        "title": one.title,
        "date": dates.say_day_briefly(one.day, language) if one.day else "",
        "held": one.held,
        "consulted": consulted,
        "decision": said(DECISIONS[one.decision]) if one.decision else _("not decided"),
        "reasons": between.join(said(reasons[code]) for code in one.reasons if code in reasons),
        "note": one.note,
    }


def _paper(
    kind: PaperKind,
    for_whom: str,
    handling: Handling,
    about: str,
    language: str,
    *,
    reader: Viewer,
    at: dt.datetime,
    address: str,
    parts: Callable[[str], Data],
) -> Paper:
    chosen = ("ja", "en") if language in (ONE_AFTER_THE_OTHER, SIDE_BY_SIDE) else (language,)
    known = framework.partnership()
    zones = tuple(one.zone for one in sorted(sides(), key=lambda one: one.code != reader.side))
    whole: dict[str, Data] = {}
    for code in chosen:
        with translation.override(code):
            whole[code] = cleaned(
                _frame(kind, known, handling, zones, code, at=at, address=address) | parts(code)
            )
    return Paper(
        kind=kind,
        language=language,
        for_whom=for_whom,
        reach=handling.reach,
        about=about,
        at=at,
        practice=bool(known and known.practice),
        in_language=whole,
    )


def _frame(
    kind: PaperKind,
    known: Partnership | None,
    handling: Handling,
    zones: Sequence[str],
    language: str,
    *,
    at: dt.datetime,
    address: str,
) -> Data:
    watermark = said(known.watermark) if known and known.watermark else ""
    marking = marking_words(handling)
    return {
        "kind": said(kind.names),
        "marking": f"{watermark} | {marking}" if watermark else marking,
        "node": (said(known.identity) or said(known.banner)) if known else "",
        "note": notices_said(known.notices) if known else "",
        "source": _("Made from the register on %(when)s")
        % {"when": dates.say_moments(at, tuple(zones), language)}
        if zones
        else "",
        "address": address,
    }
