"""Nodes under watch: every byte between them and to anybody outside goes past one pair of eyes."""

import io
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from multiprocessing.connection import Connection
from urllib.parse import parse_qs

from kakehashi.trust import sha256_hex
from kakehashi.trust.attachments import open_attachment
from kakehashi.trust.bundles import read_added_checkpoint
from kakehashi.trust.envelopes import SealNotForUs
from kakehashi.trust.key_sets import read_secret_keys
from kakehashi.trust.mirroring import read_package, read_upload
from kakehashi.trust.sealing import open_record
from kakehashi.trust.sealing_keys import fresh_sealing_secret
from kakehashi.trust.statements import read_statement
from tests.exchange.marks import NAMED, PLAIN, UNREAD, numbers_of

NEWS = "/kakehashi/v1/news"
BROUGHT = ("/kakehashi/v1/pull", "/kakehashi/v1/back")
"""What is asked for and answered with news."""
PARCEL = "/kakehashi/v1/parcel"
STRANGER = fresh_sealing_secret()
PROFILE = "uk-japan"


class Refusal(str):
    """The code of a refusal; compares as the code."""

    __slots__ = ()


FAILED = Refusal("failed")
"""A write failed in the middle of the step, as it would on a full disk."""


class NodeDiedError(Exception):
    """A node ended by itself, with what it wrote last."""


class Process:
    """A node in a process of its own."""

    def __init__(self, folder, empty):
        """Start it on a copy of an empty database.

        Args:
            folder: for its data, guard and log; there is none yet.
            empty: a database file with all tables.
        """
        self.folder = folder
        for name in ("data", "guard"):
            (folder / name).mkdir(parents=True)
        self.database = folder / "data" / "kakehashi.sqlite3"
        shutil.copy(empty, self.database)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KAKEHASHI_", "DJANGO_", "DATABASE_"))
        }
        ours, theirs = socket.socketpair()
        with theirs, (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.exchange.whole_node", str(theirs.fileno())],
                env={
                    **kept,
                    "KAKEHASHI_DATA": str(folder / "data"),
                    "KAKEHASHI_GUARD": str(folder / "guard"),
                    "KAKEHASHI_SECRET_KEY": "only-for-tests",
                    "PYTHONPATH": os.pathsep.join(sys.path),
                },
                pass_fds=[theirs.fileno()],
                stderr=log,
            )
        self.talk = Connection(ours.detach())
        self.log = (folder / "log").open("rb")
        self.asks = None
        """Carries what the node asks of the other one while it works."""

    def __call__(self, name, *arguments, fail=0, **more):
        """Have it do something; return what came of it, a :class:`Refusal` where it was refused."""
        self.talk.send((name, arguments, more, fail))
        fault = None
        while True:
            kind, told = self._told()
            if kind == "ask":
                try:
                    self.talk.send(None if fault else self.asks(*told))
                except AssertionError as found:
                    fault = found
                    self.talk.send(None)
                continue
            if fault:
                raise fault
            if kind == "ended":
                raise NodeDiedError(self._last_words())
            if kind == "is":
                return told
            return FAILED if kind == "failed" else Refusal(told)

    def _told(self):
        try:
            return self.talk.recv()
        except (EOFError, ConnectionError):
            raise NodeDiedError(self._last_words()) from None

    def _last_words(self):
        return (self.folder / "log").read_text()[-4000:]

    def begin(self, leak):
        """Begin an example on fresh data."""
        self.log.seek(0, os.SEEK_END)
        assert self("begin", leak) is True

    def finish(self):
        """End the example; return what the node wrote in its log."""
        self.talk.send(("end", (), {}, 0))
        kind, well = self._told()
        if (kind, well) != ("ended", True):
            raise NodeDiedError(self._last_words())
        return self.log.read()

    def end(self):
        """Stop it."""
        self.talk.close()
        self.process.wait(timeout=20)
        self.log.close()


class Nodes:
    """Japan's node and the UK's, enrolled with each other, and one that serves both sides."""

    def __init__(self, root, empty, pages):
        """Make and fill them; takes some seconds.

        Args:
            root: a folder for them.
            empty: a database file with all tables.
            pages: what each reader looks at before the first example.
        """
        self.one = Process(root / "one", empty)
        self.one("load", PROFILE)
        self.sides = {}
        self.keys = {}
        for side, peer in (("JP", "GB"), ("GB", "JP")):
            node = self.sides[side] = Process(root / side, self.one.database)
            card, keys = node("become", side, peer)
            self.keys[side] = read_secret_keys(keys)
            (root / side / "card").write_bytes(card)
        for side, peer in (("JP", "GB"), ("GB", "JP")):
            self.sides[side]("enrol", (root / peer / "card").read_bytes())
        everything = Wire(self, None)
        everything.exchange()
        for node in self.all():
            node("keep", pages)

    def all(self):
        """Return all three."""
        return (self.one, *self.sides.values())

    def end(self):
        """Stop them."""
        for node in self.all():
            node.end()


