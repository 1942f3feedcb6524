"""What the node says of itself: the partnership, its words, whether it answers."""

from django.db import connection
from django.http import HttpRequest
from ninja import Router

import kakehashi
from kakehashi.api import schemas
from kakehashi.api.callers import viewer
from kakehashi.api.paging import Asked
from kakehashi.api.parameters import Cursor, Limit
from kakehashi.api.shaping import bilingual
from kakehashi.errors import NotHere
from kakehashi.framework.selectors import partnership as known_partnership
from kakehashi.glossary.public import terms
from kakehashi.people.selectors import sides

router = Router(tags=["The node"])


@router.get("/partnership", response=schemas.Partnership, url_name="partnership")
def partnership(request: HttpRequest) -> schemas.Partnership:
    """Say whose node this is, and what is to be said with everything taken from it."""
    known = known_partnership()
    if known is None:
        raise NotHere
    return schemas.Partnership(
        profile=known.profile,
        title=bilingual(known.titles),
        participants=bilingual(known.participants),
        text_date=known.text_date,
        practice=known.practice,
        banner=None if known.identity else bilingual(known.banner),
        identity=bilingual(known.identity) if known.identity else None,
        notices=[
            schemas.Notice(provision=one["provision"], text=bilingual(one["text"]))
            for one in known.notices
        ],
        sides=[
            schemas.Side(
                code=side.code,
                name=schemas.Bilingual(en=side.name_en, ja=side.name_ja),
                zone=side.zone,
            )
            for side in sides()
        ],
        reads_as=viewer(request).side or "public",
    )


@router.get("/glossary", response=schemas.Page[schemas.Term], url_name="glossary")
def glossary(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.Term]:
    """List concepts with their words in each language: preferred, admitted, avoided."""
    asked = Asked(request, "glossary", {}, cursor, limit)
    after = asked.after()
    found = [one for one in terms() if after is None or one.concept.pk > after[0]]
    shown = found[:limit]
    return schemas.Page[schemas.Term](
        items=[
            schemas.Term(
                id=one.concept.pk,
                preferred=bilingual(one.preferred),
                admitted=one.admitted,
                avoided=one.avoided,
                note=schemas.Bilingual(
                    en=one.concept.note_en or None, ja=one.concept.note_ja or None
                ),
            )
            for one in shown
        ],
        next=asked.go_on([shown[-1].concept.pk]) if len(found) > limit else None,
    )


@router.get("/health", response=schemas.Health, url_name="health")
def health(request: HttpRequest) -> schemas.Health:
    """Say that the node answers and its database does."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return schemas.Health(status="ok", version=kakehashi.__version__)
