"""Reading the framework: the node's partnership, the tree, a provision, an edition."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from kakehashi.errors import NotHere
from kakehashi.framework.models import (
    Area,
    AreaLead,
    Edition,
    Import,
    Instrument,
    Occasion,
    OfficialText,
    Partnership,
    Pillar,
    Place,
    Programme,
    Provision,
    ReviewNote,
)
from kakehashi.framework.rules import ENDED, OVER
from kakehashi.look.partnership import SideSeen
from kakehashi.people.models import Succession
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import sides, visible_audiences
from kakehashi.records.models import Entry, Item, Link, Record, Version


def partnership() -> Partnership | None:
    """Return the partnership of this node; None on a node that nothing was loaded into."""
    return Partnership.objects.first()


def words_for_participants() -> Mapping[str, str]:
    """Return the text's word for those who take part, by language; nothing on an empty node."""
    found = partnership()
    return dict(found.participants) if found else {}


def sides_seen() -> list[SideSeen]:
    """Return the sides in their order, as far as badges and clocks show them."""
    return [
        SideSeen(
            code=side.code,
            names={"en": side.name_en, "ja": side.name_ja},
            language=side.language,
            zone=side.zone,
            position=side.position,
        )
        for side in sides()
    ]


def official_for_search(items: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the imported official wording of items: item id to language to text."""
    found: dict[str, dict[str, str]] = {}
    for row in OfficialText.objects.filter(item_id__in=items).order_by("pk"):
        known = found.setdefault(str(row.item_id), {})
        known[row.language] = "\n".join(filter(None, [known.get(row.language, ""), row.text]))
    return found


@dataclass
class Branch:
    """A provision in the tree with what stands below it."""

    row: Provision
    """Of a day that is past, with number, place and title as they were then; never saved."""
    version: Version
    now: str = ""
    """What the provision is called today, which is where its page is."""
    below: list["Branch"] = field(default_factory=list)


@dataclass
class Leaf:
    """An area of a pillar with its provisions."""

    area: Area
    branches: list[Branch] = field(default_factory=list)


@dataclass
class PillarTree:
    """A pillar with its areas."""

    pillar: Pillar
    areas: list[Leaf] = field(default_factory=list)


@dataclass
class SectionTree:
    """A section of the text: provisions outside the pillars, then pillars."""

    id: str
    titles: dict[str, str]
    branches: list[Branch] = field(default_factory=list)
    pillars: list[PillarTree] = field(default_factory=list)


@dataclass
class Tree:
    """The whole framework as it stands for one reader."""

    edition: Edition | None
    sections: list[SectionTree]
    total: int


def tree(viewer: Viewer, on: dt.date | None = None) -> Tree:
    """Return the framework as a tree, in eight queries at most.

    Args:
        viewer: for whom.
        on: the day it is read for; the present where None.

    Raises:
        NotHere: for a day on which there was no framework.
    """
    known = partnership()
    if known is None:
        return Tree(None, [], 0)
    edition = edition_on(on)
    visible = visible_audiences(viewer)
    past = on is not None and edition is not None and edition.until is not None
    branches = _as_it_stood(edition, visible) if past and edition else _as_it_stands(visible)
    areas = {
        row.reference.removeprefix("area-"): row
        for row in Area.objects.filter(audience_id__in=visible).order_by("position", "pk")
    }
    pillars = {
        row.reference.removeprefix("pillar-"): row
        for row in Pillar.objects.filter(audience_id__in=visible).order_by("sort_key", "pk")
    }
    if past and edition and edition.until:
        _titled_then([*areas.values(), *pillars.values()], edition.until)
    sections = {
        one["id"]: SectionTree(one["id"], one["titles"]) for one in known.settings["sections"]
    }
    _grow(branches, sections, areas, pillars)
    return Tree(
        edition, [one for one in sections.values() if one.branches or one.pillars], len(branches)
    )


def _as_it_stands(visible: Sequence[int]) -> list[Branch]:
    """Return the provisions of today, each in the newest wording the reader may see."""
    rows = (
        Provision.objects.filter(audience_id__in=visible)
        .exclude(state__in=ENDED)
        .select_related("entry__version")
        .order_by("position", "pk")
    )
    return [Branch(row, row.entry.version, row.reference) for row in rows]


def _as_it_stood(edition: Edition, visible: Sequence[int]) -> list[Branch]:
    """Return the provisions, order and wording of an edition, whatever came since."""
    rows: dict[uuid.UUID, Provision] = {}
    for row in Provision.objects.filter(audience_id__in=visible):
        rows[row.item_id] = row
    branches = []
    for place in (
        Place.objects.filter(edition=edition).select_related("version").order_by("position")
    ):
        row_now = rows.get(place.item_id)
        if row_now is None:
            continue
        branch = Branch(row_now, place.version, row_now.reference)
        facts, titles = place.version.facts, place.version.wording.get("title", {})
        row_now.reference, row_now.parent = place.reference, place.parent
        row_now.position, row_now.state = place.position, place.version.state
        row_now.title_en, row_now.title_ja = titles.get("en", ""), titles.get("ja", "")
        for name in ("number", "level", "section", "area", "pillar", "nature"):
            setattr(row_now, name, str(facts.get(name, "")))
        row_now.strength = int(facts.get("strength") or 0)
        branches.append(branch)
    return branches


def _titled_then(rows: Sequence[Record], until: dt.date) -> None:
    """Give areas and pillars the titles that were published before a day."""
    wanted = {row.item_id: row for row in rows}
    end = dt.datetime.combine(until, dt.time(), dt.UTC)
    first: dict[uuid.UUID, Version] = {}
    last: dict[uuid.UUID, Version] = {}
    for version in Version.objects.filter(item_id__in=list(wanted), state="published").order_by(
        "number"
    ):
        first.setdefault(version.item_id, version)
        if version.at < end:
            last[version.item_id] = version
    for item, row in wanted.items():
        # What was loaded after that day had its first title then already.
        version_then = last.get(item) or first.get(item)
        if version_then is not None:
            titles = version_then.wording.get("title", {})
            row.title_en, row.title_ja = titles.get("en", ""), titles.get("ja", "")


def _grow(
    found: Sequence[Branch],
    sections: dict[str, SectionTree],
    areas: Mapping[str, Area],
    pillars: Mapping[str, Pillar],
) -> None:
    """Put provisions, in their order, where they belong in the sections."""
    pillar_trees: dict[str, PillarTree] = {}
    leaves: dict[str, Leaf] = {}
    branches: dict[str, Branch] = {}
    for branch in found:
        row = branch.row
        branches[row.reference] = branch
        section = sections.setdefault(row.section, SectionTree(row.section, {}))
        if row.parent in branches:
            branches[row.parent].below.append(branch)
        elif row.area in areas and row.pillar in pillars:
            if row.pillar not in pillar_trees:
                pillar_trees[row.pillar] = PillarTree(pillars[row.pillar])
                section.pillars.append(pillar_trees[row.pillar])
            if row.area not in leaves:
                leaves[row.area] = Leaf(areas[row.area])
                pillar_trees[row.pillar].areas.append(leaves[row.area])
            leaves[row.area].branches.append(branch)
        else:
            section.branches.append(branch)


def edition_on(day: dt.date | None) -> Edition | None:
    """Return the edition in force on ``day``, the newest where None.

    Raises:
        NotHere: for a day before the first edition.
    """
    editions = list(Edition.objects.order_by("since"))
    if day is None:
        return editions[-1] if editions else None
    for edition in reversed(editions):
        if edition.since <= day and (edition.until is None or day < edition.until):
            return edition
    raise NotHere


@dataclass(frozen=True)
class Neighbours:
    """Where a provision stands: above it, below it, before and after."""

    above: Sequence[Provision]
    below: Sequence[Provision]
    before: Provision | None
    after: Provision | None


def neighbours(row: Provision, viewer: Viewer) -> Neighbours:
    """Return the provisions around one, in three queries."""
    visible = visible_audiences(viewer)
    seen = Provision.objects.filter(audience_id__in=visible).exclude(state__in=ENDED)
    parts = row.parent.split(".") if row.parent else []
    chain = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
    above = list(seen.filter(reference__in=chain).order_by("position")) if chain else []
    below = list(seen.filter(parent=row.reference).order_by("position", "pk"))
    around = {
        one.position: one for one in seen.filter(position__in=[row.position - 1, row.position + 1])
    }
    return Neighbours(above, below, around.get(row.position - 1), around.get(row.position + 1))


def official_texts(item: Item) -> list[OfficialText]:
    """Return the official wording of a provision, as imported into this node."""
    return list(
        OfficialText.objects.filter(item=item).select_related("imported").order_by("language", "pk")
    )


def imports() -> list[Import]:
    """Return the official texts this node holds, newest first."""
    return list(Import.objects.order_by("-at", "-pk"))


def areas(viewer: Viewer) -> list[Area]:
    """Return the areas in their order."""
    return list(
        Area.objects.filter(audience_id__in=visible_audiences(viewer)).order_by("position", "pk")
    )


def pillars(viewer: Viewer) -> list[Pillar]:
    """Return the pillars in their order."""
    return list(
        Pillar.objects.filter(audience_id__in=visible_audiences(viewer)).order_by("sort_key", "pk")
    )


def objectives(viewer: Viewer) -> list[Entry]:
    """Return the provisions that are the partnership's objectives, in their order."""
    return list(
        Entry.objects.filter(
            kind="provision",
            audience_id__in=visible_audiences(viewer),
            provision__nature="objective",
        )
        .exclude(state__in=ENDED)
        .select_related("version")
        .order_by("sort_key", "pk")
    )


def passed_occasions(viewer: Viewer, today: dt.date) -> list[Occasion]:
    """Return occasions the text names that have passed: input for the review."""
    return [
        row
        for row in Occasion.objects.filter(audience_id__in=visible_audiences(viewer))
        if row.until and row.until <= today.isoformat()[: len(row.until)]
    ]


def passed_by_area(viewer: Viewer, today: dt.date) -> dict[str, list[Occasion]]:
    """Return the occasions that have passed, by the area of the provisions that name them.

    Three queries. Occasions that only provisions outside the areas name stand under no area.
    """
    visible = visible_audiences(viewer)
    passed = {row.item_id: row for row in passed_occasions(viewer, today)}
    links = list(
        Link.objects.filter(
            relation="names_occasion", to_id__in=list(passed), audience_id__in=visible
        )
        .order_by("sort_key")
        .values_list("item_id", "to_id")
    )
    areas = dict(
        Provision.objects.filter(
            item_id__in=[item for item, _to in links], audience_id__in=visible
        ).values_list("item_id", "area")
    )
    found: dict[str, list[Occasion]] = {}
    for item, to in links:
        named = found.setdefault(areas.get(item, ""), [])
        if passed[to] not in named:
            named.append(passed[to])
    return found


def instruments(viewer: Viewer) -> list[Instrument]:
    """Return the texts between the sides, oldest first."""
    return list(
        Instrument.objects.filter(audience_id__in=visible_audiences(viewer)).order_by("date", "pk")
    )


@dataclass(frozen=True)
class PassedBy:
    """A provision that names something that has passed, and what each side says of it."""

    provision: Provision
    named: Sequence[Record]
    """Occasions that are over, programmes that ended or bear another name now."""
    notes: Sequence[ReviewNote]
    passed_on: Sequence[Succession] = ()
    """Organisations that it names whose work passed to others."""

    def note_of(self, side: str) -> ReviewNote | None:
        """Return what a side said of it last."""
        return next((one for one in self.notes if one.item.origin_id == side), None)


def passed_by(viewer: Viewer, today: dt.date) -> list[PassedBy]:
    """Return the provisions whose occasion has passed, in the order of the text.

    Seven queries, whatever the text names.
    """
    visible = visible_audiences(viewer)
    over: dict[uuid.UUID, Record] = {row.item_id: row for row in passed_occasions(viewer, today)}
    for programme in Programme.objects.filter(audience_id__in=visible, status__in=list(OVER)):
        over[programme.item_id] = programme
    named: dict[uuid.UUID, list[Record]] = {}
    passed_on = _passed_on(today)
    for item, to in Link.objects.filter(
        to_id__in=list(over),
        kind="provision",
        relation__in=["names_occasion", "mentions"],
        audience_id__in=visible,
    ).values_list("item_id", "to_id"):
        named.setdefault(item, []).append(over[to])
    rows = list(
        Provision.objects.filter(
            Q(item_id__in=list(named)) | Q(reference__in=list(passed_on)), audience_id__in=visible
        )
        .exclude(state__in=ENDED)
        .order_by("position", "pk")
    )
    notes: dict[str, list[ReviewNote]] = {}
    for note in (
        ReviewNote.objects.filter(
            provision__in=[row.reference for row in rows], audience_id__in=visible
        )
        .exclude(state__in=["withdrawn", "overtaken"])
        .select_related("item", "entry__version")
        .order_by("-updated_at", "-pk")
    ):
        notes.setdefault(note.provision, []).append(note)
    return [
        PassedBy(
            row,
            named.get(row.item_id, []),
            notes.get(row.reference, []),
            passed_on.get(row.reference, []),
        )
        for row in rows
    ]


def _passed_on(today: dt.date) -> dict[str, list[Succession]]:
    """Return what passed from organisations that provisions name, by the provision's reference."""
    known = partnership()
    gone: dict[str, list[Succession]] = {}
    for succession in (
        Succession.objects.filter(on__lte=today)
        .select_related("predecessor", "successor")
        .order_by("on", "pk")
    ):
        gone.setdefault(succession.predecessor_id, []).append(succession)
    named = known.settings.get("organisations_named", {}) if known else {}
    found = {
        reference: [succession for name in names for succession in gone.get(name, ())]
        for reference, names in named.items()
    }
    return {reference: successions for reference, successions in found.items() if successions}


@dataclass(frozen=True)
class LedArea:
    """An area with the post that leads it, side by side."""

    area: Area
    leads: Mapping[str, AreaLead]
    """Side to its present lead; a side that named none is not there."""


def led_areas(viewer: Viewer) -> list[LedArea]:
    """Return the areas in their order, each with the posts that lead it today. Three queries."""
    rows = areas(viewer)
    leads: dict[uuid.UUID, dict[str, AreaLead]] = {}
    for lead in AreaLead.objects.filter(
        item_id__in=[row.item_id for row in rows], until__isnull=True
    ).select_related("post__organisation"):
        leads.setdefault(lead.item_id, {})[lead.side_id] = lead
    return [LedArea(row, leads.get(row.item_id, {})) for row in rows]


def areas_led_by(post: str) -> list[str]:
    """Return the codes of the areas that a post leads today, as ``VD``."""
    return [
        reference.removeprefix("area-")
        for reference in AreaLead.objects.filter(post_id=post, until__isnull=True).values_list(
            "item__reference", flat=True
        )
    ]


def languages_imported() -> list[str]:
    """Return the languages in which this node holds the official text."""
    return sorted(set(Import.objects.values_list("language", flat=True)))
