"""A node's own log: appended in order, signed under the guard, never forked by a restore."""

import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kakehashi.ledger.logs.appending import EntryTooLarge, LogShut, append, make_log
from kakehashi.ledger.logs.guard import Guard, GuardMoved, GuardUnwritable
from kakehashi.ledger.logs.reading import Reader, entries
from kakehashi.ledger.logs.signing import (
    CountersignatureOld,
    Start,
    answered,
    sign,
    start,
    take_back,
    take_countersignature,
)
from kakehashi.ledger.logs.tile_files import TileDiffers, TileFiles, file_tiles
from kakehashi.ledger.models import Fork, Leaf, Log
from kakehashi.trust.merkle import leaf_hashes, tree_root
from kakehashi.trust.mirroring import UploadMalformed, read_package, read_upload
from kakehashi.trust.notes import Signature, open_checkpoint
from kakehashi.trust.proofs import prove_consistency, prove_inclusion, verify_consistency
from kakehashi.trust.tiles import Tile
from kakehashi.trust.whole_logs import LogDamaged, verify_log
from tests.ledger.paper_log import LONDON, TOKYO, PaperLog, keys_of, verifiers

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
KEYS = keys_of("JP", TOKYO)
OTHER = keys_of("GB", LONDON)
LOG = verifiers(KEYS.log)


@pytest.fixture
def guard(tmp_path):
    make_log(TOKYO, own=True)
    return Guard(tmp_path / "guard" / "tokyo", TOKYO)


def some(first, count):
    return [f"entry {number}".encode() for number in range(first, first + count)]


def lines(note, keys=OTHER.countersign):
    text = note[: note.rindex(b"\n\n") + 1].decode()
    made = (Signature(key.name, key.verifier.key_id, key.sign(text, at=2)) for key in keys)
    return "".join(one.line for one in made).encode()


def test_entries_stand_in_the_order_they_were_appended(guard):
    assert append(TOKYO, some(0, 3)) == range(3)
    assert append(TOKYO, some(3, 600)) == range(3, 603)
    assert append(TOKYO, []) == range(603, 603)
    assert entries(TOKYO, 0, 999) == some(0, 603)
    assert entries(TOKYO, 600, 602) == some(600, 2)


def test_an_entry_too_large_leaves_the_others_out_too(guard):
    with pytest.raises(EntryTooLarge):
        append(TOKYO, [b"fits", bytes(65_536)])
    assert not Leaf.objects.exists()
    assert Log.objects.get().size == 0


