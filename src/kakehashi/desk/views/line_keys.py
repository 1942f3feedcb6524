"""Keys of the lines: which and since when, changing them by two officials, forks as evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from kakehashi.desk.signing_in import proven_at
from kakehashi.desk.viewing import account_of, sees_handling, viewer
from kakehashi.errors import NotHere, Refused
from kakehashi.exchange.approving import (
    ENROL,
    FRESH,
    KEYS,
    NEW_LOG,
    PURPOSES,
    approve,
    ask,
    stands,
    withdraw,
)
from kakehashi.exchange.enrolling import LARGEST_CARD, read_card, words_of
from kakehashi.exchange.fork_files import fork_file
from kakehashi.exchange.key_rotation import KINDS, under_way
from kakehashi.exchange.keys_in_force import Period, own_periods, peer_periods
from kakehashi.exchange.models import (
    CLOSED_WHYS,
    WAITING,
    Approval,
    ClosedLog,
    KeySet,
    Line,
)
from kakehashi.exchange.overview import own_set
from kakehashi.exchange.own_keys import NoKeys, retired_files
from kakehashi.ledger.models import Fork, Log
from kakehashi.trust.spellings import from_base64, to_base64

ENDED_SHOWN = 10
LONGEST_WORDS = 1000


@dataclass(frozen=True)
class LineKeys:
    """The keys of one line, as its page says them."""

    line: Line
    periods: Sequence[tuple[bool, Sequence[tuple[Period, object, int | None]]]]
    """Ours or theirs; keys, since when, and the entry that retired them; the newest first."""
    under_way: int | None
    closed: Sequence[ClosedLog]
    """Logs of either side that were closed, the newest first."""
    waits_for_them: bool
    """Whether a new log of ours waits for the other side to enrol its keys."""
    own_words: Sequence[str]


def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys of every line, and what was asked for of two officials.

    Raises:
        NotHere: on a node that serves every side, and to other roles.
    """
    if not sees_handling(viewer(request)):
        raise NotHere
    return _page(request)


@require_POST
def ask_keys(request: HttpRequest, peer: str, purpose: str) -> HttpResponse:
    """Ask, as the first official, for new keys, a new log, theirs, or going on after a restore.

    Raises:
        NotHere: on a node that serves every side, to other roles, and for no such thing.
    """
    if not sees_handling(viewer(request)) or purpose not in PURPOSES:
        raise NotHere
    line = get_object_or_404(Line, pk=peer)
    try:
        ask(
            purpose,
            line,
            _facts(request, purpose),
            by=account_of(request),
            proven_at=proven_at(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, refusal)
    return redirect("desk:line-keys")


@require_POST
def answer_keys(request: HttpRequest, approval: int, answer: str) -> HttpResponse:
    """Approve, as the second official, or withdraw what was asked for.

    Raises:
        NotHere: on a node that serves every side, to other roles, and for no such thing.
    """
    if not sees_handling(viewer(request)) or answer not in ("approve", "withdraw"):
        raise NotHere
    by, now = account_of(request), timezone.now()
    try:
        if answer == "approve":
            done = approve(approval, by=by, proven_at=proven_at(request), at=now)
            if done.told_once:  # on this one answer, and kept nowhere
                return _page(request, told_once=done.told_once)
        else:
            withdraw(approval, by=by, at=now)
    except Refused as refusal:
        return _page(request, refusal)
    return redirect("desk:line-keys")


@require_safe
def fork(request: HttpRequest, number: int) -> HttpResponse:
    """Give the evidence of a fork as a file.

    Raises:
        NotHere: on a node that serves every side, to other roles, and where there is none.
    """
    if not sees_handling(viewer(request)):
        raise NotHere
    found = get_object_or_404(Fork, pk=number)
    return HttpResponse(
        fork_file(found),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="fork-{number}.json"'},
    )


def _facts(request: HttpRequest, purpose: str) -> dict[str, object]:
    """Return what is asked for, as the form says it."""
    if purpose == KEYS:
        return {"kinds": sorted(set(request.POST.getlist("kind")))}
    if purpose == NEW_LOG:
        return {"why": request.POST.get("why", "")}
    if purpose == ENROL:
        file = request.FILES.get("card")
        content = file.read(LARGEST_CARD + 1) if file else b""
        return {
            "card": to_base64(content.strip()),
            "words": " ".join(request.POST.get("words", "").split())[:LONGEST_WORDS],
            "language": _language(),
        }
    return {}


def _language() -> str:
    return "ja" if (get_language() or "").startswith("ja") else "en"


def _heard(row: Approval) -> Sequence[str]:
    """Return the words that the second official must have heard; none but for enrolling."""
    if row.purpose != ENROL:
        return ()
    card = read_card(from_base64(str(row.facts["card"])) or b"")
    return words_of(card, _language())


def _page(
    request: HttpRequest, refusal: Refused | None = None, *, told_once: str = ""
) -> HttpResponse:
    reader, now = viewer(request), timezone.now()
    rows = Approval.objects.select_related("line__peer", "asked_by", "approved_by")
    waiting = [(row, stands(row, at=now), _heard(row)) for row in rows.filter(state=WAITING)]
    proven, me = proven_at(request), account_of(request).pk
    return render(
        request,
        "desk/line_keys.html",
        {
            "lines": [_of(line) for line in Line.objects.select_related("peer").order_by("peer")],
            "kinds": KINDS,
            "waiting": waiting,
            "mine": {row.pk for row, _stands, _words in waiting if row.asked_by_id == me},
            "ended": rows.exclude(state=WAITING)[:ENDED_SHOWN],
            "kept": len(retired_files()),
            "may": reader.may("approve_restricted"),
            "fresh": proven is not None and now - proven <= FRESH,
            "minutes": int(FRESH.total_seconds() // 60),
            "refusal": refusal,
            "told_once": told_once,
            "whys": CLOSED_WHYS,
            "typed": request.POST.get("words", "")[:LONGEST_WORDS] if refusal else "",
        },
        status=refusal.status if refusal else 200,
    )


def _of(line: Line) -> LineKeys:
    since = dict(KeySet.objects.filter(line=line).values_list("keys", "at"))
    known = {bytes(keys): at for keys, at in since.items()}

    def told(periods: Sequence[Period]) -> list[tuple[Period, object, int | None]]:
        retired = [one.index for one in periods[1:]] + [None]
        return [
            (one, known.get(one.keys.canonical(), line.enrolled_at), index)
            for one, index in reversed(list(zip(periods, retired, strict=True)))
        ]

    try:
        own = told(own_periods(line))
    except NoKeys:
        own = []
    closed = list(ClosedLog.objects.filter(line=line).order_by("-pk"))
    follows = any(one.own and one.followed_by == line.origin for one in closed)
    log = Log.objects.filter(pk=line.origin).first()
    waits = follows and log is not None and not log.countersigned_size
    public = own_set() if waits else None
    return LineKeys(
        line,
        ((True, own), (False, told(peer_periods(line)))),
        under_way(line),
        closed,
        waits,
        public.words(_language()) if public else (),
    )
