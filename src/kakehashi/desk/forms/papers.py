"""The forms that ask for a paper, and that send a template."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from kakehashi.briefing.papers.fields import LANGUAGES
from kakehashi.briefing.papers.gathering import Period
from kakehashi.briefing.papers.kinds import FOR_WHOM, PaperKind
from kakehashi.briefing.papers.making import FORMS, Asked, forms_of
from kakehashi.desk.words import said
from kakehashi.look.forms import DayField


class PaperForm(forms.Form):
    """Which paper, for whom, in which language and form."""

    paper = forms.ChoiceField(label=gettext_lazy("Paper"), widget=forms.RadioSelect)
    for_whom = forms.ChoiceField(label=gettext_lazy("For whom"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=forms.RadioSelect)
    form = forms.ChoiceField(label=pgettext_lazy("of a file", "Form"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, kinds: Sequence[PaperKind], own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {one.code: one for one in kinds}
        whom = [code for code in FOR_WHOM if any(code in one.for_whom for one in kinds)]
        offered = {one: FORMS[one] for one in FORMS if any(one in forms_of(kind) for kind in kinds)}
        for name, choices in (
            ("paper", [(one.code, said(one.names)) for one in kinds]),
            ("for_whom", [(code, said(FOR_WHOM[code])) for code in whom]),
            ("language", [(code, said(words)) for code, words in LANGUAGES.items()]),
            ("form", [(code, said(words)) for code, words in offered.items()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            field.initial = choices[0][0]
        self.fields["language"].initial = own

    def clean(self) -> dict[str, Any]:
        """Say beside the choice what does not go with the paper."""
        data = super().clean() or self.cleaned_data
        kind = self.kinds.get(data.get("paper", ""))
        if kind is None:
            return data
        if data.get("for_whom") and data["for_whom"] not in kind.for_whom:
            self.add_error(
                "for_whom",
                gettext_lazy("This paper is made for your own side alone.")
                if "own" in kind.for_whom
                else gettext_lazy("This paper is made for both sides alone."),
            )
        if data.get("form") and data["form"] not in forms_of(kind):
            self.add_error(
                "form",
                gettext_lazy("This paper is not given as slides.")
                if data["form"] == "pptx"
                else gettext_lazy("This paper has no tables to give in that form."),
            )
        return data

    def asked(self, meeting: str = "") -> Asked:
        """Return what was asked for, once the form is valid."""
        data = self.cleaned_data
        return Asked(
            data["paper"], data["language"], data["for_whom"], data["form"], meeting, self.period
        )

    @property
    def period(self) -> Period | None:
        """The period; a meeting's papers have none."""
        return None


class ReportForm(PaperForm):
    """A paper of a period."""

    since = DayField(label=pgettext_lazy("period", "From"))
    until = DayField(label=pgettext_lazy("period", "To"))

    field_order = ("paper", "since", "until", "for_whom", "language", "form")

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today
        self.fields["since"].initial = today - dt.timedelta(days=365)

    @property
    def period(self) -> Period | None:
        """The period that was entered."""
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])


class TemplateForm(forms.Form):
    """A template that is sent."""

    file = forms.FileField(
        label=gettext_lazy("Word document (.docx)"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
