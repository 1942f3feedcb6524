"""Loading the workplan: joint actions from promises, and what the record says of them."""

import datetime as dt
from collections.abc import Mapping

from kakehashi.framework.loading import Index, load_items
from kakehashi.framework.loading.items import Shape, who_may
from kakehashi.framework.loading.text import published
from kakehashi.framework.profile.items import WorkItem
from kakehashi.framework.profile.shapes import Profile
from kakehashi.records import services as records
from kakehashi.records.models import Entry
from kakehashi.records.services import LinkTo, NewText, load

PROGRESS_OF = {"not_reported": "not_yet_reported"}

KINDS = ("initiative", "result", "milestone", "update")


def load_joint_actions(profile: Profile, index: Index, *, at: dt.datetime) -> None:
    """Make one joint action of every promise whose nature allows it.

    Nothing is invented: each starts as *not yet reported*; owners and due dates come from the
    profile's record where it has them.
    """
    said = {item.id: item for item in profile.items_of("joint_action")}
    positions = {provision.ref: place for place, provision in enumerate(profile.provisions)}
    made, refs = [], []
    for provision in profile.provisions:
        for number, promise in enumerate(provision.promises):
            if not promise.joint_action:
                continue
            known = said.get(promise.ref)
            facts = dict(known.facts) if known else {}
            objective = index.link("serves", "provision", *_listed(facts, "objectives"))
            made.append(
                published(
                    "joint_action",
                    promise.ref,
                    {"title": promise.title, "wording": promise.wording},
                    index=index,
                    facts={
                        "provision": provision.ref,
                        "promise": promise.key,
                        "area": provision.area,
                        "pillar": provision.pillar,
                        "nature": promise.nature,
                        "strength": promise.strength,
                        "origin_date": index.day(promise.origin_date or profile.text_date),
                        "acts": list(promise.acts),
                        "qualifiers": list(promise.qualifiers),
                        "owners": _owners(facts),
                        "due_date": index.day(str(facts.get("due", ""))),
                        "beneficiaries": _listed(facts, "beneficiaries"),
                    },
                    links=[
                        *index.link("of_provision", "provision", provision.ref),
                        *index.link("of_area", "area", provision.area),
                        *objective,
                        *index.link("in_sector", "sector", *_listed(facts, "sectors")),
                    ],
                    sort_key=f"{positions[provision.ref]:06d}{number:04d}",
                )
            )
            refs.append(promise.ref)
    for ref, item in zip(refs, load(made, by=index.operator, at=at), strict=True):
        index.put("joint_action", ref, item.pk)
        index.put("promise", ref, item.pk)


def _words(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}


def _owners(facts: Mapping[str, object]) -> dict[str, str]:
    return _words(facts.get("owners"))


def _listed(facts: Mapping[str, object], name: str) -> list[str]:
    value = facts.get(name)
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def shape(item: WorkItem, index: Index) -> Shape:
    """Say how an item of this room becomes a record."""
    facts = dict(item.facts)
    date = index.day(str(facts.get("date", "")))
    links = [
        *index.link("serves", "provision", *_listed(facts, "objectives")),
        *index.link("in_sector", "sector", *_listed(facts, "sectors")),
        *index.link("about", "joint_action", str(facts.get("joint_action", ""))),
        *index.link("about", "initiative", str(facts.get("initiative", ""))),
    ]
    areas = [link.ref for link in item.links if link.kind == "area"]
    made: dict[str, object] = {
        "date": date,
        "beneficiaries": _listed(facts, "beneficiaries"),
        "area": areas[0] if areas else "",
        "result_kind": facts.get("result_kind", ""),
        "progress": PROGRESS_OF.get(str(facts.get("progress", "")), facts.get("progress", "")),
        "due_date": index.day(str(facts.get("due", ""))),
        "standing": "reached" if facts.get("done_on") else "planned",
        "contributions": facts.get("contributions"),
        "starts": index.day(str(facts.get("from", ""))),
        "ends": index.day(str(facts.get("until", ""))),
    }
    day = date or str(made["due_date"]) or str(made["starts"])
    return Shape(
        body="body",
        facts=made,
        links=links,
        sort_key=(day + "-00-00")[:10].encode().hex() if day else "",
    )


def load_workplan(profile: Profile, index: Index, *, at: dt.datetime) -> None:
    """Load initiatives, results, milestones and updates, in this order."""
    for kind in KINDS:
        load_items(profile.items_of(kind), index, shape, at=at)
    for item in profile.items_of("joint_action"):
        _live(item, index)


def _live(item: WorkItem, index: Index) -> None:
    """Give a joint action what a practice record says of it: progress, and an ending."""
    if not item.by:
        return
    author = index.accounts[item.by]
    facts = dict(item.facts)
    found = index.items[f"joint_action:{item.id}"]
    entry = Entry.objects.get(item_id=found)
    last = facts.get("last_activity")
    activity = last if isinstance(last, Mapping) else {}
    progress = str(facts.get("progress", "not_reported"))
    if progress != "not_reported":
        date = index.day(str(facts.get("progress_date", "") or activity.get("date", "")))
        moment = index.moment(date)
        made = records.create(
            kind="update",
            text=NewText(
                wording={
                    "title": {"en": entry.title_en, "ja": entry.title_ja},
                    "body": _words(activity.get("text") or facts.get("conclusion")),
                },
                facts={"progress": progress, "date": date},
                links=[LinkTo("about", found)],
            ),
            by=author,
            at=moment,
        )
        records.share(item=made.pk, by=who_may(index, author, "share"), at=moment)
    ended = facts.get("ended")
    if isinstance(ended, Mapping):
        reason = ended["reason"]
        step = records.overtake if ended["how"] == "overtaken" else records.withdraw
        step(
            item=found,
            why=" / ".join(reason[code] for code in ("en", "ja") if reason.get(code)),
            by=who_may(
                index,
                next(one for one in index.accounts.values() if one.side_id == index.sides[0]),
                "share",
            ),
            at=index.moment(str(ended["date"])),
        )
