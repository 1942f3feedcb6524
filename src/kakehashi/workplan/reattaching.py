"""Joint actions when the text is revised: they follow the number, or go to another provision."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from kakehashi.framework.models import Provision
from kakehashi.framework.rules import ENDED
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item, Link
from kakehashi.records.rules import OVERTAKEN, WITHDRAWN
from kakehashi.records.services import LinkTo
from kakehashi.records.services.plans import FACES, Plan, commit, text_of
from kakehashi.workplan.models import JointAction

OF_PROVISION, OF_AREA = "of_provision", "of_area"

_BY_PLACE = re.compile(r"^\d{10}$")
"""A sort key that begins with the place of the provision: of a joint action that came with it."""


def hanging(items: Sequence[uuid.UUID], viewer: Viewer | None = None) -> list[JointAction]:
    """Return the joint actions of provisions that have not ended, in the order of the text.

    Args:
        items: the provisions.
        viewer: for whom; None for all, once each, which is for writing alone.
    """
    linked = Link.objects.filter(relation=OF_PROVISION, kind="joint_action", to_id__in=list(items))
    rows = JointAction.objects.filter(pk__in=linked.values("entry_id")).exclude(state__in=ENDED)
    if viewer is not None:
        return list(
            rows.filter(audience_id__in=visible_audiences(viewer)).order_by("sort_key", "pk")
        )
    found: dict[uuid.UUID, JointAction] = {}
    for row in rows.order_by("sort_key", "pk"):
        found.setdefault(row.item_id, row)
    return list(found.values())


def provisions_of(actions: Sequence[JointAction]) -> dict[uuid.UUID, uuid.UUID]:
    """Return the provision of each joint action, by item."""
    return dict(
        Link.objects.filter(
            entry_id__in=[row.pk for row in actions], relation=OF_PROVISION
        ).values_list("item_id", "to_id")
    )


def reattach(
    *,
    to: Mapping[uuid.UUID, uuid.UUID | None],
    note: str,
    by: Account,
    at: dt.datetime,
) -> None:
    """Put joint actions under other provisions, or end them as overtaken by events.

    Each gets a new version on every face it has, in the state it was in: the wording of the work
    is untouched, so nobody's draft is lost. The caller has made sure that both sides want it.

    Args:
        to: joint action to the provision that it comes under; None ends it.
        note: why, for the history: the reference of the review.
        by: who carries it out.
        at: when.
    """
    with transaction.atomic():
        items = {
            item.pk: item
            for item in Item.objects.select_for_update(of=("self",)).filter(pk__in=list(to))
        }
        targets = {
            row.item_id: row
            for row in Provision.objects.filter(item_id__in=[one for one in to.values() if one])
        }
        areas = dict(
            Link.objects.filter(
                entry_id__in=[row.pk for row in targets.values()], relation=OF_AREA
            ).values_list("item_id", "to_id")
        )
        entries: dict[uuid.UUID, list[Entry]] = {}
        for entry in Entry.objects.filter(item_id__in=list(to)).select_related("version"):
            entries.setdefault(entry.item_id, []).append(entry)
        for key, target in to.items():
            faces = sorted(
                entries.get(key, ()), key=lambda one: FACES.index(one.face), reverse=True
            )
            for entry in faces:
                moved = _moved(items[key], entry, targets.get(target) if target else None, areas)
                commit([replace(moved, text=replace(moved.text, note=note))], by=by, at=at)


def _moved(
    item: Item, entry: Entry, target: Provision | None, areas: Mapping[uuid.UUID, uuid.UUID]
) -> Plan:
    text, state, event = text_of(entry.version), entry.state, "reattached"
    if target is None:
        state, event = OVERTAKEN, "overtaken"
        if entry.state in ("draft", WITHDRAWN):
            state = entry.state
    else:
        links = [link for link in text.links if link.relation not in (OF_PROVISION, OF_AREA)]
        links.append(LinkTo(OF_PROVISION, target.item_id))
        if target.item_id in areas:
            links.append(LinkTo(OF_AREA, areas[target.item_id]))
        facts = {
            **text.facts,
            "provision": target.reference,
            "area": target.area or None,
            "pillar": target.pillar or None,
        }
        text = replace(
            text,
            links=links,
            facts={name: value for name, value in facts.items() if value is not None},
        )
    return Plan(
        item=item,
        text=text,
        state=state,
        face=entry.face,
        event=event,
        fields=["provision"],
        removes=(entry.face,),
        previous=entry.version,
        sort_key=entry.sort_key,
    )


def settle_provision(items: Sequence[Item]) -> None:
    """Bring provision, area and pillar of joint actions in step with where their provision stands.

    The link is to the provision itself; its number, and so these columns, may change under it.

    Args:
        items: joint actions that were written, or whose provision was numbered anew.
    """
    rows = {row.pk: row for row in JointAction.objects.filter(item__in=items)}
    links = dict(
        Link.objects.filter(entry_id__in=list(rows), relation=OF_PROVISION).values_list(
            "entry_id", "to_id"
        )
    )
    provisions = {
        row.item_id: row for row in Provision.objects.filter(item_id__in=set(links.values()))
    }
    moved = []
    for pk, to in links.items():
        row, provision = rows[pk], provisions.get(to)
        if provision is None:
            continue
        settled = (provision.reference, provision.area, provision.pillar)
        if (row.provision, row.area, row.pillar) != settled:
            row.provision, row.area, row.pillar = settled
            moved.append(row)
    JointAction.objects.bulk_update(moved, ["provision", "area", "pillar"], batch_size=200)


def follow_text() -> None:
    """Let every joint action follow the provision it hangs on: number, area, place in lists.

    The caller holds the transaction in which the text was numbered anew.
    """
    items = list(Item.objects.filter(kind="joint_action"))
    for start in range(0, len(items), 500):
        settle_provision(items[start : start + 500])
    positions = dict(
        Provision.objects.exclude(state__in=ENDED).values_list("reference", "position")
    )
    keys = {}
    for item, key, provision in JointAction.objects.values_list("item_id", "sort_key", "provision"):
        if _BY_PLACE.match(key) and provision in positions:
            place = f"{positions[provision]:06d}{key[6:]}"
            if place != key:
                keys[item] = place
    records.reorder(keys)
