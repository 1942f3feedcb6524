"""Relations between records in words, as the page of the record that has them says them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kakehashi.records.public import Entry

RELATIONS: Mapping[str, str | Promise] = {
    "of_provision": _("Provision"),
    "of_area": _("Area"),
    "of_pillar": _("Pillar"),
    "of_body": _("Body"),
    "of_meeting": _("Meeting"),
    "of_forum": _("Forum"),
    "part_of": _("Part of"),
    "carries_out": _("Carries out"),
    "arises_from": _("Arises from"),
    "concerns": _("Concerns"),
    "about": pgettext_lazy("relation", "About"),
    "serves": _("Objective it serves"),
    "in_sector": _("Sector"),
    "under": _("Under"),
    "follows": _("Follows"),
    "mentions": _("Named in it"),
    "names_occasion": _("Occasion it names"),
    "refers_to": _("Refers to"),
    "named_by": _("Named by"),
    "set_up_by": _("Set up by"),
    "sets_out": _("Sets out"),
    "implements": _("Implements"),
    "complements": _("Complements"),
    "builds_on": _("Builds on"),
    "succeeded_by": _("Succeeded by"),
    "replaced_by": _("Replaced by"),
}
OTHER = _("Linked to")
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
