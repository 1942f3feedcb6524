"""The pages of enquiries: register, clock, answer, documents, consulting, what was done."""

import html
import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kakehashi.enquiries import services
from kakehashi.enquiries.models import Course, Document
from kakehashi.enquiries.services import NewEnquiry
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from tests.cast import NOW
from tests.node_copy import put_node

LIST = "/en/desk/enquiries/"


@pytest.fixture
def practice(db):
    put_node("practice")
    return {one.username: one for one in Account.objects.all()}


def client(account):
    made = Client()
    made.force_login(account)
    return made


def once_of(page):
    return page.split('name="once" value="')[1].split('"')[0]


def test_from_the_register_to_an_answer(practice):
    """Late ones first, each side its own; nothing that is typed is lost on the way."""
    officer, other = client(practice["officer-xa"]), client(practice["officer-xb"])
    page = officer.get(LIST).content.decode()
    assert page.count("data-item") == 3
    assert "was late" in page
    theirs = other.get("/ja/desk/enquiries/").content.decode()
    assert theirs.count("data-item") == 3
    assert theirs.index("EQ-XB-1") < theirs.index("EQ-XB-2"), "the late one first"
    assert "日超過" in theirs
    for query, number in (
        ("standing=late", 1),
        ("standing=stopped", 1),
        ("sort=hodo", 1),
        ("area=PORT", 1),
        ("sort=foi", 3),  # not of this side: left out, and said so
    ):
        shown = other.get(f"{LIST}?{query}").content.decode()
        assert shown.count("data-item") == number, query
    assert "No enquiry fits" in other.get(f"{LIST}?area=ISLE").content.decode()
    assert other.get(f"{LIST}EQ-XA-1/").status_code == 404
    assert other.get("/en/desk/records/EQ-XA-1/").status_code == 404

    # Entered once, though sent twice; what is refused keeps what was typed.
    form = f"{LIST}new/"
    today = timezone.localdate().isoformat()
    typed = {"sort": "oral", "title": "Oral question", "question": "Why?", "received": today}
    refused = officer.post(form, typed)
    assert refused.status_code == 400
    for kept in ("Why?", "Oral question", 'value="oral" aria-describedby="sort-oral-hint" checked'):
        assert kept in refused.content.decode()
    typed |= {"asked": today, "once": once_of(officer.get(form).content.decode())}
    assert officer.post(form, typed | {"about": "NOWHERE"}).status_code == 400
    for _twice in range(2):
        made = officer.post(form, typed)["Location"]
    assert Course.objects.filter(sort="oral").count() == 1

    # The answer: saved, an older text refused with both shown, the day entered, opened again.
    say = f"{made}step/"
    officer.post(f"{say}answer/", {"base": 1, "answer_en": "Because.", "uses": "update-format"})
    clash = officer.post(f"{say}answer/", {"base": 1, "answer_en": "Mine alone."})
    assert clash.status_code == 409
    assert "Mine alone." in clash.content.decode()
    assert "Because." in clash.content.decode()
    asked = officer.get("/en/desk/records/update-format/").content.decode()
    assert "Asked about in" in asked
    assert officer.post(f"{say}answered/", {"day": "tomorrow"}).status_code == 400
    assert officer.post(f"{say}answered/", {"day": today}).status_code == 302
    over = officer.post(f"{say}answer/", {"base": 2, "answer_en": "Typed too late."})
    assert over.status_code == 409
    assert "Typed too late." in over.content.decode()
    officer.post(f"{say}reopen/")
    assert Course.objects.get(sort="oral").state == "open"
    assert officer.post(f"{say}unheard-of/").status_code == 404

    # A clock is stopped and goes on; more time is taken with its reason, kept where it is refused.
    stopped = other.get(f"{LIST}EQ-XB-2/").content.decode()
    assert "Let the clock go on" in stopped
    assert other.post(f"{LIST}EQ-XB-2/step/resume/", {"day": today}).status_code == 302
    more = {"code": "extension", "day": today, "until": "2099-01-01", "why": "A long reason"}
    refused = other.post(f"{LIST}EQ-XB-2/step/extend/", more)
    assert refused.status_code == 400
    assert "A long reason" in refused.content.decode()
    assert "/en/desk/enquiries/EQ-XA-1/" in officer.get("/en/desk/").content.decode()
    reader = client(practice["reader-xa"])
    assert reader.post(f"{LIST}EQ-XA-1/step/answer/", {"base": 2}).status_code == 403


