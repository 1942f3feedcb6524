"""Long papers, made by the worker: asked for, claimed once, told how far, gone after a day."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.briefing.models import PaperOrder
from kakehashi.briefing.papers.gathering import Period, looking
from kakehashi.briefing.papers.making import Asked, composed, made
from kakehashi.errors import NotHere, Refused
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of

WAITING, MAKING, READY, REFUSED = "waiting", "making", "ready", "refused"
KEPT = dt.timedelta(days=1)
"""How long a paper that was made is kept for the one who asked."""

LOST = dt.timedelta(minutes=5)
"""After which a paper that was begun and not ended is begun again."""

MOST_OPEN = 5


class TooManyPapers(Refused):
    """Somebody asked for more papers than are made for one person at a time."""

    code = "too-many-papers"
    status = 429
    message = {
        "en": "{count} papers are being made for you already.",
        "ja": "既に{count}件の資料を作成中です。",
    }
    hint = {
        "en": "Wait for one of them; they stand on the page of papers.",
        "ja": "作成の完了をお待ちください。作成中の資料は資料のページに表示されます。",
    }


def order(*, asked: Asked, address: str, by: Account, at: dt.datetime) -> PaperOrder:
    """Ask for a paper to be made in the background.

    The same paper asked for twice before it is begun is made once.

    Raises:
        NotHere: for what there is not.
        NoSide, NotYourRole: for a reader who does not read for a side.
        TooManyPapers: while :data:`MOST_OPEN` others are being made for the same person.
    """
    kind = asked.kind
    looking(viewer_of(by), asked.for_whom)
    period = asked.period
    same = {
        "paper": kind.code,
        "language": asked.language,
        "for_whom": asked.for_whom,
        "form": asked.form,
        "meeting": asked.meeting,
        "since": period.since if period else None,
        "until": period.until if period else None,
    }
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=by.pk)
        mine = PaperOrder.objects.filter(account=by)
        found = mine.filter(state=WAITING, **same).first()
        if found is not None:
            return found
        count = mine.filter(state__in=[WAITING, MAKING]).count()
        if count >= MOST_OPEN:
            raise TooManyPapers(count=count)
        return PaperOrder.objects.create(account=by, address=address, at=at, **same)


def order_of(account: Account, key: uuid.UUID, *, at: dt.datetime) -> PaperOrder:
    """Return a paper that ``account`` asked for.

    Raises:
        NotHere: for somebody else's, or after a day.
    """
    found = PaperOrder.objects.filter(pk=key, account=account, at__gt=at - KEPT).first()
    if found is None:
        raise NotHere
    return found


def orders_of(account: Account, *, at: dt.datetime) -> list[PaperOrder]:
    """Return what ``account`` asked for within the day, newest first, without content."""
    return list(
        PaperOrder.objects.filter(account=account, at__gt=at - KEPT)
        .order_by("-at", "-pk")
        .defer("content")
    )


def make_ordered(*, at: dt.datetime) -> int:
    """Make what was asked for, oldest first, and forget what is older than a day.

    Each is claimed before it is made, so that several workers make it once. Returns how many
    were made.
    """
    PaperOrder.objects.filter(at__lte=at - KEPT).delete()
    PaperOrder.objects.filter(state=MAKING, begun_at__lt=at - LOST).update(state=WAITING)
    made_now = 0
    for key in list(
        PaperOrder.objects.filter(state=WAITING).order_by("at", "pk").values_list("pk", flat=True)
    ):
        claimed = PaperOrder.objects.filter(pk=key, state=WAITING).update(
            state=MAKING, begun_at=at, done=0, of=0
        )
        if claimed:
            _make(PaperOrder.objects.select_related("account").get(pk=key), at=at)
            made_now += 1
    return made_now


def _make(one: PaperOrder, *, at: dt.datetime) -> None:
    row = PaperOrder.objects.filter(pk=one.pk, state=MAKING)
    reader = viewer_of(one.account)
    period = Period(one.since, one.until) if one.since and one.until else None
    asked = Asked(one.paper, one.language, one.for_whom, one.form, one.meeting, period)
    try:
        paper = composed(
            asked,
            reader,
            today=at.astimezone(ZoneInfo(one.account.zone)).date(),
            at=at,
            address=one.address,
            progress=lambda done, of: _told(one, done, of),
        )
        file = made(asked, paper, reader.side)
    except Refused as refusal:
        row.update(
            state=REFUSED,
            refusal={
                "code": refusal.code,
                "message": refusal.message_words(),
                "hint": refusal.hint_words(),
            },
            ended_at=at,
        )
        return
    row.update(
        state=READY,
        content=file.content,
        name_en=file.name_en,
        name_ja=file.name_ja,
        ended_at=at,
    )


def _told(one: PaperOrder, done: int, of: int) -> None:
    """Say how far it is; the last part is the writing of the file."""
    PaperOrder.objects.filter(pk=one.pk).update(done=done, of=of + 1)
