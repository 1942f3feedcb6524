"""``{% load desk %}``: links to records and the chart of progress."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kakehashi.framework.rules import NATURES
from kakehashi.records.kinds import kind_of
from kakehashi.workplan.rules import PROGRESS, PROGRESS_WORDS

register = template.Library()

PARTS: Mapping[str, Mapping[str, str]] = {
    "lead": {"en": "leads", "ja": "主導"},
    "co_lead": {"en": "leads jointly", "ja": "共同で主導"},
    "coordinator": {"en": "coordinates", "ja": "調整"},
    "contributor": {"en": "contributes", "ja": "協力"},
    "consulted": {"en": "is consulted", "ja": "協議先"},
    "legal": {"en": "advises on law", "ja": "法的助言"},
    "post": {"en": "post abroad", "ja": "在外公館"},
}
"""What an organisation does in the partnership, in words."""


def address_of(kind: str, reference: str) -> str:
    """Return the desk's page for a record."""
    name = "desk:provision" if kind == "provision" else "desk:record"
    return reverse(name, args=[reference])


@register.simple_tag
def record_link(face: Any) -> SafeString:
    """Return reference and title of a record as a link, each in its own language.

    Args:
        face: an entry or a kind's row.
    """
    kind = getattr(face, "kind", "") or face._meta.model_name  # noqa: SLF001 - Django's own
    language = face.title_language
    title = format_html(
        '<span lang="{}">{}</span>' if language != get_language() else "{1}", language, face.title
    )
    return format_html(
        '<a class="govuk-link k-record-link" href="{}"><span class="k-reference">{}</span> {}</a>',
        address_of(kind, face.reference),
        face.reference,
        title or face.reference,
    )


@register.simple_tag
def kind_name(code: str) -> str:
    """Return the name of a kind in the language of the page."""
    return _said(kind_of(code).names)


@register.simple_tag
def kinds_name(code: str) -> str:
    """Return the plural name of a kind in the language of the page."""
    return _said(kind_of(code).plural)


@register.filter
def inlanguage(words: Any) -> str:
    """Return a text per language in the language of the page."""
    return _said(words) if isinstance(words, Mapping) else str(words or "")


@register.filter
def of(mapping: Any, key: Any) -> Any:
    """Return what a mapping holds under ``key``, None where nothing."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.inclusion_tag("desk/progress_chart.html")
def progress_chart(counts: Mapping[str, Mapping[str, int]]) -> dict[str, object]:
    """Return one bar a nature, cut by progress, with the numbers in a table."""
    bars = []
    for nature, order in PROGRESS.items():
        by_progress = counts.get(nature, {})
        total = sum(by_progress.values())
        if not total:
            continue
        start, parts = 0.0, []
        for code in order:
            number = by_progress.get(code, 0)
            if number:
                width = 100 * number / total
                parts.append(
                    {
                        "code": code.replace("_", "-"),
                        "x": f"{start:.2f}",
                        "width": f"{width:.2f}",
                        "number": number,
                        "words": _said(PROGRESS_WORDS[code]),
                    }
                )
                start += width
        bars.append({"nature": _said(NATURES[nature]), "total": total, "parts": parts})
    return {"bars": bars}


def _said(words: Mapping[str, str]) -> str:
    language = get_language() or "en"
    return words.get(language) or words.get("en", "")


@register.filter
def nature_words(code: str) -> str:
    """Return the nature of a provision or joint action in words."""
    return _said(NATURES[code]) if code in NATURES else code


@register.simple_tag
def hit_address(hit: Any) -> str:
    """Return the desk's page for a hit of the search."""
    return address_of(hit.kind, hit.reference)


@register.filter
def part_words(role: str) -> str:
    """Return what an organisation does in the partnership, in words."""
    return _said(PARTS.get(role, {"en": role, "ja": role}))
