"""Taking down what came from outside the desk: a letter, an answer by a link. It has no account."""

import datetime as dt
import uuid
from dataclasses import replace

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.people.models import Account, Side
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.rules import DRAFT
from kakehashi.records.services.entered import clean_wording
from kakehashi.records.services.plans import (
    CHECKED,
    OWN_FACE,
    NewText,
    Plan,
    commit,
    fields_changed,
    text_of,
)
from kakehashi.records.services.writing import clean_facts, next_reference


def take_down(
    *,
    kind: str,
    text: NewText,
    side: str,
    owner: str | None,
    by: Account | None,
    at: dt.datetime,
    onto: uuid.UUID | None = None,
) -> Item:
    """Write down word for word what somebody said, as a record of ``side`` that it alone sees.

    The calling room has checked that it may be: neither role nor state is asked here, since the
    one who spoke may have no account. Its languages are as they came, none is waited for.

    Args:
        kind: code of its kind.
        text: what was said.
        side: whose record it is.
        owner: the post whose it is.
        by: the account that said it; None for somebody without one.
        at: when.
        onto: the record whose newer version this is; a new record where None.

    Raises:
        NotHere: when ``onto`` is no record of that side and kind.
        TextMissing, TooLong, FactWrong: for what is entered.
    """
    spec = kind_of(kind)
    facts = clean_facts(spec, dict(text.facts))
    wording = clean_wording(spec, text.wording, facts)
    text = replace(
        text,
        wording=wording,
        facts=facts,
        language_states={
            name: dict.fromkeys(by_language, CHECKED) for name, by_language in wording.items()
        },
    )
    with transaction.atomic():
        previous: Version | None = None
        if onto is None:
            item = Item(
                kind=kind,
                reference=next_reference(f"{spec.prefix}-{side}"),
                lane=spec.lane,
                origin_id=side,
                sides=sorted(Side.objects.values_list("code", flat=True)),
                owner_id=owner,
                created_at=at,
            )
        else:
            found = Item.objects.select_for_update(of=("self",)).filter(pk=onto, kind=kind).first()
            entry = Entry.objects.filter(item_id=onto, face=OWN_FACE).first()
            if found is None or entry is None or found.origin_id != side:
                raise NotHere
            item, previous = found, entry.version
        before = text_of(previous) if previous else NewText(wording={})
        commit(
            [
                Plan(
                    item=item,
                    text=text,
                    state=DRAFT,
                    face=OWN_FACE,
                    event="taken_down",
                    fields=fields_changed(text.wording, before.wording, languages=True)
                    + fields_changed(text.facts, before.facts, languages=False),
                    new=previous is None,
                    removes=() if previous is None else (OWN_FACE,),
                    previous=previous,
                )
            ],
            by=by,
            at=at,
        )
    return item
