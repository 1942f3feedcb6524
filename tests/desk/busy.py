"""A busy morning: a node in which something of every sort waits for the Japanese officer."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from kakehashi.people.models import Account
from kakehashi.records import services
from kakehashi.records.models import Entry
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import text_of


def newest(reference: str) -> Entry:
    """Return the newest face of a record."""
    return (
        Entry.objects.filter(reference=reference)
        .select_related("version")
        .order_by("-version__number")[0]
    )


def edit(reference: str, by: Account, at: dt.datetime, **title: str) -> Entry:
    """Give a record another title and share it, passing the pen to ``by`` first."""
    entry = newest(reference)
    holder = Account.objects.filter(side_id=entry.pen, purpose="officer").first()
    if entry.pen != by.side_id and holder is not None:
        services.pass_pen(item=entry.item_id, to=by.side_id or "", by=holder, at=at)
    text = text_of(entry.version)
    wording = {**text.wording, "title": {**text.wording["title"], **title}}
    services.save(
        item=entry.item_id,
        base=entry.version.number,
        text=replace(text, wording=wording, language_states=None),
        by=by,
        at=at,
    )
    services.share(item=entry.item_id, by=by, at=at)
    return newest(reference)


def confirm(reference: str, by: Account, at: dt.datetime) -> None:
    """Confirm the newest text of a record for the side of ``by``."""
    entry = newest(reference)
    services.confirm(item=entry.item_id, digest=entry.version.content_digest, by=by, at=at)


def milestone(name: str, day: dt.date, by: Account, at: dt.datetime) -> None:
    """Start a milestone due on ``day`` and share it."""
    made = services.create(
        kind="milestone",
        text=NewText(
            wording={"title": {"en": f"Milestone {name}", "ja": f"節目{name}"}},
            facts={"due_date": day.isoformat(), "standing": "planned"},
            links=[LinkTo("about", newest("VD.b.vi-1").item_id)],
        ),
        by=by,
        at=at,
    )
    services.share(item=made.pk, by=by, at=at)


def update(about: str, by: Account, at: dt.datetime, name: str = "") -> None:
    """Report on a joint action and share the report."""
    made = services.create(
        kind="update",
        text=NewText(
            wording={"title": {"en": f"Call opened {name}", "ja": f"公募を開始{name}"}},
            links=[LinkTo("about", newest(about).item_id)],
        ),
        by=by,
        at=at,
    )
    services.share(item=made.pk, by=by, at=at)


def make_busy(node: Mapping[str, Account], at: dt.datetime, *, times: int = 1) -> None:
    """Make every section of the Japanese officer's My work hold at least ``times`` records.

    Args:
        node: accounts by name.
        at: now; what is written is written shortly before.
        times: how many of each sort.
    """
    tokyo, london = node["officer-jp"], node["officer-gb"]
    actions = list(
        Entry.objects.filter(kind="joint_action")
        .order_by("sort_key")
        .values_list("reference", flat=True)[: 5 * times]
    )
    lately = at - dt.timedelta(minutes=1)
    for place in range(times):
        changed, same, penned, asked, followed = actions[5 * place : 5 * place + 5]
        edit(changed, london, lately, en=f"A clearer title {place}")
        before = newest(same).version.wording["title"]
        edit(same, london, lately, en=f"For a moment {place}")
        edit(same, london, lately, **before)
        services.propose(
            item=newest(penned).item_id,
            base=newest(penned).version.number,
            wording={"title": {"en": f"Proposed {place}"}},
            note="Shorter.",
            by=london,
            at=lately,
        )
        services.ask_pen(item=newest(asked).item_id, by=london, at=lately)
        edit(followed, tokyo, lately, ja=f"和文のみ変更{place}")
        milestone(f"late {place}", at.date() - dt.timedelta(days=3), london, lately)
        milestone(f"soon {place}", at.date() + dt.timedelta(days=4), london, lately)
        update(changed, london, lately, str(place))
        services.create(
            kind="initiative",
            text=NewText(wording={"title": {"en": f"A draft {place}", "ja": f"案{place}"}}),
            by=tokyo,
            at=lately,
        )
