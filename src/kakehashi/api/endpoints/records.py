"""Records of every kind: lists, one with its wording, history, search, what changed."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from kakehashi.api import schemas
from kakehashi.api.callers import viewer
from kakehashi.api.paging import Asked, page_of
from kakehashi.api.parameters import (
    Area,
    Cursor,
    KindOf,
    Limit,
    Number,
    ProgressOf,
    ProvisionOf,
    Reference,
    Since,
    StateOf,
    Words,
)
from kakehashi.api.shaping import facts_of, fields, head, joined, record, summary
from kakehashi.people.selectors import visible_audiences
from kakehashi.records import selectors
from kakehashi.records.kinds import kind_of
from kakehashi.records.listing import BY_CHANGE, IN_ORDER, changes, faces, of_items, with_versions
from kakehashi.records.search import find
from kakehashi.workplan.selectors import progress_column, with_progress

router = Router(tags=["Records"])


@router.get("/records", response=schemas.Page[schemas.Summary], url_name="records")
def records(
    request: HttpRequest,
    *,
    kind: KindOf = None,
    state: StateOf = None,
    area: Area = None,
    provision: ProvisionOf = None,
    progress: ProgressOf = None,
    updated_since: Since = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> schemas.Page[schemas.Summary]:
    """List records of every kind. With `updated_since`, in the order of change."""
    filters = {
        "kind": kind,
        "state": state,
        "area": area,
        "provision": provision,
        "progress": progress,
        "updated_since": updated_since,
    }
    asked = Asked(request, "records", filters, cursor, limit)
    found = faces(
        viewer(request),
        kind=kind,
        state=state,
        columns={"area": area, "provision": provision},
        since=updated_since,
    )
    if progress:
        found = found.filter(with_progress(progress, viewer(request)))
    shown, more = page_of(asked, found, BY_CHANGE if updated_since else IN_ORDER)
    return schemas.Page[schemas.Summary](
        items=[schemas.Summary(**summary(entry)) for entry in shown], next=more
    )


@router.get("/records/{reference}", response=schemas.Record, url_name="record")
def one(request: HttpRequest, reference: Reference) -> schemas.Record:
    """Return everything about a record that the caller may see."""
    page = selectors.page(reference, viewer(request))
    progress = None
    if page.entry.kind == "joint_action":
        row = selectors.row_of(page.entry)
        progress = str(getattr(row, progress_column(viewer(request))))
    return record(page, progress)


@router.get(
    "/records/{reference}/history",
    response=schemas.Page[schemas.VersionHead],
    url_name="history",
)
def history(
    request: HttpRequest, reference: Reference, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.VersionHead]:
    """List the versions of a record that the caller may see, oldest first."""
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    asked = Asked(request, "history", {"reference": reference}, cursor, limit)
    found = selectors.versions(entry.item, visible_audiences(reader))
    shown, more = page_of(asked, found, ("number",))
    return schemas.Page[schemas.VersionHead](
        items=[schemas.VersionHead(**head(one)) for one in shown], next=more
    )


@router.get(
    "/records/{reference}/history/{number}", response=schemas.VersionFull, url_name="version"
)
def version(request: HttpRequest, reference: Reference, number: Number) -> schemas.VersionFull:
    """Return one version of a record as it stood."""
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    found = selectors.version_for(entry.item, number, reader)
    kind = kind_of(entry.kind)
    return schemas.VersionFull(
        **head(found),
        reference=reference,
        wording=fields(kind, found),
        facts=facts_of(kind, found),
    )


@router.get("/search", response=schemas.Hits, url_name="search")
def search(
    request: HttpRequest,
    q: Words,
    kind: KindOf = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> schemas.Hits:
    """Find records by words in either language; other spellings and forms are found, too."""
    asked = Asked(request, "search", {"q": q, "kind": kind}, cursor, limit)
    after = asked.after()
    offset = int(after[0]) if after else 0
    found = find(
        q, viewer=viewer(request), kinds=[kind] if kind else None, limit=limit, offset=offset
    )
    with_versions([hit.entry for hit in found.hits])
    reached = offset + len(found.hits)
    return schemas.Hits(
        total=found.total,
        more_than_counted=found.capped,
        items=[
            schemas.Hit(**summary(hit.entry), where=hit.where, passages=_passages(hit))
            for hit in found.hits
        ],
        next=asked.go_on([reached]) if found.hits and reached < found.total else None,
    )


def _passages(hit: Any) -> schemas.Bilingual:
    said = {code: joined(passage.pieces) for code, passage in hit.passages.items()}
    return schemas.Bilingual(en=said.get("en") or None, ja=said.get("ja") or None)


@router.get("/changes", response=schemas.Changes, url_name="changes")
def changes_(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> schemas.Changes:
    """List what happened to records, oldest first. Always has a `next`: keep it, ask again later.

    To mirror the node: read all of `/records`, then follow the changes and fetch each record that
    is named. What has a null reference is to be dropped.
    """
    reader = viewer(request)
    asked = Asked(request, "changes", {}, cursor, limit)
    events, more = page_of(asked, changes(reader), ("sequence",), keep=True)
    known = of_items({event.subject for event in events}, reader)
    return schemas.Changes(
        items=[_change(event, known) for event in events],
        next=more or "",
    )


def _change(event: Any, known: Any) -> schemas.Change:
    entry = known.get(event.subject)
    _room, kind, name = [*event.name.split("."), "", ""][:3]
    return schemas.Change(
        id=event.subject,
        kind=kind,
        event=name,
        at=event.at,
        version=event.facts.get("number"),
        digest=event.facts.get("version"),
        state=event.facts.get("state"),
        reference=entry.reference if entry else None,
        url=reverse("api:record", args=[entry.reference]) if entry else None,
    )
