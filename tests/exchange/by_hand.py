"""Two whole nodes in one process that never meet: one database, the rows of each put in by turns.

All that goes from one to the other is what a test carries.
"""

import contextlib

from django.db import connection

from kakehashi.exchange import own_keys
from kakehashi.exchange.bundles import carriers, making, taking
from kakehashi.exchange.equivalents import confirm_table, proposed_table
from kakehashi.exchange.models import Line
from kakehashi.exchange.own_keys import own_public
from kakehashi.framework.models import Partnership
from kakehashi.ledger.logs.appending import make_log
from kakehashi.records.models import MarkingTerm, Version
from tests.cast import NOW
from tests.node_copy import _columns, _models, _rows

PEER = {"JP": "GB", "GB": "JP"}


class ByHand:
    """Japan's node and the UK's, enrolled, with no address of each other."""

    def __init__(self, settings, root):
        self.settings, self.root = settings, root
        self.side = None
        self.rows = {}
        self.here = None
        Partnership.objects.create(
            profile="uk-japan",
            version="1",
            titles={},
            participants={},
            text_date="2026-04-01",
            loaded_at=NOW,
        )
        MarkingTerm.objects.filter(text="OFFICIAL").update(handled={"JP": "機密性2"})
        MarkingTerm.objects.filter(text="機密性2").update(handled={"GB": "OFFICIAL"})
        public = {}
        for side, peer in PEER.items():
            (root / side / "guard").mkdir(parents=True)
            self._settings(side)
            own_keys.make_keys(
                partnership="uk-japan", side=side, peer=peer, host=f"{side.lower()}.test"
            )
            public[side] = own_public()
        empty = self._taken()
        for side, peer in PEER.items():
            self._put(empty)
            self._settings(side)
            Line.objects.create(
                peer_id=peer,
                origin=public[side].origin,
                peer_origin=public[peer].origin,
                peer_keys=public[peer].canonical(),
                enrolled_at=NOW,
            )
            make_log(public[side].origin, own=True)
            make_log(public[peer].origin, own=False)
            for one in PEER:
                confirm_table(proposed_table(), one, at=NOW)
            self.rows[side] = self._taken()
        self.at("JP")

    def _settings(self, side):
        self.settings.SIDE, self.settings.DATA = side, self.root / side
        self.settings.GUARD = self.root / side / "guard"
        self.settings.STORAGES = {
            **self.settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": self.root / side / "files"},
            },
        }
        own_keys.own_keys.cache_clear()

    @staticmethod
    def _taken():
        return {model: _rows(model) for model in _models()}

    @staticmethod
    def _put(rows):
        with connection.cursor() as cursor:
            for model, wanted in rows.items():
                if _rows(model) == wanted:
                    continue
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table}")
                columns = ", ".join(connection.ops.quote_name(one) for one in _columns(model))
                holes = ", ".join(["%s"] * len(_columns(model)))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({holes})", wanted)

    def at(self, side):
        """Go to a node; return its line."""
        if side != self.here:
            if self.here:
                self.rows[self.here] = self._taken()
            self._put(self.rows[side])
            self._settings(side)
            self.here = side
        return Line.objects.select_related("peer").get()

    @staticmethod
    def records(item):
        """Return the versions of a record that are on the node that is here."""
        return list(Version.objects.filter(item=item.pk))

    def kept(self):
        """Return this node's rows, for :meth:`restore`."""
        return self._taken()

    def restore(self, rows):
        """Put a backup of this node's database back; the guard stays as it is."""
        self._put(rows)

    def restore_at(self, side, rows):
        """Go to a node and put a backup of its database back."""
        self.at(side)
        self._put(rows)

    def export(self, name, **more):
        """Make a bundle at the node that is here, as a folder; return where it lies."""
        place = self.root / name
        made = making.make_folder(Line.objects.get(), place, by=None, at=NOW, **more)
        return place, made

    def bring(self, place):
        """Take a bundle in at the node that is here."""
        with carriers.opened(place) as carrier:
            found = taking.look(carrier)
            return taking.take(carrier, found, by=None, at=NOW)[1]

    def carry(self, sender, **more):
        """Make a bundle at one node and take it in at the other."""
        self.at(sender)
        place, _ = self.export(f"{sender}-{len(list(self.root.iterdir()))}", **more)
        self.at(PEER[sender])
        return place, self.bring(place)


@contextlib.contextmanager
def looked_at(place):
    """Give carrier and what was found."""
    with carriers.opened(place) as carrier:
        yield carrier, taking.look(carrier)
