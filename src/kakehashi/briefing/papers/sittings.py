"""What papers say of a meeting's agenda, action points, notes and joint text: read, then put so."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kakehashi.briefing.cleared import cleared_words
from kakehashi.briefing.saying import said
from kakehashi.clearance import selectors as clearance
from kakehashi.clearance.models import Clearance
from kakehashi.drafting import selectors as drafting
from kakehashi.drafting.models import JointText
from kakehashi.drafting.paragraphs import HEADING, Paragraph, numbers
from kakehashi.drafting.rules import AUTHORITIES
from kakehashi.drafting.services.texts import text_of
from kakehashi.governance import selectors as governance
from kakehashi.governance.action_rules import ENDED, STANDINGS, STILL_OPEN
from kakehashi.governance.models import ActionPoint, Meeting, MeetingNote
from kakehashi.governance.rules import PLACE_ENDINGS, WHY_HERE, WISHES
from kakehashi.governance.selectors import Agenda, Owner, Placed
from kakehashi.lines import selectors as lines
from kakehashi.lines.models import LineToTake
from kakehashi.lines.rules import FORMS
from kakehashi.look import dates
from kakehashi.look.tags.badges import STATES
from kakehashi.people.models import Post
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import name_on, visible_audiences
from kakehashi.records.models import Entry, Link, Record
from kakehashi.workplan.models import JointAction

Data = dict[str, Any]
_GONE = ("withdrawn", "overtaken")
_NOTHING: Mapping[str, str] = {"en": ""}


@dataclass
class SittingMaterial:
    """What was read of one meeting."""

    agenda: Agenda | None = None
    leads: Mapping[str, Post] = field(default_factory=dict)
    """Posts that lead an item, by id."""
    actions: Mapping[uuid.UUID, Sequence[JointAction]] = field(default_factory=dict)
    """Joint Actions that an item is about, by the item."""
    points: Sequence[ActionPoint] = ()
    owners: Mapping[str, Owner] = field(default_factory=dict)
    notes: Sequence[MeetingNote] = ()
    text: JointText | None = None
    lines: Sequence[LineToTake] = ()
    """Lines to take of one's own side that hold."""
    expired: Sequence[LineToTake] = ()
    """Those that do not: named, and their words left out."""
    cleared: Mapping[uuid.UUID, Clearance] = field(default_factory=dict)
    """The last complete clearance of a line, by its item."""

    def included(self) -> Iterator[Record | int]:
        """Yield every record that is quoted, or the number of its face."""
        for one in self.agenda.places if self.agenda else ():
            yield one.face.pk
            yield from one.decisions
        for here in self.agenda.papers if self.agenda else ():
            yield here.paper
        for some in self.actions.values():
            yield from some
        yield from (*self.points, *self.notes, *self.lines, *self.expired)
        if self.text is not None:
            yield self.text


def read_agenda(meeting: Meeting, viewer: Viewer, today: dt.date, found: SittingMaterial) -> None:
    """Read a meeting's agenda with what its items are about: ten queries."""
    found.agenda = governance.agenda(meeting, viewer, today=today)
    faces = [one.face for one in found.agenda.places]
    found.leads = Post.objects.select_related("organisation").in_bulk(
        {lead for one in faces for lead in _leads(one)}
    )
    visible = visible_audiences(viewer)
    about: dict[uuid.UUID, list[uuid.UUID]] = {}
    for item, to in Link.objects.filter(
        entry_id__in=[one.pk for one in faces], relation="about", audience_id__in=visible
    ).values_list("item_id", "to_id"):
        about.setdefault(item, []).append(to)
    rows = {
        one.item_id: one
        for one in JointAction.objects.filter(
            item_id__in={to for every in about.values() for to in every}, audience_id__in=visible
        ).exclude(state__in=_GONE)
    }
    found.actions = {
        item: sorted((rows[to] for to in every if to in rows), key=lambda one: one.sort_key)
        for item, every in about.items()
    }


def _leads(face: Entry) -> list[str]:
    """Return the posts that lead an item, side by side."""
    given: Mapping[str, str] = face.version.facts.get("leads") or {}
    return [given[side] for side in sorted(given) if given[side]]


