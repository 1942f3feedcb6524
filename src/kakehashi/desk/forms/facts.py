"""One field per fact of a record: choices in words, dates in eras, posts per side."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kakehashi.desk.forms.clock import ClockField, meant
from kakehashi.desk.forms.offered import Offered
from kakehashi.desk.words import said
from kakehashi.look.forms import DayField
from kakehashi.records.kinds import Fact, Kind

YES_NO = [("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))]


def asked(kind: Kind, *, new: bool) -> list[Fact]:
    """Return the facts that a form asks for."""
    return [
        fact
        for fact in kind.facts
        if (fact.editable or (new and fact.asked_first)) and fact.type != "object"
    ]


def fields_of(fact: Fact, offers: Offered, *, current: object = None) -> dict[str, forms.Field]:
    """Return the fields for a fact by name: one, or one a side for posts.

    Args:
        fact: the fact.
        offers: what may be chosen.
        current: its value now, which stays a choice even where it is offered no longer.
    """
    name = f"fact_{fact.name}"
    if fact.type == "posts":
        held = current if isinstance(current, dict) else {}
        return {
            f"{name}_{side.code}": _choice(
                f"{said(fact.label)} ({side.name})",
                offers.posts.get(side.code, [("", "—")]),
                held.get(side.code),
            )
            for side in offers.sides
        }
    if fact.type == "moment":
        return {
            name: ClockField(label=said(fact.label)),
            f"{name}_zone": _choice(str(_("The time is that of")), offers.zones, None),
        }
    return {name: _field(fact, offers, current)}


def _choice(label: str, choices: list[tuple[str, Any]], current: Any, hint: str = "") -> Any:
    if current and str(current) not in _values(choices):
        choices = [*choices, (str(current), str(current))]
    return forms.ChoiceField(label=label, choices=choices, required=False, help_text=hint)


def _values(choices: list[tuple[str, Any]]) -> set[str]:
    found: set[str] = set()
    for value, words in choices:
        found |= {one for one, _said in words} if isinstance(words, list) else {value}
    return found


def _field(fact: Fact, offers: Offered, current: object) -> forms.Field:
    label, hint = said(fact.label), said(fact.hint) if fact.hint else ""
    common: dict[str, Any] = {"label": label, "help_text": hint, "required": False}
    field: forms.Field
    if fact.name in offers.facts:
        field = _choice(label, offers.facts[fact.name], current, hint)
        field.required = fact.required or (fact.asked_first and fact.type != "integer")
    elif fact.type == "choice":
        words = [(code, said(one)) for code, one in fact.choices.items()]
        field = _choice(label, [("", _("Not said")), *words], current, hint)
        field.required = fact.required
    elif fact.type == "boolean":
        field = forms.ChoiceField(choices=YES_NO, **common)
    elif fact.type == "list" and fact.choices:
        field = forms.MultipleChoiceField(
            choices=[(code, said(one)) for code, one in fact.choices.items()],
            widget=forms.CheckboxSelectMultiple,
            **common,
        )
    elif fact.type in ("date", "partial_date"):
        field = DayField(partial=fact.type == "partial_date", **common)
    elif fact.type in ("urls", "list"):
        field = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), **common)
    else:
        short = {"class": "k-input--year"} if fact.type == "integer" else {}
        field = forms.CharField(widget=forms.TextInput(attrs=short), **common)
    return field


def initial_for(fact: Fact, facts: dict[str, Any], zones: list[str]) -> dict[str, Any]:
    """Return what the fields of a fact start from."""
    name, value = f"fact_{fact.name}", facts.get(fact.name)
    if fact.type == "posts":
        return {f"{name}_{side}": post for side, post in (value or {}).items()}
    if fact.type == "moment":
        found = meant(str(value or ""), str(facts.get(fact.day) or ""), zones)
        if found is None:
            return {name: None, f"{name}_zone": zones[0] if zones else ""}
        return {name: found[0], f"{name}_zone": found[1]}
    if fact.type in ("urls", "list") and not fact.choices and isinstance(value, list):
        value = "\n".join(str(one) for one in value)
    elif fact.type == "boolean" and isinstance(value, bool):
        value = "yes" if value else "no"
    return {name: value}


def plain(value: object) -> object:
    """Return an entered value in a form in which equal means the same to a reader."""
    match value:
        case None:
            return ""
        case str():
            return value.replace("\r\n", "\n").strip()
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.isoformat(timespec="minutes")
        case list() | tuple():
            return sorted(str(one) for one in value) or ""
        case _:
            return value
