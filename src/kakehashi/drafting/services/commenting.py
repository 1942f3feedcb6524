"""Comments: what one side says of a record or a paragraph, its own unless it shares it."""

import datetime as dt
import uuid
from dataclasses import replace

from django.db import transaction

from kakehashi.errors import NotHere
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.rules import DRAFT
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import text_of
from kakehashi.records.services.writing import locked, titles_given


def comment(
    *,
    on: uuid.UUID,
    paragraph: str = "",
    words: str,
    language: str,
    answers: uuid.UUID | None = None,
    share: bool = False,
    by: Account,
    at: dt.datetime,
    id: uuid.UUID | None = None,  # noqa: A002 - the column's own name
) -> Item:
    """Comment on a record, or on one paragraph of it; only one's own side sees it until shared.

    Args:
        on: the record.
        paragraph: identity of the paragraph; empty for the whole.
        words: what is said.
        language: the language it is said in.
        answers: the comment it answers.
        share: whether the other side is to see it at once.
        by: who comments.
        at: when.
        id: an id drawn beforehand; sent a second time it gives the comment the first made.

    Raises:
        NotHere: for a record, or a comment to answer, that the account does not see.
        NoSide, NotYourRole, TextMissing, TooLong: as for any record.
    """
    check_side(viewer_of(by), ["comment"])
    with transaction.atomic():
        found, entry, _version = locked(on, by)
        links = [LinkTo("about", found.pk)]
        if answers is not None:
            first, _first_entry, said = locked(answers, by)
            if first.kind != "comment" or LinkTo("about", found.pk) not in text_of(said).links:
                raise NotHere
            paragraph = str(said.facts.get("paragraph", ""))
            links.append(LinkTo("answers", first.pk))
        made = records.create(
            kind="comment",
            text=NewText(
                wording={
                    "title": titles_given(entry),
                    "body": {language: words},
                },
                facts={"paragraph": paragraph, "resolved": False},
                links=links,
            ),
            by=by,
            at=at,
            id=id,
        )
        if share and made.newest == 1:
            records.share(item=made.pk, by=by, at=at)
    return made


def share_comment(*, comment: uuid.UUID, by: Account, at: dt.datetime) -> None:
    """Let the other side read a comment of one's own side.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: as for any record.
    """
    with transaction.atomic():
        found, _entry, _version = locked(comment, by)
        if found.kind != "comment":
            raise NotHere
        records.share(item=comment, by=by, at=at)


def resolve(*, comment: uuid.UUID, resolved: bool = True, by: Account, at: dt.datetime) -> None:
    """Say that a comment of one's own side has been dealt with, or open it again.

    A comment that the other side reads is shared again with it.

    Raises:
        NotHere, NoSide, NotYourRole, NotInThisState, NotYourPen: as for any record.
    """
    with transaction.atomic():
        found, entry, version = locked(comment, by)
        if found.kind != "comment":
            raise NotHere
        if bool(version.facts.get("resolved")) == resolved:
            return
        text = text_of(version)
        records.save(
            item=comment,
            base=version.number,
            text=replace(text, facts={**text.facts, "resolved": resolved}),
            by=by,
            at=at,
        )
        if entry.state != DRAFT:
            records.share(item=comment, by=by, at=at)
