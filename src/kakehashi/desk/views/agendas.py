"""A meeting as it is prepared: its agenda with papers, what waits for it, who attends."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kakehashi.desk.forms.agendas import FIELDS, ItemForm, MinutesField
from kakehashi.desk.forms.offered import offered, post_words
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.councils import closed_on
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.governance import clocks, selectors, services
from kakehashi.governance.kinds import AGENDA_ITEM
from kakehashi.governance.models import Attendance, Meeting
from kakehashi.governance.rules import TO_COME, WISHES
from kakehashi.governance.services import NewItem
from kakehashi.people.models import Account, Post
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import posts, sides, visible_audiences
from kakehashi.records.models import Entry, Link
from kakehashi.records.services import LinkTo

BESIDE = ("joint_text", "meeting_note")
"""Kinds of record whose own rooms write them, listed on the page of the meeting they are of."""

MOVABLE = ("pencilled", "on_hold")
"""Standings of a date in which another time may still be taken."""


def meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a meeting with its agenda, or take one change of it."""
    if request.method != "POST":
        return shown(request, reference)
    row = found(reference, viewer(request))
    take = _TAKERS.get(request.POST.get("do", ""))
    if take is None:
        raise NotHere
    try:
        undo = take(request, row)
    except NotHere:
        raise
    except Refused as refusal:
        return shown(request, reference, refusal=refusal, typed=_typed(request))
    if undo is not None:
        request.session[f"undo:{reference}"] = undo
    return redirect(_address(reference, request.POST.get("back", "")))


def _address(reference: str, place: str) -> str:
    anchor = f"#place-{place}" if place.isascii() and place.isdigit() else ""
    return reverse("desk:meeting", args=[reference]) + anchor


def found(reference: str, reader: Viewer) -> Meeting:
    """Return the meeting called ``reference``.

    Raises:
        NotHere: when there is none that the reader may see, or they do not prepare it.
    """
    row = selectors.meeting_for(reference, reader)
    if row is None or not selectors.prepares(row, reader):
        raise NotHere
    return row


