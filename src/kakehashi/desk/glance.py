"""The facts of a record at a glance: every code in words, every reference with its title."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from kakehashi.desk.forms.offered import post_words
from kakehashi.desk.words import (
    BODY_KINDS,
    FREQUENCIES,
    RELATIONS,
    SCOPE_PARTS,
    SOURCED,
    STANDING_OF_NAMES,
    listed,
    said,
)
from kakehashi.framework.rules import STRENGTHS
from kakehashi.look.tags import moments
from kakehashi.look.tags.tongues import tongues
from kakehashi.people.models import Organisation, Post, Side
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import name_on, organisations, sides, visible_audiences
from kakehashi.records.kinds import Fact, Kind
from kakehashi.records.models import Entry, Item, Version

ELSEWHERE: Mapping[str, frozenset[str]] = {
    # kind -> facts that its page says in another place or way
    "provision": frozenset(
        {
            *("promises", "position", "strengths", "natures", "level", "section"),
            *("references", "parent", "number"),
        }
    ),
    "joint_action": frozenset({"promise", "qualifiers"}),
    "area": frozenset({"position"}),
    "joint_text": frozenset({"structure"}),
    "comment": frozenset({"paragraph"}),
}

CODES: Mapping[str, Mapping[str, Any]] = {
    # fact -> code -> words
    "body_kind": BODY_KINDS,
    "every": FREQUENCIES,
    "status": STANDING_OF_NAMES,
    "strength": {str(code): words for code, words in STRENGTHS.items()},
}

NAMES: Mapping[str, str] = {
    # fact -> start of the reference of the record that it names
    "provision": "",
    "meeting": "",
    "body": "",
    "area": "area-",
    "pillar": "pillar-",
}

FIRST_SEEN = 100
"""Versions looked through for the day on which an address was entered."""


@dataclass(frozen=True)
class Row:
    """One fact of a record in words."""

    name: str
    label: str
    words: SafeString


@dataclass
class Names:
    """What codes of facts stand for, read at once for all facts of a page."""

    faces: Mapping[str, Entry] = field(default_factory=dict)
    by_item: Mapping[str, Entry] = field(default_factory=dict)
    sides: Mapping[str, Side] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    seen: Mapping[str, dt.datetime] = field(default_factory=dict)
    today: dt.date = dt.date.min


def names_for(
    facts: Iterable[Mapping[str, Any]], reader: Viewer, *, item: Item | None, today: dt.date
) -> Names:
    """Return what the codes in ``facts`` stand for, in at most eight queries.

    Args:
        facts: the facts of one version or of several.
        reader: whose rights apply.
        item: the record, where the days are wanted on which its sources were entered.
        today: the day on which posts are held or vacant.
    """
    every = list(facts)
    visible = visible_audiences(reader)
    references = {
        f"{start}{one[name]}" for one in every for name, start in NAMES.items() if one.get(name)
    }
    targets = {str(link["to"]) for one in every for link in one.get("links", ())}
    faces = list(
        Entry.objects.filter(audience_id__in=visible, reference__in=references)
        if references
        else ()
    )
    linked = list(
        Entry.objects.filter(audience_id__in=visible, item_id__in=targets) if targets else ()
    )
    posts = {post for one in every for post in (one.get("owners") or {}).values()}
    members = [*(m for one in every for name in ("members", "chairs") for m in one.get(name, ()))]
    posts |= {member["post"] for member in members if member.get("post")}
    posts |= {str(one[name]) for one in every for name in ("owner", "post") if one.get(name)}
    offices = {member["organisation"] for member in members}
    offices |= {
        issuer
        for one in every
        for name in one.get("names", ())
        for issuer in name.get("issued_by", ())
    }
    return Names(
        faces={face.reference: face for face in faces},
        by_item={str(face.item_id): face for face in linked},
        sides={side.code: side for side in sides()},
        posts=Post.objects.prefetch_related("holdings__person").in_bulk(posts) if posts else {},
        organisations={one.pk: one for one in organisations(offices)} if offices else {},
        seen=_seen(item, visible) if item and any(one.get("sources") for one in every) else {},
        today=today,
    )


def _seen(item: Item, visible: Sequence[int]) -> dict[str, dt.datetime]:
    """Return when each address was first entered as a source of ``item``."""
    found: dict[str, dt.datetime] = {}
    versions = Version.objects.filter(item=item, audience_id__in=visible).order_by("number")
    for version in versions.only("content", "at")[:FIRST_SEEN]:
        for url in version.facts.get("sources", ()):
            found.setdefault(str(url), version.at)
    return found


def glance(kind: Kind, facts: Mapping[str, Any], names: Names) -> list[Row]:
    """Return the facts of a record in words, in the order the kind declares them."""
    hidden = ELSEWHERE.get(kind.code, frozenset())
    return [
        Row(fact.name, said(fact.label), in_words(fact, facts[fact.name], names))
        for fact in kind.facts
        if fact.name not in hidden and facts.get(fact.name) not in (None, "", [], {})
    ]


def in_words(fact: Fact, value: Any, names: Names) -> SafeString:
    """Return a fact's value as people read it: words, dates, links, lists."""
    if fact.choices:
        codes = value if isinstance(value, list) else [value]
        return _plain(listed(said(fact.choices.get(one)) or str(one) for one in codes))
    if fact.name in CODES:
        words = CODES[fact.name].get(str(value), value)
        return _plain(said(words) if isinstance(words, Mapping) else str(words))
    if fact.name in NAMES:
        return _named(names.faces.get(f"{NAMES[fact.name]}{value}"), str(value))
    special = _BY_NAME.get(fact.name) or _BY_TYPE.get(fact.type)
    if special is not None:
        return special(value, names)
    if isinstance(value, list):
        return _plain(listed(str(one) for one in value))
    return _plain(str(value))


