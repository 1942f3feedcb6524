"""Confirming: a side records that this is the wording both worked out.

Confirming is not agreeing: it creates no obligation. It is given to a content digest, so a new
marking keeps it and any change of the text starts without it.
"""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.records import crossing
from kakehashi.records.models import Confirmation, Entry
from kakehashi.records.rules import CONFIRMED, SHARED_STATE, check_step
from kakehashi.records.services.plans import guard, move_state, note_event, standing_of
from kakehashi.records.services.writing import locked


class TextMoved(Refused):
    """The text changed between being read and being confirmed."""

    code = "text-moved"
    status = 409
    message = {
        "en": "The text of {reference} changed after you opened it. Nothing was confirmed.",
        "ja": "{reference} の文言は、表示後に変更されました。確認は行われていません。",
    }
    hint = {
        "en": "Read the new text; what changed is marked. Then confirm.",
        "ja": "新しい文言（変更箇所を表示）を読んだ上で、確認してください。",
    }


def confirm(*, item: uuid.UUID, digest: str, by: Account, at: dt.datetime) -> bool:
    """Confirm for one's side the text whose content digest is ``digest``.

    Returns:
        Whether every side has confirmed it now.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState: when it may not be.
        TextMoved: when the text is no longer the one with this digest.
    """
    with transaction.atomic():
        found, entry, version = locked(item, by)
        check_step(viewer_of(by), standing_of(found, entry), "confirm")
        if version.content_digest != digest:
            raise TextMoved(reference=found.reference)
        guard("confirm", found, version, by)
        assert by.side_id is not None
        made = Confirmation.objects.get_or_create(
            item=found,
            content_digest=digest,
            side_id=by.side_id,
            defaults={"by": by, "post_id": by.post_id, "at": at},
        )[1]
        if made:
            note_event(
                found,
                "confirmed",
                by=by,
                at=at,
                audience=version.audience_id,
                facts={"content": digest},
            )
            crossing.tell("confirm", found, version, {"content": digest}, by=by, at=at)
        sides = set(
            Confirmation.objects.filter(item=found, content_digest=digest).values_list(
                "side_id", flat=True
            )
        )
        both = sides.issuperset(found.sides)
        if both and entry.state == SHARED_STATE:
            move_state(found, Entry.objects.select_related("version").get(pk=entry.pk), CONFIRMED)
    return both


def confirm_many(
    *, digests: Mapping[uuid.UUID, str], by: Account, at: dt.datetime
) -> dict[uuid.UUID, Refused | None]:
    """Confirm several texts, each for itself; return what was refused, None where it went.

    One that moved meanwhile does not stop the others.
    """
    answers: dict[uuid.UUID, Refused | None] = {}
    for item, digest in digests.items():
        try:
            confirm(item=item, digest=digest, by=by, at=at)
        except Refused as refusal:
            answers[item] = refusal
        else:
            answers[item] = None
    return answers
