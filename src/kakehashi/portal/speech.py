"""Facts of a published record in words, ready for its page."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.framework.public import ACTS
from kakehashi.look import dates
from kakehashi.look.tags.bilingual import reading_order, said
from kakehashi.look.tags.moments import on_day, zones
from kakehashi.people.public import Organisation, Post, Side, name_on
from kakehashi.portal import terms
from kakehashi.records.public import FactValue
from kakehashi.workplan.public import BENEFICIARIES

ELSEWHERE = frozenset(
    {
        *("links", "area", "pillar", "position", "parent", "section", "level", "provision"),
        *("promise", "promises", "strength", "strengths", "nature", "natures", "references"),
        *("number", "meeting", "body", "sources", "sourced", "qualifiers", "contributions"),
        *("names", "rules", "alternates"),
    }
)
"""Facts that the page shows in another place, as links, tags or a section of their own, and codes
that mean nothing outside the register."""


LISTS = frozenset({"events", "levels", "members", "chairs"})
"""Facts that are lists of things with dates."""

USUAL = (("standing", "held"),)
"""What goes without saying."""


@dataclass(frozen=True)
class Row:
    """One fact: what it is and what it says."""

    label: Mapping[str, str]
    text: SafeString
    long: bool = False
    """Whether it is a list that wants the width of the page."""


@dataclass(frozen=True)
class People:
    """Names that facts refer to by id."""

    sides: Mapping[str, Side]
    organisations: Mapping[str, Organisation]
    posts: Mapping[str, Post]
    beneficiaries: Mapping[str, Mapping[str, str]]
    """Words of the partnership for whom its results serve."""


def organisations_named(facts: Iterable[FactValue]) -> set[str]:
    """Return the ids of the organisations that facts name."""
    return {
        str(one.get("organisation", ""))
        for fact in facts
        if fact.name in ("members", "chairs")
        for one in _objects(fact.value)
    }


def posts_named(facts: Iterable[FactValue]) -> set[str]:
    """Return the ids of the posts that facts name."""
    found = set()
    for fact in facts:
        if fact.name == "owners" and isinstance(fact.value, Mapping):
            found |= {str(one) for one in fact.value.values()}
        if fact.name == "chairs":
            found |= {str(one.get("post", "")) for one in _objects(fact.value)}
    return found


def rows(facts: Sequence[FactValue], people: People) -> list[Row]:
    """Return the facts that a public page lists, in words."""
    found = []
    for fact in facts:
        if fact.name in ELSEWHERE or (fact.name, fact.value) in USUAL:
            continue
        text = _say(fact, people)
        if text:
            found.append(Row(fact.label, text, long=fact.name in LISTS))
    return found


def _say(fact: FactValue, people: People) -> SafeString:
    own = _OWN.get(fact.name)
    if own is not None:
        return own(fact.value, people)
    if fact.words is not None:
        listed = fact.words if isinstance(fact.words, list) else [fact.words]
        return _joined(said(_words(one)) for one in listed)
    if fact.type in ("date", "partial_date"):
        return on_day(str(fact.value))
    if fact.type == "boolean":
        return format_html("{}", _("Yes") if fact.value else _("No"))
    if isinstance(fact.value, str | int):
        return format_html("{}", fact.value)
    return SafeString("")


def _acts(value: object, people: People) -> SafeString:
    del people
    return _joined(said(ACTS[str(one)]) for one in _listed(value) if str(one) in ACTS)


def _date(value: object, people: People) -> SafeString:
    del people
    return in_both_calendars(str(value))


def _beneficiaries(value: object, people: People) -> SafeString:
    return _joined(
        said(people.beneficiaries.get(str(one)) or BENEFICIARIES.get(str(one), str(one)))
        for one in _listed(value)
    )


def _owners(value: object, people: People) -> SafeString:
    named = value if isinstance(value, Mapping) else {}
    return _lines(
        format_html("{}: {}", people.sides[side].name, people.posts[post].name)
        for side, post in sorted(named.items(), key=lambda one: _place(people, str(one[0])))
        if side in people.sides and post in people.posts
    )


def _place(people: People, side: str) -> int:
    return people.sides[side].position if side in people.sides else len(people.sides)


def _side(value: object, people: People) -> SafeString:
    side = people.sides.get(str(value))
    return format_html("{}", side.name if side else value)


def _coded(words: Mapping[str, str | Promise]) -> "Teller":
    def tell(value: object, people: People) -> SafeString:
        del people
        return format_html("{}", words.get(str(value), value))

    return tell


def _starts(value: object, people: People) -> SafeString:
    return say_start(str(value), ",".join(side.zone for side in people.sides.values()))


def say_start(text: str, clocks: str) -> SafeString:
    """Say a moment kept as RFC 3339 text on the clocks of both sides; nothing where it is none."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return SafeString("")
    return zones(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC), clocks)