def read_points(meeting: Meeting, viewer: Viewer, today: dt.date, found: SittingMaterial) -> None:
    """Read the action points of a meeting, and those still open of its body: ten queries."""
    of_meeting = Q(meeting=meeting.reference)
    open_of_body = Q(body=meeting.body, standing__in=STILL_OPEN) & ~Q(body="")
    found.points = list(
        ActionPoint.objects.filter(
            of_meeting | open_of_body, audience_id__in=visible_audiences(viewer)
        )
        .exclude(state="withdrawn")
        .select_related("entry__version")
        .order_by("due_on", "sort_key", "pk")
    )
    found.owners = governance.owners_of((one.post for one in found.points), today)


def read_notes(meeting: Meeting, viewer: Viewer, found: SittingMaterial) -> None:
    """Read one's own side's notes of a meeting; the whole table has none."""
    if viewer.table:
        return
    found.notes = list(
        MeetingNote.objects.filter(
            meeting=meeting.reference,
            audience_id__in=visible_audiences(viewer),
            entry__side=viewer.side,
        )
        .exclude(state__in=_GONE)
        .select_related("entry__version")
        .order_by("sort_key", "pk")
    )


def read_lines(
    meeting: Meeting, areas: Collection[str], viewer: Viewer, today: dt.date, found: SittingMaterial
) -> None:
    """Read one's own side's lines to take on what a paper speaks of; the whole table has none."""
    places = found.agenda.places if found.agenda else ()
    about = [meeting.item_id, *(one.face.item_id for one in places)]
    for some in found.actions.values():
        about += [one.item_id for one in some]
    found.lines, found.expired = lines.for_pack(viewer, areas=areas, about=about, today=today)
    found.cleared = clearance.completed([one.item_id for one in found.lines], viewer)


def text_for(meeting: str, text_kind: str, viewer: Viewer) -> JointText | None:
    """Return the newest joint text of that kind of a meeting, with its version: one query."""
    return (
        drafting.texts(viewer, meeting=meeting, text_kind=text_kind)
        .exclude(state__in=_GONE)
        .select_related("entry__version")
        .first()
    )


def agenda_rows(found: SittingMaterial, language: str) -> list[Data]:
    """Return the items of an agenda in words."""
    if found.agenda is None:
        return []
    return [_item(one, found, language) for one in found.agenda.places]


def _item(one: Placed, found: SittingMaterial, language: str) -> Data:
    face, place = one.face, one.place
    leads = [found.leads[key] for key in _leads(face) if key in found.leads]
    papers = [
        " ".join(
            filter(
                None,
                (
                    here.paper.title,
                    _bracketed(_wording(here.paper, "handling", language), language),
                ),
            )
        )
        for here in one.papers
    ]
    apart = "、" if language == "ja" else "; "
    length = _("%(number)s min") % {"number": place.minutes} if place.minutes else ""
    minutes = length.replace(" ", "\N{NO-BREAK SPACE}")
    ending = said(PLACE_ENDINGS.get(place.ending, _NOTHING))
    return {
        "number": str(one.number),
        "reference": face.reference,
        "title": face.title,
        "heading": f"{one.number}. {face.title}",
        "note": face.version.wording.get("body", {}).get(language, ""),
        "lead": apart.join(_post(lead, language) for lead in leads),
        "wish": said(WISHES.get(place.wish, _NOTHING)),
        "minutes": minutes,
        "why": said(WHY_HERE.get(place.why, _NOTHING)),
        "papers": apart.join(papers),
        "ending": " ".join(filter(None, (ending, _bracketed(place.elsewhere, language)))),
        "about": {
            "wish": said(WISHES.get(place.wish, _NOTHING)),
            "lead": apart.join(_post(lead, language) for lead in leads),
            "minutes": minutes,
            "why": said(WHY_HERE.get(place.why, _NOTHING)),
            "papers": apart.join(papers),
            "decided": apart.join(row.title for row in one.decisions),
        },
        "paragraphs": [
            line
            for line in face.version.wording.get("body", {}).get(language, "").split("\n")
            if line.strip()
        ],
    }


