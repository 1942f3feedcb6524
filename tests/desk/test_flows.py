"""An officer's steps on the page, from a draft to publication, in both languages."""

from django.test import Client

from kakehashi.ledger import selectors as ledger
from kakehashi.records.models import Entry, Version


def said(answer):
    return answer.content.decode()


def test_progress_is_reported_shared_and_published(tokyo, london):
    form = {
        "title_en": "Call opened",
        "title_ja": "公募を開始",
        "body_en": "",
        "body_ja": "公募した。",
        "fact_progress": "under_way",
        "authority": "ja",
        "about": "VD.b.vi-1",
        "fact_date_day": "1",
        "fact_date_month": "10",
        "fact_date_year": "2026",
    }
    answer = tokyo.post("/ja/desk/new/update/?about=VD.b.vi-1", form)
    assert answer.status_code == 302, said(answer)
    update = Entry.objects.get(kind="update")
    page = answer["Location"]
    assert "under_way" not in said(london.get("/en/desk/records/VD.b.vi-1/"))
    assert london.get(page).status_code == 404
    assert "公募を開始" in said(tokyo.get(page))
    tokyo.post(f"/desk/records/{update.reference}/step/share/")
    assert london.get(page).status_code == 200
    assert "Under way" in said(london.get("/en/desk/register/?area=VD"))
    assert Client().get(f"/records/{update.reference}/").status_code == 404
    tokyo.post(f"/desk/records/{update.reference}/step/publish/")
    assert Client().get(f"/records/{update.reference}/").status_code == 200


def test_a_wording_goes_from_draft_to_confirmed_by_both(tokyo, london):
    first = Version.objects.get(item__reference="VD.b.vi-1").wording
    form = {
        "base": "1",
        "authority": "en,ja",
        "title_en": first["title"]["en"],
        "title_ja": first["title"]["ja"],
        "wording_en": "A changed wording",
        "wording_ja": first["wording"]["ja"],
    }
    assert tokyo.post("/desk/records/VD.b.vi-1/edit/", form).status_code == 302
    assert "A changed wording" in said(tokyo.get("/en/desk/records/VD.b.vi-1/"))
    assert "A changed wording" not in said(london.get("/en/desk/records/VD.b.vi-1/"))
    assert "A changed wording" not in said(Client().get("/en/records/VD.b.vi-1/"))
    tokyo.post("/desk/records/VD.b.vi-1/step/share/")
    page = said(london.get("/en/desk/records/VD.b.vi-1/"))
    assert "It creates no obligation" in page
    digest = Entry.objects.get(reference="VD.b.vi-1", face="shared").version.content_digest
    item = Entry.objects.get(reference="VD.b.vi-1", face="shared").item_id
    assert "VD.b.vi-1" in said(london.get("/en/desk/confirm/"))
    london.post("/desk/confirm/", {"text": [f"{item}:{digest}"]})
    tokyo.post("/desk/records/VD.b.vi-1/step/confirm/", {"digest": digest})
    assert Entry.objects.get(reference="VD.b.vi-1", face="shared").state == "confirmed"
    tokyo.post("/desk/records/VD.b.vi-1/step/publish/")
    assert "A changed wording" not in said(Client().get("/en/records/VD.b.vi-1/"))
    london.post("/desk/records/VD.b.vi-1/step/publish/")
    assert "A changed wording" in said(Client().get("/en/records/VD.b.vi-1/"))
    compared = said(tokyo.get("/ja/desk/records/VD.b.vi-1/compare/?old=1&new=2"))
    assert "<ins>" in compared
    assert ledger.verify().whole


def test_of_two_who_edit_the_second_loses_nothing(tokyo):
    first = Version.objects.get(item__reference="VD.b.vi-1").wording
    form = {
        "base": "1",
        "authority": "en,ja",
        "title_en": "Mine",
        "title_ja": first["title"]["ja"],
        "wording_en": first["wording"]["en"],
        "wording_ja": first["wording"]["ja"],
    }
    tokyo.post("/desk/records/VD.b.vi-1/edit/", {**form, "title_en": "Theirs"})
    answer = tokyo.post("/en/desk/records/VD.b.vi-1/edit/", form)
    assert answer.status_code == 409
    page = said(answer)
    assert "Theirs" in page
    assert 'value="Mine"' in page
    assert 'name="base" value="2"' in page
    assert tokyo.post("/desk/records/VD.b.vi-1/edit/", {**form, "base": "2"}).status_code == 302


