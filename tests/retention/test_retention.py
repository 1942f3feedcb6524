"""How long records are kept, packages for the archive, and disposal that leaves the chain whole."""

import csv
import datetime as dt
import hashlib
import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kakehashi.errors import NotHere
from kakehashi.ledger.models import Event
from kakehashi.ledger.selectors import verify
from kakehashi.people.rules import NotYourRole
from kakehashi.people.selectors import viewer_of
from kakehashi.records import selectors as reading
from kakehashi.records import services as records
from kakehashi.records.kinds import all_kinds
from kakehashi.records.models import Entry, Item, SearchDocument, StoredFile, Version
from kakehashi.records.search import find_faces
from kakehashi.records.services import NewText
from kakehashi.retention import selectors, services
from kakehashi.retention.models import Disposed
from kakehashi.retention.packages import TransferChanged, packed
from kakehashi.retention.rules import GIVEN, LATE, last_day, year_of
from kakehashi.retention.schedules import SHIPPED, ScheduleBroken, schedule_of
from tests.cast import NOW
from tests.retention.bags import read_bag

LONG_AGO = dt.datetime(2021, 3, 31, 15, 30, tzinfo=dt.UTC)
"""1 April 2021 in Tokyo: the first day of a financial year there, the day before in London."""
TODAY = NOW.date()


@pytest.fixture
def keepers(cast):
    """Give each side a second official, as disposal takes two."""
    cast.kenji.roles.add("coordinator")
    cast.bob.roles.add("coordinator")
    return cast


def _note(by, title, at=LONG_AGO, **more):
    return records.create(
        kind="contact_note",
        text=NewText(
            wording={
                "title": {"en": title, "ja": f"{title}（日本語）"},
                "body": {"en": f"What {title} said", "ja": f"{title}の内容"},
            },
            facts={"date": "2021-04-01"},
            **more,
        ),
        by=by,
        at=at,
    )


def _destroy(code, year, *, by, second, at=NOW):
    made = services.propose(file_class=code, year=year, by=by, at=at)
    return services.approve(disposal=made.pk, authority="府公第1号", by=second, at=at)


def test_years_begin_where_the_side_says_and_are_kept_to_the_day():
    assert year_of(dt.date(2026, 3, 31), (4, 1)) == 2025
    assert year_of(dt.date(2026, 4, 1), (4, 1)) == 2026
    assert last_day(2025, (4, 1), 5) == dt.date(2031, 3, 31)
    assert last_day(2025, (1, 1), 20) == dt.date(2045, 12, 31)
    assert last_day(2023, (4, 1), 1) == dt.date(2025, 3, 31)


def test_every_schedule_that_comes_along_is_whole():
    known = {one.code for one in all_kinds()}
    for file in SHIPPED.glob("*.yaml"):
        schedule = schedule_of(file.stem)
        assert schedule is not None
        assert schedule.side == file.stem
        assert set(schedule.by_kind) <= known, set(schedule.by_kind) - known
        assert schedule.of_kind("a kind that comes later").code == schedule.rest
    japan = schedule_of("JP")
    assert japan is not None
    assert japan.year(2026)["ja"] == "令和8年度"
    assert schedule_of("ZZ") is None


def test_a_schedule_of_the_operator_goes_before_and_a_broken_one_is_said(settings, tmp_path):
    settings.DATA = tmp_path
    folder = tmp_path / "retention"
    folder.mkdir()
    shipped = (SHIPPED / "JP.yaml").read_text(encoding="utf-8")
    (folder / "JP.yaml").write_text(shipped.replace("years: 30", "years: 40"), encoding="utf-8")
    found = schedule_of("JP")
    assert found is not None
    assert found.classes["framework"].years == 40
    for broken in ("side: [", "side: JP", shipped.replace("then: transfer", "then: forget")):
        (folder / "JP.yaml").write_text(broken, encoding="utf-8")
        with pytest.raises(ScheduleBroken):
            schedule_of("JP")


