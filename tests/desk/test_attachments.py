"""Files on a record's page: attached, given out as files, refused with a reason, hidden from others."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kakehashi.records import services
from kakehashi.records.models import Attachment, Entry, Version
from kakehashi.records.services import NewText
from tests.cast import NOW


@pytest.fixture
def update(node, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    return services.create(
        kind="update",
        text=NewText(
            wording={"title": {"en": "Cables", "ja": "海底ケーブル"}},
            facts={"date": "2026-11-20", "progress": "under_way"},
        ),
        by=node["officer-jp"],
        at=NOW,
    )


def send(client, page, content=b"one", name="議事録.pdf", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(page, {"base": "1", "file": file, "whole": "1", **more}, follow=True)


def test_a_file_goes_on_and_out_and_off_again(node, update, client):
    client.force_login(node["officer-jp"])
    page = reverse("desk:attachments", args=[update.reference])
    shown = client.get(page).content.decode()
    assert 'enctype="multipart/form-data"' in shown
    assert 'type="file"' in shown
    answer = send(client, page)
    assert "議事録.pdf" in answer.content.decode()
    record = client.get(reverse("desk:record", args=[update.reference])).content.decode()
    out = reverse("desk:attachment", args=[update.reference, 2, 1])
    assert f'href="{out}" download' in record
    assert out in client.get(reverse("desk:edit", args=[update.reference])).content.decode()
    assert out in client.get(reverse("desk:version", args=[update.reference, 2])).content.decode()
    given = client.get(out)
    assert b"".join(given.streaming_content) == b"one"
    assert given["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Type"] == "application/pdf"
    assert given["Cache-Control"] == "private, no-store"
    gone = client.post(
        page,
        {"base": "2", "remove": Version.objects.get(item=update, number=2).attached[0]["digest"]},
    )
    assert gone.status_code == 302
    assert Version.objects.get(item=update, number=3).attached == []
    assert client.get(out).status_code == 200
    assert client.get(reverse("desk:attachment", args=[update.reference, 3, 1])).status_code == 404


def test_nobody_else_gets_it_until_it_is_shared(node, update, client):
    client.force_login(node["officer-jp"])
    send(client, reverse("desk:attachments", args=[update.reference]))
    out = reverse("desk:attachment", args=[update.reference, 2, 1])
    other = Client()
    assert other.get(out).status_code == 302
    other.force_login(node["officer-gb"])
    assert other.get(out).status_code == 404
    page = reverse("desk:attachments", args=[update.reference])
    assert other.get(page).status_code == 404
    assert send(other, page, b"two", base="2").status_code == 404
    services.share(item=update.pk, by=node["officer-jp"], at=NOW)
    assert other.get(out).status_code == 404
    shared = Entry.objects.get(item=update, face="shared").version
    there = other.get(reverse("desk:attachment", args=[update.reference, shared.number, 1]))
    assert b"".join(there.streaming_content) == b"one"


def test_what_is_refused_says_so_on_the_page_in_both_languages(node, update, client, settings):
    settings.LARGEST_ATTACHMENT = 1 << 20
    client.force_login(node["officer-jp"])
    page = reverse("desk:attachments", args=[update.reference])
    for content, name, status, words in (
        (b"", "a.pdf", 400, "空"),
        (b"x", "a.exe", 415, "実行形式"),
        (b"x" * ((1 << 20) + 1), "a.pdf", 413, "上限"),
        (b"x" * ((1 << 20) + (1 << 17)), "a.pdf", 413, "上限"),
    ):
        answer = send(client, f"/ja{page}", content, name)
        assert (answer.status_code, words in answer.content.decode()) == (status, True)
    missing = client.post(f"/en{page}", {"base": "1", "whole": "1"})
    assert missing.status_code == 400
    assert "No file was chosen" in missing.content.decode()
    file = SimpleUploadedFile("a.pdf", b"half")
    cut = client.post(f"/en{page}", {"base": "1", "file": file})
    assert cut.status_code == 400
    assert "did not arrive whole" in cut.content.decode()
    assert not Attachment.objects.exists()


def test_a_body_that_cannot_fit_is_read_in_small_pieces_or_not_at_all(
    node, update, client, settings
):
    settings.LARGEST_ATTACHMENT = 1 << 20
    client.force_login(node["officer-jp"])
    page = reverse("desk:attachments", args=[update.reference])

    class Endless(io.RawIOBase):
        read_out = 0

        def read(self, length=-1):
            assert 0 <= length <= 1 << 16
            self.read_out += length
            return bytes(length)

    for length, read_out in ((3 << 20, 3 << 20), (1 << 40, 0)):
        body = Endless()
        answer = client.generic(
            "POST",
            page,
            content_type="multipart/form-data; boundary=x",
            **{"wsgi.input": body, "CONTENT_LENGTH": str(length)},
        )
        assert answer.status_code == 413
        assert body.read_out == read_out


def test_a_form_without_its_secret_attaches_nothing(node, update):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(node["officer-jp"])
    page = reverse("desk:attachments", args=[update.reference])
    assert send(strict, page).status_code == 403
    assert not Attachment.objects.exists()
