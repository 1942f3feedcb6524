"""Hands inside one node while it is measured: fill, enter, push, open, and how long each took.

Runs in a process of its own on the node's data folder, told what to do by one JSON object a line.
Times are seconds of the monotonic clock, which all processes of one machine share.
"""

import contextlib
import datetime as dt
import functools
import json
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

WRITTEN_AT_ONCE: Final = 500
SHARES: Final = "update"
"""Kind of the records that are shared: the commonest, an official's report of what was done."""
_EN: Final = (
    "Officials of both sides compared what had been done since the last meeting, ",
    "went through the open points of the work plan one by one, ",
    "noted where figures were still missing and who would send them, ",
    "and agreed to bring a short written account to the next working group. ",
)
_JA: Final = (
    "両国の担当者は、前回会合以降の取組状況を確認し、",
    "作業計画の未了事項を一件ずつ検討した上で、",
    "不足している数値及びその提出担当を整理し、",
    "次回の作業部会に簡潔な報告書を提出することとした。",
)


class Hands:
    """What can be done in a node."""

    @functools.cached_property
    def line(self) -> Any:
        """The node's only line."""
        from kakehashi.exchange.models import Line

        return Line.objects.get()

    def card(self) -> str:
        """Return the card of this node."""
        from kakehashi.exchange.enrolling import own_card

        return own_card("").as_bytes().decode()

    def enrol(self, card: str, address: str) -> None:
        """Enrol the other node where it is not, as two officials who compared its words."""
        from kakehashi.exchange.enrolling import enrol, read_card, words_of
        from kakehashi.exchange.models import Line
        from kakehashi.exchange.selectors import who_may_enrol

        if not Line.objects.exists():
            read = read_card(card.encode())
            said, by = " ".join(words_of(read, "en")), who_may_enrol()[:2]
            enrol(read, words=said, language="en", by=by, at=_now())
        Line.objects.update(address=address, next_try_at=None, failures=0)

    def settle(self) -> bool:
        """Do what the worker of the lines does until nothing is due; return whether all is well."""
        from kakehashi.exchange.worker import Worker

        worker = Worker(_now)
        while worker.one_pass():
            pass
        self.line.refresh_from_db()
        return not self.line.failures

    def sizes(self) -> list[int]:
        """Return entries of the own log, those countersigned, those mirrored, those opened."""
        from kakehashi.exchange.models import QUEUED, Outgoing
        from kakehashi.ledger.models import Log

        self.line.refresh_from_db()
        own, mirror = (Log.objects.get(pk=one) for one in (self.line.origin, self.line.peer_origin))
        queued = Outgoing.objects.filter(state=QUEUED).count()
        return [own.size, own.countersigned_size, mirror.size, self.line.opened, queued]

    def to_follow(self) -> int:
        """Return how many entries were opened that search and the kinds have not followed yet."""
        self.line.refresh_from_db()
        return int(self.line.opened - self.line.followed)

    def fill(self, first: int, count: int) -> int:
        """Put records of about 2 KiB under the queue, shared; return bytes of one's text.

        They are written as a profile's are, all at once: what an official's own step takes is
        measured apart.
        """
        from kakehashi.exchange.models import Outgoing
        from kakehashi.framework.loading import operator
        from kakehashi.records.models import Item, Version
        from kakehashi.records.services.writing import load

        by, at = operator(), _now()
        about = list(Item.objects.filter(kind="joint_action").order_by("pk")[:100])
        size = 0
        for start in range(first, first + count, WRITTEN_AT_ONCE):
            numbers = range(start, min(start + WRITTEN_AT_ONCE, first + count))
            made = load([self._record(number, about) for number in numbers], by=by, at=at)
            versions = list(Version.objects.filter(item__in=made))
            size = len(versions[0].content or b"") + len(versions[0].header or b"")
            Outgoing.objects.bulk_create(
                [
                    Outgoing(
                        line=self.line,
                        act="share",
                        item_id=one.item_id,
                        version=one,
                        facts={},
                        at=at,
                    )
                    for one in versions
                ],
                batch_size=WRITTEN_AT_ONCE,
            )
        return size

    def _record(self, number: int, about: list[Any]) -> Any:
        from kakehashi.people.rules import PARTICIPANTS
        from kakehashi.records.markings import Marking
        from kakehashi.records.services import LinkTo, NewText
        from kakehashi.records.services.writing import Loaded

        return Loaded(
            kind=SHARES,
            reference=f"XU-{number}",
            origin=self._side,
            state="shared",
            text=NewText(
                wording={
                    "title": {"en": f"Report {number}", "ja": f"報告{number}"},
                    "body": {
                        "en": f"No. {number}: " + "".join(_EN) * 2,
                        "ja": f"第{number}号 " + "".join(_JA) * 2,
                    },
                },
                facts={"date": f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}"},
                links=[LinkTo("about", about[number % len(about)].pk)] if about else [],
                marking=Marking(reach=PARTICIPANTS, national=self._usual),
            ),
        )

    @property
    def _side(self) -> str:
        from kakehashi.records.crossing import node_side

        return node_side()

    @property
    def _usual(self) -> dict[str, str]:
        """The marking that the side's officials usually give."""
        from kakehashi.records.models import MarkingTerm

        terms = MarkingTerm.objects.filter(
            side=self._side, accepted=True, caveat=False, named_only=False
        )
        return {self._side: terms.order_by("-rank")[0].text}

    def enter(self, most: int) -> list[float]:
        """Gate, seal, append and sign what is queued; return seconds and how many."""
        from kakehashi.exchange import sending

        begun, done = time.perf_counter(), 0
        while done < most:
            entered = sending.enter(self.line.pk, at=_now(), most=min(sending.AT_ONCE, most - done))
            if not entered:
                break
            done += entered
        return [time.perf_counter() - begun, done]

    def push(self) -> dict[str, float]:
        """Send the other side's line port one body of news, and say what it answered.

        Returns:
            Seconds of composing and of asking, bytes, next entry, whether all is countersigned.
        """
        from kakehashi.exchange import news
        from kakehashi.exchange.line.client import Caller
        from kakehashi.exchange.own_keys import own_keys
        from kakehashi.ledger.logs.signing import take_countersignature
        from kakehashi.trust.key_sets import read_public_keys
        from kakehashi.trust.mirroring import MirrorInfo, read_mirror_info

        known = self._known or MirrorInfo(self._acknowledged(), self._acknowledged())
        begun = time.perf_counter()
        body = news.compose(self.line, known)
        composed = time.perf_counter()
        if not body:
            return {"composing": 0, "asking": 0, "bytes": 0, "next": known.next_entry, "all": 1}
        with Caller(self.line) as caller:
            status, told = caller.ask("POST", "/news", body)
        asked = time.perf_counter()
        whole = status == 200  # noqa: PLR2004 - HTTP
        if whole:
            keys = [one.verifier for one in own_keys().log]
            theirs = read_public_keys(bytes(self.line.peer_keys)).countersign
            take_countersignature(self.line.origin, told, keys, theirs)
        self._known = None if whole else read_mirror_info(told)
        return {
            "composing": composed - begun,
            "asking": asked - composed,
            "bytes": len(body),
            "next": self._acknowledged() if self._known is None else self._known.next_entry,
            "all": int(whole),
        }

    _known: Any = None
    """What the other side said it has, between two bodies."""

    def _acknowledged(self) -> int:
        from kakehashi.ledger.models import Log

        return Log.objects.values_list("countersigned_size", flat=True).get(pk=self.line.origin)

    def open(self, most: int) -> list[float]:
        """Open entries of the other side that are countersigned; return seconds and how many."""
        from kakehashi.exchange import opening

        begun, done = time.perf_counter(), 0
        while done < most:
            opened = opening.open_entries(
                self.line.pk, at=_now(), most=min(opening.AT_ONCE, most - done)
            )
            if not opened:
                break
            done += opened
        return [time.perf_counter() - begun, done]

    def refused(self) -> int:
        """Return how many things that came were not taken."""
        from kakehashi.exchange.models import HELD, Incoming

        return Incoming.objects.exclude(state=HELD).count()

    def draft(self, number: int) -> str:
        """Begin a record as an official of this side, and return its id."""
        from kakehashi.records import services
        from kakehashi.records.services import NewText

        text = self._record(number, []).text
        made = services.create(
            kind=SHARES,
            text=NewText(wording=text.wording, facts=text.facts),
            by=self._official(),
            at=_now(),
        )
        return str(made.pk)

    def _official(self) -> Any:
        from kakehashi.people.models import Account

        officials = Account.objects.filter(side=self._side, is_active=True).order_by("username")
        return next(one for one in officials if one.username.startswith("officer"))

    def share(self, record: str) -> list[float]:
        """Share a record as its official does; return when it was begun and when it was done."""
        from kakehashi.records import services

        by = self._official()
        begun = time.monotonic()
        services.share(item=uuid.UUID(record), by=by, at=_now())
        return [begun, time.monotonic()]

    def readable(self, record: str, patience: float) -> float:
        """Wait until an official here can read a record; return when, 0 where it never came."""
        from kakehashi.people.selectors import viewer_of, visible_audiences
        from kakehashi.records.models import Entry

        audiences = visible_audiences(viewer_of(self._official()))
        until = time.monotonic() + patience
        faces = Entry.objects.filter(item=uuid.UUID(record))
        while time.monotonic() < until:
            if faces.filter(audience_id__in=audiences).exists():
                return time.monotonic()
            if faces.exists():
                audiences = visible_audiences(viewer_of(self._official()))
            time.sleep(0.0005)
        return 0.0

    def commits(self, count: int) -> list[float]:
        """Return the seconds of ``count`` durable commits of a row, in this node's folder."""
        from django.conf import settings

        path = Path(settings.DATA) / "commits.sqlite3"
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute("CREATE TABLE IF NOT EXISTS one (row BLOB)")
            return [_commit(database) for _ in range(count)]

    def memory(self) -> int:
        """Return the most memory this process ever held, in bytes."""
        return most_memory("self")


def _commit(database: sqlite3.Connection) -> float:
    begun = time.perf_counter()
    database.execute("INSERT INTO one VALUES (randomblob(1000))")
    return time.perf_counter() - begun


def most_memory(process: int | str) -> int:
    """Return the most memory a process ever held, in bytes; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    found = next((line for line in lines if line.startswith("VmHWM:")), "VmHWM: 0")
    return int(found.split()[1]) * 1024


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def obey() -> None:
    """Do what each line of the standard input says, and answer each with a line."""
    from kakehashi.exchange.database_pages import keep_few_pages

    keep_few_pages()  # they stand for the worker
    hands = Hands()
    for line in sys.stdin:
        asked = json.loads(line)
        done: Callable[..., Any] = getattr(hands, asked["do"])
        sys.stdout.write(json.dumps(done(*asked["with"])) + "\n")
        sys.stdout.flush()
