"""Two languages on one page: pairs of text, words in whichever language there is, differences."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kakehashi.look.tags.badges import changed_words, language_tag

Changes = Iterable[Any]
"""Runs of text: pairs ``(kind, text)``, or objects with ``kind`` and ``text`` (a kind is ``same``,
``added`` or ``removed``); or paragraphs, objects with such runs as ``pieces``."""

_KINDS = {
    "added": "ins",
    "removed": "del",
}


def reading_order() -> tuple[str, str]:
    """Return the two languages, the reader's own first."""
    return ("ja", "en") if translation.get_language() == "ja" else ("en", "ja")


_COUNTED = re.compile(r"第[0-9０-９〇一二三四五六七八九十百]{1,5}[回次期条項号章]?")


def counted(words: str) -> SafeString:
    """Filter: a title whose 第3回 stays on one line, however narrow the page."""
    pieces, at = [], 0
    for found in _COUNTED.finditer(words):
        pieces += [
            escape(words[at : found.start()]),
            format_html('<span class="k-nowrap">{}</span>', found[0]),
        ]
        at = found.end()
    return mark_safe("".join((*pieces, escape(words[at:]))))  # noqa: S308 - each piece is escaped


def said(words: Mapping[str, str] | str | None) -> SafeString:
    """Filter and tag: words in the reader's language, else in the other one marked as such."""
    if not words:
        return SafeString("")
    if isinstance(words, str):
        return format_html("{}", words)
    own, other = reading_order()
    if words.get(own):
        return format_html("{}", words[own])
    return format_html('<span lang="{}">{}</span>', other, words.get(other, ""))


def twin(ja: str = "", en: str = "", href: str = "") -> SafeString:
    """Tag: a title in the reader's language, and small below it in the other.

    Args:
        ja: The Japanese title.
        en: The English title.
        href: Where the title leads, if anywhere.
    """
    texts = {"ja": ja, "en": en}
    own, other = reading_order()
    if not texts[own]:
        own, other = other, own
    title = format_html('<span lang="{}">{}</span>', own, texts[own])
    if href:
        title = format_html('<a class="govuk-link" href="{}">{}</a>', href, title)
    below = (
        format_html('<span class="k-twin__other" lang="{}">{}</span>', other, texts[other])
        if texts[other]
        else ""
    )
    return format_html('<span class="k-twin">{}{}</span>', title, below)


def pair(  # noqa: PLR0917 - a template names what it passes
    ja: str = "",
    en: str = "",
    ja_state: str = "",
    en_state: str = "",
    ja_authority: str = "",
    en_authority: str = "",
) -> SafeString:
    """Tag: the same text in both languages, side by side, the reader's own first.

    Args:
        ja: The Japanese text; empty shows that it is to follow.
        en: The English text.
        ja_state: State of the Japanese text, as for ``language_tag``.
        en_state: State of the English text.
        ja_authority: ``courtesy`` where Japanese only helps to read.
        en_authority: ``courtesy`` where English only helps to read.
    """
    rows = {"ja": (ja, ja_state, ja_authority), "en": (en, en_state, en_authority)}
    sides = [
        pair_side(_paragraphs(text), code, state, source)
        if text
        else pair_side(_missing(), code, lang="")
        for code in reading_order()
        for text, state, source in [rows[code]]
    ]
    return pair_columns(format_html_join("", "{}", ((side,) for side in sides)))


def pair_columns(content: str) -> SafeString:
    """Block tag: two ``pair_side`` blocks side by side, below each other on a phone."""
    return format_html('<div class="k-pair">{}</div>', content)


def pair_side(
    content: str, language: str, state: str = "", authority: str = "", lang: str | None = None
) -> SafeString:
    """Block tag: one language of a pair, under its name and state."""
    spoken = language if lang is None else lang
    attribute = format_html(' lang="{}"', spoken) if spoken else ""
    return format_html(
        '<div class="k-pair__side"><p class="k-pair__head">{}</p>'
        '<div class="k-pair__text"{}>{}</div></div>',
        language_tag(language, state, authority),
        attribute,
        content,
    )


def changes(runs: Changes, language: str = "") -> SafeString:
    """Tag: one text with what was added and removed, for eyes and ears.

    Args:
        runs: Runs of text in order, see :data:`Changes`.
        language: Language of the text, where it is not the page's.
    """
    added, removed, end = changed_words()
    reader = translation.get_language() or "en"
    hidden = f'<span class="govuk-visually-hidden" lang="{reader}">'
    before = {"ins": f"{hidden}{escape(added)}</span>", "del": f"{hidden}{escape(removed)}</span>"}
    after = f"{hidden}{escape(end)}</span>"
    out = []
    for paragraph in _paragraphs_of(runs):
        out.append("<p>")
        for kind, text in paragraph:
            body = str(escape(text)).replace("\n", "<br>")
            name = _KINDS.get(kind)
            out.append(f"<{name}>{before[name]}{body}{after}</{name}>" if name else body)
        out.append("</p>")
    attribute = f' lang="{escape(language)}"' if language else ""
    return mark_safe(  # noqa: S308 - every text above went through escape()
        f'<div class="k-difference"{attribute}>{"".join(out)}</div>'
    )


def difference(ja: Changes | None = None, en: Changes | None = None) -> SafeString:
    """Tag: what changed between two versions, both languages side by side.

    Where something changed, a key stands above that says how it is marked.

    Args:
        ja: Runs of the Japanese text, see :data:`Changes`; None where there is none.
        en: Runs of the English text.
    """
    texts = {"ja": ja, "en": en}
    sides = []
    changed = False
    for code in reading_order():
        runs = list(texts[code] or ())
        shown = changes(runs, code) if runs else _missing()
        kinds = {kind for paragraph in _paragraphs_of(runs) for kind, _text in paragraph}
        changed = changed or bool(kinds & set(_KINDS))
        if runs and not kinds & set(_KINDS):
            note = format_html('<p class="k-difference__none">{}</p>', _("No change"))
            shown = format_html('{}<div lang="{}">{}</div>', note, code, shown)
        sides.append(pair_side(shown, code, lang=""))
    columns = pair_columns(format_html_join("", "{}", ((s,) for s in sides)))
    if not changed:
        return columns
    key = format_html(
        '<p class="k-difference__key k-difference"><ins>{}</ins> <del>{}</del></p>',
        _("added"),
        _("removed"),
    )
    return format_html("{}{}", key, columns)


def _paragraphs_of(runs: Changes) -> list[list[tuple[str, str]]]:
    listed = list(runs)
    if listed and hasattr(listed[0], "pieces"):
        # A paragraph's own line feed is the paragraph here.
        return [[(k, t.rstrip("\n")) for k, t in map(_run, row.pieces)] for row in listed]
    return [[_run(run) for run in listed]]


def _run(run: Any) -> tuple[str, str]:
    if isinstance(run, tuple | list):
        kind, text = run[0], run[1]
    else:
        kind, text = run.kind, run.text
    return str(getattr(kind, "value", kind)), str(text)


def _paragraphs(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=not hasattr(text, "__html__")))  # noqa: S308


def _missing() -> SafeString:
    return format_html('<p class="k-pair__missing">{}</p>', _("To follow"))
