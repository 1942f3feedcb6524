"""Writing the workplan: starting a joint action, and what is derived from updates."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Q

from kakehashi.errors import NotHere, Refused
from kakehashi.framework.models import Provision
from kakehashi.framework.rules import ACTIONABLE
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Item, Link
from kakehashi.records.services import LinkTo, NewText
from kakehashi.workplan.models import JointAction, Update
from kakehashi.workplan.rules import NOT_YET, PROGRESS

ABOUT = "about"


class NatureNotActionable(Refused):
    """A joint action was to be started without a nature that can be tracked."""

    code = "nature-not-actionable"
    message = {
        "en": "A Joint Action needs a nature that progress can be told of.",
        "ja": "共同作業には、進捗を示せる性質が必要です。",
    }
    hint = {
        "en": "Choose deliverable, continuing, inquiry or dated.",
        "ja": "性質を選択してください。",
    }


def start_action(
    *,
    text: NewText,
    by: Account,
    at: dt.datetime,
    lane: str = "",
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Start a joint action under a provision: a draft on one's own side.

    Area and pillar are those of the provision, and its strength where none is given.

    Args:
        text: what it says; its facts name the ``provision`` and the ``nature``.
        by: who writes.
        at: when.
        lane: the kind's own where empty.
        id: an id drawn beforehand, as for :func:`kakehashi.records.services.create`.

    Raises:
        NotHere: for a provision the account does not see.
        NatureNotActionable: for a nature whose progress is not tracked.
        Refused: as :func:`kakehashi.records.services.create`.
    """
    facts = dict(text.facts)
    with transaction.atomic():
        row = Provision.objects.filter(
            reference=facts.get("provision") or "",
            audience_id__in=visible_audiences(viewer_of(by)),
        ).first()
        if row is None:
            raise NotHere
        if facts.get("nature") not in ACTIONABLE:
            raise NatureNotActionable
        facts |= {"area": row.area, "pillar": row.pillar}
        facts["strength"] = facts.get("strength") or row.strength
        area = Link.objects.filter(entry_id=row.pk, relation="of_area").first()
        links = [LinkTo("of_provision", row.item_id)]
        links += [LinkTo("of_area", area.to_id)] if area else []
        return records.create(
            kind="joint_action",
            text=replace(text, facts=facts, links=list(dict.fromkeys([*links, *text.links]))),
            by=by,
            at=at,
            lane=lane,
            id=id,
        )


def settle_progress(items: Sequence[Item]) -> None:
    """Bring the reported progress of joint actions in step with their updates.

    Args:
        items: updates that were written, or joint actions whose faces were.
    """
    updates = [item.pk for item in items if item.kind == "update"]
    actions = {item.pk for item in items if item.kind == "joint_action"}
    if updates:
        actions |= set(
            Link.objects.filter(item_id__in=updates, relation=ABOUT).values_list("to_id", flat=True)
        )
    if not actions:
        return
    reported = _reported(list(actions))
    for row in JointAction.objects.filter(item_id__in=actions):
        known = reported.get(str(row.item_id), {})
        progress, day = known.get("participants", (NOT_YET, ""))
        public = known.get("public", (NOT_YET, ""))[0]
        allowed = PROGRESS.get(row.nature, ())
        JointAction.objects.filter(pk=row.pk).update(
            progress=progress if progress in allowed else NOT_YET,
            progress_public=public if public in allowed else NOT_YET,
            reported_at=day[:10] if len(day) == len("2026-01-01") else None,
        )


def _reported(actions: Sequence[uuid.UUID]) -> dict[str, dict[str, tuple[str, str]]]:
    """Return what was last reported of each action: to the Participants, and in public."""
    links = Link.objects.filter(to_id__in=actions, relation=ABOUT, kind="update").values_list(
        "entry_id", "to_id"
    )
    to_of: dict[int, list[str]] = {}
    for entry, action in links:
        to_of.setdefault(entry, []).append(str(action))
    rows = (
        Update.objects.filter(pk__in=to_of)
        .exclude(Q(progress="") | Q(state__in=["draft", "withdrawn"]))
        .order_by("date", "updated_at", "pk")
        .values_list("pk", "progress", "date", "state", "audience__reach")
    )
    reported: dict[str, dict[str, tuple[str, str]]] = {}
    for pk, progress, date, state, reach in rows:
        for to in to_of[pk]:
            known = reported.setdefault(to, {})
            known["participants"] = (progress, date)
            if state == "published" and reach == "public":
                known["public"] = (progress, date)
    return reported
