"""Steps on a record: one address, one call each, back to the record."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.desk.forms.texts import said
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.record import shown
from kakehashi.drafting import services as drafting
from kakehashi.errors import NotHere, Refused
from kakehashi.records import selectors, services
from kakehashi.records.crossing import node_side
from kakehashi.records.models import Entry
from kakehashi.records.rules import NotInThisState

ASKED_FIRST = ("discard", "withdraw", "overtake")
"""Steps that cannot be undone by a click: a page asks first."""

LEADS_TO = {
    "share": "shared",
    "confirm": "confirmed",
    "publish": "published",
    "withdraw": "withdrawn",
    "overtake": "overtaken",
}
"""Where a record stands after a step, to know one that was sent twice."""


def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Take one step on a record; a page asks first where it cannot be undone."""
    entry = selectors.entry_for(reference, viewer(request))
    if request.method != "POST":
        if name not in ASKED_FIRST:
            return redirect("desk:record", reference)
        return render(request, "desk/ask.html", {"entry": entry, "step": name})
    take = _TAKERS.get(name)
    if take is None:
        raise NotHere
    try:
        done = take(request, entry)
    except (services.PublicationPaused, services.PublicationPlanned) as refusal:
        messages.warning(request, f"{said(refusal.message_words())} {said(refusal.hint_words())}")
        return redirect("desk:publish-later", reference)
    except Refused as refusal:
        # Sent twice: what this step leads to is where the record stands already.
        now = selectors.entry_for(reference, viewer(request)).state
        if isinstance(refusal, NotInThisState) and now == LEADS_TO.get(name):
            messages.info(request, _("That was done already."))
            return redirect("desk:record", reference)
        if name not in ASKED_FIRST:
            raise
        return render(
            request,
            "desk/ask.html",
            {"entry": entry, "step": name, "refusal": refusal, "why": request.POST.get("why", "")},
            status=refusal.status,
        )
    messages.success(request, done)
    still = Entry.objects.filter(item_id=entry.item_id).exists()
    # Whoever steps from the text, the meeting or the year itself stays with it.
    page = "desk:record"
    if "text" in request.POST and entry.kind == "joint_text":
        page = "desk:text"
    elif "back" in request.POST and entry.kind in OWN_PAGES:
        page = OWN_PAGES[entry.kind]
    return redirect(page, reference) if still else redirect("desk:work")


OWN_PAGES = {"meeting": "desk:meeting", "cycle": "desk:year"}
"""Kinds with a page of their own that a step can be taken from, which then comes back."""


def _known(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    return {"item": entry.item_id, "by": account_of(request), "at": timezone.now()}


def _share(request: HttpRequest, entry: Entry) -> str:
    services.share(**_known(request, entry))
    drafting.tell_reasons(**_known(request, entry))
    if node_side():
        return _("Shared. It is on its way; this page says when it is received and opened.")
    return _("Shared. The other side can read it now.")


def _confirm(request: HttpRequest, entry: Entry) -> str:
    digest = request.POST.get("digest", entry.version.content_digest)
    both = services.confirm(**_known(request, entry), digest=digest)
    return _("Confirmed by both sides.") if both else _("Confirmed for your side.")


def _publish(request: HttpRequest, entry: Entry) -> str:
    if services.publish(**_known(request, entry)):
        return _("Published.")
    return _("Your side consents to publication. The other side has to consent too.")


def _consent(request: HttpRequest, entry: Entry) -> str:
    services.consent(**_known(request, entry))
    return _("Approved. The text can be shared with the people named.")


def _discard(request: HttpRequest, entry: Entry) -> str:
    services.discard(**_known(request, entry))
    return _("The draft is discarded; its versions stay in your side's history.")


def _withdraw(request: HttpRequest, entry: Entry) -> str:
    services.withdraw(**_known(request, entry), why=request.POST.get("why", ""))
    return _("Withdrawn. It stays listed, with the reason.")


def _overtake(request: HttpRequest, entry: Entry) -> str:
    services.overtake(**_known(request, entry), why=request.POST.get("why", ""))
    return _("Recorded as overtaken by events, with the reason.")


def _ask_pen(request: HttpRequest, entry: Entry) -> str:
    services.ask_pen(**_known(request, entry))
    return _("The pen is asked for.")


def _pass_pen(request: HttpRequest, entry: Entry) -> str:
    services.pass_pen(**_known(request, entry), to=request.POST.get("to", ""))
    return _("The pen is passed.")


def _return_pen(request: HttpRequest, entry: Entry) -> str:
    services.return_pen(**_known(request, entry))
    return _("Your request for the pen is taken back.")


def _take_pen(request: HttpRequest, entry: Entry) -> str:
    services.take_pen(**_known(request, entry))
    return _("Your side holds the pen now.")


def _check_language(request: HttpRequest, entry: Entry) -> str:
    services.check_language(
        **_known(request, entry),
        field=request.POST.get("field", ""),
        language=request.POST.get("language", ""),
    )
    return _("Marked as checked.")


_TAKERS: dict[str, Callable[[HttpRequest, Entry], str]] = {
    "share": _share,
    "confirm": _confirm,
    "publish": _publish,
    "consent": _consent,
    "discard": _discard,
    "withdraw": _withdraw,
    "overtake": _overtake,
    "ask_pen": _ask_pen,
    "pass_pen": _pass_pen,
    "return_pen": _return_pen,
    "take_pen": _take_pen,
    "check_language": _check_language,
}


@require_POST
def proposal(request: HttpRequest, reference: str, key: uuid.UUID) -> HttpResponse:
    """Take a proposal over into a draft, or decline it."""
    take = request.POST.get("answer") == "take"
    why = request.POST.get("why", "")
    try:
        services.answer_proposal(
            proposal=key, take=take, answer=why, by=account_of(request), at=timezone.now()
        )
    except NotHere:
        raise
    except Refused as refusal:
        return shown(request, reference, refusal=refusal, typed={str(key): why})
    messages.success(
        request, _("Taken over into your draft.") if take else _("The proposal is declined.")
    )
    return redirect("desk:record", reference)
