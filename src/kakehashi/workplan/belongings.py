"""What posts own of the programme of work: initiatives and milestones that name them as lead."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from kakehashi.errors import Refused
from kakehashi.people.belongings import Thing, belongs, stays
from kakehashi.people.models import Account
from kakehashi.people.openings import OWN_TO_THE_PERSON
from kakehashi.records.models import Facet
from kakehashi.records.rules import OVERTAKEN, WITHDRAWN


class LeadInSharedText(Refused):
    """A lead post is part of a wording that both sides confirm."""

    code = "lead-in-shared-text"
    status = 409
    message = {
        "en": "The lead is named in a text of both sides; a handover cannot change it.",
        "ja": "主担当は双方の文書に記載されているため、引継ぎによって変更することはできません。",
    }
    hint = {
        "en": "Edit the record, name the new lead, and let both sides confirm it.",
        "ja": "当該案件を編集して新しい主担当を記載し、双方で確認してください。",
    }


STAYS = {
    "en": "named in a text of both sides: edit it and let both confirm",
    "ja": "双方の文書に記載（編集の上、双方の確認が必要）",
}


def _led(posts: Sequence[str]) -> Iterable[Thing]:
    """Return the records whose newest face names one of ``posts`` as its lead. One query."""
    found: dict[tuple[str, uuid.UUID], Thing] = {}
    for post, item, state in (
        Facet.objects.filter(name="owners", value__in=posts)
        .order_by("entry__sort_key", "-entry__version__number")
        .values_list("value", "entry__item_id", "entry__state")
    ):
        if state not in (WITHDRAWN, OVERTAKEN):
            found.setdefault((post, item), Thing(post, f"{item}:{post}", item=item, stays=STAYS))
    return found.values()


def _hand_over(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    del to, by, at
    if things:
        raise LeadInSharedText


belongs(
    "lead_of_record",
    {"en": "Named as lead", "ja": "主担当として記載されている案件"},
    open_things=_led,
    hand_over=_hand_over,
    fields=("fact:joint_action.owners", "fact:initiative.owners"),
)
stays(OWN_TO_THE_PERSON, "workplan.Sheet.account")
