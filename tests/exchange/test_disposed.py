"""After disposal of a record: no sealed byte of it is left to be opened, and the lines go on."""

import pytest
from django.conf import settings as ours
from django.test import TestCase

from kakehashi.exchange import blobs, parcels
from kakehashi.exchange.models import Blob, Incoming, Outgoing, Parcel
from kakehashi.exchange.own_keys import own_keys
from kakehashi.exchange.verifying import verify_now
from kakehashi.people.rules import OWN_SIDE, Circle
from kakehashi.people.services import intern_audience
from kakehashi.records import services
from kakehashi.records.models import Entry, Version
from tests.cast import NOW
from tests.exchange.by_hand import ByHand
from tests.exchange.test_parcels import MINUTES, attach, made, newest


@pytest.fixture
def two(cast, settings, tmp_path):
    yield ByHand(settings, tmp_path)
    own_keys.cache_clear()


def dispose(item, by, side):
    circle = Circle(reach=OWN_SIDE, state="draft", origin=side, sides=(side,))
    with TestCase.captureOnCommitCallbacks() as ends:
        services.dispose(
            items=[item.pk], certificate="test", audience=intern_audience(circle), by=by, at=NOW
        )
    for one in ends:  # the other lets go of SQLite's own log, which no test's transaction can
        if one.func is blobs.destroy:
            one()


def whole():
    ends = [step for step in verify_now() if step.ended]
    assert ends
    return all(step.refused is None for step in ends)


def files_here():
    return [one for one in (ours.DATA / "blobs").rglob("*") if one.is_file()]


def test_what_was_disposed_leaves_no_sealed_byte_and_both_logs_go_on(two, cast):
    item, stays = made(cast.haruka, "Goes"), made(cast.haruka, "Stays")
    attach(item, cast.haruka, MINUTES)
    for one in (item, stays):
        services.share(item=one.pk, by=cast.haruka, at=NOW)
    two.carry("JP")
    assert two.carry("GB")[1].acknowledged
    digest = newest(item).digest
    # The receiver destroys its copy: what came sealed to its own key goes, too.
    two.at("GB")
    row = Incoming.objects.get(record=item.pk, act="share")
    assert Blob.objects.filter(content__isnull=False).count() == 2
    assert files_here()
    dispose(item, cast.alice, "GB")
    assert Blob.objects.filter(content__isnull=False).count() == 1
    assert not files_here()
    assert Incoming.objects.get(pk=row.pk).state == row.state
    assert whole()
    # So does the origin; what is said of it stays proved, and what else is said crosses.
    two.at("JP")
    dispose(item, cast.haruka, "JP")
    assert not files_here()
    assert {one.why for one in Parcel.objects.all()} == {parcels.RECALLED}
    assert whole()
    later = made(cast.haruka, "Later")
    services.share(item=later.pk, by=cast.haruka, at=NOW)
    assert two.carry("JP")[1].texts == 1
    assert not Version.objects.get(item=item.pk, digest=digest).content
    assert whole()
    # Carried again from the first entry on, the log is whole; what was destroyed is not in it.
    two.at("JP")
    place, _ = two.export("again", start_at=0)
    assert not (place / "blobs").exists()
    two.at("GB")
    assert two.bring(place).entries == 0
    assert not Version.objects.get(item=item.pk, digest=digest).content


def test_what_was_to_be_sent_and_is_disposed_is_not_sent(two, cast):
    item, stays = made(cast.haruka, "Goes"), made(cast.haruka, "Stays")
    for one in (item, stays):
        services.share(item=one.pk, by=cast.haruka, at=NOW)
    dispose(item, cast.haruka, "JP")
    assert Outgoing.objects.get(item=item.pk).why == "record-disposed"
    # The same where it is said again in a new log, as after the loss of keys.
    Outgoing.objects.filter(item=item.pk).update(state="queued", why="")
    assert two.carry("JP")[1].texts == 1
    two.at("JP")
    assert Outgoing.objects.get(item=item.pk).why == "record-disposed"
    assert Entry.objects.filter(item=stays.pk).exists()
