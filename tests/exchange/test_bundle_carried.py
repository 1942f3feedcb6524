"""Two nodes that never meet: all goes by bundles, both ways, to the last acknowledgement."""

import shutil

import pytest

from kakehashi.errors import Refused
from kakehashi.exchange import blobs, new_logs, news, parcels, sending
from kakehashi.exchange.bundles import taking
from kakehashi.exchange.bundles.acknowledging import note_unacknowledged
from kakehashi.exchange.enrolling import own_card, words_of
from kakehashi.exchange.first_look import note_first_look
from kakehashi.exchange.models import Bundle, Incoming, Line, Outgoing, Parcel
from kakehashi.exchange.own_keys import own_keys, put_next_in_force
from kakehashi.exchange.recalling import recallable
from kakehashi.exchange.reopening import take_receipts_again
from kakehashi.exchange.restoring import release
from kakehashi.exchange.worker import Worker
from kakehashi.ledger.logs.reading import entries
from kakehashi.ledger.models import Fork, Log
from kakehashi.ledger.models.logs import ASKING, OPEN
from kakehashi.records import services
from kakehashi.records.models import Attachment, Item, Version
from kakehashi.trust.beginnings import Beginning, beginning_of
from kakehashi.trust.spellings import to_base64
from kakehashi.trust.statements import read_statement
from tests.cast import NOW
from tests.exchange.by_hand import ByHand, looked_at
from tests.exchange.test_parcels import MINUTES, attach, made


@pytest.fixture
def two(cast, settings, tmp_path):
    yield ByHand(settings, tmp_path)
    own_keys.cache_clear()


def share(cast, title="Call"):
    item = made(cast.haruka, title)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    return item


def own_log():
    return Log.objects.get(own=True)


def test_shared_received_opened_confirmed_by_bundles_alone(two, cast):
    item = share(cast)
    _, taken = two.carry("JP")
    assert (taken.entries, taken.texts, taken.refused) == (1, 1, 0)
    version = Version.objects.get(item=item.pk)
    note_first_look(version=version, by=cast.alice, at=NOW)
    services.confirm(item=item.pk, digest=version.content_digest, by=cast.alice, at=NOW)
    _, taken = two.carry("GB")
    assert (taken.acknowledged, taken.texts) == (1, 0)
    said = Outgoing.objects.get(act="share")
    assert said.held_at
    assert said.opened_at
    sides = Item.objects.get(pk=item.pk).confirmations.values_list("side_id", flat=True)
    assert list(sides) == ["GB"]
    services.confirm(item=item.pk, digest=version.content_digest, by=cast.haruka, at=NOW)
    two.carry("JP")
    sides = Item.objects.get(pk=item.pk).confirmations.values_list("side_id", flat=True)
    assert sorted(sides) == ["GB", "JP"]
    two.carry("GB")
    assert Line.objects.get().waiting_since is None
    # Receipts end: nothing is said of a receipt, so after one more trip both have it all.
    two.carry("JP")
    two.carry("GB")
    two.carry("JP")
    for side in ("JP", "GB"):
        two.at(side)
        assert own_log().countersigned_size == own_log().size
        assert not Incoming.objects.filter(state="refused").exists()


def test_no_byte_of_what_was_not_shared_is_in_the_folder(two, cast):
    marker = "ALPENGLOW-7731"
    made(cast.haruka, marker)
    item = share(cast, "Shared call")
    services.save(
        item=item.pk,
        base=Version.objects.get(item=item.pk, state="shared").number,
        text=services.NewText(
            wording={"title": {"en": marker, "ja": marker}},
            facts={"due_date": "2027-03-31", "standing": "planned"},
            note=marker,
        ),
        by=cast.haruka,
        at=NOW,
    )
    attach(item, cast.haruka, marker.encode() * 9, f"{marker}.pdf")
    place, _ = two.export("out")
    files = [one for one in place.rglob("*") if one.is_file()]
    assert len(files) == 5
    for one in files:
        content = one.read_bytes() + str(one).encode()
        for form in (marker, "Shared call", "haruka"):
            assert form.encode() not in content, one
            assert form.encode("utf-16-le") not in content
            assert form.encode().hex().encode() not in content


def test_attachments_and_large_texts_ride_along(two, cast, monkeypatch):
    item = made(cast.haruka, "With minutes", note="x")
    attach(item, cast.haruka, MINUTES)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    monkeypatch.setattr(parcels, "INLINE", 1000)
    monkeypatch.setattr(news, "LARGEST_INLINE", 1000)
    large = made(cast.haruka, "Large")
    attach(large, cast.haruka, MINUTES[::-1], "annex.pdf")
    services.share(item=large.pk, by=cast.haruka, at=NOW)
    place, taken = two.carry("JP")
    assert len(list((place / "blobs").iterdir())) == 4
    assert (taken.texts, taken.blobs, taken.missing) == (2, 4, 0)
    assert set(Attachment.objects.values_list("state", flat=True)) == {Attachment.HERE}
    two.carry("GB")
    assert set(Parcel.objects.values_list("state", flat=True)) == {"held"}
    two.at("JP")
    place, _ = two.export("after")
    assert not (place / "blobs").exists()


