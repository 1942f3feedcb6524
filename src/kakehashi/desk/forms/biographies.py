"""The form of a short biography: of whom, the stages of a career, as of when, checked by whom."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kakehashi.biographies.services import NewLife
from kakehashi.look.forms import DayField
from kakehashi.people.models import Holding

FIELDS: Mapping[str, str] = {
    "biography-not-a-holder": "holder",
    "biography-there": "holder",
    "biography-day": "as_of",
    "career": "career_{language}",
    "since": "since",
    "as_of": "as_of",
    "checked_by": "checked_by",
    "sources": "sources",
}


class LifeForm(forms.Form):
    """A biography as it is typed."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    holder = forms.ChoiceField(
        label=_("Of whom"),
        help_text=_("Holders of a public office on record, of either side."),
        error_messages={"required": _("Choose whom it is of.")},
    )
    career_ja = forms.CharField(
        label=_("Career, in Japanese"),
        help_text=_(
            "One line a stage, the latest first, from public sources. Public office alone: nothing "
            "of family, health or views."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "ja"}),
    )
    career_en = forms.CharField(
        label=_("Career, in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "en"}),
    )
    since = DayField(
        label=_("In the post since"),
        help_text=_("Day, month and year, or as much of it as is known. Empty: as on record."),
        partial=True,
        required=False,
    )
    as_of = DayField(
        label=pgettext_lazy("biography", "As of"),
        help_text=_("The day on which it was last known to be right."),
        error_messages={"required": _("Give the day")},
    )
    checked_by = forms.CharField(
        label=_("Checked by"),
        max_length=200,
        help_text=_("The post or office that answers for it."),
        error_messages={"required": _("Say who checked it.")},
    )
    sources = forms.CharField(
        label=_("Sources"),
        help_text=_("Addresses, one a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, holders: Sequence[Holding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holder = self.fields["holder"]
        assert isinstance(holder, forms.ChoiceField)
        by_side: dict[str, list[tuple[str, str]]] = {}
        for one in holders:
            words = f"{one.person.name} — {one.post.name}"
            by_side.setdefault(one.post.organisation.side.name, []).append((code_of(one), words))
        holder.choices = [("", ""), *by_side.items()]

    def clean(self) -> dict[str, Any]:
        """Want the career in one language at the least."""
        data = super().clean() or self.cleaned_data
        if not data.get("career_ja", "").strip() and not data.get("career_en", "").strip():
            self.add_error("career_ja", _("Write the career in one language at the least."))
        return data

    def life(self) -> NewLife:
        """Return what was entered."""
        data = self.cleaned_data
        person, _between, post = data["holder"].partition(" ")
        given = {"ja": data["career_ja"], "en": data["career_en"]}
        return NewLife(
            person=person,
            post=post,
            career={code: words for code, words in given.items() if words.strip()},
            since=data["since"] or "",
            as_of=data["as_of"],
            checked_by=data["checked_by"],
            sources=tuple(data["sources"].split()),
        )


def code_of(holding: Holding) -> str:
    """Return how the form names whom a biography is of."""
    return f"{holding.person_id} {holding.post_id}"


def starting(today: dt.date, once: str, checked_by: str, holder: str) -> dict[str, Any]:
    """Return what an empty form starts from."""
    return {"once": once, "as_of": today, "checked_by": checked_by, "holder": holder}
