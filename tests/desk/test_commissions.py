"""Commissions on the desk and by link: sent, answered without an account, made into one text."""

import csv
import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kakehashi.commissions import services
from kakehashi.commissions.models import AnswerLink, Asked, Course, Draft, Given
from kakehashi.commissions.rules import deadline_after
from kakehashi.commissions.services import Office, Request
from kakehashi.ledger.models import Event
from kakehashi.people.models import Account, Organisation, Succession
from kakehashi.records.models import Entry, Item
from tests.cast import Cast

DAY = dt.timedelta(days=1)
TWELVE = 12


def today() -> dt.date:
    """Return the day it is."""
    return timezone.now().date()


def client_of(account: Account) -> Client:
    """Return a signed-in browser."""
    client = Client()
    client.force_login(account)
    return client


def sent(by: Account, count: int = 2, **more: Any) -> Item:
    """Send a commission to divisions of DSIT."""
    return services.issue(
        request=Request(
            title={"en": "Updates for the Council", "ja": "進捗の照会"},
            body={"en": "Please send three sentences.", "ja": "3文程度で回答願います。"},
            offices=[Office("dsit", f"Division {n}", f"d{n}@example.org") for n in range(count)],
            due=deadline_after(today(), 5, ["GB"]),
            **more,
        ),
        by=by,
        at=timezone.now(),
    )


def secret_of(item: Item, by: Account, place: int = 0) -> str:
    """Return the secret of a new link for one office."""
    asked = Asked.objects.get(commission=item, position=place)
    return services.make_link(asked=asked.pk, by=by, at=timezone.now())[1]


def state() -> tuple[int, ...]:
    """Return how many rows there are of all that a link could write."""
    return (
        Event.objects.count(),
        Given.objects.count(),
        Draft.objects.count(),
        Asked.objects.exclude(answer="", extension="").count(),
        AnswerLink.objects.filter(used_on__isnull=False).count(),
    )


def text_of(page: Any) -> str:
    """Return a page as text."""
    return str(page.content.decode())


def test_opening_a_link_does_nothing_and_its_button_does_one_thing(cast: Cast) -> None:
    item = sent(cast.alice)
    secret = secret_of(item, cast.alice)
    browser, before = Client(), state()
    for path in ("", "nil/", "more-time/"):
        for method in (browser.get, browser.head):
            page = method(f"/en/answer/{secret}/{path}")
            assert page.status_code == 200
            assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
            assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert state() == before, "a scanner that opens every link changes nothing"
    assert Client().options(f"/en/answer/{secret}/nil/").status_code in (200, 405)
    page = browser.get(f"/ja/answer/{secret}/nil/")
    main = text_of(page).partition("<main")[2].partition("</main>")[0]
    assert main.count("<button") == 1, "one button"
    assert "「該当なし」で回答" in text_of(page)
    after = browser.post(f"/ja/answer/{secret}/nil/", follow=True)
    assert "「該当なし」として受け付けました。" in text_of(after)
    assert Given.objects.get().name == "d0@example.org"
    assert 'value="d0@example.org"' not in text_of(after), "a mailbox is nobody's name"
    other = secret_of(item, cast.alice, 1)
    page = browser.get(f"/en/answer/{other}/more-time/")
    until = re.findall(r'name="until" value="([^"]+)"', text_of(page))[0]
    after = browser.post(f"/en/answer/{other}/more-time/", {"until": until}, follow=True)
    assert "More time is asked for." in text_of(after)
    assert Asked.objects.get(position=1).extension == "asked"


def test_a_link_shows_its_own_request_and_nothing_else(cast: Cast) -> None:
    item = sent(cast.alice, 3)
    for place in (1, 2):
        services.answer_by_link(
            secret=secret_of(item, cast.alice, place),
            given="text",
            text=f"OTHER-MARKER-{place}",
            name="NAME-MARKER",
            at=timezone.now(),
        )
    sent(cast.alice, 1, area=None)
    page = text_of(Client().get(f"/en/answer/{secret_of(item, cast.alice)}/"))
    assert "Please send three sentences." in page
    assert "DSIT Division 0" in page
    for hidden in ("MARKER", "Division 1", "Division 2", "d1@example.org", "/desk/"):
        assert hidden not in page.replace("/static/desk/", ""), hidden


