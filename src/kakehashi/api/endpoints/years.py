"""The partnership year: bodies with their dated names, years with their steps."""

from collections.abc import Mapping

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
from kakehashi.workplan.rounds.report import period_report

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


@router.get("/rounds", response=schemas.Page[schemas.RoundRow], url_name="rounds")
def rounds(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.RoundRow]:
    """List progress rounds."""
    asked = Asked(request, "rounds", {}, cursor, limit)
    shown, more = page_of(asked, rows("round", viewer(request)), IN_ORDER)
    return schemas.Page[schemas.RoundRow](
        items=[
            schemas.RoundRow(
                **summary(row.entry),
                starts=row.starts,
                ends=row.ends,
                locked=row.standing == "locked",
            )
            for row in shown
        ],
        next=more,
    )


@router.get("/rounds/{reference}", response=schemas.PeriodRow, url_name="round")
def period(request: HttpRequest, reference: str) -> schemas.PeriodRow:
    """Give one progress round with the value of every Joint Action, as the caller may see it."""
    found = period_report(reference, viewer(request))
    return schemas.PeriodRow(
        reference=found.reference,
        title=_both(found.title),
        starts=found.starts,
        ends=found.ends,
        locked=found.locked,
        values=[
            schemas.PeriodValueRow(
                reference=line.reference,
                title=_both(line.title),
                area=area.code,
                nature=line.nature,
                progress=line.progress,
                changed_from=line.changed_from or None,
                result_kind=line.result_kind or None,
                done=_both(line.done),
                ending=line.ending or None,
                evidence=list(line.evidence),
            )
            for area in found.areas
            for line in area.lines
        ],
    )


def _both(words: Mapping[str, str]) -> schemas.Bilingual:
    return schemas.Bilingual(en=words.get("en"), ja=words.get("ja"))
