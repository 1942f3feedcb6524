"""Bundles that lie: changed anywhere, too much, too little, of another line, links, bombs, forks."""

import hashlib
import io
import os
import tarfile
import tracemalloc
import zipfile

import pytest

from kakehashi.errors import Refused
from kakehashi.exchange.bundles import carriers, making, taking
from kakehashi.exchange.models import Bundle, Incoming, Line
from kakehashi.exchange.own_keys import own_keys
from kakehashi.ledger.models import Fork, Log
from kakehashi.records import services
from kakehashi.trust.bundles import CarriedFile, Manifest
from kakehashi.trust.merkle import leaf_hash
from kakehashi.trust.tars import BLOCK, TarMalformed, member_head, padding
from tests.cast import NOW
from tests.exchange.by_hand import ByHand
from tests.exchange.test_parcels import MINUTES, attach, made
from tests.ledger.paper_log import PaperLog


@pytest.fixture
def two(cast, settings, tmp_path):
    yield ByHand(settings, tmp_path)
    own_keys.cache_clear()


@pytest.fixture
def brought(two, cast):
    """A small bundle with one of every kind of file, at the node that it is for."""
    two.at("GB")
    two.export("nothing-yet")
    place, _ = two.export("back")
    two.at("JP")
    two.bring(place)
    item = made(cast.haruka, "Call")
    attach(item, cast.haruka, MINUTES[:1000])
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    place, _ = two.export("out")
    two.at("GB")
    return place


def files_of(place):
    return {
        str(path.relative_to(place)): path for path in sorted(place.rglob("*")) if path.is_file()
    }


def refused(two, place):
    """Take it in, in vain; nothing of it may be here afterwards. Return what was said."""
    with pytest.raises(Refused) as refusal:
        two.bring(place)
    assert not Log.objects.get(own=False).size
    assert not Incoming.objects.exists()
    assert not Bundle.objects.filter(state="taken_in").exists()
    return refusal.value


def test_a_changed_byte_of_any_file_is_found_and_the_file_named(two, brought):
    for name, path in files_of(brought).items():
        whole = path.read_bytes()
        for at in {0, len(whole) // 3, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            said = refused(two, brought)
            assert name in str(said)
        for cut in (whole[:-1], whole + b"\n", b""):
            path.write_bytes(cut)
            said = refused(two, brought)
            assert name in str(said)
        path.unlink()
        assert name in str(refused(two, brought))
        path.write_bytes(whole)
    assert two.bring(brought).texts == 1


def test_the_check_reads_every_byte_of_every_file(two, brought, monkeypatch):
    """What is read is what is hashed: nothing of a file is passed over, so no byte can hide."""
    with carriers.opened(brought) as carrier:
        found = taking.look(carrier)
        sizes = carrier.sizes()
    assert {one.path for one in found.manifest.files} | {"manifest"} == sizes.keys()
    for one in found.manifest.files:
        content = (brought / one.path).read_bytes()
        assert (one.size, one.digest) == (len(content), hashlib.sha256(content).hexdigest())
    seen = []
    check = CarriedFile.check

    def counted(self, parts):
        held = list(parts)
        seen.append((self.path, sum(map(len, held))))
        check(self, held)

    monkeypatch.setattr(CarriedFile, "check", counted)
    with carriers.opened(brought) as carrier:
        taking.look(carrier)
    assert dict(seen) == {path: size for path, size in sizes.items() if path != "manifest"}


@pytest.mark.long
def test_every_byte_of_every_file_flipped(two, brought):
    flipped = 0
    with carriers.opened(brought) as carrier:
        whole = {name: path.read_bytes() for name, path in files_of(brought).items()}
    for name, content in whole.items():
        step = 1 if len(content) < 8000 else 7
        for at in range(0, len(content), step):
            changed = content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :]
            with pytest.raises(Refused) as refusal:
                taking.look(Lying({**whole, name: changed}))
            assert name in str(refusal.value)
            flipped += 1
    assert flipped > 5000
    assert carrier is not None


class Lying:
    """A carrier of any files."""

    def __init__(self, files):
        self.files = files

    def sizes(self):
        return {path: len(content) for path, content in self.files.items()}

    def open(self, path):
        return io.BytesIO(self.files[path])


