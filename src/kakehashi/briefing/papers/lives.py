"""Biographies in papers: of whom one expects at a meeting, and of whom there is none."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from kakehashi.biographies.models import Biography
from kakehashi.biographies.rules import CURRENT, STANDINGS
from kakehashi.biographies.selectors import Life, of_people
from kakehashi.briefing.papers.sittings import SittingMaterial, lines_of
from kakehashi.briefing.saying import said
from kakehashi.governance import selectors as governance
from kakehashi.governance.models import Attendance, Body, Meeting
from kakehashi.look import dates
from kakehashi.people.models import Holding, Person, Post
from kakehashi.people.rules import Viewer

Data = dict[str, Any]


@dataclass
class LifeMaterial:
    """Whom one expects, in their order, with what is known of each."""

    expected: Sequence[tuple[Person, Post | None]] = ()
    lives: Mapping[str, Life] = field(default_factory=dict)
    side: str = ""
    """Whose paper it is: of its own people, no biography is missed."""

    def included(self) -> Iterator[Biography]:
        """Yield every biography that is quoted."""
        for one in self.lives.values():
            yield one.row


def read_lives(
    meeting: Meeting, body: Body | None, viewer: Viewer, today: dt.date, found: SittingMaterial
) -> LifeMaterial:
    """Read the biographies of those expected at a meeting; the whole table has none.

    Expected are: who attended; else who attended when the same body met last; who holds a post that
    chairs the body or leads an item of the agenda. A fixed number of queries.
    """
    if viewer.table or not viewer.side:
        return LifeMaterial()
    posts = {*found.leads, *_chairs(body, today)}
    people: dict[str, tuple[Person, Post | None]] = {}
    held = Holding.objects.filter(
        Q(since__isnull=True) | Q(since__lte=today),
        Q(until__isnull=True) | Q(until__gt=today),
        post_id__in=posts,
    )
    for one in held.select_related("person", "post__organisation").order_by(
        "post__organisation__side_id", "post_id", "person_id"
    ):
        people[one.person_id] = (one.person, one.post)
    for sat in _attended(meeting, viewer):
        if sat.person is not None:
            people.setdefault(sat.person_id or "", (sat.person, sat.post))
    return LifeMaterial(list(people.values()), of_people(viewer, list(people), today), viewer.side)


def _chairs(body: Body | None, today: dt.date) -> set[str]:
    """Return the posts that chair a body today."""
    if body is None:
        return set()
    chairs: Sequence[Mapping[str, str]] = body.entry.version.facts.get("chairs") or ()
    return {
        one["post"]
        for one in chairs
        if one.get("post") and not (one.get("until") and one["until"] <= today.isoformat())
    }


def _attended(meeting: Meeting, viewer: Viewer) -> list[Attendance]:
    """Return who attended, else who attended the last time that the same body met."""
    rows = governance.attendance(meeting, viewer)
    before = [
        one
        for one in governance.meetings(viewer, meeting.body)
        if one.standing == "held"
        and one.date
        and (meeting.date is None or one.date < meeting.date)
        and meeting.body
    ]
    return rows or (governance.attendance(before[0], viewer) if before else [])


def life_rows(found: LifeMaterial, language: str) -> list[Data]:
    """Return biographies in words, in the order of those expected."""
    rows = []
    for person, post in found.expected:
        life = found.lives.get(person.pk)
        if life is None:
            continue
        facts = life.row.entry.version.facts
        of = life.post or post
        since = str(facts.get("since") or "")
        rows.append(
            {
                "reference": life.row.reference,
                "heading": life.row.title,
                "about": {
                    "side": of.organisation.side.name if of else "",
                    "since": dates.say_partial_briefly(since, language) if since else "",
                    "as_of": dates.say_day_briefly(life.row.as_of, language)
                    if life.row.as_of
                    else "",
                    "checked": str(facts.get("checked_by") or ""),
                    "standing": ""
                    if life.standing == CURRENT
                    else ("【{}】" if language == "ja" else "[{}]").format(
                        said(STANDINGS[life.standing])
                    ),
                },
                "career": lines_of(life.row, "career", language),
            }
        )
    return rows


def without_rows(found: LifeMaterial) -> list[Data]:
    """Return those of another side whom one expects and of whom there is no biography."""
    return [
        {"person": person.name, "post": post.name if post else ""}
        for person, post in found.expected
        if person.pk not in found.lives and not (post and post.organisation.side_id == found.side)
    ]
