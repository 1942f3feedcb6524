"""Relations between records in words, as the page of the record that has them says them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from kakehashi.records.public import Entry

RELATIONS: Mapping[str, str | Promise] = {
    "of_provision": pgettext_lazy("relation", "Provision"),
    "of_area": pgettext_lazy("relation", "Area"),
    "of_pillar": pgettext_lazy("relation", "Pillar"),
    "of_body": pgettext_lazy("relation", "Body"),
    "of_meeting": pgettext_lazy("relation", "Meeting"),
    "of_forum": pgettext_lazy("relation", "Forum"),
    "part_of": pgettext_lazy("relation", "Part of"),
    "carries_out": pgettext_lazy("relation", "Carries out"),
    "arises_from": pgettext_lazy("relation", "Arises from"),
    "concerns": pgettext_lazy("relation", "Concerns"),
    "about": pgettext_lazy("relation", "About"),
    "serves": pgettext_lazy("relation", "Objective it serves"),
    "in_sector": pgettext_lazy("relation", "Sector"),
    "under": pgettext_lazy("relation", "Under"),
    "follows": pgettext_lazy("relation", "Follows"),
    "mentions": pgettext_lazy("relation", "Named in it"),
    "names_occasion": pgettext_lazy("relation", "Occasion it names"),
    "refers_to": pgettext_lazy("relation", "Refers to"),
    "named_by": pgettext_lazy("relation", "Named by"),
    "set_up_by": pgettext_lazy("relation", "Set up by"),
    "sets_out": pgettext_lazy("relation", "Sets out"),
    "implements": pgettext_lazy("relation", "Implements"),
    "complements": pgettext_lazy("relation", "Complements"),
    "builds_on": pgettext_lazy("relation", "Builds on"),
    "succeeded_by": pgettext_lazy("relation", "Succeeded by"),
    "replaced_by": pgettext_lazy("relation", "Replaced by"),
    "raised_from": pgettext_lazy("relation", "Raised from"),
    "of_review": pgettext_lazy("relation", "Review"),
    "from_provision": pgettext_lazy("relation", "Starts from"),
    "into_provision": pgettext_lazy("relation", "Goes on in"),
    "proposed_by": pgettext_lazy("relation", "Proposed by"),
    "carried_by": pgettext_lazy("relation", "Carried by"),
}
OTHER = pgettext_lazy("relation", "Linked to")
_ORDER = {name: place for place, name in enumerate(RELATIONS)}


@dataclass(frozen=True)
class Related:
    """Records that one record points to by the same relation."""

    relation: str
    label: str | Promise
    entries: list[Entry]


def grouped(links: Iterable[tuple[str, Entry]], leave_out: Iterable[str] = ()) -> list[Related]:
    """Return what a record points to, relation by relation.

    Args:
        links: relation and published face.
        leave_out: relations the page shows in another place.
    """
    hidden = frozenset(leave_out)
    found: dict[str, list[Entry]] = {}
    for relation, entry in links:
        if relation not in hidden:
            found.setdefault(relation, []).append(entry)
    return [
        Related(name, RELATIONS.get(name, OTHER), entries)
        for name, entries in sorted(found.items(), key=lambda one: _ORDER.get(one[0], len(_ORDER)))
    ]
