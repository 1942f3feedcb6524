"""Translation jobs on the desk: the list, asking for one, one job with its review, its steps."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kakehashi.desk.needs import today_of
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.look.forms import typed_day
from kakehashi.people.models import Account, Side
from kakehashi.people.rules import Viewer, check_side
from kakehashi.people.selectors import posts_of
from kakehashi.records.models import Entry
from kakehashi.records.selectors import entry_for
from kakehashi.translation import rules, selectors, services
from kakehashi.translation.models import Job
from kakehashi.translation.rules import LANGUAGES, USUAL_DAYS, due_after
from kakehashi.translation.selectors import LISTS, MINE, Row
from kakehashi.translation.services import Decision, Request
from kakehashi.translation.services.reviewing import ACCEPT, LEAVE, RETURN

TABS = {
    "mine": gettext_lazy("Waiting for you"),
    "open": gettext_lazy("All open"),
    "ended": gettext_lazy("Ended"),
}
LONGEST_NUMBER = 6
_DIRECTIONS = {"ja-en": ("ja", "en"), "en-ja": ("en", "ja")}

Step = Callable[[QueryDict, Job, Account, dt.datetime], str]


def translations(request: HttpRequest) -> HttpResponse:
    """List translation jobs: what waits for the reader first, late ones on top."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_own_side"])
    asked = request.GET.get("list", "")
    which = asked if asked in LISTS else MINE
    page = number_of(request.GET.get("page", ""), 1)
    lines, more = selectors.listing(reader, account, which, today_of(account.zone), page)
    here = reverse("desk:translations")
    return render(
        request,
        "desk/translations.html",
        {
            "which": which,
            "lines": lines,
            "older": f"?list={which}&page={page + 1}" if more else "",
            "tabs": [(code, words, f"{here}?list={code}") for code, words in TABS.items()],
            "may": reader.may("write"),
        },
    )


def number_of(given: str, usual: int) -> int:
    """Return a small number as it was typed; ``usual`` for what is none."""
    plain = given.isascii() and given.isdigit() and len(given) <= LONGEST_NUMBER
    return int(given) if plain and int(given) else usual


def translation_new(request: HttpRequest) -> HttpResponse:
    """Ask for a translation of paragraphs of a record."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_own_side", "write"])
    side = Side.objects.get(pk=reader.side)
    given = request.POST if request.method == "POST" else request.GET
    reference = given.get("of", "").strip()[:80]
    refusal: Refused | None = None
    entry: Entry | None = None
    if reference:
        try:
            entry = entry_for(reference, reader)
        except NotHere as refused:
            refusal = refused
    if request.method == "POST" and entry is not None and "choose" not in request.POST:
        try:
            item = services.ask(
                request=_request(request.POST, entry, side),
                by=account,
                at=timezone.now(),
                id=drawn(account, request.POST.get("once", "")),
            )
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("The translation is asked for. Only your side sees it."))
            return redirect("desk:translation", item.reference)
    context = _asking(given, entry, side, account, reader)
    status = refusal.status if refusal else 200
    return render(
        request,
        "desk/translation_new.html",
        {**context, "of": reference, "entry": entry, "refusal": refusal},
        status=status,
    )


def _request(given: QueryDict, entry: Entry, side: Side) -> Request:
    source, target = _DIRECTIONS.get(given.get("direction", ""), ("", ""))
    due = day_of(given.get("due", ""))
    if due is None and given.get("days", ""):
        days = number_of(given.get("days", ""), USUAL_DAYS)
        due = due_after(today_of(side.zone), min(days, 260), [side.calendar])
    return Request(
        of=entry.item_id,
        source=source,
        target=target,
        fields=tuple(given.getlist("field")),
        translator=given.get("translator", ""),
        translator_name=given.get("translator_name", ""),
        reviewer=given.get("reviewer", ""),
        due=due,
        note=given.get("note", ""),
    )


def day_of(given: str) -> dt.date | None:
    """Return a day as it was typed, None for what is none."""
    return typed_day(given)


def _asking(
    given: QueryDict, entry: Entry | None, side: Side, account: Account, reader: Viewer
) -> dict[str, Any]:
    other = next(one for one in LANGUAGES if one != side.language)
    direction = given.get("direction", "")
    rows: list[tuple[str, Mapping[str, str], str, str]] = []
    if entry is not None:
        choices = selectors.choices_of(entry.item, reader)
        if direction not in _DIRECTIONS:
            own = sum(bool(words.get(side.language)) for _name, _label, words in choices)
            theirs = sum(bool(words.get(other)) for _name, _label, words in choices)
            direction = f"{other}-{side.language}" if theirs > own else f"{side.language}-{other}"
        source, target = _DIRECTIONS[direction]
        rows = [
            (name, label, words.get(source, ""), words.get(target, ""))
            for name, label, words in choices
        ]
    today = today_of(side.zone)
    chosen = set(given.getlist("field"))
    missing = {name for name, _label, source, target in rows if source and not target}
    return {
        "rows": rows,
        "direction": direction,
        "from_to": _DIRECTIONS.get(direction, ("ja", "en")),
        "chosen": chosen or missing or {one[0] for one in rows if one[2]},
        "posts": posts_of(side.pk, today),
        "typed": given,
        "days": given.get("days") or USUAL_DAYS,
        "usual": due_after(today, USUAL_DAYS, [side.calendar]),
        "once": given.get("once") or draw(account),
        "own_post": account.post,
    }


def translation(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one job: what is asked, the files, the translation beside its source."""
    check_side(viewer(request), ["read_own_side"])
    return shown(request, reference)