@pytest.mark.parametrize("wrong", ["forged", "expired", "revoked"])
def test_every_link_that_does_not_work_leads_to_one_page(cast: Cast, wrong: str) -> None:
    item = sent(cast.alice)
    secret = secret_of(item, cast.alice)
    if wrong == "forged":
        secret = secret[:-2] + ("yy" if secret.endswith("zz") else "zz")
    elif wrong == "expired":
        AnswerLink.objects.update(expires_at=timezone.now() - DAY)
    else:
        services.revoke_links(
            asked=Asked.objects.get(position=0).pk, by=cast.alice, at=timezone.now()
        )
    for path in ("", "nil/", "more-time/"):
        page = Client().get(f"/en/answer/{secret}/{path}")
        assert page.status_code == 404
        assert "This link does not open a request." in text_of(page)
        assert "Updates for the Council" not in text_of(page)
    typed = Client().post(f"/en/answer/{secret}/", {"text": "TYPED", "name": "Una"})
    assert typed.status_code == 404
    assert "TYPED" in text_of(typed), "what was typed is given back"
    assert not Given.objects.exists()


def test_what_is_typed_is_never_lost(cast: Cast) -> None:
    item = sent(cast.alice)
    secret, browser = secret_of(item, cast.alice), Client()
    page = browser.post(f"/en/answer/{secret}/", {"text": "Half.", "name": "Una", "do": "draft"})
    assert page.status_code == 302
    assert "Half." in text_of(browser.get(f"/en/answer/{secret}/"))
    assert "Una" in text_of(browser.get(f"/en/answer/{secret}/"))
    missing = browser.post(f"/ja/answer/{secret}/", {"text": "氏名なし", "do": "send"})
    assert missing.status_code == 400
    assert "氏名なし" in text_of(missing)
    services.close(item=item.pk, by=cast.alice, at=timezone.now())
    late = browser.post(f"/en/answer/{secret}/", {"text": "Whole.", "name": "Una"})
    assert late.status_code == 409
    assert "Your text is kept" in text_of(late)
    assert "Whole." in text_of(late)
    desk = client_of(cast.alice)
    shown = text_of(desk.get(f"/en/desk/commissions/{item.reference}/"))
    assert "Came after the end; kept" in shown
    kept = Draft.objects.get(after="closed")
    desk.post(f"/en/desk/commissions/{item.reference}/act/take-in/", {"draft": kept.pk})
    assert Given.objects.get().late


def test_the_text_of_a_file_becomes_a_draft_and_nothing_is_sent(cast: Cast) -> None:
    item = sent(cast.alice)
    secret, browser = secret_of(item, cast.alice), Client()
    here = f"/en/answer/{secret}/"

    def dropped(name: str, data: bytes, **said: str) -> Any:
        return browser.post(here, {"name": "Una", **said, "file": SimpleUploadedFile(name, data)})

    words = "海底ケーブルの件は了解。".encode("cp932")
    answer = dropped("answer.txt", words, text="Ours:\r\n", form="Ours:", do="send")
    assert answer.url == f"{here}?done=file"
    assert Draft.objects.get().text == "海底ケーブルの件は了解。"
    dropped("more.txt", b"And more.", text="First.", form="Ours:")
    assert "First.\n\nAnd more." in text_of(browser.get(here))
    for name, data in (("a.docx", b"PK\x03\x04"), ("b.exe", b"MZ"), ("c.txt", b" ")):
        refused = dropped(name, data, text="Typed.")
        assert refused.status_code == 400
        assert name in text_of(refused)
        assert "Typed." in text_of(refused)
    assert not Given.objects.exists()
    gone = browser.post("/en/answer/none/", {"file": SimpleUploadedFile("a.txt", b"Words.")})
    assert gone.status_code == 404


