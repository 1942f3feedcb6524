"""Templates that a side uses for its papers: taken after a check, put back with one click."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence

from django.db import transaction

from kakehashi.briefing.models import PaperTemplate
from kakehashi.briefing.papers.defaults import default_template
from kakehashi.briefing.papers.documents import check
from kakehashi.briefing.papers.fields import LANGUAGES, names_for
from kakehashi.briefing.papers.offered import TEMPLATED
from kakehashi.errors import NotHere
from kakehashi.ledger import services as ledger
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import OWN_SIDE, Circle, check_side
from kakehashi.people.selectors import sides, viewer_of
from kakehashi.people.services import intern_audience

MAY_CHANGE = "manage_meetings"
"""The permission that changing a side's templates takes."""


def templates_of(side: str) -> Sequence[PaperTemplate]:
    """Return every template that ``side`` took, the newest of each paper and language first.

    Without their content; one query.
    """
    return list(PaperTemplate.objects.filter(side_id=side).select_related("by").defer("content"))


def template_for(side: str, paper: str, language: str) -> bytes:
    """Return the template that ``side`` uses for a paper: its own, or the one that came with it."""
    found = (
        PaperTemplate.objects.filter(side_id=side, paper=paper, language=language, in_use=True)
        .values_list("content", flat=True)
        .first()
    )
    return default_template(paper, language) if found is None else bytes(found)


def template_content(side: str, key: uuid.UUID) -> PaperTemplate:
    """Return a template of ``side`` with its content.

    Raises:
        NotHere: when that side took none so called.
    """
    found = PaperTemplate.objects.filter(pk=key, side_id=side).first()
    if found is None:
        raise NotHere
    return found


def take_template(
    *, paper: str, language: str, name: str, content: bytes, by: Account, at: dt.datetime
) -> PaperTemplate:
    """Check a template and use it from now on; sent again, the same file is put back in use.

    Raises:
        NoSide, NotYourRole: when the account may not change templates.
        NotHere: for a paper or language there is none of.
        Refused: one of :data:`kakehashi.briefing.papers.refusals.REASONS`.
    """
    side = check_side(viewer_of(by), [MAY_CHANGE])
    _known(paper, language)
    check(content, names_for(TEMPLATED[paper].fields, language))
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        Side.objects.select_for_update().get(pk=side)
        found = PaperTemplate.objects.filter(
            side_id=side, paper=paper, language=language, sha256=digest
        ).first()
        if found is None:
            found = PaperTemplate.objects.create(
                side_id=side,
                paper=paper,
                language=language,
                name=name[:200],
                content=content,
                sha256=digest,
                by=by,
                at=at,
            )
        _use(side, paper, language, found, by=by, at=at)
    return found


def use_template(*, key: uuid.UUID, by: Account, at: dt.datetime) -> PaperTemplate:
    """Use an earlier template again.

    Raises:
        NoSide, NotYourRole: when the account may not change templates.
        NotHere: when its side took none so called.
    """
    side = check_side(viewer_of(by), [MAY_CHANGE])
    with transaction.atomic():
        Side.objects.select_for_update().get(pk=side)
        found = template_content(side, key)
        _use(side, found.paper, found.language, found, by=by, at=at)
    return found


def use_default(*, paper: str, language: str, by: Account, at: dt.datetime) -> None:
    """Use the template that came with Kakehashi again; those that were taken stay.

    Raises:
        NoSide, NotYourRole: when the account may not change templates.
        NotHere: for a paper or language there is none of.
    """
    side = check_side(viewer_of(by), [MAY_CHANGE])
    _known(paper, language)
    with transaction.atomic():
        Side.objects.select_for_update().get(pk=side)
        _use(side, paper, language, None, by=by, at=at)


def _known(paper: str, language: str) -> None:
    if paper not in TEMPLATED or language not in LANGUAGES:
        raise NotHere


def _use(
    side: str,
    paper: str,
    language: str,
    chosen: PaperTemplate | None,
    *,
    by: Account,
    at: dt.datetime,
) -> None:
    """Put one template, or none, in use, and tell the timeline of one's own side."""
    every = PaperTemplate.objects.filter(side_id=side, paper=paper, language=language)
    before = every.filter(in_use=True).values_list("pk", flat=True).first()
    if before == (chosen.pk if chosen else None):
        return
    every.filter(in_use=True).update(in_use=False)
    if chosen is not None:
        every.filter(pk=chosen.pk).update(in_use=True)
    audience = intern_audience(
        Circle(
            reach=OWN_SIDE,
            state="published",
            origin=side,
            sides=tuple(sorted(one.code for one in sides())),
        )
    )
    ledger.append(
        [
            ledger.Entry(
                name="briefing.template.chosen",
                actor=str(by.pk),
                side=side,
                subject="",
                facts={
                    "paper": paper,
                    "language": language,
                    "sha256": chosen.sha256 if chosen else "",
                },
                audience_id=audience,
            )
        ],
        at=at,
    )
