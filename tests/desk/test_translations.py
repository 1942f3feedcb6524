"""Translation jobs on the desk, from the record to the record, in both languages and by file."""

import io
import re
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from kakehashi.records.models import Entry, Item
from kakehashi.translation import services
from kakehashi.translation.models import Job
from kakehashi.translation.services import Request
from tests.cast import NOW

ABOUT = "VD.b.vi-1"
NEW = "/en/desk/translations/new/"


def asked(account, **more):
    given = {
        "of": Item.objects.get(reference=ABOUT).pk,
        "source": "en",
        "target": "ja",
        "translator_name": "Ms Outside",
    }
    return services.ask(request=Request(**{**given, **more}), by=account, at=NOW)


def page_of(job):
    return reverse("desk:translation", args=[job.reference])


def said(answer):
    return answer.content.decode()


def test_asked_for_on_the_page_of_a_record(node, tokyo):
    record = said(tokyo.get(f"/ja/desk/records/{ABOUT}/"))
    assert f"/ja/desk/translations/new/?of={ABOUT}" in record
    assert 'name="of"' in said(tokyo.get(NEW))
    form = said(tokyo.get(f"{NEW}?of={ABOUT}&direction=en-ja"))
    once = re.search(r'name="once" value="([^"]+)"', form)[1]
    assert 'id="field-title"' in form
    assert 'href=""' not in form  # the links to the other language lead somewhere
    given = {
        "of": ABOUT, "once": once, "direction": "en-ja", "field": "title", "days": "3",
        "note": "急ぎです。",
    }  # fmt: skip
    refused = tokyo.post(NEW, given)
    assert refused.status_code == 400
    assert "Name who translates" in said(refused)
    assert "急ぎです。" in said(refused)
    assert tokyo.get(f"{NEW}?of=nothing").status_code == 404
    given["translator_name"] = "Ms Outside"
    answer = tokyo.post(NEW, given)
    job = Job.objects.get()
    assert answer["Location"] == f"/en{page_of(job.item)}"
    assert tokyo.post(NEW, given)["Location"] == answer["Location"]  # sent twice
    assert Job.objects.count() == 1
    for language, words in (("en", "asked for"), ("ja", "依頼済み")):
        shown = said(tokyo.get(f"/{language}{page_of(job.item)}"))
        assert words in shown
        assert "急ぎです。" in shown
    assert job.item.reference in said(tokyo.get("/en/desk/translations/"))
    assert job.item.reference in said(tokyo.get("/en/desk/"))
    assert "/en/desk/translations/" in said(tokyo.get("/en/desk/office/"))


def test_from_file_to_record(node, tokyo):
    job = asked(node["officer-jp"], fields=("title",))
    answer = tokyo.get(f"/ja{page_of(job)}file/docx/")
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == (
        "application/zip",
        True,
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".docx"))
        document = Document(io.BytesIO(archive.read(name)))
    assert tokyo.get(f"/ja{page_of(job)}file/pdf/").status_code == 404
    document.tables[0].rows[1].cells[2].text = "相互に情報を提供する<b>。"
    made = io.BytesIO()
    document.save(made)

    bring = f"/en{page_of(job)}bring/"
    assert tokyo.get(bring)["Location"] == f"/en{page_of(job)}"  # nothing waits to be looked at
    assert tokyo.post(bring).status_code == 400
    wrong = tokyo.post(bring, {"file": SimpleUploadedFile("x.docx", b"nothing")})
    assert (wrong.status_code, "x.docx" in said(wrong)) == (400, True)
    file = SimpleUploadedFile("訳.docx", made.getvalue())
    assert tokyo.post(bring, {"file": file})["Location"] == bring
    look = said(tokyo.get(bring))
    assert "情報を提供する&lt;b&gt;。" in look
    number = re.search(r'name="take" value="(\d+)"', look)[1]
    assert Job.objects.get().state == "asked"
    assert tokyo.post(bring, {"take": number})["Location"] == f"/en{page_of(job)}"
    assert tokyo.post(bring, {"take": number}).status_code == 409

    page = said(tokyo.get(f"/en{page_of(job)}"))
    digest = re.search(r'name="shown-title" value="(\w+)"', page)[1]
    act = f"/en{page_of(job)}act/"
    assert tokyo.post(f"{act}put-in/").status_code == 409
    assert tokyo.post(f"{act}nothing/").status_code == 404
    assert tokyo.get(f"{act}put-in/").status_code == 405
    decided = {
        "shown-title": "0" * 64, "decision-title": "accept", "words-title": "相互に情報を提供する。",
        "comment-title": "括弧を除く",
    }  # fmt: skip
    stale = tokyo.post(f"{act}review/", decided)
    assert stale.status_code == 409
    assert "括弧を除く" in said(stale)  # what was typed stays
    assert tokyo.post(f"{act}review/", {**decided, "shown-title": digest}).status_code == 302
    assert Job.objects.get().state == "reviewed"
    assert tokyo.post(f"{act}put-in/").status_code == 302
    assert Job.objects.get().state == "put_in"
    entry = Entry.objects.filter(reference=ABOUT).order_by("-version__number")[0]
    assert entry.title_ja == "相互に情報を提供する。"
    assert "put into the record" in said(tokyo.get(f"/en{page_of(job)}"))


def test_typed_on_the_page_and_ended(node, tokyo):
    job = asked(node["officer-jp"])
    act = f"/ja{page_of(job)}act/"
    assert tokyo.post(f"{act}hand-out/").status_code == 302
    assert tokyo.post(f"{act}type/", {"words-title": "件名"}).status_code == 302
    assert Job.objects.get().state == "with"
    bad = tokyo.post(f"{act}type/", {"words-title": "件\x07名", "done": "1"})
    assert bad.status_code == 400
    assert "U+0007" in said(bad)
    tokyo.post(f"{act}type/", {"words-title": "件名2", "done": "1"})
    assert Job.objects.get().state == "returned"
    tokyo.post(f"{act}undo/")
    tokyo.post(f"{act}renew/")
    tokyo.post(f"{act}cancel/", {"why": "不要"})
    assert (Job.objects.get().state, Job.objects.get().why) == ("cancelled", "不要")
    assert "不要" in said(tokyo.get(f"/ja{page_of(job)}"))
    assert job.reference in said(tokyo.get("/ja/desk/translations/?list=ended"))


def test_the_other_side_sees_none_of_it_and_queries_stay_the_same(node, tokyo):
    job = asked(node["officer-jp"], fields=("title",))
    london = Client()
    london.force_login(node["officer-gb"])
    for path in ("", "file/docx/", "file/xliff/", "bring/"):
        assert london.get(f"/en{page_of(job)}{path}").status_code == 404
    assert london.post(f"/en{page_of(job)}act/cancel/").status_code == 404
    tokyo.get("/en/desk/translations/")  # who it is, and the words of the glossary, are read once
    with CaptureQueriesContext(connection) as one:
        tokyo.get("/en/desk/translations/?list=open")
    with CaptureQueriesContext(connection) as page:
        tokyo.get(f"/en{page_of(job)}")
    more = [asked(node["officer-jp"]) for _number in range(3)]
    with CaptureQueriesContext(connection) as several:
        tokyo.get("/en/desk/translations/?list=open")
    with CaptureQueriesContext(connection) as whole:
        tokyo.get(f"/en{page_of(more[0])}")
    assert len(several) == len(one)
    assert len(whole) == len(page)
