"""What posts own in governance: action points; and calendar addresses, reached through a post."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from kakehashi.errors import Words
from kakehashi.governance import action_rules as rules
from kakehashi.governance.models import ActionEntry, ActionPoint, CalendarFeed
from kakehashi.people.belongings import Thing, belongs, opens, stays
from kakehashi.people.models import Account, Side
from kakehashi.people.openings import WHO_DID_IT, has_other_post
from kakehashi.records import services as records
from kakehashi.records.models import Item, Link

NOT_SHARED: Words = {
    "en": "not shared yet: its owner is part of the draft",
    "ja": "未共有（担当は案に記載）",
}
TAKEN_BACK = "引継ぎの取消し / handover undone"
TO_BE_VERIFIED: Words = {
    "en": "reported done: it waits for the other side to verify it",
    "ja": "完了報告済み（相手側の確認待ち）",
}


def _open(posts: Sequence[str]) -> Iterable[Thing]:
    """Return the open action points of ``posts``, what is due first; two queries."""
    codes = [one.code for one in Side.objects.all()]
    seen: set[uuid.UUID] = set()
    for row in (
        ActionPoint.objects.filter(post__in=posts, standing__in=(rules.DRAFT, *rules.STILL_OPEN))
        .select_related("entry")
        .order_by("due_on", "sort_key", "-entry__version__number")
    ):
        if row.item_id in seen:
            continue
        seen.add(row.item_id)
        yield Thing(
            post=row.post,
            id=str(row.item_id),
            item=row.item_id,
            note=rules.STANDINGS[row.standing],
            due=row.due_on,
            promised=row.due_standing == rules.ACCEPTED,
            waits="" if row.standing == rules.DRAFT else _other(row.side, codes),
            stays=_STAYS.get(row.standing, {}),
        )


_STAYS = {rules.DRAFT: NOT_SHARED, rules.REPORTED: TO_BE_VERIFIED}


def _other(side: str, codes: Sequence[str]) -> str:
    """Return the one other side; nobody in particular where there are several."""
    others = [one for one in codes if one != side]
    return others[0] if len(others) == 1 else ""


def _hand_over(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    from kakehashi.governance.services.actions import hand_over

    references = _references(things)
    for one in things:
        if one.item is not None:
            hand_over(action=references[one.item], to=to, by=by, at=at)


def _take_back(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    """Withdraw the step by which each was handed over: a date that was accepted is so again."""
    for one in things:
        if one.item is None:
            continue
        steps = Link.objects.filter(to_id=one.item, relation="about", kind="action_entry")
        last = (
            ActionEntry.objects.filter(item_id__in=steps.values("item_id"), step=rules.HAND_OVER)
            .exclude(state=rules.WITHDRAWN)
            .order_by("-entry__item__created_at")
            .first()
        )
        if last is not None:
            records.withdraw(item=last.item_id, why=TAKEN_BACK, by=by, at=at)
        Item.objects.filter(pk=one.item).update(owner_id=to)


def _references(things: Sequence[Thing]) -> dict[uuid.UUID, str]:
    return dict(
        Item.objects.filter(pk__in=[one.item for one in things]).values_list("pk", "reference")
    )


def _feeds(account: Account, post: str) -> QuerySet[CalendarFeed]:
    """Return the addresses that end with ``post``: its own, and all where it is the last one."""
    found = CalendarFeed.objects.filter(account=account, revoked_at=None)
    if has_other_post(account, post):
        return found.filter(post_id=post)
    return found


def _count_feeds(account: Account, post: str) -> int:
    return _feeds(account, post).count()


def _end_feeds(account: Account, post: str, by: Account | None, at: dt.datetime) -> None:
    del by
    _feeds(account, post).update(revoked_at=at)


belongs(
    "action_point",
    {"en": "Action points", "ja": "対応事項"},
    open_things=_open,
    hand_over=_hand_over,
    take_back=_take_back,
    kinds=("action_point",),
    fields=(
        "governance.ActionPoint.owner",
        "governance.ActionPoint.post",
        "fact:action_point.owner",
    ),
)
opens(
    "calendar_feed",
    {"en": "Secret calendar addresses", "ja": "予定表の非公開アドレス"},
    count=_count_feeds,
    end=_end_feeds,
    fields=("governance.CalendarFeed.account", "governance.CalendarFeed.post"),
)
stays(
    WHO_DID_IT,
    "governance.CycleStep.done_by",
    "governance.CycleStep.skipped_by",
    "governance.AgendaPlace.ended_by",
    "governance.Sitting.closed_by",
    "governance.Attendance.post",
    "governance.ActionEntry.post",
    "fact:action_entry.post",
    "fact:referral.post",
)
stays(
    "part of the wording of an item of an agenda; the item itself goes with its owner",
    "fact:agenda_item.leads",
)
stays(
    "how a body is made up is a text of both sides, which they change together",
    "fact:body.members",
    "fact:body.chairs",
)
stays(
    "mail goes to an account that may sign in, and to nobody else",
    "governance.Digest.account",
    "governance.Reminder.account",
)
