"""Reading joint texts: lists, what is said of each paragraph, two versions by paragraph."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from kakehashi.drafting.models import JointText, Silence
from kakehashi.drafting.paragraphs import Change, Paragraph, bearers, changes, numbers
from kakehashi.drafting.services.texts import Draft, text_of
from kakehashi.people.models import Side
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import sides, visible_audiences
from kakehashi.records.models import Confirmation, Entry, Item, Link, Proposal, Version
from kakehashi.wording import compare_words


def texts(viewer: Viewer, *, meeting: str = "", text_kind: str = "") -> QuerySet[JointText]:
    """Return the joint texts that ``viewer`` may see, the last changed first."""
    found = JointText.objects.filter(audience_id__in=visible_audiences(viewer)).select_related(
        "entry"
    )
    if meeting:
        found = found.filter(meeting=meeting)
    if text_kind:
        found = found.filter(text_kind=text_kind)
    return found.order_by("-updated_at", "pk")


@dataclass(frozen=True)
class Said:
    """One comment as the page shows it."""

    entry: Entry
    words: str
    language: str
    resolved: bool
    own: bool
    """Whether it is of the reader's own side."""
    answers: Sequence["Said"] = field(default=())


def comments_on(
    item: uuid.UUID, paragraphs: Sequence[Paragraph], viewer: Viewer
) -> dict[str, list[Said]]:
    """Return the comments on a record by the paragraph that bears them now. Two queries.

    What was said of a paragraph that is no longer there stands under the empty string, with what
    is said of the whole.
    """
    visible = visible_audiences(viewer)
    if not viewer.side and not viewer.may("operate"):
        return {}
    entries = list(
        Entry.objects.filter(
            kind="comment",
            audience_id__in=visible,
            links__to_id=item,
            links__relation="about",
        )
        .exclude(state="withdrawn")
        .select_related("version", "version__author_post", "version__author", "item")
        .order_by("item__created_at", "pk")
    )
    parents = {
        link.entry_id: link.to_id
        for link in Link.objects.filter(
            entry_id__in=[one.pk for one in entries], relation="answers"
        )
    }
    known = {one.item_id for one in entries}
    below: dict[uuid.UUID, list[Said]] = {}
    for one in entries:
        if parents.get(one.pk) in known:
            below.setdefault(parents[one.pk], []).append(_said(one, viewer))
    now = bearers(paragraphs)
    found: dict[str, list[Said]] = {}
    for one in entries:
        if parents.get(one.pk) in known:
            continue
        place = now.get(str(one.version.facts.get("paragraph", "")), "")
        found.setdefault(place, []).append(_said(one, viewer, below.get(one.item_id, ())))
    return found


def _said(entry: Entry, viewer: Viewer, answers: Sequence[Said] = ()) -> Said:
    body = entry.version.wording.get("body", {})
    language = next(iter(sorted(body)), "en")
    return Said(
        entry=entry,
        words=body.get(language, ""),
        language=language,
        resolved=bool(entry.version.facts.get("resolved")),
        own=entry.side == viewer.side,
        answers=answers,
    )


@dataclass(frozen=True)
class Proposed:
    """A proposal for one paragraph, with what it would change now."""

    proposal: Proposal
    pieces: Mapping[str, Sequence[Any]]
    """Language to what it changes against the text it was written on."""
    moved: bool
    """Whether the paragraph was changed since."""


def proposals_on(item: Item, version: Version, viewer: Viewer) -> dict[str, list[Proposed]]:
    """Return the open proposals by name of the field they would change. One query."""
    found: dict[str, list[Proposed]] = {}
    now = version.wording
    open_now = (
        Proposal.objects.filter(item=item, state="open", audience_id__in=visible_audiences(viewer))
        .select_related("version", "side", "by")
        .order_by("at")
    )
    for one in open_now if viewer.side else []:
        then = one.version.wording
        for name, words in one.wording.items():
            before = then.get(name, {})
            found.setdefault(name, []).append(
                Proposed(
                    one,
                    {
                        code: compare_words(before.get(code, ""), text, code)
                        for code, text in words.items()
                    },
                    moved=now.get(name, {}) != before,
                )
            )
        if not one.wording:
            found.setdefault("", []).append(Proposed(one, {}, moved=False))
    return found


