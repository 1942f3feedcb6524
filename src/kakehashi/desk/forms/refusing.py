"""A refusal of a service, put beside the field of a form that it is about."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import get_language

from kakehashi.desk.words import said
from kakehashi.errors import Refused
from kakehashi.records.kinds import Kind


def put_beside(form: forms.Form, refusal: Refused, kind: Kind, fields: Mapping[str, str]) -> None:
    """Add ``refusal`` to the field it is about, on top of the form where it is about none.

    Args:
        form: bound and valid until now.
        refusal: as the service raised it.
        kind: kind of the record that was to be written.
        fields: refusal codes, and names of texts and facts, each to the form's field;
            ``{language}`` in a field's name is the reader's.
    """
    label = refusal.facts.get("label")
    named = [
        *(text.name for text in kind.texts if text.label is label),
        *(fact.name for fact in kind.facts if fact.label is label),
    ]
    meant = [fields[one] for one in (refusal.code, *named) if one in fields]
    found = [one.format(language=get_language() or "en") for one in meant]
    form.add_error(
        next((one for one in found if one in form.fields), None),
        f"{said(refusal.message_words())} {said(refusal.hint_words())}",
    )
