"""``{% load portal %}``: titles with their language, addresses, nature, strength, dates twice."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.briefing.public import tone_of
from kakehashi.framework.public import NATURES, STRENGTHS
from kakehashi.governance.public import STANDINGS
from kakehashi.look.charts import strip
from kakehashi.look.charts import swatch as tone_swatch
from kakehashi.look.tags.bilingual import counted, reading_order, said
from kakehashi.look.tags.tongues import tongues
from kakehashi.portal import speech, terms
from kakehashi.records import public as records
from kakehashi.workplan.public import ENDINGS, PROGRESS_WORDS, RESULT_KINDS, progress_of

register = template.Library()

_LONGEST_ADDRESS: Final = 72


@register.filter
def titled(face: Any, place: str = "") -> SafeString:
    """Filter: a record's title, told apart by ``lang`` where it is not in the page's language.

    ``|titled:"heading"`` keeps 第3回 on one line.
    """
    title = counted(face.title) if place == "heading" else format_html("{}", face.title)
    language = face.title_language
    if language == (get_language() or "en"):
        return title
    return format_html('<span lang="{}">{}</span>', language, title)


@register.filter
def other_title(face: Any) -> SafeString:
    """Filter: a record's title in the language that is not the page's; nothing where there is none.

    Nothing, too, where :func:`titled` had to fall back on it.
    """
    own, other = reading_order()
    titles = {"ja": face.title_ja, "en": face.title_en}
    if not titles[own] or not titles[other]:
        return SafeString("")
    return format_html('<span lang="{}">{}</span>', other, titles[other])


@register.filter
def address(face: Any) -> str:
    """Filter: where the public page of a record is."""
    if face.kind == "provision":
        return reverse("portal:provision", args=[face.reference])
    if face.kind == "area":
        return reverse("portal:area", args=[face.reference.removeprefix("area-")])
    return reverse("portal:record", args=[face.reference])


@register.filter
def area_address(area: Any) -> str:
    """Filter: where the page of an area is."""
    return reverse("portal:area", args=[area.reference.removeprefix("area-")])


@register.filter
def feed_address(area: Any) -> str:
    """Filter: where the feed of an area is."""
    return reverse("portal:area-feed", args=[area.reference.removeprefix("area-")])


@register.simple_tag
def nature_tag(code: str) -> SafeString:
    """Tag: the nature of a provision or joint action in words."""
    return format_html('<span class="k-tag">{}</span>', said(NATURES.get(code, code)))


@register.simple_tag
def strength_tag(strength: int | str) -> SafeString:
    """Tag: how firm a promise is: its word, after four bars of which as many are full."""
    number = int(strength)
    bars = "".join(
        f'<rect x="{1 + 6 * at}" y="{8 - 2 * at}" width="4" height="{3 + 2 * at}" '
        + ('fill="currentColor"/>' if at < number else 'fill="#d8d3c5"/>')
        for at in range(4)
    )
    return format_html(
        '<span class="k-progress"><svg class="k-glyph" width="22" height="12" viewBox="0 0 24 12" '
        'aria-hidden="true" focusable="false">{}</svg>{}</span>',
        SafeString(bars),
        said(STRENGTHS.get(number, "")),
    )


@register.filter
def say_nature(code: str) -> SafeString:
    """Filter: a nature in the reader's language."""
    return said(NATURES.get(code, code))


