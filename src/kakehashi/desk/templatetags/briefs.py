"""``{% load briefs %}``: taking a record or a brief along, as message or file."""

import datetime as dt
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.briefing import mail
from kakehashi.briefing.gathering import Gathered
from kakehashi.briefing.sheet import Section, Sheet
from kakehashi.desk.templatetags.desk import address_of
from kakehashi.people.selectors import sides
from kakehashi.records.models import Entry
from kakehashi.records.selectors import Page

register = template.Library()

_LAST_LATIN = "\u2fff"
"""Beyond this stand the letters of Japanese."""


@register.inclusion_tag("desk/parts/copy_message.html", takes_context=True)
def copy_for_email(context: Context, face: Any) -> dict[str, object]:
    """Tag: a record as a message to copy, with its marking on the first line.

    Args:
        context: given by Django.
        face: what the page shows of the record: its entry, or the row of its kind.
    """
    request: Any = context["request"]
    entry: Entry = getattr(face, "entry", face)
    address = request.build_absolute_uri(address_of(entry.kind, entry.reference))
    return {"message": mail.of_record(entry, at=_now(), address=address, zones=_zones())}


@register.inclusion_tag("desk/parts/copy_message.html", takes_context=True)
def copy_list_for_email(context: Context, listing: mail.Listing) -> dict[str, object]:
    """Tag: what a page lists as a message to copy, with the highest marking on the first line."""
    request: Any = context["request"]
    address = request.build_absolute_uri()
    return {"message": mail.of_listing(listing, at=_now(), address=address, zones=_zones())}


def _now() -> dt.datetime:
    return timezone.now().replace(second=0, microsecond=0)


def _zones() -> list[str]:
    return [one.zone for one in sides()] or [timezone.get_current_timezone_name()]


@register.simple_tag
def brief_of(page: Page) -> str:
    """Tag: where the brief of a meeting or an area is; of a provision, that of its area."""
    if page.kind.code == "meeting":
        return reverse("desk:brief-meeting", args=[page.entry.reference])
    area = (
        page.entry.reference.removeprefix("area-")
        if page.kind.code == "area"
        else str(page.version.facts.get("area") or "")
    )
    return reverse("desk:brief-area", args=[area]) if area else ""


@register.simple_tag
def brief_files() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Tag: what a brief can be taken away as, in which languages."""
    choices = [("ja", _("Japanese")), ("en", _("English")), ("both", _("both"))]
    return [
        ("pdf", _("One A4 as PDF"), choices),
        ("pptx", _("One slide as PPTX"), choices),
        ("docx", _("One A4 as DOCX"), choices),
    ]


@register.simple_tag
def more_lines(sheet: Sheet, section: Section) -> str:
    """Tag: how many lines of a section are not shown."""
    return sheet.more % {"number": section.left_out}


@register.simple_tag
def brief_more(code: str, gathered: Gathered) -> str:
    """Tag: where all of a section stands."""
    if code == "decisions":
        return reverse("desk:decisions")
    if code == "opposite":
        return reverse("desk:people")
    area = gathered.area.reference.removeprefix("area-") if gathered.area else ""
    if code == "results" and gathered.area:
        return address_of("area", gathered.area.reference)
    return reverse("desk:register") + (f"?area={area}" if area else "")


@register.filter
def brackets_marked(text: str) -> str:
    """Return a day in both calendars with the one in brackets marked as the other language."""
    own, opening, other = text.rpartition(" (")
    japanese = any(letter > _LAST_LATIN for letter in other)
    language = get_language() or "en"
    if not opening or japanese == (language == "ja"):
        return text
    code, end = "ja" if japanese else "en", ")" if other.endswith(")") else ""
    inside = other.removesuffix(")")
    return format_html('{} (<span lang="{}">{}</span>{}', own, code, inside, end)