def shown(
    request: HttpRequest,
    reference: str,
    *,
    refusal: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Show a meeting's page, with what was refused on it and what had been typed there."""
    reader, account = viewer(request), account_of(request)
    row = found(reference, reader)
    today = timezone.localdate()
    agenda = selectors.agenda(row, reader, today=today)
    every = list(sides())
    may_run = reader.may("manage_meetings") and bool(reader.side)
    open_still = is_open(row, agenda)
    attending = selectors.attendance(row, reader)
    body = body_of(row, reader)
    waits = selectors.waiting(body.item_id, reader) if body else []
    return render(
        request,
        "desk/meeting.html",
        {
            "row": row,
            "body": body,
            "agenda": agenda,
            "refusal": refusal,
            "typed": typed or {},
            "leads": leads_of(agenda, row.date or today),
            "waiting": waits,
            "unrecorded": selectors.unrecorded_of(body, reader, today=today)
            if body and open_still
            else [],
            "may_share": row.state == "draft" and bool(reader.side) and reader.may("share"),
            "beside": selectors.of_meeting(row.item, BESIDE, reader),
            "attendance": attending,
            "attendable": _attendable(attending, row.date or today) if may_run else [],
            "may_run": may_run,
            "may_change": may_run and open_still and agenda.sitting.frozen_at is None,
            "may_paste": all(map(reader.may, ("write", "share"))) and bool(reader.side),
            "may_bring": reader.may("write") and bool(reader.side) and open_still,
            "may_write": reader.may("write") and bool(reader.side),
            "open_still": open_still,
            "to_come": row.standing in TO_COME and open_still,
            "reopenable": agenda.sitting.closed_at is not None
            and timezone.now() - agenda.sitting.closed_at <= services.REOPENED_WITHIN,
            "starts_at": starts_at(row),
            "alternates": alternates_of(row) if may_run and row.standing in MOVABLE else [],
            "zones": ",".join(side.zone for side in every),
            "warnings": warnings_of(row, agenda.length) if row.standing in TO_COME else [],
            "wishes": [(code, said(words)) for code, words in WISHES.items()],
            "undo": request.session.pop(f"undo:{reference}", None),
            "account": account,
        },
        status=refusal.status if refusal else 200,
    )


def is_open(row: Meeting, agenda: selectors.Agenda) -> bool:
    """Say whether a meeting can still be prepared or held."""
    going = row.standing in TO_COME or agenda.sitting.opened_at is not None
    return agenda.sitting.closed_at is None and going and row.standing != "cancelled"


def starts_at(row: Meeting) -> dt.datetime | None:
    """Return the moment a meeting starts, where its hour is known."""
    return dt.datetime.fromisoformat(row.starts_at) if row.starts_at else None


def alternates_of(row: Meeting) -> list[dt.datetime]:
    """Return the times kept for a meeting beside its own that have not passed, the first first."""
    version = row.entry.version
    kept = version.facts.get("alternates") or () if version else ()
    moments = (dt.datetime.fromisoformat(one) for one in kept)
    return sorted(one for one in moments if one > timezone.now())


def warnings_of(row: Meeting, length: int | None) -> list[str]:
    """Return what speaks against the day and hour of a meeting, in the reader's language."""
    told = []
    if row.date is not None:
        told += [_("No working day: %(why)s") % {"why": why} for why in closed_on(row.date)]
        if row.date < timezone.localdate():
            told.append(_("That day has passed. Close the meeting, or change its day or standing."))
    begins = starts_at(row)
    if begins is not None:
        hours = clocks.office_hours()
        told += [
            _("Outside the office hours of %(side)s (%(opens)s to %(closes)s).")
            % {
                "side": one.side.name,
                "opens": f"{one.opens:%H:%M}",
                "closes": f"{one.closes:%H:%M}",
            }
            for one in clocks.outside_hours(begins, length, hours)
        ]
        if not clocks.has_common_hours(begins.date(), hours):
            told.append(_("That day the two sides have no office hour in common."))
    return told


def body_of(row: Meeting, reader: Viewer) -> Entry | None:
    """Return the body of a meeting as the reader sees it."""
    visible = visible_audiences(reader)
    return Entry.objects.filter(
        item__in=Link.objects.filter(entry=row.pk, relation="of_body").values("to"),
        audience_id__in=visible,
    ).first()


def leads_of(agenda: selectors.Agenda, day: dt.date) -> dict[int, list[str]]:
    """Return who leads each item, by its place: post and holder that day, in two queries."""
    named = {
        one.place.pk: [post for post in one.face.version.facts.get("leads", {}).values() if post]
        for one in agenda.places
    }
    wanted = {post for held in named.values() for post in held}
    known = {
        post.pk: post_words(post, day)
        for post in Post.objects.filter(pk__in=wanted)
        .select_related("organisation")
        .prefetch_related("holdings__person")
    }
    return {key: [known[post] for post in held if post in known] for key, held in named.items()}


def _attendable(there: Sequence[Attendance], day: dt.date) -> list[tuple[str, list[Any]]]:
    taken = {one.post_id for one in there}
    groups: dict[str, list[Any]] = {}
    for post in posts(day):
        if post.pk not in taken:
            name = f"{post.organisation.side.name} · {post.organisation.name}"
            groups.setdefault(name, []).append((post.pk, post_words(post, day)))
    return list(groups.items())


def _typed(request: HttpRequest) -> dict[str, str]:
    return {
        name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"
    }


def whole(given: str | None) -> int:
    """Return a number of a form.

    Raises:
        NotHere: for what no form of ours sends.
    """
    if given and given.isascii() and given.isdigit() and len(given) < len(str(2**31)):
        return int(given)
    raise NotHere


def _plain(request: HttpRequest, name: str) -> str:
    """Return a value of a form that no reference or id can be mistaken for."""
    return request.POST.get(name, "").replace("\x00", "").strip()


def _known(request: HttpRequest) -> dict[str, Any]:
    return {"by": account_of(request), "at": timezone.now()}


def _counted(request: HttpRequest) -> dict[str, Any]:
    return {
        "place": whole(request.POST.get("place")),
        "counter": whole(request.POST.get("counter")),
        **_known(request),
    }


def _move(request: HttpRequest, _row: Meeting) -> None:
    services.move_place(to=whole(request.POST.get("to")), **_counted(request))
    messages.success(request, _("The order is changed."))


def _change(request: HttpRequest, _row: Meeting) -> None:
    given = request.POST.get("minutes", "")
    try:
        minutes = MinutesField().clean(given)
    except ValidationError:
        raise services.MinutesWrong(value=given) from None
    services.change_place(minutes=minutes, wish=request.POST.get("wish", ""), **_counted(request))
    messages.success(request, _("Changed on this agenda."))


def _take_off(request: HttpRequest, _row: Meeting) -> int:
    return services.take_off(**_counted(request)).pk


def _put_back(request: HttpRequest, _row: Meeting) -> None:
    services.put_back(place=whole(request.POST.get("place")), **_known(request))
    messages.success(request, _("It stands on the agenda again."))


def _place(request: HttpRequest, row: Meeting) -> None:
    typed = " ".join(request.POST.getlist("reference")).replace("\x00", "")
    wanted = unicodedata.normalize("NFKC", typed).replace(",", " ").replace("、", " ").split()
    placed = services.place_records(meeting=row.reference, references=wanted, **_known(request))
    if placed:
        told = ngettext(
            "%(number)s item is put on the agenda.",
            "%(number)s items are put on the agenda.",
            len(placed),
        )
        messages.success(request, told % {"number": len(placed)})
    else:
        messages.info(request, _("It stands on this agenda already."))


def _freeze(request: HttpRequest, row: Meeting) -> None:
    services.freeze(meeting=row.reference, frozen=True, **_known(request))
    messages.success(request, _("The agenda is frozen."))


def _unfreeze(request: HttpRequest, row: Meeting) -> None:
    services.freeze(meeting=row.reference, frozen=False, **_known(request))
    messages.success(request, _("The agenda can be changed again."))


def _attend(request: HttpRequest, row: Meeting) -> None:
    services.attend(meeting=row.reference, post=_plain(request, "post"), **_known(request))
    messages.success(request, _("Entered."))


def _not_attending(request: HttpRequest, row: Meeting) -> None:
    services.not_attending(
        meeting=row.reference,
        attendance=whole(request.POST.get("attendance")),
        **_known(request),
    )
    messages.success(request, _("Taken back."))


def _take_alternate(request: HttpRequest, row: Meeting) -> None:
    try:
        start = dt.datetime.fromisoformat(_plain(request, "start"))
    except ValueError as error:
        raise NotHere from error
    if start.tzinfo is None:
        raise NotHere
    services.take_alternate(meeting=row.reference, start=start, **_known(request))
    messages.success(
        request, _("Moved, as a draft of your side. The time it had is kept as an alternative.")
    )


def _reopen(request: HttpRequest, row: Meeting) -> None:
    services.reopen_meeting(
        meeting=row.reference, why=request.POST.get("why", ""), **_known(request)
    )
    messages.success(request, _("The meeting is open again."))


_TAKERS: dict[str, Callable[[HttpRequest, Meeting], int | None]] = {
    "move": _move,
    "change": _change,
    "take_off": _take_off,
    "put_back": _put_back,
    "place": _place,
    "freeze": _freeze,
    "unfreeze": _unfreeze,
    "attend": _attend,
    "not_attending": _not_attending,
    "reopen": _reopen,
    "take_alternate": _take_alternate,
}


def bring(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring an item to a meeting."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["write"])
    row = found(reference, reader)
    if not is_open(row, selectors.agenda(row, reader, today=timezone.localdate())):
        return redirect("desk:meeting", reference)
    shared = row.entry.face != "own"
    form = ItemForm(
        request.POST if request.method == "POST" else None,
        offers=offered(AGENDA_ITEM, reader, zone=account.zone, today=timezone.localdate()),
        may_share=shared and reader.may("share"),
        initial={"once": draw(account), "wish": "discuss", "share": shared},
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            made, status = _bring(form, row, account, reader)
            if made:
                messages.success(request, _("Put on the agenda."))
                return redirect("desk:meeting", reference)
        else:
            status = 400
    return render(
        request,
        "desk/agenda_item_new.html",
        {"form": form, "row": row, "starts_at": starts_at(row)},
        status=status,
    )


def _bring(form: ItemForm, row: Meeting, account: Account, reader: Viewer) -> tuple[bool, int]:
    """Bring an item as entered; what is refused is said beside its field."""
    data = form.cleaned_data
    wanted = data["about"].replace(",", " ").replace("、", " ").split()
    if data["area"]:
        wanted.append(f"area-{data['area']}")
    faces = {
        face.reference: face
        for face in Entry.objects.filter(
            reference__in=wanted, audience_id__in=visible_audiences(reader)
        )
    }
    missing = [one for one in wanted if one not in faces]
    if missing:
        words = _("No record that you may see is called “%(reference)s”.")
        form.add_error("about", words % {"reference": missing[0]})
        return False, 400
    try:
        services.add_item(
            meeting=row.reference,
            new=NewItem(
                title={"en": data["title_en"], "ja": data["title_ja"]},
                body={"en": data["body_en"], "ja": data["body_ja"]},
                wish=data["wish"],
                minutes=data["minutes"],
                leads={code: data[f"lead_{code}"] for code in form.sides},
                links=[LinkTo(_relation(face.kind), face.item_id) for face in faces.values()],
            ),
            share=bool(data.get("share")),
            by=account,
            at=timezone.now(),
            id=drawn(account, data["once"]),
        )
    except NotHere:
        raise
    except Refused as refusal:
        put_beside(form, refusal, AGENDA_ITEM, FIELDS)
        return False, refusal.status
    return True, 200


def _relation(kind: str) -> str:
    return {"provision": "of_provision", "area": "of_area"}.get(kind, "about")
