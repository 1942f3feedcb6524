"""Posts on the desk: what each owns, its handover, the brief of a first day, advice."""

import datetime as dt
import uuid
from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kakehashi.desk.once import draw, drawn
from kakehashi.desk.sections import today_of
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.look.forms import typed_day
from kakehashi.people.models import Account, Role, Side
from kakehashi.people.rules import check_side
from kakehashi.people.seats import act_in, seats_of
from kakehashi.people.selectors import visible_audiences
from kakehashi.posts import selectors, services
from kakehashi.posts.models import Handover
from kakehashi.posts.rules import CANCEL, CARRY_OUT, NEVER_GIVEN, STATES, STEPS, UNDO
from kakehashi.posts.selectors import PostPage
from kakehashi.records.belongings import ownerless
from kakehashi.records.models import Entry


def _own_side(request: HttpRequest) -> Side:
    """Return the reader's side; whoever reads for none has no posts here."""
    return Side.objects.get(pk=check_side(viewer(request), ["read_own_side"]))


def _today(side: Side) -> dt.date:
    return today_of(side.zone)


@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    """List the posts of one's own side, vacancies first, and what no post owns."""
    side, reader, account = _own_side(request), viewer(request), account_of(request)
    unowned = ownerless(side.pk)
    return render(
        request,
        "desk/posts.html",
        {
            "side": side,
            "rows": selectors.own_posts(side.pk, _today(side)),
            "seats": seats_of(account),
            "may_manage": reader.may("manage_people"),
            "unowned": len(unowned),
            "states": STATES,
        },
    )


def _page(request: HttpRequest, key: str) -> tuple[PostPage, Side]:
    side = _own_side(request)
    page = selectors.post_page(key, viewer(request), _today(side))
    if page is None:
        raise NotHere
    return page, side


@require_safe
def post(request: HttpRequest, key: str) -> HttpResponse:
    """Show all that a post owns, who waits for it, what was promised, whom it knows.

    Raises:
        NotHere: for a post that is not of one's own side.
    """
    return _shown(request, key)


def _shown(request: HttpRequest, key: str, refusal: Refused | None = None) -> HttpResponse:
    page, side = _page(request, key)
    reader, account = viewer(request), account_of(request)
    return render(
        request,
        "desk/post.html",
        {
            "page": page,
            "side": side,
            "sides": {one.pk: one for one in Side.objects.all()},
            "may_manage": reader.may("manage_people"),
            "may_advise": account.post_id == key and reader.may("write"),
            "states": STATES,
            "steps": STEPS,
            "once": draw(account),
            "refusal": refusal,
            "typed": request.POST if refusal else {},
            "today": _today(side),
        },
        status=refusal.status if refusal else 200,
    )


@require_safe
def post_brief(request: HttpRequest, key: str) -> HttpResponse:
    """Show the brief of a successor's first day: one page, made to be printed.

    Raises:
        NotHere: for a post that is not of one's own side.
    """
    page, side = _page(request, key)
    today = _today(side)
    return render(
        request,
        "desk/post_brief.html",
        {
            "page": page,
            "brief": selectors.first_day(page, viewer(request), today),
            "sides": {one.pk: one for one in Side.objects.all()},
            "today": today,
        },
    )


@require_POST
def post_advice(request: HttpRequest, key: str) -> HttpResponse:
    """Leave advice for whoever comes next in one's own post.

    Raises:
        NotHere: for a post that is not of one's own side.
    """
    _page(request, key)
    account, said = account_of(request), request.POST
    try:
        if account.post_id != key:
            raise services.NotYourOwnPost
        services.advise(
            title=said.get("title", ""),
            body=said.get("body", ""),
            language=get_language() or account.language,
            for_all=said.get("for_all") == "yes",
            by=account,
            at=timezone.now(),
            id=drawn(account, said.get("once", "")),
        )
    except NotHere:
        raise
    except Refused as refused:
        return _shown(request, key, refused)
    messages.success(request, _("The advice is kept for whoever holds this post next."))
    return redirect("desk:post", key)


