"""Answering a commission: by a link without an account, and on the desk.

Opening a link does nothing: mail scanners and previews open links, too. Every address shows what
one button on it will do, and only the button does it.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kakehashi.commissions import selectors, services
from kakehashi.commissions.models import Course
from kakehashi.commissions.rules import EXTENSIONS, GIVEN, NIL, TEXT
from kakehashi.commissions.selectors import Opened
from kakehashi.commissions.services.refusals import AnswerFile, CommissionOver, LinkBusy, LinkWrong
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.look.forms import typed_day
from kakehashi.notes.letters.asking import LARGEST, ask
from kakehashi.notes.letters.charsets import clean
from kakehashi.people.rules import check_side
from kakehashi.wording.files.encodings import decode

DONE = ("sent", "nil", "draft", "file", "more-time")
"""What a link has just done, said on the page it leads back to."""


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the one request of a link, and take its answer."""
    now = timezone.now()
    refusal: Refused | None = None
    if request.method == "POST":
        wish = request.POST.get("do", "send")
        text, name = request.POST.get("text", ""), request.POST.get("name", "")
        try:
            if request.FILES or wish == "file":
                services.look_by_link(secret, at=now)
                text, wish = with_file(request, text), "file"
            if wish in ("draft", "file"):
                services.save_draft_by_link(secret=secret, text=text, name=name, at=now)
            else:
                given = NIL if wish == "nil" else TEXT
                services.answer_by_link(secret=secret, given=given, text=text, name=name, at=now)
        except Refused as refused:
            refusal = refused
        else:
            done = wish if wish in ("nil", "draft", "file") else "sent"
            return _sealed(redirect(f"{request.path}?done={done}"))
    return _page(request, secret, "desk/answer.html", refusal, now)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer_nil(request: HttpRequest, secret: str) -> HttpResponse:
    """Show one button that records a nil return; nothing else."""
    now = timezone.now()
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            services.answer_by_link(
                secret=secret, given=NIL, name=request.POST.get("name", ""), at=now
            )
        except Refused as refused:
            refusal = refused
        else:
            return _sealed(redirect(_back(request, "nil/") + "?done=nil"))
    return _page(request, secret, "desk/answer_nil.html", refusal, now)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer_more_time(request: HttpRequest, secret: str) -> HttpResponse:
    """Show one button that asks for more time, till a day that can be changed first."""
    now = timezone.now()
    refusal: Refused | None = None
    if request.method == "POST":
        until = _day(request.POST.get("until", ""))
        try:
            services.ask_more_time_by_link(
                secret=secret, until=until, why=request.POST.get("why", ""), at=now
            )
        except Refused as refused:
            refusal = refused
        else:
            return _sealed(redirect(_back(request, "more-time/") + "?done=more-time"))
    return _page(request, secret, "desk/answer_more_time.html", refusal, now)


