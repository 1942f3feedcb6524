"""What is raised in treaty bodies, on the desk: raising it, and bringing the answer home."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kakehashi.desk.forms.refusing import put_beside
from kakehashi.desk.forms.reviews import RaisedForm, ReferralForm, ReplyForm
from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.governance.kinds import REFERRAL
from kakehashi.governance.models import Referral
from kakehashi.governance.review_rules import (
    ANSWERED,
    CLOSED,
    RAISED,
    REFERRAL_STANDINGS,
    TO_RAISE,
)
from kakehashi.governance.selectors import referrals as selectors
from kakehashi.governance.services import referrals as services
from kakehashi.people.models import Account
from kakehashi.people.rules import check_side
from kakehashi.records.selectors import entry_for, row_of

FIELDS = {
    "not-a-treaty-body": "body",
    "raised-in-future": "date",
    "title": "title_{language}",
    "sources": "sources",
    "reply-missing": "reply_{language}",
    "not-here": "raised_from",
}


def referrals(request: HttpRequest) -> HttpResponse:
    """Show what was raised in treaty bodies, what was answered first."""
    reader = viewer(request)
    return render(
        request,
        "desk/referrals.html",
        {
            "referrals": selectors.referrals(reader),
            "standings": REFERRAL_STANDINGS,
            "may": reader.may("write") and bool(reader.side),
        },
    )


def referral_new(request: HttpRequest) -> HttpResponse:
    """Raise a matter in a treaty body from a record."""
    reader, account = viewer(request), account_of(request)
    check_side(reader, ["write"])
    form = ReferralForm(
        request.POST if request.method == "POST" else None,
        bodies=[(one.reference, one.title) for one in selectors.treaty_bodies(reader)],
        initial={"once": draw(account), "raised_from": request.GET.get("from", "")[:80]},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            item = services.raise_in(
                body=data["body"],
                raised_from=data["raised_from"].strip(),
                title=form.words("title"),
                words=form.words("words"),
                date=data["date"],
                by=account,
                at=timezone.now(),
                id=drawn(account, data["once"]),
            )
        except NotHere:
            form.add_error(
                "raised_from", _("No record that you may see has this reference. Check it.")
            )
        except Refused as refusal:
            put_beside(form, refusal, REFERRAL, FIELDS)
        else:
            messages.success(request, _("Recorded, and shared with the other side."))
            return redirect("desk:referral", item.reference)
    return render(
        request, "desk/referral_new.html", {"form": form}, status=400 if form.errors else 200
    )


def referral(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one matter raised, and take it on: raised, answered, closed."""
    reader, account = viewer(request), account_of(request)
    row = row_of(entry_for(reference, reader))
    if not isinstance(row, Referral):
        raise NotHere
    asked = request.POST.get("step", "") if request.method == "POST" else ""
    raised = RaisedForm(request.POST if asked == "raised" else None)
    reply = ReplyForm(request.POST if asked == "reply" else None)
    refusal: Refused | None = None
    if asked:
        check_side(reader, ["write"])
        form = {"raised": raised, "reply": reply}.get(asked)
        if form is None or form.is_valid():
            try:
                _take(asked, row, raised, reply, account)
            except Refused as found:
                if found.status == 404:  # noqa: PLR2004
                    raise
                if form is None:
                    refusal = found
                else:
                    put_beside(
                        form,
                        found,
                        REFERRAL,
                        FIELDS | ({"raised-in-future": "reply_date"} if form is reply else {}),
                    )
            else:
                messages.success(request, _("Recorded, and shared with the other side."))
                return redirect("desk:referral", reference)
    shown = selectors.with_askers([row], reader)[0]
    may = reader.may("write") and reader.side == (row.item.pen_id or row.item.origin_id)
    return render(
        request,
        "desk/referral.html",
        {
            "one": shown,
            "row": row,
            "wording": row.entry.version.wording,
            "sources": row.entry.version.facts.get("sources", []),
            "standing": REFERRAL_STANDINGS[row.standing],
            "raised": raised if may and row.standing == TO_RAISE else None,
            "reply": reply if may and row.standing in (RAISED, ANSWERED) else None,
            "may_close": may and row.standing != CLOSED,
            "refusal": refusal,
        },
        status=refusal.status if refusal else 400 if raised.errors or reply.errors else 200,
    )


def _take(
    asked: str, row: Referral, raised: RaisedForm, reply: ReplyForm, account: Account
) -> None:
    at = timezone.now()
    if asked == "raised":
        services.mark_raised(
            referral=row.reference, date=raised.cleaned_data["date"], by=account, at=at
        )
    elif asked == "reply":
        data = reply.cleaned_data
        services.record_reply(
            referral=row.reference,
            words={code: data[f"reply_{code}"] for code in ("en", "ja")},
            date=data["reply_date"],
            sources=data["sources"].split(),
            by=account,
            at=at,
        )
    elif asked == "close":
        services.close_referral(referral=row.reference, by=account, at=at)
    else:
        raise NotHere
