"""The checks on what is published: every bilingual record, and the product's own strings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from kakehashi.drafting.findings import Found, check_paragraph, with_acceptances
from kakehashi.drafting.models import Acceptance
from kakehashi.drafting.paragraphs import FIELD, HEADING, NUMBERED, Paragraph
from kakehashi.drafting.rules import PRESS_LINE
from kakehashi.drafting.services.texts import text_of
from kakehashi.errors import Words
from kakehashi.people.rules import PUBLIC_VIEWER, Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import all_kinds, kind_of
from kakehashi.records.models import Entry

PUBLISHED = ("published", "imported")

IMPORTED_TEXT = frozenset({"provision"})
"""Kinds whose published words are the signed text's own, which nobody here drafts."""


@dataclass(frozen=True)
class Field:
    """One field of a published record with what the checks find in it."""

    label: Words
    paragraph: Paragraph
    found: Sequence[Found]


@dataclass(frozen=True)
class Checked:
    """One published record with the fields in which something is found."""

    entry: Entry
    fields: Sequence[Field]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum(len(one.found) for one in self.fields)


@dataclass(frozen=True)
class Published:
    """The published records of a page, each checked when it is shown."""

    faces: QuerySet[Entry]
    kinds: Sequence[str]
    kind: str
    own_rules: str = ""
    side: str = ""
    """Of the reader, who sees what their own side's rules find and nobody else's."""

    def check(self, entries: Sequence[Entry]) -> list[Checked]:
        """Return the records in which the checks find something, with what was accepted there."""
        accepted: dict[object, list[Acceptance]] = {}
        for one in Acceptance.objects.filter(
            item_id__in=[entry.item_id for entry in entries], withdrawn_at=None
        ).select_related("side", "post"):
            if not one.own or one.side_id == self.side:
                accepted.setdefault(one.item_id, []).append(one)
        checked = (
            check_record(entry, own_rules=self.own_rules, accepted=accepted.get(entry.item_id, ()))
            for entry in entries
        )
        return [one for one in checked if one.fields]


def findings_published(viewer: Viewer, *, kind: str = "") -> Published:
    """Return the published records that ``viewer`` may see, to be checked page by page."""
    from kakehashi.drafting.services.settling import rules_of

    codes = [one.code for one in all_kinds()]
    kind = kind if kind in codes else ""
    faces = Entry.objects.filter(
        audience_id__in=visible_audiences(viewer), state__in=PUBLISHED
    ).select_related("version")
    if kind:
        faces = faces.filter(kind=kind)
    return Published(
        faces.order_by("kind", "sort_key", "pk"), codes, kind, rules_of(viewer.side), viewer.side
    )


def check_record(
    entry: Entry, *, own_rules: str = "", accepted: Iterable[Acceptance] = ()
) -> Checked:
    """Return what the checks find in every text field of a face, in both languages.

    Args:
        entry: a published face.
        own_rules: YAML of the reader's own side; empty for none.
        accepted: what was accepted in the record.
    """
    accepted = list(accepted)
    version = entry.version
    text_kind = text_of(version).text_kind or PRESS_LINE
    fields = []
    for text in kind_of(entry.kind).texts_of(version.facts):
        words = version.wording.get(text.name)
        if not words:
            continue
        # What a title says tells the nature of a joint text; that of a record names a thing.
        titled = text.name == "title" and entry.kind == "joint_text"
        # A paragraph of a joint text is called as in its editor: what was accepted there counts.
        name = text.name.removeprefix(FIELD) if entry.kind == "joint_text" else text.name
        one = Paragraph(name, form=HEADING if titled else NUMBERED, words=words)
        found = with_acceptances(
            check_paragraph(one, text_kind=text_kind, own_rules=own_rules), accepted
        )
        if found:
            fields.append(Field(text.label, one, found))
    return Checked(entry, fields)


def all_published() -> Iterator[Checked]:
    """Yield every record on the public site in which the checks find something."""
    faces = findings_published(PUBLIC_VIEWER).faces
    for entry in faces.iterator(chunk_size=200):
        checked = check_record(entry)
        if checked.fields:
            yield checked
