"""Forms of action points: the filters of the list, opening one, what is said with a step."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from kakehashi.governance import action_rules as rules
from kakehashi.look.forms import DayField

Choices = Sequence[tuple[str, Any]]

OPEN_FIELDS: Mapping[str, str] = {
    "owner-unknown": "owner",
    "due-missing": "due",
    "title": "title_{language}",
    "task": "task_{language}",
    "sources": "sources",
}

STEP_FIELDS: Mapping[str, str] = {
    "why-missing": "words_{language}",
    "when-missing": "date",
    "evidence-missing": "sources",
    "due-missing": "due",
    "done-in-future": "date",
    "owner-unknown": "post",
    "owns-already": "post",
    "handed-across": "post",
    "replacement-missing": "replaced_by",
    "replacement-unknown": "replaced_by",
    "body": "words_{language}",
    "sources": "sources",
    "date": "date",
}


class OpenForm(forms.Form):
    """A new action point."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    title_en = forms.CharField(label=_("Title (in English)"), required=False, max_length=300)
    title_ja = forms.CharField(label=_("Title (in Japanese)"), required=False, max_length=300)
    task_en = forms.CharField(
        label=_("What is to be done (in English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    task_ja = forms.CharField(
        label=_("What is to be done (in Japanese)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ja"}),
    )
    owner = forms.ChoiceField(
        label=_("Owner"),
        help_text=_("One post, of either side. Its side accepts the due date."),
        error_messages={"required": gettext_lazy("Choose the post that owns it")},
    )
    due = DayField(label=_("Due"), required=False)
    priority = forms.BooleanField(
        label=_("Priority: done only when the other side has verified it"), required=False
    )
    meeting = forms.ChoiceField(label=_("Meeting"), required=False)
    body = forms.ChoiceField(
        label=_("Body"),
        help_text=_(
            "It stands on every agenda of this body until it is done. A meeting's own body "
            "counts where nothing is chosen."
        ),
        required=False,
    )
    decision = forms.ChoiceField(label=_("Decision it carries out"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(offered)
            field.widget.attrs["class"] = "k-select-wide"


_WORDS: Mapping[str, tuple[Any, Any]] = {
    rules.REPORT_DONE: (_("What was done (in English)"), _("What was done (in Japanese)")),
    rules.RETURN: (_("Why (in English)"), _("Why (in Japanese)")),
    rules.REOPEN: (_("Why (in English)"), _("Why (in Japanese)")),
    rules.WAS_NOT_DONE: (_("Why (in English)"), _("Why (in Japanese)")),
}
_REMARK = (_("Remark (in English)"), _("Remark (in Japanese)"))

TAKES: Mapping[str, Sequence[str]] = {
    # step -> what its form asks for, the words aside
    rules.ACCEPT_DUE: (),
    rules.PROPOSE_DUE: ("due",),
    rules.REPORT_DONE: ("date", "sources"),
    rules.VERIFY: (),
    rules.RETURN: (),
    rules.REOPEN: (),
    rules.HAND_OVER: ("post",),
    rules.NOTE: ("sources",),
    rules.WAS_DONE: ("date", "sources"),
    rules.WAS_NOT_DONE: ("sources",),
    rules.WAS_REPLACED: ("replaced_by", "sources"),
}


class StepForm(forms.Form):
    """What is said with one step on an action point."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)
    due = DayField(label=_("New due date"))
    date = DayField(label=_("Done on"))
    post = forms.ChoiceField(
        label=_("To"), help_text=_("A post of your own side. It accepts the due date anew.")
    )
    replaced_by = forms.CharField(
        label=_("Replaced by (reference)"),
        widget=forms.TextInput(attrs={"class": "k-input--short"}),
    )
    words_en = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "en"})
    )
    words_ja = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "ja"})
    )
    sources = forms.CharField(
        label=_("Evidence"),
        help_text=_("One address a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, step: str, priority: bool, posts: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("due", "date", "post", "replaced_by", "sources"):
            if name not in TAKES[step]:
                del self.fields[name]
        labels = _WORDS.get(step, _REMARK)
        self.fields["words_en"].label, self.fields["words_ja"].label = labels
        if "post" in self.fields:
            field = self.fields["post"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(posts)
        if step == rules.REPORT_DONE and priority:
            self.fields["sources"].help_text = _(
                "One address a line. A priority action point needs at least one."
            )
        self.step = step

    @property
    def own(self) -> list[Any]:
        """The fields that this step has, before its words."""
        return [self[name] for name in TAKES[self.step] if name != "sources"]

    @property
    def evidence(self) -> Any:
        """The field for evidence, where the step takes any."""
        return self["sources"] if "sources" in self.fields else None


class PointFilters:
    """Which action points are asked for; what is not offered filters nothing and is told."""

    def __init__(self, asked: Mapping[str, Any], offered: Mapping[str, Choices]) -> None:
        self.offered = offered
        given = {name: str(asked.get(name, "")).strip() for name in offered}
        known = {name: dict(choices) for name, choices in offered.items()}
        self.chosen = {name: one if one in known[name] else "" for name, one in given.items()}
        self.ignored = [one for name, one in given.items() if one and one not in known[name]]
        self.chips = [(name, known[name][one], one) for name, one in self.chosen.items() if one]