def test_a_blob_that_did_not_come_is_told_and_comes_with_the_next(two, cast, monkeypatch):
    item = made(cast.haruka, "With minutes")
    attach(item, cast.haruka, MINUTES)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    with monkeypatch.context() as patch:
        patch.setattr("kakehashi.exchange.bundles.making.MOST_FILES", 4)
        place, made_ = two.export("out")
    assert made_.left == 1
    two.at("GB")
    assert two.bring(place).missing == 1
    two.carry("GB")
    assert Parcel.objects.get().state == "missing"
    _, taken = two.carry("JP")
    assert (taken.blobs, taken.missing) == (1, 0)
    assert Attachment.objects.get().state == Attachment.HERE


def test_twice_late_with_gaps_and_in_the_wrong_order(two, cast):
    share(cast, "First")
    first, _ = two.export("first")
    share(cast, "Second")
    second, _ = two.export("second")
    share(cast, "Third")
    only, _ = two.export("only", start_at=2)
    two.at("GB")
    with pytest.raises(taking.BundleGap, match="begins at entry 2; this node has the entries bef"):
        two.bring(only)
    assert not Log.objects.get(own=False).signed
    assert not Incoming.objects.exists()
    assert two.bring(second).entries == 2
    texts = Version.objects.count()
    for again in (first, second, first):
        taken = two.bring(again)
        assert (taken.entries, taken.texts, taken.countersigned) == (0, 0, 2)
    assert two.bring(only).entries == 1
    assert Version.objects.count() == texts + 1
    assert [row.index for row in Incoming.objects.order_by("index")] == [0, 1, 2]
    with looked_at(second) as (_, found):
        assert found.before is not None
        assert found.fresh == 0


