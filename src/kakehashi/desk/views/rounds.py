"""Progress rounds on the desk: the list, the sheet of one, reporting, confirming, locking."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kakehashi.briefing.composing import marking_words
from kakehashi.briefing.handling import highest, narrowest
from kakehashi.desk.forms.decisions import DecisionFilters
from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.forms.rounds import (
    HALF,
    OPENING,
    STATING,
    RoundForm,
    StatementForm,
    filled,
)
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.desk.words import said
from kakehashi.errors import NotHere, Refused
from kakehashi.framework import selectors as framework
from kakehashi.look import charts
from kakehashi.people.models import Account
from kakehashi.people.rules import PARTICIPANTS, Viewer, check_side
from kakehashi.people.selectors import sides, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Confirmation, Entry, Item
from kakehashi.records.rules import check_step, may_step
from kakehashi.records.services import NewText
from kakehashi.records.services.plans import standing_of
from kakehashi.workplan import services
from kakehashi.workplan.kinds import HANDLING_STATEMENT, ROUND
from kakehashi.workplan.models import JointAction, PeriodValue, Round
from kakehashi.workplan.rounds import reading, stalling
from kakehashi.workplan.rounds.report import period_report
from kakehashi.workplan.rounds.rules import CONFIRMED, NOT_AGREED, OPEN, REPORTED, STALLS
from kakehashi.workplan.sheets.rounds import as_csv, as_workbook

PAGE = 100
"""Joint actions on one page of the sheet."""

CHANGED, STALLED, MINE = "changed", "stalled", "mine"


def rounds(request: HttpRequest) -> HttpResponse:
    """Show every round, the newest period first, with how far it has come."""
    reader = viewer(request)
    found = reading.rounds(reader)
    standing = reading.standings([row.item_id for row in found], reader)
    return render(
        request,
        "desk/rounds.html",
        {
            "rounds": [(row, standing.get(row.item_id, reading.Standing())) for row in found],
            "may_open": _may_open(reader) and reading.open_round(reader) is None,
        },
    )


def _may_open(reader: Viewer) -> bool:
    return bool(reader.side) and reader.may("write") and reader.may("share")


def round_new(request: HttpRequest) -> HttpResponse:
    """Open the round of a period."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["write", "share"])
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        initial={"once": draw(account), **_next_period(reader, today_of(account.zone))},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.open_round(
                text=NewText(
                    wording={"title": {"en": data["title_en"], "ja": data["title_ja"]}},
                    facts={
                        name: str(data[name]) if data[name] else None
                        for name in ("starts", "ends", "freeze_date")
                    },
                ),
                by=account,
                at=timezone.now(),
                id=drawn(account, data["once"]),
            )
        except Refused as refusal:
            put_beside(form, refusal, ROUND, OPENING)
        else:
            messages.success(request, _("The round is open, and both sides see it."))
            return redirect("desk:round", made.reference)
    return render(
        request, "desk/round_new.html", {"form": form}, status=400 if form.errors else 200
    )


def _next_period(reader: Viewer, today: dt.date) -> dict[str, Any]:
    """Propose the period after the last one; where there is none, the half of the year."""
    last = next((row for row in reading.rounds(reader) if row.ends), None)
    if last and last.ends:
        return filled(last.ends + dt.timedelta(days=1))
    return filled(dt.date(today.year, 1 if today.month <= HALF else HALF + 1, 1))


@dataclass(frozen=True)
class Line:
    """One joint action on the sheet, with what this reader sees and may do of it."""

    value: PeriodValue
    action: JointAction
    report: Any
    stalls: Sequence[stalling.Stall]