def test_a_marking_above_the_limit_keeps_what_was_typed(tokyo):
    form = {"title_en": "Kept words", "title_ja": "", "authority": "en,ja", "national": "機密性3"}
    answer = tokyo.post("/ja/desk/new/initiative/", form)
    assert answer.status_code == 400
    assert "取り扱える範囲を超えています" in said(answer)
    assert "Kept words" in said(answer)
    assert not Entry.objects.filter(kind="initiative").exists()


def test_a_proposal_is_taken_over(tokyo, london):
    first = Version.objects.get(item__reference="VD.b.vi-1").wording
    london.post(
        "/desk/records/VD.b.vi-1/propose/",
        {
            "base": "1",
            "title_en": "Clearer title",
            "title_ja": first["title"]["ja"],
            "wording_en": first["wording"]["en"],
            "wording_ja": first["wording"]["ja"],
            "note": "why",
        },
    )
    page = said(tokyo.get("/en/desk/records/VD.b.vi-1/"))
    assert "Clearer" in page
    key = page.split("/proposals/")[1].split("/")[0]
    tokyo.post(f"/desk/records/VD.b.vi-1/proposals/{key}/", {"answer": "take", "why": ""})
    assert "Clearer title" in said(tokyo.get("/en/desk/records/VD.b.vi-1/"))


def test_the_next_council_is_set_with_a_warning_on_a_holiday(tokyo):
    form = {
        "body": "body-council",
        "date_day": "1",
        "date_month": "1",
        "date_year": "2027",
        "starts": "17:00",
        "standing": "pencilled",
        "mode": "online",
        "title_en": "Fourth Council",
        "title_ja": "第4回",
    }
    answer = tokyo.post("/en/desk/meetings/new/", form)
    assert answer.status_code == 400
    assert "no working day" in said(answer)
    assert tokyo.post("/desk/meetings/new/", {**form, "anyway": "on"}).status_code == 302
    assert (
        tokyo.post("/desk/meetings/new/", {**form, "date_year": "2020", "anyway": "on"}).status_code
        == 400
    )


def test_what_became_of_a_decision_is_said_and_shared(tokyo, london):
    assert "please confirm" in said(london.get("/en/desk/records/council-2-sc/"))
    missing = tokyo.post("/en/desk/decisions/council-2-sc/became/", {"ending": "not_held"})
    assert missing.status_code == 400
    done = tokyo.post(
        "/desk/decisions/council-2-sc/became/", {"ending": "not_held", "words_ja": "日程が合わず。"}
    )
    assert done.status_code == 302
    page = said(london.get("/en/desk/records/council-2-sc/"))
    assert "not done" in page


def test_withdrawing_asks_first_and_needs_a_reason(tokyo):
    assert tokyo.get("/desk/records/VD.b.vi-1/step/withdraw/").status_code == 200
    assert tokyo.post("/desk/records/VD.b.vi-1/step/withdraw/", {"why": " "}).status_code == 400
    assert tokyo.post("/desk/records/VD.b.vi-1/step/withdraw/", {"why": "gone"}).status_code == 302
    assert "gone" in said(tokyo.get("/desk/records/VD.b.vi-1/"))


def test_pages_take_as_many_queries_however_much_there_is(tokyo, node, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kakehashi.records import services
    from kakehashi.records.services import LinkTo, NewText
    from tests.cast import NOW

    paths = [
        "/desk/",
        "/desk/register/",
        "/desk/framework/VD.b.vi/",
        "/desk/records/VD.b.vi-1/",
        "/desk/search/?q=semiconductor",
        "/",
        "/framework/VD.b.vi/",
        "/search/?q=semiconductor",
    ]

    def counts():
        found = {}
        for path in paths:
            tokyo.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert tokyo.get(path).status_code == 200
            found[path] = len(queries)
        return found

    def add(number):
        action = Entry.objects.get(reference="VD.b.vi-1").item_id
        provision = Entry.objects.get(reference="VD.b.vi").item_id
        for count in range(number):
            made = services.create(
                kind="update",
                text=NewText(
                    wording={"title": {"en": f"Semiconductor {count}", "ja": f"半導体{count}"}},
                    links=[LinkTo("about", action), LinkTo("concerns", provision)],
                ),
                by=node["officer-jp"],
                at=NOW,
            )
            services.publish(item=made.pk, by=node["officer-jp"], at=NOW)

    add(3)
    few = counts()
    add(40)
    assert counts() == few
