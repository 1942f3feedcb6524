"""Forms for a record's text: every field in both languages, facts, marking, what the other says."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kakehashi.errors import Refused
from kakehashi.look.forms import DayField
from kakehashi.people.models import Account
from kakehashi.people.rules import NAMED, OWN_SIDE
from kakehashi.records.kinds import RESTRICTED, Fact, Kind
from kakehashi.records.markings import Marking
from kakehashi.records.models import MarkingTerm, Version
from kakehashi.records.services import LinkTo, NewText

LANGUAGES = ("en", "ja")
LANGUAGE_WORDS = {"en": _("in English"), "ja": _("in Japanese")}
AUTHORITIES = [
    ("en,ja", _("Both languages are authoritative")),
    ("ja", _("Japanese is authoritative; English is a courtesy translation")),
    ("en", _("English is authoritative; Japanese is a courtesy translation")),
]


def said(words: Mapping[str, str]) -> str:
    """Return a text per language in the language of the page."""
    return words.get(get_language() or "en") or words["en"]


class TextForm(forms.Form):
    """The text of one kind of record. Nothing is checked here that a service checks."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        side: str,
        lane: str = "",
        only_words: bool = False,
        people: Sequence[Account] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conflict = ""
        self.kind, self.side, self.lane, self.only_words = kind, side, lane or kind.lane, only_words
        for text in kind.texts:
            for code in LANGUAGES:
                widget: forms.Widget = (
                    forms.Textarea(attrs={"rows": max(text.rows, 3), "lang": code})
                    if text.rows > 1
                    else forms.TextInput(attrs={"lang": code})
                )
                self.fields[f"{text.name}_{code}"] = forms.CharField(
                    label=f"{said(text.label)} ({LANGUAGE_WORDS[code]})",
                    required=False,
                    strip=False,
                    widget=widget,
                )
        if only_words:
            self.fields["note"] = forms.CharField(
                label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
            return
        for fact in kind.facts:
            if fact.editable and fact.type != "object":
                self.fields[f"fact_{fact.name}"] = _field(fact)
        self._marking_fields()
        if people:
            self._named_fields(people)

    def _named_fields(self, people: Sequence[Account]) -> None:
        self.fields["restricted"] = forms.BooleanField(
            label=_("Only the people named below may see it (restricted)"),
            help_text=_(
                "A second official of your side approves it before it reaches the other side."
            ),
            required=False,
        )
        self.fields["people"] = forms.MultipleChoiceField(
            label=_("People named"),
            required=False,
            choices=[
                (str(one.pk), f"{one.name} ({one.side.name if one.side else ''})") for one in people
            ],
            widget=forms.CheckboxSelectMultiple,
        )

    def _marking_fields(self) -> None:
        terms = list(MarkingTerm.objects.filter(side_id=self.side, accepted=True))
        self.own_caveats = [term.text for term in terms if term.caveat]
        self.fields["national"] = forms.CharField(
            label=_("National marking"),
            required=False,
            help_text=", ".join(term.text for term in terms if not term.caveat),
            widget=forms.TextInput(attrs={"class": "k-input--short"}),
        )
        self.fields["caveats"] = forms.MultipleChoiceField(
            label=_("Handling caveats"),
            required=False,
            choices=[(one, one) for one in self.own_caveats],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["authority"] = forms.ChoiceField(
            label=_("Which language counts"), choices=AUTHORITIES, widget=forms.RadioSelect
        )
        self.fields["still_same"] = forms.BooleanField(
            label=_("The language I did not change still says the same"), required=False
        )
        self.fields["note"] = forms.CharField(
            label=_("What changed, in a sentence"), required=False, max_length=500
        )

    @property
    def word_pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each text in English and Japanese."""
        return [(self[f"{text.name}_en"], self[f"{text.name}_ja"]) for text in self.kind.texts]

    @property
    def fact_fields(self) -> list[Any]:
        """The fields of facts."""
        return [self[name] for name in self.fields if name.startswith("fact_")]

    @property
    def further_fields(self) -> list[Any]:
        """Marking, authority, note."""
        names = (
            *("national", "caveats", "restricted", "people"),
            *("authority", "still_same", "note"),
        )
        return [self[name] for name in names if name in self.fields]

    def wording(self) -> dict[str, dict[str, str]]:
        """Return the wording as entered."""
        return {
            text.name: {
                code: self.cleaned_data.get(f"{text.name}_{code}", "") for code in LANGUAGES
            }
            for text in self.kind.texts
        }

    def text(self, before: Version | None, links: Sequence[LinkTo], *, author: str = "") -> NewText:
        """Return the whole text as entered; facts that are not edited here stay as they were.

        Args:
            before: the version it starts from.
            links: to other records.
            author: account id of the writer, who is always among the people named.
        """
        data = self.cleaned_data
        facts = dict(before.facts) if before else {}
        facts.pop("links", None)
        for fact in self.kind.facts:
            if f"fact_{fact.name}" in self.fields:
                facts[fact.name] = _kept(fact, data.get(f"fact_{fact.name}"))
        return NewText(
            wording=self.wording(),
            facts=facts,
            links=links,
            marking=self._marking(before, author),
            authoritative=(data.get("authority") or "en,ja").split(","),
            still_same=LANGUAGES if data.get("still_same") else (),
            note=data.get("note", ""),
        )

    def _marking(self, before: Version | None, author: str) -> Marking:
        data = self.cleaned_data
        old = Marking.from_object(before.marking) if before else Marking()
        national = {code: text for code, text in old.national.items() if code != self.side}
        if data.get("national", "").strip():
            national[self.side] = data["national"].strip()
        named = bool(data.get("restricted"))
        return Marking(
            reach=NAMED if named or self.lane == RESTRICTED else OWN_SIDE,
            national=national,
            # What the other side asked for stays: nobody takes off another's caveat.
            caveats=[
                *(one for one in old.caveats if one not in self.own_caveats),
                *(data.get("caveats") or []),
            ],
            organisation=old.organisation,
            groups=old.groups,
            people=sorted({*data["people"], author}) if named else old.people,
        )

    def take(self, refusal: Refused) -> None:
        """Put a refusal beside the field it is about, or on top where it is about none."""
        words = f"{said(refusal.message_words())} {said(refusal.hint_words())}"
        self.add_error(self._meant(refusal), words)

    def _meant(self, refusal: Refused) -> str | None:
        label = refusal.facts.get("label")
        found = [f"{text.name}_{LANGUAGES[0]}" for text in self.kind.texts if text.label is label]
        found += [f"fact_{fact.name}" for fact in self.kind.facts if fact.label is label]
        if refusal.code.startswith("marking-"):
            marked = refusal.facts.get("text")
            caveat = marked in self.cleaned_data.get("caveats", [])
            found = ["people" if marked == NAMED else "caveats" if caveat else "national"]
        return next((name for name in found if name in self.fields), None)


def _kept(fact: Fact, value: Any) -> object:
    """Return an entered fact as a record keeps it."""
    if fact.type == "boolean":
        return {"yes": True, "no": False}.get(str(value))
    return value or None


def plain(value: object) -> object:
    """Return an entered value in a form in which equal means the same to a reader."""
    match value:
        case None:
            return ""
        case str():
            return value.replace("\r\n", "\n").strip()
        case dt.date():
            return value.isoformat()
        case list() | tuple():
            return sorted(str(one) for one in value) or ""
        case _:
            return value


def _field(fact: Fact) -> forms.Field:
    label, hint = said(fact.label), said(fact.hint) if fact.hint else ""
    if fact.type == "choice":
        offered = [("", _("Not said")), *((code, said(one)) for code, one in fact.choices.items())]
        return forms.ChoiceField(label=label, help_text=hint, choices=offered, required=False)
    if fact.type == "boolean":
        yes_no = [("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(label=label, help_text=hint, choices=yes_no, required=False)
    if fact.type == "list" and fact.choices:
        return forms.MultipleChoiceField(
            label=label,
            help_text=hint,
            choices=[(code, said(one)) for code, one in fact.choices.items()],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    if fact.type in ("date", "partial_date"):
        return DayField(
            label=label, help_text=hint, required=False, partial=fact.type == "partial_date"
        )
    if fact.type in ("urls", "list"):
        return forms.CharField(
            label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
    return forms.CharField(label=label, help_text=hint, required=False)


def initial_of(kind: Kind, version: Version, side: str) -> dict[str, Any]:
    """Return what a form for ``version`` starts from."""
    initial: dict[str, Any] = {"base": version.number}
    for text in kind.texts:
        for code in LANGUAGES:
            initial[f"{text.name}_{code}"] = version.wording.get(text.name, {}).get(code, "")
    facts = version.facts
    for fact in kind.facts:
        value = facts.get(fact.name)
        if fact.type in ("urls", "list") and not fact.choices and isinstance(value, list):
            value = "\n".join(str(one) for one in value)
        elif fact.type == "boolean" and isinstance(value, bool):
            value = "yes" if value else "no"
        initial[f"fact_{fact.name}"] = value
    firm = sorted({code for codes in version.authoritative.values() for code in codes})
    initial["authority"] = ",".join(firm) or "en,ja"
    marking = Marking.from_object(version.marking)
    initial["national"] = marking.national.get(side, "")
    initial["caveats"] = list(marking.caveats)
    return initial