def test_documents_consulted_decided_and_given_as_files(practice):
    """The other side first, never for whom; the files say nothing of who asks."""
    officer, other = client(practice["officer-xa"]), client(practice["officer-xb"])
    page = f"{LIST}EQ-XA-2/documents/"
    shown = officer.get(page).content.decode()
    assert shown.count("data-item") == 3
    assert "to be consulted first" in shown
    assert "Asks that parts be withheld" in shown
    found = officer.get(f"{page}?q=cable").content.decode()
    assert 'name="reference"' in found
    letter = Document.objects.get(title__startswith="Letter")
    release = {"document": str(letter.pk), "decision": "release", "note": "My remark"}
    refused = officer.post(f"{page}step/decide/", release)
    assert refused.status_code == 409
    assert "My remark" in refused.content.decode()
    ask = {
        "documents": [str(letter.pk)],
        "wanted": timezone.localdate().isoformat(),
        "title_en": "Your letter",
        "body_en": "R. Example wants it.",
        "once": once_of(shown),
    }
    refused = officer.post(f"{page}step/consult/", ask)
    assert refused.status_code == 400
    assert "R. Example wants it." in refused.content.decode()
    ask["body_en"] = "May we release your letter of 14 March?"
    for _twice in range(2):
        assert officer.post(f"{page}step/consult/", ask).status_code == 302
    made = Item.objects.filter(kind="disclosure_consultation").order_by("created_at").last()
    assert Item.objects.filter(kind="disclosure_consultation").count() == 2
    record = f"/en/desk/records/{made.reference}/"
    seen = other.get(record).content.decode()
    assert "EQ-XA-2" not in seen
    assert "Example" not in seen
    assert record in other.get("/en/desk/waiting/consultations/").content.decode()
    reply = f"/en/desk/consultations/{made.reference}/reply/"
    assert other.post(reply, {"view": "objects", "words": ""}).status_code == 400
    said = {"view": "no_objection", "words": "", "once": once_of(seen)}
    for _twice in range(2):
        assert other.post(reply, said).status_code == 302
    assert "No objection to release" in officer.get(page).content.decode()
    assert officer.post(f"{page}step/decide/", release).status_code == 302
    assert officer.post(f"{page}step/take-out/", {"document": str(letter.pk)}).status_code == 409
    add = {"title": "Another file", "held": "File 13"}
    assert officer.post(f"{page}step/add/", add).status_code == 302
    assert officer.post(f"{page}step/add/", {"reference": "NOWHERE"}).status_code == 400
    for form in ("xlsx", "csv", "docx", "html"):
        file = officer.get(f"{page}{form}/?in=both")
        content = file.content
        if form in ("xlsx", "docx"):
            packed = zipfile.ZipFile(io.BytesIO(content))
            content = b"".join(packed.read(name) for name in packed.namelist())
        text = html.unescape(content.decode(errors="ignore"))
        assert "File 12/3" in text or form in ("docx", "html"), form
        assert "Personal information" in text, form
        assert "個人情報" in text, form
        assert "xample" not in text.replace("example.org/practice", ""), form
        assert "Papers on the cable" not in text, form
        assert other.get(f"{page}{form}/").status_code == 404
    assert officer.get(f"{page}pptx/").status_code == 404
    assert officer.get(f"{page}csv/?in=fr").status_code == 404
    assert officer.get(f"{LIST}EQ-XA-1/documents/").status_code == 404


def test_what_was_done_from_what_is_published_alone(practice):
    """One page and its files; an own or shared record is in none of them, a new one is."""
    officer = client(practice["officer-xa"])
    page = f"{LIST}facts/"
    base = f"{page}?area=PORT&since=2020-01-01"
    shown = officer.get(base).content.decode()
    assert "update-format" in shown
    assert "/en/records/update-format/" in shown
    assert "https://example.org/practice/port-call-format" in shown
    assert "Ministry of Harbours and Communications" in shown
    assert "Why the port pilots take two years" in shown, "a line that holds, for one's own side"
    hidden = records.create(
        kind="update",
        text=NewText(
            wording={"title": {"en": "Zqhidden one"}},
            facts={"date": timezone.localdate().isoformat()},
            links=[LinkTo("about", Item.objects.get(reference="4.1-1").pk)],
        ),
        by=practice["officer-xa"],
        at=NOW,
    )
    assert "Zqhidden" not in officer.get(base).content.decode()
    records.share(item=hidden.pk, by=practice["officer-xa"], at=NOW)
    assert "Zqhidden" not in officer.get(base).content.decode()
    records.publish(item=hidden.pk, by=practice["officer-xa"], at=NOW)
    for form in ("html", "csv", "mail"):
        file = officer.get(f"{page}{form}/?area=PORT&since=2020-01-01&in=both").content.decode()
        assert "Zqhidden" in file, form
        assert "/ja/records/update-format/" in file, form
        assert "two years" not in file, "lines to take go into no file"
    for query, words in (
        ("about=4.1-1&since=2020-01-01", "update-format"),
        ("words=format&since=2020-01-01", "update-format"),
        ("area=PORT&since=2099-01-01&until=2099-02-01", "of other days"),
        ("about=NOWHERE&since=2020-01-01", "No published record is about this at all"),
        (f"words={'a+' * 600}&since=2020-01-01", "What was done"),
        ("since=never&until=9999-99-99", "What was done"),
    ):
        answer = officer.get(f"{page}?{query}")
        assert answer.status_code in {200, 400}, query
        assert words in answer.content.decode(), query
    assert officer.get(f"{page}pptx/?since=2020-01-01").status_code == 404


def test_queries_do_not_grow(practice):
    officer, account = client(practice["officer-xa"]), practice["officer-xa"]
    pages = (LIST, f"{LIST}EQ-XA-2/", f"{LIST}EQ-XA-2/documents/", "/en/desk/office/")
    foi = Item.objects.get(reference="EQ-XA-2")

    def counted():
        found = []
        for page in pages:
            officer.get(page)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert officer.get(page).status_code == 200
            found.append(len(asked))
        return found

    before = counted()
    now = timezone.now()
    for number in range(6):
        new = NewEnquiry("press", {"en": f"More {number}"}, now.date(), asked_for=now.date())
        services.receive(enquiry=new, by=account, at=now)
        row = services.add_document(item=foi.pk, title=f"File {number}", by=account, at=now)
        services.decide(document=row.pk, decision="release", by=account, at=now)
    assert counted() == before
