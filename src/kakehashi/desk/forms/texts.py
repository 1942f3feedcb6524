"""Forms for a record's text: both languages, facts, links, marking, what the other says."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kakehashi.desk.forms.clock import SkippedTimeError, comes_twice, moment_of
from kakehashi.desk.forms.facts import asked, fields_of, initial_for, plain
from kakehashi.desk.forms.links import (
    RELATION,
    SPARE,
    TO,
    Linked,
    add_lines,
    find,
    lines_in,
)
from kakehashi.desk.forms.offered import Offered
from kakehashi.desk.words import said
from kakehashi.errors import Refused
from kakehashi.people.models import Account
from kakehashi.people.rules import NAMED, OWN_SIDE, Viewer
from kakehashi.records.kinds import RESTRICTED, Fact, Kind
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, MarkingTerm, Version
from kakehashi.records.services import LinkTo, NewText
from kakehashi.workplan.rounds.rules import ONLY_OF
from kakehashi.workplan.rules import check_progress
from kakehashi.workplan.selectors import natures_of

__all__ = ["TextForm", "WordingField", "initial_of", "plain", "said"]

LANGUAGES = ("en", "ja")
LANGUAGE_WORDS = {"en": _("in English"), "ja": _("in Japanese")}
AUTHORITIES = [
    ("en,ja", _("Both languages are authoritative")),
    ("ja", _("Japanese is authoritative; English is a courtesy translation")),
    ("en", _("English is authoritative; Japanese is a courtesy translation")),
]
MORE_LINES = "more_lines"
"""Name of the button that asks for further lines without saving."""


class WordingField(forms.CharField):
    """A text in one language. ``needed`` in one of the two, it is not marked as optional.

    That a language is there at all is checked by the service, which sees both.
    """

    def __init__(self, *, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(required=needed, strip=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Let it be empty: the other language may have the text."""


