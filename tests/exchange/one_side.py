"""Japan's node and its line to the UK, in one process: the UK's part is played by its keys alone."""

import io
import json
from dataclasses import replace

from kakehashi.exchange import opening, own_keys, sending
from kakehashi.exchange.equivalents import confirm_table, proposed_table
from kakehashi.exchange.models import Blob, Line
from kakehashi.exchange.parcels import INLINE
from kakehashi.ledger.logs.appending import extend, make_log
from kakehashi.ledger.logs.mirror import countersign
from kakehashi.ledger.logs.reading import Reader
from kakehashi.ledger.logs.signing import take_countersignature
from kakehashi.ledger.models import Log
from kakehashi.trust import sha256_hex, utc_time
from kakehashi.trust.abouts import About
from kakehashi.trust.attachments import seal_attachment
from kakehashi.trust.checkpoints import Checkpoint
from kakehashi.trust.envelopes import Header
from kakehashi.trust.key_sets import fresh_keys
from kakehashi.trust.merkle import leaf_hash
from kakehashi.trust.notes import Signature, sign_note
from kakehashi.trust.sealing import seal_record
from kakehashi.trust.sealing_keys import fresh_sealing_secret
from kakehashi.trust.statements import Statement, fresh_nonce
from tests.cast import NOW

PARTNERSHIP = "uk-japan"


class OneSide:
    """The line, with what the other side would do on it."""

    def __init__(self, settings, folder, officials):
        settings.SIDE, settings.DATA, settings.GUARD = "JP", folder, folder / "guard"
        (folder / "guard").mkdir()
        own_keys.make_keys(partnership=PARTNERSHIP, side="JP", peer="GB", host="jp.test")
        self.own = own_keys.own_keys()
        origin = f"gb.test/{PARTNERSHIP}/gb-to-jp"
        self.theirs = fresh_keys(
            partnership=PARTNERSHIP, side="GB", origin=origin, countersigner=f"{origin}/countersign"
        )
        public = self.theirs.public(escrow=fresh_sealing_secret().public, certificate="0" * 64)
        self.line = Line.objects.create(
            peer_id="GB",
            origin=self.own.origin,
            peer_origin=origin,
            peer_keys=public.canonical(),
            enrolled_by=[str(one.pk) for one in officials],
            enrolled_at=NOW,
        )
        make_log(self.own.origin, own=True)
        make_log(origin, own=False)
        for side in ("JP", "GB"):
            confirm_table(proposed_table(), side, at=NOW)

    def enter(self):
        """Put what is queued into this side's log and have the other side countersign it."""
        sending.enter("GB", at=NOW)
        log = Log.objects.get(pk=self.own.origin)
        text = bytes(log.signed).decode().rpartition("\n\n")[0] + "\n"
        lines = "".join(
            Signature(key.name, key.verifier.key_id, key.sign(text, at=int(NOW.timestamp()))).line
            for key in self.theirs.countersign
        ).encode()
        take_countersignature(
            log.pk,
            lines,
            [key.verifier for key in self.own.log],
            [key.verifier for key in self.theirs.countersign],
        )

    def hear(self, *said, blobs=()):
        """Take in statements of the other side: an act with its facts each."""
        for content in blobs:
            Blob.objects.create(digest=sha256_hex(content), size=len(content), content=content)
        leaves = [
            Statement(act, PARTNERSHIP, self.theirs.origin, None, fresh_nonce(), facts).canonical()
            for act, facts in said
        ]
        log = Log.objects.get(pk=self.theirs.origin)
        extend(log, leaves, [leaf_hash(one) for one in leaves])
        root = Reader(log.pk).root(log.size)
        note = sign_note(Checkpoint(log.pk, log.size, root).text, self.theirs.log)
        Log.objects.filter(pk=log.pk).update(signed=note, signed_size=log.size)
        countersign(log.pk, self.own.countersign, at=NOW)
        opening.open_entries("GB", at=NOW)

    def sealed(self, version, attached=()):
        """Return what the other side's node would say of a text, and all that is sealed of it.

        Args:
            version: the text.
            attached: bytes of its attachments, in their order.
        """
        recipients = (self.own.sealing.public, self.theirs.sealing.public)
        header = Header(
            PARTNERSHIP,
            self.theirs.origin,
            str(version.item_id),
            version.digest,
            version.marking,
            sorted(one.key_id for one in recipients),
        )
        item = version.item
        sealed = seal_record(
            header,
            recipients,
            version=json.loads(bytes(version.header)),
            content=json.loads(bytes(version.content)),
            about=About(
                reference=item.reference,
                lane=item.lane,
                origin=item.origin_id,
                state=version.state,
                at=utc_time(version.at),
            ),
        )
        parts = [
            b"".join(
                seal_attachment(replace(header, part=part), recipients, io.BytesIO(content).read)
            )
            for part, content in enumerate(attached, 1)
        ]
        facts = {
            "record": str(item.pk),
            "version": version.digest,
            "content": version.content_digest,
            "header": sha256_hex(header.canonical()),
            "blobs": [{"digest": sha256_hex(one), "size": len(one)} for one in [sealed, *parts]],
            "marking": version.marking,
            "correspondence": proposed_table().digest,
        }
        return facts, [sealed, *parts]

    def hear_shared(self, version, attached=()):
        """Take in a text of the other side; what follows its entry is returned by digest."""
        facts, every = self.sealed(version, attached)
        small = [one for one in every[:1] if len(one) <= INLINE]
        self.hear(("share", facts), blobs=small)
        return {sha256_hex(one): one for one in every}
