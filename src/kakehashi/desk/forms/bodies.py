"""Forms that change a body: a name with its days, a seat, the end of either, its rules."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kakehashi.desk.words import SCOPE_PARTS
from kakehashi.look.forms import DayField
from kakehashi.people.models import Organisation, Post

NAME_FIELDS = {
    "body-name-missing": "text",
    "body-names-overlap": "text",
    "body-period-wrong": "until",
    "body-office-unknown": "issued_by",
}
SEAT_FIELDS = {"body-office-unknown": "who", "body-seat-taken": "who"}
END_FIELDS = {"body-period-wrong": "until"}
RULES_FIELDS = {"body-silence-wrong": "silence_days"}


_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


class NameForm(forms.Form):
    """A name of a body, as one issuer writes it for a time."""

    prefix = "name"

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("ja", gettext_lazy("Japanese")), ("en", gettext_lazy("English"))],
    )
    text = forms.CharField(label=gettext_lazy("Name"))
    since = DayField(label=gettext_lazy("First day"))
    issued_by = forms.MultipleChoiceField(
        label=gettext_lazy("Issued by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Those that write it so; none where both sides use it."),
    )

    def __init__(self, *args: Any, offices: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["issued_by"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.pk, one.short) for one in offices]


class SeatForm(forms.Form):
    """A chair or member of a body from a day on."""

    prefix = "seat"

    part = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=[("members", gettext_lazy("member")), ("chairs", gettext_lazy("chair"))],
    )
    who = forms.ChoiceField(label=gettext_lazy("Organisation or post"))
    since = DayField(label=gettext_lazy("First day"))

    def __init__(
        self, *args: Any, offices: list[Organisation], posts: list[Post], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        by_office: dict[str, list[tuple[str, str]]] = {
            one.pk: [(one.pk, one.name)] for one in offices
        }
        for post in posts:
            by_office.setdefault(post.organisation_id, []).append(
                (f"{post.organisation_id}/{post.pk}", post.name)
            )
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.name, by_office[one.pk]) for one in offices]


class SpokenSelect(forms.Select):
    """A list of names, each saying which language it is in."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> Any:
        """Return an option as Django makes it, with the language of its words."""
        option = super().create_option(name, value, label, *args, **kwargs)
        option["attrs"]["lang"] = "ja" if _JAPANESE.search(str(label)) else "en"
        return option


class EndForm(forms.Form):
    """The first day on which something no longer holds."""

    prefix = "end"

    which = forms.ChoiceField(label=gettext_lazy("Which"), widget=SpokenSelect)
    until = DayField(label=gettext_lazy("First day it no longer holds"))

    def __init__(self, *args: Any, running: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["which"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = running


class RulesForm(forms.Form):
    """What a body decides for itself."""

    prefix = "rules"

    silence_days = forms.IntegerField(
        label=gettext_lazy("Silence confirms its outcome after so many working days"),
        help_text=gettext_lazy("Leave it empty where silence never confirms."),
        required=False,
        min_value=1,
        max_value=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("In changes of scope and objectives"),
        required=False,
        choices=[("", gettext_lazy("no part")), *SCOPE_PARTS.items()],
    )
