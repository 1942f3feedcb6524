"""Reminders by mail: where they go and how often, and how the last ones went."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kakehashi.desk.viewing import account_of
from kakehashi.governance.models import Digest
from kakehashi.people.services import choose_reminders

SHOWN = 10

OFTEN = [
    ("daily", pgettext_lazy("reminders", "Every working day on which something new waits")),
    ("weekly", pgettext_lazy("reminders", "Once a week")),
    ("off", pgettext_lazy("reminders", "Never")),
]

STATES = {
    "sent": pgettext_lazy("digest", "sent"),
    "waiting": pgettext_lazy("digest", "the mail server does not answer; tried again"),
    "missed": pgettext_lazy("digest", "not sent; its content came with a later one"),
    "refused": pgettext_lazy("digest", "the mail server refused the address"),
    "unknown": pgettext_lazy("digest", "it is not known whether it arrived; not sent again"),
    "claimed": pgettext_lazy("digest", "being sent"),
}


class MailForm(forms.Form):
    """Where reminders go, and how often."""

    email = forms.EmailField(
        label=gettext_lazy("Mail address"),
        required=False,
        help_text=gettext_lazy(
            "An official address. Mail carries references and links, and a title only where its "
            "marking allows it."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    often = forms.ChoiceField(
        label=gettext_lazy("Reminders"), choices=OFTEN, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        """Ask for an address where reminders are wanted."""
        data = super().clean() or self.cleaned_data
        wanted = data.get("often") in ("daily", "weekly")
        if wanted and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter an address, or choose “Never”."))
        return data


def work_mail(request: HttpRequest) -> HttpResponse:
    """Choose where reminders go and how often; see how the last ones went."""
    account = account_of(request)
    form = MailForm(
        request.POST if request.method == "POST" else None,
        initial={
            "email": account.email,
            "often": account.reminders if account.email else "off",
        },
    )
    if request.method == "POST" and form.is_valid():
        choose_reminders(
            account, email=form.cleaned_data["email"], often=form.cleaned_data["often"]
        )
        messages.success(request, _("Saved."))
        return redirect("desk:work-mail")
    went = Digest.objects.filter(account=account).exclude(state="nothing").order_by("-day")[:SHOWN]
    return render(
        request,
        "desk/work_mail.html",
        {
            "form": form,
            "mail_on": settings.MAIL_ON,
            "went": [(one, STATES.get(one.state, one.state)) for one in went],
        },
        status=400 if form.errors else 200,
    )
