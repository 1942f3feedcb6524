"""Files on records: kept once, streamed, named in the content digest, refused with a reason."""

import hashlib
import io

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from kakehashi.errors import NotHere, Refused
from kakehashi.records import files, selectors, services
from kakehashi.records.attached import (
    MOST,
    AttachmentEmpty,
    AttachmentKindRefused,
    AttachmentNameWrong,
    AttachmentTooLarge,
    TooManyAttachments,
    clean_name,
    is_attached,
)
from kakehashi.records.models import Attachment, Entry, StoredFile, Version
from kakehashi.records.services import AttachedAlready, EditConflict, NewText
from kakehashi.trust import sha256_hex
from tests.cast import NOW

pytestmark = pytest.mark.usefixtures("stored")


@pytest.fixture
def stored(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


def update(by, title="First"):
    return services.create(
        kind="update",
        text=NewText(
            wording={"title": {"en": title, "ja": title}},
            facts={"date": "2026-11-20", "progress": "under_way"},
        ),
        by=by,
        at=NOW,
    )


def newest(item):
    return Version.objects.filter(item=item).order_by("-number")[0]


def attach(item, by, content=b"minutes", name="minutes.pdf", base=None):
    return services.attach(
        item=item.pk,
        base=base or newest(item).number,
        name=name,
        file=ContentFile(content),
        by=by,
        at=NOW,
    )


def on_disk(folder):
    return sorted(one for one in folder.rglob("*") if one.is_file())


def test_a_file_is_named_in_the_content_with_digest_and_size(cast):
    item = update(cast.haruka)
    before = newest(item)
    assert before.attached == []
    attach(item, cast.haruka)
    after = newest(item)
    told = {"name": "minutes.pdf", "digest": sha256_hex(b"minutes"), "size": 7}
    assert after.attached == [told]
    assert after.content_digest != before.content_digest
    assert sha256_hex(bytes(after.content)) == after.content_digest
    assert after.number == before.number + 1
    with files.read(after.attachments.get()) as kept:
        assert kept.read() == b"minutes"


def test_every_later_version_has_it_until_it_is_taken_off(cast):
    item = update(cast.haruka)
    kept = attach(item, cast.haruka)
    digest = newest(item).content_digest
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    assert newest(item).content_digest == digest
    assert [one.is_here for one in newest(item).attachments.all()] == [True]
    services.save(
        item=item.pk,
        base=newest(item).number,
        text=NewText(
            wording={"title": {"en": "B", "ja": "B"}},
            facts={"date": "2026-11-20", "progress": "under_way"},
        ),
        by=cast.haruka,
        at=NOW,
    )
    assert [one["name"] for one in newest(item).attached] == ["minutes.pdf"]
    base = newest(item).number
    with pytest.raises(NotHere):
        services.detach(item=item.pk, base=base, digest="0" * 64, by=cast.haruka, at=NOW)
    services.detach(item=item.pk, base=base, digest=kept.digest, by=cast.haruka, at=NOW)
    assert newest(item).attached == []
    shared = Entry.objects.get(item=item, face="shared").version
    assert [one.name for one in selectors.attachments(shared)] == ["minutes.pdf"]


def test_who_writes_on_an_older_version_or_without_the_right_attaches_nothing(cast, tmp_path):
    item = update(cast.haruka)
    attach(item, cast.haruka)
    there = on_disk(tmp_path / "files")
    with pytest.raises(EditConflict):
        attach(item, cast.haruka, b"other", "other.pdf", base=1)
    for other in (cast.alice, cast.mallory, cast.yuki):
        with pytest.raises(Refused):
            attach(item, other, b"other", "other.pdf")
    assert len(newest(item).attached) == 1
    assert on_disk(tmp_path / "files") == there


def test_the_same_bytes_are_kept_once_and_not_twice_on_one_record(
    cast, tmp_path, django_capture_on_commit_callbacks
):
    one, other = update(cast.haruka), update(cast.haruka, "Second")
    attach(one, cast.haruka)
    with django_capture_on_commit_callbacks(execute=True):
        attach(other, cast.haruka, name="copy.pdf")
    assert len(on_disk(tmp_path / "files")) == StoredFile.objects.count() == 1
    with pytest.raises(AttachedAlready):
        attach(one, cast.haruka, name="again.pdf")
    assert len(on_disk(tmp_path / "files")) == 1
    attach(one, cast.haruka, b"later minutes")
    assert [(told["name"], told["size"]) for told in newest(one).attached] == [("minutes.pdf", 13)]


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "empty.pdf", AttachmentEmpty),
        (b"x" * 2049, "huge.pdf", AttachmentTooLarge),
        (b"MZ", "run.EXE", AttachmentKindRefused),
        (b"MZ", "report.pdf.scr ", AttachmentKindRefused),
        (b"x", "../..", AttachmentNameWrong),
        (b"x", "a/\x00\u202e", AttachmentNameWrong),
        (b"x", "n" * 121, AttachmentNameWrong),
    ],
)
def test_what_is_refused_leaves_nothing(cast, settings, tmp_path, *, content, name, refusal):
    settings.LARGEST_ATTACHMENT = 2048
    item = update(cast.haruka)
    with pytest.raises(refusal):
        attach(item, cast.haruka, content, name)
    assert newest(item).number == 1
    assert on_disk(tmp_path / "files") == []


