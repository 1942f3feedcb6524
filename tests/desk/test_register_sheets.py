"""The register as a spreadsheet in the browser: out as filtered, in through a dry run."""

import csv
import io
import json
import re

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kakehashi.people.selectors import viewer_of
from kakehashi.records.models import Version
from kakehashi.records.selectors import entry_for
from kakehashi.workplan.models import JointAction
from kakehashi.workplan.sheets import applying
from tests.workplan.test_sheets import edited


def taken(client, form, query=""):
    answer = client.get(f"/en/desk/register/export/{form}/{query}")
    assert answer.status_code == 200
    return answer, b"".join(answer.streaming_content)


def said(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(client, data, name="register.csv"):
    return client.post("/en/desk/register/import/", {"file": SimpleUploadedFile(name, data)})


def test_what_is_filtered_goes_out_in_every_form(tokyo):
    answer, data = taken(tokyo, "csv", "?area=VD&area=XX&sort=-reference")
    assert re.search(
        r'filename="joint-actions-public-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"]
    )
    assert data.startswith(b"\xef\xbb\xbf")
    head, heading, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert "公表 / public (TLP:CLEAR)" in head[0]
    assert heading[:4] == ["reference", "version", "title_en", "title_ja"]
    references = [line[0] for line in lines]
    assert references[-1] == "VD.b.i-1"
    assert {line[heading.index("area")] for line in lines} == {"VD"}
    _, data = taken(tokyo, "json", "?area=VD&sort=-reference")
    found = json.loads(data)
    assert [row["reference"] for row in found["joint_actions"]] == references
    assert (found["total"], found["filters"]["en"]) == (
        len(references),
        ["Area: Vendor diversification"],
    )
    _, data = taken(tokyo, "xlsx", "?area=VD&sort=-reference")
    book = openpyxl.load_workbook(io.BytesIO(data))
    about, sheet = book.worksheets
    assert sheet.freeze_panes == "C2"
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == references
    words = {row[0]: row[1] for row in about.iter_rows(values_only=True) if row[0]}
    assert words["Marking"] == "public"
    assert words["Filters"] == "Area: Vendor diversification"
    assert "London" in words["Made at"]
    assert "Tokyo" in words["Made at"]
    assert tokyo.get("/en/desk/register/export/pdf/").status_code == 404
    assert Client().get("/en/desk/register/export/csv/").status_code == 302


def test_shift_jis_asks_before_it_writes_characters_otherwise(tokyo):
    answer = tokyo.get("/en/desk/register/export/shift-jis/?area=VD")
    if not answer.streaming:
        assert "Shift_JIS does not have" in said(answer)
    _, data = taken(tokyo, "shift-jis", "?area=VD&escaped=1")
    assert "VD.b.i-1" in data.decode("cp932")


def test_a_changed_table_is_shown_and_then_made(tokyo, node):
    _, data = taken(tokyo, "csv")
    data = edited(
        data,
        {"VD.b.vi-1": {"title_en": "Quite another <title>"}, "CR.b-1": {"due_date": "never"}},
        drop=["sources"],
    )
    versions = Version.objects.count()
    answer = sent(tokyo, data)
    assert answer.status_code == 302
    address = answer["Location"]
    shown = tokyo.get(address)
    text = said(shown)
    assert "Make this change" in text
    assert "Refused 1" in text
    assert "sources" in text
    assert "&lt;title&gt;" in shown.content.decode()
    assert "“never” is no day that exists." in said(tokyo.get(address + "?show=refused"))
    assert Version.objects.count() == versions
    digest = re.search(r'name="digest" value="(\w+)"', shown.content.decode())[1]
    # Sent with another digest nothing is made, and the changes are shown again.
    again = tokyo.post(address, {"digest": "x"})
    assert "Something changed since you looked" in said(again)
    assert Version.objects.count() == versions
    other = Client()
    other.force_login(node["officer-gb"])
    assert other.get(address).status_code == 410
    assert other.post(address, {"digest": digest}).status_code == 410
    done = tokyo.post(address, {"digest": digest}, follow=True)
    assert "One Joint Action has a new draft" in said(done)
    assert entry_for("VD.b.vi-1", viewer_of(node["officer-jp"])).title_en == "Quite another <title>"
    assert tokyo.post(address, {"digest": digest}).status_code == 410


def test_a_file_that_is_no_table_is_refused_beside_its_field(tokyo):
    for data, words in (
        (b"just words", "is not a table of the register"),
        (b"reference,titel_en\nx,y\n", "do you mean title_en?"),
        (b"", "The file is empty."),
    ):
        answer = sent(tokyo, data)
        assert answer.status_code in (400, 415)
        assert words in said(answer)
    assert tokyo.post("/en/desk/register/import/").status_code == 400
    assert "ファイルを選択" in said(tokyo.post("/ja/desk/register/import/"))


def test_only_those_who_may_write_many_drafts_are_offered_the_way_in(tokyo, node):
    assert "Bring a changed table back in" in said(tokyo.get("/en/desk/register/"))
    reader = Client()
    reader.force_login(node["private-office-jp"])
    assert "Bring a changed table back in" not in said(reader.get("/en/desk/register/"))
    assert reader.get("/en/desk/register/import/").status_code == 403


def pasted(client, rows):
    text = "\r\n".join("\t".join(cells) for cells in rows)
    return client.post("/en/desk/register/import/", {"rows": text})


def test_rows_are_pasted_looked_at_made_and_taken_back(tokyo, node):
    """Headings in words, an era date, full-width digits, a quoted line break; then undone."""
    reader = viewer_of(node["officer-jp"])
    before = entry_for("VD.b.vi-1", reader).version
    fixed = [before.facts["provision"], before.facts["nature"]]
    heads = ["番号", "件名 (英語)", "Wording (English)", "期限", "provision", "nature"]
    label = [one.words for one in applying.known_columns() if one.name in ("title_en", "due_date")]
    heads[1], heads[3] = label[0]["ja"], label[1]["ja"]
    heads[2] = next(one.words["en"] for one in applying.known_columns() if one.name == "wording_en")
    empty = pasted(tokyo, [])
    assert empty.status_code == 400
    assert "Paste the rows" in said(empty)
    rows = [
        heads,
        ["VD.b.vi-1", "Pasted title", '"Two\nlines"', "令和９年３月３１日", *fixed],
        ["", "A new one", "New words", "R9.4.1", "VD.b.vi", "deliverable"],
        ["VD.none", "X", "", "", "", ""],
        ["VD.b.i-1", "X", "", "令和9年13月1日", "", ""],
    ]
    looked = pasted(tokyo, [[*row] for row in rows])
    assert looked.status_code == 302, said(looked)
    page = tokyo.get(looked["Location"])
    refused = said(tokyo.get(looked["Location"] + "?show=refused"))
    assert "VD.none" in refused
    assert "13" in refused
    assert entry_for("VD.b.vi-1", reader).version == before, "nothing is made by looking"
    digest = re.search(r'name="digest" value="([0-9a-f]+)"', page.content.decode())[1]
    assert tokyo.post(looked["Location"], {"digest": digest}).status_code == 302
    now = entry_for("VD.b.vi-1", reader).version
    assert now.wording["title"]["en"] == "Pasted title"
    assert now.wording["wording"]["en"] == "Two\nlines"
    assert now.facts["due_date"] == "2027-03-31"
    started = JointAction.objects.get(title_en="A new one")
    back = said(tokyo.get("/en/desk/register/import/"))
    assert "You made 2 changes" in back
    taken_back = tokyo.post("/en/desk/register/import/undo/", follow=True)
    assert "Taken back: 2 records." in said(taken_back)
    assert entry_for("VD.b.vi-1", reader).version == before
    assert not JointAction.objects.filter(item=started.item_id).exists()
    assert "You made" not in said(taken_back)