def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the sheet of a round: what changed, what waits, what stalls, and by whom."""
    reader, account = viewer(request), account_of(request)
    period = reading.round_for(reference, reader)
    today = today_of(account.zone)
    every = reading.values(reader).filter(period_id=period.item_id)
    standing = reading.standing(period, reader)
    opened = period.standing == OPEN and period.state not in reading.GONE
    filters = DecisionFilters(request.GET, _offered(reader, standing, opened=opened))
    chosen = filters.chosen
    kept = _kept(every, chosen, period, reader, account, today).select_related("action")
    page = Paginator(kept.order_by("area", "sort_key", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    drafted = reading.drafted(period, reader)
    lines = _lines(list(page), period, reader, today, drafted, opened=opened)
    led = framework.led_areas(reader)
    return render(
        request,
        "desk/round.html",
        {
            "period": period,
            "open": opened,
            "standing": standing[""],
            "strip": _strip(standing[""]),
            "counted": stalling.counted(every, period, reader, today) if opened else {},
            "stall_words": {code: said(words) for code, words in STALLS.items()},
            "filters": filters,
            "page": page,
            "areas": _by_area(lines, led, standing),
            "updates": _updates(period, reader) if opened else [],
            "drafted": drafted,
            "due": period.freeze_date,
            "late": bool(opened and period.freeze_date and period.freeze_date < today),
            "may_write": opened and bool(reader.side) and reader.may("write"),
            "may_share": opened and bool(reader.side) and reader.may("share"),
            "may_confirm": bool(reader.side) and reader.may("confirm"),
            "may_state": bool(reader.side) and reader.may("state_handling"),
            "statements": _statements(period, reader),
            **_steps(period, reader, today),
        },
    )


def _steps(period: Round, reader: Viewer, today: dt.date) -> dict[str, Any]:
    """Return what this reader may do with the round itself."""
    standing = standing_of(period.item, period.entry)
    locked = period.standing == "locked"
    digest = period.entry.version.content_digest
    confirmed = set(
        Confirmation.objects.filter(item_id=period.item_id, content_digest=digest).values_list(
            "side_id", flat=True
        )
    )
    return {
        "may_lock": may_step(reader, standing, "save") and reader.may("share"),
        "over": bool(period.ends and period.ends < today),
        "may_confirm_round": locked
        and may_step(reader, standing, "confirm")
        and reader.side not in confirmed
        and period.state == "shared",
        "may_publish": locked and may_step(reader, standing, "publish"),
        "digest": digest,
    }


def _offered(
    reader: Viewer, standing: Mapping[str, reading.Standing], *, opened: bool
) -> dict[str, list[tuple[str, str]]]:
    show = [(CHANGED, _("what changed"))]
    if opened:
        show += [(STALLED, _("what stalls")), (MINE, _("mine"))]
        show += [(code, said(words)) for code, words in STALLS.items()]
    return {
        "area": [
            (code, row.title)
            for row in framework.areas(reader)
            for code in [row.reference.removeprefix("area-")]
            if code in standing
        ],
        "show": show,
    }


def _kept(  # noqa: PLR0917 - what a filter is asked of
    every: QuerySet[PeriodValue],
    chosen: Mapping[str, str],
    period: Round,
    reader: Viewer,
    account: Account,
    today: dt.date,
) -> QuerySet[PeriodValue]:
    found = every.filter(area=chosen["area"]) if chosen["area"] else every
    match chosen["show"]:
        case "":
            return found
        case "changed":
            return found.filter(
                Q(step__in=[REPORTED, CONFIRMED, NOT_AGREED]) | ~Q(ending=F("last_ending"))
            )
        case "mine":
            return reading.led_by(found, account.post_id or "", reader)
        case reason:
            return stalling.stalled(found, period, reader, today, reason)


def _lines(
    values: Sequence[PeriodValue],
    period: Round,
    reader: Viewer,
    today: dt.date,
    drafted: reading.Drafted,
    *,
    opened: bool,
) -> list[Line]:
    actions = reading.actions(values, reader)
    stalls = stalling.why(values, period, reader, today) if opened else {}
    return [
        Line(
            value,
            actions[value.action_id],
            drafted.by_action.get(value.action.reference),
            stalls.get(value.action_id, []),
        )
        for value in values
        if value.action_id in actions
    ]


def _by_area(
    lines: Sequence[Line],
    led: Sequence[framework.LedArea],
    standing: Mapping[str, reading.Standing],
) -> list[dict[str, Any]]:
    by_area: dict[str, list[Line]] = {}
    for line in lines:
        by_area.setdefault(line.value.area, []).append(line)
    found = []
    for one in led:
        code = one.area.reference.removeprefix("area-")
        if code in by_area:
            found.append(
                {
                    "code": code,
                    "area": one.area,
                    "leads": [lead.post for _side, lead in sorted(one.leads.items())],
                    "standing": standing.get(code),
                    "lines": by_area.pop(code),
                }
            )
    found += [
        {
            "code": code or "-",
            "area": None,
            "leads": [],
            "standing": standing.get(code),
            "lines": rest,
        }
        for code, rest in by_area.items()
    ]
    return found


def _strip(standing: reading.Standing) -> object:
    parts = [
        ("done", standing.confirmed),
        ("going", standing.reported),
        ("otherwise", standing.not_agreed),
        ("empty", standing.unchanged),
    ]
    return charts.strip(parts, max(standing.total, 1))


def _updates(period: Round, reader: Viewer) -> list[dict[str, Any]]:
    found = reading.newest_updates(period, reader)
    rows = JointAction.objects.filter(
        item_id__in=list(found), audience_id__in=visible_audiences(reader)
    ).order_by("sort_key", "pk")
    last = dict(
        PeriodValue.objects.filter(period_id=period.item_id, action_id__in=list(found)).values_list(
            "action_id", "last"
        )
    )
    return [
        {"action": row, "update": found[row.item_id], "last": last[row.item_id]} for row in rows
    ]


def _statements(period: Round, reader: Viewer) -> list[tuple[Any, Any]]:
    told = {row.item.origin_id: row for row in reading.statements(period, reader)}
    return [(side, told.get(side.code)) for side in sides()]


def _asked(request: HttpRequest, name: str) -> list[uuid.UUID]:
    found = []
    for one in request.POST.getlist(name):
        try:
            found.append(uuid.UUID(one))
        except ValueError:
            continue
    return found


def _tell(
    request: HttpRequest, answers: Mapping[uuid.UUID, object], done: Callable[[int], str]
) -> None:
    """Say how many went, and of each other which record it is and why not."""
    refused = {item: one for item, one in answers.items() if isinstance(one, Refused)}
    if len(answers) > len(refused):
        messages.success(request, done(len(answers) - len(refused)))
    named = Item.objects.in_bulk(list(refused))
    for item, refusal in refused.items():
        reference = named[item].reference if item in named else ""
        messages.warning(
            request,
            f"{reference}: {said(refusal.message_words())} {said(refusal.hint_words())}",
        )


@require_POST
def act(request: HttpRequest, reference: str) -> HttpResponse:
    """Do one thing with what is marked: report, take over, put forward, confirm, publish."""
    period = reading.round_for(reference, viewer(request))
    does = _ACTS.get(request.POST.get("act", ""))
    if does is None:
        raise NotHere
    return does(request, period)


def _report(request: HttpRequest, period: Round) -> HttpResponse:
    asked = _asked(request, "action")
    if len(asked) != 1:
        raise NotHere
    made = services.start_report(
        period=period.item_id, action=asked[0], by=account_of(request), at=timezone.now()
    )
    reader = viewer(request)
    entry = Entry.objects.filter(item=made, audience_id__in=visible_audiences(reader)).first()
    writes = entry is not None and may_step(reader, standing_of(made, entry), "save")
    return redirect("desk:edit" if writes else "desk:record", made.reference)


def _take(request: HttpRequest, period: Round) -> HttpResponse:
    answers = services.take_updates(
        period=period.item_id,
        actions=_asked(request, "action"),
        by=account_of(request),
        at=timezone.now(),
    )
    _tell(
        request,
        answers,
        lambda number: (
            ngettext(
                "%(count)d report drafted from an update. Only your side sees it.",
                "%(count)d reports drafted from updates. Only your side sees them.",
                number,
            )
            % {"count": number}
        ),
    )
    return redirect("desk:round", period.reference)


def _forward(request: HttpRequest, period: Round) -> HttpResponse:
    answers = services.put_forward(
        reports=_asked(request, "report"), by=account_of(request), at=timezone.now()
    )
    _tell(
        request,
        answers,
        lambda number: (
            ngettext(
                "%(count)d report shared and confirmed for your side.",
                "%(count)d reports shared and confirmed for your side.",
                number,
            )
            % {"count": number}
        ),
    )
    return redirect("desk:round", period.reference)


def _confirm(request: HttpRequest, period: Round) -> HttpResponse:
    digests = {}
    for one in request.POST.getlist("text"):
        item, _sep, digest = one.partition(":")
        try:
            digests[uuid.UUID(item)] = digest
        except ValueError:
            continue
    answers = records.confirm_many(digests=digests, by=account_of(request), at=timezone.now())
    _tell(request, answers, lambda number: _("Confirmed: %(count)d") % {"count": number})
    return redirect("desk:round", period.reference)


def _publish(request: HttpRequest, period: Round) -> HttpResponse:
    done = services.publish_round(item=period.item_id, by=account_of(request), at=timezone.now())
    messages.success(
        request,
        _("Published, with the reports confirmed in it.")
        if done
        else _("Your side consents. It is published once the other side does."),
    )
    return redirect("desk:round", period.reference)


_ACTS: Mapping[str, Callable[[HttpRequest, Round], HttpResponse]] = {
    "report": _report,
    "take": _take,
    "forward": _forward,
    "confirm": _confirm,
    "publish": _publish,
}


FORMS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What the sheet can be taken away as."""


