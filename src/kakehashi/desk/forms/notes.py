"""The form of a contact note: with whom, what, tags; when and how stand ready."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kakehashi.desk.words import said
from kakehashi.look.forms import DayField, DayInput
from kakehashi.notes.rules import CALL, MEDIA
from kakehashi.notes.services import NewNote
from kakehashi.notes.tagging import AREA, CONCEPT, GROUPS, ORGANISATION, RECORD, Tag

FIELDS: Mapping[str, str] = {
    "note-empty": "what",
    "note-day-to-come": "date",
    "note-follow-up-post": "what",
    "owner-unknown": "what",
    "title": "title",
    "with_whom": "with_whom",
    "body": "what",
    "date": "date",
    "medium": "medium",
}

GROUP_WORDS: Mapping[str, Any] = {
    AREA: _("Areas"),
    RECORD: _("Objectives and other records"),
    ORGANISATION: _("Organisations"),
    CONCEPT: _("Concepts"),
}


class NoteForm(forms.Form):
    """A contact note as it is typed."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    with_whom = forms.CharField(
        label=_("With whom"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-note-text": ""}),
    )
    what = forms.CharField(
        label=pgettext_lazy("note", "What was said"),
        help_text=_(
            "A line that begins with → is a follow-up: it becomes an action point of yours, due "
            "on the day the line names."
        ),
        error_messages={"required": _("Say what was said; one sentence is enough.")},
        widget=forms.Textarea(attrs={"rows": 8, "data-note-text": ""}),
    )
    date = DayField(label=_("Date"), error_messages={"required": _("Give the day")})
    medium = forms.ChoiceField(label=_("How"))
    title = forms.CharField(
        label=_("Subject"),
        max_length=300,
        required=False,
        help_text=_("The first sentence where you leave it empty."),
    )

    def __init__(
        self, sent: QueryDict | None = None, *, tags: Sequence[Tag] = (), **kwargs: Any
    ) -> None:
        super().__init__(sent, **kwargs)
        medium = self.fields["medium"]
        assert isinstance(medium, forms.ChoiceField)
        medium.choices = [(code, said(words)) for code, words in MEDIA.items()]
        self.tags = list(tags)
        self.sent = sent if sent is not None else QueryDict()

    @classmethod
    def as_typed(cls, sent: QueryDict, tags: Sequence[Tag]) -> "NoteForm":
        """Return a form with what was typed so far, which nothing is wanted of yet."""
        typed: dict[str, Any] = sent.dict()
        typed["date"] = DayInput().value_from_datadict(sent, MultiValueDict(), "date")
        form = cls(initial=typed, tags=tags)
        form.sent = sent
        return form

    def ticked(self) -> list[str] | None:
        """Return the tags that were ticked; None where none had been shown."""
        return self.sent.getlist("tag") if "tagged" in self.sent else None

    def groups(self) -> list[tuple[str, Any, list[tuple[Tag, bool]]]]:
        """Return the tags to show by group, each with whether it is ticked.

        What was shown before and not ticked stays so; what is new is ticked.
        """
        before, ticked = set(self.sent.getlist("shown")), set(self.sent.getlist("tag"))
        return [
            (group, GROUP_WORDS[group], listed)
            for group in GROUPS
            if (
                listed := [
                    (one, one.code in ticked or one.code not in before)
                    for one in self.tags
                    if one.group == group
                ]
            )
        ]

    def note(self, **more: Any) -> NewNote:
        """Return what was entered."""
        data = self.cleaned_data
        return NewNote(
            with_whom=data["with_whom"],
            what=data["what"],
            date=data["date"],
            medium=data["medium"],
            title=data["title"],
            tags=self.ticked(),
            **more,
        )


def starting(today: dt.date, once: str) -> dict[str, Any]:
    """Return what an empty form starts from."""
    return {"once": once, "date": today, "medium": CALL}
