"""The checks on what is published: every bilingual record, and the product's own strings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from kakehashi.drafting.findings import Found, check_paragraph
from kakehashi.drafting.paragraphs import HEADING, NUMBERED, Paragraph
from kakehashi.drafting.rules import PRESS_LINE
from kakehashi.drafting.services.texts import text_of
from kakehashi.errors import Words
from kakehashi.people.rules import PUBLIC_VIEWER, Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import all_kinds, kind_of
from kakehashi.records.models import Entry

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

    def check(self, entry: Entry) -> Checked:
        """Return what the checks find in one record."""
        return check_record(entry, own_rules=self.own_rules)


def findings_published(viewer: Viewer, *, kind: str = "") -> Published:
    """Return the published records that ``viewer`` may see, to be checked page by page."""
    from kakehashi.drafting.services.settling import rules_of

    codes = [one.code for one in all_kinds()]
    kind = kind if kind in codes else ""
    faces = Entry.objects.filter(
        audience_id__in=visible_audiences(viewer), state__in=["published", "imported"]
    ).select_related("version")
    if kind:
        faces = faces.filter(kind=kind)
    return Published(faces.order_by("kind", "sort_key", "pk"), codes, kind, rules_of(viewer.side))


def check_record(entry: Entry, *, own_rules: str = "") -> Checked:
    """Return what the checks find in every text field of a face, in both languages."""
    version = entry.version
    text_kind = text_of(version).text_kind or PRESS_LINE
    fields = []
    for text in kind_of(entry.kind).texts_of(version.facts):
        words = version.wording.get(text.name)
        if not words:
            continue
        # What a title says tells the nature of a joint text; that of a record names a thing.
        titled = text.name == "title" and entry.kind == "joint_text"
        one = Paragraph(text.name, form=HEADING if titled else NUMBERED, words=words)
        found = check_paragraph(one, text_kind=text_kind, own_rules=own_rules)
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