def _events(value: object, people: People) -> SafeString:
    del people
    return _lines(
        format_html("{}: {}", on_day(str(one.get("date", ""))), said(_words(one.get("text"))))
        for one in _objects(value)
    )


def _levels(value: object, people: People) -> SafeString:
    del people
    return _lines(
        _with_more(
            said(_words(one.get("names"))),
            terms.LEVEL_BASES.get(str(one.get("basis")), ""),
            period(one),
        )
        for one in _objects(value)
    )


def _members(value: object, people: People) -> SafeString:
    """Say who is part of a body, each under the name it bore then."""
    lines = []
    for one in _objects(value):
        organisation = people.organisations.get(str(one.get("organisation")))
        if organisation is None:
            continue
        since = _day(one.get("since"))
        post = people.posts.get(str(one.get("post", "")))
        who = name_on(organisation, since, get_language() or "en")
        lines.append(
            _with_more(
                who,
                post.name if post else "",
                terms.ROLES.get(str(one.get("role")), str(one.get("role", ""))),
                period(one),
            )
        )
    return _lines(lines)


def in_both_calendars(value: dt.date | str) -> SafeString:
    """Say a day as the reader writes it and, after it, as the other side does."""
    other = reading_order()[1]
    there = (
        dates.say_partial(value, other)
        if isinstance(value, str)
        else dates.say_day(value, other, weekday=other == "ja")
    )
    return format_html(
        '{} <span class="k-quiet k-nowrap" lang="{}">{}</span>',
        on_day(value, "weekday"),
        other,
        there,
    )


def period(one: Mapping[str, Any]) -> SafeString:
    """Say from when until when, of an object with ``since`` and ``until`` as text."""
    since, until = str(one.get("since") or ""), str(one.get("until") or "")
    if since and until:
        return format_html(_("{} until {}"), on_day(since, "plain"), on_day(until, "plain"))
    if since:
        return format_html(_("since {}"), on_day(since, "plain"))
    return format_html(_("until {}"), on_day(until, "plain")) if until else SafeString("")


Teller = Callable[[object, People], SafeString]

_OWN: Mapping[str, Teller] = {
    "acts": _acts,
    "beneficiaries": _beneficiaries,
    "date": _date,
    "owners": _owners,
    "side": _side,
    "status": _coded(terms.PROGRAMME_STATES),
    "body_kind": _coded(terms.BODY_KINDS),
    "every": _coded(terms.RHYTHMS),
    "starts_at": _starts,
    "events": _events,
    "levels": _levels,
    "members": _members,
    "chairs": _members,
}


def _with_more(what: str, *more: str | Promise) -> SafeString:
    """Say something and, in brackets, what else is known of it."""
    rest = _joined(format_html("{}", one) for one in more if one)
    return format_html(_("{} ({})"), what, rest) if rest else format_html("{}", what)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    between = "、" if get_language() == "ja" else ", "
    return format_html_join(between, "{}", ((part,) for part in parts if part))


def _lines(parts: Iterable[SafeString]) -> SafeString:
    listed = list(parts)
    if len(listed) == 1:
        return listed[0]
    items = format_html_join("", "<li>{}</li>", ((part,) for part in listed))
    return format_html('<ul class="govuk-list">{}</ul>', items) if listed else SafeString("")


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat((str(value) + "-01-01")[:10]) if value else None
    except ValueError:
        return None


def _words(value: object) -> Mapping[str, str]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in _listed(value) if isinstance(one, Mapping)]
