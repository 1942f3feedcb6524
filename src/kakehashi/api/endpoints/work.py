"""What the sides do: Joint Actions, results, meetings, decisions and what became of them."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kakehashi.api import schemas
from kakehashi.api.callers import viewer
from kakehashi.api.paging import Asked, page_of
from kakehashi.api.parameters import Area, Cursor, Limit, ProgressOf, ProvisionOf, StateOf
from kakehashi.api.shaping import summary
from kakehashi.errors import NotHere
from kakehashi.governance.selectors import agenda, meeting_for, prepares, with_follow_ups
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.listing import IN_ORDER, rows
from kakehashi.workplan.selectors import progress_column

router = Router(tags=["The work"])


@router.get(
    "/joint-actions", response=schemas.Page[schemas.JointActionRow], url_name="joint-actions"
)
def joint_actions(
    request: HttpRequest,
    *,
    area: Area = None,
    provision: ProvisionOf = None,
    progress: ProgressOf = None,
    state: StateOf = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> schemas.Page[schemas.JointActionRow]:
    """List Joint Actions. Progress is as far as the caller may know of it."""
    filters = {"area": area, "provision": provision, "progress": progress, "state": state}
    asked = Asked(request, "joint-actions", filters, cursor, limit)
    column = progress_column(viewer(request))
    found = rows(
        "joint_action",
        viewer(request),
        **{"area": area, "provision": provision, "state": state, column: progress},
    )
    shown, more = page_of(asked, found, IN_ORDER)
    return schemas.Page[schemas.JointActionRow](
        items=[
            schemas.JointActionRow(
                **summary(row.entry),
                provision=row.provision,
                area=row.area or None,
                pillar=row.pillar or None,
                nature=row.nature,
                strength=row.strength,
                due_date=row.due_date,
                progress=getattr(row, column),
            )
            for row in shown
        ],
        next=more,
    )


@router.get("/results", response=schemas.Page[schemas.ResultRow], url_name="results")
def results(
    request: HttpRequest, area: Area = None, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.ResultRow]:
    """List what came of the joint work."""
    asked = Asked(request, "results", {"area": area}, cursor, limit)
    shown, more = page_of(asked, rows("result", viewer(request), area=area), IN_ORDER)
    return schemas.Page[schemas.ResultRow](
        items=[
            schemas.ResultRow(
                **summary(row.entry),
                date=row.date or None,
                result_kind=row.result_kind or None,
                area=row.area or None,
            )
            for row in shown
        ],
        next=more,
    )


@router.get("/meetings", response=schemas.Page[schemas.MeetingRow], url_name="meetings")
def meetings(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.MeetingRow]:
    """List meetings, held and to come."""
    asked = Asked(request, "meetings", {}, cursor, limit)
    shown, more = page_of(asked, rows("meeting", viewer(request)), IN_ORDER)
    return schemas.Page[schemas.MeetingRow](
        items=[
            schemas.MeetingRow(
                **summary(row.entry),
                body=row.body,
                number=row.number,
                date=row.date,
                starts_at=row.starts_at or None,
                standing=row.standing,
            )
            for row in shown
        ],
        next=more,
    )


@router.get("/meetings/{reference}/agenda", response=schemas.Agenda, url_name="meeting-agenda")
def meeting_agenda(request: HttpRequest, reference: str) -> schemas.Agenda:
    """Give the agenda of a meeting: the items that the caller may see.

    In their order, with length and ending, for those who prepare the meeting; in the order of
    their references, without these, for everybody else.
    """
    reader = viewer(request)
    meeting = meeting_for(reference, reader)
    if meeting is None:
        raise NotHere
    inside = prepares(meeting, reader)
    places = list(agenda(meeting, reader, today=timezone.localdate()).places)
    if not inside:
        places.sort(key=lambda one: (one.face.sort_key, one.face.reference))
    return schemas.Agenda(
        meeting=meeting.reference,
        items=[
            schemas.AgendaRow(
                **summary(one.face),
                number=one.number if inside else None,
                wish=(one.place.wish or None) if inside else None,
                minutes=one.place.minutes if inside else None,
                why=one.place.why if inside else None,
                ending=(one.place.ending or None) if inside else None,
            )
            for one in places
        ],
    )


@router.get(
    "/action-points", response=schemas.Page[schemas.ActionPointRow], url_name="action-points"
)
def action_points(
    request: HttpRequest, area: Area = None, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.ActionPointRow]:
    """List action points with their owner, due date and standing.

    Without a token: those that were published, and of their standing only that one was published
    as done. An empty standing says nothing.
    """
    reader = viewer(request)
    asked = Asked(request, "action-points", {"area": area}, cursor, limit)
    shown, more = page_of(asked, rows("action_point", reader, area=area), IN_ORDER)
    inside = bool(reader.side) or reader.may("operate")
    return schemas.Page[schemas.ActionPointRow](
        items=[
            schemas.ActionPointRow(
                **summary(row.entry),
                meeting=row.meeting or None,
                body=row.body or None,
                area=row.area or None,
                priority=row.priority,
                owner=(row.post if inside else row.owner) or None,
                owner_side=(row.side or None) if inside else None,
                asked_due_date=row.due_date,
                due_date=row.agreed_date if inside else None,
                standing=row.standing if inside else ("done" if row.done_public else None),
                closed_date=row.closed_date if inside or row.done_public else None,
            )
            for row in shown
        ],
        next=more,
    )


@router.get("/decisions", response=schemas.Page[schemas.DecisionRow], url_name="decisions")
def decisions(
    request: HttpRequest, area: Area = None, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.DecisionRow]:
    """List decisions with what became of them, as each side says.

    An empty list of follow-ups says nothing: neither that it was done, nor that it was not.
    """
    reader = viewer(request)
    asked = Asked(request, "decisions", {"area": area}, cursor, limit)
    shown, more = page_of(asked, rows("decision", reader, area=area), IN_ORDER)
    return schemas.Page[schemas.DecisionRow](
        items=[
            schemas.DecisionRow(
                **summary(one.decision.entry),
                meeting=one.decision.meeting or None,
                area=one.decision.area or None,
                date=one.decision.date,
                due_date=one.decision.due_date,
                follow_ups=[
                    schemas.FollowUp(
                        reference=told.reference,
                        side=told.entry.version.side_id,
                        ending=told.ending,
                        date=told.date or None,
                    )
                    for told in one.follow_ups
                ],
            )
            for one in with_follow_ups(shown, visible_audiences(reader))
        ],
        next=more,
    )
