"""Forms in GOV.UK's markup: the renderer every form uses, and a field for dates.

Set as ``FORM_RENDERER``. ``{{ form }}`` gives the whole form, ``{{ form.title.as_field_group }}``
one field with label, hint and error; classes are put on the controls here, not in every form.
"""

import datetime as dt
import unicodedata
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakehashi.look.dates import western_year
from kakehashi.look.written_days import YEARS, month_of, read_day

_CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "checkbox": "govuk-checkboxes__input",
    "radio": "govuk-radios__input",
    "file": "govuk-file-upload",
}


_FIGURES = 4
"""Of a Western year."""
_SHOWN = 40
"""Characters shown of what is no day."""


class GovukRenderer(BaseRenderer):
    """Renders forms with the look's templates, Django's own where the look has none."""

    form_template_name = "look/forms/form.html"
    formset_template_name = "look/forms/formset.html"
    field_template_name = "look/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Return the look's template in place of Django's, if there is one.

        Raises:
            TemplateDoesNotExist: neither has it.
        """
        own = template_name.replace("django/forms/", "look/forms/", 1)
        for name in dict.fromkeys((own, template_name)):
            try:
                return get_template(name)
            except TemplateDoesNotExist:
                continue
        return DjangoTemplates().get_template(template_name)

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Render a form, a field or a widget, the widget's controls dressed for GOV.UK."""
        if "widget" in context:
            context = {**context, "widget": dressed(context["widget"])}
        return super().render(template_name, context, request)


def dressed(widget: dict[str, Any]) -> dict[str, Any]:
    """Return a widget's context with GOV.UK's classes, and without the browser's own checks.

    The browser would speak its own language about what is required, not the reader's.
    """
    kind = _kind(widget)
    attrs = dict(widget.get("attrs", {}))
    if kind != "hidden" and not widget.get("is_hidden"):
        attrs.pop("required", None)
        own = _CLASSES.get(kind, "govuk-input")
        attrs["class"] = f"{own} {attrs.get('class', '')}".strip()
    shown = {**widget, "attrs": attrs}
    if "subwidgets" in widget:
        shown["subwidgets"] = [dressed(one) for one in widget["subwidgets"]]
    if kind in ("radio", "checkbox") and "optgroups" in widget:
        shown["type"] = kind
        shown["optgroups"] = [
            (group, [dressed(option) for option in options], index)
            for group, options, index in widget["optgroups"]
        ]
    return shown


def _kind(widget: dict[str, Any]) -> str:
    if "type" in widget:
        return str(widget["type"])
    if "optgroups" not in widget:
        return "textarea"
    # Radios and checkboxes say what they are on each option, a select nowhere.
    options = [option for _group, listed, _index in widget["optgroups"] for option in listed]
    return str(options[0].get("type") or "select") if options else "select"


class DayInput(forms.MultiWidget):
    """Day, month and year in three fields, in the order the reader writes them."""

    template_name = "look/forms/widgets/day.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        small = {"inputmode": "numeric", "autocomplete": "off", "class": "k-input--two"}
        # No numeric keypad for the year: 令和7 and R7 are years too.
        year = {"autocomplete": "off", "class": "k-input--year"}
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": forms.TextInput(attrs=small),
            "month": forms.TextInput(attrs=small),
            "year": forms.TextInput(attrs=year),
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Return day, month and year of a date or of a partial date as text."""
        if isinstance(value, dt.date):
            return [value.day, value.month, value.year]
        parts = [part.lstrip("0") for part in str(value or "").split("-")]
        return [*reversed([*parts, "", ""][:3])]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the template's context, each part with its label, in the reader's order."""
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for part, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            part["label"] = label
        if translation.get_language() == "ja":
            context["widget"]["subwidgets"].reverse()
        return context


def typed_day(text: str, years: range = YEARS) -> dt.date | None:
    """Return the day that a reader typed, in their own language's way, or None for none."""
    return read_day(text, "ja" if translation.get_language() == "ja" else "en", years)


def no_day(text: str) -> str:
    """Return what is said of a text that is no day, with how a reader may write one."""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return _("“%(day)s” is not a day. Write it as 1 May 2023, 1/5/2023 or 2023-05-01.") % {
        "day": shown
    }


class DayField(forms.MultiValueField):
    """A date from three fields; years also as 令和7, R7 or 令和元, digits also full-width.

    A month may be named (March, Mar), and a whole date may stand in any one field: who pastes
    令和9年3月31日 need not take it apart.

    With ``partial`` the day, or day and month, may stay empty, and the value is text such as
    ``2024-05``; otherwise it is a :class:`datetime.date`.
    """

    widget = DayInput
    default_error_messages = {
        "no_date": gettext_lazy("Enter a date of the calendar, for example 22 1 2025"),
        "far": gettext_lazy("Enter a year from 1868 to 2199"),
        "required": gettext_lazy("Enter day, month and year"),
        "incomplete": gettext_lazy("Enter day, month and year"),
        "no_month": gettext_lazy("Enter the month, too, or leave the day empty"),
    }

    def __init__(self, *, partial: bool = False, **kwargs: Any) -> None:
        self.partial = partial
        fields = [forms.CharField(required=False) for _part in range(3)]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> dt.date | str | None:
        """Return the date.

        Raises:
            ValidationError: it is incomplete, or no day of the calendar.
        """
        given = [str(part or "") for part in (data_list or ["", "", ""])]
        filled = [one for one in given if one.strip()]
        whole = typed_day(filled[0]) if len(filled) == 1 else None
        if whole is not None:
            return whole.isoformat() if self.partial else whole
        day, month, year = (_plain(part) for part in given)
        if not (day or month or year):
            return "" if self.partial else None
        if self.partial and day and not month:
            raise self._wrong("no_month")
        if not year or (not self.partial and not (day and month)):
            raise self._wrong("incomplete")
        try:
            number = _year(year)
            found = dt.date(number, month_of(month) or int(month or 1), int(day or 1))
        except (ValueError, OverflowError):
            raise self._wrong("no_date") from None
        if found.year not in YEARS:
            raise self._wrong("far")
        if not self.partial:
            return found
        return found.isoformat()[: 10 if day else 7 if month else 4]

    def _wrong(self, code: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code)


def _plain(text: Any) -> str:
    return unicodedata.normalize("NFKC", str(text or "")).strip().rstrip("年月日")


def _year(text: str) -> int:
    digits = text.lstrip("令和平成昭大正明治RHSTMrhstm ")
    era = text[: len(text) - len(digits)].strip()
    if not era:
        if len(text) != _FIGURES:  # 25 is a slip, not the year 25
            raise ValueError(text)
        return int(text)
    found = western_year(era, 1 if digits == "元" else int(digits))
    if found is None:
        raise ValueError(text)
    return found
