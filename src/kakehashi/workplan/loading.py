"""Loading the workplan: joint actions from promises, and what the record says of them."""

import datetime as dt
from collections.abc import Mapping

from kakehashi.framework.loading import Index, load_items
from kakehashi.framework.loading.items import Shape
from kakehashi.framework.loading.text import published
from kakehashi.framework.profile.items import WorkItem
from kakehashi.framework.profile.shapes import Profile
from kakehashi.records.services import load

KINDS = ("initiative", "result", "milestone", "update")


def load_joint_actions(profile: Profile, index: Index, *, at: dt.datetime) -> None:
    """Make one joint action of every promise whose nature allows it.

    Nothing is invented: each starts as *not yet reported*; owners and due dates come from the
    profile's record where it has them.
    """
    said = {item.id: item for item in profile.items_of("joint_action")}
    positions = {provision.ref: place for place, provision in enumerate(profile.provisions)}
    records, refs = [], []
    for provision in profile.provisions:
        for number, promise in enumerate(provision.promises):
            if not promise.joint_action:
                continue
            known = said.get(promise.ref)
            facts = dict(known.facts) if known else {}
            objective = index.link("serves", "provision", *_listed(facts, "objectives"))
            records.append(
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
                        "origin_date": str(promise.facts.get("date", "")) or profile.text_date,
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
    for ref, item in zip(refs, load(records, by=index.operator, at=at), strict=True):
        index.put("joint_action", ref, item.pk)
        index.put("promise", ref, item.pk)


def _owners(facts: Mapping[str, object]) -> dict[str, str]:
    owners = facts.get("owners")
    return {str(k): str(v) for k, v in owners.items()} if isinstance(owners, Mapping) else {}


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
    ]
    areas = [link.ref for link in item.links if link.kind == "area"]
    made: dict[str, object] = {
        "date": date,
        "beneficiaries": _listed(facts, "beneficiaries"),
        "area": areas[0] if areas else "",
        "result_kind": facts.get("result_kind", ""),
        "progress": facts.get("progress", ""),
        "due_date": index.day(str(facts.get("due", ""))),
        "standing": facts.get("standing", ""),
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
