"""Loading governance: bodies, meetings with who attended, decisions, what became of them."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from kakehashi.framework.loading import Index, load_items
from kakehashi.framework.loading.items import Shape
from kakehashi.framework.loading.text import published
from kakehashi.framework.profile.items import WorkItem
from kakehashi.framework.profile.shapes import Body, BodyName, Profile
from kakehashi.governance.loading_year import load_cycles, load_year
from kakehashi.governance.models import Attendance, Meeting
from kakehashi.people.models import Post, Side
from kakehashi.records.services import load
from kakehashi.records.services.writing import Loaded


def load_bodies(profile: Profile, index: Index, *, at: dt.datetime) -> None:
    """Load the bodies with their dated names, parents first."""
    left = list(profile.bodies)
    while left:
        ready = [one for one in left if not one.parent or index.find("body", one.parent)] or left
        records = [_body(one, index) for one in ready]
        for one, item in zip(ready, load(records, by=index.operator, at=at), strict=True):
            index.put("body", one.id, item.pk)
        left = [one for one in left if one not in ready]


def _body(one: Body, index: Index) -> Loaded:
    return published(
        "body",
        f"body-{one.id}",
        {"title": {code: one.name(code) for code in ("en", "ja")}, "summary": one.note},
        index=index,
        facts={
            "body_kind": one.kind,
            "every": one.every,
            "levels": [
                {
                    "names": dict(level.names),
                    "basis": level.basis,
                    "since": index.day(level.period.start),
                    "until": index.day(level.period.until),
                }
                for level in one.levels
            ],
            "members": [
                {
                    "organisation": member.organisation,
                    "post": member.post,
                    "role": member.role,
                    "since": index.day(member.period.start),
                    "until": index.day(member.period.until),
                }
                for member in one.members
            ],
            "chairs": [
                {
                    "organisation": chair.organisation,
                    "post": chair.post,
                    "role": chair.role,
                    "since": index.day(chair.period.start),
                    "until": index.day(chair.period.until),
                }
                for chair in one.chairs
            ],
            "names": [_named(name, index) for name in one.names],
            "rules": {
                name: value
                for name, value in (
                    ("silence_days", one.rules.silence_days),
                    ("scope", one.rules.scope),
                )
                if value
            },
            "sourced": one.sourced,
        },
        links=[
            *index.link("part_of", "body", one.parent),
            *index.link("set_up_by", "instrument", one.instrument),
            *index.link("of_provision", "provision", *one.provisions),
        ],
    )


def _named(name: BodyName, index: Index) -> dict[str, object]:
    return {
        "language": name.language,
        "text": name.text,
        "since": _day(index.day(name.period.start)),
        "until": _day(index.day(name.period.until)),
        "issued_by": list(name.issued_by),
        "in_text": name.in_text,
    }


def _day(text: str) -> str:
    return (text + "-01-01")[:10] if text else ""


def shape(item: WorkItem, index: Index) -> Shape:
    """Say how an item of this room becomes a record."""
    facts = dict(item.facts)
    date = index.day(str(facts.get("date", "")))
    body = str(facts.get("held_by", ""))
    meeting = str(facts.get("meeting", ""))
    decision = str(facts.get("decision", ""))
    if item.kind == "decision" and not date:
        date = _held_on(meeting, index)
    areas = [link.ref for link in item.links if link.kind == "area"]
    made: dict[str, object] = {
        "body": f"body-{body}" if body else "",
        "number": facts.get("number"),
        "date": date,
        "mode": facts.get("mode", ""),
        "standing": facts.get("status", "held"),
        "starts_at": _starts(date, str(facts.get("from", "")), index),
        "minutes": _minutes(str(facts.get("from", "")), str(facts.get("until", ""))),
        "meeting": meeting,
        "area": areas[0] if areas else "",
        "due_date": index.day(str(facts.get("due", ""))),
        "decision_kind": facts.get("decision_kind", ""),
        "ending": ENDING_OF.get(str(facts.get("became", "")), ""),
    }
    place = facts.get("place")
    return Shape(
        body="outcome" if item.kind == "meeting" else "body",
        facts=made,
        links=[
            *index.link("of_body", "body", body),
            *index.link("of_meeting", "meeting", meeting),
            *index.link("about", "decision", decision),
        ],
        sort_key=(date + "-00-00")[:10].encode().hex() if date else "",
        wording={"place": place} if isinstance(place, Mapping) else {},
    )


ENDING_OF = {
    "open": "under_way",
    "carried_out": "held",
    "not_carried_out": "not_held",
    "replaced": "replaced",
}


def _held_on(meeting: str, index: Index) -> str:
    item = index.find("meeting", meeting)
    row = Meeting.objects.filter(item_id=item).first() if item else None
    return row.date.isoformat() if row and row.date else ""


def _starts(date: str, hour: str, index: Index) -> str:
    """Return an hour of the first side's zone as RFC 3339 in UTC."""
    if not date or not hour:
        return ""
    zone = ZoneInfo(Side.objects.get(code=index.sides[0]).zone)
    local = dt.datetime.combine(dt.date.fromisoformat(date), dt.time.fromisoformat(hour), zone)
    return local.astimezone(dt.UTC).isoformat()


def _minutes(start: str, end: str) -> int | None:
    """Return how long it is from one hour to a later one."""
    if not start or not end or end <= start:
        return None
    first, last = (dt.datetime.fromisoformat(f"2000-01-01T{hour}") for hour in (start, end))
    return int((last - first) / dt.timedelta(minutes=1)) or None


def load_governance(profile: Profile, index: Index, *, at: dt.datetime) -> None:
    """Load meetings, years, decisions, follow-ups and contacts, in this order."""
    load_year(profile)
    for kind in ("meeting", "decision", "follow_up", "contact"):
        load_items(profile.items_of(kind), index, shape, at=at)
    for item in profile.items_of("meeting"):
        _attendance(item, index)
    load_cycles(profile, index, at=at)


def _attendance(item: WorkItem, index: Index) -> None:
    """Enter who attended, with the post held that day."""
    attended = item.facts.get("attended")
    if not isinstance(attended, list | tuple):
        return
    posts = {post.pk: post for post in Post.objects.select_related("organisation")}
    rows = []
    for position, one in enumerate(attended):
        post = posts[str(one["post"])]
        rows.append(
            Attendance(
                item_id=index.items[f"meeting:{item.id}"],
                side_id=post.organisation.side_id,
                organisation_id=post.organisation_id,
                post=post,
                person_id=str(one.get("person", "")) or None,
                position=position,
            )
        )
    Attendance.objects.bulk_create(rows)
