"""Badges: marking, state, language, progress and side, each said in words first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from kakehashi.look import partnership
from kakehashi.look.tags.glyphs import glyph

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Word:
    """How one code is said and drawn."""

    text: Text
    glyph: str = ""


_AUDIENCES: dict[str, Text] = {
    "own-side": gettext_lazy("Own side only"),
    "named": gettext_lazy("Named people"),
    "public": gettext_lazy("Public"),
}

STATES = {
    "draft": Word(gettext_lazy("Draft"), "draft"),
    "shared": Word(gettext_lazy("Shared"), "shared"),
    "confirmed": Word(gettext_lazy("Confirmed by both sides"), "confirmed"),
    "published": Word(gettext_lazy("Published"), "published"),
    "imported": Word(gettext_lazy("From the public record"), "imported"),
    "withdrawn": Word(gettext_lazy("Withdrawn"), "withdrawn"),
    "overtaken": Word(gettext_lazy("Overtaken by events"), "overtaken"),
    "merged": Word(gettext_lazy("Merged"), "merged"),
}

LANGUAGE_STATES: dict[str, Text] = {
    "missing": gettext_lazy("to follow"),
    "machine": gettext_lazy("machine translation, not checked"),
    "draft": gettext_lazy("draft"),
    "stale": gettext_lazy("other language changed since"),
    "checked": gettext_lazy("checked"),
}

LANGUAGE_NAMES: dict[str, Text] = {
    "en": gettext_lazy("English"),
    "ja": gettext_lazy("Japanese"),
}

AUTHORITIES: dict[str, Text] = {
    "authoritative": gettext_lazy("authoritative"),
    "courtesy": gettext_lazy("courtesy translation"),
}

PROGRESS = {
    "not-yet-reported": Word(gettext_lazy("Not yet reported"), "unknown"),
    # deliverable
    "not-started": Word(gettext_lazy("Not started"), "meter-0"),
    "under-way": Word(gettext_lazy("Under way"), "meter-1"),
    "well-advanced": Word(gettext_lazy("Well advanced"), "meter-2"),
    "completed": Word(gettext_lazy("Completed"), "meter-3"),
    # continuing
    "active": Word(gettext_lazy("Active"), "full"),
    "quiet": Word(gettext_lazy("Quiet"), "half"),
    "paused": Word(gettext_lazy("Paused"), "bars"),
    # dated
    "upcoming": Word(gettext_lazy("Upcoming"), "ring"),
    "took-place": Word(gettext_lazy("Took place"), "tick"),
    "did-not-take-place": Word(gettext_lazy("Did not take place"), "cross"),
    # inquiry
    "open": Word(pgettext_lazy("progress of an inquiry", "Open"), "dot"),
    "concluded": Word(gettext_lazy("Concluded"), "tick"),
    # endings
    "overtaken": Word(gettext_lazy("Overtaken by events"), "overtaken"),
    "withdrawn": Word(gettext_lazy("Withdrawn"), "withdrawn"),
    "merged": Word(gettext_lazy("Merged"), "merged"),
}

_BOTH = "both"

_EDGES = {0: "east", 1: "west"}
"""At which edge the bar of a side stands: that of the profile's first side in the east."""


def marking(
    audience: str,
    national: str = "",
    caveats: Iterable[str] | str = (),
    tlp: str = "",
    label: str = "",
) -> SafeString:
    """Return the stamp of a marking, always in words.

    Args:
        audience: ``own_side``, ``participants``, ``named`` or ``public``.
        national: The national marking verbatim, e.g. ``OFFICIAL-SENSITIVE`` or 機密性2.
        caveats: Handling caveats, verbatim; a string counts as one.
        tlp: TLP 2.0 label, e.g. ``TLP:AMBER``.
        label: Words for the audience that the profile or the record gives itself.
    """
    code = _code(audience)
    parts = [("audience", label or say_audience(code))]
    if national:
        parts.insert(0, ("national", national))
    parts += [
        ("caveat", one) for one in ([caveats] if isinstance(caveats, str) else caveats) if one
    ]
    if tlp:
        parts.append(("tlp", tlp))
    return format_html(
        '<span class="k-marking k-marking--{}"><span class="govuk-visually-hidden">{} </span>{}'
        "</span>",
        code,
        _("Marking and handling:"),
        format_html_join(" ", '<span class="k-marking__part k-marking__part--{}">{}</span>', parts),
    )


