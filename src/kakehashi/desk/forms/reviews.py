"""Forms of reviews and of what is raised in treaty bodies."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kakehashi.desk.forms.texts import WordingField
from kakehashi.desk.words import said
from kakehashi.framework.rules import CHANGES, NATURES, STRENGTHS
from kakehashi.look.forms import DayField

Choices = Sequence[tuple[str, str]]


def _area(language: str, rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "lang": language})


class Once(forms.Form):
    """A form that makes something: sent twice it makes it once."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def words(self, name: str) -> dict[str, str]:
        """Return a text in both languages."""
        return {code: str(self.cleaned_data.get(f"{name}_{code}") or "") for code in ("en", "ja")}


class ReviewForm(Once):
    """Opens a review: what it is called, what prompted it, what is proposed."""

    triggers = forms.MultipleChoiceField(
        label=_("What prompted it"), widget=forms.CheckboxSelectMultiple, required=False
    )
    title_en = WordingField(label=_("Title (in English)"), needed=True)
    title_ja = WordingField(label=_("Title (in Japanese)"), needed=True)
    words_en = forms.CharField(
        label=_("What prompted it, in a few sentences (in English)"),
        required=False,
        widget=_area("en", 3),
    )
    words_ja = forms.CharField(
        label=_("What prompted it, in a few sentences (in Japanese)"),
        required=False,
        widget=_area("ja", 3),
    )
    proposal_en = forms.CharField(
        label=_("What is proposed (in English)"), required=False, widget=_area("en", 3)
    )
    proposal_ja = forms.CharField(
        label=_("What is proposed (in Japanese)"), required=False, widget=_area("ja", 3)
    )

    def __init__(self, *args: Any, triggers: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["triggers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, said(words)) for code, words in triggers.items()]


class ChangeForm(Once):
    """Proposes one change to the framework."""

    change = forms.ChoiceField(label=_("Kind of change"), widget=forms.RadioSelect)
    sources = forms.CharField(
        label=_("Starts from"),
        help_text=_(
            "Numbers of the present text, parted by blanks: none for a new provision, two or more "
            "for a merger. A split is one change a part."
        ),
        widget=forms.TextInput(attrs={"class": "k-input--short"}),
        required=False,
        max_length=200,
    )
    into = forms.ChoiceField(
        label=_("Goes on as"),
        help_text=_("Of a merger or a part of a split: the provision that goes on as this one."),
        widget=forms.Select(attrs={"class": "k-select-wide"}),
        required=False,
    )
    number = forms.CharField(
        label=_("New number"),
        help_text=_("As 12.c or VD.b.ix; as it is where empty. What stands below follows."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "k-input--short"}),
    )
    title_en = forms.CharField(label=_("New title (in English)"), required=False, max_length=300)
    title_ja = forms.CharField(label=_("New title (in Japanese)"), required=False, max_length=300)
    statement_en = forms.CharField(
        label=_("New wording (in English)"), required=False, widget=_area("en", 4)
    )
    statement_ja = forms.CharField(
        label=_("New wording (in Japanese)"), required=False, widget=_area("ja", 4)
    )
    strength = forms.ChoiceField(label=_("Strength of the new wording"), required=False)
    nature = forms.ChoiceField(label=_("Nature of the new wording"), required=False)
    area = forms.ChoiceField(
        label=_("Area"),
        help_text=_("Only of a new provision that stands under no other."),
        required=False,
    )
    why_en = forms.CharField(label=_("Why (in English)"), required=False, widget=_area("en", 2))
    why_ja = forms.CharField(label=_("Why (in Japanese)"), required=False, widget=_area("ja", 2))

    def __init__(self, *args: Any, provisions: Choices, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("change", [(code, said(words)) for code, words in CHANGES.items()])
        self._offer("into", [("", _("A new provision")), *provisions])
        self._offer("area", [("", _("As its neighbours")), *areas])
        self._offer(
            "strength",
            [
                ("", _("As it was")),
                *((str(n), f"{n} · {said(one)}") for n, one in STRENGTHS.items()),
            ],
        )
        self._offer(
            "nature", [("", _("As it was")), *((n, said(one)) for n, one in NATURES.items())]
        )

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class DecisionForm(forms.Form):
    """Names the decision that carries a step of a review; of the last one, the day too."""

    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.Select(attrs={"class": "k-select-wide"})
    )
    takes_effect = DayField(label=_("In force from"), required=False)

    def __init__(self, *args: Any, decisions: Choices, dated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(decisions)
        if dated:
            self.fields["takes_effect"].required = True
        else:
            del self.fields["takes_effect"]


class ReferralForm(Once):
    """Raises a matter in a treaty body."""

    body = forms.ChoiceField(label=_("Body"), widget=forms.Select(attrs={"class": "k-select-wide"}))
    raised_from = forms.CharField(
        label=_("Raised from (reference)"),
        help_text=_("The record that asks: the answer is read on its page."),
        widget=forms.TextInput(attrs={"class": "k-input--short"}),
    )
    title_en = forms.CharField(label=_("Title (in English)"), required=False, max_length=300)
    title_ja = forms.CharField(label=_("Title (in Japanese)"), required=False, max_length=300)
    words_en = forms.CharField(
        label=_("What is raised (in English)"), required=False, widget=_area("en", 3)
    )
    words_ja = forms.CharField(
        label=_("What is raised (in Japanese)"), required=False, widget=_area("ja", 3)
    )
    date = DayField(
        label=_("Raised on"), help_text=_("Empty while it is still to be raised."), required=False
    )

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(bodies)


class RaisedForm(forms.Form):
    """Says on which day a matter was raised."""

    date = DayField(label=_("Raised on"))


class ReplyForm(forms.Form):
    """Records what was said to a matter raised."""

    reply_en = forms.CharField(
        label=_("What was said (in English)"), required=False, widget=_area("en", 3)
    )
    reply_ja = forms.CharField(
        label=_("What was said (in Japanese)"), required=False, widget=_area("ja", 3)
    )
    reply_date = DayField(label=_("Answered on"))
    sources = forms.CharField(
        label=_("Evidence"),
        help_text=_("One address a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