@given(st.lists(st.integers(0, 700), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_root_and_proofs_are_those_of_the_paper_log(tmp_path_factory, counts):
    Leaf.objects.all().delete()
    Log.objects.all().delete()
    make_log(TOKYO, own=True)
    guard = Guard(tmp_path_factory.mktemp("guard") / "tokyo", TOKYO)
    files = TileFiles(tmp_path_factory.mktemp("tiles"))
    paper, sizes = PaperLog(TOKYO, KEYS.log), [0]
    for count in counts:
        append(TOKYO, some(len(paper.entries), count))
        paper.entries += some(len(paper.entries), count)
        checkpoint, note = sign(TOKYO, KEYS.log, guard, at=AT)
        assert checkpoint.root == paper.root(checkpoint.size)
        assert file_tiles(TOKYO, files) == len(paper.entries)
        assert files.checkpoint() == note
        sizes.append(checkpoint.size)
    size = sizes[-1]
    reader = Reader(TOKYO, files)
    verify_log(files.read, size=size, root=paper.root(size))
    for old in sizes:
        proof = prove_consistency(reader.nodes(size), old, size)
        assert proof == prove_consistency(paper.nodes, old, size)
        assert Reader(TOKYO).root(old) == paper.root(old)
    if size:
        for reader_ in (reader, Reader(TOKYO)):
            assert prove_inclusion(reader_.nodes(size), size - 1, size) == prove_inclusion(
                paper.nodes, size - 1, size
            )
    upload = b"".join(reader.packages(paper.body(size // 2)[0]))
    assert upload == paper.body(size // 2)[0].as_bytes() + paper.body(size // 2)[1]


def test_signing_twice_without_anything_new_gives_the_same_checkpoint(guard):
    append(TOKYO, some(0, 5))
    first = sign(TOKYO, KEYS.log, guard, at=AT)
    assert sign(TOKYO, KEYS.log, guard, at=AT) == first
    checkpoint, signed = open_checkpoint(first[1], LOG, strict=True)
    assert (checkpoint.size, checkpoint.root) == (5, tree_root(leaf_hashes(some(0, 5))))
    assert len(signed) == 2


def test_a_crash_after_the_guard_moved_is_mended_at_the_next_start(guard, monkeypatch):
    append(TOKYO, some(0, 4))
    with monkeypatch.context() as patch:
        patch.setattr("kakehashi.ledger.logs.signing._record", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sign(TOKYO, KEYS.log, guard, at=AT)
    assert Log.objects.get().signed_size == 0
    append(TOKYO, some(4, 2))
    with pytest.raises(GuardMoved):
        sign(TOKYO, KEYS.log, guard, at=AT)
    assert start(TOKYO, LOG, guard, at=AT) is Start.CAUGHT_UP
    assert Log.objects.get().signed_size == 4
    assert sign(TOKYO, KEYS.log, guard, at=AT)[0].size == 6
    assert start(TOKYO, LOG, guard, at=AT) is Start.AGREES


def test_a_full_disk_under_the_guard_signs_nothing(guard, monkeypatch):
    append(TOKYO, some(0, 1))
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "no space left")))
        with pytest.raises(GuardUnwritable, match="no space left"):
            sign(TOKYO, KEYS.log, guard, at=AT)
    assert guard.read() == b""
    assert Log.objects.get().signed_size == 0
    assert sign(TOKYO, KEYS.log, guard, at=AT)[0].size == 1


def restored(size, state):
    """Bring the database back to an earlier day, as a backup would."""
    Leaf.objects.filter(index__gte=size).delete()
    Log.objects.filter(pk=TOKYO).update(**state)


def test_a_restored_database_signs_nothing_until_the_entries_are_back(guard):
    append(TOKYO, some(0, 300))
    sign(TOKYO, KEYS.log, guard, at=AT)
    yesterday = Log.objects.values("size", "peaks", "signed", "signed_size").get()
    append(TOKYO, some(300, 500))
    _, note = sign(TOKYO, KEYS.log, guard, at=AT)
    paper = PaperLog(TOKYO, KEYS.log, some(0, 800))
    restored(300, yesterday)

    append(TOKYO, [b"another history"])
    with pytest.raises(GuardMoved):
        sign(TOKYO, KEYS.log, guard, at=AT)
    restored(300, yesterday)
    assert start(TOKYO, LOG, guard, at=AT) is Start.BEHIND
    for wanted in (lambda: append(TOKYO, [b"x"]), lambda: sign(TOKYO, KEYS.log, guard, at=AT)):
        with pytest.raises(LogShut):
            wanted()
    assert answered(TOKYO, note, LOG, guard, at=AT) == 500
    upload, body = paper.body(300)
    first = next(upload.places())
    cut = len(paper.body(300, first.end)[1]) + 100
    with pytest.raises(UploadMalformed):
        take_back(TOKYO, upload, io.BytesIO(body[:cut]).read, note, LOG)
    size = Log.objects.get().size
    upload, body = paper.body(size)
    take_back(TOKYO, upload, io.BytesIO(body).read, note, LOG)
    assert answered(TOKYO, note, LOG, guard, at=AT) == 0
    assert (Log.objects.get().state, Log.objects.get().signed_size) == ("open", 800)
    append(TOKYO, [b"and on"])
    assert sign(TOKYO, KEYS.log, guard, at=AT)[0].root == tree_root(
        leaf_hashes([*some(0, 800), b"and on"])
    )


def test_a_lost_guard_asks_and_goes_on_with_what_the_other_side_holds(guard):
    append(TOKYO, some(0, 7))
    _, note = sign(TOKYO, KEYS.log, guard, at=AT)
    guard.path.unlink()
    assert start(TOKYO, LOG, guard, at=AT) is Start.UNGUARDED
    assert answered(TOKYO, note, LOG, guard, at=AT) == 0
    assert guard.read() == note
    append(TOKYO, some(7, 1))
    assert sign(TOKYO, KEYS.log, guard, at=AT)[0].size == 8


def test_a_guard_put_back_from_a_copy_asks_too(guard):
    append(TOKYO, some(0, 7))
    old = sign(TOKYO, KEYS.log, guard, at=AT)[1]
    append(TOKYO, some(7, 7))
    new = sign(TOKYO, KEYS.log, guard, at=AT)[1]
    guard.path.write_bytes(old)
    assert start(TOKYO, LOG, guard, at=AT) is Start.UNGUARDED
    assert answered(TOKYO, new, LOG, guard, at=AT) == 0
    assert guard.read() == new


def test_another_history_than_the_other_side_has_is_a_fork(guard):
    append(TOKYO, some(0, 7))
    sign(TOKYO, KEYS.log, guard, at=AT)
    foreign = PaperLog(TOKYO, KEYS.log, some(100, 7)).note()
    with pytest.raises(LogShut):
        answered(TOKYO, foreign, LOG, guard, at=AT)
    assert Log.objects.get().state == "frozen"
    assert Fork.objects.get().first == foreign
    with pytest.raises(LogShut):
        append(TOKYO, [b"x"])


def test_the_countersignature_stands_under_the_checkpoint_it_was_made_for(guard):
    append(TOKYO, some(0, 7))
    _, note = sign(TOKYO, KEYS.log, guard, at=AT)
    both = verifiers(OTHER.countersign)
    assert take_countersignature(TOKYO, lines(note), LOG, both).size == 7
    log = Log.objects.get()
    assert log.countersigned_size == 7
    assert open_checkpoint(bytes(log.countersigned), [*LOG, *both], strict=True)
    append(TOKYO, some(7, 1))
    sign(TOKYO, KEYS.log, guard, at=AT)
    with pytest.raises(CountersignatureOld):
        take_countersignature(TOKYO, lines(note), LOG, both)
    assert Log.objects.get().countersigned_size == 7


def test_a_tile_file_that_was_changed_is_never_written_over(guard, tmp_path):
    files = TileFiles(tmp_path / "tiles")
    append(TOKYO, some(0, 256))
    sign(TOKYO, KEYS.log, guard, at=AT)
    file_tiles(TOKYO, files)
    path = files.folder / Tile(0, 0).path
    good = path.read_bytes()
    path.write_bytes(bytes([good[0] ^ 1]) + good[1:])
    with pytest.raises(LogDamaged):
        verify_log(files.read, size=256, root=Reader(TOKYO).root(256))
    Log.objects.update(filed_size=0)
    with pytest.raises(TileDiffers):
        file_tiles(TOKYO, files)
    path.unlink()
    assert file_tiles(TOKYO, files) == 256
    assert path.read_bytes() == good


def test_partial_tiles_go_once_the_full_one_is_there(guard, tmp_path):
    files = TileFiles(tmp_path / "tiles")
    for first in range(0, 300, 100):
        append(TOKYO, some(first, 100))
        sign(TOKYO, KEYS.log, guard, at=AT)
        file_tiles(TOKYO, files)
    there = sorted(
        str(one.relative_to(files.folder)) for one in files.folder.rglob("*") if one.is_file()
    )
    assert there == [
        "checkpoint",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    ]


def test_the_upload_reads_back_package_by_package(guard):
    append(TOKYO, some(0, 1000))
    sign(TOKYO, KEYS.log, guard, at=AT)
    upload = PaperLog(TOKYO, KEYS.log, some(0, 1000)).body(300)[0]
    read = io.BytesIO(b"".join(Reader(TOKYO).packages(upload))).read
    assert read_upload(read) == upload
    found = [one for place in upload.places() for one in read_package(read, place).entries]
    assert found == some(300, 700)
    verify_consistency([], old=0, size=1000, old_root=b"", root=Reader(TOKYO).root(1000))