def shown(
    request: HttpRequest,
    reference: str,
    refusal: Refused | None = None,
    typed: QueryDict | None = None,
) -> HttpResponse:
    """Return the page of a job, with what was refused and what was typed."""
    account = account_of(request)
    page = selectors.page(reference, account, today_of(account.zone))
    return render(
        request,
        "desk/translation.html",
        {
            "page": page,
            "job": page.job,
            "rows": [_row(one, page.job, typed) for one in page.rows],
            "state": rules.STATES[page.job.state],
            "passages": rules.PASSAGES,
            "marking": selectors.marking_of(page),
            "steps": {one.replace("-", "_") for one in page.steps},
            "reviews": rules.REVIEW in page.steps,
            "types": rules.TAKE_IN in page.steps and page.job.state in (rules.ASKED, rules.WITH),
            "undecided": next((one for one in page.rows if one.passage.state != "accepted"), None),
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


@dataclass(frozen=True)
class _Shown:
    """One paragraph as the page shows it: what was typed, or what stands there."""

    row: Row
    words: str
    decision: str
    comment: str
    height: int
    """Lines of the field in which it is typed."""
    terms: Sequence[tuple[str, str]]


_DECIDED = {rules.ACCEPTED: ACCEPT, rules.BACK: RETURN}


def _row(row: Row, job: Job, typed: QueryDict | None) -> _Shown:
    given = typed if typed is not None else QueryDict()
    passage, field = row.passage, row.passage.field
    standing = LEAVE if row.unseen else _DECIDED.get(passage.state, LEAVE)
    long = max(len(passage.source), len(passage.words)) // (30 if job.target == "ja" else 60)
    return _Shown(
        row=row,
        words=given.get(f"words-{field}", passage.words),
        decision=given.get(f"decision-{field}", standing),
        comment=given.get(f"comment-{field}", passage.comment),
        height=min(max(long + passage.source.count("\n") + 2, 2), 20),
        terms=[(one.preferred(job.source), one.preferred(job.target)) for one in row.terms],
    )


@require_POST
def translation_act(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take one step with a job: hand out, review, send back, put in, keep, cancel, decline."""
    reader, account = viewer(request), account_of(request)
    if step not in STEPS:
        raise NotHere
    job = selectors.job_for(reference, reader)
    try:
        told = STEPS[step](request.POST, job, account, timezone.now())
    except NotHere:
        raise
    except Refused as refusal:
        typed = request.POST if step in ("review", "type") else None
        return shown(request, reference, refusal, typed)
    messages.success(request, told)
    return redirect("desk:translation", reference)


def _hand_out(_given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    services.hand_out(item=job.pk, by=by, at=at)
    return _("Noted: the translator has it.")


def _cancel(given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    services.cancel(item=job.pk, why=given.get("why", ""), by=by, at=at)
    return _("Cancelled. What came back stays readable here.")


def _decline(given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    services.decline(item=job.pk, why=given.get("why", ""), by=by, at=at)
    return _("Declined. Whoever asked can ask somebody else.")


def _renew(_given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    if services.renew(item=job.pk, by=by, at=at):
        return _("The newest text is the source now. Give the translator the files once more.")
    return _("The source had not changed.")


def _type(given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    words = {
        name.removeprefix("words-"): said
        for name, said in given.items()
        if name.startswith("words-") and isinstance(said, str)
    }
    done = "done" in given
    services.type_in(item=job.pk, words=words, done=done, by=by, at=at)
    return _("Returned, to be reviewed.") if done else _("Saved. It is not returned yet.")


def _undo(_given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    services.take_out(item=job.pk, by=by, at=at)
    return _("Taken out: each paragraph is again what it was before.")


def _review(given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    fields = [name.removeprefix("shown-") for name in given if name.startswith("shown-")]
    services.review(
        item=job.pk,
        decisions={
            one: Decision(
                what=given.get(f"decision-{one}", LEAVE),
                words=given.get(f"words-{one}", ""),
                comment=given.get(f"comment-{one}", ""),
                shown=given.get(f"shown-{one}", ""),
            )
            for one in fields
        },
        by=by,
        at=at,
    )
    return _("Saved.")


def _send_back(given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    services.send_back(item=job.pk, due=day_of(given.get("due", "")), by=by, at=at)
    return _("Back with the translator. The files carry your comments.")


def _put_in(_given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    made = services.put_in(item=job.pk, by=by, at=at)
    if made.proposed:
        return _("Sent as proposals: the other side holds the pen.")
    return _("Put in as a draft. Its translated fields are recorded as checked.")


def _keep(_given: QueryDict, job: Job, by: Account, at: dt.datetime) -> str:
    services.keep(item=job.pk, by=by, at=at)
    return _("Kept here. The record stays as it is.")


STEPS: Mapping[str, Step] = {
    "hand-out": _hand_out,
    "cancel": _cancel,
    "decline": _decline,
    "renew": _renew,
    "type": _type,
    "undo": _undo,
    "review": _review,
    "send-back": _send_back,
    "put-in": _put_in,
    "keep": _keep,
}
"""What a button of the page does."""