def post_handover(request: HttpRequest, key: str) -> HttpResponse:
    """Choose how a post is handed over, see what that would do, and plan it.

    Raises:
        NotHere: for a post that is not of one's own side.
    """
    page, side = _page(request, key)
    check_side(viewer(request), ["manage_people"])
    account, refusal = account_of(request), None
    if request.method == "POST":
        try:
            made = _planned(request, key, account)
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
        else:
            done = made.state == "done"
            messages.success(
                request, _("The post is handed over.") if done else _("The handover is planned.")
            )
            return redirect("desk:post", key)
    said = request.POST if refusal else request.GET
    everyone = selectors.candidates(side.pk)
    if refusal is None and "what" in said:
        try:
            services.check_plan(**_chosen(said, key), by=account, at=timezone.now())
        except NotHere:
            raise
        except Refused as refused:
            refusal = refused
    leaver = next((one for one in page.sitting if one.username == said.get("leaver")), None)
    whole = said.get("what") == "post"
    heir = said.get("to", "") if whole else ""
    return render(
        request,
        "desk/post_handover.html",
        {
            "page": page,
            "side": side,
            "said": said,
            "whole": whole,
            "preview": selectors.preview(page, to=heir, leaver=leaver) if "what" in said else None,
            "heir": next(
                (
                    one.post
                    for one in selectors.own_posts(side.pk, _today(side))
                    if one.post.pk == heir
                ),
                None,
            ),
            "coming": next((one for one in everyone if one.username == said.get("successor")), None)
            if not whole
            else None,
            "chosen_roles": Role.objects.filter(code__in=said.getlist("role")),
            "day": _day(said.get("on", "")),
            "posts": [
                one
                for one in selectors.own_posts(side.pk, _today(side))
                if one.post.pk != key and one.owner.state != "ended"
            ],
            "accounts": [one for one in everyone if one not in page.sitting],
            "roles": Role.objects.exclude(code__in=NEVER_GIVEN).order_by("position"),
            "had": services.roles_in(page.sitting[0], key) if page.sitting else [],
            "once": draw(account),
            "refusal": refusal,
            "today": _today(side),
        },
        status=refusal.status if refusal else 200,
    )


def _planned(request: HttpRequest, key: str, account: Account) -> Handover:
    said = request.POST
    return services.plan(
        **_chosen(said, key),
        roles=said.getlist("role"),
        by=account,
        at=timezone.now(),
        id=drawn(account, said.get("once", "")),
    )


class _Chosen(TypedDict):
    """Who takes over what on which day, as it was entered."""

    post: str
    on: dt.date | None
    to: str
    leaver: str
    successor: str


def _chosen(said: QueryDict, key: str) -> _Chosen:
    """Return what was entered; a whole post needs one that takes it over."""
    whole = said.get("what") == "post"
    if whole and not said.get("to"):
        raise services.HandoverHeir
    return {
        "post": key,
        "on": _day(said.get("on", "")),
        "to": said.get("to", "") if whole else "",
        "leaver": "" if whole else said.get("leaver", ""),
        "successor": "" if whole else said.get("successor", ""),
    }


def _day(written: str) -> dt.date | None:
    return typed_day(written)


@require_POST
def post_step(request: HttpRequest, key: uuid.UUID, step: str) -> HttpResponse:
    """Cancel, carry out or undo a handover.

    Raises:
        NotHere: for a step that there is not, or a handover of another side.
    """
    account, now = account_of(request), timezone.now()
    check_side(viewer(request), ["manage_people"])
    if step == CANCEL:
        services.cancel(handover=key, by=account, at=now)
        said = _("The handover is cancelled.")
    elif step == CARRY_OUT:
        services.carry_out(handover=key, by=account, at=now)
        said = _("The post is handed over.")
    elif step == UNDO:
        services.undo(handover=key, by=account, at=now)
        said = _("The handover is undone.")
    else:
        raise NotHere
    messages.success(request, said)
    return redirect("desk:post", Handover.objects.get(pk=key).post_id)


@require_POST
def post_act(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own posts from now on."""
    act_in(post=request.POST.get("post") or None, by=account_of(request), at=timezone.now())
    messages.success(request, _("You act in this post now, with the roles it brings."))
    return redirect("desk:work")


def post_unowned(request: HttpRequest) -> HttpResponse:
    """List the open records that no post owns; give all of them to a post."""
    side, reader = _own_side(request), viewer(request)
    check_side(reader, ["manage_people"])
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            given = services.give_ownerless(
                to=request.POST.get("to", ""), by=account_of(request), at=timezone.now()
            )
        except services.PostOfOtherSide as refused:
            refusal = refused
        else:
            messages.success(request, _("Given to the post: %(count)d") % {"count": given})
            return redirect("desk:posts")
    items = [one.pk for one in ownerless(side.pk)]
    return render(
        request,
        "desk/post_unowned.html",
        {
            "entries": _seen(items, visible_audiences(reader)),
            "total": len(items),
            "posts": [
                one
                for one in selectors.own_posts(side.pk, _today(side))
                if one.owner.state != "ended"
            ],
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


MOST_SHOWN = 200


def _seen(items: list[uuid.UUID], audiences: tuple[int, ...]) -> list[Entry]:
    found = Entry.objects.filter(item_id__in=items, audience_id__in=audiences)
    return list(found.order_by("updated_at", "reference")[:MOST_SHOWN])
