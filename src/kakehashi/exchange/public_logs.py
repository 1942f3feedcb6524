"""What anyone may read of this node's logs: the checkpoint and the hash tiles (C2SP tlog-tiles).

Hashes of entries say nothing: each entry holds 16 random bytes. Entries and sealed records go to
the other side alone, on the line port.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kakehashi.errors import NotHere, Refused
from kakehashi.exchange.models import Line
from kakehashi.exchange.own_keys import tiles_of
from kakehashi.ledger.logs.tile_files import TileFiles
from kakehashi.trust.tiles import tile_at

FOR_EVER = "public, max-age=31536000, immutable"


def _files(side: str) -> TileFiles:
    """Return the tiles of the log to a side; the address is made of codes, not of origins."""
    line = Line.objects.filter(peer=side.upper()).first()
    if line is None:
        raise NotHere
    return tiles_of(line.origin)


@login_not_required
@require_safe
def checkpoint(request: HttpRequest, side: str) -> HttpResponse:
    """Give the last checkpoint of this node's log to a side."""
    del request
    note = _files(side).checkpoint()
    if not note:
        raise NotHere
    answer = HttpResponse(note, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def tile(request: HttpRequest, side: str, rest: str) -> HttpResponse:
    """Give a hash tile; it never changes."""
    del request
    try:
        wanted = tile_at(f"tile/{rest}")
        content = _files(side).read(wanted)
    except (Refused, FileNotFoundError) as fault:
        raise NotHere from fault
    if wanted.level is None:
        raise NotHere
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Cache-Control"] = FOR_EVER
    return answer
