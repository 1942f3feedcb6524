"""The mirror: only what is proven is kept, interruptions cost nothing, contradictions freeze."""

import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.ledger.logs.appending import LogShut, append, make_log
from kakehashi.ledger.logs.forking import proves_fork
from kakehashi.ledger.logs.guard import Guard, GuardMoved
from kakehashi.ledger.logs.mirror import (
    CheckpointElsewhere,
    LogForked,
    UploadElsewhere,
    countersign,
    take_checkpoint,
    take_entries,
    where_to_go_on,
)
from kakehashi.ledger.logs.reading import Reader, entries
from kakehashi.ledger.models import Fork, Leaf, Log
from kakehashi.trust.mirroring import MirrorInfo, Upload, UploadMalformed
from kakehashi.trust.notes import (
    SignatureMissing,
    SignatureUnexpected,
    SignatureWrong,
    add_signatures,
    open_checkpoint,
)
from kakehashi.trust.proofs import ProofWrong
from tests.ledger.paper_log import LONDON, TOKYO, PaperLog, keys_of, verifiers

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
THEIRS = keys_of("GB", LONDON)
OURS = keys_of("JP", TOKYO)
LOG = verifiers(THEIRS.log)
ENTRIES = [f"entry {number}".encode() for number in range(2000)]


@pytest.fixture(autouse=True)
def _mirror(db):
    make_log(LONDON, own=False)


def paper(count=1000, first=0):
    return PaperLog(LONDON, THEIRS.log, ENTRIES[first : first + count])


def told(log, old=0, size=None):
    return take_checkpoint(LONDON, log.added(old, size), LOG, at=AT)


def sent(log, start=0, size=None, cut=None):
    upload, body = log.body(start, size)
    return take_entries(LONDON, upload, io.BytesIO(body[:cut]).read, LOG)


def test_a_log_is_mirrored_step_by_step_and_countersigned():
    log = paper()
    for old, size in ((0, 1), (1, 700), (700, 1000)):
        assert told(log, old, size).size == size
        assert where_to_go_on(LONDON) == MirrorInfo(size, old)
        assert sent(log, old, size) == range(old, size)
        signatures = countersign(LONDON, OURS.countersign, at=AT)
        note = add_signatures(log.note(size), signatures)
        assert open_checkpoint(note, [*LOG, *verifiers(OURS.countersign)], strict=True)
    assert entries(LONDON, 0, 2000) == ENTRIES[:1000]
    assert Reader(LONDON).root(1000) == log.root(1000)
    assert Log.objects.get().countersigned_size == 1000


