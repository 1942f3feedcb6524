"""The form that says what became of a decision, and the filters of the decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.desk.words import said
from kakehashi.governance.rules import ENDINGS
from kakehashi.look.forms import DayField

REPLACED = "replaced"


FIELDS: Mapping[str, str] = {
    # refusal, text or fact -> the field it is about
    "why-missing": "words_{language}",
    "when-missing": "date",
    "done-in-future": "date",
    "replacement-missing": "replaced_by",
    "replacement-unknown": "replaced_by",
    "ending": "ending",
    "date": "date",
    "body": "words_{language}",
    "sources": "sources",
}


class BecameForm(forms.Form):
    """What became of a decision."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    ending = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what became of it")},
    )
    date = DayField(
        label=gettext_lazy("When"),
        help_text=gettext_lazy("The year is enough where the day is not known."),
        required=False,
        partial=True,
    )
    words_en = forms.CharField(
        label=gettext_lazy("What happened, or why not (in English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    words_ja = forms.CharField(
        label=gettext_lazy("What happened, or why not (in Japanese)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ja"}),
    )
    sources = forms.CharField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("One address a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    replaced_by = forms.CharField(
        label=gettext_lazy("Replaced by (reference)"),
        help_text=gettext_lazy("Only for “replaced”: the reference of what replaced it."),
        required=False,
        widget=forms.TextInput(attrs={"class": "k-input--short"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ending"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, said(one)) for code, one in ENDINGS.items()]

    def clean(self) -> dict[str, Any]:
        """Refuse a replacement where something else became of the decision: it would be lost."""
        data = super().clean() or self.cleaned_data
        if data.get("replaced_by") and data.get("ending") not in (REPLACED, None):
            self.add_error(
                "replaced_by", _("Choose “replaced” above, too, or leave this field empty.")
            )
        return data


class DecisionFilters:
    """Which decisions are asked for; what is not offered filters nothing and is told."""

    def __init__(
        self, asked: Mapping[str, Any], offered: Mapping[str, Sequence[tuple[str, str]]]
    ) -> None:
        self.offered = offered
        given = {name: str(asked.get(name, "")).strip() for name in offered}
        known = {name: dict(choices) for name, choices in offered.items()}
        self.chosen = {name: one if one in known[name] else "" for name, one in given.items()}
        self.ignored = [one for name, one in given.items() if one and one not in known[name]]
        self.chips = [(name, known[name][one], one) for name, one in self.chosen.items() if one]