def test_what_was_cut_off_goes_on(two, cast, monkeypatch):
    item = made(cast.haruka, "With minutes")
    attach(item, cast.haruka, MINUTES)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    for number in range(3):
        share(cast, f"Call {number}")
    place, _ = two.export("out")
    two.at("GB")

    class CutError(Exception):
        pass

    def cut(*_, **__):
        raise CutError

    # Where it can be cut: behind each of the writes that stand by themselves.
    for name in (
        "kakehashi.exchange.news.take_entries",
        "kakehashi.exchange.news.acknowledge",
        "kakehashi.exchange.bundles.taking._open",
        "kakehashi.exchange.bundles.taking._take_blobs",
        "kakehashi.exchange.fetching.finish",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(name, cut)
            with pytest.raises(CutError):
                two.bring(place)
    # A part of the blob came otherwise, and is wrong.
    parcel = Parcel.objects.get()
    blobs.destroy([parcel.digest])
    blobs.add(parcel.digest, [b"?" * 100], most=parcel.size)
    taken = two.bring(place)
    assert taken.blobs == 1
    with monkeypatch.context() as patch:
        patch.setattr("kakehashi.exchange.bundles.taking.note_unacknowledged", cut)
        with pytest.raises(CutError):
            two.bring(place)
    assert two.bring(place).texts == 0
    assert Incoming.objects.filter(state="held").count() == 4
    assert Attachment.objects.get().state == Attachment.HERE
    assert not list(place.parent.glob(".*"))


def test_an_older_one_does_not_come_between_the_halves_of_a_newer(two, cast, monkeypatch):
    share(cast, "First")
    first, _ = two.export("first")
    share(cast, "Second")
    second, _ = two.export("second")
    two.at("GB")
    with monkeypatch.context() as patch:
        patch.setattr("kakehashi.exchange.news.take_entries", lambda *_, **__: range(0))
        two.bring(second)
    assert Log.objects.get(own=False).size == 0
    with pytest.raises(taking.BundleOlder):
        two.bring(first)
    assert two.bring(second).entries == 2


def test_more_than_one_branch_of_the_tree_and_proofs_made_here(two, cast):
    """A receiver that is ahead, in the middle of a branch, makes the proofs it was not brought."""
    from kakehashi.ledger.logs.appending import append

    two.at("JP")
    item = share(cast)
    sending.enter("GB", at=NOW)
    for size in (200, 300, 700):
        append(own_log().pk, [b"no statement %d" % n for n in range(size - own_log().size)])
        place, _ = two.export(f"to-{size}", start_at=0)
        two.at("GB")
        taken = two.bring(place)
        assert taken.countersigned == size
        two.at("JP")
    append(own_log().pk, [b"more"] * 5)
    place, _ = two.export("from-400", start_at=400)
    two.at("GB")
    assert two.bring(place).entries == 5
    assert Version.objects.filter(item=item.pk).exists()


def test_a_countersignature_counts_though_the_log_has_grown(two, cast):
    share(cast, "First")
    place, _ = two.export("out")
    two.at("GB")
    two.bring(place)
    back, _ = two.export("back")
    two.at("JP")
    share(cast, "Second")
    sending.enter("GB", at=NOW)
    assert two.bring(back).acknowledged == 1
    assert Line.objects.get().waiting_since
    assert own_log().signed_size == 2


def test_over_a_link_of_one_way_it_says_since_when_nothing_is_acknowledged(two, cast):
    share(cast)
    Worker(lambda: NOW).one_pass()
    assert Line.objects.get().waiting_since == NOW
    two.carry("JP")
    two.at("JP")
    share(cast, "Later")
    two.carry("JP", start_at=1)
    assert Incoming.objects.filter(state="held").count() == 2
    two.at("JP")
    Worker(lambda: NOW).one_pass()
    line = Line.objects.get()
    assert line.waiting_since == NOW
    note_unacknowledged(line)
    assert line.waiting_since == NOW
    assert own_log().countersigned_size == 0


def test_a_restored_node_asks_by_bundle_and_is_answered(two, cast):
    first = share(cast, "First")
    two.carry("JP")
    two.carry("GB")
    two.at("JP")
    backup = two.kept()
    item = made(cast.haruka, "Lost with the disk")
    attach(item, cast.haruka, MINUTES)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    two.carry("JP")
    services.confirm(
        item=first.pk,
        digest=Version.objects.get(item=first.pk, state="shared").content_digest,
        by=cast.alice,
        at=NOW,
    )
    two.carry("GB")
    lost = own_log().size
    two.restore(backup)
    shutil.rmtree(two.root / "JP" / "blobs")
    assert own_log().size < lost

    place, made_ = two.export("asks")
    assert made_.bundle.size is None
    assert made_.bundle.asks == own_log().size
    assert not (place / "checkpoint").exists()
    assert own_log().state == ASKING
    two.at("GB")
    two.bring(place)
    answer, _ = two.export("answer")
    assert (answer / "back" / "checkpoint").exists()
    two.at("JP")
    with pytest.raises(taking.BundleHeld):
        two.bring(answer)
    assert own_log().size == lost
    assert own_log().state == OPEN
    line = Line.objects.get()
    assert line.restored_at
    place, made_ = two.export("held")
    assert made_.bundle.size is None
    release(line, at=NOW)
    Worker(lambda: NOW).one_pass()
    two.bring(answer)
    assert Version.objects.filter(item=item.pk).exists()
    # What came back can be asked back, and is counted as shared and received.
    said = Outgoing.objects.filter(act="share", item=first.pk)
    assert said.get().held_at
    said.update(held_at=None)
    take_receipts_again(Line.objects.get(), at=NOW)
    assert said.get().held_at
    assert [row.version.item_id for row in recallable(item.pk)] == [item.pk]
    assert Attachment.objects.get(version__item=item.pk).state == Attachment.HERE
    share(cast, "Afterwards")
    _, taken = two.carry("JP")
    assert taken.texts == 1
    assert taken.refused == 0
    assert not Log.objects.filter(state="frozen").exists()
    assert not Bundle.objects.filter(state="looked_at").exists()


def test_a_contradiction_found_on_a_line_carried_by_hand_ends_by_what_a_bundle_tells(two, cast):
    """Who forgot what it had said, guard files and all, learns from the other side's bundle."""
    share(cast, "First")
    two.carry("JP")
    two.carry("GB")
    two.at("JP")
    backup, guard = two.kept(), two.root / "JP" / "guard"
    shutil.copytree(guard, two.root / "guard-of-then")
    share(cast, "Second")
    two.carry("JP")
    two.restore_at("JP", backup)
    shutil.rmtree(guard)
    shutil.copytree(two.root / "guard-of-then", guard)
    share(cast, "Another second")
    with pytest.raises(Refused, match="contradicts"):
        two.carry("JP")
    assert Line.objects.get().state == "frozen"
    known = known_end_of(two)

    line = two.at("JP")
    new_logs.begin_log(line, {"why": "fork"}, by=cast.haruka, at=NOW)
    put_next_in_force(Line.objects.get().origin)
    card = own_card("")
    place, made_ = two.export("too-early")
    assert made_.bundle.size is None
    line = two.at("GB")
    told = {"card": to_base64(card.as_bytes()), "language": "en"}
    told["words"] = " ".join(words_of(card, "en"))
    new_logs.enrol_again(line, told, by=[cast.alice, cast.bob], at=NOW)
    two.bring(place)
    place, _ = two.export("told")
    assert (place / "begins").read_bytes() == known.as_bytes()
    two.at("JP")
    two.bring(place)
    _, taken = two.carry("JP")
    assert taken.countersigned == taken.entries > 0
    begun = beginning_of(read_statement(entries(Line.objects.get().peer_origin, 0, 1)[0]))
    assert set(known.forked) <= set(begun.forked)
    assert begun.last == known.last
    place, _ = two.export("afterwards")
    assert not (place / "begins").exists()


def known_end_of(two):
    """Return what the UK's node knows of the end of a log that contradicted itself."""
    line = two.at("GB")
    log = Log.objects.get(pk=line.peer_origin)
    fork = Fork.objects.get()
    return Beginning(log.pk, bytes(log.countersigned), (bytes(fork.first), bytes(fork.second)))