def test_files_are_counted_from_records_and_moved_by_what_departs(keepers):
    tokyo, london = viewer_of(keepers.haruka), viewer_of(keepers.alice)
    items = [_note(keepers.haruka, f"Call {number}") for number in range(3)]
    recent = _note(keepers.haruka, "Recent", at=NOW)
    (old, new) = selectors.files(tokyo, TODAY)
    assert (old.code, old.records, old.standing) == ("coordination-2021", 3, "soon")
    assert old.until == dt.date(2027, 3, 31)  # made on 1 April 2021 in Tokyo: five years from 2022
    assert new.code == "coordination-2026"
    assert selectors.files(london, TODAY) == []  # none of it is theirs
    with pytest.raises(NotHere):
        selectors.file_of("coordination", 2021, london, TODAY)

    item = items[0].pk
    with pytest.raises(services.RetentionReasonMissing):
        services.file_record(item=item, file_class="routine", reason=" ", by=keepers.haruka, at=NOW)
    with pytest.raises(services.FileClassUnknown):
        services.file_record(item=item, file_class="x", reason="y", by=keepers.haruka, at=NOW)
    with pytest.raises(NotYourRole):
        services.file_record(item=item, file_class="routine", reason="y", by=keepers.yuki, at=NOW)
    with pytest.raises(NotHere):
        services.file_record(item=item, file_class="routine", reason="y", by=keepers.alice, at=NOW)
    services.file_record(
        item=item, file_class="routine", reason="Travel", by=keepers.haruka, at=NOW
    )
    first, *_rest = selectors.files(tokyo, TODAY)
    assert (first.code, first.records, first.standing) == ("routine-2021", 1, LATE)
    assert [one.item_id for one in selectors.entries(first, tokyo)] == [item]
    assert {one.item_id for one in selectors.entries(_file(tokyo, "coordination"), tokyo)} == {
        items[1].pk,
        items[2].pk,
    }
    kept = selectors.retention_of(reading.entry_for(items[0].reference, tokyo), tokyo, TODAY)
    assert kept is not None
    assert (kept.file_class.code, kept.by_kind.code) == ("routine", "coordination")
    services.file_record(
        item=item, file_class="coordination", reason="After all", by=keepers.haruka, at=NOW
    )
    assert _file(tokyo, "coordination").records == 3

    for number in range(12):
        if number == 1:
            with CaptureQueriesContext(connection) as few:
                selectors.files(tokyo, TODAY)
        made = _note(keepers.haruka, f"More {number}")
        services.hold(item=made.pk, ground="legal", reason="Case", by=keepers.haruka, at=NOW)
        services.file_record(
            item=made.pk, file_class="routine", reason="x", by=keepers.haruka, at=NOW
        )
    with CaptureQueriesContext(connection) as many:
        assert selectors.files(tokyo, TODAY)[0].holds == 12
    assert len(many) == len(few)
    assert recent.pk in [one.item_id for one in selectors.entries(new, tokyo)]


def _file(viewer, code):
    return next(one for one in selectors.files(viewer, TODAY) if one.file_class.code == code)


