"""The other side's node on paper: it can say anything at all, with keys that are enrolled."""

import io
import json
import uuid

from kakehashi.exchange.equivalents import confirm_table, proposed_table
from kakehashi.exchange.line.server import PREFIX, application
from kakehashi.exchange.line.signing import sign_request
from kakehashi.exchange.models import Line
from kakehashi.exchange.own_keys import make_keys, own_keys
from kakehashi.framework.models import Partnership
from kakehashi.ledger.logs.appending import make_log
from kakehashi.records.models import MarkingTerm
from kakehashi.trust import Content, fresh_salt, sha256_hex, version_canonical
from kakehashi.trust.abouts import About
from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.envelopes import Header
from kakehashi.trust.key_sets import fresh_keys
from kakehashi.trust.mirroring import Package, Upload, read_mirror_info
from kakehashi.trust.proofs import prove_subtree
from kakehashi.trust.sealing import seal_record
from kakehashi.trust.sealing_keys import fresh_sealing_secret
from kakehashi.trust.statements import Statement, fresh_nonce
from tests.cast import NOW
from tests.ledger.paper_log import PaperLog

PARTNERSHIP = "practice"
ORIGIN = "london.example/practice/gb-to-jp"
PUBLIC = {
    "reach": "public",
    "national": {},
    "caveats": [],
    "organisation": "",
    "groups": [],
    "people": [],
    "tlp": "TLP:CLEAR",
}


def marked(text, **more):
    """Return a marking for the participants, with a national one of the UK."""
    told = {**PUBLIC, "reach": "participants", "national": {"GB": text}, "tlp": "TLP:AMBER"}
    return {**told, **more}


