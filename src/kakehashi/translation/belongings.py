"""What posts own of translation jobs: those they asked for, have to translate, have to review."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from kakehashi.people.belongings import HandOver, Thing, belongs, stays
from kakehashi.people.models import Account
from kakehashi.people.openings import WHO_DID_IT
from kakehashi.records.belongings import give_items
from kakehashi.translation.models import Job
from kakehashi.translation.rules import ASKED, OPEN_STATES, RETURNED, REVIEWED, STATES, WITH


def _open(column: str, states: Sequence[str]) -> Callable[[Sequence[str]], Iterable[Thing]]:
    def found(posts: Sequence[str]) -> Iterable[Thing]:
        named = {f"{column}__in": posts, "state__in": states}
        for one in Job.objects.filter(**named).order_by("due_date", "pk"):
            yield Thing(
                str(getattr(one, f"{column}_id")),
                str(one.pk),
                item=one.pk,
                note=STATES[one.state],
                due=one.due_date,
            )

    return found


def _give(column: str) -> HandOver:
    def give(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
        items = [one.item for one in things if one.item]
        Job.objects.filter(pk__in=items).update(**{f"{column}_id": to})
        if column == "post":
            give_items(items, to=to, by=by, at=at)

    return give


belongs(
    "translation_job",
    {"en": "Translations asked for", "ja": "依頼した翻訳"},
    open_things=_open("post", OPEN_STATES),
    hand_over=_give("post"),
    kinds=("translation_job",),
    fields=("translation.Job.post",),
)
belongs(
    "translation_to_make",
    {"en": "Translations to make", "ja": "担当する翻訳"},
    open_things=_open("translator", (ASKED, WITH)),
    hand_over=_give("translator"),
    fields=("translation.Job.translator",),
)
belongs(
    "translation_to_review",
    {"en": "Translations to review", "ja": "確認する翻訳"},
    open_things=_open("reviewer", (ASKED, WITH, RETURNED, REVIEWED)),
    hand_over=_give("reviewer"),
    fields=("translation.Job.reviewer",),
)
stays(
    WHO_DID_IT,
    "translation.Job.by",
    "translation.Passage.decided_by",
    "translation.Delivery.by",
)