def test_disposal_destroys_words_and_leaves_digests_and_a_whole_chain(keepers, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    tokyo = viewer_of(keepers.haruka)
    made = dt.datetime(2020, 5, 1, tzinfo=dt.UTC)
    gone = _note(keepers.haruka, "Zanzibarium", at=made)
    records.attach(
        item=gone.pk, base=1, name="slides.txt", file=ContentFile(b"quokka"), by=keepers.haruka,
        at=made,
    )  # fmt: skip
    held = _note(keepers.haruka, "Held", at=made)
    hold = services.hold(item=held.pk, ground="legal", reason="A case", by=keepers.haruka, at=NOW)
    digests = list(Version.objects.filter(item=gone.pk).values_list("content_digest", "digest"))
    assert b"Zanzibarium" in _image() or connection.vendor != "sqlite"

    proposed = services.propose(file_class="coordination", year=2020, by=keepers.haruka, at=NOW)
    with pytest.raises(services.DisposalNotDue):  # it waits already
        services.propose(file_class="coordination", year=2020, by=keepers.haruka, at=NOW)
    with pytest.raises(services.SecondOfficialNeeded):
        services.approve(disposal=proposed.pk, authority="1", by=keepers.haruka, at=NOW)
    with pytest.raises(services.AuthorityMissing):
        services.approve(disposal=proposed.pk, authority=" ", by=keepers.kenji, at=NOW)
    with pytest.raises(NotHere):
        services.approve(disposal=proposed.pk, authority="1", by=keepers.alice, at=NOW)
    assert Entry.objects.filter(item=gone.pk).exists()  # nothing was destroyed so far

    services.approve(disposal=proposed.pk, authority="府公第1号", by=keepers.kenji, at=NOW)
    with pytest.raises(services.DisposalSettled):
        services.approve(disposal=proposed.pk, authority="1", by=keepers.kenji, at=NOW)
    outcomes = {one.item_id: one for one in Disposed.objects.all()}
    assert outcomes[held.pk].why == "on_hold"
    certificate = outcomes[gone.pk]
    assert certificate.outcome == "destroyed"
    assert certificate.versions == [[n, *both] for n, both in enumerate(digests, start=1)]
    assert certificate.attachments == [hashlib.sha256(b"quokka").hexdigest()]
    for version in Version.objects.filter(item=gone.pk):
        assert (version.content, version.header, version.salt) == (None, None, "")
        assert version.disposed_at == NOW
    assert not Entry.objects.filter(item=gone.pk).exists()
    assert not StoredFile.objects.exists()
    assert not find_faces("Zanzibarium", viewer=tokyo)
    assert find_faces("Held", viewer=tokyo)
    with pytest.raises(NotHere):
        reading.page(gone.reference, tokyo)
    assert verify().whole
    assert Event.objects.filter(subject=str(gone.pk), name__endswith=".disposed").count() == 1
    if connection.vendor == "sqlite":
        image = _image()
        assert b"Zanzibarium" not in image  # overwritten, not only let go
        assert b"Held" in image

    services.release(hold=hold.pk, by=keepers.haruka, at=NOW)
    _destroy("coordination", 2020, by=keepers.haruka, second=keepers.kenji)
    assert not Entry.objects.filter(item=held.pk).exists()
    assert not SearchDocument.objects.filter(title__contains="held").exists()
    assert verify().whole


def test_a_hold_on_the_file_and_a_change_after_the_proposal_keep_what_was_proposed(keepers):
    made = dt.datetime(2020, 5, 1, tzinfo=dt.UTC)
    gone, changed = (_note(keepers.haruka, title, at=made) for title in ("Gone", "Changed"))
    proposed = services.propose(file_class="coordination", year=2020, by=keepers.haruka, at=NOW)
    file = ("coordination", 2020)
    hold = services.hold(file=file, ground="audit", reason="Audit", by=keepers.haruka, at=NOW)
    with pytest.raises(services.DisposalNotDue):
        services.approve(disposal=proposed.pk, authority="1", by=keepers.kenji, at=NOW)
    assert Entry.objects.filter(item=gone.pk).exists()
    services.release(hold=hold.pk, by=keepers.haruka, at=NOW)
    later = NOW + dt.timedelta(hours=1)
    words = NewText(wording={"title": {"en": "New"}}, facts={"date": "2021-04-01"})
    records.save(item=changed.pk, base=1, text=words, by=keepers.haruka, at=later)
    services.approve(disposal=proposed.pk, authority="1", by=keepers.kenji, at=later)
    outcomes = {one.item_id: (one.outcome, one.why) for one in Disposed.objects.all()}
    assert outcomes == {gone.pk: ("destroyed", ""), changed.pk: ("kept", "moved")}


def _image() -> bytes:
    """Return every byte of the database, where that can be asked for."""
    if connection.vendor != "sqlite":
        return b""
    return bytes(connection.connection.serialize())


def test_what_both_keep_on_one_node_takes_both_and_what_is_published_stays(keepers):
    made = dt.datetime(2009, 5, 1, tzinfo=dt.UTC)
    shared = _note(keepers.haruka, "Given", at=made)
    public = records.create(
        kind="result",
        text=NewText(
            wording={"title": {"en": "Open", "ja": "公開"}}, facts={"result_kind": "output"}
        ),
        by=keepers.haruka,
        at=made,
    )
    services.file_record(
        item=public.pk, file_class="coordination", reason="x", by=keepers.haruka, at=NOW
    )
    for one in (shared, public):
        records.share(item=one.pk, by=keepers.haruka, at=made)
    text = Entry.objects.get(item=public.pk).version
    for one in (keepers.haruka, keepers.alice):
        records.confirm(item=public.pk, digest=text.content_digest, by=one, at=made)
    for one in (keepers.haruka, keepers.alice):
        records.publish(item=public.pk, by=one, at=made)
    _destroy("coordination", 2009, by=keepers.haruka, second=keepers.kenji)
    outcomes = {one.item_id: one.why for one in Disposed.objects.all()}
    assert outcomes == {shared.pk: "other_side", public.pk: "published"}
    assert Entry.objects.filter(item=shared.pk).exists()
    assert len(reading.page(shared.reference, viewer_of(keepers.alice)).wordings)

    _destroy("coordination", 2009, by=keepers.alice, second=keepers.bob)
    assert not Entry.objects.filter(item=shared.pk).exists()
    assert set(Disposed.objects.filter(item=shared.pk).values_list("outcome", flat=True)) == {
        "destroyed"
    }
    theirs = Disposed.objects.get(item=shared.pk, disposal__side="GB")
    ours = Disposed.objects.get(item=shared.pk, disposal__side="JP")
    assert len(ours.versions) > len(theirs.versions)  # our draft's digests stay ours
    assert Entry.objects.filter(item=public.pk).exists()
    assert verify().whole


def test_a_package_is_read_by_a_reader_of_its_own_and_made_again_the_same(
    keepers, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    ours = _note(keepers.alice, "Ours", at=LONG_AGO)
    records.attach(
        item=ours.pk, base=1, name="資料.pdf", file=ContentFile(b"%PDF bytes"), by=keepers.alice,
        at=LONG_AGO,
    )  # fmt: skip
    given = _note(keepers.haruka, "Their secret", at=LONG_AGO)
    records.share(item=given.pk, by=keepers.haruka, at=LONG_AGO)
    assert schedule_of("GB").classes["coordination"].then == "review"
    with pytest.raises(NotYourRole):
        services.make_transfer(file_class="coordination", year=2021, by=keepers.grace, at=NOW)
    made = services.make_transfer(file_class="coordination", year=2021, by=keepers.alice, at=NOW)
    assert made.withheld == [[given.reference, GIVEN]]

    data = b"".join(packed(made))
    payload = read_bag(data)
    assert b"Their secret" not in b"".join(payload.values())
    rows = list(csv.DictReader(io.StringIO(payload["data/metadata.csv"].decode())))
    assert [(row["reference"], row["version"]) for row in rows] == [
        (ours.reference, "1"),
        (ours.reference, "2"),
    ]
    for row in rows:  # the digest that stays with us is that of the very bytes the archive has
        assert hashlib.sha256(payload[row["file"]]).hexdigest() == row["content_sha256"]
    (attached,) = csv.DictReader(io.StringIO(payload["data/attachments.csv"].decode()))
    assert attached["name"] == "資料.pdf"
    assert payload[attached["file"]] == b"%PDF bytes"
    start = rows[0]["file"].removesuffix(".content.json")
    assert "Ours（日本語）" in payload[f"{start}.ja.txt"].decode()
    assert "What Ours said" in payload[f"{start}.en.txt"].decode()
    events = list(csv.DictReader(io.StringIO(payload["data/timeline.csv"].decode())))
    assert {row["reference"] for row in events} == {ours.reference}
    assert made.files == len(payload)
    assert made.size == sum(map(len, payload.values()))

    manifest = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in payload.items()
    )
    assert hashlib.sha256(manifest.encode()).hexdigest() == made.manifest_digest
    records.save(
        item=ours.pk, base=2, text=NewText(wording={"title": {"en": "Later"}}, facts={"date": "2021-04-01"}), by=keepers.alice,
        at=NOW,
    )  # fmt: skip
    assert b"".join(packed(made)) == data  # the same after the record went on

    with pytest.raises(AssertionError):  # the reader does look
        read_bag(_with_another_text(data))


def _with_another_text(data: bytes) -> bytes:
    """Return a package of which one text was changed afterwards."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, text.replace(b"Ours", b"Hers") if name[-4:] == ".txt" else text)
    return changed.getvalue()


def test_what_goes_to_the_archive_is_destroyed_only_once_it_is_there(keepers):
    long_ago = dt.datetime(2001, 6, 1, tzinfo=dt.UTC)
    note = _note(keepers.haruka, "Minutes", at=long_ago)
    services.file_record(
        item=note.pk, file_class="councils", reason="Of a Council", by=keepers.haruka, at=NOW
    )
    with pytest.raises(services.DisposalNotDue):
        services.propose(file_class="councils", year=2001, by=keepers.haruka, at=NOW)
    made = services.make_transfer(file_class="councils", year=2001, by=keepers.haruka, at=NOW)
    with pytest.raises(services.AuthorityMissing):
        services.record_receipt(transfer=made.pk, number="", date=None, by=keepers.haruka, at=NOW)
    services.record_receipt(
        transfer=made.pk, number="NAJ 2026-4", date=TODAY, by=keepers.haruka, at=NOW
    )
    done = _destroy("councils", 2001, by=keepers.haruka, second=keepers.kenji)
    assert done.basis["receipt"] == "NAJ 2026-4"
    assert not Entry.objects.filter(item=note.pk).exists()
    assert Item.objects.get(pk=note.pk).reference == note.reference
    with pytest.raises(TransferChanged):
        b"".join(packed(made))
    _note(keepers.haruka, "x", at=long_ago)
    with pytest.raises(services.NotForArchive):
        services.make_transfer(file_class="coordination", year=2001, by=keepers.haruka, at=NOW)