class PaperPeer:
    """Keys, a log in a list, and sealed records beside it."""

    def __init__(self, receiver):
        """Make keys; ``receiver`` is the origin of the node that is spoken to."""
        self.keys = fresh_keys(
            partnership=PARTNERSHIP, side="GB", origin=ORIGIN, countersigner=f"{ORIGIN}/mirror"
        )
        self.public = self.keys.public(
            escrow=fresh_sealing_secret().public, certificate=sha256_hex(b"certificate")
        )
        self.receiver = receiver
        self.log = PaperLog(ORIGIN, self.keys.log)
        self.blobs = {}
        self.origin = ORIGIN
        self.known = 0
        self.table = ""
        self.theirs = None
        """Sealing key of the receiver."""

    def leaf(self, act, *, partnership=PARTNERSHIP, line=ORIGIN, seen=None, **facts):
        """Return the leaf that says something."""
        return Statement(act, partnership, line, seen, fresh_nonce(), facts).canonical()

    def say(self, act, **facts):
        """Enter a statement; return its index."""
        return self.put(self.leaf(act, **facts))

    def put(self, leaf):
        """Enter any bytes; return the index."""
        self.log.entries.append(leaf)
        return len(self.log.entries) - 1

    def text(self, title="A", *, record=None, number=1, previous=None, **more):
        """Return version and content object of a text, as a node would write them."""
        record = record or str(uuid.uuid4())
        wording = {"title": {"en": title, "ja": title}}
        facts = more.pop("facts", {"due_date": "2027-03-31", "standing": "planned"})
        content = Content(
            more.pop("kind", "milestone"), {"title": ["en", "ja"]}, wording, facts, fresh_salt()
        )
        content = json.loads(content.canonical())
        content.update(more.pop("content", {}))
        digest = sha256_hex(canonical(content))
        version = version_canonical(
            record=record,
            content=digest,
            courtesy={},
            marking=more.pop("marking", PUBLIC),
            sides=["GB", "JP"],
            number=number,
            previous=previous,
        )
        version = {**json.loads(version), **more}
        return record, version, content

    def share(self, text, *, about=None, sealed_to=None, act="share", keep=True, **stated):
        """Seal a text and enter it; return its version digest."""
        record, version, content = text
        digest = sha256_hex(canonical(version))
        recipients = sealed_to or [self.theirs, self.keys.sealing.public]
        header = Header(
            PARTNERSHIP,
            ORIGIN,
            record,
            digest,
            version["marking"],
            sorted(one.key_id for one in recipients),
        )
        told = {
            "reference": f"ML-GB-{record[:8]}",
            "lane": "shared",
            "origin": "GB",
            "state": "shared",
            "at": "2026-11-23T09:00:00.000000Z",
            **(about or {}),
        }
        sealed = seal_record(
            header, recipients, version=version, content=content, about=About(**told)
        )
        facts = {
            "record": record,
            "version": digest,
            "content": version["content"],
            "header": sha256_hex(header.canonical()),
            "blobs": [{"digest": sha256_hex(sealed), "size": len(sealed)}],
            "marking": version["marking"],
            "correspondence": self.table,
            **stated,
        }
        if keep:
            self.blobs[facts["blobs"][0]["digest"]] = sealed
        self.say(act, **facts)
        return digest

    def news(self, *, start=None, blobs=None, old=None):
        """Return the body that brings everything from ``start`` on."""
        added = self.log.added(self.known if old is None else old).as_bytes()
        start = self.known if start is None else start
        upload = Upload(self.origin, start, len(self.log.entries))
        parts = [len(added).to_bytes(4, "big"), added, upload.as_bytes()]
        for place in upload.places():
            held = tuple(self.log.entries[place.start : place.end])
            proof = prove_subtree(self.log.nodes, place.branch, place.end, place.size)
            parts.append(Package(held, tuple(proof)).as_bytes())
            parts.append(self.framed(held, self.blobs if blobs is None else blobs))
        return b"".join(parts)

    @staticmethod
    def framed(held, blobs):
        """Return the blobs that stand behind a package."""
        text = b"".join(held)
        going = {name: one for name, one in blobs.items() if name.encode() in text}
        parts = [len(going).to_bytes(2, "big")]
        for name, content in going.items():
            parts += (bytes.fromhex(name), len(content).to_bytes(4, "big"), content)
        return b"".join(parts)

    def ask(self, method, path, body=b"", **environ):
        """Ask as WSGI does; return status, kind and body."""
        whole = PREFIX + path
        signed = sign_request(self.keys, self.receiver, method=method, path=whole, body=body)
        place, _, query = whole.partition("?")
        told = {
            "REQUEST_METHOD": method,
            "PATH_INFO": place,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.items()},
            **environ,
        }
        seen = []
        content = b"".join(
            application(told, lambda status, headers: seen.append((status, dict(headers))))
        )
        ((status, headers),) = seen
        return int(status[:3]), headers["Content-Type"], content

    def push(self, **how):
        """Push news; return status and body, and remember what they have where it was taken."""
        status, _, content = self.ask("POST", "/news", self.news(**how))
        if status == 200:
            self.known = len(self.log.entries)
        return status, content

    def where(self):
        """Return what the node says it has."""
        status, _, content = self.ask("GET", "/where")
        assert status == 200
        return read_mirror_info(content)


def canonical(value):
    """Return canonical bytes."""
    return canonical_bytes(value)


def enrolled(settings, folder):
    """Make this process the node of Japan, with keys of its own, and enrol a peer on paper.

    Args:
        settings: the fixture of that name.
        folder: an empty one.

    Returns:
        The peer.
    """
    settings.SIDE, settings.DATA, settings.GUARD = "JP", folder / "data", folder / "guard"
    settings.DATA.mkdir()
    settings.GUARD.mkdir()
    Partnership.objects.create(
        profile=PARTNERSHIP,
        version="1",
        titles={},
        participants={},
        text_date="2026-04-01",
        loaded_at=NOW,
    )
    MarkingTerm.objects.filter(text="OFFICIAL").update(handled={"JP": "機密性2"})
    MarkingTerm.objects.filter(text="機密性2").update(handled={"GB": "OFFICIAL"})
    make_keys(partnership=PARTNERSHIP, side="JP", peer="GB", host="tokyo.example")
    own = own_keys()
    peer = PaperPeer(own.origin)
    peer.theirs = own.sealing.public
    Line.objects.create(
        peer_id="GB",
        origin=own.origin,
        peer_origin=ORIGIN,
        peer_keys=peer.public.canonical(),
        enrolled_at=NOW,
    )
    make_log(own.origin, own=True)
    make_log(ORIGIN, own=False)
    table = proposed_table()
    for side in ("JP", "GB"):
        confirm_table(table, side, at=NOW)
    peer.table = table.digest
    return peer
