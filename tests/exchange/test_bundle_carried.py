"""Two nodes that never meet: all goes by bundles, both ways, to the last acknowledgement."""

import pytest

from kakehashi.exchange.first_look import note_first_look
from kakehashi.exchange.models import Line, Outgoing
from kakehashi.exchange.own_keys import own_keys
from kakehashi.ledger.models import Log
from kakehashi.records import services
from kakehashi.records.models import Item, Version
from tests.cast import NOW
from tests.exchange.by_hand import ByHand
from tests.exchange.test_parcels import made


@pytest.fixture
def two(cast, settings, tmp_path):
    yield ByHand(settings, tmp_path)
    own_keys.cache_clear()


def test_shared_received_opened_confirmed_by_bundles_alone(two, cast):
    item = made(cast.haruka, "Marked call")
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    _, taken = two.carry("JP")
    assert (taken.texts, taken.refused) == (1, 0)
    version = Version.objects.get(item=item.pk)
    note_first_look(version=version, by=cast.alice, at=NOW)
    services.confirm(item=item.pk, digest=version.content_digest, by=cast.alice, at=NOW)
    two.carry("GB")
    said = Outgoing.objects.get(act="share")
    assert said.held_at
    assert said.opened_at
    assert list(Item.objects.get(pk=item.pk).confirmations.values_list("side_id", flat=True)) == [
        "GB"
    ]
    log = Log.objects.get(pk=Line.objects.get().origin)
    assert log.countersigned_size == 1