def export(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """Give the sheet of a round, as far as this reader sees it, as a table.

    Raises:
        NotHere: for a round that the reader does not see, or a form that there is not.
    """
    if form not in FORMS:
        raise NotHere
    report = period_report(reference, viewer(request))
    highest_of = highest(report.markings)
    handling = replace(highest_of, reach=narrowest([PARTICIPANTS, highest_of.reach]))
    language = get_language() or "en"
    made = (
        as_csv(report, language)
        if form == "csv"
        else as_workbook(report, language, marking_words(handling))
    )
    response = HttpResponse(made, content_type=FORMS[form])
    label = handling.tlp.replace(":", "-")
    response["Content-Disposition"] = f'attachment; filename="{label}-{report.reference}.{form}"'
    patch_cache_control(response, private=True, no_store=True)
    return response


def lock(request: HttpRequest, reference: str) -> HttpResponse:
    """Look through what is not confirmed, then lock the period."""
    reader, account = viewer(request), account_of(request)
    period = reading.round_for(reference, reader)
    check_side(reader, ["write", "share"])
    if request.method != "POST":
        # What was typed is checked when it is sent, so that a refusal gives it back.
        check_step(reader, standing_of(period.item, period.entry), "save")
    waiting = list(
        reading.values(reader)
        .filter(period_id=period.item_id, step=REPORTED)
        .select_related("action", "report")
        .order_by("sort_key", "pk")
    )
    typed = {value.pk: request.POST.get(f"why_{value.report_id}", "") for value in waiting}
    refused: Refused | None = None
    if request.method == "POST":
        left = {
            value.report_id: typed[value.pk]
            for value in waiting
            if value.report_id and typed[value.pk].strip()
        }
        try:
            services.lock_round(item=period.item_id, left=left, by=account, at=timezone.now())
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("The period is locked. Nothing of it changes any more."))
            return redirect("desk:round", period.reference)
    return render(
        request,
        "desk/round_lock.html",
        {
            "period": period,
            "waiting": [(value, typed[value.pk]) for value in waiting],
            "refused": refused,
            "refused_message": said(refused.message_words()) if refused else "",
            "refused_hint": said(refused.hint_words()) if refused else "",
            "standing": reading.standing(period, reader)[""],
            "drafts": reading.drafted(period, reader).drafts,
            "statements": _statements(period, reader),
        },
        status=refused.status if refused else 200,
    )


def statement(request: HttpRequest, reference: str) -> HttpResponse:
    """Write one's side's statement on the handling of sensitive information."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["write", "state_handling"])
    period = reading.round_for(reference, reader)
    mine = next(
        (row for row in reading.statements(period, reader) if row.item.origin_id == reader.side),
        None,
    )
    if mine is not None:
        return redirect("desk:record", mine.reference)
    form = StatementForm(
        request.POST if request.method == "POST" else None, initial={"once": draw(account)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.state_handling(
                period=period.item_id,
                wording=form.wording(),
                by=account,
                at=timezone.now(),
                id=drawn(account, form.cleaned_data["once"]),
            )
        except Refused as refusal:
            put_beside(form, refusal, HANDLING_STATEMENT, STATING)
        else:
            messages.success(request, _("Saved as a draft. Only your side sees it."))
            return redirect("desk:record", made.reference)
    return render(
        request,
        "desk/round_statement.html",
        {"form": form, "period": period},
        status=400 if form.errors else 200,
    )