class TextForm(forms.Form):
    """The text of one kind of record. Nothing is checked here that a service checks."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        reader: Viewer,
        lane: str = "",
        only_words: bool = False,
        new: bool = False,
        offers: Offered | None = None,
        links: Linked | None = None,
        current: Mapping[str, Any] | None = None,
        about: LinkTo | None = None,
        people: Sequence[Account] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conflict = ""
        self.kind, self.side, self.lane = kind, reader.side, lane or kind.lane
        self.reader, self.only_words, self.new, self.about = reader, only_words, new, about
        self.offers, self.linked = offers or Offered(), links or Linked()
        self.facts = [] if only_words else asked(kind, new=new)
        self._wording_fields()
        self.aside = self._of_other_natures(str((current or {}).get("nature") or ""))
        if only_words:
            self.fields["note"] = forms.CharField(
                label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
            return
        for fact in self.facts:
            self.fields |= fields_of(fact, self.offers, current=(current or {}).get(fact.name))
        self._lines()
        self._marking_fields()
        if people:
            self._named_fields(people)

    def _of_other_natures(self, nature: str) -> frozenset[str]:
        """Return the fields that a report on this nature has no use for and that hold nothing."""
        return frozenset(
            name
            for name, natures in ONLY_OF.items()
            if nature
            and nature not in natures
            and not any(
                self.initial.get(one) for one in (f"{name}_en", f"{name}_ja", f"fact_{name}")
            )
        )

    def _wording_fields(self) -> None:
        for text in self.kind.texts:
            for code in LANGUAGES:
                widget: forms.Widget = (
                    forms.Textarea(attrs={"rows": max(text.rows, 3), "lang": code})
                    if text.rows > 1
                    else forms.TextInput(attrs={"lang": code})
                )
                self.fields[f"{text.name}_{code}"] = WordingField(
                    label=f"{said(text.label)} ({LANGUAGE_WORDS[code]})",
                    needed=text.required,
                    help_text=_("One language is enough; the other can follow.")
                    if text.required
                    else "",
                    widget=widget,
                )

    def _lines(self) -> None:
        """Give the form its lines of links: those sent, or those there are, and some to spare."""
        sent = lines_in(self.data) if self.is_bound else 0
        shown = self.initial.get("links", [f"{name} {to}" for name, to in self.linked.shown])
        more = SPARE if not self.is_bound or MORE_LINES in self.data else 0
        add_lines(self, self.kind, (sent or len(shown)) + more)
        if not self.is_bound:
            for place, line in enumerate(shown):
                relation, _space, reference = line.partition(" ")
                self.initial[f"{RELATION}{place}"] = relation
                self.initial[f"{TO}{place}"] = reference

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
        if not self.new:
            self.fields["still_same"] = forms.BooleanField(
                label=_("The language I did not change still says the same"), required=False
            )
            self.fields["note"] = forms.CharField(
                label=_("What changed, in a sentence"), required=False, max_length=500
            )

    def untouched(self) -> None:
        """Show again what was typed, without saying what is wrong with it."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    @property
    def word_pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each text in English and Japanese."""
        return [
            (self[f"{text.name}_en"], self[f"{text.name}_ja"])
            for text in self.kind.texts
            if text.name not in self.aside
        ]

    @property
    def fact_fields(self) -> list[Any]:
        """The fields of facts."""
        return [
            self[name]
            for name in self.fields
            if name.startswith("fact_") and name.removeprefix("fact_") not in self.aside
        ]

    @property
    def line_fields(self) -> list[tuple[Any, Any, str]]:
        """Of each line of links its relation, its record, and that record's title if known."""
        lines = []
        for name in self.fields:
            if name.startswith(TO):
                reference = str(self[name].value() or "").strip()
                bound = self[RELATION + name.removeprefix(TO)]
                lines.append((bound, self[name], self.linked.titles.get(reference, "")))
        return lines

    @property
    def further_fields(self) -> list[Any]:
        """Marking, authority, note."""
        names = (
            *("national", "caveats", "restricted", "people"),
            *("authority", "still_same", "note"),
        )
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Find the records that the lines name, and the moment that day and time make."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.only_words:
            return data
        found = self._clean_lines(data)
        data["links"] = sorted(f"{relation} {face.reference}" for relation, face in found)
        self._chosen = [LinkTo(relation, face.item_id) for relation, face in found]
        self._clean_moments(data)
        if data.get("fact_progress"):
            about = [self.about] if self.about else []
            items = [link.to for link in [*self._chosen, *about] if link.relation == "about"]
            try:
                check_progress(data["fact_progress"], natures_of(items, self.reader))
            except Refused as refusal:
                self.add_error("fact_progress", _words(refusal))
        return data

    def _clean_lines(self, data: dict[str, Any]) -> list[tuple[str, Entry]]:
        if not lines_in(self.data):  # a form without lines leaves the links as they were
            faces = find([to for _name, to in self.linked.shown], self.reader)
            return [(name, faces[to]) for name, to in self.linked.shown if to in faces]
        typed = {
            name.removeprefix(TO): data[name].strip()
            for name in self.fields
            if name.startswith(TO) and (data.get(name) or "").strip()
        }
        faces = find(typed.values(), self.reader)
        allowed = set(self._relations())
        found = []
        for place, text in typed.items():
            relation = data.get(f"{RELATION}{place}", "")
            if relation not in allowed:
                self.add_error(f"{RELATION}{place}", gettext("Choose how the two are related."))
            if text not in faces:
                self.add_error(
                    f"{TO}{place}",
                    gettext(
                        "There is no record “%(text)s” that you can see. Choose one that is "
                        "suggested, or empty the line."
                    )
                    % {"text": text},
                )
            elif relation in allowed and (relation, faces[text]) not in found:
                found.append((relation, faces[text]))
        return found

    def _relations(self) -> list[str]:
        widget = self.fields[f"{RELATION}0"].widget
        assert isinstance(widget, forms.Select)
        groups = [words for _value, words in widget.choices if isinstance(words, list)]
        return [name for words in groups for name, _said in words]

    def _clean_moments(self, data: dict[str, Any]) -> None:
        for fact in self.facts:
            name = f"fact_{fact.name}"
            if fact.type != "moment" or not data.get(name):
                continue
            day = data.get(f"fact_{fact.day}")
            if not isinstance(day, dt.date):
                if f"fact_{fact.day}" not in self.errors:
                    self.add_error(name, gettext("Enter the day, too."))
                continue
            zone = data.get(f"{name}_zone") or "UTC"
            try:
                moment_of(day, data[name], zone)
            except SkippedTimeError:
                self.add_error(name, gettext("Clocks there go forward over that time that day."))
            else:
                if not comes_twice(day, data[name], zone):
                    continue
                self.add_error(
                    name,
                    gettext(
                        "Clocks there go back over that time that day: it comes twice. Enter the "
                        "time of the other place, where it comes once."
                    ),
                )

    def wording(self) -> dict[str, dict[str, str]]:
        """Return the wording as entered."""
        return {
            text.name: {
                code: self.cleaned_data.get(f"{text.name}_{code}", "") for code in LANGUAGES
            }
            for text in self.kind.texts
        }

    def links(self, facts: Mapping[str, Any]) -> list[LinkTo]:
        """Return the links as entered, with those that the form leaves as they are."""
        about = [self.about] if self.about else []
        named = {
            f"{fact.drops}{facts[fact.name]}": fact.follows
            for fact in self.facts
            if fact.follows and facts.get(fact.name)
        }
        items = Item.objects.filter(reference__in=list(named)).values_list("reference", "pk")
        follows = [LinkTo(named[reference], pk) for reference, pk in items]
        return list(dict.fromkeys([*about, *self.linked.kept, *follows, *self._chosen]))

    def text(self, before: Version | None, *, author: str = "") -> NewText:
        """Return the whole text as entered; facts that are not edited here stay as they were.

        Args:
            before: the version it starts from.
            author: account id of the writer, who is always among the people named.
        """
        data = self.cleaned_data
        facts = dict(before.facts) if before else {}
        facts.pop("links", None)
        for fact in self.facts:
            facts[fact.name] = self._entered(fact)
        return NewText(
            wording=self.wording(),
            facts=facts,
            links=self.links(facts),
            marking=self._marking(before, author),
            authoritative=(data.get("authority") or "en,ja").split(","),
            still_same=LANGUAGES if data.get("still_same") else (),
            note=data.get("note", ""),
        )

    def _entered(self, fact: Fact) -> object:
        """Return an entered fact as a record keeps it."""
        data, name = self.cleaned_data, f"fact_{fact.name}"
        value = data.get(name)
        if fact.type == "posts":
            by_side = {side.code: data.get(f"{name}_{side.code}") for side in self.offers.sides}
            return {side: post for side, post in by_side.items() if post} or None
        if fact.type == "moment":
            day, zone = data.get(f"fact_{fact.day}"), data.get(f"{name}_zone") or "UTC"
            return moment_of(day, value, zone).isoformat() if value and day else None
        if fact.type == "boolean":
            return {"yes": True, "no": False}.get(str(value))
        return value or None

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
        self.add_error(self._meant(refusal), _words(refusal))

    def _meant(self, refusal: Refused) -> str | None:
        label = refusal.facts.get("label")
        found = [f"{text.name}_{LANGUAGES[0]}" for text in self.kind.texts if text.label is label]
        found += [f"fact_{fact.name}" for fact in self.kind.facts if fact.label is label]
        if refusal.code == "nature-not-actionable":
            found = ["fact_nature"]
        if refusal.code.startswith("marking-"):
            marked = refusal.facts.get("text")
            caveat = marked in self.cleaned_data.get("caveats", [])
            found = ["people" if marked == NAMED else "caveats" if caveat else "national"]
        return next((name for name in found if name in self.fields), None)


def _words(refusal: Refused) -> str:
    return f"{said(refusal.message_words())} {said(refusal.hint_words())}"


def initial_of(
    kind: Kind, version: Version, side: str, *, links: Linked | None = None, zones: Sequence[str]
) -> dict[str, Any]:
    """Return what a form for ``version`` starts from.

    Args:
        kind: kind of the record.
        version: the text it starts from.
        side: whose national marking is edited.
        links: its links as the writer sees them.
        zones: the writer's own zone first.
    """
    initial: dict[str, Any] = {"base": version.number}
    for text in kind.texts:
        for code in LANGUAGES:
            initial[f"{text.name}_{code}"] = version.wording.get(text.name, {}).get(code, "")
    for fact in kind.facts:
        initial |= initial_for(fact, version.facts, list(zones))
    firm = sorted({code for codes in version.authoritative.values() for code in codes})
    initial["authority"] = ",".join(firm) or "en,ja"
    marking = Marking.from_object(version.marking)
    initial["national"] = marking.national.get(side, "")
    initial["caveats"] = list(marking.caveats)
    if links is not None:
        initial["links"] = sorted(f"{relation} {to}" for relation, to in links.shown)
    return initial
