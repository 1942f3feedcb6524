"""The line port: a small WSGI application that answers the other sides' nodes and nobody else.

Bodies are spooled and their signature checked before anything of them is believed. Memory is
bounded whatever is sent. ``port.py`` waits for the bodies and hands them over whole.
"""

import contextlib
import hashlib
import json
import logging
import tempfile
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any, Final
from urllib.parse import parse_qs

from django.db import close_old_connections
from django.utils import timezone

from kakehashi.errors import NotHere, Refused
from kakehashi.exchange import blobs, news, parcels
from kakehashi.exchange.beginnings import closed_before, known_end
from kakehashi.exchange.keys_in_force import own_log_keys, peer_periods, speaking
from kakehashi.exchange.line.signing import RequestNotSigned, check_request
from kakehashi.exchange.models import ENDED, Line, Parcel
from kakehashi.exchange.own_keys import own_keys
from kakehashi.exchange.waking import wake
from kakehashi.ledger.logs.guard import GuardUnwritable
from kakehashi.ledger.logs.mirror import CheckpointElsewhere, UploadElsewhere, where_to_go_on
from kakehashi.ledger.logs.signing import CountersignatureOld, take_countersignature
from kakehashi.ledger.models import Log
from kakehashi.look.storage import FAULTS, StorageFails, let_go, storage_refusal
from kakehashi.trust.checkpoints import name_fault
from kakehashi.trust.key_sets import read_public_keys
from kakehashi.trust.mirroring import MirrorInfo, read_mirror_info
from kakehashi.trust.spellings import from_decimal

LARGEST_BODY: Final = 1 << 26
"""Bytes of a request."""
SPOOLED: Final = 1 << 20
"""Bytes of a body kept in memory; the rest lies in a file until it was read."""
LARGEST_RANGE: Final = 1 << 22
"""Bytes of a parcel that one answer holds."""
PREFIX: Final = "/kakehashi/v1"

_LOGGER = logging.getLogger(__name__)
Start = Callable[..., Any]


class TooMuch(Refused):
    """A request that is larger than any honest one."""

    code = "request-too-large"
    status = 413
    message = {
        "en": "The request is larger than {most} bytes.",
        "ja": "要求が{most}バイトを超えています。",
    }
    hint = {
        "en": "Nothing was done. Send it in parts.",
        "ja": "何も行われていません。分割して送信してください。",
    }


class Answer:
    """What is answered: a status, a kind of content, bytes."""

    def __init__(self, status: int, kind: str, body: bytes = b"") -> None:
        self.status, self.kind, self.body = status, kind, body


NOTE, INFO, NEWS = (
    "text/plain; charset=utf-8",
    "text/x.tlog.mirror-info",
    "application/octet-stream",
)


def application(environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
    """Answer one request (WSGI, PEP 3333)."""
    answer = answered(environ)
    start(
        f"{answer.status} {_REASONS.get(answer.status, 'Answer')}",
        [("Content-Type", answer.kind), ("Content-Length", str(len(answer.body)))],
    )
    return [answer.body]


def refused_unread(environ: Mapping[str, Any]) -> Answer | None:
    """Return the answer to a request whose body nobody waits for; None where it is waited for."""
    return _guarded(lambda: _may_go_on(environ))


def answered(environ: Mapping[str, Any]) -> Answer:
    """Return the answer to one request.

    Args:
        environ: as of PEP 3333; where it holds ``kakehashi.body``, the body is that file, at its
            beginning, with its SHA-256.
    """
    return _guarded(lambda: _answered(environ)) or Answer(204, NOTE)


def problem(refusal: Refused) -> Answer:
    """Return a problem document (RFC 9457)."""
    return _problem(refusal)


def _may_go_on(environ: Mapping[str, Any]) -> None:
    _line(environ)
    length_of(environ)


def _guarded(ask: Callable[[], Answer | None]) -> Answer | None:
    close_old_connections()
    try:
        return ask()
    except GuardUnwritable as fault:  # where our files lie is nobody else's to know
        _LOGGER.warning("line port: %s", fault)
        return _problem(storage_refusal(fault) or StorageFails())
    except Refused as refusal:
        return _problem(refusal)
    except FAULTS as fault:
        _LOGGER.warning("line port: %s", fault)
        let_go()
        return _problem(storage_refusal(fault) or StorageFails())
    finally:
        close_old_connections()


def _answered(environ: Mapping[str, Any]) -> Answer:
    try:
        return _answer(environ)
    except (UploadElsewhere, CheckpointElsewhere) as elsewhere:
        return _elsewhere(environ, elsewhere)


_REASONS = {200: "OK", 202: "Accepted", 401: "Unauthorized", 404: "Not Found", 409: "Conflict"}


def _problem(refusal: Refused) -> Answer:
    """Return a problem document (RFC 9457)."""
    told = {
        "type": f"urn:kakehashi:{refusal.code}",
        "status": refusal.status,
        "code": refusal.code,
        "message": refusal.message_words(),
        "hint": refusal.hint_words(),
    }
    return Answer(refusal.status, "application/problem+json", json.dumps(told).encode())


def _elsewhere(environ: Mapping[str, Any], refusal: Refused) -> Answer:
    line = Line.objects.get(peer_origin=environ["HTTP_KAKEHASHI_ORIGIN"])
    return Answer(refusal.status, INFO, where_to_go_on(line.peer_origin).as_bytes())


def _answer(environ: Mapping[str, Any]) -> Answer:
    method, path = str(environ["REQUEST_METHOD"]), str(environ.get("PATH_INFO", ""))
    query = str(environ.get("QUERY_STRING", ""))
    handler = _HANDLERS.get((method, path.removeprefix(PREFIX)))
    line = _line(environ)  # nobody unknown has a body read
    whole_body = environ.get("kakehashi.body")
    with contextlib.ExitStack() as stack:
        if whole_body is None:
            spool: IO[bytes] = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=SPOOLED))
            digest = _spool(environ, spool)
        else:
            spool, digest = whole_body
        whole = f"{path}?{query}" if query else path
        _check(environ, line, method, whole, digest)
        if handler is None or not path.startswith(PREFIX):
            raise NotHere
        spool.seek(0)
        return handler(line, spool, query)


