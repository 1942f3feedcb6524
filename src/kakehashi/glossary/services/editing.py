"""Adding, changing, retiring and restoring a concept, each with its history and its event."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from kakehashi.errors import NotHere, Refused
from kakehashi.glossary.concepts import LANGUAGES, NewConcept, changed_fields
from kakehashi.glossary.models import Change, Concept, Word
from kakehashi.glossary.rules import WordTaken, check_may_edit, check_shape
from kakehashi.glossary.selectors import concept_with, forget_words
from kakehashi.glossary.services.loading import row_of, words_of
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import PARTICIPANTS, Circle
from kakehashi.people.selectors import viewer_of
from kakehashi.people.services import intern_audience


class ConceptExists(Refused):
    """A new concept was given the id of one that is there."""

    code = "concept-exists"
    status = 409
    message = {
        "en": "There is a concept {concept} already.",
        "ja": "用語「{concept}」は既にあります。",
    }
    hint = {
        "en": "Change that one, or give the new one another id.",
        "ja": "既存の用語を変更するか、別の識別子を指定してください。",
    }


class ConceptChanged(Refused):
    """Somebody else changed the concept since it was read."""

    code = "concept-changed"
    status = 409
    message = {
        "en": "The concept {concept} was changed since you opened it.",
        "ja": "用語「{concept}」は、開いた後に他の人が変更しました。",
    }
    hint = {
        "en": "Open it again and make your change there.",
        "ja": "もう一度開いてから変更してください。",
    }


def add_concept(
    *, concept: NewConcept, by: Account, at: dt.datetime, batch: uuid.UUID | None = None
) -> Change:
    """Add a concept.

    Args:
        concept: What it is to be.
        by: Who adds it.
        at: When.
        batch: The changes it is part of; a batch of its own if not given.

    Raises:
        NoSide, NotYourRole: when they may not.
        ConceptMisshapen: when it cannot stand so.
        ConceptExists: when its id is taken.
        WordTaken: when its preferred word is.
    """
    check_may_edit(viewer_of(by))
    check_shape(concept)
    with transaction.atomic():
        if Concept.objects.filter(pk=concept.id).exists():
            raise ConceptExists(concept=concept.id)
        _check_words_free(concept)
        row_of(concept).save(force_insert=True)
        Word.objects.bulk_create(words_of(concept))
        return _noted("added", None, concept, by=by, at=at, batch=batch)


def change_concept(
    *,
    concept: NewConcept,
    base: int,
    by: Account,
    at: dt.datetime,
    batch: uuid.UUID | None = None,
) -> Change | None:
    """Change a concept into what is given; one that is the same is left alone.

    Args:
        concept: What it is to be; its id says which it is.
        base: The number of the last change the writer had read; 0 for none.
        by: Who changes it.
        at: When.
        batch: The changes it is part of; a batch of its own if not given.

    Returns:
        The change, or None where nothing differs.

    Raises:
        NoSide, NotYourRole: when they may not.
        NotHere: when there is no such concept, or it is retired.
        ConceptMisshapen: when it cannot stand so.
        ConceptChanged: when another change came in between.
        WordTaken: when its preferred word is another's.
    """
    check_may_edit(viewer_of(by))
    check_shape(concept)
    with transaction.atomic():
        row = _locked(concept.id)
        if row.retired_at is not None:
            raise NotHere
        _check_base(concept.id, base)
        old = concept_with(concept.id)
        if old.data() == concept.data():
            return None
        _check_words_free(concept)
        _write(concept, row)
        return _noted("changed", old, concept, by=by, at=at, batch=batch)


def retire_concept(
    *, concept: str, by: Account, at: dt.datetime, batch: uuid.UUID | None = None
) -> Change:
    """Take a concept out of use; it keeps its page and its history.

    Raises:
        NoSide, NotYourRole: when they may not.
        NotHere: when there is no such concept in use.
    """
    check_may_edit(viewer_of(by))
    with transaction.atomic():
        if _locked(concept).retired_at is not None:
            raise NotHere
        Concept.objects.filter(pk=concept).update(retired_at=at)
        same = concept_with(concept)
        return _noted("retired", same, same, by=by, at=at, batch=batch)


def restore_concept(
    *, concept: str, by: Account, at: dt.datetime, batch: uuid.UUID | None = None
) -> Change:
    """Put a retired concept back into use.

    Raises:
        NoSide, NotYourRole: when they may not.
        NotHere: when there is no such retired concept.
        WordTaken: when its preferred word was given to another meanwhile.
    """
    check_may_edit(viewer_of(by))
    with transaction.atomic():
        if _locked(concept).retired_at is None:
            raise NotHere
        same = concept_with(concept)
        _check_words_free(same)
        Concept.objects.filter(pk=concept).update(retired_at=None)
        return _noted("restored", same, same, by=by, at=at, batch=batch)


def last_numbers(concepts: Iterable[str]) -> dict[str, int]:
    """Return the number of the last change of each concept that has one."""
    rows = Change.objects.filter(concept_id__in=list(concepts)).values("concept_id")
    return {one["concept_id"]: one["last"] for one in rows.annotate(last=Max("number")).order_by()}


def _locked(concept: str) -> Concept:
    row = Concept.objects.select_for_update().filter(pk=concept).first()
    if row is None:
        raise NotHere
    return row


def _check_base(concept: str, base: int) -> None:
    if last_numbers([concept]).get(concept, 0) != base:
        raise ConceptChanged(concept=concept)


def _check_words_free(concept: NewConcept) -> None:
    """Refuse a preferred word that another concept in use prefers, unless both are homonyms."""
    for language in LANGUAGES:
        word = concept.preferred(language)
        others = Word.objects.filter(
            language=language, standing="preferred", text=word, concept__retired_at=None
        ).exclude(concept_id=concept.id)
        if not concept.homonym or others.filter(concept__homonym=False).exists():
            other = others.values_list("concept_id", flat=True).first()
            if other is not None:
                raise WordTaken(word=word, other=other)


def _write(concept: NewConcept, row: Concept) -> None:
    fresh = row_of(concept)
    fresh.retired_at = row.retired_at
    fresh.save(force_update=True)
    Word.objects.filter(concept_id=concept.id).delete()
    Word.objects.bulk_create(words_of(concept))


def _noted(
    step: str,
    old: NewConcept | None,
    new: NewConcept,
    *,
    by: Account,
    at: dt.datetime,
    batch: uuid.UUID | None,
) -> Change:
    last = last_numbers([new.id]).get(new.id, 0)
    change = Change.objects.create(
        concept_id=new.id,
        number=last + 1,
        batch=batch or uuid.uuid4(),
        step=step,
        before=old.data() if old else None,
        after=new.data(),
        by=by,
        at=at,
    )
    sides = tuple(sorted(Side.objects.values_list("code", flat=True)))
    circle = Circle(reach=PARTICIPANTS, state="shared", origin=by.side_id or "", sides=sides)
    ledger.append(
        [
            ledger.Entry(
                name=change.event,
                actor=str(by.pk),
                side=by.side_id or "",
                subject=f"concept:{new.id}",
                facts={
                    "number": change.number,
                    "fields": list(changed_fields(old, new)) if step == "changed" else [],
                },
                audience_id=intern_audience(circle),
            )
        ],
        at=at,
    )
    forget_words()
    return change
