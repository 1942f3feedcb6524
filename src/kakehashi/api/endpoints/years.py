"""The partnership year: bodies with their dated names, years with their steps."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kakehashi.api import schemas
from kakehashi.api.callers import viewer
from kakehashi.api.paging import Asked, page_of
from kakehashi.api.parameters import Cursor, Limit
from kakehashi.api.shaping import summary
from kakehashi.governance.selectors import years
from kakehashi.records.listing import IN_ORDER, rows

router = Router(tags=["The work"])


@router.get("/bodies", response=schemas.Page[schemas.BodyRow], url_name="bodies")
def bodies(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.BodyRow]:
    """List the bodies that meet, each with its names per language and issuer."""
    asked = Asked(request, "bodies", {}, cursor, limit)
    shown, more = page_of(asked, rows("body", viewer(request)).defer(None), IN_ORDER)
    return schemas.Page[schemas.BodyRow](
        items=[
            schemas.BodyRow(
                **summary(row.entry),
                body_kind=row.body_kind or None,
                every=row.every or None,
                names=[
                    schemas.BodyNameRow(
                        language=name["language"],
                        text=name["text"],
                        since=name.get("since") or None,
                        until=name.get("until") or None,
                        issued_by=list(name.get("issued_by") or ()),
                    )
                    for name in row.entry.version.facts.get("names") or ()
                ],
                silence_days=(row.entry.version.facts.get("rules") or {}).get("silence_days"),
                scope=(row.entry.version.facts.get("rules") or {}).get("scope"),
            )
            for row in shown
        ],
        next=more,
    )


@router.get("/cycles", response=schemas.Page[schemas.CycleRow], url_name="cycles")
def cycles(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.CycleRow]:
    """List partnership years; each step with its day, for officials of the sides."""
    reader = viewer(request)
    asked = Asked(request, "cycles", {}, cursor, limit)
    shown, more = page_of(asked, rows("cycle", reader), IN_ORDER)
    inside = years(shown, reader, timezone.localdate()) if reader.side else []
    steps = {one.cycle.pk: one.steps for one in inside}
    return schemas.Page[schemas.CycleRow](
        items=[
            schemas.CycleRow(
                **summary(row.entry),
                first_day=row.first_day,
                last_day=row.last_day,
                steps=[
                    schemas.CycleStepRow(
                        code=step.row.code,
                        name=schemas.Bilingual(en=step.row.name_en, ja=step.row.name_ja),
                        body=step.row.body,
                        meeting=step.meeting.reference if step.meeting else None,
                        side=step.row.side_id,
                        offset=step.row.offset,
                        day=step.day,
                        standing=step.standing,
                    )
                    for step in steps.get(row.pk, ())
                ],
            )
            for row in shown
        ],
        next=more,
    )