@register.filter
def look_up(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Filter: what ``mapping`` holds under ``key``; nothing where it does not."""
    return mapping.get(key, "")


@register.filter
def both_calendars(value: dt.date | str | None) -> SafeString:
    """Filter: a day as the reader writes it and, after it, as the other side does."""
    return speech.in_both_calendars(value) if value else SafeString("")


@register.simple_tag
def source_link(url: str) -> SafeString:
    """Tag: a link to a source outside, its address short enough to read."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    rest = unquote(parts.path).rstrip("/")
    text = host + rest
    if len(text) > _LONGEST_ADDRESS:
        text = text[: _LONGEST_ADDRESS - 1] + "…"
    # May be broken after each slash, so that it fits a phone.
    pieces = format_html_join(SafeString("/<wbr>"), "{}", ((piece,) for piece in text.split("/")))
    return format_html(
        '<a class="govuk-link" href="{}" rel="noopener noreferrer external nofollow">{}</a>',
        url,
        pieces,
    )


@register.simple_tag
def nature_explained(code: str) -> str:
    """Tag: what a nature means, in a sentence."""
    return str(terms.NATURES_EXPLAINED.get(code, ""))


@register.simple_tag
def strength_explained(number: int | str) -> str:
    """Tag: what a strength means, in a sentence."""
    return str(terms.STRENGTHS_EXPLAINED.get(int(number), ""))


@register.simple_tag
def standing_word(code: str) -> SafeString:
    """Tag: how firm a meeting's date is."""
    return said(STANDINGS.get(code, {}))


@register.simple_tag
def kind_name(code: str) -> SafeString:
    """Tag: the name of a kind of record."""
    return said(records.kind_of(code).names)


@register.simple_tag
def starts(moment: str, clocks: str) -> SafeString:
    """Tag: a moment kept as text, on the clocks of both sides; nothing where it is none.

    Args:
        moment: RFC 3339.
        clocks: the zones of the sides, comma-separated.
    """
    return speech.say_start(moment, clocks)


@register.simple_tag
def period_of(one: Any) -> SafeString:
    """Tag: from when until when something with ``since`` and ``until`` holds."""
    return speech.period({"since": one.since, "until": one.until})


@register.filter
def authority(wording: Any, language: str) -> str:
    """Filter: ``courtesy`` where a language of a wording only helps to read, else nothing."""
    firm = wording.authoritative
    return "courtesy" if firm and language not in firm else ""


@register.filter
def progress(action: Any) -> str:
    """Filter: the published progress of a joint action, or how it ended."""
    return progress_of(action)


@register.filter
def say_ending(code: str) -> SafeString:
    """Filter: why a joint action ended before its promise was kept, in words."""
    return said(ENDINGS.get(code, {"en": code}))


@register.filter
def say_how_far(code: str) -> SafeString:
    """Filter: progress, or how it ended, in words."""
    return said(PROGRESS_WORDS.get(code) or ENDINGS.get(code, {"en": code}))


@register.filter
def say_result(code: str) -> SafeString:
    """Filter: a kind of result in words."""
    return said(RESULT_KINDS.get(code, {"en": code}))


@register.filter
def confirmed_sides(page: Any) -> list[Any]:
    """Filter: the sides that confirmed the text of a page, with when."""
    return [one for one in page.sides if one.confirmed]


@register.simple_tag
def hit_title(hit: Any) -> SafeString:
    """Tag: the title of a hit with what was asked for marked, told apart by ``lang``."""
    for language in reading_order():
        if language in hit.titles:
            marked = passage_text(hit.titles[language])
            if language == (get_language() or "en"):
                return marked
            return format_html('<span lang="{}">{}</span>', language, marked)
    return format_html("{}", hit.reference)


@register.simple_tag
def hit_passage(hit: Any) -> SafeString:
    """Tag: what a hit says of what was asked for, in the reader's language where it says it."""
    for language in reading_order():
        if language in hit.passages:
            return format_html(
                '<p class="k-records__text" lang="{}">{}</p>',
                language,
                passage_text(hit.passages[language]),
            )
    return SafeString("")


@register.simple_tag
def passage_text(passage: Any) -> SafeString:
    """Tag: a passage of a hit with what was asked for marked."""
    pieces = format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece.text) if piece.marked else piece.text,)
            for piece in passage.pieces
        ),
    )
    return format_html(
        "{}{}{}", "…" if passage.cut_before else "", pieces, "…" if passage.cut_after else ""
    )


@register.simple_tag
def term_words(term: Any, place: int) -> SafeString:
    """Tag: the words of a concept in the reader's language (0) or in the other one (1)."""
    language = reading_order()[place]
    preferred = term.preferred.get(language, "")
    others = [*term.admitted.get(language, ())]
    between = "、" if language == "ja" else ", "
    rest = format_html(' <span class="k-quiet">{}</span>', between.join(others)) if others else ""
    return format_html('<span lang="{}"><strong>{}</strong>{}</span>', language, preferred, rest)


@register.simple_tag
def definition_of(term: Any) -> SafeString:
    """Tag: what a concept is, in the reader's language."""
    own = reading_order()[0]
    said = term.concept.definition_ja if own == "ja" else term.concept.definition_en
    return format_html('<p class="govuk-body-s">{}</p>', said) if said else SafeString()


@register.simple_tag
def avoided_of(term: Any) -> SafeString:
    """Tag: the words that should not stand for a concept, in both languages."""
    words = [word for language in reading_order() for word in term.avoided.get(language, ())]
    if not words:
        return SafeString()
    return format_html('<p class="govuk-body-s">{} {}</p>', _("Avoid:"), tongues(" · ".join(words)))


@register.simple_tag
def source_of(term: Any) -> SafeString:
    """Tag: the address or document that a concept is from; nothing where it is ours."""
    source = term.concept.source
    if not source or source == "ours":
        return SafeString()
    if source.startswith("https://"):
        link = format_html(
            '<a class="govuk-link" href="{}" rel="noopener external">{}</a>',
            source,
            source.removeprefix("https://").rstrip("/"),
        )
        return format_html('<p class="govuk-body-s">{} {}</p>', _("Source:"), link)
    return format_html('<p class="govuk-body-s">{} {}</p>', _("Source:"), tongues(source))


@register.simple_tag
def bar(parts: Sequence[tuple[str, int]], longest: int) -> SafeString:
    """Tag: one bar of progress; its numbers stand beside it in words.

    Args:
        parts: progress and how many have it, in order.
        longest: the number that would fill the whole width.
    """
    return strip([(tone_of(progress), number) for progress, number in parts], longest)


@register.simple_tag
def swatch(progress: str) -> SafeString:
    """Tag: what stands for one value of progress in a bar, before its word."""
    return tone_swatch(tone_of(progress))