def _bracketed(words: str, language: str) -> str:
    if not words:
        return ""
    return f"（{words}）" if language == "ja" else f"({words})"


def _post(post: Post, language: str) -> str:
    office = post.organisation.short or name_on(post.organisation, None, language)
    return (
        post.name
        if office in post.name
        else f"{office}{' ' if language == 'ja' else ', '}{post.name}"
    )


def _wording(row: Record, name: str, language: str) -> str:
    by_language = row.entry.version.wording.get(name, {})
    return by_language.get(language) or next((one for one in by_language.values() if one), "")


def point_rows(found: SittingMaterial, language: str) -> list[Data]:
    """Return action points in words."""
    return [
        {
            "reference": one.reference,
            "title": one.title,
            "task": _wording(one, "task", language),
            "owner": _owner(found.owners.get(one.post), language),
            "due": dates.say_day_briefly(day, language) if (day := one.due_on) else "",
            "standing": said(STANDINGS.get(one.standing, {"en": one.standing})),
            "closed": dates.say_day_briefly(one.closed_date, language)
            if one.closed_date and one.standing in ENDED
            else "",
        }
        for one in found.points
    ]


def _owner(owner: Owner | None, language: str) -> str:
    if owner is None:
        return ""
    return " ".join(
        filter(
            None,
            (
                _post(owner.post, language),
                _bracketed(owner.holder.name, language) if owner.holder else "",
            ),
        )
    )


def note_rows(found: SittingMaterial, language: str) -> list[Data]:
    """Return one's own side's notes in words."""
    return [
        {
            "title": one.title,
            "paragraphs": [
                line for line in _wording(one, "body", language).split("\n") if line.strip()
            ],
        }
        for one in found.notes
    ]


def line_rows(found: SittingMaterial, language: str) -> list[Data]:
    """Return lines to take in words."""
    return [
        {
            "reference": one.reference,
            "title": one.title,
            "about": {
                "form": said(FORMS.get(one.form, _NOTHING)),
                "cleared": cleared_words(one, found.cleared.get(one.item_id), language)
                or not_cleared(),
                "until": dates.say_day_briefly(one.valid_until, language)
                if one.valid_until
                else "",
            },
            "paragraphs": lines_of(one, "line", language),
            "pressed": lines_of(one, "pressed", language),
        }
        for one in found.lines
    ]


def expired_rows(found: SittingMaterial, language: str) -> list[Data]:
    """Return the lines that are left out: which, and since when they no longer hold."""
    return [
        {
            "reference": one.reference,
            "title": one.title,
            "until": dates.say_day_briefly(one.valid_until, language) if one.valid_until else "",
        }
        for one in found.expired
    ]


def not_cleared() -> str:
    """Return what is said of words that nobody cleared."""
    return _("not cleared")


def lines_of(row: Record, name: str, language: str) -> list[str]:
    """Return a text of a record line by line, in the other language where there is none in this."""
    return [one for one in _wording(row, name, language).split("\n") if one.strip()]


def text_facts(found: SittingMaterial) -> Data:
    """Return what a joint text is, in words."""
    row = found.text
    if row is None:
        return {}
    state = STATES.get(row.state)
    return {
        "title": row.title,
        "reference": row.reference,
        "state": str(state.text) if state else row.state,
        "authority": said(AUTHORITIES.get(text_of(row.entry.version).authority, _NOTHING)),
    }


def text_parts(found: SittingMaterial, language: str) -> list[Data]:
    """Return a joint text in parts: each heading with the paragraphs under it."""
    if found.text is None:
        return []
    listed = text_of(found.text.entry.version).paragraphs
    numbered = numbers(listed)
    parts: list[Data] = []
    for one in listed:
        if one.form == HEADING or not parts:
            heading = one.said(language) or _("to follow") if one.form == HEADING else ""
            parts.append({"heading": heading, "paragraphs": []})
        if one.form != HEADING:
            parts[-1]["paragraphs"].append(_paragraph(one, numbered.get(one.id, ""), language))
    return parts


def _paragraph(one: Paragraph, number: str, language: str) -> str:
    words = one.said(language) or _("to follow")
    between = "　" if language == "ja" else " "
    return f"{number}{between}{words}" if number else words