def test_no_more_than_fit(cast, monkeypatch):
    monkeypatch.setattr("kakehashi.records.services.attaching.MOST", 2)
    item = update(cast.haruka)
    for number in range(2):
        attach(item, cast.haruka, b"%d" % number, f"{number}.txt")
    with pytest.raises(TooManyAttachments):
        attach(item, cast.haruka, b"3", "3.txt")
    attach(item, cast.haruka, b"4", "0.txt")
    assert [one["name"] for one in newest(item).attached] == ["0.txt", "1.txt"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\h\\議事録.docx", "議事録.docx"),
        ("re\u202efdp.exe", "refdp.exe"),
        ("  a \t b .txt", "a b .txt"),
        ("\u30d5\u3099.pdf", "\u30d6.pdf"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert clean_name(given) == kept


def test_a_name_from_another_node_is_taken_as_it_is_or_not_at_all():
    good = {"name": "a.pdf", "digest": "a" * 64, "size": 1}
    assert is_attached([])
    assert is_attached([good])
    for bad in (
        [{**good, "name": "../a"}],
        [{**good, "name": " a"}],
        [{**good, "name": "a\u202e"}],
        [{**good, "name": "\u30d5\u3099"}],
        [{**good, "name": 1}],
        [{**good, "size": 0}],
        [{**good, "size": True}],
        [{**good, "size": 1 << 53}],
        [{**good, "digest": "A" * 64}],
        [{**good, "place": "x"}],
        [good, good],
        [good, {**good, "digest": "b" * 64}],
        [{**good, "name": f"{n}", "digest": f"{n:064x}"} for n in range(MOST + 1)],
        {"name": "a"},
        None,
        [None],
    ):
        assert not is_attached(bad)


class Stream(io.RawIOBase):
    """A file that is never in memory, and says how much was asked of it at once."""

    def __init__(self, size):
        self.size, self.at, self.most = size, 0, 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, to, whence=0):
        self.at = to if whence == 0 else self.size + to
        return self.at

    def tell(self):
        return self.at

    def read(self, length=-1):
        length = self.size if length < 0 else length
        self.most = max(self.most, length)
        given = min(length, self.size - self.at)
        self.at += given
        return bytes(given)


def test_a_large_file_is_read_in_pieces(cast):
    stream = Stream(5 * (1 << 20) + 1)
    kept = files.lay("big.bin", File(stream)).attached
    assert kept.size == stream.size
    assert kept.digest == hashlib.sha256(bytes(stream.size)).hexdigest()
    assert stream.most <= 1 << 18


def test_a_file_over_the_limit_is_not_read_to_its_end(settings):
    settings.LARGEST_ATTACHMENT = 1 << 20
    stream = Stream(1 << 30)
    with pytest.raises(AttachmentTooLarge):
        files.lay("big.bin", File(stream))
    assert stream.at <= (1 << 20) + (1 << 18)


def test_an_upload_that_breaks_off_leaves_the_record_as_it_was(cast):
    class Broken(Stream):
        def read(self, length=-1):
            if self.at > 1 << 19:
                raise ConnectionResetError
            return super().read(length)

    item = update(cast.haruka)
    with pytest.raises(ConnectionResetError):
        services.attach(
            item=item.pk, base=1, name="b.bin", file=File(Broken(1 << 20)), by=cast.haruka, at=NOW
        )
    assert newest(item).number == 1
    assert not StoredFile.objects.exists()


def test_what_is_destroyed_goes_once_nothing_hangs_on_it(
    cast, tmp_path, django_capture_on_commit_callbacks
):
    one, other = update(cast.haruka), update(cast.haruka, "Second")
    with django_capture_on_commit_callbacks(execute=True):
        attach(one, cast.haruka)
        attach(other, cast.haruka)

    def destroy(item):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            return files.destroy(Version.objects.filter(item=item).values_list("pk", flat=True))

    assert destroy(one) == 1
    row = Attachment.objects.get(version=newest(one))
    assert (row.state, row.digest) == ("destroyed", sha256_hex(b"minutes"))
    with pytest.raises(files.AttachmentNotHere):
        files.read(row)
    with files.read(Attachment.objects.get(version=newest(other))) as kept:
        assert kept.read() == b"minutes"
    assert destroy(other) == 1
    assert on_disk(tmp_path / "files") == []
    third = update(cast.haruka, "Third")
    attach(third, cast.haruka)
    with files.read(Attachment.objects.get(version=newest(third))) as kept:
        assert kept.read() == b"minutes"


def test_bytes_that_were_lost_from_the_disk_are_kept_anew(cast):
    one, other = update(cast.haruka), update(cast.haruka, "Second")
    attach(one, cast.haruka)
    default_storage.delete(StoredFile.objects.get().place)
    with pytest.raises(files.AttachmentNotHere):
        files.read(Attachment.objects.get(version=newest(one)))
    attach(other, cast.haruka)
    with files.read(Attachment.objects.get(version=newest(one))) as kept:
        assert kept.read() == b"minutes"
