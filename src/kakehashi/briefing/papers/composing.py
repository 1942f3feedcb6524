"""A paper put into words: what was gathered, under the names its kind declares, in its language."""

import datetime as dt
import functools
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kakehashi.briefing.composing import marking_words
from kakehashi.briefing.papers.fields import ONE_AFTER_THE_OTHER, SIDE_BY_SIDE, paired
from kakehashi.briefing.papers.gathering import AreaMaterial, Material
from kakehashi.briefing.papers.kinds import PaperKind
from kakehashi.briefing.papers.lives import life_rows, without_rows
from kakehashi.briefing.papers.sittings import (
    agenda_rows,
    expired_rows,
    line_rows,
    note_rows,
    point_rows,
    text_facts,
    text_parts,
)
from kakehashi.briefing.papers.speaking import missing_rows, question_rows, speech_rows
from kakehashi.briefing.saying import notices_said, said
from kakehashi.governance.models import Attendance, Meeting
from kakehashi.governance.rules import DECISION_KINDS, ENDINGS, MODES, STANDINGS
from kakehashi.governance.selectors import Followed
from kakehashi.look import dates
from kakehashi.people.selectors import name_on
from kakehashi.records.models import Record
from kakehashi.workplan.models import JointAction, Result, Update
from kakehashi.workplan.rules import PROGRESS_WORDS

Data = dict[str, Any]
Progress = Callable[[int, int], None]
"""Told how many parts of how many are done."""

TAGS: Mapping[str, str] = {"ja": "ja-JP", "en": "en-GB"}
_UNPRINTABLE = {code: None for code in (*range(32), 0x7F, 0xFFFE, 0xFFFF) if code != 10}  # noqa: PLR2004


