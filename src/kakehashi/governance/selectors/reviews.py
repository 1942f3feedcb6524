"""Reading reviews: what they propose, what comes of it, what hangs on what they change."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from kakehashi.errors import Refused
from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Edition
from kakehashi.framework.revising import Change, Stand, plan, standing
from kakehashi.framework.revising.editions import areas_by_code
from kakehashi.framework.revising.planning import RETIRED, SPLIT, NextText
from kakehashi.governance.models import Review
from kakehashi.governance.review_rules import DECIDED, OVERTAKEN_ANSWER, UNDER_WAY
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, Item, Link, Version
from kakehashi.records.services.plans import FACES, PUBLIC_FACE, SHARED_FACE
from kakehashi.workplan.models import JointAction
from kakehashi.workplan.reattaching import hanging, provisions_of

AHEAD = dt.timedelta(days=366)
"""How far ahead a review looks for occasions that pass: until the next one."""

ENDED = ("withdrawn", "overtaken")


def reviews(viewer: Viewer) -> list[Review]:
    """Return the reviews, those under way first, then the newest."""
    rows = list(
        Review.objects.filter(audience_id__in=visible_audiences(viewer))
        .exclude(state__in=ENDED)
        .select_related("entry__version", "item__owner")
        .order_by("-takes_effect", "-updated_at", "-pk")
    )
    return sorted(rows, key=lambda row: row.standing not in UNDER_WAY)


def review_input(viewer: Viewer, today: dt.date) -> list[framework.PassedBy]:
    """Return the provisions that name what has passed or passes within a year, with the notes."""
    return framework.passed_by(viewer, today + AHEAD)


@dataclass(frozen=True)
class Proposed:
    """A change that a review proposes."""

    entry: Entry
    version: Version
    change: Change

    @property
    def why(self) -> Mapping[str, str]:
        """The reason, per language."""
        words: Mapping[str, str] = self.version.wording.get("body", {})
        return words


def changes_of(review: uuid.UUID, viewer: Viewer) -> list[Proposed]:
    """Return the changes of a review as a viewer sees them: two queries."""
    linked = Link.objects.filter(
        to_id=review, relation="of_review", audience_id__in=visible_audiences(viewer)
    )
    return proposed(Entry.objects.filter(pk__in=linked.values("entry_id")))


def settled_changes(review: uuid.UUID) -> list[Proposed]:
    """Return the changes of a review as both sides have them, drafts left out: two queries."""
    linked = Link.objects.filter(to_id=review, relation="of_review").values("item_id")
    newest: dict[uuid.UUID, Entry] = {}
    faces = (SHARED_FACE, PUBLIC_FACE)
    found = Entry.objects.filter(item_id__in=linked, kind="provision_change", face__in=faces)
    for entry in sorted(found, key=lambda one: FACES.index(one.face)):
        newest.setdefault(entry.item_id, entry)
    return proposed(Entry.objects.filter(pk__in=[entry.pk for entry in newest.values()]))


def proposed(entries: QuerySet[Entry]) -> list[Proposed]:
    """Return faces of changes as what they would do, those taken out left out."""
    rows = (
        entries.filter(kind="provision_change")
        .exclude(state__in=ENDED)
        .select_related("version", "item")
        .order_by("item__created_at", "pk")
    )
    return [Proposed(entry, entry.version, change_of(entry)) for entry in rows]


def change_of(entry: Entry) -> Change:
    """Return what a record of a change would do to the framework."""
    facts, links = entry.version.facts, entry.version.facts.get("links", [])
    kind = str(facts.get("change", ""))
    into = [uuid.UUID(one["to"]) for one in links if one["relation"] == "into_provision"]
    wording = entry.version.wording
    worded = bool(wording.get("statement"))
    return Change(
        key=entry.reference,
        kind=kind,
        sources=[uuid.UUID(one["to"]) for one in links if one["relation"] == "from_provision"],
        into=into[0] if into else None,
        number=str(facts.get("number", "")),
        wording={
            name: wording.get(name, {})
            for name in (("title", "statement", "verb") if worded else ())
        },
        strength=facts.get("strength"),
        nature=str(facts.get("nature", "")),
        area=str(facts.get("area", "")),
    )


@dataclass(frozen=True)
class Question:
    """A joint action whose provision is split or retired: where does it go?"""

    action: JointAction
    provision: Stand
    change: str
    """``split`` or ``retired``."""
    parts: Sequence[str]
    """References of the parts of the split."""
    answer: str
    """A reference in the next text, ``overtaken``, or empty while nobody said."""


class Outlook:
    """What a review would lead to: the next text, or why there is none; what hangs on it."""

    def __init__(
        self,
        proposed: Sequence[Proposed],
        moves: Mapping[str, str],
        *,
        viewer: Viewer | None = None,
    ) -> None:
        """Work it out.

        Args:
            proposed: the changes.
            moves: answers: reference of a joint action to where it goes.
            viewer: for whom; None for carrying it out.
        """
        self.proposed, self._moves, self._viewer = proposed, dict(moves), viewer
        self.stands = standing()
        self.changes = [one.change for one in proposed]
        self.text: NextText | None = None
        self.refusal: Refused | None = None
        try:
            self.text = plan(self.stands, self.changes, areas_by_code())
        except Refused as refusal:
            self.refusal = refusal

    @cached_property
    def known(self) -> dict[uuid.UUID, Stand]:
        """Provisions of the present text by their items."""
        return {one.item: one for one in self.stands}

    @cached_property
    def actions(self) -> dict[uuid.UUID, list[JointAction]]:
        """The joint actions that hang on each provision that a change starts from."""
        sources = {item for change in self.changes for item in change.sources}
        rows = hanging(list(sources), self._viewer)
        of = provisions_of(rows)
        found: dict[uuid.UUID, list[JointAction]] = {}
        for row in rows:
            found.setdefault(of[row.item_id], []).append(row)
        return found

    @cached_property
    def questions(self) -> list[Question]:
        """Joint actions of split and retired provisions that both sides have, with the answers."""
        found = []
        kinds = {
            item: change.kind
            for change in self.changes
            for item in change.sources
            if change.kind in (SPLIT, RETIRED)
        }
        targets = {one.reference for one in self.text.provisions} if self.text else set()
        for item, kind in kinds.items():
            parts = self._parts(item)
            for row in self.actions.get(item, ()):
                if row.state == "draft" and self._never_shared(row):
                    continue
                answer = self._moves.get(row.reference, "")
                if self.text and answer != OVERTAKEN_ANSWER and answer not in targets:
                    answer = ""
                found.append(Question(row, self.known[item], kind, parts, answer))
        return found

    def _parts(self, item: uuid.UUID) -> list[str]:
        if self.text is None:
            return []
        ones = [
            self.text.of_change(change)
            for change in self.changes
            if change.kind == SPLIT and item in change.sources
        ]
        return [one.reference for one in ones if one is not None]

    @cached_property
    def _shared(self) -> set[uuid.UUID]:
        rows = [row.item_id for rows in self.actions.values() for row in rows]
        return set(
            Entry.objects.filter(item_id__in=rows, face__in=(SHARED_FACE, PUBLIC_FACE)).values_list(
                "item_id", flat=True
            )
        )

    def _never_shared(self, row: JointAction) -> bool:
        return row.item_id not in self._shared

    @property
    def unanswered(self) -> list[Question]:
        """Questions that nobody has answered."""
        return [one for one in self.questions if not one.answer]

    def destinations(self, items: Mapping[str, uuid.UUID]) -> dict[uuid.UUID, uuid.UUID | None]:
        """Return where each joint action goes that does not stay where it is.

        A draft that one side never shared is nobody's question: it goes with the first part of a
        split, and stays with a provision that is retired, on whose page its side finds it.

        Args:
            items: provisions of the new text by reference.
        """
        assert self.text is not None
        answers = {one.action.item_id: one.answer for one in self.questions}
        going: dict[uuid.UUID, uuid.UUID | None] = {}
        for source, rows in self.actions.items():
            onward = [
                items[one.reference]
                for change in self.text.ended.get(source, ())
                if (one := self.text.of_change(change)) is not None
            ]
            for row in rows:
                answer = answers.get(row.item_id, "")
                if answer == OVERTAKEN_ANSWER:
                    going[row.item_id] = None
                elif answer in items:
                    if items[answer] != source:
                        going[row.item_id] = items[answer]
                elif onward:
                    going[row.item_id] = onward[0]
        return going


def outlook(review: Review, viewer: Viewer) -> Outlook:
    """Return what a review would lead to, as a viewer sees it: a fixed number of queries."""
    return Outlook(
        changes_of(review.item_id, viewer), moves_of(review.entry.version), viewer=viewer
    )


def moves_of(version: Version) -> dict[str, str]:
    """Return where a review sends joint actions: reference to a number or ``overtaken``."""
    moves: dict[str, Any] = version.facts.get("moves", {})
    return {str(name): str(value) for name, value in moves.items()}


def edition_of(review: Item) -> Edition | None:
    """Return the edition that a review led to."""
    return Edition.objects.filter(carried_by=review).first()


def hanging_counts(items: Sequence[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, dict[str, int]]:
    """Return how many records of each kind hang on provisions: one query."""
    counts: dict[uuid.UUID, dict[str, int]] = {}
    for to, kind in (
        Link.objects.filter(to_id__in=list(items), audience_id__in=visible_audiences(viewer))
        .exclude(Q(kind="provision_change") | Q(kind="provision"))
        .values_list("to_id", "kind")
        .order_by()
    ):
        known = counts.setdefault(to, {})
        known[kind] = known.get(kind, 0) + 1
    return counts


def under_way(viewer: Viewer) -> list[Review]:
    """Return the reviews that still lead somewhere."""
    return [row for row in reviews(viewer) if row.standing in UNDER_WAY]


def due_reviews(today: dt.date) -> list[uuid.UUID]:
    """Return the decided reviews whose text comes into force on or before a day."""
    return list(
        Review.objects.filter(
            standing=DECIDED, takes_effect__lte=today, entry__face__in=(SHARED_FACE, PUBLIC_FACE)
        )
        .exclude(state__in=ENDED)
        .order_by("takes_effect", "pk")
        .values_list("item_id", flat=True)
        .distinct()
    )
