"""A meeting while it is held: where the room is, how items ended, what was decided, closing.

Every entry carries an id drawn where it was typed. A page with scripts keeps what it could not send
and sends it again; the second time nothing new comes of it.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kakehashi.desk.forms.agendas import ActionForm, DecisionForm
from kakehashi.desk.forms.offered import Offered, offered
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.agendas import found, is_open, leads_of, starts_at, whole
from kakehashi.errors import NotHere, Refused
from kakehashi.governance import selectors, services
from kakehashi.governance.kinds import AGENDA_ITEM
from kakehashi.governance.models import Meeting
from kakehashi.governance.rules import PLACE_ENDINGS, SAID_IN_THE_ROOM
from kakehashi.people.models.accounts import fresh_id
from kakehashi.people.rules import check_side
from kakehashi.people.selectors import sides

JSON = "application/json"

LANGUAGES = ("en", "ja")


class EntryUnclear(Refused):
    """An entry typed in the room that cannot be read: a day, an id, a number."""

    code = "entry-unclear"
    message = {
        "en": "This entry cannot be taken: {what}",
        "ja": "この記入は受け付けられません: {what}",
    }
    hint = {
        "en": "What you typed is kept. Correct it and send it again.",
        "ja": "入力内容は保持されています。修正して、もう一度送信してください。",
    }


def run(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the page that a meeting is held with, or take one entry."""
    reader = viewer(request)
    check_side(reader, ["manage_meetings"])
    row = found(reference, reader)
    if request.method != "POST":
        if not is_open(row, selectors.agenda(row, reader, today=timezone.localdate())):
            return redirect("desk:meeting", reference)
        return shown(request, reference)
    plain = JSON not in request.headers.get("Accept", "")
    do = request.POST.get("do", "")
    try:
        take = _TAKERS.get(do)
        if take is None:
            raise NotHere
        told = take(request, row)
    except Refused as refusal:
        if plain and isinstance(refusal, NotHere):
            raise
        return shown(request, reference, refusal=refusal) if plain else _refused(refusal)
    if not plain:
        return JsonResponse({"message": told})
    if told:
        messages.success(request, told)
    if do == "close":
        return redirect("desk:meeting", reference)
    return redirect(reverse("desk:meeting-run", args=[reference]) + "#now")


def _refused(refusal: Refused) -> JsonResponse:
    language = get_language() or "en"
    return JsonResponse(
        {
            "code": refusal.code,
            "message": f"{refusal.say(language)} {refusal.advise(language)}",
        },
        status=refusal.status,
    )


def shown(request: HttpRequest, reference: str, *, refusal: Refused | None = None) -> HttpResponse:
    """Show the running page, with what was refused and what had been typed."""
    reader, account = viewer(request), account_of(request)
    row = found(reference, reader)
    today = timezone.localdate()
    agenda = selectors.agenda(row, reader, today=today)
    here = _asked(request, agenda.places) or agenda.here
    number = agenda.places.index(here) if here else 0
    offers = _offers(request)
    do = request.POST.get("do", "") if refusal else ""
    return render(
        request,
        "desk/meeting_run.html",
        {
            "row": row,
            "agenda": agenda,
            "here": here,
            "early": row.date is not None and today < row.date,
            "previous": agenda.places[number - 1] if here and number else None,
            "following": agenda.places[number + 1]
            if here and number + 1 < len(agenda.places)
            else None,
            "leads": leads_of(agenda, row.date or today),
            "refusal": refusal,
            "undecided": isinstance(refusal, services.ItemsUndecided),
            "typed": request.POST if refusal else {},
            "decision": DecisionForm(request.POST if do == "decide" else None),
            "action": ActionForm(request.POST if do == "act" else None, offers=offers),
            "endings": [(code, PLACE_ENDINGS[code]) for code in SAID_IN_THE_ROOM],
            "not_reached": sum(one.place.ending == "not_reached" for one in agenda.places),
            "recorded": selectors.of_meeting(row.item, ("decision", "action_point"), reader),
            "starts_at": starts_at(row),
            "zones": ",".join(side.zone for side in sides()),
            "keys": (str(fresh_id()), str(fresh_id())),
            "account": account,
            "may_decide": reader.may("record_decisions") and reader.may("write"),
            "may_act": reader.may("write") and reader.may("share"),
        },
        status=refusal.status if refusal else 200,
    )


