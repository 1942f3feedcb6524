"""Forms of a meeting: an item brought to its agenda, and what is typed while it is held."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.desk.forms.offered import Offered
from kakehashi.desk.words import said
from kakehashi.governance.rules import DECISION_KINDS, WISHES
from kakehashi.look.forms import DayField

FIELDS: Mapping[str, str] = {
    # refusal, text or fact -> field
    "minutes-wrong": "minutes",
    "title": "title_{language}",
    "body": "body_{language}",
    "wish": "wish",
    "minutes": "minutes",
    "decision-empty": "words_{language}",
    "due_date": "due",
}


class MinutesField(forms.IntegerField):
    """Minutes; full-width figures and 30分 taken too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "k-input--two"}),
            error_messages={"invalid": gettext_lazy("Enter minutes as a whole number")},
            **kwargs,
        )

    def to_python(self, value: Any) -> int | None:
        """Return the minutes.

        Raises:
            ValidationError: for what is no whole number.
        """
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip().removesuffix("分").strip()
        return super().to_python(value)


class ItemForm(forms.Form):
    """An item brought to a meeting."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    title_en = forms.CharField(label=gettext_lazy("Title (in English)"), required=False)
    title_ja = forms.CharField(label=gettext_lazy("Title (in Japanese)"), required=False)
    body_en = forms.CharField(
        label=gettext_lazy("Note for the room (in English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    body_ja = forms.CharField(
        label=gettext_lazy("Note for the room (in Japanese)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    wish = forms.ChoiceField(
        label=gettext_lazy("What the meeting is to do with it"), widget=forms.RadioSelect
    )
    minutes = MinutesField(label=gettext_lazy("Minutes"))
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    about = forms.CharField(
        label=gettext_lazy("What it is about (references)"),
        help_text=gettext_lazy(
            "Provisions, Joint Actions, decisions; several with a space between."
        ),
        required=False,
    )
    share = forms.BooleanField(
        label=gettext_lazy("Share it with the other side at once"), required=False
    )

    def __init__(self, *args: Any, offers: Offered, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wish, area = self.fields["wish"], self.fields["area"]
        assert isinstance(wish, forms.ChoiceField)
        assert isinstance(area, forms.ChoiceField)
        wish.choices = [(code, said(one)) for code, one in WISHES.items()]
        area.choices = list(offers.facts.get("area", [("", "—")]))
        self.sides = [side.code for side in offers.sides]
        for side in offers.sides:
            self.fields[f"lead_{side.code}"] = forms.ChoiceField(
                label=_("Who leads (%(side)s)") % {"side": side.name},
                choices=offers.posts.get(side.code, [("", "—")]),
                required=False,
            )
        if not may_share:
            del self.fields["share"]

    @property
    def leads(self) -> list[forms.BoundField]:
        """The fields of who leads, one a side."""
        return [self[f"lead_{code}"] for code in self.sides]


class DecisionForm(forms.Form):
    """A decision typed while the meeting is held."""

    words_en = forms.CharField(
        label=gettext_lazy("What was decided (in English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    words_ja = forms.CharField(
        label=gettext_lazy("What was decided (in Japanese)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decision_kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    due = DayField(label=gettext_lazy("Due"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["decision_kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [
            ("", _("Not said")),
            *((code, said(one)) for code, one in DECISION_KINDS.items()),
        ]


class ActionForm(forms.Form):
    """An action point typed while the meeting is held."""

    task_en = forms.CharField(
        label=gettext_lazy("What is to be done (in English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    task_ja = forms.CharField(
        label=gettext_lazy("What is to be done (in Japanese)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    by_day = DayField(label=gettext_lazy("By"), required=False)
    priority = forms.BooleanField(
        label=gettext_lazy("Priority: the other side verifies that it is done"), required=False
    )

    def __init__(self, *args: Any, offers: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        # Given at once: what is added to a field's choices later does not reach its widget.
        owner.choices = [
            ("", "—"),
            *(
                (f"{side.name} · {name}", posts)
                for side in offers.sides
                for name, posts in offers.posts.get(side.code, [])
                if name
            ),
        ]
