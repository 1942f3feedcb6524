"""The form of a concept of the glossary: its words, what it is, where it is from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kakehashi.glossary import rules
from kakehashi.glossary.concepts import LANGUAGES, STANDINGS, NewConcept

_LABELS = {
    ("preferred", "en"): _("Preferred English word"),
    ("preferred", "ja"): _("Preferred Japanese word"),
    ("admitted", "en"): _("Other English words in use"),
    ("admitted", "ja"): _("Other Japanese words in use"),
    ("avoided", "en"): _("English words to avoid"),
    ("avoided", "ja"): _("Japanese words to avoid"),
    ("definition", "en"): _("What it is, in English"),
    ("definition", "ja"): _("What it is, in Japanese"),
    ("note", "en"): _("Note in English"),
    ("note", "ja"): _("Note in Japanese"),
}
_A_LINE_EACH = _("One word on each line.")


class ConceptForm(forms.Form):
    """What a concept holds, field by field; what it must look like is checked on saving."""

    id = forms.CharField(
        label=_("Name of the concept"),
        help_text=_("Small letters, figures and hyphens; it never changes."),
        max_length=rules.LONGEST_ID,
        error_messages={"required": _("Enter a name, such as data-centre.")},
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("The address or document that says it; “ours” for what we wrote ourselves."),
        max_length=rules.LONGEST_SOURCE,
        initial=rules.OURS,
        error_messages={"required": _("Enter a source, or ours.")},
    )
    provisions = forms.CharField(
        label=_("Provisions that use it"),
        help_text=_("References with spaces between them: 12.a VD.b.vi"),
        required=False,
    )
    subject = forms.CharField(
        label=_("What it is the name of"),
        help_text=_("Kind and reference, such as area:SC; may stay empty."),
        required=False,
        max_length=40,
    )
    name = forms.BooleanField(
        label=_("A proper name, which both languages must have"), required=False
    )
    homonym = forms.BooleanField(
        label=_("May share its preferred word with another concept"), required=False
    )
    pointed_out = forms.BooleanField(
        label=_("Point its avoided words out wherever they stand"), required=False
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, concept: NewConcept | None = None, **options: Any) -> None:
        if concept is not None:
            options["initial"] = {**_initial(concept), **options.get("initial", {})}
        super().__init__(*args, **options)
        for language in LANGUAGES:
            for standing in STANDINGS:
                first = standing == "preferred"
                self.fields[f"{standing}_{language}"] = forms.CharField(
                    label=_LABELS[standing, language],
                    help_text="" if first else _A_LINE_EACH,
                    required=first,
                    widget=forms.TextInput if first else forms.Textarea(attrs={"rows": 3}),
                    error_messages={"required": _("Enter the preferred word.")},
                )
                self.fields[f"{standing}_{language}"].widget.attrs["lang"] = language
            for text in ("definition", "note"):
                self.fields[f"{text}_{language}"] = forms.CharField(
                    label=_LABELS[text, language],
                    required=text == "definition",
                    max_length=rules.LONGEST_TEXT,
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                    error_messages={"required": _("Say in a sentence what it is.")},
                )
        if concept is not None:
            self.fields["id"].disabled = True
        self.order_fields(
            [
                "id",
                *(f"{one}_{language}" for language in LANGUAGES for one in STANDINGS),
                "definition_en",
                "definition_ja",
                "source",
                "provisions",
                "subject",
                "note_en",
                "note_ja",
            ]
        )

    def concept(self) -> NewConcept:
        """Return what was entered, after the form was found valid."""
        given = self.cleaned_data
        return NewConcept(
            id=given["id"].strip(),
            words={
                language: {
                    standing: _lines(given[f"{standing}_{language}"]) for standing in STANDINGS
                }
                for language in LANGUAGES
            },
            definition={one: _text(given[f"definition_{one}"]) for one in LANGUAGES},
            note={one: _text(given[f"note_{one}"]) for one in LANGUAGES},
            source=given["source"].strip(),
            provisions=tuple(given["provisions"].split()),
            subject=given["subject"].strip(),
            name=given["name"],
            homonym=given["homonym"],
            pointed_out=given["pointed_out"],
        )


def _initial(concept: NewConcept) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": concept.id,
        "source": concept.source,
        "provisions": " ".join(concept.provisions),
        "subject": concept.subject,
        "name": concept.name,
        "homonym": concept.homonym,
        "pointed_out": concept.pointed_out,
    }
    for language in LANGUAGES:
        found[f"definition_{language}"] = concept.definition.get(language, "")
        found[f"note_{language}"] = concept.note.get(language, "")
        for standing in STANDINGS:
            found[f"{standing}_{language}"] = "\n".join(concept.of(language, standing))
    return found


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