def test_what_lies_beside_is_named_and_no_link_is_followed(two, brought, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("not to be read")
    for name in ("Thumbs.db", "blobs/note", "tile/entries/001", "a" * 200):
        extra = brought / name
        extra.write_text("x")
        assert name[:50] in str(refused(two, brought))
        extra.unlink()
    link = brought / "blobs" / "link"
    for target in (secret, tmp_path, brought / "checkpoint", tmp_path / "nowhere"):
        link.symlink_to(target)
        assert "blobs/link" in str(refused(two, brought))
        link.unlink()
    os.mkfifo(link)
    assert "blobs/link" in str(refused(two, brought))
    link.unlink()
    real = brought / "checkpoint"
    content = real.read_bytes()
    real.unlink()
    (tmp_path / "elsewhere").write_bytes(content)
    real.symlink_to(tmp_path / "elsewhere")  # of the right content, even
    assert "checkpoint" in str(refused(two, brought))
    real.unlink()
    real.write_bytes(content)
    deep = brought
    for _ in range(30):
        deep /= "d"
        deep.mkdir()
    assert "d/d/d" in str(refused(two, brought))
    for one in range(30, 0, -1):
        (brought / "/".join("d" * one)).rmdir()
    for number in range(1100):
        (brought / f"many-{number}").touch()
    assert "too many files" in str(refused(two, brought))


def signed(two, place, change, key=None):
    """Sign a bundle anew, with another list of files, as a malicious counterpart can."""
    here = two.here
    two.at("JP")
    key = key or own_keys().log[0]
    two.at(here)
    files, old = change(
        {name: path.read_bytes() for name, path in files_of(place).items() if name != "manifest"}
    )
    listed = tuple(
        CarriedFile(name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in sorted(files.items())
    )
    return Lying({**files, "manifest": Manifest(key.name, old, listed).sign(key)})


def test_what_a_counterpart_signs_is_believed_by_its_proofs_alone(two, brought):
    tile, pack = "tile/entries/000.p/1", "records/000.p/1"

    def without(name):
        return lambda files: ({path: one for path, one in files.items() if path != name}, 0)

    def other(name, content):
        return lambda files: ({**files, name: content(files[name])}, 0)

    def taken(carrier):
        found = taking.look(carrier)
        taking.take(carrier, found, by=None, at=NOW)

    for change, words in (
        (without(tile), tile),
        (other(tile, lambda one: one[:-1] + bytes([one[-1] ^ 1])), "proof"),
        (other(tile, lambda one: one + one), ""),
        (other(tile, lambda one: b"\xff\xff" + one), ""),
        (other(pack, lambda one: one + b"x"), "end with the last"),
        (other(pack, lambda one: b"\xff\xff" + one[2:]), "too many"),
        (other(pack, lambda one: one[:-1] + bytes([one[-1] ^ 1])), "digest"),
        (other("checkpoint", lambda one: one.replace(b"old 0", b"old 1")), "begins elsewhere"),
        (other("checkpoint", lambda _: b"x" * 600_000), "large"),
        (other("received", lambda _: b"-1\n0\n\n"), "line 1"),
        (lambda files: (files, 1), "begins elsewhere"),
        (lambda files: ({**files, "asks": b"x"}, 0), "number"),
    ):
        carrier = signed(two, brought, change)
        with pytest.raises(Refused) as refusal:
            taken(carrier)
        assert words in str(refusal.value).lower() or words in str(refusal.value)
        assert not Log.objects.get(own=False).size, words
        assert not Incoming.objects.exists()
    # Without its sealed record the entry stands, and is receipted as missing.
    carrier = signed(two, brought, without(pack))
    taken(carrier)
    assert Incoming.objects.get().state == "missing"
    assert two.bring(brought).refused == 0


def test_somebody_elses_and_ones_own(two, brought, cast):
    line = Line.objects.get()
    Line.objects.filter(pk=line.pk).update(peer_origin="other.example/uk-japan/jp-to-gb")
    assert "none that this node takes in" in str(refused_at_once(brought))
    Line.objects.filter(pk=line.pk).update(peer_origin=line.peer_origin, state="ended")
    assert "none that this node takes in" in str(refused_at_once(brought))
    Line.objects.filter(pk=line.pk).update(state="enrolled")
    own, _ = two.export("own")
    assert "none that this node takes in" in str(refused(two, own))
    stranger = own_keys().log[0]
    two.at("GB")
    carrier = signed(two, brought, lambda files: (files, 0), key=stranger)
    with pytest.raises(taking.BundleElsewhere):
        taking.look(carrier)


def refused_at_once(place):
    with pytest.raises(Refused) as refusal, carriers.opened(place) as carrier:
        taking.look(carrier)
    return refusal.value


def test_a_log_that_contradicts_itself_is_frozen_and_the_evidence_kept(two, brought, cast):
    two.bring(brought)
    two.at("JP")
    keys = own_keys().log
    two.at("GB")
    paper = PaperLog(keys[0].name, keys)
    paper.entries.append(b"another history")

    def forked(files):
        files = {path: one for path, one in files.items() if path in {"received", "checkpoint"}}
        files["checkpoint"] = paper.added(0).as_bytes()
        files["tile/entries/000.p/1"] = len(paper.entries[0]).to_bytes(2, "big") + paper.entries[0]
        return files, 0

    carrier = signed(two, brought, forked)
    found = taking.look(carrier)
    with pytest.raises(Refused, match="contradicts"):
        taking.take(carrier, found, by=None, at=NOW)
    assert Fork.objects.count() == 1
    assert Line.objects.get().state == "frozen"
    with pytest.raises(Refused):
        two.bring(brought)
    with pytest.raises(Refused):
        two.export("frozen")
    assert leaf_hash(paper.entries[0])


def tar_of(*members):
    return b"".join(head + body + padding(len(body)) for head, body in members) + bytes(2 * BLOCK)


def test_files_that_are_no_tar_of_a_bundle(two, brought):
    good = io.BytesIO()
    two.at("JP")
    making.make_tar(Line.objects.get(), good, by=None, at=NOW)
    two.at("GB")
    whole = good.getvalue()
    assert carriers.Tar(io.BytesIO(whole)).sizes()
    foreign = io.BytesIO()
    with tarfile.open(fileobj=foreign, mode="w") as made_:
        link = tarfile.TarInfo("manifest")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made_.addfile(link)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made_:
        made_.writestr("manifest", bytes(50_000_000))
    huge = bytearray(member_head("checkpoint", 5))
    huge[124:136] = b"77777777777\0"
    for content in (
        b"",
        b"x",
        bytes(BLOCK),
        foreign.getvalue(),
        bomb.getvalue(),
        bytes(huge) + b"hello" + bytes(507),
        tar_of((member_head("../../etc/passwd", 1), b"x")).replace(b"ustar", b"USTAR"),
        tar_of((member_head("manifest", 1), b"x")) * 2,
        whole[:-1],
        whole + b"x",
        whole[: len(whole) // 2],
    ):
        tracemalloc.start()
        with pytest.raises(Refused):
            taking.look(carriers.Tar(io.BytesIO(content)))
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
        tracemalloc.stop()
    outside = tar_of(*((member_head(name, 1), b"x") for name in ("manifest", "../x", "/x")))
    with pytest.raises(Refused):
        taking.look(carriers.Tar(io.BytesIO(outside)))
    twice = tar_of((member_head("checkpoint", 1), b"x"), (member_head("checkpoint", 1), b"y"))
    with pytest.raises(Refused, match="twice"):
        carriers.Tar(io.BytesIO(twice)).sizes()
    many = tar_of(*((member_head(f"blobs/{number}", 0), b"") for number in range(1100)))
    with pytest.raises(TarMalformed, match="too many"):
        carriers.Tar(io.BytesIO(many)).sizes()
    assert not Incoming.objects.exists()
    for at in range(0, len(whole), 97):  # the frame too: no byte of it means nothing
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(Refused):
            taking.look(carriers.Tar(io.BytesIO(changed)))


def test_memory_does_not_grow_with_the_files(two, brought):
    """A blob of any size is copied and hashed piece by piece."""
    big = bytes(24 << 20)
    carrier = signed(two, brought, lambda files: ({**files, f"blobs/{'0' * 64}": big}, 0))
    tracemalloc.start()
    found = taking.look(carrier)
    taking.take(carrier, found, by=None, at=NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(big) + (8 << 20)  # the carrier of this test hands out one copy of it
    assert not list((two.root / "GB" / "blobs").rglob("0" * 64))


def test_where_it_cannot_be_written_nothing_is_left(two, cast, tmp_path, monkeypatch):
    there = tmp_path / "there"
    there.mkdir()
    (there / "x").write_text("mine")
    line = Line.objects.get()
    for place in (there, there / "x", there / "x" / "y"):
        with pytest.raises((carriers.PlaceTaken, carriers.NoCarrier)):
            making.make_folder(line, place, by=None, at=NOW)
    (there / "x").unlink()
    services.share(item=made(cast.haruka).pk, by=cast.haruka, at=NOW)

    making.make_folder(line, tmp_path / "first", by=None, at=NOW)  # what waits is signed

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(carriers.os, "fsync", full)
        for make, place in ((making.make_folder, there), (making.make_file, tmp_path / "b.tar")):
            with pytest.raises(OSError, match="No space"):
                make(line, place, by=None, at=NOW)
    assert not list(there.iterdir())
    assert not [one for one in tmp_path.iterdir() if one.name.startswith((".", "b.tar"))]
    making.make_folder(line, there, by=None, at=NOW)
    assert (there / "manifest").exists()
    with pytest.raises(making.StartBeyond):
        making.make_folder(line, tmp_path / "beyond", by=None, at=NOW, start_at=99)
    with pytest.raises(making.NoLineToCarry):
        making.line_to("FR")
    with pytest.raises(carriers.NoCarrier), carriers.opened(tmp_path / "nowhere"):
        pass