def commission_office(request: HttpRequest, reference: str, office: int) -> HttpResponse:
    """Answer for one's own office on the desk."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["read_own_side", "comment"])
    asked = selectors.asked_for(office, reader)
    course, _entry = selectors.course_for(reference, reader)
    if asked.commission_id != course.pk:
        raise NotHere
    now = timezone.now()
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            said = _take(request, office, now)
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, said)
            if request.FILES:
                return redirect("desk:commission-office", reference, office)
            return redirect("desk:commission", reference)
    shown = selectors.opened(asked, _today(course, now))
    return render(
        request,
        "desk/commission_answer.html",
        {
            **_context(request, shown, refusal),
            "reference": reference,
            "under": selectors.passed_on_by(asked),
            "account": account,
        },
        status=refusal.status if refusal else 200,
    )


def _take(request: HttpRequest, office: int, now: dt.datetime) -> str:
    """Do what was pressed and return what is said of it."""
    account, wish = account_of(request), request.POST.get("do", "send")
    text = request.POST.get("text", "")
    if request.FILES or wish == "file":
        text = with_file(request, text)
        services.save_draft(asked=office, text=text, by=account, at=now)
        return _("The text of the file is kept as a draft. Nothing is sent yet.")
    if wish == "draft":
        services.save_draft(asked=office, text=text, by=account, at=now)
        return _("The draft is kept. Your office sees it, nobody else.")
    if wish == "more-time":
        until = _day(request.POST.get("until", ""))
        why = request.POST.get("why", "")
        services.ask_more_time(asked=office, until=until, why=why, by=account, at=now)
        return _("More time is asked for. Who commissioned it decides.")
    given = NIL if wish == "nil" else TEXT
    services.answer(asked=office, given=given, text=text, by=account, at=now)
    return _("The answer is recorded. Only your side sees it.")


def with_file(request: HttpRequest, typed: str) -> str:
    """Return what was typed with the text of the file that was dropped behind it.

    The file itself is kept nowhere; it is read by a process that can reach nothing.

    Raises:
        AnswerFile: when there is no file, or no text in it.
    """
    given = request.FILES.get("file")
    most = LARGEST >> 20
    if not isinstance(given, UploadedFile) or not given.name:
        raise AnswerFile(name="-", most=most)
    name = given.name[:120]
    if (given.size or 0) > LARGEST:
        raise AnswerFile(name=name, most=most)
    data = given.read()
    try:
        said = _plain(data) if name.lower().endswith(".txt") else ask(data, name)[0].text
    except Refused as refused:
        raise AnswerFile(name=name, most=most) from refused
    if not said.strip():
        raise AnswerFile(name=name, most=most)
    before = "" if request.POST.get("form", "").split() == typed.split() else typed.rstrip()
    return "\n\n".join(filter(None, (before, said.strip())))


def _plain(data: bytes) -> str:
    found = decode(data)
    return clean(found[0]) if found else ""


def _day(written: str) -> dt.date | None:
    return typed_day(written)


def _page(
    request: HttpRequest, secret: str, template: str, refusal: Refused | None, now: dt.datetime
) -> HttpResponse:
    """Return the page of a link; one page for every link that does not work."""
    try:
        asked = services.look_by_link(secret, at=now)
    except LinkWrong as wrong:
        return _sealed(_wrong(request, wrong))
    shown = selectors.opened(asked, _today(Course.objects.get(pk=asked.commission_id), now))
    done = request.GET.get("done", "")
    response = render(
        request,
        template,
        {
            **_context(request, shown, refusal),
            "secret": secret,
            "done": done if done in DONE and refusal is None else "",
        },
        status=refusal.status if refusal else 200,
    )
    return _sealed(response)


def _context(request: HttpRequest, shown: Opened, refusal: Refused | None) -> dict[str, object]:
    language = translation.get_language() or "en"
    title, title_language = shown.text_in("title", language)
    body, body_language = shown.text_in("body", language)
    draft = next((one for one in shown.drafts if not one.after), None)
    newest = shown.returns[-1] if shown.returns else None
    template = shown.text_in("template", language)[0]
    if request.method == "POST":
        text, name = request.POST.get("text", ""), request.POST.get("name", "")
    elif draft is not None and (newest is None or draft.at > newest.given.at):
        text, name = draft.text, draft.name
    else:
        text, name = (newest.text, newest.given.name) if newest else (template, "")
        name = "" if name == shown.asked.mailbox else name
    return {
        "shown": shown,
        "title": title,
        "title_language": title_language,
        "body": body,
        "body_language": body_language,
        "text": text,
        "form": template,
        "name": name,
        "draft": draft,
        "given": GIVEN,
        "extensions": EXTENSIONS,
        "refusal": refusal,
        "kept": isinstance(refusal, CommissionOver),
        "busy": isinstance(refusal, LinkBusy),
        "until": request.POST.get("until") or shown.proposed,
        "why": request.POST.get("why", ""),
        "today": _today(shown.course, timezone.now()),
    }


def _wrong(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say that a link does not work, and give back what was typed so that it can be copied."""
    language = translation.get_language() or "en"
    return render(
        request,
        "desk/answer_refused.html",
        {
            "message": refusal.say(language),
            "hint": refusal.advise(language),
            "code": refusal.code,
            "typed": request.POST.get("text", "") if request.method == "POST" else "",
        },
        status=refusal.status,
    )


def _sealed(response: HttpResponse) -> HttpResponse:
    """Keep the page out of every index and every cache: its address is a secret."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _back(request: HttpRequest, last: str) -> str:
    return request.path.removesuffix(last)


def _today(course: Course, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(course.side.zone)).date()
