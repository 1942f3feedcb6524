"""What to look at before a record is published: each item with its state and what to do.

Nothing is decided here. What blocks is what :func:`kakehashi.records.services.publish` refuses;
all else is shown and left to the official.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kakehashi.clearance import selectors as clearance
from kakehashi.clearance.rules import OPEN
from kakehashi.look.tags.badges import say_language
from kakehashi.look.tags.bilingual import said
from kakehashi.look.tags.moments import both_zones, brief_day
from kakehashi.people.rules import PUBLIC_VIEWER, Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records import publications
from kakehashi.records.kinds import OWN
from kakehashi.records.models import Entry
from kakehashi.records.published_names import names_of, well_formed
from kakehashi.records.selectors import Page

READY, LOOK, BLOCKS = "ready", "look", "blocks"

STATES = {
    READY: {"en": "ready", "ja": "確認済み"},
    LOOK: {"en": "look at it", "ja": "要確認"},
    BLOCKS: {"en": "blocks", "ja": "公表不可"},
}

_ADDRESS = re.compile(r"https?://[^\s<>\"「」『』（）、。]+")
SHOWN = 5


@dataclass(frozen=True)
class Check:
    """One item of the list."""

    name: str
    state: str
    found: str
    """What was found."""
    todo: str = ""
    """What to do about it; empty where there is nothing."""
    href: str = ""
    """Where to do it."""


def checks(page: Page, reader: Viewer, *, at: dt.datetime) -> list[Check]:
    """Return the list for a record, in the order in which it is worked through.

    A fixed number of queries, whatever the record holds.
    """
    return [
        _texts(page),
        _languages(page),
        _addresses(page),
        _public_links(page),
        *_consents(page),
        _cleared(page, reader),
        _published_as(page, reader),
        _embargo(page, reader, at),
        _pauses(page, at),
    ]


def _texts(page: Page) -> Check:
    name = _("Text in both languages")
    missing = [
        f"{said(one.field.label)} ({say_language(code)})"
        for one in page.wordings
        if not one.is_empty
        for code in ("en", "ja")
        if not one.by_language.get(code)
    ]
    if not missing:
        return Check(name, READY, _("Every text is there in both."))
    return Check(
        name,
        LOOK,
        _("To follow: %(texts)s") % {"texts": _few(missing)},
        _("Add it, or publish with this language to follow."),
        reverse("desk:edit", args=[page.entry.reference]),
    )


def _languages(page: Page) -> Check:
    name = _("Languages checked against each other")
    open_ones = [
        f"{said(one.field.label)} ({say_language(code)})"
        for one in page.wordings
        for code, state in one.states.items()
        if state in ("stale", "machine")
    ]
    if not open_ones:
        return Check(name, READY, _("None has fallen behind the other."))
    return Check(
        name,
        LOOK,
        _("Unchecked: %(texts)s") % {"texts": _few(open_ones)},
        _("Correct it, or mark it as checked on the record."),
        reverse("desk:record", args=[page.entry.reference]),
    )


def _addresses(page: Page) -> Check:
    name = _("Links in the text")
    found = list(dict.fromkeys(_all_addresses(page)))
    wrong = [one for one in found if not well_formed(one)]
    if wrong:
        return Check(
            name,
            LOOK,
            _("Nobody outside can open: %(links)s") % {"links": _few(wrong)},
            _("Give the address of a public page, beginning with https://."),
            reverse("desk:edit", args=[page.entry.reference]),
        )
    if not found:
        return Check(name, READY, _("There is none."))
    return Check(
        name, READY, _("Well formed: %(count)d. Nothing was opened.") % {"count": len(found)}
    )


def _all_addresses(page: Page) -> Iterator[str]:
    for one in page.wordings:
        for text in one.by_language.values():
            yield from _ADDRESS.findall(text)
    for fact in page.facts:
        if fact.type == "urls" and isinstance(fact.value, list):
            yield from map(str, fact.value)


def _public_links(page: Page) -> Check:
    name = _("Records that it points to")
    items = [entry.item_id for _relation, entry in page.links]
    public = set(
        Entry.objects.filter(
            item_id__in=items, audience_id__in=visible_audiences(PUBLIC_VIEWER)
        ).values_list("item_id", flat=True)
    )
    unseen = [one.reference for _relation, one in page.links if one.item_id not in public]
    if not unseen:
        return Check(name, READY, _("The public sees all of them."))
    return Check(
        name,
        LOOK,
        _("Not published: %(records)s") % {"records": _few(unseen)},
        _("Publish them, too, or publish without: the public does not see the link."),
        reverse("desk:record", args=[unseen[0]]),
    )


def _consents(page: Page) -> list[Check]:
    if page.item.lane == OWN:
        return []
    wanting = [one.side.name for one in page.sides if not one.consented]
    unconfirmed = [one.side.name for one in page.sides if not one.confirmed]
    if unconfirmed:
        found = _("Not confirmed by: %(sides)s") % {"sides": ", ".join(unconfirmed)}
    elif wanting:
        found = _("Consent to publication is wanting: %(sides)s") % {"sides": ", ".join(wanting)}
    else:
        return [
            Check(_("Consent of both sides"), READY, _("Both sides consent to this very text."))
        ]
    return [
        Check(
            _("Consent of both sides"),
            BLOCKS,
            found,
            _("It goes out once every side has consented to this very text."),
            reverse("desk:record", args=[page.entry.reference]),
        )
    ]


def _cleared(page: Page, reader: Viewer) -> Check:
    name = _("Clearance on your side")
    rounds = clearance.of_item(page.item.pk, reader) if reader.side else []
    here = reverse("desk:clearance", args=[page.entry.reference])
    if not rounds:
        return Check(name, READY, _("No office was asked."), "", here)
    if any(one.clearance.state == OPEN for one in rounds):
        return Check(
            name,
            LOOK,
            _("Offices have still to answer."),
            _("Wait for them, or close the clearance."),
            here,
        )
    if rounds[0].clearance.version.content_digest != page.version.content_digest:
        return Check(
            name,
            LOOK,
            _("The text was changed since it was cleared."),
            _("Ask the offices about the new text, if they ought to see it."),
            here,
        )
    return Check(name, READY, _("The last clearance was of this text."), "", here)


def _published_as(page: Page, reader: Viewer) -> Check:
    name = _("Names under which ministries publish it")
    here = reverse("desk:published-as", args=[page.entry.reference])
    known = names_of(page.item.pk, reader)
    if not known:
        return Check(
            name,
            READY,
            _("None is entered."),
            _("If ministries publish it themselves, enter each name with its link."),
            here,
        )
    wanting = [
        say_language(code) for code in ("en", "ja") if code not in {one.language for one in known}
    ]
    found = _("Entered: %(names)s") % {"names": _few([one.name for one in known])}
    if not wanting:
        return Check(name, READY, found, _("Change them or add more."), here)
    return Check(
        name,
        LOOK,
        _("%(found)s. None in: %(texts)s") % {"found": found, "texts": _few(wanting)},
        _("Add the other language, if it was published in it."),
        here,
    )


def _embargo(page: Page, reader: Viewer, at: dt.datetime) -> Check:
    planned = publications.plan_of(page.item.pk, reader, at=at)
    if planned is None:
        return Check(_("Time"), READY, _("None is set: it goes out when it is published."))
    moment = both_zones(planned.goes_at, ",".join(one.side.zone for one in page.sides))
    return Check(_("Time"), READY, _("Goes out %(moment)s") % {"moment": moment})


def _pauses(page: Page, at: dt.datetime) -> Check:
    name = _("Pauses before an election")
    known = [
        one for one in publications.standing_pauses(page.item.sides) if at < publications.ends(one)
    ]
    if not known:
        return Check(name, READY, _("Neither side pauses."))
    told = [
        _("%(side)s, %(first)s to %(last)s: %(reason)s")
        % {
            "side": one.side.name,
            "first": brief_day(one.first_day),
            "last": brief_day(one.last_day),
            "reason": one.reason,
        }
        for one in known
    ]
    on = bool(publications.pauses_on(known, at))
    return Check(
        name,
        BLOCKS if on else LOOK,
        "; ".join(told),
        _("Set a time after it: it then goes out by itself.")
        if on
        else _("What falls on those days waits until the pause ends."),
        reverse("desk:publication"),
    )


def _few(words: Sequence[str]) -> str:
    more = len(words) - SHOWN
    return ", ".join(words[:SHOWN]) + (f" (+{more})" if more > 0 else "")