def _asked(request: HttpRequest, places: Sequence[selectors.Placed]) -> selectors.Placed | None:
    given = request.GET.get("at") or request.POST.get("place") or ""
    return next((one for one in places if str(one.place.pk) == given), None)


def _offers(request: HttpRequest) -> Offered:
    account = account_of(request)
    return offered(AGENDA_ITEM, viewer(request), zone=account.zone, today=timezone.localdate())


def _known(request: HttpRequest, row: Meeting) -> dict[str, Any]:
    return {"meeting": row.reference, "by": account_of(request), "at": timezone.now()}


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        what = {"en": "its id is missing.", "ja": "識別子がありません。"}
        raise EntryUnclear(what=what) from None


def _open(request: HttpRequest, row: Meeting) -> str:
    services.open_sitting(**_known(request, row))
    return _("The meeting is open.")


def _go(request: HttpRequest, row: Meeting) -> str:
    services.go_to(place=whole(request.POST.get("place")), **_known(request, row))
    return ""


def _end(request: HttpRequest, row: Meeting) -> str:
    services.end_place(
        place=whole(request.POST.get("place")),
        ending=request.POST.get("ending", ""),
        elsewhere=request.POST.get("elsewhere", ""),
        **_known(request, row),
    )
    return _("Recorded.")


def _clear(form: DecisionForm | ActionForm) -> dict[str, Any]:
    """Return what a form holds.

    Raises:
        EntryUnclear: with the first thing that cannot be read.
    """
    if not form.is_valid():
        first = next(iter(next(iter(form.errors.values()))))
        raise EntryUnclear(what={"en": str(first), "ja": str(first)})
    return form.cleaned_data


def _words(data: dict[str, Any], name: str) -> dict[str, str]:
    return {code: str(data[f"{name}_{code}"]) for code in LANGUAGES}


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _decide(request: HttpRequest, row: Meeting) -> str:
    data, key = _clear(DecisionForm(request.POST)), _key(request)
    place = request.POST.get("place")
    made = services.decide(
        place=whole(place) if place else None,
        words=_words(data, "words"),
        decision_kind=data["decision_kind"],
        due=_day(data["due"]),
        id=key,
        **_known(request, row),
    )
    return _("Recorded as %(reference)s.") % {"reference": made.reference}


def _act(request: HttpRequest, row: Meeting) -> str:
    data, key = _clear(ActionForm(request.POST, offers=_offers(request))), _key(request)
    task = {code: words for code, words in _words(data, "task").items() if words.strip()}
    if not task:
        what = {"en": "it is not said what is to be done.", "ja": "対応内容が未記入です。"}
        raise EntryUnclear(what=what)
    places = selectors.agenda(row, viewer(request), today=timezone.localdate()).places
    on = next((one for one in places if str(one.place.pk) == request.POST.get("place")), None)
    made = services.open_action_point(
        title={code: services.head_of(words) for code, words in task.items()},
        task=task,
        owner=data["owner"],
        due_date=_day(data["by_day"]),
        priority=data["priority"],
        about=[on.face.reference] if on else [],
        share=row.entry.face != "own",
        id=key,
        **_known(request, row),
    )
    return _("Recorded as %(reference)s.") % {"reference": made.reference}


def _rest(request: HttpRequest, row: Meeting) -> str:
    count = services.carry_rest(**_known(request, row))
    return ngettext(
        "%(count)d item goes to the next meeting.",
        "%(count)d items go to the next meeting.",
        count,
    ) % {"count": count}


def _unrest(request: HttpRequest, row: Meeting) -> str:
    services.take_back_rest(**_known(request, row))
    return _("Taken back.")


def _close(request: HttpRequest, row: Meeting) -> str:
    services.close_meeting(**_known(request, row))
    return _("The meeting is closed. What it left open comes to the next agenda of the body.")


_TAKERS: dict[str, Callable[[HttpRequest, Meeting], str]] = {
    "open": _open,
    "go": _go,
    "end": _end,
    "decide": _decide,
    "act": _act,
    "rest": _rest,
    "unrest": _unrest,
    "close": _close,
}
