"""Atom feeds: all news, results, meetings, and the news of one area, in each language."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kakehashi.errors import NotHere
from kakehashi.framework import public as framework
from kakehashi.look.tags.bilingual import reading_order
from kakehashi.people import public as people
from kakehashi.portal import atom
from kakehashi.portal.addresses import here, shared, whole
from kakehashi.portal.pages import open_data, public
from kakehashi.portal.templatetags.portal import address
from kakehashi.records import public as records

LATEST = 50
NEWS = ("result", "update", "decision", "meeting", "follow_up", "initiative", "milestone")
"""Kinds of record that are news."""


@dataclass(frozen=True)
class Told:
    """What a feed is called, what it tells of, and the page that shows the same."""

    title: str | Promise
    kinds: Sequence[str]
    page: str


FEEDS: Mapping[str, Told] = {
    "news": Told(gettext_lazy("All news"), NEWS, "portal:home"),
    "results": Told(gettext_lazy("Results"), ("result",), "portal:results"),
    "meetings": Told(
        gettext_lazy("Meetings and decisions"), ("meeting", "decision"), "portal:meetings"
    ),
}


@public
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a feed by its name.

    Raises:
        NotHere: for any other name, and on a node that nothing was loaded into.
    """
    told = FEEDS.get(name)
    if told is None:
        raise NotHere
    return _answer(
        request,
        name,
        str(told.title),
        reverse(told.page),
        records.newest(told.kinds, LATEST),
    )


@public
def area_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the news of one area: what concerns it or one of its joint actions.

    Raises:
        NotHere: when no published area has this code.
    """
    area = records.faces([f"area-{code}"]).get(f"area-{code}")
    if area is None or area.kind != "area":
        raise NotHere
    found = records.newest(NEWS, LATEST, on=area.item_id, through="joint_action")
    return _answer(request, f"areas/{code}", area.title, address(area), found)


def _answer(
    request: HttpRequest, name: str, title: str, page: str, entries: Sequence[records.Entry]
) -> HttpResponse:
    known = framework.partnership()
    if known is None:
        raise NotHere
    language = get_language() or "en"
    partnership = known.titles.get(language) or known.titles["en"]
    ids, named = _ids(known), _named(entries)
    written = atom.write(
        atom.Feed(
            id=f"{ids}feeds/{name}/{language}",
            title=f"{partnership}: {title}",
            subtitle=_("What was published of the joint work, newest first."),
            language=language,
            author=partnership,
            updated=max((one.updated_at for one in entries), default=known.loaded_at),
            rights=known.settings.get("licence", ""),
            links=[
                atom.Link("alternate", whole(request, here(request, page)), language=language),
                atom.Link(
                    "self", whole(request, here(request, _own(name))), "application/atom+xml"
                ),
            ],
            posts=[
                _post(request, one, ids, language, named.get(one.item_id, ())) for one in entries
            ],
        )
    )
    return open_data(written, "application/atom+xml; charset=utf-8", language)


def _ids(known: framework.Partnership) -> str:
    """Return the beginning of every id (RFC 4151): the same for as long as there are feeds.

    It hangs on the profile alone, never on where the site stands.
    """
    authority = known.settings.get("tag_authority") or "kakehashi.example"
    return f"tag:{authority},{known.text_date.isoformat()}:{known.profile}/"


def _own(name: str) -> str:
    first, _slash, code = name.partition("/")
    if code:
        return reverse("portal:area-feed", args=[code])
    return reverse("portal:feed", args=[first])


def _named(entries: Sequence[records.Entry]) -> Mapping[uuid.UUID, list[atom.Link]]:
    """Return by item the pages on which ministries published the same: the queries of one read."""
    found: dict[uuid.UUID, list[atom.Link]] = {}
    for one in records.public_names([entry.item_id for entry in entries]):
        if one.link:
            office = people.name_on(one.organisation, one.day, one.language)
            link = atom.Link(
                "related", one.link, language=one.language, title=f"{office}: {one.name}"
            )
            found.setdefault(one.item_id, []).append(link)
    return found


def _post(
    request: HttpRequest,
    entry: records.Entry,
    ids: str,
    language: str,
    named: Sequence[atom.Link] = (),
) -> atom.Post:
    kind = records.kind_of(entry.kind)
    summary, spoken = _summary(entry)
    side = entry.version.side
    return atom.Post(
        id=f"{ids}records/{entry.item_id}/{language}",
        title=entry.title or entry.reference,
        title_language=entry.title_language,
        updated=entry.updated_at,
        author=side.name_in(language) if side and kind.lane == "own" else "",
        links=[
            atom.Link(
                "alternate", whole(request, here(request, address(entry))), language=language
            ),
            atom.Link(
                "alternate",
                whole(request, shared(request, "portal:record-data", entry.reference)),
                "application/json",
            ),
            *named,
        ],
        categories=[(entry.kind, kind.names.get(language) or kind.names["en"])],
        summary=summary,
        summary_language=spoken,
    )


def _summary(entry: records.Entry) -> tuple[str, str]:
    """Return the first text after the title, in the reader's language where there is one."""
    wording = entry.version.wording
    for field in records.kind_of(entry.kind).texts:
        if field.name == "title":
            continue
        for language in reading_order():
            text = wording.get(field.name, {}).get(language, "")
            if text:
                return text, language
    return "", ""
