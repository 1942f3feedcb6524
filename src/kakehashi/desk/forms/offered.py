"""What a form offers to choose from: records, posts and sides by name, in a few queries."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kakehashi.desk.forms.clock import zones_of
from kakehashi.desk.words import STANDING_OF_NAMES, said
from kakehashi.framework.rules import ACTIONABLE, NATURES, STRENGTHS
from kakehashi.look.tags.moments import day as say_day
from kakehashi.people.models import Post, Side
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import holder_on, posts, sides, visible_audiences
from kakehashi.records.kinds import Kind, all_kinds
from kakehashi.records.models import Entry
from kakehashi.workplan.rules import PROGRESS, PROGRESS_WORDS

Choices = list[tuple[str, Any]]

MOST_SUGGESTED = 400
NEWEST_SUGGESTED = 100


@dataclass(frozen=True)
class Offered:
    """Choices of a form, by the name of the fact or side."""

    sides: Sequence[Side] = ()
    zones: Choices = field(default_factory=list)
    facts: Mapping[str, Choices] = field(default_factory=dict)
    posts: Mapping[str, Choices] = field(default_factory=dict)
    """Side to its posts, grouped by organisation."""
    suggestions: Sequence[tuple[str, str]] = ()
    """References of records to link to, with their titles."""


def offered(
    kind: Kind,
    reader: Viewer,
    *,
    zone: str,
    today: dt.date,
    new: bool = False,
    natures: Collection[str] = (),
) -> Offered:
    """Return what a form for ``kind`` offers ``reader``, in at most eight queries.

    Args:
        kind: kind of the record.
        reader: whose rights apply.
        zone: the writer's own zone, offered first.
        today: the day on which posts are held or vacant.
        new: whether the record is being started.
        natures: natures of the joint actions that an update is about, where known.
    """
    every = list(sides())
    zones = sorted(zones_of(every), key=lambda one: one[0] != zone)
    facts = _records(kind, reader, new=new)
    names = {fact.name: fact for fact in kind.facts}
    if "side" in names:
        facts["side"] = [("", _("Not said")), *((side.code, side.name) for side in every)]
    if kind.code == "programme":
        facts["status"] = [
            ("", _("Not said")),
            *((c, str(w)) for c, w in STANDING_OF_NAMES.items()),
        ]
    if new and "nature" in names:
        facts["nature"] = [
            ("", "—"),
            *((c, said(w)) for c, w in NATURES.items() if c in ACTIONABLE),
        ]
    if new and "strength" in names:
        facts["strength"] = [
            ("", _("As the provision has it")),
            *((str(code), said(words)) for code, words in STRENGTHS.items()),
        ]
    if "progress" in names:
        facts["progress"] = _progress(natures)
    if "should_have_been" in names:
        facts["should_have_been"] = _progress(natures)
    owned = any(fact.type == "posts" for fact in kind.facts)
    return Offered(
        sides=every,
        zones=zones,
        facts=facts,
        posts=_posts(every, today) if owned else {},
        suggestions=_suggestions(reader),
    )


def _progress(natures: Collection[str]) -> Choices:
    """Return the progress that all of ``natures`` allow; by nature where none is known."""
    blank: Choices = [("", _("Not said"))]
    known = [PROGRESS[nature] for nature in natures if nature in PROGRESS]
    if known:
        allowed = [code for code in known[0] if all(code in one for one in known)]
        return blank + [(code, said(PROGRESS_WORDS[code])) for code in allowed]
    return blank + [
        (said(NATURES[nature]), [(code, said(PROGRESS_WORDS[code])) for code in order])
        for nature, order in PROGRESS.items()
    ]


def label_of(entry: Entry) -> str:
    """Return reference and title of a record, for a choice."""
    return f"{entry.reference} {entry.title}"


def _records(kind: Kind, reader: Viewer, *, new: bool) -> dict[str, Choices]:
    """Return, for facts that name a record, the records of that kind."""
    codes = {one.code for one in all_kinds()}
    named = {
        fact.name: fact
        for fact in kind.facts
        if fact.name in codes and (fact.follows or (new and fact.asked_first))
    }
    if not named:
        return {}
    found: dict[str, Choices] = {name: [("", "—")] for name in named}
    rows = Entry.objects.filter(
        kind__in=list(named), audience_id__in=visible_audiences(reader)
    ).order_by("kind", "sort_key", "pk")
    for entry in rows[: MOST_SUGGESTED * len(named)]:
        value = entry.reference.removeprefix(named[entry.kind].drops)
        found[entry.kind].append((value, label_of(entry)))
    return found


def post_words(post: Post, day: dt.date) -> str:
    """Return a post with its holder on ``day``, or that it is vacant."""
    holding = holder_on(post, day)
    if holding is not None:
        return f"{post.name} — {holding.person.name}"
    known = [one for one in post.holdings.all() if one.as_of and one.as_of <= day]
    if known:
        last = max(known, key=lambda one: one.as_of or day)
        return _("%(post)s — last known holder %(name)s (%(day)s)") % {
            "post": post.name,
            "name": last.person.name,
            "day": say_day(last.as_of, "plain"),
        }
    return _("%(post)s — vacant: no holder on record") % {"post": post.name}


def _posts(every: Sequence[Side], today: dt.date) -> dict[str, Choices]:
    grouped: dict[str, dict[str, Choices]] = {side.code: {} for side in every}
    for post in posts(today):
        by_name = grouped.setdefault(post.organisation.side_id, {})
        by_name.setdefault(post.organisation.name, []).append((post.pk, post_words(post, today)))
    return {side: [("", _("Nobody named")), *groups.items()] for side, groups in grouped.items()}


def _suggestions(reader: Viewer) -> list[tuple[str, str]]:
    seen = Entry.objects.filter(audience_id__in=visible_audiences(reader))
    framework = [one.code for one in all_kinds() if one.room == "framework"]
    found: dict[str, str] = {}
    for rows in (
        seen.order_by("-updated_at", "-pk")[:NEWEST_SUGGESTED],
        seen.filter(kind__in=[*framework, "body", "meeting"]).order_by("kind", "sort_key", "pk")[
            :MOST_SUGGESTED
        ],
    ):
        for entry in rows.only("reference", "title_en", "title_ja"):
            found.setdefault(entry.reference, entry.title)
    return sorted(found.items())