def _plain(text: str) -> SafeString:
    return format_html("{}", text)


def _lines(parts: Iterable[object]) -> SafeString:
    return format_html_join("", '<span class="k-glance__line">{}</span>', ((one,) for one in parts))


def _named(face: Entry | None, value: str) -> SafeString:
    if face is None:
        return _plain(value)
    name = "desk:provision" if face.kind == "provision" else "desk:record"
    return format_html(
        '<a class="govuk-link" href="{}">{}</a> <span class="k-reference">{}</span>',
        reverse(name, args=[face.reference]),
        face.title,
        value,
    )


def _moment(value: Any, names: Names) -> SafeString:
    try:
        at = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return _plain(str(value))
    zones = ",".join(dict.fromkeys(side.zone for side in names.sides.values()))
    return moments.zones(at, zones) if at.tzinfo else _plain(str(value))


def _sources(value: Any, names: Names) -> SafeString:
    return _lines(_source(str(url), names.seen.get(str(url))) for url in value)


def _source(url: str, at: dt.datetime | None) -> SafeString:
    seen = _("entered %(day)s") % {"day": moments.day(at, "plain")} if at else ""
    return format_html(
        '<a class="govuk-link k-source" href="{}" rel="noopener external">{}</a>{}',
        url,
        source_name(url),
        format_html(' <span class="k-quiet">({})</span>', seen) if seen else "",
    )


