"""The register of joint actions: filters, order, pages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.framework import selectors as framework
from kakehashi.framework.rules import ACTS, NATURES, STRENGTHS
from kakehashi.people.rules import Viewer
from kakehashi.workplan import selectors
from kakehashi.workplan.rules import PROGRESS, PROGRESS_WORDS

ANY = [("", _("Any"))]


def _said(words: Mapping[Any, Mapping[str, str]]) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(str(code), one.get(language) or one["en"]) for code, one in words.items()]


class RegisterFilter(forms.Form):
    """What the register can be narrowed to. A value that is not offered filters nothing."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    pillar = forms.ChoiceField(label=_("Pillar"), required=False)
    nature = forms.ChoiceField(label=_("Nature"), required=False)
    progress = forms.ChoiceField(label=_("Progress"), required=False)
    strength = forms.ChoiceField(label=_("Strength"), required=False)
    acts = forms.ChoiceField(label=_("Act"), required=False)
    due = forms.ChoiceField(
        label=_("Due date"),
        required=False,
        choices=[*ANY, ("overdue", _("Overdue")), ("set", _("Set")), ("none", _("Not set"))],
    )

    def __init__(self, *args: Any, reader: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [
            (one.reference.removeprefix("area-"), one.title) for one in framework.areas(reader)
        ]
        pillars = [
            (one.reference.removeprefix("pillar-"), one.title) for one in framework.pillars(reader)
        ]
        actionable = {code: NATURES[code] for code in PROGRESS}
        offered = {
            "area": areas,
            "pillar": pillars,
            "nature": _said(actionable),
            "progress": _said(PROGRESS_WORDS),
            "strength": _said({code: words for code, words in STRENGTHS.items() if code}),
            "acts": _said(ACTS),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*ANY, *choices]

    def asked(self) -> dict[str, str]:
        """Return the filters in force: those with a value that was offered."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def chosen(self) -> list[tuple[str, str]]:
        """Return name and words of each filter in force."""
        found = []
        for name, value in self.asked().items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            words = dict(field.choices)  # type: ignore[arg-type]
            found.append((name, f"{field.label}: {words.get(value, value)}"))
        return found


def register(request: HttpRequest) -> HttpResponse:
    """Show one page of the register."""
    reader = viewer(request)
    form = RegisterFilter(request.GET, reader=reader)
    filters = form.asked()
    number = request.GET.get("page", "1")
    asked = selectors.Asked(
        filters={name: [value] for name, value in filters.items() if name != "due"},
        due=filters.get("due", ""),
        sort=request.GET.get("sort", "reference"),
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 1,  # noqa: PLR2004
    )
    listed = selectors.register(asked, reader, today=today_of(account_of(request).zone))
    numbers = Paginator(range(listed.total), asked.size)
    return render(
        request,
        "desk/register.html",
        {
            "form": form,
            "listed": listed,
            "page": numbers.page(listed.page),
            "sort": asked.sort if asked.sort in selectors.SORTS else "reference",
        },
    )
