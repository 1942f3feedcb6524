"""Speaking notes and Q&A of a meeting: lines to take laid on its agenda, then put into words.

Nothing is worded here: what is said comes from lines to take, the agenda and progress, set into
:data:`STYLES`, which are data. Where there is nothing, the paper says what to write where.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kakehashi.briefing.cleared import cleared_words
from kakehashi.briefing.papers.sittings import SittingMaterial, lines_of, not_cleared
from kakehashi.briefing.saying import said
from kakehashi.governance.selectors import Placed
from kakehashi.lines.models import LineToTake
from kakehashi.lines.rules import ANSWER
from kakehashi.look import dates
from kakehashi.records.models import Link
from kakehashi.workplan.models import JointAction
from kakehashi.workplan.rules import PROGRESS_WORDS

Data = dict[str, Any]


@dataclass(frozen=True)
class Style:
    """How one language sets what is to be said; ``{…}`` is filled in."""

    point: str
    question: str
    answer: str
    expired: str
    progress: str
    due: str
    reported: str
    decided: str
    numbered: str
    """Heading of a question."""
    others: str
    """Heading of the lines that are on nothing of the agenda."""
    no_point: str
    nothing_raised: str
    no_background: str
    no_question: str


STYLES: Mapping[str, Style] = {
    "ja": Style(
        point="{text}",
        question="問　{text}",
        answer="答　{text}",
        expired="【期限切れ】{reference}「{title}」は{until}までのため、掲載していません。",
        progress="{reference}「{title}」の進捗は「{progress}」です。",
        due="期限は{due}です。",
        reported="最新の報告は{reported}です。",
        decided="この議題については「{title}」が決まっています。",
        numbered="問{number}　{title}",
        others="その他（議題に関係付けられていない応答要領）",
        no_point="発言事項：述べる内容を「日々の事務」の「応答要領・想定問答」に登録してください。"
        "{reference}又はその分野に関係付けると、ここに掲載されます。",
        nothing_raised="先方から提起された場合：応答要領の「更問への対応」又は想定問答として登録してください。",
        no_background="背景：議題の「議事のための説明」を記載するか、共同作業を議題に関係付けてください。",
        no_question="有効な想定問答がありません。「日々の事務」の「応答要領・想定問答」に、種別「想定問答」"
        "として登録してください。",
    ),
    "en": Style(
        point="• {text}",
        question="Q. {text}",
        answer="A. {text}",
        expired="[Expired] {reference} “{title}” was valid until {until} and is left out.",
        progress="• {reference} {title}: {progress}",
        due="; due {due}",
        reported="; last reported {reported}",
        decided="• Decided: {title}",
        numbered="Q{number}. {title}",
        others="Other lines, on nothing of the agenda",
        no_point="Points to make: add a line to take under Office work, Lines to take and Q&A, on "
        "{reference} or its area; it then stands here.",
        nothing_raised="If raised: fill “If pressed” of a line, or add a question and answer.",
        no_background="Background: write the note for the room of this item, or name the Joint "
        "Actions it is about; their progress then stands here.",
        no_question="No question and answer holds. Add one under Office work, Lines to take and "
        "Q&A, of the form “Question and answer”.",
    ),
}
"""Japanese is said in です・ます, English in points: each as its officials set such papers."""


@dataclass
class Topics:
    """Which lines belong to which item of an agenda."""

    areas: Mapping[uuid.UUID, set[str]] = field(default_factory=dict)
    """Item of the agenda to codes of its areas."""
    about: Mapping[int, set[uuid.UUID]] = field(default_factory=dict)
    """Face of a line to the records it is on."""

    def on(self, place: Placed, line: LineToTake, found: SittingMaterial) -> bool:
        """Say whether a line is on what an item is about."""
        item = place.face.item_id
        actions = {one.item_id for one in found.actions.get(item, ())}
        return bool(
            (line.area and line.area in self.areas.get(item, ()))
            or self.about.get(line.pk, set()) & {item, *actions}
        )


def areas_of(found: SittingMaterial, visible: Collection[int]) -> dict[uuid.UUID, set[str]]:
    """Return the areas that each item of an agenda is about. One query."""
    places = found.agenda.places if found.agenda else ()
    areas: dict[uuid.UUID, set[str]] = {
        one.face.item_id: {row.area for row in found.actions.get(one.face.item_id, ()) if row.area}
        for one in places
    }
    for item, reference in Link.objects.filter(
        entry_id__in=[one.face.pk for one in places],
        relation__in=("about", "of_area"),
        to__kind="area",
        audience_id__in=list(visible),
    ).values_list("item_id", "to__reference"):
        areas[item].add(reference.removeprefix("area-"))
    return areas


def subjects_of(lines: Sequence[LineToTake]) -> dict[int, set[uuid.UUID]]:
    """Return the records that each line is on. One query."""
    about: dict[int, set[uuid.UUID]] = {}
    for entry, to in Link.objects.filter(
        entry_id__in=[one.pk for one in lines], relation="about"
    ).values_list("entry_id", "to_id"):
        about.setdefault(entry, set()).add(to)
    return about


def speech_rows(
    found: SittingMaterial, topics: Topics, items: Sequence[Data], language: str
) -> list[Data]:
    """Return what to say, item by item, then the lines that are on nothing of the agenda.

    Args:
        found: the agenda, and the lines of one's own side.
        topics: which line is on which item.
        items: the agenda in words, as ``agenda_rows`` gives it.
        language: ``ja`` or ``en``.
    """
    style = STYLES[language]
    places = found.agenda.places if found.agenda else ()
    rows, told = [], set()
    for place, item in zip(places, items, strict=True):
        lines = [one for one in found.lines if topics.on(place, one, found)]
        gone = [one for one in found.expired if topics.on(place, one, found)]
        told |= {one.pk for one in (*lines, *gone)}
        said_on = _said(lines, gone, language)
        background = [
            *item["paragraphs"],
            *(_progress(one, style, language) for one in found.actions.get(place.face.item_id, ())),
            *(style.decided.format(title=one.title) for one in place.decisions),
        ]
        missing = (
            (said_on["points"], style.no_point.format(reference=item["reference"])),
            (said_on["raised"], style.nothing_raised),
            (background, style.no_background),
        )
        rows.append(
            {
                **{name: item[name] for name in ("number", "reference", "title", "heading")},
                "about": _about(item["about"]),
                **said_on,
                "background": background,
                "missing": [words for there, words in missing if not there],
            }
        )
    lines = [one for one in found.lines if one.pk not in told]
    gone = [one for one in found.expired if one.pk not in told]
    if lines or gone:
        rows.append(
            {
                **dict.fromkeys(("number", "reference", "title"), ""),
                "heading": style.others,
                "about": _about({}),
                **_said(lines, gone, language),
                "background": [],
                "missing": [],
            }
        )
    return rows


def _about(known: Mapping[str, str]) -> Data:
    """Return what is known of an item; a dash where nothing is."""
    found = {name: known.get(name, "") for name in ("wish", "lead", "minutes")}
    return found if any(found.values()) else {**found, "wish": "—"}


def _said(lines: Sequence[LineToTake], gone: Sequence[LineToTake], language: str) -> Data:
    style = STYLES[language]
    plain = [one for one in lines if one.form != ANSWER]
    points = [
        style.point.format(text=text) for one in plain for text in lines_of(one, "line", language)
    ]
    raised = [
        style.point.format(text=text)
        for one in plain
        for text in lines_of(one, "pressed", language)
    ]
    for one in lines:
        if one.form == ANSWER:
            raised += [style.question.format(text=one.title)]
            raised += [style.answer.format(text=text) for text in lines_of(one, "line", language)]
    return {"points": [*points, *_expired(gone, style, language)], "raised": raised}


def _expired(gone: Sequence[LineToTake], style: Style, language: str) -> Iterator[str]:
    for one in gone:
        yield style.expired.format(
            reference=one.reference, title=one.title, until=_until(one, language)
        )


def _until(line: LineToTake, language: str) -> str:
    return dates.say_day_briefly(line.valid_until, language) if line.valid_until else "—"


def _progress(one: JointAction, style: Style, language: str) -> str:
    words = style.progress.format(
        reference=one.reference,
        title=one.title,
        progress=said(PROGRESS_WORDS.get(one.progress, {"en": one.progress})),
    )
    if one.due_date:
        words += style.due.format(due=dates.say_day_briefly(one.due_date, language))
    if one.reported_at:
        words += style.reported.format(reported=dates.say_day_briefly(one.reported_at, language))
    return words


def question_rows(found: SittingMaterial, language: str) -> list[Data]:
    """Return the questions whose answers hold, each with its answer, by area."""
    style = STYLES[language]
    return [
        {
            "number": str(number),
            "reference": one.reference,
            "title": one.title,
            "heading": style.numbered.format(number=number, title=one.title),
            "answer": lines_of(one, "line", language),
            "pressed": lines_of(one, "pressed", language),
            "about": {
                "cleared": cleared_words(one, found.cleared.get(one.item_id), language)
                or not_cleared(),
                "until": _until(one, language),
                "reference": one.reference,
            },
        }
        for number, one in enumerate((one for one in found.lines if one.form == ANSWER), start=1)
    ]


def missing_rows(found: SittingMaterial, language: str) -> list[str]:
    """Return what to write where, if no question and answer holds."""
    some = any(one.form == ANSWER for one in found.lines)
    return [] if some else [STYLES[language].no_question]
