"""Names under which ministries published a record's matter: entering, removing, putting back."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kakehashi.desk.forms.texts import said
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.look.forms import DayField
from kakehashi.people.models import Organisation
from kakehashi.people.selectors import organisations
from kakehashi.records import selectors, services
from kakehashi.records.published_names import is_public, names_of, removed_names


class NameForm(forms.Form):
    """One name of one ministry in one language, with its link and day."""

    organisation = forms.ChoiceField(label=gettext_lazy("Ministry or agency"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of that text"),
        choices=[("ja", gettext_lazy("Japanese")), ("en", gettext_lazy("English"))],
    )
    name = forms.CharField(
        label=gettext_lazy("Name under which it was published"),
        help_text=gettext_lazy("As the ministry printed it, in that language."),
    )
    link = forms.CharField(
        label=gettext_lazy("Link to that text"),
        help_text=gettext_lazy("The page of the ministry, beginning with https://."),
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url"}),
    )
    day = DayField(label=gettext_lazy("Day on which it was published"))

    def __init__(self, *args: Any, offices: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.pk, one.name) for one in offices]


def published_as(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the names of a record that the reader may see; enter one for one's own side."""
    reader = viewer(request)
    entry = selectors.entry_for(reference, reader)
    public = is_public(entry.item_id)
    may_enter = bool(reader.side) and reader.may("publish" if public else "write")
    offices = list(organisations().filter(side_id=reader.side)) if may_enter else []
    form = NameForm(request.POST if request.method == "POST" else None, offices=offices)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_name(
                item=entry.item_id,
                **form.cleaned_data,
                by=account_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, f"{said(refusal.message_words())} {said(refusal.hint_words())}")
        else:
            messages.success(
                request,
                _("Entered. The public sees it now.")
                if public
                else _("Entered. The public sees it once the record is published."),
            )
            return redirect("desk:published-as", reference)
    return render(
        request,
        "desk/published_as.html",
        {
            "entry": entry,
            "form": form,
            "names": names_of(entry.item_id, reader),
            "removed": removed_names(entry.item_id, reader) if may_enter else [],
            "public": public,
            "may_enter": may_enter,
            "side": reader.side,
        },
        status=400 if form.errors else 200,
    )


@require_POST
def published_as_act(
    request: HttpRequest, reference: str, key: uuid.UUID, act: str
) -> HttpResponse:
    """Take a name of one's own side away, or put it back."""
    selectors.entry_for(reference, viewer(request))
    if act == "remove":
        services.remove_name(name=key, by=account_of(request), at=timezone.now())
        messages.success(request, _("Removed. It can be put back below."))
    elif act == "restore":
        services.restore_name(name=key, by=account_of(request), at=timezone.now())
        messages.success(request, _("Put back."))
    else:
        raise NotHere
    return redirect("desk:published-as", reference)
