"""Publication on the desk: at a set time, what waits, and the days on which a side pauses."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.desk.forms.texts import said
from kakehashi.desk.publication_checks import STATES, checks
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.look.dates import moment_at, say_moments
from kakehashi.look.forms import DayField
from kakehashi.people.models import Account
from kakehashi.people.selectors import sides, viewer_of
from kakehashi.records import publications, selectors, services
from kakehashi.records.models import Entry
from kakehashi.records.rules import may_step
from kakehashi.records.services.plans import standing_of

USUAL_HOUR = dt.time(9, 0)


class LaterForm(forms.Form):
    """When a record is to be published, on the clock of one place."""

    day = DayField(label=gettext_lazy("Day"))
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(
            attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"
        ),
    )
    zone = forms.ChoiceField(label=gettext_lazy("On the clock of"))

    def __init__(self, *args: Any, zones: Sequence[str], at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)
        language = get_language() or "en"
        field.choices = [(zone, moment_at(at, zone, language).place) for zone in zones]


class PauseForm(forms.Form):
    """The days on which one's side publishes nothing, and why."""

    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(
        label=gettext_lazy("Last day"), help_text=gettext_lazy("Included, on your side's calendar.")
    )
    reason_en = forms.CharField(
        label=gettext_lazy("Reason (in English)"),
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    reason_ja = forms.CharField(
        label=gettext_lazy("Reason (in Japanese)"),
        widget=forms.TextInput(attrs={"lang": "ja"}),
    )


def publication(request: HttpRequest) -> HttpResponse:
    """Show what waits to be published and the pauses; set a pause for one's own side."""
    reader, at = viewer(request), timezone.now()
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_pause(**form.cleaned_data, by=account_of(request), at=at)
        except Refused as refusal:
            form.add_error(None, f"{said(refusal.message_words())} {said(refusal.hint_words())}")
        else:
            messages.success(
                request, _("The pause is set. What is planned for those days waits until it ends.")
            )
            return redirect("desk:publication")
    return render(
        request,
        "desk/publication.html",
        {
            "waiting": publications.waiting(reader, at=at),
            "pauses": publications.pauses(at=at),
            "zones": ",".join(_zones()),
            "form": form,
            "may_pause": reader.may("publish"),
            "side": reader.side,
        },
        status=400 if form.errors else 200,
    )


@require_POST
def pause_end(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """End a pause of one's own side."""
    services.end_pause(pause=key, by=account_of(request), at=timezone.now())
    messages.success(request, _("The pause is over. What was due goes out now."))
    return redirect("desk:publication")


def later(request: HttpRequest, reference: str) -> HttpResponse:
    """Plan the publication of a record for a time, or move or cancel the plan there is."""
    reader, account, at = viewer(request), account_of(request), timezone.now()
    entry = selectors.entry_for(reference, reader)
    planned = publications.plan_of(entry.item_id, reader, at=at)
    may_plan = may_step(reader, standing_of(entry.item, entry), "publish")
    if not may_plan and not (planned and reader.may("publish")):
        raise NotHere
    zones = _zones(account)
    if request.method == "POST":
        form = LaterForm(request.POST, zones=zones, at=at)
        if form.is_valid():
            data = form.cleaned_data
            place = ZoneInfo(data["zone"])
            try:
                services.plan_publication(
                    item=entry.item_id,
                    publish_at=dt.datetime.combine(data["day"], data["time"], place),
                    zone=data["zone"],
                    by=account,
                    at=at,
                )
            except Refused as refusal:
                form.add_error(
                    None, f"{said(refusal.message_words())} {said(refusal.hint_words())}"
                )
            else:
                messages.success(request, _("Planned. Nobody outside sees it before its time."))
                return redirect("desk:record", reference)
    else:
        form = LaterForm(zones=zones, at=at, initial=_proposed(entry, account, planned, at=at))
    between = publications.standing_pauses(entry.item.sides)
    return render(
        request,
        "desk/publish_later.html",
        {
            "entry": entry,
            "form": form,
            "planned": planned,
            "may_plan": may_plan,
            "pauses": [one for one in between if at < publications.ends(one)],
            "checks": checks(selectors.page(reference, reader), reader, at=at),
            "check_states": STATES,
            "zones": ",".join(_zones()),
        },
        status=400 if form.errors else 200,
    )


@require_POST
def later_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel a plan; the page then offers to plan it again as it was."""
    entry = selectors.entry_for(reference, viewer(request))
    gone = services.cancel_publication(
        item=entry.item_id, by=account_of(request), at=timezone.now()
    )
    when = say_moments(gone.publish_at, tuple(_zones()), get_language() or "en")
    messages.success(
        request,
        _("Cancelled: it was planned for %(when)s. To undo this, plan it again.") % {"when": when},
    )
    standing = standing_of(entry.item, entry)
    again = may_step(viewer(request), standing, "publish")
    return redirect("desk:publish-later" if again else "desk:record", reference)


def _zones(account: Account | None = None) -> list[str]:
    """Return the zones of the sides, the account's own first."""
    own = [account.zone] if account else []
    return list(dict.fromkeys([*own, *(side.zone for side in sides())]))


def _proposed(
    entry: Entry,
    account: Account,
    planned: publications.Planned | None,
    *,
    at: dt.datetime,
) -> dict[str, object]:
    """Return what the form begins with: the plan there is or was, else after a pause at nine."""
    before = (
        planned.plan if planned else publications.last_cancelled(entry.item_id, viewer_of(account))
    )
    if before is not None and before.publish_at > at:
        there = before.publish_at.astimezone(ZoneInfo(before.zone))
        return {"day": there.date(), "time": there.time(), "zone": before.zone}
    free, through = publications.free_from(publications.standing_pauses(entry.item.sides), at)
    begun: dict[str, object] = {"time": USUAL_HOUR, "zone": account.zone}
    if through:
        there = free.astimezone(ZoneInfo(account.zone))
        late = there.time() > USUAL_HOUR
        begun["day"] = there.date() + dt.timedelta(days=1 if late else 0)
    return begun
