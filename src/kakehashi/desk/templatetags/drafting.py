"""Tags for joint texts: names of paragraphs, findings and changes in the reader's language."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kakehashi.desk.words import said
from kakehashi.drafting.findings import SEVERITY_NAMES, Found
from kakehashi.drafting.kinds import paragraph_label
from kakehashi.drafting.paragraphs import Paragraph
from kakehashi.drafting.rules import AUTHORITIES, FORMS, NOTICE_PARTS, TEXT_KINDS
from kakehashi.drafting.selectors import Compared
from kakehashi.wording import Severity

register = template.Library()

WIDTH = {"ja": 32, "en": 64}
"""Characters that fit on a line of the editor, in either language."""


@register.filter
def text_kind_words(code: str) -> str:
    """Return what a kind of text is called."""
    return said(TEXT_KINDS.get(code, {"en": code, "ja": code}))


@register.filter
def authority_words(code: str) -> str:
    """Return which languages are authoritative, in words."""
    return said(AUTHORITIES.get(code, AUTHORITIES["en,ja"]))


@register.filter
def notice_words(part: str) -> str:
    """Return what a part of the standing notice says."""
    return said(NOTICE_PARTS[part])


@register.filter
def severity_words(severity: Severity) -> str:
    """Return how much a finding weighs, in a word."""
    return said(SEVERITY_NAMES[severity])


@register.simple_tag
def paragraph_name(one: Paragraph, number: str) -> str:
    """Return what a paragraph is called."""
    return said(paragraph_label(one, number))


@register.simple_tag
def shape_name(form: str, level: int) -> str:
    """Return a form with its level where it can have several."""
    name = said(FORMS[form])
    if form in ("numbered", "heading"):
        return _("%(form)s, level %(level)d") % {"form": name, "level": level}
    return name


@register.filter
def said_in(one: Paragraph, language: str) -> str:
    """Return a paragraph's wording in a language."""
    return one.said(language)


@register.filter
def both_orders(language: str) -> tuple[str, str]:
    """Return both languages, the reader's own first."""
    return ("en", "ja") if language.startswith("en") else ("ja", "en")


@register.filter
def state_in(states: Mapping[str, str], language: str) -> str:
    """Return the state of one language of a paragraph."""
    return states.get(language, "")


@register.filter
def courtesy_of(languages: tuple[str, ...], language: str) -> str:
    """Return ``courtesy`` for a language that is not authoritative."""
    return "courtesy" if language in languages else ""


@register.simple_tag
def rows_for(one: Paragraph, language: str, is_title: bool = False) -> int:  # noqa: FBT001, FBT002
    """Return how many lines a field needs for its words, at least three; one for a title."""
    text = one.said(language)
    lines = sum(1 + len(line) // WIDTH[language] for line in text.split("\n"))
    return max(1 if is_title or one.form == "heading" else 3, min(lines + 1, 30))


@register.simple_tag
def reason_key(one: Found) -> str:
    """Return a short name for the field that a finding's reason is typed in."""
    return hashlib.sha256("|".join([*one.key, str(one.start)]).encode()).hexdigest()[:12]


@register.filter
def typed_at(posted: Any, key: str) -> str:
    """Return the comment that was typed and not taken."""
    return str(posted.get(f"comment-{key}", ""))


@register.simple_tag
def change_words(one: Compared) -> SafeString:
    """Return a tag that says what was done with a paragraph between two versions."""
    other = {"other": one.other}
    words = {
        "added": _("added"),
        "removed": _("removed"),
        "moved": _("moved"),
        "split": _("split off %(other)s") % other,
        "merged": _("merged into %(other)s") % other,
    }.get(one.change.what, "")
    if one.change.what == "moved" and one.old_number and one.old_number != one.new_number:
        words = _("moved, was %(number)s") % {"number": one.old_number}
    if not words:
        return SafeString("")
    return format_html('<span class="govuk-tag govuk-tag--blue">{}</span>', words)
