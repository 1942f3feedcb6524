"""The framework: provisions as a tree and one by one, pillars, areas, objectives."""

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from kakehashi.api import schemas
from kakehashi.api.callers import viewer
from kakehashi.api.paging import Asked, page_of
from kakehashi.api.parameters import Cursor, Day, Limit, Reference
from kakehashi.api.shaping import bilingual, fields, head, summary, title_of
from kakehashi.errors import NotHere
from kakehashi.framework import selectors
from kakehashi.framework.revising import editions as all_editions
from kakehashi.framework.revising import now_called
from kakehashi.framework.revising.reading import provisions_by_edition, reviews_seen
from kakehashi.records.kinds import kind_of
from kakehashi.records.listing import IN_ORDER, rows

router = Router(tags=["The framework"])


def _titles(branch: selectors.Branch) -> schemas.Bilingual:
    return bilingual(branch.version.wording.get("title"))


def _branch(branch: selectors.Branch) -> schemas.Branch:
    return schemas.Branch(
        reference=branch.row.reference,
        number=branch.row.number,
        title=_titles(branch),
        nature=branch.row.nature,
        strength=branch.row.strength,
        now=branch.now,
        below=[_branch(one) for one in branch.below],
    )


def _edition(tree: selectors.Tree) -> schemas.Edition | None:
    if tree.edition is None:
        return None
    return schemas.Edition(
        name=schemas.Bilingual(en=tree.edition.name_en or None, ja=tree.edition.name_ja or None),
        since=tree.edition.since,
        until=tree.edition.until,
    )


@router.get("/provisions", response=schemas.Tree, url_name="provisions")
def provisions(request: HttpRequest, on: Day = None) -> schemas.Tree:
    """Return the framework as a tree, as it stands or as it stood on a day."""
    tree = selectors.tree(viewer(request), on)
    return schemas.Tree(
        edition=_edition(tree),
        total=tree.total,
        sections=[
            schemas.Section(
                id=section.id,
                title=bilingual(section.titles),
                provisions=[_branch(one) for one in section.branches],
                pillars=[
                    schemas.PillarBranch(
                        reference=pillar.pillar.reference,
                        title=title_of(pillar.pillar),
                        areas=[
                            schemas.AreaBranch(
                                reference=leaf.area.reference,
                                title=title_of(leaf.area),
                                provisions=[_branch(one) for one in leaf.branches],
                            )
                            for leaf in pillar.areas
                        ],
                    )
                    for pillar in section.pillars
                ],
            )
            for section in tree.sections
        ],
    )


@router.get("/provisions/{reference}", response=schemas.ProvisionFull, url_name="provision")
def provision(request: HttpRequest, reference: Reference, on: Day = None) -> schemas.ProvisionFull:
    """Return one provision, as it stands or as it stood on a day.

    Without a day, a number of an earlier text gives the provision that bore it.
    """
    tree = selectors.tree(viewer(request), on)
    every = {one.row.reference: one for one in _every(tree)}
    found = every.get(reference)
    if found is None and on is None:
        found = every.get(now_called(reference, viewer(request)))
    if found is None:
        raise NotHere
    row = found.row
    return schemas.ProvisionFull(
        reference=row.reference,
        number=row.number,
        parent=row.parent or None,
        area=row.area or None,
        pillar=row.pillar or None,
        nature=row.nature,
        strength=row.strength,
        edition=_edition(tree),
        version=schemas.VersionHead(**head(found.version)),
        wording=fields(kind_of("provision"), found.version),
        below=[one.row.reference for one in found.below],
        url=reverse("api:record", args=[row.reference]),
    )


def _every(tree: selectors.Tree) -> list[selectors.Branch]:
    tops = [one for section in tree.sections for one in section.branches]
    for section in tree.sections:
        for pillar in section.pillars:
            for leaf in pillar.areas:
                tops += leaf.branches
    found: list[selectors.Branch] = []
    while tops:
        branch = tops.pop()
        found.append(branch)
        tops += branch.below
    return found


@router.get("/editions", response=schemas.Editions, url_name="editions")
def editions(request: HttpRequest) -> schemas.Editions:
    """List every text of the framework, with the day from which and until which it stood."""
    reader = viewer(request)
    counts, led = provisions_by_edition(reader), reviews_seen(reader)
    return schemas.Editions(
        items=[
            schemas.EditionRow(
                name=schemas.Bilingual(en=one.name_en or None, ja=one.name_ja or None),
                since=one.since,
                until=one.until,
                provisions=counts.get(one.pk, 0),
                review=led.get(one.pk),
            )
            for one in all_editions()
        ]
    )


@router.get("/pillars", response=schemas.Page[schemas.PillarRow], url_name="pillars")
def pillars(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.PillarRow]:
    """List the pillars of joint work."""
    asked = Asked(request, "pillars", {}, cursor, limit)
    found, more = page_of(asked, rows("pillar", viewer(request)), IN_ORDER)
    return schemas.Page[schemas.PillarRow](
        items=[
            schemas.PillarRow(**summary(row.entry), code=row.reference.removeprefix("pillar-"))
            for row in found
        ],
        next=more,
    )


@router.get("/areas", response=schemas.Page[schemas.AreaRow], url_name="areas")
def areas(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.AreaRow]:
    """List the areas of joint work with their codes."""
    asked = Asked(request, "areas", {}, cursor, limit)
    found, more = page_of(asked, rows("area", viewer(request)), IN_ORDER)
    return schemas.Page[schemas.AreaRow](
        items=[
            schemas.AreaRow(
                **summary(row.entry),
                code=row.reference.removeprefix("area-"),
                pillar=row.pillar or None,
            )
            for row in found
        ],
        next=more,
    )


@router.get("/objectives", response=schemas.Page[schemas.Summary], url_name="objectives")
def objectives(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Page[schemas.Summary]:
    """List the provisions that are the partnership's objectives."""
    asked = Asked(request, "objectives", {}, cursor, limit)
    found, more = page_of(asked, rows("provision", viewer(request), nature="objective"), IN_ORDER)
    return schemas.Page[schemas.Summary](
        items=[schemas.Summary(**summary(row.entry)) for row in found], next=more
    )
