"""What went wrong in a form, and what the last step brought about."""

from collections.abc import Iterator
from typing import Any

from django.contrib.messages import constants
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def error_summary(context: Context, *forms: BaseForm) -> SafeString:
    """Tag: all problems of one or more forms on top of the page, each leading to its field."""
    problems = [problem for form in forms or _own_form(context) for problem in _problems(form)]
    if not problems:
        return SafeString("")
    return render_to_string("look/parts/error_summary.html", {"problems": problems})


def notifications(context: Context) -> SafeString:
    """Tag: what the last step brought about, from Django's messages."""
    waiting = context.get("messages") or ()
    rows = [
        {"text": message, "level": message.level, "good": message.level == constants.SUCCESS}
        for message in waiting
    ]
    return render_to_string("look/parts/notifications.html", {"rows": rows})


def field_id(form: BaseForm, name: str) -> str:
    """Return the id of the first control of a field: what a link from the summary leads to."""
    bound = form[name]
    direct = bound.id_for_label
    return direct or f"{bound.auto_id}_0"


def _own_form(context: Context) -> tuple[BaseForm, ...]:
    form: Any = context.get("form")
    return (form,) if isinstance(form, BaseForm) else ()


def _problems(form: BaseForm) -> Iterator[dict[str, str]]:
    if not form.is_bound:
        return
    for text in form.non_field_errors():
        yield {"text": str(text), "target": ""}
    for name, texts in form.errors.items():
        if name not in form.fields:
            continue
        for text in texts:
            label = str(form[name].label)
            told = str(text)
            if not told.startswith(label):  # a refusal may name the field itself
                told = _("%(field)s: %(problem)s") % {"field": label, "problem": told}
            yield {"text": told, "target": field_id(form, name)}