def source_name(url: str) -> str:
    """Return host and path of an address: what tells two pages of one site apart."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.removeprefix('www.')}{path}{query}"


def _sourced(value: Any, _names: Names) -> SafeString:
    parts = []
    for one in re.split(r",\s*(?![^(]*\))", str(value)):
        code, _space, rest = one.partition(" ")
        if code in SOURCED:
            parts.append(format_html("{}{}", SOURCED[code], _note(rest)))
        else:
            parts.append(_note(one))
    return _lines(parts)


def _note(text: str) -> SafeString:
    return format_html(' <span lang="en">{}</span>', text) if text else SafeString("")


def _side(value: Any, names: Names) -> SafeString:
    side = names.sides.get(str(value))
    return _plain(side.name if side else str(value))


def _owners(value: Any, names: Names) -> SafeString:
    shown = []
    for code, side in names.sides.items():
        post = names.posts.get(value.get(code, ""))
        words = post_words(post, names.today) if post else value.get(code) or _("nobody named")
        shown.append(format_html("<strong>{}</strong> {}", side.name, words))
    return _lines(shown)


def _post(value: Any, names: Names) -> SafeString:
    post = names.posts.get(str(value))
    return _plain(post_words(post, names.today) if post else str(value))


def _contributions(value: Any, names: Names) -> SafeString:
    return _lines(
        format_html("<strong>{}</strong> {}", _side(side, names), said(words))
        for side, words in value.items()
    )


def _events(value: Any, _names: Names) -> SafeString:
    return _lines(f"{moments.day(one.get('date'))} {said(one.get('text'))}" for one in value)


def _levels(value: Any, _names: Names) -> SafeString:
    bases = {"text": _("in the text"), "held": _("as held")}
    return _lines(
        _with_period(f"{said(one['names'])} ({bases.get(one['basis'], one['basis'])})", one)
        for one in value
    )


def _members(value: Any, names: Names) -> SafeString:
    shown = []
    for one in value:
        organisation = names.organisations.get(one.get("organisation", ""))
        post = names.posts.get(one.get("post") or "")
        first = str(one.get("since") or "")
        day = dt.date.fromisoformat(first) if len(first) == len("2022-12-07") else None
        called = name_on(organisation, day, get_language() or "en") if organisation else ""
        shown.append(_with_period(listed(x for x in (post.name if post else "", called) if x), one))
    return _lines(shown)


def _alternates(value: Any, names: Names) -> SafeString:
    return _lines(_moment(one, names) for one in value)


def _called(value: Any, names: Names) -> SafeString:
    shown = []
    for one in value:
        issuers = [names.organisations.get(issuer) for issuer in one.get("issued_by") or ()]
        more = [issuer.short for issuer in issuers if issuer]
        if one.get("in_text"):
            more.insert(0, _("in the text"))
        words = f"{one['text']} ({listed(more)})" if more else str(one["text"])
        shown.append(_with_period(tongues(words), one))
    return _lines(shown)


def _rules(value: Any, _names: Names) -> SafeString:
    lines = []
    if value.get("silence_days"):
        days = value["silence_days"]
        lines.append(
            ngettext(
                "Silence confirms after %(count)d working day",
                "Silence confirms after %(count)d working days",
                days,
            )
            % {"count": days}
        )
    if value.get("scope"):
        lines.append(str(SCOPE_PARTS.get(value["scope"], value["scope"])))
    return _lines(lines)


def _with_period(words: str, one: Mapping[str, Any]) -> SafeString:
    since, until = one.get("since"), one.get("until")
    if not (since or until):
        return _plain(words)
    between = pgettext("from to", " – ")
    period = f"{moments.day(since, 'plain')}{between}{moments.day(until, 'plain')}"
    return format_html('{} <span class="k-quiet">{}</span>', words, period)


def _links(value: Any, names: Names) -> SafeString:
    known = [(one["relation"], names.by_item.get(str(one["to"]))) for one in value]
    return _lines(
        format_html('<span class="k-quiet">{}</span> {}', RELATIONS.get(relation, relation), link)
        for relation, face in known
        if face is not None
        for link in [_named(face, face.reference)]
    )


_BY_NAME: Mapping[str, Callable[[Any, Names], SafeString]] = {
    "sourced": _sourced,
    "side": _side,
    "contributions": _contributions,
    "events": _events,
    "levels": _levels,
    "members": _members,
    "chairs": _members,
    "owner": _post,
    "post": _post,
    "names": _called,
    "rules": _rules,
    "alternates": _alternates,
    "links": _links,
}

_BY_TYPE: Mapping[str, Callable[[Any, Names], SafeString]] = {
    "date": lambda value, _names: _plain(moments.day(str(value))),
    "partial_date": lambda value, _names: _plain(moments.day(str(value))),
    "moment": _moment,
    "boolean": lambda value, _names: _plain(_("yes") if value else _("no")),
    "urls": _sources,
    "posts": _owners,
}


@dataclass(frozen=True)
class Changed:
    """A fact that differs between two versions, before and after, in words."""

    label: str
    before: SafeString
    after: SafeString


def changed(kind: Kind, facts: Sequence[tuple[str, object, object]], names: Names) -> list[Changed]:
    """Return facts that differ in words, of links only those that differ."""
    found = []
    by_name = {fact.name: fact for fact in kind.facts}
    for name, before, after in facts:
        one: Any
        other: Any
        if name == "links":
            one, other = _apart(before, after)
            fact = Fact("links", {"en": _("Links"), "ja": _("Links")}, type="object")
        else:
            one, other = before, after
            fact = by_name.get(name) or Fact(name, {"en": name, "ja": name})
        found.append(
            Changed(said(fact.label), _shown(fact, one, names), _shown(fact, other, names))
        )
    return found


def _apart(before: Any, after: Any) -> tuple[list[Any], list[Any]]:
    old, new = list(before or ()), list(after or ())
    return [one for one in old if one not in new], [one for one in new if one not in old]


def _shown(fact: Fact, value: Any, names: Names) -> SafeString:
    return SafeString("—") if value in (None, "", [], {}) else in_words(fact, value, names)
