"""What the public may see of drafting: published joint texts, paragraph by paragraph."""

from collections.abc import Sequence
from dataclasses import dataclass

from kakehashi.drafting.kinds import paragraph_label
from kakehashi.drafting.paragraphs import HEADING, Paragraph, numbers
from kakehashi.drafting.rules import AUTHORITIES, TEXT_KINDS, courtesy
from kakehashi.drafting.services.texts import text_of
from kakehashi.errors import Words
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry

__all__ = ["PublicParagraph", "PublicText", "joint_text"]


@dataclass(frozen=True)
class PublicParagraph:
    """One paragraph of a published joint text."""

    number: str
    label: Words
    ja: str
    en: str
    heading: bool
    level: int


@dataclass(frozen=True)
class PublicText:
    """A published joint text: what it is, which languages are authoritative, its paragraphs."""

    kind: Words
    authority: Words
    courtesy: Sequence[str]
    """Languages that are courtesy translations."""
    paragraphs: Sequence[PublicParagraph]


def joint_text(entry: Entry) -> PublicText | None:
    """Return a published joint text; None for any other record, or one that is not public.

    No comment, proposal, finding or clearance is in it.
    """
    if entry.kind != "joint_text" or entry.audience_id not in visible_audiences(PUBLIC_VIEWER):
        return None
    draft = text_of(entry.version)
    numbered = numbers(draft.paragraphs)
    return PublicText(
        kind=TEXT_KINDS[draft.text_kind],
        authority=AUTHORITIES.get(draft.authority, AUTHORITIES["en,ja"]),
        courtesy=courtesy(draft.authority),
        paragraphs=[_shown(one, numbered.get(one.id, "")) for one in draft.paragraphs],
    )


def _shown(one: Paragraph, number: str) -> PublicParagraph:
    return PublicParagraph(
        number=number,
        label=paragraph_label(one, number),
        ja=one.said("ja"),
        en=one.said("en"),
        heading=one.form == HEADING,
        level=one.level,
    )
