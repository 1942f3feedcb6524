"""A brief or a record as a message to copy: subject, marking on the first line, both languages."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _

from kakehashi.briefing.composing import marking_words
from kakehashi.briefing.handling import highest
from kakehashi.briefing.sheet import Sheet, clipped
from kakehashi.look import dates
from kakehashi.look.charts.drawing import isolated
from kakehashi.look.tags.badges import STATES
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry
from kakehashi.records.selectors import wordings

MOST_IN_ADDRESS = 1800
"""Letters of a ``mailto:`` address that every mail programme takes."""

_SUBJECT = 120
_RULE = "-" * 24


@dataclass(frozen=True)
class Message:
    """A message ready to be copied."""

    subject: str
    body: str

    @property
    def text(self) -> str:
        """Subject and body, as they are copied."""
        with_subject = _("Subject: %(subject)s") % {"subject": self.subject}
        return f"{with_subject}\n\n{self.body}"

    @property
    def address(self) -> str:
        """The ``mailto:`` address; with the body only where a mail programme would take it."""
        subject = f"mailto:?subject={quote(self.subject)}"
        whole = f"{subject}&body={quote(self.body.replace(chr(10), chr(13) + chr(10)))}"
        return whole if len(whole) <= MOST_IN_ADDRESS else subject


def of_sheets(sheets: Sequence[Sheet]) -> Message:
    """Return a brief as a message, one language after the other."""
    marking = _both(one.marking for one in sheets)
    titles = _both(one.title for one in sheets)
    watermark = _both(one.watermark for one in sheets if one.watermark)
    first = f"{watermark} | {marking}" if watermark else marking
    parts = [_said(one) for one in sheets]
    return Message(
        _one_line(f"[{first}] {titles}"), "\n".join([first, "", *_between(parts), "", first])
    )


def _said(sheet: Sheet) -> str:
    lines = [f"{sheet.kind}: {sheet.title}", ""]
    for section in sheet.sections:
        lines.append(f"■ {section.title}")
        lines += [
            f"・{line.text}（{line.more}）"
            if line.more and sheet.language == "ja"
            else f"- {line.text} ({line.more})"
            if line.more
            else f"{'・' if sheet.language == 'ja' else '- '}{line.text}"
            for line in section.lines
        ]
        if not section.lines:
            lines.append(section.nothing)
        if section.left_out:
            lines.append(sheet.more % {"number": section.left_out})
        lines.append("")
    return "\n".join([*map(isolated, lines), sheet.note, sheet.source, sheet.address])


def of_record(entry: Entry, *, at: dt.datetime, address: str, zones: Sequence[str]) -> Message:
    """Return a record as its reader sees it as a message: its text, state and address.

    What ordinarily stays with its own side is said in the languages it is written in alone.
    Takes one query where its marking is a national one.

    Args:
        entry: the face of the record that this reader sees, with its version.
        at: when the message is made.
        address: of the record's page.
        zones: of the sides, to say the moment in.
    """
    handling = highest([entry.version.marking])
    markings, parts = [], []
    written = _written(entry)
    for language in languages():
        with translation.override(language):
            markings.append(marking_words(handling))
            if language not in written:
                continue
            parts.append(_record(entry, language, dates.say_moments(at, tuple(zones), language)))
    first = _both(markings)
    titles = _both(filter(None, (getattr(entry, f"title_{language}") for language in languages())))
    return Message(
        _one_line(f"[{first}] {entry.reference} {titles}"),
        "\n".join([first, "", *_between(parts), "", address, "", first]),
    )


@dataclass(frozen=True)
class Listing:
    """What a page lists, to be said in a message."""

    titles: Mapping[str, str]
    """Of the list."""
    filters: Mapping[str, str]
    """What it was cut to, in words; empty where to nothing."""
    rows: Sequence[Entry]
    """The faces listed, each with its version."""
    more: Callable[[Entry], Sequence[str]]
    """What is said of a row behind its title, in the language that is on."""
    total: int
    """How many the list has, on all its pages."""


def of_listing(listing: Listing, *, at: dt.datetime, address: str, zones: Sequence[str]) -> Message:
    """Return a list as a message: a line for each row, what it was cut to, its address.

    Takes one query where a marking is a national one. Arguments as :func:`of_record`.
    """
    handling = highest(one.version.marking for one in listing.rows)
    markings, parts = [], []
    for language in languages():
        with translation.override(language):
            markings.append(marking_words(handling))
            parts.append(_listing(listing, language, dates.say_moments(at, tuple(zones), language)))
    first = _both(markings)
    titles = _both(listing.titles[language] for language in languages())
    return Message(
        _one_line(f"[{first}] {titles}"),
        "\n".join([first, "", *_between(parts), "", address, "", first]),
    )


def _listing(listing: Listing, language: str, when: str) -> str:
    lines = [listing.titles[language]]
    if listing.filters[language]:
        lines.append(isolated(listing.filters[language]))
    lines += ["", *(_listed(one, language, listing.more(one)) for one in listing.rows)]
    left = listing.total - len(listing.rows)
    if left:
        lines += ["", _("And %(number)s more, at the address below.") % {"number": left}]
    return "\n".join([*lines, "", _("As of %(when)s") % {"when": when}])


def _listed(entry: Entry, language: str, more: Sequence[str]) -> str:
    said = getattr(entry, f"title_{language}") or entry.title
    if language == "ja":
        behind = f"（{'、'.join(more)}）" if more else ""
        return isolated(f"・{entry.reference} {said}{behind}")
    behind = f" ({', '.join(more)})" if more else ""
    return isolated(f"- {entry.reference} {said}{behind}")


def _record(entry: Entry, language: str, when: str) -> str:
    state = STATES.get(entry.state)
    lines = [f"{entry.reference} ({state.text if state else entry.state})"]
    for wording in wordings(kind_of(entry.kind), entry.version):
        if wording.is_empty:
            continue
        label = wording.field.label.get(language) or wording.field.label["en"]
        lines += ["", f"■ {label}", isolated(wording.by_language.get(language) or _("to follow"))]
    return "\n".join([*lines, "", _("As of %(when)s") % {"when": when}])


def _written(entry: Entry) -> Sequence[str]:
    """Return the languages a record is said in."""
    kind = kind_of(entry.kind)
    found = [
        language
        for language in languages()
        if any(one.by_language.get(language) for one in wordings(kind, entry.version))
    ]
    return found if kind.stays and found else languages()


def languages() -> tuple[str, str]:
    """Return both languages, that of the reader first."""
    return ("ja", "en") if translation.get_language() == "ja" else ("en", "ja")


def _both(words: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(words))


def _between(parts: Sequence[str]) -> list[str]:
    found = []
    for at, part in enumerate(parts):
        found += [_RULE, part] if at else [part]
    return found


def _one_line(text: str) -> str:
    """Return a subject: one line, so that nothing in it can become another header."""
    return clipped(isolated(" ".join(text.split())), _SUBJECT)