@dataclass(frozen=True)
class Compared:
    """One paragraph of two versions: what was done with it, and its words in both languages."""

    change: Change
    old_number: str
    new_number: str
    other: str
    """Number, or first words, of the paragraph it was split off or merged into."""
    ja: Sequence[Any]
    en: Sequence[Any]

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph as it is, or as it was where it is gone."""
        found = self.change.new or self.change.old
        assert found is not None
        return found

    @property
    def changed(self) -> bool:
        """Whether anything differs: words, place, form or level."""
        old, new = self.change.old, self.change.new
        if old is None or new is None or self.change.what != "same":
            return True
        return (dict(old.words), old.form, old.level) != (dict(new.words), new.form, new.level)


def compare(old: Version, new: Version) -> list[Compared]:
    """Return two versions of a joint text beside each other, by identity of paragraph."""
    return compare_drafts(text_of(old), text_of(new))


def compare_drafts(before: Draft, after: Draft) -> list[Compared]:
    """Return two texts beside each other, by identity of paragraph."""
    was, now = numbers(before.paragraphs), numbers(after.paragraphs)
    by_id = {one.id: one for one in (*before.paragraphs, *after.paragraphs)}
    found = []
    for change in changes(before.paragraphs, after.paragraphs):
        one = change.new or change.old
        assert one is not None
        ja, en = (
            compare_words(
                change.old.said(code) if change.old else "",
                change.new.said(code) if change.new else "",
                code,
            )
            for code in ("ja", "en")
        )
        found.append(
            Compared(
                change,
                old_number=was.get(one.id, ""),
                new_number=now.get(one.id, ""),
                other=_name_of(change.other, by_id, was if change.what == "split" else now),
                ja=ja,
                en=en,
            )
        )
    return found


def _name_of(key: str, by_id: Mapping[str, Paragraph], numbered: Mapping[str, str]) -> str:
    if not key:
        return ""
    one = by_id.get(key)
    return numbered.get(key) or (next(iter(one.words.values()), "")[:40] if one else key)


def silence_on(item: uuid.UUID, viewer: Viewer) -> Silence | None:
    """Return the newest silence procedure of a text that the reader's side takes part in."""
    if not viewer.side or not viewer.may("read_participants"):
        return None
    return (
        Silence.objects.filter(item_id=item)
        .select_related("side", "objected_by")
        .order_by("-at")
        .first()
    )


def sources_of(draft: Draft, viewer: Viewer) -> dict[str, tuple[Entry, bool]]:
    """Return the records that paragraphs were made from, by paragraph, and whether they changed.

    One query. A source the reader may not see is not told of.
    """
    wanted = {one.source.item for one in draft.paragraphs if one.source}
    faces = {
        str(one.item_id): one
        for one in Entry.objects.filter(
            item_id__in=wanted, audience_id__in=visible_audiences(viewer)
        ).select_related("version")
    }
    found = {}
    for one in draft.paragraphs:
        face = faces.get(one.source.item) if one.source else None
        if face is not None and one.source is not None:
            found[one.id] = (face, face.version.content_digest != one.source.digest)
    return found


def compare_titles(old: Version, new: Version) -> dict[str, Sequence[Any]]:
    """Return the title of two versions, language to what differs; empty where nothing does."""
    return title_changes(text_of(old), text_of(new))


def title_changes(old: Draft, new: Draft) -> dict[str, Sequence[Any]]:
    """Return the title of two texts, language to what differs; empty where nothing does."""
    before, after = old.title, new.title
    if dict(before) == dict(after):
        return {}
    return {
        code: compare_words(before.get(code, ""), after.get(code, ""), code)
        for code in ("ja", "en")
    }


def where_sides_stand(item: Item, version: Version) -> list[tuple[Side, Confirmation | None]]:
    """Return each side with its confirmation of this very wording, if it gave one. Two queries."""
    given = {
        one.side_id: one
        for one in Confirmation.objects.filter(item=item, content_digest=version.content_digest)
    }
    return [(side, given.get(side.code)) for side in sides() if side.code in item.sides]