class Wire:
    """Carries between the two nodes, and shows every byte to the watch before it hands it on."""

    def __init__(self, nodes, watch):
        """Lay it; without a watch nobody looks."""
        self.nodes, self.watch = nodes, watch
        self.cut_after = None
        """How many more requests go through before the line is cut, None for all."""
        self.blobs = self.attachments = 0
        self._coming = {}
        """Attachments by the digest of their sealed bytes: origin, header, what is named, bytes."""
        for side, peer in (("JP", "GB"), ("GB", "JP")):
            nodes.sides[side].asks = lambda *asked, side=side, peer=peer: self.ask(
                side, peer, *asked
            )

    def ask(self, side, peer, method, whole, headers, body):  # noqa: PLR0917 - a request
        """Carry a request and its answer; None where the line is cut."""
        if self.cut_after is not None:
            self.cut_after -= 1
            if self.cut_after < 0:
                return None
        head = "\n".join(f"{name}: {value}" for name, value in headers.items())
        self._look(f"request {whole} of {side}", f"{method} {whole}\n{head}\n".encode() + body)
        if whole == NEWS:
            self._open(side, body)
        answer = self.nodes.sides[peer]("line", method, whole, headers, body)
        status, given, content = answer
        self._look(f"answer of {peer} to {whole}", f"{status} {given}".encode() + content)
        if whole.startswith(BROUGHT) and status == 200:
            self._open(peer if whole.startswith(BROUGHT[0]) else side, content)
        if whole.startswith(PARCEL) and status == 200:
            self._piece(parse_qs(whole.partition("?")[2]), content)
        return answer

    def _look(self, what, body):
        if self.watch is not None:
            self.watch.look(what, body, allowed=lambda mark: False)

    def _open(self, origin, body):
        """Open what is sealed in news of ``origin``'s log: shared texts only, for two sides only."""
        if self.watch is None or not body:
            return
        read = io.BytesIO(body).read
        read_added_checkpoint(read(int.from_bytes(read(4), "big")))
        entries, blobs = [], {}
        for place in read_upload(read).places():
            package = read_package(read, place)
            if package is None:
                break
            entries += package.entries
            for _ in range(int.from_bytes(read(2), "big")):
                digest, length = read(32).hex(), int.from_bytes(read(4), "big")
                blobs[digest] = read(length)
                assert sha256_hex(blobs[digest]) == digest
        assert not read(1)
        for entry in entries:
            statement = read_statement(entry)
            for named in statement.facts.get("blobs", ()):
                if named["digest"] in blobs:
                    self._open_one(origin, statement, blobs.pop(named["digest"]))
        assert not blobs, "a blob goes across that no statement names"

    def _open_one(self, origin, statement, sealed):
        self.blobs += 1
        keys = self.nodes.keys
        opened = open_record(sealed, [keys[origin].sealing], statement)
        # Sealed to the two sides and to the sender's escrow: to nobody else.
        recipients = set(opened.header.recipients)
        assert {keys[side].sealing.public.key_id for side in keys} < recipients
        assert len(recipients) == 3
        try:
            open_record(sealed, [STRANGER], statement)
        except SealNotForUs:
            pass
        else:
            raise AssertionError("a stranger opened a sealed record")
        self.watch.look(
            f"record sealed by {origin}",
            repr((opened.header, opened.about)).encode()
            + opened.version_bytes
            + opened.content_bytes,
            allowed=lambda mark: mark.side != origin or mark.reach >= NAMED,
        )

        for part, blob in enumerate(statement.facts["blobs"][1:], 1):
            header = replace(opened.header, part=part)
            named = opened.content["attachments"][part - 1]
            self._coming.setdefault(blob["digest"], (origin, header, named, bytearray()))

    def _piece(self, asked, content):
        """Take a range of what follows an entry; open it once all of it is there."""
        if self.watch is None or asked["digest"][0] not in self._coming:
            return
        origin, header, named, come = self._coming[asked["digest"][0]]
        if int(asked["from"][0]) != len(come):
            return
        come += content
        if sha256_hex(bytes(come)) != asked["digest"][0]:
            return
        self.attachments += 1
        plain = open_attachment(
            io.BytesIO(come).read,
            [self.nodes.keys[origin].sealing],
            header,
            digest=named["digest"],
            size=named["size"],
        )
        self.watch.look(
            f"record sealed by {origin}, its attachment",
            b"".join(plain),
            allowed=lambda mark: mark.side != origin or mark.reach >= NAMED,
        )

    def exchange(self, most=8):
        """Let both workers work until nothing is left to do, or so many times."""
        for _ in range(most):
            more = [node("work") is True for node in self.nodes.sides.values()]
            if not any(more):
                return


def look_into_rows(watch, what, node, allowed):
    """Look through all that stands in a node's database."""
    raw = node.database.read_bytes()
    if UNREAD in numbers_of(raw, PLAIN):
        raw = node("rows")  # a mark lies across two pages of the file
    watch.look(what, raw, allowed=allowed, needles=PLAIN)
