"""Writing handovers: planning, carrying out, undoing; advice; records that nobody owns."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.ledger import services as ledger
from kakehashi.ledger.models import Event, Head
from kakehashi.look.dates import day_words
from kakehashi.people.belongings import BELONGINGS, Thing, things_of
from kakehashi.people.models import Account, Holding, Post, Role, Side
from kakehashi.people.rules import OWN_SIDE, Circle, check_may, check_side
from kakehashi.people.seats import leave_seat, seats_of, sitting_in, take_seat
from kakehashi.people.selectors import group_of_post, viewer_of
from kakehashi.people.services import intern_audience
from kakehashi.posts.models import Handover, Moved
from kakehashi.posts.rules import CANCELLED, DONE, HELD, NEVER_GIVEN, PLANNED, UNDONE
from kakehashi.records import services as records
from kakehashi.records.belongings import give_items, ownerless
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item
from kakehashi.records.services import NewText


class PostOfOtherSide(Refused):
    """A post that is not of the official's own side, or that has ended."""

    code = "post-not-yours"
    message = {
        "en": "“{post}” is not a post of your side that there is on that day.",
        "ja": "「{post}」は、その日に自国側に置かれている職ではありません。",
    }
    hint = {
        "en": "Choose a post of your own side from the list.",
        "ja": "自国側の職を一覧から選択してください。",
    }


class HandoverDay(Refused):
    """A handover without a day, or on one that has passed."""

    code = "handover-day"
    message = {
        "en": "“{day}” cannot be the day of a handover.",
        "ja": "「{day}」を引継日とすることはできません。",
    }
    hint = {
        "en": "Enter today or a later day, on your side's own calendar, within two years.",
        "ja": "自国側の暦で本日以降、2年以内の日付を入力してください。",
    }


class HandoverOpen(Refused):
    """A handover of this post is planned already."""

    code = "handover-open"
    status = 409
    message = {
        "en": "A handover of this post is planned already, for {day}.",
        "ja": "この職の引継ぎは、既に{day}に予定されています。",
    }
    hint = {
        "en": "Cancel that one first, or wait until it is done.",
        "ja": "先に取りやめるか、完了するまで待ってください。",
    }


class HandoverToItself(Refused):
    """A handover that would change nothing."""

    code = "handover-to-itself"
    message = {
        "en": "Who takes over has the post already.",
        "ja": "引き継ぐ側が既にこの職にあります。",
    }
    hint = {
        "en": "Choose another person or another post.",
        "ja": "別の者又は別の職を選択してください。",
    }


class HandoverHeir(Refused):
    """A whole post is to go to another one, and none was chosen."""

    code = "handover-heir"
    message = {
        "en": "The post that takes everything over is missing.",
        "ja": "移管先の職が選択されていません。",
    }
    hint = {
        "en": "Choose it, or let somebody else come into this post.",
        "ja": "移管先を選択するか、在職者の交代を選択してください。",
    }


class HandoverMovedOn(Refused):
    """A handover that is not in the state that the step needs."""

    code = "handover-moved-on"
    status = 409
    message = {
        "en": "This handover is no longer at that point.",
        "ja": "この引継ぎは、既に別の状態になっています。",
    }
    hint = {
        "en": "Load the page again to see where it stands.",
        "ja": "画面を再読み込みして、現在の状態を確認してください。",
    }


class HandoverUsed(Refused):
    """Something was done since with what was handed over."""

    code = "handover-used"
    status = 409
    message = {
        "en": "It cannot be undone: {count} things were done since with what was handed over.",
        "ja": "引継ぎ後に既に{count}件の処理が行われているため、取り消すことができません。",
    }
    hint = {
        "en": "Plan a handover back instead.",
        "ja": "改めて元に戻す引継ぎを予定してください。",
    }


class NotYourOwnPost(Refused):
    """Advice for a post that one does not act in."""

    code = "advice-not-your-post"
    status = 403
    message = {
        "en": "You do not act in this post.",
        "ja": "あなたは現在この職にありません。",
    }
    hint = {
        "en": "Only its holder leaves advice. Act in that post first, if you hold several.",
        "ja": "申し送りは在職者のみが作成できます。兼務の場合は、先にその職に切り替えてください。",
    }


LONGEST_AHEAD = dt.timedelta(days=731)


def day_of(side: Side, at: dt.datetime) -> dt.date:
    """Return the day that ``at`` is on the clock of ``side``."""
    return at.astimezone(ZoneInfo(side.zone)).date()