def length_of(environ: Mapping[str, Any]) -> int:
    """Return how many bytes the body of a request has; 0 where that is not said.

    Raises:
        TooMuch: more than any honest one has.
    """
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > LARGEST_BODY or length < 0:
        raise TooMuch(most=LARGEST_BODY)
    return length


def _spool(environ: Mapping[str, Any], spool: IO[bytes]) -> bytes:
    left = length_of(environ)
    hashed = hashlib.sha256()
    while left and (part := environ["wsgi.input"].read(min(left, 1 << 16))):
        hashed.update(part)
        spool.write(part)
        left -= len(part)
    return hashed.digest()


def _line(environ: Mapping[str, Any]) -> Line:
    origin = str(environ.get("HTTP_KAKEHASHI_ORIGIN", ""))
    if name_fault(origin) is not None:
        raise RequestNotSigned
    line = Line.objects.filter(peer_origin=origin).exclude(state=ENDED).first()
    if line is None:
        raise RequestNotSigned
    return line


def _check(environ: Mapping[str, Any], line: Line, method: str, path: str, digest: bytes) -> None:
    size = Log.objects.values_list("signed_size", flat=True).get(pk=line.peer_origin)
    check_request(
        [one.keys for one in speaking(peer_periods(line), size)],
        own_keys().origin,
        method=method,
        path=path,
        digest=digest,
        signature=str(environ.get("HTTP_KAKEHASHI_SIGNATURE", "")),
    )


def _where(line: Line, _body: IO[bytes], _query: str) -> Answer:
    return Answer(200, INFO, where_to_go_on(line.peer_origin).as_bytes())


def _largest(line: Line, _body: IO[bytes], _query: str) -> Answer:
    log = Log.objects.get(pk=line.peer_origin)
    return Answer(200, NOTE, bytes(log.signed))


def _take(line: Line, body: IO[bytes], _query: str) -> Answer:
    now = timezone.now()
    told = news.take_in(line, body.read, at=now)
    wake()  # what came can be opened while the rest is noted
    # They are there: what waits for another attempt need not wait.
    Line.objects.filter(pk=line.pk).update(heard_at=now, next_try_at=None)
    if isinstance(told, MirrorInfo):
        return Answer(202, INFO, told.as_bytes())
    return Answer(200, NOTE, told)


def _give(line: Line, body: IO[bytes], _query: str) -> Answer:
    return Answer(200, NEWS, news.compose(line, read_mirror_info(body.read(1 << 18))))


def _countersigned(line: Line, body: IO[bytes], _query: str) -> Answer:
    theirs = read_public_keys(bytes(line.peer_keys)).countersign
    with contextlib.suppress(CountersignatureOld):  # under a checkpoint that was told on the way
        take_countersignature(line.origin, body.read(1 << 18), own_log_keys(line), theirs)
    wake()
    return Answer(200, NOTE)


def _back(line: Line, _body: IO[bytes], query: str) -> Answer:
    start = from_decimal(query.removeprefix("from="))
    if start is None:
        raise NotHere
    return Answer(200, NEWS, news.compose_back(line, start))


def _begins(line: Line, _body: IO[bytes], _query: str) -> Answer:
    """Say what their new log has to begin with; nothing where it is their first."""
    closed = closed_before(line, own=False)
    return Answer(200, NEWS, known_end(closed).as_bytes() if closed else b"")


def _parcel(line: Line, _body: IO[bytes], query: str) -> Answer:
    """Give a range of what follows an entry of this line: of ours, or of theirs, back to them.

    Raises:
        NotHere: for what is none, was recalled, or is not here.
    """
    asked = parse_qs(query)
    start = from_decimal(asked.get("from", [""])[0])
    most = from_decimal(asked.get("most", [""])[0])
    digest = asked.get("digest", [""])[0]
    named = Parcel.objects.filter(line=line, digest=digest).exclude(why=parcels.RECALLED)
    if start is None or not most or not named.exists():
        raise NotHere
    try:
        body = blobs.part_of(digest, start, min(most, LARGEST_RANGE))
    except FileNotFoundError:
        raise NotHere from None
    parcels.note_fetched(line, digest, start + len(body))
    return Answer(200, NEWS, body)


_HANDLERS: Mapping[tuple[str, str], Callable[[Line, IO[bytes], str], Answer]] = {
    ("GET", "/where"): _where,
    ("GET", "/largest"): _largest,
    ("GET", "/back"): _back,
    ("GET", "/begins"): _begins,
    ("GET", "/parcel"): _parcel,
    ("POST", "/news"): _take,
    ("POST", "/pull"): _give,
    ("POST", "/countersignature"): _countersigned,
}
