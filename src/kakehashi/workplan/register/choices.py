"""The choices that a reader has in each facet of the register, with their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Sector
from kakehashi.people.models import Post
from kakehashi.people.rules import REACHES, Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.workplan.register.facets import FACETS, NONE, Words, reach_words


@dataclass(frozen=True)
class Choices:
    """What may be chosen, and what the index knows it by."""

    words: Mapping[str, Mapping[str, Words]]
    """Facet to value to words, in the order of the page."""
    kept_as: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """Facet to value to the values of the index that it stands for, where they are not its own:
    objectives and sectors by their items, sides and organisations by their posts."""

    def say(self, facet: str, value: str, language: str) -> str:
        """Return a choice in words."""
        words = self.words[facet].get(value, {})
        return words.get(language) or words.get("en") or value


def choices_for(viewer: Viewer) -> Choices:
    """Return the choices of every facet, in five queries whatever the number of records."""
    words: dict[str, dict[str, Words]] = {
        facet.name: dict(facet.fixed or {}) for facet in FACETS.values()
    }
    kept: dict[str, dict[str, list[str]]] = {
        name: {} for name in ("side", "organisation", "objective", "sector")
    }
    words["marking"] = {reach: reach_words(reach) for reach in REACHES}
    for pillar in framework.pillars(viewer):
        words["pillar"][pillar.reference.removeprefix("pillar-")] = _titles(pillar)
    for area in framework.areas(viewer):
        words["area"][area.reference.removeprefix("area-")] = _titles(area)
    for entry in framework.objectives(viewer):
        words["objective"][entry.reference] = _titles(entry)
        kept["objective"][entry.reference] = [str(entry.item_id)]
    for sector in Sector.objects.filter(audience_id__in=visible_audiences(viewer)).order_by(
        "sort_key", "pk"
    ):
        value = sector.reference.removeprefix("sector-")
        words["sector"][value] = _titles(sector)
        kept["sector"][value] = [str(sector.item_id)]
    for post in Post.objects.select_related("organisation__side").order_by(
        "organisation__side__position", "organisation_id", "pk"
    ):
        organisation, side = post.organisation, post.organisation.side
        words["post"][post.pk] = {"en": post.name_in("en"), "ja": post.name_in("ja")}
        words["organisation"][organisation.pk] = {
            "en": organisation.name_in("en"),
            "ja": organisation.name_in("ja"),
        }
        words["side"][side.pk] = {"en": side.name_in("en"), "ja": side.name_in("ja")}
        kept["organisation"].setdefault(organisation.pk, []).append(post.pk)
        kept["side"].setdefault(side.pk, []).append(post.pk)
    for facet in FACETS.values():
        if facet.without:
            words[facet.name][NONE] = facet.without
    return Choices(words, kept)


def _titles(record: object) -> Words:
    english, japanese = getattr(record, "title_en", ""), getattr(record, "title_ja", "")
    return {"en": english or japanese, "ja": japanese or english}
