"""The form that starts a joint text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kakehashi.desk.words import said
from kakehashi.drafting.rules import AUTHORITIES, TEXT_KINDS
from kakehashi.governance.models import Meeting
from kakehashi.look.forms import DayField

FIELDS = {"title": "title_{language}", "date": "date", "text-missing": "title_{language}"}


class NewTextForm(forms.Form):
    """Kind of text, title, which languages are authoritative, and of which meeting it is."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    text_kind = forms.ChoiceField(label=_("Kind of text"))
    title_en = forms.CharField(label=_("Title (in English)"), required=False, max_length=300)
    title_ja = forms.CharField(label=_("Title (in Japanese)"), required=False, max_length=300)
    authority = forms.ChoiceField(label=_("Authoritative languages"))
    meeting = forms.ChoiceField(label=_("Of which meeting"), required=False)
    date = DayField(label=_("Date of the text"), required=False)

    def __init__(self, *args: Any, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[str, Any]]] = {
            "text_kind": [(code, said(one)) for code, one in TEXT_KINDS.items()],
            "authority": [(code, said(one)) for code, one in AUTHORITIES.items()],
            "meeting": [("", "—"), *((one.reference, one.title) for one in meetings)],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def title(self) -> dict[str, str]:
        """Return the title per language, empty ones left out."""
        found = {code: self.cleaned_data[f"title_{code}"].strip() for code in ("ja", "en")}
        return {code: words for code, words in found.items() if words}