def plan(
    *,
    post: str,
    on: dt.date | None,
    to: str = "",
    leaver: str = "",
    successor: str = "",
    roles: Sequence[str] = (),
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Handover:
    """Plan that a post changes hands on a day, or that all it owns goes to another post.

    One planned for today is carried out at once.

    Args:
        post: id of the post.
        on: the first day on which it holds, on the side's own calendar.
        to: id of the post that takes everything over; empty where the holder changes.
        leaver: user name of who leaves the post; everybody who acts in it where empty and the
            holder changes.
        successor: user name of who comes; empty for nobody yet.
        roles: codes of the roles that the successor gets; those of the leaver where empty.
        by: a coordinator.
        at: when it is planned.
        id: an id drawn beforehand; sent a second time it gives the handover the first made.

    Raises:
        NoSide, NotYourRole: when the account may not manage posts.
        PostOfOtherSide, HandoverDay, HandoverOpen, HandoverToItself, NotHere: for what is entered.
    """
    side = Side.objects.get(pk=check_side(viewer_of(by), ["manage_people"]))
    with transaction.atomic():
        made = Handover.objects.filter(pk=id, side=side).first() if id else None
        if made is not None:
            return made
        found = check_plan(
            post=post, on=on, to=to, leaver=leaver, successor=successor, by=by, at=at
        )
        own, heir, leaving, coming, on = found
        handover = Handover(
            side=side,
            post=own,
            to=heir,
            leaver=leaving,
            successor=coming,
            roles=_roles(roles, leaving, own.pk) if coming else [],
            on=on,
            by=by,
            at=at,
        )
        if id is not None:
            handover.id = id
        try:
            with transaction.atomic():
                handover.save(force_insert=True)
        except IntegrityError:
            raise HandoverOpen(day="-") from None
        _note(handover, "handover_planned", by=by, at=at)
    if on <= day_of(side, at):
        carry_out(handover=handover.pk, at=at)
        handover.refresh_from_db()
    return handover


def check_plan(
    *,
    post: str,
    on: dt.date | None,
    to: str = "",
    leaver: str = "",
    successor: str = "",
    by: Account,
    at: dt.datetime,
) -> tuple[Post, Post | None, Account | None, Account | None, dt.date]:
    """Return post, heir, who leaves, who comes and the day of a handover that can be planned.

    Args and errors are those of :func:`plan`; nothing is written.
    """
    side = Side.objects.get(pk=check_side(viewer_of(by), ["manage_people"]))
    today = day_of(side, at)
    if on is None or not today <= on <= today + LONGEST_AHEAD:
        raise HandoverDay(day=day_words(on))
    own = _post(post, side, on)
    heir = _post(to, side, on) if to else None
    leaving, coming = (None, None) if heir else _parties(own, leaver, successor, side)
    if own == heir:
        raise HandoverToItself
    open_one = Handover.objects.filter(post=own, state__in=(PLANNED, HELD)).first()
    if open_one is not None:
        raise HandoverOpen(day=day_words(open_one.on))
    return own, heir, leaving, coming, on


def _parties(
    post: Post, leaver: str, successor: str, side: Side
) -> tuple[Account | None, Account | None]:
    """Return who leaves ``post`` and who comes.

    Raises:
        NotHere: for an account that is not of ``side``.
        HandoverToItself: for a successor who is in the post already.
    """
    leaving, coming = _account(leaver, side), _account(successor, side)
    acting = sitting_in([post.pk]).get(post.pk, [])
    if leaving is None and len(acting) == 1:
        leaving = acting[0]
    if coming is not None and coming in (leaving, *acting):
        raise HandoverToItself
    return leaving, coming


def _post(code: str, side: Side, on: dt.date) -> Post:
    found = Post.objects.filter(pk=code, organisation__side=side).first()
    if found is None or (found.until is not None and found.until <= on):
        raise PostOfOtherSide(post=code[:80])
    return found


def _account(name: str, side: Side) -> Account | None:
    if not name:
        return None
    found = Account.objects.filter(username=name, side=side).first()
    if found is None:
        raise NotHere
    return found


def _roles(asked: Sequence[str], leaver: Account | None, post: str) -> list[str]:
    """Return the roles that go with the post.

    Raises:
        NotHere: for a role that there is not, or that no handover gives.
    """
    if asked:
        known = set(Role.objects.filter(code__in=asked).values_list("code", flat=True))
        if known != set(asked) or known & NEVER_GIVEN:
            raise NotHere
        return sorted(known)
    had = roles_in(leaver, post) if leaver else []
    return [one for one in had if one not in NEVER_GIVEN]


def roles_in(account: Account, post: str) -> list[str]:
    """Return the codes of the roles that ``account`` has in ``post``."""
    if account.post_id == post:
        return sorted(account.roles.values_list("code", flat=True))
    return next((list(one.roles) for one in seats_of(account) if one.post_id == post), [])


def carry_out(*, handover: uuid.UUID, at: dt.datetime, by: Account | None = None) -> bool:
    """Carry a handover out: all of it or nothing. A second time changes nothing.

    It is done in the name of whoever planned it, who must still be allowed to; or of ``by``, a
    coordinator who carries out by hand what was held up.

    Returns:
        Whether it was carried out now.

    Raises:
        NotHere: for one of another side.
        HandoverMovedOn: by hand, of one that is neither planned nor held up.
        Refused: for whatever does not let it through; nothing of it is done then.
    """
    with transaction.atomic():
        found = _locked(handover, by)
        if by is not None and not found.open:
            raise HandoverMovedOn
        if not found.open:
            return False
        hand = by or found.by
        if hand is None or not hand.is_active:
            raise HandoverMovedOn
        check_may(viewer_of(hand), "manage_people")
        _note(found, "handover_done", by=hand, at=at)
        if found.to is not None:
            _move_everything(found, by=hand, at=at)
        else:
            _change_holder(found, by=hand, at=at)
        head = Head.objects.filter(chain="timeline").values_list("size", flat=True).first()
        found.state, found.done_at, found.refusal, found.upto = DONE, at, {}, head or 0
        found.save()
    return True


def _move_everything(handover: Handover, *, by: Account, at: dt.datetime) -> None:
    assert handover.to is not None
    for code, things in things_of([handover.post_id]).items():
        going = [one for one in things if not one.stays]
        BELONGINGS[code].hand_over(going, to=handover.to.pk, by=by, at=at)
        Moved.objects.bulk_create(
            Moved(handover=handover, code=code, thing=one.id, item_id=one.item) for one in going
        )


def _change_holder(handover: Handover, *, by: Account, at: dt.datetime) -> None:
    post, kept = handover.post, dict(handover.kept)
    leaving = [
        one
        for one in sitting_in([post.pk]).get(post.pk, [])
        if handover.leaver is None or one.pk == handover.leaver_id
    ]
    kept["roles"] = {str(one.pk): roles_in(one, post.pk) for one in leaving}
    if handover.successor is not None:
        take_seat(account=handover.successor, post=post, roles=handover.roles, by=by, at=at)
    for one in leaving:
        leave_seat(account=one, post=post, by=by, at=at)
    kept["ended"] = _end_holdings(handover, leaving)
    kept["begun"] = _begin_holding(handover)
    handover.kept = kept


def _end_holdings(handover: Handover, leaving: Sequence[Account]) -> list[int]:
    """End what is on record of who holds the post; return which rows were ended."""
    present = Holding.objects.filter(post=handover.post, until=None, as_of=None)
    if handover.leaver is not None:
        # A public name stays where the record knows nothing of whose account it is.
        present = present.filter(person__in=[one.person_id for one in leaving if one.person_id])
    ended = list(present.values_list("pk", flat=True))
    Holding.objects.filter(pk__in=ended).update(until=handover.on)
    return ended


def _begin_holding(handover: Handover) -> int | None:
    coming = handover.successor
    if coming is None or coming.person_id is None:
        return None
    return Holding.objects.create(
        post=handover.post, person_id=coming.person_id, since=handover.on
    ).pk


def hold(*, handover: uuid.UUID, refusal: Refused) -> None:
    """Note why a handover was refused when it was due; it waits for a coordinator."""
    Handover.objects.filter(pk=handover, state=PLANNED).update(
        state=HELD,
        refusal={
            "code": refusal.code,
            "message": refusal.message_words(),
            "hint": refusal.hint_words(),
        },
    )


def cancel(*, handover: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Cancel a handover that was not carried out.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        HandoverMovedOn: when it was carried out, cancelled or undone meanwhile.
    """
    with transaction.atomic():
        found = _locked(handover, by)
        check_may(viewer_of(by), "manage_people")
        if not found.open:
            raise HandoverMovedOn
        found.state, found.settled_at = CANCELLED, at
        found.save(update_fields=["state", "settled_at"])
        _note(found, "handover_cancelled", by=by, at=at)


def used_since(handover: Handover) -> int:
    """Return how many things were done since with what a handover gave. One query."""
    if handover.upto is None:
        return 0
    since = Event.objects.filter(sequence__gte=handover.upto).exclude(name__startswith="people.")
    if handover.to is not None:
        items = handover.moved.exclude(item=None).values_list("item_id", flat=True)
        return since.filter(subject__in=[str(one) for one in items]).count()
    if handover.successor_id is None:
        return 0
    return since.filter(actor=str(handover.successor_id)).count()


def undo(*, handover: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Undo a handover, as long as nothing was done since with what it gave.

    What was ended for security's sake (sign-in links, tokens, calendar addresses) stays ended:
    whoever is back makes new ones.

    Raises:
        NoSide, NotYourRole, NotHere: when it may not be.
        HandoverMovedOn: of one that is not done.
        HandoverUsed: when something was done since.
    """
    with transaction.atomic():
        found = _locked(handover, by)
        check_may(viewer_of(by), "manage_people")
        if found.state != DONE:
            raise HandoverMovedOn
        used = used_since(found)
        if used:
            raise HandoverUsed(count=used)
        if found.to is not None:
            _give_back(found, by=by, at=at)
        else:
            _restore_holder(found, by=by, at=at)
        found.state, found.settled_at = UNDONE, at
        found.save(update_fields=["state", "settled_at"])
        _note(found, "handover_undone", by=by, at=at)


def _give_back(handover: Handover, *, by: Account, at: dt.datetime) -> None:
    assert handover.to is not None
    moved: dict[str, set[str]] = {}
    for one in handover.moved.all():
        moved.setdefault(one.code, set()).add(one.thing)
    present = things_of([handover.to.pk])
    for code, ids in moved.items():
        back: list[Thing] = [one for one in present.get(code, []) if one.id in ids]
        BELONGINGS[code].take_back(back, to=handover.post_id, by=by, at=at)


def _restore_holder(handover: Handover, *, by: Account, at: dt.datetime) -> None:
    roles: Mapping[str, list[str]] = handover.kept.get("roles", {})
    for account in Account.objects.filter(pk__in=list(roles)):
        take_seat(account=account, post=handover.post, roles=roles[str(account.pk)], by=by, at=at)
    if handover.successor is not None:
        leave_seat(account=handover.successor, post=handover.post, by=by, at=at)
    Holding.objects.filter(pk__in=handover.kept.get("ended", [])).update(until=None)
    begun = handover.kept.get("begun")
    if begun:
        Holding.objects.filter(pk=begun).delete()


def _locked(handover: uuid.UUID, by: Account | None) -> Handover:
    found = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("side", "post__organisation", "to__organisation")
        .filter(pk=handover)
        .first()
    )
    if found is None or (by is not None and viewer_of(by).side != found.side_id):
        raise NotHere
    return found


def own_side(side: str) -> int:
    """Return the audience of what a side keeps to itself."""
    return intern_audience(Circle(reach=OWN_SIDE, state="draft", origin=side, sides=(side,)))


def _note(handover: Handover, event: str, *, by: Account, at: dt.datetime) -> None:
    ledger.append(
        [
            ledger.Entry(
                name=f"posts.handover.{event}",
                actor=str(by.pk),
                side=handover.side_id,
                subject=str(handover.pk),
                facts={
                    "post": handover.post_id,
                    "to": handover.to_id or "",
                    "on": handover.on.isoformat(),
                },
                audience_id=own_side(handover.side_id),
            )
        ],
        at=at,
    )


def advise(
    *,
    title: str,
    body: str,
    language: str,
    for_all: bool = False,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Leave advice for whoever comes next in one's own post.

    Only who acts in the post reads it: the holder now, and from the day of the handover the
    successor, no longer the leaver. An auditor of one's own side may, as everything of it.

    Args:
        title: what it is about.
        body: the advice.
        language: of both.
        for_all: whether colleagues of one's own side may read it too.
        by: the holder.
        at: when.
        id: an id drawn beforehand.

    Raises:
        NoSide, NotYourRole: when the account may not write.
        NotYourOwnPost: for an account without a post.
        Refused: as :func:`kakehashi.records.services.create`.
    """
    if not by.post_id:
        raise NotYourOwnPost
    return records.create(
        kind="advice",
        text=NewText(
            wording={"title": {language: title}, "body": {language: body}},
            facts={"post": by.post_id},
            marking=Marking(reach=OWN_SIDE, groups=() if for_all else (group_of_post(by.post_id),)),
        ),
        by=by,
        at=at,
        id=id,
    )


def give_ownerless(*, to: str, by: Account, at: dt.datetime) -> int:
    """Give the open records of one's own side that no post owns to a post; return how many.

    Raises:
        NoSide, NotYourRole: when the account may not manage posts.
        PostOfOtherSide: for a post that is not one's own.
    """
    side = Side.objects.get(pk=check_side(viewer_of(by), ["manage_people"]))
    with transaction.atomic():
        post = _post(to, side, day_of(side, at))
        items = [one.pk for one in ownerless(side.pk)]
        give_items(items, to=post.pk, by=by, at=at)
    return len(items)