@dataclass(frozen=True)
class Paper:
    """A paper in the language asked for, ready to be written in any form."""

    kind: PaperKind
    language: str
    for_whom: str
    reach: str
    about: str
    """Reference of the meeting, or the days of the period."""
    at: dt.datetime
    practice: bool
    """Whether it comes from a practice partnership."""
    in_language: Mapping[str, Data]
    """Language to what it says in it: one, or both."""
    lines: tuple[uuid.UUID, ...] = ()
    """Items of the lines to take whose words it holds."""

    @property
    def data(self) -> Data:
        """What a template reads: see :func:`kakehashi.briefing.papers.fields.names_for`."""
        if self.language in (ONE_AFTER_THE_OTHER, SIDE_BY_SIDE):
            return paired(self.in_language["ja"], self.in_language["en"])
        return self.in_language[self.language]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is in, Japanese first."""
        return tuple(self.in_language)

    @property
    def title(self) -> str:
        """The title, in both languages where it is in both."""
        return " / ".join(dict.fromkeys(f"{one['kind']}: {one['title']}" for one in self.said))

    @property
    def said(self) -> Sequence[Data]:
        """What it says, language after language."""
        return list(self.in_language.values())

    @property
    def marking(self) -> str:
        """The marking in every language it is in."""
        return " / ".join(dict.fromkeys(one["marking"] for one in self.said))

    @property
    def tag(self) -> str:
        """The language tag of the document."""
        return TAGS[self.languages[0]]


def compose(
    material: Material,
    language: str,
    *,
    at: dt.datetime,
    address: str,
    progress: Progress = lambda _done, _of: None,
) -> Paper:
    """Return the paper that was gathered, in a language or both.

    Args:
        material: as :func:`kakehashi.briefing.papers.gathering.gather` gives it.
        language: ``ja``, ``en``, ``both`` or ``side``.
        at: when it is made.
        address: where it is found again.
        progress: told after each area how far it is.
    """
    chosen = ("ja", "en") if language in (ONE_AFTER_THE_OTHER, SIDE_BY_SIDE) else (language,)
    of = len(material.areas) * len(chosen)
    period = material.period
    if material.meeting is not None:
        about = material.meeting.reference
    else:
        about = f"{period.since}-{period.until}" if period else ""
    return Paper(
        kind=material.kind,
        language=language,
        for_whom=material.for_whom,
        reach=material.handling.reach,
        about=about,
        at=at,
        practice=bool(material.partnership and material.partnership.practice),
        in_language={
            one: _composed(
                material,
                one,
                at,
                address,
                functools.partial(_further, progress, place * len(material.areas), of),
            )
            for place, one in enumerate(chosen)
        },
        lines=tuple(one.item_id for one in material.sitting.lines),
    )


def _further(progress: Progress, before: int, of: int, done: int) -> None:
    progress(before + done, of)


def _composed(
    material: Material,
    language: str,
    at: dt.datetime,
    address: str,
    progress: Callable[[int], None],
) -> Data:
    with translation.override(language):
        known = material.partnership
        watermark = said(known.watermark) if known and known.watermark else ""
        marking = marking_words(material.handling)
        node = (said(known.identity) or said(known.banner)) if known else ""
        whole: Data = {
            "title": material.meeting.title if material.meeting else _of_all(material),
            "kind": said(material.kind.names),
            "marking": f"{watermark} | {marking}" if watermark else marking,
            "node": node,
            "note": notices_said(known.notices) if known else "",
            "source": _("Made from the register on %(when)s")
            % {"when": dates.say_moments(at, material.zones, language)}
            if material.zones
            else "",
            "address": address,
        }
        for name, part in (
            ("meeting", lambda: _meeting(material, language)),
            ("outcome", lambda: _paragraphs(material.meeting, "outcome", language)),
            (
                "attendance",
                lambda: [_attended(one, material, language) for one in material.attendance],
            ),
            ("decisions", lambda: [_decision(one, language) for one in material.decisions]),
            ("before", lambda: [_decision(one, language) for one in material.before]),
            ("due", lambda: [_action(one, language) for one in material.due]),
            ("period", lambda: _period(material, language)),
            ("counts", lambda: _counts(material)),
            ("areas", lambda: _areas(material, language, progress)),
            ("agenda", lambda: _agenda(material, language)),
            ("points", lambda: point_rows(material.sitting, language)),
            ("notes", lambda: note_rows(material.sitting, language)),
            ("lines", lambda: line_rows(material.sitting, language)),
            ("expired", lambda: expired_rows(material.sitting, language)),
            ("speech", lambda: _speech(material, language)),
            ("questions", lambda: question_rows(material.sitting, language)),
            ("missing", lambda: missing_rows(material.sitting, language)),
            ("lives", lambda: life_rows(material.lives, language)),
            ("without", lambda: without_rows(material.lives)),
            ("text", lambda: text_facts(material.sitting)),
            ("parts", lambda: text_parts(material.sitting, language)),
        ):
            if any(one.name == name for one in material.kind.fields):
                whole[name] = part()
        return {name: cleaned(one) for name, one in whole.items()}


def cleaned(value: Any) -> Any:
    """Return ``value`` with what no document can hold taken out of every text."""
    if isinstance(value, str):
        return value.translate(_UNPRINTABLE)
    if isinstance(value, Mapping):
        return {name: cleaned(one) for name, one in value.items()}
    return [cleaned(one) for one in value]


def _of_all(material: Material) -> str:
    return said(material.partnership.titles) if material.partnership else _("The partnership")


def _text(row: Record, name: str, language: str) -> str:
    by_language = row.entry.version.wording.get(name, {})
    return by_language.get(language) or next((one for one in by_language.values() if one), "")


def _paragraphs(row: Record | None, name: str, language: str) -> list[str]:
    text = _text(row, name, language) if row is not None else ""
    return [one.strip() for one in text.split("\n") if one.strip()]


def _meeting(material: Material, language: str) -> Data:
    meeting = material.meeting
    if meeting is None:
        return {}
    facts = meeting.entry.version.facts
    return {
        "title": meeting.title,
        "reference": meeting.reference,
        "body": material.body.title if material.body else meeting.body,
        "when": _when(meeting, material.zones, language),
        "place": _text(meeting, "place", language),
        "held": said(MODES.get(str(facts.get("mode") or ""), {"en": ""})),
        "standing": said(STANDINGS.get(meeting.standing, {"en": meeting.standing})),
    }


def _when(meeting: Meeting, zones: tuple[str, ...], language: str) -> str:
    try:
        starts = dt.datetime.fromisoformat(meeting.starts_at)
    except ValueError:
        return dates.say_day(meeting.date, language, weekday=True) if meeting.date else ""
    if starts.tzinfo is None:
        starts = starts.replace(tzinfo=dt.UTC)
    return dates.say_moments(starts, zones, language)


def _attendance(material: Material, language: str) -> list[Data]:
    return [_attended(one, material, language) for one in material.attendance]


def _attended(one: Attendance, material: Material, language: str) -> Data:
    organisation = material.organisations.get(one.organisation_id)
    day = material.meeting.date if material.meeting else None
    return {
        "side": one.side.name,
        "organisation": name_on(organisation, day, language) if organisation else "",
        "post": one.post.name if one.post else "",
        "person": one.person.name if one.person else "",
    }


def _decision(one: Followed, language: str) -> Data:
    row = one.decision
    told = [
        " ".join(
            filter(
                None,
                (
                    follow.entry.version.side.name if follow.entry.version.side else "",
                    said(ENDINGS.get(follow.ending, {"en": follow.ending})),
                    dates.say_partial_briefly(follow.date, language) if follow.date else "",
                ),
            )
        )
        for follow in one.follow_ups
    ]
    kind = str(row.entry.version.facts.get("decision_kind") or "")
    return {
        "reference": row.reference,
        "title": row.title,
        "text": _text(row, "body", language),
        "kind": said(DECISION_KINDS.get(kind, {"en": kind})),
        "date": dates.say_day_briefly(row.date, language) if row.date else "",
        "due": dates.say_day_briefly(row.due_date, language) if row.due_date else "",
        "became": ("、" if language == "ja" else "; ").join(told),
    }


def _action(one: JointAction, language: str) -> Data:
    return {
        "reference": one.reference,
        "title": one.title,
        "progress": said(PROGRESS_WORDS.get(one.progress, {"en": one.progress})),
        "due": dates.say_day_briefly(one.due_date, language) if one.due_date else "",
        "reported": dates.say_day_briefly(one.reported_at, language) if one.reported_at else "",
    }


def _update(one: Update, language: str) -> Data:
    side = one.entry.version.side
    return {
        "date": dates.say_partial_briefly(one.date, language) if one.date else "",
        "side": side.name if side else "",
        "title": one.title,
        "text": _text(one, "body", language),
        "progress": said(PROGRESS_WORDS.get(one.progress, {"en": ""})),
    }


def _result(one: Result, language: str) -> Data:
    return {
        "date": dates.say_partial_briefly(one.date, language),
        "reference": one.reference,
        "title": one.title,
    }


def _areas(material: Material, language: str, progress: Callable[[int], None]) -> list[Data]:
    found = []
    for done, one in enumerate(material.areas, start=1):
        found.append(_area(one, language))
        progress(done)
    return found


def _area(one: AreaMaterial, language: str) -> Data:
    return {
        "title": one.area.title if one.area else _("Across areas"),
        "actions": [_action(row, language) for row in one.actions],
        "decisions": [_decision(row, language) for row in one.decisions],
        "updates": [_update(row, language) for row in one.updates],
        "results": [_result(row, language) for row in one.results],
    }


def _agenda(material: Material, language: str) -> list[Data]:
    found = agenda_rows(material.sitting, language)
    places = material.sitting.agenda.places if material.sitting.agenda else ()
    for row, one in zip(found, places, strict=True):
        actions = material.sitting.actions.get(one.face.item_id, ())
        row["actions"] = [_action(action, language) for action in actions]
    return found


def _speech(material: Material, language: str) -> list[Data]:
    found = material.sitting
    return speech_rows(found, material.topics, agenda_rows(found, language), language)


def _period(material: Material, language: str) -> Data:
    period = material.period
    return {
        "since": dates.say_day(period.since, language) if period else "",
        "until": dates.say_day(period.until, language) if period else "",
    }


def _counts(material: Material) -> list[Data]:
    counted = Counter(one.progress for one in material.counts)
    return [
        {"progress": said(words), "number": str(counted[code])}
        for code, words in PROGRESS_WORDS.items()
        if counted[code]
    ]
