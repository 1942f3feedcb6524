"""What the other side lacks is told from the files of the log; a damaged file costs time alone."""

import datetime as dt
from types import SimpleNamespace

import pytest

from kakehashi.exchange.news import compose
from kakehashi.ledger.logs.appending import append, make_log
from kakehashi.ledger.logs.guard import Guard
from kakehashi.ledger.logs.signing import sign
from kakehashi.ledger.logs.tile_files import TileFiles, file_tiles
from kakehashi.ledger.models import Log
from kakehashi.trust.mirroring import MirrorInfo
from kakehashi.trust.tiles import Tile
from tests.ledger.paper_log import TOKYO, PaperLog, keys_of

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
KEYS = keys_of("JP", TOKYO)
LINE = SimpleNamespace(origin=TOKYO)
SHARED, FRESH = 1030, 3


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A log of which the other side has all but the last entries, and its files."""
    found = TileFiles(tmp_path / "tiles")
    monkeypatch.setattr("kakehashi.exchange.news.tiles_of", lambda _origin: found)
    guard = Guard(tmp_path / "guard" / "tokyo", TOKYO)
    make_log(TOKYO, own=True)
    for count in (SHARED, FRESH):
        append(TOKYO, [f"entry {number}".encode() for number in range(count)])
        _, note = sign(TOKYO, KEYS.log, guard, at=AT)
        if count == SHARED:
            Log.objects.update(countersigned=note, countersigned_size=SHARED)
            file_tiles(TOKYO, found)
    return found


@pytest.fixture
def told(files):
    """The body that has to come, made from a list."""
    entries = [f"entry {number}".encode() for count in (SHARED, FRESH) for number in range(count)]
    paper = PaperLog(TOKYO, KEYS.log, entries)
    added = paper.added(SHARED)
    note = bytes(Log.objects.get().signed)
    head = added.as_bytes().removesuffix(added.checkpoint) + note
    upload, package = paper.body(SHARED)
    return len(head).to_bytes(4, "big") + head + upload.as_bytes() + package + bytes(2)


def news():
    return compose(LINE, MirrorInfo(SHARED, SHARED))


def test_news_of_a_long_log_reads_its_last_rows_only(files, told, django_assert_num_queries):
    with django_assert_num_queries(5) as done:  # log, keys, entries, their branch twice
        assert news() == told
    assert not any('"index" >= 0' in one["sql"] for one in done.captured_queries)


@pytest.mark.parametrize("tile", [Tile(0, 3), Tile(1, 0, 4), Tile(0, 4, 6)])
def test_a_damaged_file_is_not_told_but_the_rows(files, told, tile):
    path = files.folder / tile.path
    good = path.read_bytes()
    for bad in (bytes([good[0] ^ 1]) + good[1:], good[:-1] + bytes([good[-1] ^ 1]), good[:40]):
        path.write_bytes(bad)
        assert news() == told


def test_without_files_or_a_countersignature_the_rows_are_told(files, told):
    files.folder.rename(files.folder.with_name("away"))
    assert news() == told
    Log.objects.update(countersigned=b"", countersigned_size=0)
    assert news() == told