def test_the_desk_decides_and_gives_tables(cast: Cast) -> None:
    for code in ("old", "heir"):
        Organisation.objects.create(id=code, side_id="GB", name_en=code.title(), name_ja=code)
    Succession.objects.create(
        predecessor_id="old", successor_id="heir", on=today() - DAY, what_en="All", what_ja="全て"
    )
    item = services.issue(
        request=Request(
            title={"en": "=Danger"},
            body={"en": "Asked."},
            offices=[Office("dsit", "A", "a@example.org"), Office("old"), Office("dsit", "B")],
            due=deadline_after(today(), 5, ["GB"]),
        ),
        by=cast.alice,
        at=timezone.now(),
    )
    asked = list(Asked.objects.order_by("position"))
    here = f"/en/desk/commissions/{item.reference}/"
    desk, bob = client_of(cast.alice), client_of(cast.bob)
    page = text_of(desk.get(here))
    assert "Ask Heir instead" in page
    desk.post(here + "act/successor/", {"office": asked[1].pk, "successor": "heir"})
    assert Asked.objects.get(pk=asked[1].pk).moved_to is not None
    made = desk.post(here + "act/link/", {"office": asked[0].pk})
    address = re.findall(r'readonly value="([^"]+)"', text_of(made))[0]
    assert Client().get(address).status_code == 200
    assert address not in text_of(desk.get(here)), "shown once"
    # Two answers of one office: both stay, and who commissioned it chooses.
    Client().post(address, {"text": "=cmd()", "name": "Una"})
    bob.post(here + f"office/{asked[0].pk}/", {"text": "Another.", "do": "send"})
    page = text_of(desk.get(here))
    assert "Two answers: choose one" in page
    first = Given.objects.get(account=None)
    desk.post(here + "act/choose/", {"office": asked[0].pk, "return": str(first.pk)})
    assert Asked.objects.get(pk=asked[0].pk).chosen_id == first.pk
    # More time, asked on the desk, given on the desk.
    until = deadline_after(today(), 8, ["GB"])
    bob.post(here + f"office/{asked[2].pk}/", {"until": str(until), "do": "more-time"})
    assert "Give more time" in text_of(desk.get(here))
    desk.post(here + "act/grant/", {"office": asked[2].pk, "until": str(until)})
    assert Asked.objects.get(pk=asked[2].pk).due_date == until
    # Out as tables, as filtered, nothing in them a formula.
    table = b"".join(desk.get(here + "export/csv/"))  # type: ignore[arg-type]
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert any("'=cmd()" in cell for row in rows for cell in row)
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(desk.get(here + "export/xlsx/")))  # type: ignore[arg-type]
    )
    assert book.worksheets
    nobody = client_of(cast.haruka)
    for path in ("", "export/csv/", "consolidate/", f"office/{asked[0].pk}/"):
        assert nobody.get(here + path).status_code == 404
    assert nobody.post(here + "act/close/").status_code == 404
    assert client_of(cast.grace).get(here).status_code == 200
    for step, gone in (("withdraw", "withdrawn"),):
        desk.post(here + f"act/{step}/", {"why": "Overtaken"})
        assert Course.objects.get().state == gone
    assert "Overtaken" in text_of(Client().get(address))


def test_passing_on_from_the_page(cast: Cast) -> None:
    item = sent(cast.alice, 1)
    asked, bob = Asked.objects.get(), client_of(cast.bob)
    assert f"?under={asked.pk}" in text_of(
        bob.get(f"/en/desk/commissions/{item.reference}/office/{asked.pk}/")
    )
    form = text_of(bob.get(f"/en/desk/commissions/new/?under={asked.pk}"))
    hidden = dict(re.findall(r'<input type="hidden" name="(once|under)" value="([^"]*)"', form))
    days = deadline_after(today(), 3, ["GB"])
    more = bob.post(
        "/en/desk/commissions/new/",
        {
            **hidden,
            "more": "1",
            "office": ["dsit"],
            "division": ["Team"],
            "mailbox": [""],
            "post": [""],
            "title_en": "Kept",
        },
    )
    assert "Kept" in text_of(more)
    assert text_of(more).count('name="division"') >= 7
    wrong = bob.post(
        "/en/desk/commissions/new/",
        {
            **hidden,
            "title_en": "T",
            "body_en": "B",
            "due": str(days),
            "office": ["dsit"],
            "division": ["Team"],
            "mailbox": ["no address"],
            "post": [""],
            "about": "NO-SUCH-1",
        },
    )
    assert wrong.status_code == 400
    assert "is no mail address" in text_of(wrong)
    assert "NO-SUCH-1" in text_of(wrong)
    done = bob.post(
        "/en/desk/commissions/new/",
        {
            **hidden,
            "title_en": "T",
            "body_en": "B",
            "due": str(days),
            "office": ["dsit"],
            "division": ["Team"],
            "mailbox": [""],
            "post": [""],
        },
        follow=True,
    )
    assert "The commission is sent." in text_of(done)
    child = Course.objects.get(under=asked)
    team = Asked.objects.get(commission=child.item)
    services.answer(
        asked=team.pk, given="text", text="From the team.", by=cast.bob, at=timezone.now()
    )
    text = services.consolidate(
        item=child.pk, returns=[Given.objects.get().pk], by=cast.bob, at=timezone.now()
    )
    bob.post(f"/en/desk/commissions/texts/{text.reference}/", {"do": "answer"})
    assert Given.objects.get(asked=asked).given == "text"
    above = text_of(bob.get(f"/en/desk/commissions/{item.reference}/"))
    assert f"/en/desk/commissions/{child.item.reference}/" in above
    assert "From the team." in above


