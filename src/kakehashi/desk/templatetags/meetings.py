"""``{% load meetings %}``: words of agendas, and a paper in one line."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kakehashi.desk.templatetags.desk import record_link
from kakehashi.desk.words import said
from kakehashi.governance.rules import PLACE_ENDINGS, WHY_HERE, WISHES
from kakehashi.governance.selectors import PaperHere
from kakehashi.look.tags.badges import side_tag
from kakehashi.look.tags.moments import brief_day

register = template.Library()


@register.filter
def wish_words(code: str) -> str:
    """Return what is wished of the meeting, in words."""
    return said(WISHES.get(code, {"en": code, "ja": code}))


@register.filter
def why_here_words(code: str) -> str:
    """Return why an item is on the agenda, in words."""
    return said(WHY_HERE.get(code, {"en": code, "ja": code}))


@register.filter
def place_ending_words(code: str) -> str:
    """Return how an item ended, in words."""
    return said(PLACE_ENDINGS.get(code, {"en": code, "ja": code}))


@register.filter
def typed_at(typed: Any, place: int) -> Mapping[str, str]:
    """Return what had been typed into the change of one place when it was refused."""
    mine = isinstance(typed, Mapping) and typed.get("place") == str(place)
    return typed if mine and "minutes" in typed else {}


@register.simple_tag
def paper_line(one: PaperHere) -> SafeString:
    """Return a paper with whose it is, its version, how it is to be handled and until when."""
    version = one.paper.entry.version
    words = version.wording.get("handling", {})
    handling = said(words) or next(iter(words.values()), "")
    told = [
        *([("k-remark--late", _("late"))] if one.late else []),
        *([("", handling)] if handling else []),
        ("", _("version %(number)s") % {"number": version.number}),
        (
            "",
            _("with the other side") if one.paper.in_hand else _("not with the other side yet"),
        ),
    ]
    if one.paper.deadline:
        told.append(("", _("due %(day)s") % {"day": brief_day(one.paper.deadline)}))
    return format_html(
        '{} {}<span class="k-records__meta">{}</span>',
        record_link(one.paper),
        side_tag(version.side) if version.side else "",
        format_html_join("", '<span class="{}">{}</span>', told),
    )