def page_marking(
    audience: str,
    national: str = "",
    caveats: Iterable[str] | str = (),
    tlp: str = "",
    label: str = "",
) -> SafeString:
    """Return the marking of a whole page, for its block ``page_marking``; arguments as ``marking``.

    On paper it stands on every sheet.
    """
    return format_html(
        '<aside class="k-page-marking" aria-label="{}">{}</aside>',
        _("Marking of this page"),
        marking(audience, national, caveats, tlp, label),
    )


def state_tag(state: str) -> SafeString:
    """Return the badge of a record's state: ``draft``, ``shared``, ``confirmed``."""
    code = _code(state)
    word = STATES.get(code, Word(str(state)))
    return format_html(
        '<span class="k-tag k-tag--{}">{}{}</span>', code, glyph(word.glyph), word.text
    )


def language_tag(language: str, state: str = "", authority: str = "") -> SafeString:
    """Return a language with the state of its text and whether it only helps to read.

    Args:
        language: ``ja`` or ``en``.
        state: ``missing``, ``machine``, ``draft``, ``stale`` or ``checked``.
        authority: ``courtesy`` or ``authoritative``; nothing is said without it.
    """
    code = _code(state)
    parts = [format_html('<span class="k-language__name">{}</span>', say_language(language))]
    if authority:
        parts.append(
            format_html(
                '<span class="k-authority">{}</span>', AUTHORITIES.get(_code(authority), authority)
            )
        )
    if state:
        parts.append(
            format_html(
                '<span class="k-language__state">{}</span>', LANGUAGE_STATES.get(code, state)
            )
        )
    return format_html(
        '<span class="k-language k-language--{}">{}</span>',
        code or "plain",
        format_html_join(" ", "{}", ((part,) for part in parts)),
    )


def progress_tag(progress: str) -> SafeString:
    """Return the badge of a progress value of any nature, e.g. ``under_way`` or ``quiet``."""
    code = _code(progress)
    word = PROGRESS.get(code, Word(str(progress)))
    return format_html(
        '<span class="k-progress k-progress--{}">{}{}</span>', code, glyph(word.glyph), word.text
    )


def side_tag(side: object, name: str = "", shore: str = "") -> SafeString:
    """Return the badge of a side.

    Args:
        side: The code of a side of the partnership, ``both``, or a side with ``code``,
            ``name_en``, ``name_ja`` and ``position``.
        name: The side's name in the reader's language, where it shall be another.
        shore: ``west``, ``east`` or ``both``: at which edge the bar stands.
    """
    return format_html(
        '<span class="k-side k-side--{}">{}</span>',
        shore or edge_of(side),
        name or _side_name(side),
    )


def edge_of(side: object) -> str:
    """Return at which edge the bar of a side stands: ``east``, ``west``, ``both`` or ``none``."""
    if side == _BOTH:
        return _BOTH
    known = side if hasattr(side, "position") else _seen(side)
    return _EDGES.get(getattr(known, "position", -1), "none")


def _side_name(side: object) -> Text:
    if side == _BOTH:
        return _("Both sides")
    language = get_language() or "en"
    if own := getattr(side, f"name_{language}", ""):
        return str(own)
    seen = _seen(side)
    return (seen.names.get(language) if seen else "") or str(getattr(side, "code", side))


def _seen(side: object) -> partnership.SideSeen | None:
    code = str(getattr(side, "code", side))
    return next((one for one in partnership.sides() if one.code == code), None)


def reference(text: str, href: str = "") -> SafeString:
    """Return a record's or a provision's reference, kept on one line, linked where it leads."""
    if href:
        return format_html('<a class="govuk-link k-reference" href="{}">{}</a>', href, text)
    return format_html('<span class="k-reference">{}</span>', text)


def say_language(code: str) -> str:
    """Return the name of the language ``code`` in the reader's language."""
    return str(LANGUAGE_NAMES.get(code, code))


def say_state(code: str) -> str:
    """Return the words for a record's state, for titles and options."""
    return str(STATES.get(_code(code), Word(code)).text)


def say_progress(code: str) -> str:
    """Return the words for a progress value, for titles and options."""
    return str(PROGRESS.get(_code(code), Word(code)).text)


def say_audience(code: str) -> str:
    """Return the words for an audience, for titles and options."""
    key = _code(code)
    if key == "participants":
        return partnership.among_participants()["ja" if get_language() == "ja" else "en"]
    return str(_AUDIENCES.get(key, code))


def changed_words() -> tuple[str, str, str]:
    """Return what a screen reader hears before added, before removed, and after either."""
    return (
        pgettext("read out before added text", "[added: "),
        pgettext("read out before removed text", "[removed: "),
        pgettext("read out after added or removed text", "]"),
    )


def _code(value: object) -> str:
    return str(value).strip().lower().replace("_", "-").replace(" ", "-")