class Clicks:
    """A browser that counts how often something is pressed or followed."""

    def __init__(self, account: Account) -> None:
        self.client, self.count, self.page = client_of(account), 0, ""

    def start(self, address: str) -> None:
        """Be on a page without a click."""
        self.page = text_of(self.client.get(address, follow=True))

    def follow(self, pattern: str) -> None:
        """Follow a link that stands on the page."""
        address = re.findall(rf'href="([^"]*{pattern}[^"]*)"', self.page)[0]
        self.count += 1
        self.page = text_of(self.client.get(address.replace("&amp;", "&"), follow=True))

    def press(self, action: str = "", only: str = "") -> None:
        """Press the button of a form that stands on the page, sending it as it stands."""
        forms = re.findall(r"<form method=\"post\"[^>]*>.*?</form>", self.page, re.DOTALL)
        form = next(one for one in forms if action in one and only in one)
        address = re.findall(r'^<form[^>]*action="([^"]*)"', form)
        data: dict[str, list[str]] = {}
        for tag in re.findall(r"<input[^>]*>", form):
            known = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
            if known.get("type") == "checkbox" and " checked" not in tag:
                continue
            if "name" in known:
                data.setdefault(known["name"], []).append(known.get("value", ""))
        self.count += 1
        answer = self.client.post(address[0] if address else self.here, data, follow=True)
        self.here = answer.request["PATH_INFO"]
        self.page = text_of(answer)

    here = ""


def test_twelve_offices_eleven_answers_one_nil_one_text_in_five_clicks(cast: Cast) -> None:
    item = sent(cast.alice, TWELVE)
    for place in range(TWELVE):
        browser, secret = Client(), secret_of(item, cast.alice, place)
        if place == TWELVE - 1:
            page = browser.get(f"/ja/answer/{secret}/nil/")
            assert page.status_code == 200
            browser.post(f"/ja/answer/{secret}/nil/")
        else:
            browser.post(
                f"/ja/answer/{secret}/",
                {"text": f"進捗その{place}。\n\n補足その{place}。", "name": f"担当{place}"},
            )
    assert Asked.objects.filter(answer="text").count() == TWELVE - 1
    assert Asked.objects.filter(answer="nil").count() == 1
    officer = Clicks(cast.alice)
    officer.start("/en/desk/commissions/?list=ours")
    officer.follow(rf"/desk/commissions/{item.reference}/")
    officer.follow("/consolidate/")
    officer.here = reverse("desk:consolidate", args=[item.reference])
    officer.press(only="place-")
    text = Entry.objects.get(kind="consolidated_text")
    assert text.reference in officer.page
    assert officer.count <= 5
    marks = text.version.facts["paragraphs"]
    assert len(marks) == 2 * (TWELVE - 1)
    assert len({one["return"] for one in marks}) == TWELVE - 1
    assert [one["office_en"] for one in text.version.facts["nil"]] == ["DSIT Division 11"]
    officer.follow("/clearance/")
    assert officer.count == 4
    # The page asks the same of the database for two offices as for twelve.
    small = sent(cast.alice, 2)
    services.answer_by_link(
        secret=secret_of(small, cast.alice), given="text", text="T", name="U", at=timezone.now()
    )
    desk = client_of(cast.alice)
    counted = []
    for one in (small, item):
        desk.get(f"/en/desk/commissions/{one.reference}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(f"/en/desk/commissions/{one.reference}/")
        counted.append(len(queries))
    assert counted[0] == counted[1]
    edited = desk.post(
        f"/en/desk/commissions/texts/{text.reference}/",
        {
            "base": text.version.number,
            "title_en": "One text",
            "field": [marks[0]["field"], marks[1]["field"], ""],
            "text": ["Edited.", "", "Ours."],
            "place": ["2", "3", "1"],
        },
        follow=True,
    )
    assert "edited" in text_of(edited)
    kept = Entry.objects.get(kind="consolidated_text").version.facts["paragraphs"]
    assert [one.get("return", "") for one in kept] == ["", marks[0]["return"]]
