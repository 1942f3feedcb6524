"""Silence: a shared text is confirmed on a day unless a side objects before, where rules allow."""

import datetime as dt
import uuid

from django.db import transaction

from kakehashi.drafting.models import Silence
from kakehashi.drafting.services.settling import check_ready
from kakehashi.drafting.services.texts import text_of
from kakehashi.errors import NotHere, Refused
from kakehashi.look.dates import day_words
from kakehashi.people.calendars import working_day_from
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Confirmation, Entry, Item, Link
from kakehashi.records.rules import CONFIRMED, SHARED_STATE
from kakehashi.records.services.plans import move_state, note_event
from kakehashi.records.services.writing import locked

LONGEST = dt.timedelta(days=366)
DAYS = "silence_days"
"""Among the rules of a body: working days after which silence confirms, 0 where it does not."""


class SilenceNotAllowed(Refused):
    """The rules of the body do not know confirmation by silence."""

    code = "silence-not-allowed"
    status = 409
    message = {
        "en": "This text cannot be confirmed by silence: the rules of its body do not allow it.",
        "ja": "この文書は、異議の有無による確認の対象となりません"
        "（会議体の運営規則に定めがありません）。",
    }
    hint = {
        "en": "Ask both sides to confirm it.",
        "ja": "双方による確認を依頼してください。",
    }


class SilenceTimeWrong(Refused):
    """A moment for silence that is over, too soon or too far."""

    code = "silence-time-wrong"
    message = {
        "en": "The rules of the body give until {day} at least; a year is the most.",
        "ja": "会議体の規則により、期日は{day}以降、1年以内としてください。",
    }
    hint = {"en": "Choose another day.", "ja": "別の期日を指定してください。"}


class NoSilence(Refused):
    """No confirmation by silence is under way for this text."""

    code = "no-silence"
    status = 409
    message = {
        "en": "No confirmation by silence is under way for this text.",
        "ja": "この文書について、異議の照会は行われていません。",
    }
    hint = {
        "en": "Open the text again to see where it stands.",
        "ja": "文書を開き直して、現在の状況を確認してください。",
    }


def days_allowed(item: Item) -> int:
    """Return after how many working days silence confirms a text of this body; 0 for never.

    A text of a meeting is of that meeting's body. Where the rules say nothing, it is not allowed;
    of several bodies the longest time counts.
    """
    targets = set(
        Link.objects.filter(item=item, relation__in=["of_body", "of_meeting"]).values_list(
            "to_id", flat=True
        )
    )
    targets |= set(
        Link.objects.filter(item_id__in=targets, relation="of_body").values_list("to_id", flat=True)
    )
    bodies = Entry.objects.filter(
        item_id__in=targets, kind="body", face__in=["shared", "public"]
    ).select_related("version")
    return max((_days(one.version.facts) for one in bodies), default=0)


def _days(facts: dict[str, object]) -> int:
    rules = facts.get("rules")
    stated = rules.get(DAYS) if isinstance(rules, dict) else 0
    return stated if isinstance(stated, int) else 0


def earliest(item: Item, *, at: dt.datetime) -> dt.date | None:
    """Return the first day that silence may confirm a text on; None where it never does.

    Counted in days on which every side works.
    """
    days = days_allowed(item)
    if not days:
        return None
    calendars = Side.objects.filter(pk__in=item.sides).values_list("calendar", flat=True)
    return working_day_from(at.date(), days, list(calendars))


def start_silence(*, item: uuid.UUID, until: dt.datetime, by: Account, at: dt.datetime) -> Silence:
    """Say that a shared text is confirmed at ``until`` unless a side objects before.

    It is one's own side's confirmation at once.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState: as for confirming.
        SilenceNotAllowed, SilenceTimeWrong: when the rules or the moment are not so.
        LanguageGap, NoticeMissing, WordingNotSettled, ClearanceNotComplete: as for confirming.
    """
    side = check_side(viewer_of(by), ["confirm", "share"])
    with transaction.atomic():
        found, entry, version = locked(item, by)
        if found.kind != "joint_text":
            raise NotHere
        first = earliest(found, at=at)
        if first is None:
            raise SilenceNotAllowed
        if not first <= until.date() or until > at + LONGEST:
            raise SilenceTimeWrong(day=day_words(first))
        standing = Silence.objects.filter(item=found, state="open").first()
        if standing is not None and standing.content_digest == version.content_digest:
            return standing
        if standing is not None:
            Silence.objects.filter(pk=standing.pk).update(state="void", settled_at=at)
        records.confirm(item=item, digest=version.content_digest, by=by, at=at)
        made = Silence.objects.create(
            item=found,
            content_digest=version.content_digest,
            until=until,
            side_id=side,
            by=by,
            at=at,
        )
        note_event(
            found,
            "silence_started",
            by=by,
            at=at,
            audience=entry.audience_id,
            facts={"content": version.content_digest, "until": until.isoformat()},
        )
    return made


def object_to(*, item: uuid.UUID, why: str, by: Account, at: dt.datetime) -> None:
    """Object to a text before it is confirmed by silence; nothing is confirmed then.

    Raises:
        NotHere, NoSide, NotYourRole: when it may not be.
        NoSilence: when none is under way.
        ReasonMissing: without a reason.
    """
    side = check_side(viewer_of(by), ["confirm"])
    if not why.strip():
        raise records.ReasonMissing
    with transaction.atomic():
        found, entry, _version = locked(item, by)
        changed = Silence.objects.filter(item=found, state="open").update(
            state="objected", objected_by_id=side, why=why.strip()[:2000], settled_at=at
        )
        if changed != 1:
            raise NoSilence
        note_event(found, "silence_objected", by=by, at=at, audience=entry.audience_id)


def carry_out(*, silence: uuid.UUID, at: dt.datetime) -> bool:
    """Confirm a text for the sides that said nothing, when the time has come.

    The text must be the one that was named, and ready to be settled. What a side's own clearance
    says is not asked: a side that is not done objects, and nothing here may tell of it.

    Returns:
        Whether it was confirmed.
    """
    with transaction.atomic():
        due = (
            Silence.objects.select_for_update()
            .select_related("item")
            .filter(pk=silence, state="open", until__lte=at)
            .first()
        )
        if due is None:
            return False
        found = Item.objects.select_for_update(of=("self",)).get(pk=due.item_id)
        entry = Entry.objects.filter(item=found, face="shared").select_related("version").first()
        stands = (
            entry is not None
            and entry.state == SHARED_STATE
            and entry.version.content_digest == due.content_digest
            and not Entry.objects.filter(item=found, face="own").exists()
        )
        if entry is None or not stands or not _ready(found, entry):
            Silence.objects.filter(pk=due.pk).update(state="void", settled_at=at)
            return False
        for side in found.sides:
            Confirmation.objects.get_or_create(
                item=found, content_digest=due.content_digest, side_id=side, defaults={"at": at}
            )
        Silence.objects.filter(pk=due.pk).update(state="confirmed", settled_at=at)
        note_event(
            found,
            "confirmed_by_silence",
            by=None,
            at=at,
            audience=entry.audience_id,
            facts={"content": due.content_digest},
        )
        move_state(found, entry, CONFIRMED)
    return True


def _ready(item: Item, entry: Entry) -> bool:
    try:
        check_ready(item, text_of(entry.version), side="")
    except Refused:
        return False
    return True
