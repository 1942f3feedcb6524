"""Files on the desk: from a list that says what is late to a certificate, each side its own."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kakehashi.records import services as records
from kakehashi.records.models import Entry
from kakehashi.records.services import NewText
from kakehashi.retention.models import Disposal, Hold, Transfer
from tests.retention.bags import read_bag

OLD = dt.datetime(2019, 6, 3, 1, tzinfo=dt.UTC)


def _client(account):
    client = Client()
    client.force_login(account)
    return client


def _note(by, title, at=OLD):
    return records.create(
        kind="contact_note",
        text=NewText(
            wording={"title": {"en": title, "ja": title}}, facts={"date": at.date().isoformat()}
        ),
        by=by,
        at=at,
    )


@pytest.fixture
def office(cast):
    """Give Japan's side a second official."""
    cast.kenji.roles.add("coordinator")
    return cast


def _read(client, path, language="en", status=200):
    answer = client.get(f"/{language}{path}")
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_from_a_late_file_to_its_certificate(office):
    first, second, other = (_client(one) for one in (office.haruka, office.kenji, office.alice))
    gone, kept = _note(office.haruka, "Old call"), _note(office.haruka, "Sued call")
    listed = _read(first, "/desk/files/")
    assert "1 file: retention over" in listed
    assert "保存期間満了" in _read(first, "/desk/files/", "ja")
    assert "Files whose retention is over" in _read(first, "/desk/")
    assert "1 over, or waiting for your approval" in _read(first, "/desk/office/")
    path = "/desk/files/coordination/2019/"
    assert gone.reference in _read(first, path)
    _read(other, path, status=404)
    assert "No files yet" in _read(other, "/desk/files/")

    page = f"/desk/files/record/{kept.reference}/"
    assert "until" in _read(first, f"/desk/records/{kept.reference}/")
    said = {"do": "hold", "ground": "legal", "reason": ""}
    assert first.post(f"/en{page}", said).status_code == 400
    assert first.post(f"/en{page}", {**said, "reason": "Case 7"}).status_code == 302
    assert "Case 7" in _read(first, page)
    assert "on hold" in _read(first, f"/desk/records/{kept.reference}/")
    filed = {"do": "file", "class": "routine", "reason": "Travel only"}
    assert first.post(f"/en{page}", filed).status_code == 302
    assert "Travel only" in _read(first, page)
    assert first.post(f"/en{page}", {**filed, "class": "coordination"}).status_code == 302

    assert second.post(f"/en{path}nonsense/").status_code == 404
    sent = first.post(f"/en{path}propose/", {"note": "Nothing of it is needed"})
    proposed = Disposal.objects.get()
    assert sent["Location"].endswith(f"/desk/files/disposals/{proposed.pk}/")
    assert first.post(f"/en{path}propose/").status_code == 409
    page = f"/desk/files/disposals/{proposed.pk}/"
    assert 'name="authority"' not in _read(first, page)
    assert 'name="authority"' in _read(second, page)
    assert "Disposals to approve" in _read(second, "/desk/")
    _read(other, page, status=404)
    assert first.post(f"/en{page}", {"do": "approve", "authority": "1"}).status_code == 403
    assert second.post(f"/en{page}", {"do": "approve", "authority": ""}).status_code == 400
    assert Entry.objects.filter(item=gone.pk).exists()
    assert second.post(f"/en{page}", {"do": "approve", "authority": "府公9号"}).status_code == 302
    certificate = _read(second, page)
    assert "Certificate of disposal" in certificate
    assert "府公9号" in certificate
    assert "Old call" not in certificate
    assert gone.reference in certificate
    assert "a hold stops its disposal" in certificate
    assert "廃棄証明書" in _read(second, page, "ja")
    _read(first, f"/desk/records/{gone.reference}/", status=404)
    hold = Hold.objects.get()
    assert first.post(f"/en/desk/files/holds/{hold.pk}/release/").status_code == 302
    again = first.post(f"/en{path}propose/")
    assert first.post(again["Location"], {"do": "withdraw"}).status_code == 302
    again = first.post(f"/en{path}propose/")
    assert second.post(again["Location"], {"do": "decline", "answer": ""}).status_code == 400
    assert second.post(again["Location"], {"do": "decline", "answer": "Not yet"}).status_code == 302
    assert "Not yet" in second.get(again["Location"]).content.decode()


def test_the_register_is_in_the_columns_of_the_side_and_a_package_can_be_had(office):
    tokyo, london = _client(office.haruka), _client(office.alice)
    _note(office.haruka, "Call")
    note = _note(office.alice, "Call of ours", at=OLD)
    rows = list(csv.reader(io.StringIO(_csv(tokyo).decode("utf-8-sig"))))
    assert "自国側限り" in rows[0][0]
    assert rows[1][:4] == ["作成・取得年度等", "大分類", "中分類", "名称（小分類）"]
    assert rows[1][-2:] == ["保存期間満了時の措置", "備考"]
    assert rows[2][0] == "令和元年度"
    assert dict(zip(rows[1], rows[2], strict=True))["起算日"] == "2020-04-01"
    answer = london.get("/en/desk/files/export/xlsx/")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[1]
    head, first = (list(row) for row in sheet.iter_rows(values_only=True))
    asset = dict(zip(head, first, strict=True))
    assert asset["Asset reference"] == "coordination-2019"
    assert asset["Retain until"] == dt.datetime(2029, 12, 31, tzinfo=None)  # noqa: DTZ001 - a cell
    assert london.get("/en/desk/files/export/pdf/").status_code == 404

    with CaptureQueriesContext(connection) as few:
        _read(london, "/desk/files/")
    for number in range(15):
        _note(office.alice, f"More {number}")
    with CaptureQueriesContext(connection) as many:
        _read(london, "/desk/files/")
    assert len(many) == len(few)

    sent = london.post("/en/desk/files/coordination/2019/transfer/")
    made = Transfer.objects.get()
    assert sent["Location"].endswith(f"/{made.pk}/")
    given = london.get(f"{sent['Location']}package/")
    assert any(note.reference in path for path in read_bag(b"".join(given.streaming_content)))
    assert tokyo.get(f"{sent['Location']}package/").status_code == 404
    assert london.post(sent["Location"], {"number": ""}).status_code == 400
    assert london.post(sent["Location"], {"number": "T 5", "date": "x"}).status_code == 302
    assert "T 5" in _read(london, "/desk/files/")
    assert tokyo.get(sent["Location"]).status_code == 404


def _csv(client) -> bytes:
    return b"".join(client.get("/ja/desk/files/export/csv/").streaming_content)