@given(st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_uploads_cut_and_overlapping_anywhere_end_in_the_same_mirror(data):
    Fork.objects.all().delete()
    Leaf.objects.all().delete()
    Log.objects.update(size=0, peaks=b"", signed=b"", signed_size=0)
    log = paper(data.draw(st.integers(1, 1500), "entries"))
    told(log)
    for _ in range(12):
        have = where_to_go_on(LONDON).next_entry
        assert entries(LONDON, 0, 2000) == log.entries[:have]
        if have == len(log.entries):
            break
        start = data.draw(st.integers(0, have), "start")
        length = len(log.body(start)[1])
        cut = data.draw(st.integers(0, length), "cut")
        try:
            sent(log, start, cut=cut)
        except UploadMalformed:
            assert cut < length
    sent(log, where_to_go_on(LONDON).next_entry)
    assert entries(LONDON, 0, 2000) == log.entries
    assert Reader(LONDON).root(len(log.entries)) == log.root(len(log.entries))


def test_a_changed_entry_is_refused_and_those_before_it_stay():
    log = paper(600)
    told(log)
    upload, body = log.body(0)
    at = body.index(b"entry 300")
    changed = body[:at] + b"Entry 300" + body[at + 9 :]
    with pytest.raises(ProofWrong):
        take_entries(LONDON, upload, io.BytesIO(changed).read, LOG)
    assert where_to_go_on(LONDON).next_entry == 256
    assert sent(log, 256) == range(256, 600)


def test_an_upload_from_elsewhere_is_told_where_to_go_on():
    log = paper(600)
    told(log)
    for upload in (
        Upload(LONDON, 1, 600),
        Upload(LONDON, 0, 599),
        Upload("other.example/x", 0, 600),
    ):
        with pytest.raises(UploadElsewhere) as refused:
            take_entries(LONDON, upload, io.BytesIO().read, LOG)
        assert refused.value.info == MirrorInfo(600, 0)
    assert not Leaf.objects.exists()


def test_a_checkpoint_begins_at_the_one_known_here():
    log = paper()
    told(log, 0, 500)
    with pytest.raises(CheckpointElsewhere) as refused:
        told(log, 400)
    assert "500" in str(refused.value)
    assert told(log, 0, 300).size == 300  # an old one that came late changes nothing
    assert Log.objects.get().signed_size == 500


def test_only_the_log_s_own_two_keys_may_sign():
    log = paper(10)
    both = [*OURS.log]
    for keys, fault in (
        (log.keys[:1], SignatureMissing),
        ([*log.keys, *OURS.countersign], SignatureUnexpected),
        (both, SignatureUnexpected),
    ):
        with pytest.raises(fault):
            told(PaperLog(LONDON, keys, log.entries))
    good = log.added(0)
    at = good.checkpoint.rindex(b" ") + 30
    letter = b"A" if good.checkpoint[at : at + 1] != b"A" else b"B"
    wrong = good.checkpoint[:at] + letter + good.checkpoint[at + 1 :]
    with pytest.raises(SignatureWrong):
        take_checkpoint(LONDON, type(good)(0, (), wrong), LOG, at=AT)
    assert Log.objects.get().signed_size == 0


def test_a_proof_that_does_not_hold_freezes_nothing():
    log = paper(700)
    told(log, 0, 500)
    good = log.added(500)
    with pytest.raises(ProofWrong):
        take_checkpoint(LONDON, type(good)(500, good.proof[:-1], good.checkpoint), LOG, at=AT)
    assert Log.objects.get().state == "open"
    assert told(log, 500).size == 700


@pytest.mark.parametrize("size", [500, 300])
def test_two_histories_freeze_the_line_and_the_evidence_can_be_checked(size):
    log, other = paper(500), paper(500, first=100)
    told(log)
    sent(log)
    first, added = bytes(Log.objects.get().signed), other.added(0, size)
    second = added.checkpoint
    with pytest.raises(LogForked):
        take_checkpoint(LONDON, added, LOG, at=AT)
    fork = Fork.objects.get()
    assert (bytes(fork.first), bytes(fork.second)) == (first, second)
    assert proves_fork(first, second, LOG) is (size == 500)
    for wanted in (
        lambda: told(log, 500),
        lambda: countersign(LONDON, OURS.countersign, at=AT),
        lambda: sent(log, 500),
    ):
        with pytest.raises(Refused):
            wanted()
    assert Fork.objects.count() == 1


def test_nothing_is_countersigned_before_every_entry_is_here():
    log = paper(300)
    with pytest.raises(UploadElsewhere):
        countersign(LONDON, OURS.countersign, at=AT)
    told(log)
    with pytest.raises(UploadElsewhere):
        countersign(LONDON, OURS.countersign, at=AT)
    sent(log)
    assert countersign(LONDON, OURS.countersign, at=AT)


def test_a_restored_mirror_countersigns_no_second_history(tmp_path):
    guard = Guard(tmp_path / "london", LONDON)
    log = paper(20)
    told(log)
    sent(log)
    countersign(LONDON, OURS.countersign, guard, at=AT)
    Leaf.objects.all().delete()
    Log.objects.update(
        size=0, peaks=b"", signed=b"", signed_size=0, countersigned=b"", countersigned_size=0
    )
    other = paper(20, first=100)
    told(other)
    sent(other)
    with pytest.raises(GuardMoved):
        countersign(LONDON, OURS.countersign, guard, at=AT)


def test_a_restored_mirror_goes_on_once_it_has_the_entries_again(tmp_path):
    guard = Guard(tmp_path / "london", LONDON)
    log = paper(20)
    told(log)
    sent(log)
    countersign(LONDON, OURS.countersign, guard, at=AT)
    Leaf.objects.all().delete()
    Log.objects.update(
        size=0, peaks=b"", signed=b"", signed_size=0, countersigned=b"", countersigned_size=0
    )
    longer = paper(30)
    told(longer)
    sent(longer)
    assert countersign(LONDON, OURS.countersign, guard, at=AT)
    assert Log.objects.get().countersigned_size == 30


def test_a_mirror_is_never_appended_to_by_this_side():
    with pytest.raises(LogShut):
        append(LONDON, [b"put into their mouth"])
