"""Calendars on the desk: secret addresses for calendar programs, and a meeting as a file."""

import hashlib
import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kakehashi.desk.once import draw, drawn
from kakehashi.desk.viewing import account_of, viewer
from kakehashi.desk.views.work import today_of
from kakehashi.errors import NotHere, Refused
from kakehashi.framework.selectors import partnership
from kakehashi.governance import calendars, selectors, services
from kakehashi.governance.calendars import Party, Scope
from kakehashi.governance.models import Attendance, CalendarFeed, Meeting
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of, visible_audiences

TYPE = "text/calendar; charset=utf-8"
MINUTES = 15


def calendar_addresses(request: HttpRequest) -> HttpResponse:
    """List one's calendar addresses; make another, shown this once."""
    account, reader = account_of(request), viewer(request)
    made, refusal = None, None
    if request.method == "POST":
        data = request.POST
        try:
            feed, secret = services.make_feed(
                scope=data.get("scope", ""),
                body=data.get("body", ""),
                language=get_language() or "en",
                by=account,
                at=timezone.now(),
                id=drawn(account, data.get("once", "")),
            )
        except (services.FeedWithoutPost, services.FeedsTooMany) as refused:
            refusal = refused
        else:
            if not secret:
                return redirect("desk:calendars")
            made = (feed, request.build_absolute_uri(reverse("calendar-feed", args=[secret])))
    answer = render(
        request,
        "desk/calendars.html",
        {
            "feeds": [(one, _called(one)) for one in selectors.feeds_of(account)],
            "made": made,
            "refusal": refusal,
            "bodies": selectors.bodies(reader),
            "post": account.post,
            "once": draw(account),
        },
        status=_status(refusal),
    )
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200


def _called(feed: CalendarFeed) -> str:
    if feed.scope == "post" and feed.post is not None:
        return feed.post.name
    if feed.scope == "body" and feed.body is not None:
        names = selectors.names_of([feed.body.pk]).get(str(feed.body.pk), [])
        language = get_language() or "en"
        return next((one.text for one in names if one.language == language), feed.body.reference)
    return _("Your own")


def _named(feed: CalendarFeed) -> str:
    """Return what programs call a feed: of whom it is, then the partnership."""
    known = partnership()
    with override(feed.language):
        whose = feed.account.name if feed.scope == "person" else _called(feed)
    title = known.titles.get(feed.language, "") if known else ""
    return " · ".join(filter(None, (whose, title or "Kakehashi")))


@require_POST
def calendar_revoke(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Revoke one of one's calendar addresses."""
    services.revoke_feed(feed=key, by=account_of(request), at=timezone.now())
    return redirect("desk:calendars")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer a calendar program: what the owner may see now, or that nothing changed.

    Raises:
        NotHere: for an address that does not work.
    """
    now = timezone.now()
    found = services.read_feed(secret, at=now)
    owner = found.account
    scope = Scope(
        found.scope,
        viewer_of(owner),
        found.language,
        post=found.post_id or (owner.post_id or "" if found.scope == "person" else ""),
        body=found.body.reference if found.body else "",
    )
    happenings = calendars.gather(scope, _address(request), today_of(owner.zone))
    body = calendars.written(happenings, name=_named(found), language=found.language)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type=TYPE)
    answer["ETag"] = etag
    patch_cache_control(answer, private=True, max_age=60 * MINUTES)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return get_conditional_response(request, etag=etag, response=answer) or answer


def invitation(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a meeting as a file: an invitation where mail addresses are known, else an entry.

    Raises:
        NotHere: for a meeting that is not there, not for this person, or has no day.
    """
    reader, account = viewer(request), account_of(request)
    meeting = (
        Meeting.objects.filter(reference=reference, audience_id__in=visible_audiences(reader))
        .select_related("entry__version")
        .first()
    )
    if meeting is None:
        raise NotHere
    organiser = Party(account.name, account.email) if account.email else None
    attending = _attending(meeting, account) if organiser else []
    language = get_language() or "en"
    happening = calendars.of_meeting(
        meeting,
        Scope("person", reader, language),
        _address(request),
        organiser=organiser if attending else None,
        attending=attending,
    )
    if happening is None:
        raise NotHere
    method = "REQUEST" if attending else ""
    body = calendars.written([happening], name=happening.title, language=language, method=method)
    kind = f"{TYPE}; method={method}" if method else TYPE
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{meeting.item_id}.ics"'
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _attending(meeting: Meeting, account: Account) -> list[Party]:
    """Return those of one's own side who are to attend and whose mail address is known."""
    persons = Attendance.objects.filter(item_id=meeting.item_id, side=account.side_id)
    known = Account.objects.filter(
        person__in=persons.values("person"), side=account.side_id, is_active=True
    ).exclude(email="")
    return [Party(one.name, one.email) for one in known.order_by("username")]


def _address(request: HttpRequest) -> "calendars.gathering.Address":
    def address(kind: str, reference: str) -> str:
        name = {"provision": "desk:provision", "cycle": "desk:year"}.get(kind, "desk:record")
        return request.build_absolute_uri(reverse(name, args=[reference]))

    return address
