"""Links of a record as they are entered: a relation and the reference of the other record."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kakehashi.desk.words import RELATIONS, said
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.kinds import Kind
from kakehashi.records.models import Entry
from kakehashi.records.selectors import subjects_of
from kakehashi.records.services import LinkTo
from kakehashi.records.services.writing import LinkToNothing

EMPTY_ROWS = 2
MOST_ROWS = 60


class LinkRow(forms.Form):
    """One link. Without a reference it is no link."""

    relation = forms.ChoiceField(label=_("Relation"), required=False)
    reference = forms.CharField(
        label=_("Reference of the other record"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"class": "k-input--short", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, relations: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["relation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, RELATIONS.get(code, code)) for code in relations]


class _Links(forms.BaseFormSet[LinkRow]):
    """The rows; :func:`links_form` makes it with what it needs to know."""

    def __init__(self, *args: Any, viewer: Viewer, kept: Sequence[LinkTo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.kept, self.found = viewer, kept, {}

    def clean(self) -> None:
        """Look every reference up, in one query, and say which are not there."""
        wanted = {row.cleaned_data.get("reference", "").strip() for row in self.forms} - {""}
        self.found: dict[str, Entry] = {
            entry.reference: entry
            for entry in Entry.objects.filter(
                reference__in=wanted, audience_id__in=visible_audiences(self.viewer)
            )
        }
        for row in self.forms:
            given = row.cleaned_data.get("reference", "").strip()
            if given and given not in self.found:
                refusal = LinkToNothing()
                row.add_error(
                    "reference",
                    f"{said(refusal.message_words())} {said(refusal.hint_words())}",
                )

    def links(self) -> list[LinkTo]:
        """Return the links as entered, after those the writer cannot see, which stay."""
        made = [
            LinkTo(row.cleaned_data["relation"], self.found[given].item_id)
            for row in self.forms
            if (given := row.cleaned_data.get("reference", "").strip()) and given in self.found
        ]
        return list(dict.fromkeys([*self.kept, *made]))


def links_form(
    data: Mapping[str, Any] | None,
    *,
    kind: Kind,
    viewer: Viewer,
    links: Sequence[LinkTo] = (),
    first: Sequence[tuple[str, str]] = (),
) -> _Links:
    """Return the rows for the links of a record.

    Args:
        data: what was sent, None at first.
        kind: kind of the record the links stand on.
        viewer: who writes.
        links: the links it has.
        first: relation and reference that a new record starts with.
    """
    seen = subjects_of([str(link.to) for link in links], visible_audiences(viewer))
    shown = [link for link in links if str(link.to) in seen]
    rows = [*first, *((link.relation, seen[str(link.to)].reference) for link in shown)]
    relations = list(dict.fromkeys([*kind.relations, *(relation for relation, _to in rows)]))
    made = forms.formset_factory(
        LinkRow, formset=_Links, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    return made(
        data,
        prefix="links",
        initial=[{"relation": relation, "reference": reference} for relation, reference in rows],
        form_kwargs={"relations": relations},
        viewer=viewer,
        kept=[link for link in links if str(link.to) not in seen],
    )
