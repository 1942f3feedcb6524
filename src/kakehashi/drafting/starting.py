"""Starting a joint text from what happened: chosen decisions, progress and results, as paragraphs.

Nothing is worded by a machine: a paragraph has the words of its record, in the languages it has
them in. A language that is wanting stays a gap, and the text is not settled before it is filled.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kakehashi.drafting.paragraphs import HEADING, Paragraph, Source, fresh_id
from kakehashi.framework.models import Area
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry, Link
from kakehashi.workplan.models import JointAction

KINDS = ("decision", "result", "update", "period_report")
"""What a text can be made from, in the order in which it stands under a heading."""

STATES = ("shared", "confirmed", "published", "imported")
"""A draft of one side is no ground for a joint text."""

AREA, ACTION = "area", "action"
MOST = 300


@dataclass(frozen=True)
class Candidate:
    """One record that a paragraph can be made from."""

    entry: Entry
    area: str
    """Code of its area; empty where it is of none."""
    action: str
    """Reference of the joint action it is about; empty where it is about none."""
    words: Mapping[str, str]

    @property
    def gaps(self) -> list[str]:
        """The languages it has no words in."""
        return [code for code in ("ja", "en") if not self.words.get(code)]


def candidates(
    viewer: Viewer,
    *,
    area: str = "",
    meeting: str = "",
    items: Collection[uuid.UUID] | None = None,
) -> list[Candidate]:
    """Return what ``viewer`` can start from, by kind, the newest first; a fixed number of queries.

    Args:
        viewer: whose rights apply.
        area: only what is of this area.
        meeting: only decisions of this meeting.
        items: only these.
    """
    visible = visible_audiences(viewer)
    found = Entry.objects.filter(
        audience_id__in=visible, kind__in=KINDS, state__in=STATES
    ).select_related("version", "item")
    if meeting:
        found = found.filter(
            links__relation="of_meeting", links__to__reference=meeting, kind="decision"
        )
    if items is not None:
        found = found.filter(item_id__in=items)
    entries = list(found.order_by("-updated_at", "pk").distinct()[: MOST * 2])
    actions = _actions(entries, visible)
    made = []
    for one in entries:
        of = actions.get(one.pk)
        facts = one.version.facts
        place = str(facts.get("area", "")) or (of.area if of else "")
        made.append(Candidate(one, place, of.reference if of else "", _words(one)))
    kept = [one for one in made if one.words and (not area or one.area == area)]
    return sorted(kept, key=lambda one: KINDS.index(one.entry.kind))[:MOST]


def chosen(viewer: Viewer, items: Iterable[uuid.UUID]) -> list[Candidate]:
    """Return the candidates with these items; what the viewer may not see is left out."""
    return candidates(viewer, items=set(items))


def paragraphs_from(found: Sequence[Candidate], *, by: str, viewer: Viewer) -> list[Paragraph]:
    """Return paragraphs made from records, under a heading for each area or joint action.

    Args:
        found: the records.
        by: ``area`` or ``action``.
        viewer: whose rights apply to the names of headings.
    """
    names = _headings(found, by, viewer)
    groups: dict[str, list[Candidate]] = {}
    for one in found:
        groups.setdefault(one.action if by == ACTION else one.area, []).append(one)
    made: list[Paragraph] = []

    def add(one: Paragraph) -> None:
        made.append(one)

    for key in sorted(groups, key=lambda each: (not each, names.get(each, ("", {}))[0], each)):
        if key in names:
            add(Paragraph(_fresh(made), form=HEADING, words=names[key][1]))
        for one in groups[key]:
            entry = one.entry
            add(
                Paragraph(
                    _fresh(made),
                    words=one.words,
                    source=Source(str(entry.item_id), entry.version.content_digest),
                )
            )
    return made


def _fresh(made: Sequence[Paragraph]) -> str:
    return fresh_id(one.id for one in made)


def _words(entry: Entry) -> dict[str, str]:
    """Return the first text of a record after its title, or the title where there is none."""
    wording = entry.version.wording
    for text in kind_of(entry.kind).texts:
        if text.name != "title" and wording.get(text.name):
            return dict(wording[text.name])
    return dict(wording.get("title", {}))


def _actions(entries: Sequence[Entry], visible: Sequence[int]) -> dict[int, JointAction]:
    """Return the joint action that each record is about, by face. Two queries."""
    about = dict(
        Link.objects.filter(
            entry_id__in=[one.pk for one in entries],
            relation="about",
            to__kind="joint_action",
        )
        .order_by("-pk")
        .values_list("entry_id", "to_id")
    )
    rows = {
        one.item_id: one
        for one in JointAction.objects.filter(
            item_id__in=set(about.values()), audience_id__in=visible
        )
    }
    return {entry: rows[item] for entry, item in about.items() if item in rows}


def _headings(
    found: Sequence[Candidate], by: str, viewer: Viewer
) -> dict[str, tuple[str, dict[str, str]]]:
    """Return sort key and words of each heading, by code of area or reference of joint action."""
    visible = visible_audiences(viewer)
    rows: Iterable[Area | JointAction]
    if by == ACTION:
        rows = JointAction.objects.filter(
            audience_id__in=visible, reference__in={one.action for one in found if one.action}
        )
    else:
        wanted = {f"area-{one.area}" for one in found if one.area}
        rows = Area.objects.filter(audience_id__in=visible, reference__in=wanted)
    return {
        row.reference.removeprefix("area-"): (
            row.sort_key,
            {code: words for code, words in (("ja", row.title_ja), ("en", row.title_en)) if words},
        )
        for row in rows
    }
