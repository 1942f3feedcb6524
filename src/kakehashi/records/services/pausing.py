"""Pausing publication: the days on which a side publishes nothing, as before an election."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.ledger import services as ledger
from kakehashi.look.dates import day_words
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import PARTICIPANTS, Circle, check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.people.services import intern_audience
from kakehashi.records.models import Pause
from kakehashi.records.rules import SHARED_STATE

LONGEST_REASON = 300
LONGEST_PAUSE = dt.timedelta(days=366)


class PauseDaysWrong(Refused):
    """A pause that ends before it begins, is over already, or is longer than a year."""

    code = "pause-days-wrong"
    message = {
        "en": "A pause cannot last from {first} to {last}.",
        "ja": "{first}から{last}までを公表停止期間とすることはできません。",
    }
    hint = {
        "en": "Give a first and a last day in order; the last is today or later, and at most a "
        "year after the first.",
        "ja": "初日と最終日を順に指定してください（最終日は本日以降、期間は1年以内）。",
    }


class PauseReasonMissing(Refused):
    """A pause without its reason in both languages."""

    code = "pause-reason-missing"
    message = {
        "en": "The reason is missing in one language, or longer than {most} characters.",
        "ja": "理由がいずれかの言語で未記入か、{most}文字を超えています。",
    }
    hint = {
        "en": "Say it in one sentence in English and in Japanese: both sides read it.",
        "ja": "日本語と英語のそれぞれ一文で記入してください（双方の側に表示されます）。",
    }


def set_pause(
    *,
    first_day: dt.date,
    last_day: dt.date,
    reason_en: str,
    reason_ja: str,
    by: Account,
    at: dt.datetime,
) -> Pause:
    """Pause publication for the side of ``by`` from one day to another, both included.

    Raises:
        NoSide, NotYourRole: without a side, or without the permission to publish.
        PauseDaysWrong, PauseReasonMissing: for what was entered.
    """
    code = check_side(viewer_of(by), ["publish"])
    side = Side.objects.get(pk=code)
    today = at.astimezone(ZoneInfo(side.zone)).date()
    if not first_day <= last_day or last_day < today or last_day - first_day > LONGEST_PAUSE:
        raise PauseDaysWrong(first=day_words(first_day), last=day_words(last_day))
    reasons = [" ".join(reason.split()) for reason in (reason_en, reason_ja)]
    if not all(0 < len(reason) <= LONGEST_REASON for reason in reasons):
        raise PauseReasonMissing(most=LONGEST_REASON)
    with transaction.atomic():
        made = Pause.objects.create(
            side=side,
            first_day=first_day,
            last_day=last_day,
            reason_en=reasons[0],
            reason_ja=reasons[1],
            by=by,
            at=at,
        )
        _note("records.pause.set", made, by=by, at=at)
    return made


def end_pause(*, pause: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """End a pause of one's own side before its last day, or take it back before its first.

    Raises:
        NoSide, NotYourRole: without a side, or without the permission to publish.
        NotHere: when one's side has no such pause, or it was ended already.
    """
    side = check_side(viewer_of(by), ["publish"])
    with transaction.atomic():
        ended = Pause.objects.filter(pk=pause, side_id=side, ended_at=None).update(ended_at=at)
        if ended != 1:
            raise NotHere
        _note("records.pause.ended", Pause.objects.get(pk=pause), by=by, at=at)


def _note(name: str, pause: Pause, *, by: Account, at: dt.datetime) -> None:
    sides = tuple(sorted(Side.objects.values_list("code", flat=True)))
    circle = Circle(reach=PARTICIPANTS, state=SHARED_STATE, origin=pause.side_id, sides=sides)
    ledger.append(
        [
            ledger.Entry(
                name=name,
                actor=str(by.pk),
                side=pause.side_id,
                subject=str(pause.pk),
                facts={
                    "first_day": pause.first_day.isoformat(),
                    "last_day": pause.last_day.isoformat(),
                },
                audience_id=intern_audience(circle),
            )
        ],
        at=at,
    )
