"""Lines of links in a form: a relation and the reference of a record, several of them."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.desk.words import RELATIONS
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import Kind
from kakehashi.records.models import Entry
from kakehashi.records.services import LinkTo

SPARE = 3
"""Empty lines below those that are filled."""
MOST = 60
"""Lines that a form takes."""

TO, RELATION = "to_", "relation_"
LIST_ID = "known-records"


@dataclass(frozen=True)
class Linked:
    """The links of a text as a form shows them."""

    shown: Sequence[tuple[str, str]] = ()
    """Relation and reference."""
    kept: Sequence[LinkTo] = field(default_factory=tuple)
    """What the form leaves as it is: what the writer may not see, and what is not chosen here."""
    fixed: Sequence[tuple[str, Entry]] = ()
    """Of those, what the writer sees."""
    titles: Mapping[str, str] = field(default_factory=dict)


def fixed_relations(kind: Kind) -> set[str]:
    """Return the relations that a line cannot have: they say the same as a fact."""
    return {fact.follows for fact in kind.facts if fact.follows} | {
        f"of_{fact.name}"
        for fact in kind.facts
        if not fact.editable and f"of_{fact.name}" in kind.relations
    }


def linked(kind: Kind, links: Sequence[LinkTo], reader: Viewer, facts: Mapping[str, Any]) -> Linked:
    """Return ``links`` as a form shows them to ``reader``, in one query.

    A link that says the same as a fact is chosen with that fact; a second one stays as it is.
    """
    faces = {
        face.item_id: face
        for face in Entry.objects.filter(
            item_id__in=[link.to for link in links], audience_id__in=visible_audiences(reader)
        )
    }
    chosen = {
        (fact.follows, f"{fact.drops}{facts[fact.name]}")
        for fact in kind.facts
        if fact.follows and facts.get(fact.name)
    }
    stays = fixed_relations(kind)
    seen = [(link, faces[link.to]) for link in links if link.to in faces]
    fixed = [
        (link, face)
        for link, face in seen
        if link.relation in stays and (link.relation, face.reference) not in chosen
    ]
    return Linked(
        shown=[
            (link.relation, face.reference) for link, face in seen if link.relation not in stays
        ],
        kept=[link for link in links if link.to not in faces] + [link for link, _ in fixed],
        fixed=[(link.relation, face) for link, face in fixed],
        titles={face.reference: face.title for face in faces.values()},
    )


def relation_choices(kind: Kind) -> list[tuple[Any, Any]]:
    """Return the relations a line may have: the kind's own first, then all others."""
    fixed = fixed_relations(kind)
    own = [name for name in kind.relations if name not in fixed]
    rest = [name for name in RELATIONS if name not in own and not name.startswith("of_")]
    return [
        ("", "—"),
        (_("Usual here"), [(name, str(RELATIONS.get(name, name))) for name in own]),
        (_("Other relations"), [(name, str(RELATIONS[name])) for name in rest]),
    ]


class Suggested(forms.TextInput):
    """A text field with suggestions that the browser shows, scripts or not."""

    def __init__(self) -> None:
        super().__init__(
            attrs={"list": LIST_ID, "autocomplete": "off", "spellcheck": "false", "lang": "en"}
        )


def add_lines(form: forms.Form, kind: Kind, number: int) -> None:
    """Give ``form`` ``number`` lines."""
    choices = relation_choices(kind)
    for place in range(number):
        form.fields[f"{RELATION}{place}"] = forms.CharField(
            label=gettext_lazy("Relation"), required=False, widget=forms.Select(choices=choices)
        )
        form.fields[f"{TO}{place}"] = forms.CharField(
            label=gettext_lazy("Record (reference)"), required=False, widget=Suggested()
        )


def lines_in(data: Mapping[str, Any]) -> int:
    """Return how many lines were sent; zero where the form had none."""
    places = [
        int(name.removeprefix(TO))
        for name in data
        if name.startswith(TO) and name.removeprefix(TO).isdecimal() and len(name) < len(TO) + 4
    ]
    return min(max(places) + 1, MOST) if places else 0


def references_in(text: str) -> list[str]:
    """Return what the reference in a typed text may be: the whole of it, or its first word."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return list(dict.fromkeys([plain, *plain.split()[:1]]))


def find(texts: Iterable[str], reader: Viewer) -> dict[str, Entry]:
    """Return the record that each typed text names, where the reader may see one; one query."""
    wanted = {text: references_in(text) for text in texts}
    every = {one for options in wanted.values() for one in options}
    faces = {
        face.reference: face
        for face in Entry.objects.filter(
            reference__in=every, audience_id__in=visible_audiences(reader)
        )
    }
    return {
        text: next(faces[one] for one in options if one in faces)
        for text, options in wanted.items()
        if any(one in faces for one in options)
    }
