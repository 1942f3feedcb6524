"""Notes out of mails: what would be kept is shown first; only what is ticked is; nothing halves."""

import re
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kakehashi.notes.models import BroughtFile, ContactNote, KeptFile
from kakehashi.people.models import Account

UPLOAD = "/en/desk/notes/from/"


@pytest.fixture
def officer(node):
    Account.objects.filter(pk=node["officer-gb"].pk).update(email="officer@dsit.example")
    client = Client()
    client.force_login(node["officer-jp"])
    return client


def _mail(subject="Semiconductors", sender="Officer <Officer@dsit.example>", **headers):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "haruka@mic.example", subject
    made["Date"] = "Fri, 20 Nov 2026 18:30:00 +0000"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(
        "METI will answer in March.\n→ Send the list by 4 December\n\n"
        "On Thu, 19 Nov 2026 at 09:00, Haruka wrote:\n> → Secret thread\n"
    )
    made.add_attachment(b"one", maintype="application", subtype="pdf", filename="1.pdf")
    made.add_attachment(b"two", maintype="application", subtype="pdf", filename="2.pdf")
    return SimpleUploadedFile(f"{subject}.eml", made.as_bytes())


def _bring(client, *files):
    return client.post(UPLOAD, {"file": list(files)}, follow=True)


def _form(page):
    found = {}
    for name in ("file", "date_day", "date_month", "date_year", "title", "with_whom"):
        field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
        found[name] = re.search(r'value="([^"]*)"', field)[1]
    found["what"] = re.search(r'<textarea[^>]*name="what"[^>]*>([^<]*)', page)[1].strip()
    found["what"] = found["what"].replace("&gt;", ">")
    found |= {"medium": "mail", "tagged": "1"}
    found["shown"] = re.findall(r'name="shown" value="([^"]+)"', page)
    found["tag"] = found["shown"]
    return found


def test_what_would_be_kept_is_shown_and_only_what_is_ticked_is(officer, node):
    answer = _bring(officer, _mail(Reply_To="other@evil.example"))
    page, [(address, _status)] = answer.content.decode(), answer.redirect_chain
    assert not ContactNote.objects.exists()
    assert "Nothing verifies who wrote it" in page
    assert "The address is on record" in page
    assert "Reply-To: other@evil.example" in page
    assert "21 November 2026" in page  # where the reader is
    form = _form(page)
    assert (form["date_day"], form["title"]) == ("21", "Semiconductors")
    assert node["officer-gb"].name_en in form["with_whom"]
    assert "Secret thread" not in form["what"]
    assert {"organisation:dsit", "organisation:meti", "area:area-SC"} <= set(form["shown"])
    assert " checked" not in re.search(r'<input[^>]*name="keep"[^>]*>', page)[0]
    # Somebody else's preview is nobody's business.
    other = Client()
    other.force_login(node["officer-gb"])
    assert "No file is left" in other.get(address, follow=True).content.decode()
    shown = officer.post(address, {**form, "what": " "})
    assert shown.status_code == 400
    saved = officer.post(address, {**form, "keep": ["1"]}, follow=True).content.decode()
    assert "1 follow-up is yours" in saved
    row = ContactNote.objects.get()
    assert row.medium == "mail"
    assert "Secret thread" not in str(row.entry.version.wording)
    [kept] = KeptFile.objects.all()
    assert (kept.name, bytes(kept.content)) == ("2.pdf", b"two")
    assert not BroughtFile.objects.exists()
    forged = '"The Minister <minister@digital.example>" <somebody@evil.example>'
    page = _bring(officer, _mail("Approved", forged)).content.decode()
    assert "The sender’s name contains an address that is not" in page
    assert _form(page)["with_whom"].startswith("somebody@evil.example")
    file = f"/en/desk/notes/files/{kept.pk}/"
    given = officer.get(file)
    assert given.content == b"two"
    assert given["Content-Disposition"].startswith("attachment")
    assert other.get(file).status_code == 404
    # The same sending again makes nothing new.
    officer.post(address, {**form, "keep": ["1"]})
    assert ContactNote.objects.count() == 1


def test_several_at_once_one_refused_one_left_out(officer):
    broken = SimpleUploadedFile("picture.eml", b"\x89PNG")
    answer = _bring(officer, broken, _mail("First"), _mail("Second", sender="Nobody <x@y.example>"))
    page, address = answer.content.decode(), answer.redirect_chain[-1][0]
    assert "file 1 of 3" in page
    assert "is no mail (EML, MSG) and no Word document (DOCX)" in page
    page = officer.post(
        address,
        {"file": re.search(r'name="file" value="([^"]+)"', page)[1], "leave": "1"},
        follow=True,
    ).content.decode()
    assert "file 2 of 3" in page
    page = officer.post(address, {**_form(page), "thread": "1", "tag": []}, follow=True).content
    assert "Noted. Only your side sees it." in page.decode()
    assert "file 3 of 3" in page.decode()
    body = ContactNote.objects.get().entry.version.wording["body"]["en"]
    assert "Secret thread" in body
    page = officer.post(address, {**_form(page.decode()), "leave": "1"}, follow=True)
    assert "No file is left to look at." in page.content.decode()
    assert ContactNote.objects.count() == 1


REFUSED = (
    ([], "Bring between 1 and 10 files at once."),
    ([("big.eml", b"From: a\r\n\r\n" + bytes(26 * 1024 * 1024))], "at most 25 MB are read"),
    ([("x.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))], "cannot be read"),
    ([("x.docx", b"PK\x03\x04")], "cannot be read"),
    ([("note.txt", b"Only words.")], "is no mail"),
    ([("x.eml", b"x")] * 11, "Bring between 1 and 10 files at once."),
)


def test_what_cannot_be_read_is_refused_and_leaves_nothing(officer):
    for files, told in REFUSED:
        answer = officer.post(UPLOAD, {"file": [SimpleUploadedFile(*one) for one in files]})
        assert 400 <= answer.status_code < 500
        assert told in answer.content.decode()
        assert not BroughtFile.objects.exists()
