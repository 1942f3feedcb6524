"""The outer side of the line port: bodies waited for, cut off, refused; without a network."""

import asyncio
import hashlib

import pytest

from kakehashi.exchange.line import port, server
from kakehashi.exchange.line.port import LinePort

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/kakehashi/v1/news",
    "query_string": b"from=3",
    "headers": [(b"content-length", b"6"), (b"kakehashi-origin", b"a.example/b")],
}


def asked(messages, *, application=None, scope=SCOPE):
    """Return the answer to a request that comes in these messages; None is one that never comes."""
    sent = []

    async def receive():
        message = messages.pop(0) if messages else None
        if message is None:
            await asyncio.sleep(3600)
        return message

    async def send(message):
        sent.append(message)

    asyncio.run((application or LinePort(1))(scope, receive, send))
    return sent


def part(body, more=False):
    return {"type": "http.request", "body": body, "more_body": more}


@pytest.fixture
def heard(monkeypatch):
    """What the inner side was given: the request, its body and digest."""
    given = []

    def answered(environ):
        file, digest = environ["kakehashi.body"]
        given.append((environ["QUERY_STRING"], file.read(), digest))
        return server.Answer(200, "text/plain", b"yes")

    monkeypatch.setattr(server, "refused_unread", lambda environ: None)
    monkeypatch.setattr(server, "answered", answered)
    return given


def test_a_body_in_parts_is_handed_over_whole(heard):
    start, body = asked([part(b"abc", more=True), part(b"def")])
    assert (start["status"], body["body"]) == (200, b"yes")
    assert heard == [("from=3", b"abcdef", hashlib.sha256(b"abcdef").digest())]


def test_no_more_than_was_announced_is_taken(heard):
    asked([part(b"abcdefgh")])
    assert heard[0][1] == b"abcdef"


def test_who_goes_away_in_the_middle_is_judged_by_what_came(heard):
    asked([part(b"abc", more=True), {"type": "http.disconnect"}])
    assert heard[0][1] == b"abc"


def test_a_body_that_does_not_come_is_cut_off(heard, monkeypatch):
    monkeypatch.setattr(port, "IDLE", 0.01)
    start, body = asked([part(b"abc", more=True), None])
    assert start["status"] == 408
    assert b"request-too-slow" in body["body"]
    assert heard == []


def test_a_body_that_comes_byte_by_byte_is_cut_off(heard, monkeypatch):
    monkeypatch.setattr(port, "PATIENCE", 0.0)
    monkeypatch.setattr(port, "SLOWEST", 1 << 30)
    assert asked([None])[0]["status"] == 408


def test_there_is_room_for_so_many_bodies_only(heard, monkeypatch):
    monkeypatch.setattr(port, "BODIES", 0)
    assert asked([part(b"abcdef")])[0]["status"] == 408
    assert heard == []


def test_a_full_disk_is_said(heard, monkeypatch):
    class Full:
        def __init__(self, **_more):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(port.tempfile, "SpooledTemporaryFile", Full)
    start, body = asked([part(b"abcdef")])
    assert start["status"] == 507
    assert b'"code"' in body["body"]


def test_who_is_refused_unread_has_no_body_waited_for(monkeypatch):
    monkeypatch.setattr(
        server, "refused_unread", lambda environ: server.Answer(401, "text/plain", b"no")
    )
    assert asked([None])[0]["status"] == 401
