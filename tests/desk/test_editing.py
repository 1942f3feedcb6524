"""Links, owners, progress and times in the forms of the desk: chosen by name, refused by field."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.people.models import Holding, Person
from kakehashi.records import services
from kakehashi.records.models import Entry, Item, Link, Version
from kakehashi.records.services import LinkTo, NewText
from kakehashi.workplan.models import JointAction
from tests.cast import NOW


def said(answer):
    return answer.content.decode()


def item_of(reference):
    return Item.objects.get(reference=reference)


def newest(reference):
    return Version.objects.filter(item__reference=reference).order_by("-number").first()


def links_of(reference):
    faces = {str(pk): name for pk, name in Item.objects.values_list("pk", "reference")}
    return sorted((one["relation"], faces[one["to"]]) for one in newest(reference).facts["links"])


def draft(by, links=(), **facts):
    text = NewText(wording={"title": {"en": "A", "ja": "甲"}}, facts=facts, links=links)
    return services.create(kind="initiative", text=text, by=by, at=NOW).reference


ACTION = {
    "title_en": "Test beds for chips",
    "title_ja": "半導体の試験環境",
    "wording_en": "Japan and the UK will open test beds to each other.",
    "wording_ja": "日英は試験環境を相互に開放する。",
    "authority": "en,ja",
    "fact_provision": "SC.a",
    "fact_nature": "deliverable",
    "fact_owners_JP": "coordinator-meti",
    "fact_owners_GB": "coordinator-dsit",
    "relation_0": "in_sector",
    "to_0": "sector-skills",
    "relation_1": "",
    "to_1": "",
}


def test_a_joint_action_goes_from_draft_with_links_and_owners_to_published(node, tokyo, london):
    page = said(tokyo.get("/en/desk/new/joint_action/?about=SC.a"))
    assert re.search(r'<option value="SC.a" selected>SC.a ', page)
    assert re.search(r'<option value="inquiry" selected>', page), "the provision's own nature"
    answer = tokyo.post("/en/desk/new/joint_action/", ACTION)
    assert answer.status_code == 302, said(answer)
    reference = answer["Location"].rstrip("/").rsplit("/", 1)[-1]
    facts = newest(reference).facts
    assert (facts["area"], facts["pillar"], facts["nature"]) == ("SC", "1", "deliverable")
    assert facts["owners"] == {"GB": "coordinator-dsit", "JP": "coordinator-meti"}
    expected = [("in_sector", "sector-skills"), ("of_area", "area-SC"), ("of_provision", "SC.a")]
    assert links_of(reference) == expected
    address = f"/en/desk/records/{reference}/"
    page = said(tokyo.get(f"{address}edit/"))
    assert 'name="to_0" value="sector-skills"' in page
    assert re.search(r'<option value="coordinator-meti" selected>[^<]*vacant', page)
    sent = {**ACTION, "base": "1", "relation_1": "serves", "to_1": "DM.b", "fact_owners_GB": ""}
    assert tokyo.post(f"{address}edit/", sent).status_code == 302
    assert links_of(reference) == sorted([*expected, ("serves", "DM.b")])
    assert newest(reference).facts["owners"] == {"JP": "coordinator-meti"}
    assert newest(reference).facts["provision"] == "SC.a"
    assert london.get(address).status_code == 404
    tokyo.post(f"{address}step/share/")
    for official in (london, tokyo):
        digest = newest(reference).content_digest
        assert official.post(f"{address}step/confirm/", {"digest": digest}).status_code == 302
    for official in (london, tokyo):
        official.post(f"{address}step/publish/")
    assert Client().get(f"/en/records/{reference}/").status_code == 200
    assert JointAction.objects.get(reference=reference, state="published").area == "SC"


def test_what_a_line_names_wrongly_is_said_beside_it_and_nothing_is_lost(node, tokyo):
    reference = draft(node["officer-jp"], [LinkTo("about", item_of("SC.a-1").pk)])
    address = f"/en/desk/records/{reference}/edit/"
    sent = {"base": "1", "title_en": "Typed", "title_ja": "甲", "authority": "en,ja"}
    lines = {"relation_0": "about", "to_0": "SC.a-1", "relation_1": "serves", "to_1": "no-such-1"}
    answer = tokyo.post(address, {**sent, **lines, "relation_2": "", "to_2": "VD.b.vi"})
    page = said(answer)
    assert answer.status_code == 400
    assert re.search(r'id="id_to_1_error".*?no-such-1', page, re.DOTALL)
    assert 'href="#id_to_1"' in page
    assert 'id="id_relation_2_error"' in page
    assert 'name="title_en" value="Typed"' in page
    assert 'name="to_1" value="no-such-1"' in page
    assert newest(reference).number == 1
    # A reference may be followed by the title, and its letters may be full-width.
    lines |= {"to_1": "ＤＭ.b  Some title", "relation_2": "about", "to_2": "SC.a-1"}
    assert tokyo.post(address, {**sent, **lines}).status_code == 302
    assert links_of(reference) == [("about", "SC.a-1"), ("serves", "DM.b")]
    emptied = {**sent, "base": "2", "relation_0": "about", "to_0": "", "to_1": "DM.b"}
    assert tokyo.post(address, {**emptied, "relation_1": "serves"}).status_code == 302
    assert links_of(reference) == [("serves", "DM.b")]


def test_more_lines_come_without_scripts_and_without_a_check(node, tokyo):
    sent = {"title_en": "", "title_ja": "書きかけ", "to_0": "nothing", "relation_0": ""}
    answer = tokyo.post("/ja/desk/new/initiative/", {**sent, "more_lines": "3"})
    page = said(answer)
    assert answer.status_code == 200
    assert page.count('name="to_') == 4
    assert 'value="nothing"' in page
    assert 'value="書きかけ"' in page
    assert "govuk-error-summary" not in page
    assert not Entry.objects.filter(kind="initiative").exists()


def test_a_link_that_the_writer_may_not_see_stays(node, tokyo):
    hidden = draft(node["officer-gb"])
    own = draft(node["officer-jp"], [LinkTo("about", item_of(hidden).pk)])
    sent = {"base": "1", "title_en": "B", "title_ja": "甲", "authority": "en,ja", "to_0": ""}
    page = said(tokyo.get(f"/en/desk/records/{own}/edit/"))
    assert hidden not in page
    assert tokyo.post(f"/en/desk/records/{own}/edit/", sent).status_code == 302
    assert links_of(own) == [("about", hidden)]
    guess = tokyo.post("/en/desk/new/initiative/", {**sent, "to_0": hidden, "relation_0": "about"})
    assert guess.status_code == 400
    assert "There is no record" in said(guess)


def test_of_two_who_edit_links_both_additions_stand(node, tokyo):
    reference = draft(node["officer-jp"], [LinkTo("about", item_of("SC.a-1").pk)])
    address = f"/en/desk/records/{reference}/edit/"
    sent = {"base": "1", "title_en": "A", "title_ja": "甲", "authority": "en,ja"}
    line = {"relation_0": "about", "to_0": "SC.a-1", "relation_1": "serves"}
    assert tokyo.post(address, {**sent, **line, "to_1": "DM.b"}).status_code == 302
    answer = tokyo.post(address, {**sent, **line, "title_en": "Mine", "to_1": "VD.b.vi"})
    assert answer.status_code == 409
    found = re.findall(r'name="to_\d" value="([^"]+)"', said(answer))
    assert sorted(found) == ["DM.b", "SC.a-1", "VD.b.vi"]


def test_progress_is_what_the_nature_of_the_action_allows(node, tokyo):
    page = said(tokyo.get("/en/desk/new/update/?about=SC.a-1"))  # an inquiry
    offered = re.search(r'<select name="fact_progress".*?</select>', page, re.DOTALL)[0]
    assert 'value="concluded"' in offered
    assert 'value="completed"' not in offered
    sent = {"title_en": "A", "title_ja": "甲", "authority": "en,ja", "about": "SC.a-1"}
    wrong = tokyo.post("/en/desk/new/update/", {**sent, "fact_progress": "completed"})
    assert wrong.status_code == 400
    assert 'id="id_fact_progress_error"' in said(wrong)
    # Where the action is named only in a line, what it allows is checked all the same.
    line = {"relation_0": "about", "to_0": "SC.a-1", "about": ""}
    wrong = tokyo.post("/en/desk/new/update/", {**sent, **line, "fact_progress": "completed"})
    assert "Choose one of: not yet reported, open, concluded" in said(wrong)
    assert 'name="to_0" value="SC.a-1"' in said(wrong)
    done = tokyo.post("/en/desk/new/update/", {**sent, **line, "fact_progress": "concluded"})
    assert done.status_code == 302, said(done)


def test_a_meeting_keeps_its_moment_in_the_zone_in_which_it_was_meant(node, tokyo, london):
    made = services.create(
        kind="meeting",
        text=NewText(
            wording={"title": {"en": "M", "ja": "会"}},
            facts={
                "body": "body-group",
                "date": "2027-03-09",
                "starts_at": "2027-03-08T23:30:00+00:00",
            },
            links=[LinkTo("of_body", item_of("body-group").pk)],
        ),
        by=node["officer-gb"],
        at=NOW,
    )
    address = f"/en/desk/records/{made.reference}/edit/"
    page = said(london.get(address))
    assert "2027-03-08T23:30" not in page
    assert 'name="fact_starts_at" value="08:30"' in page, "the day is Tokyo's, so is the time"
    assert '<option value="Asia/Tokyo" selected>Tokyo' in page
    assert re.search(r'<option value="body-group" selected>', page)
    sent = {
        "base": "1",
        "title_en": "M",
        "title_ja": "会",
        "authority": "en,ja",
        "fact_date_day": "9",
        "fact_date_month": "３",
        "fact_date_year": "令和9",
        "fact_starts_at": "9:15",
        "fact_starts_at_zone": "Europe/London",
        "fact_body": "body-council",
        "fact_standing": "fixed",
    }
    assert london.post(address, sent).status_code == 302
    facts = newest(made.reference).facts
    assert facts["starts_at"] == "2027-03-09T09:15:00+00:00"
    assert links_of(made.reference) == [("of_body", "body-council")]
    page = said(london.get(f"/en/desk/records/{made.reference}/"))
    assert "09:15" in page
    assert "18:15" in page
    assert "2027-03-09T09:15:00+00:00</" not in page
    skipped = {**sent, "base": "2", "fact_date_day": "28", "fact_starts_at": "01:30"}
    answer = london.post(address, skipped)
    assert answer.status_code == 400
    assert 'id="id_fact_starts_at_error"' in said(answer)
    twice = {**skipped, "fact_date_day": "31", "fact_date_month": "10"}
    assert "it comes twice" in said(london.post(address, twice))
    for wrong in ({"fact_number": "-7"}, {"fact_number": "32768"}, {"fact_minutes": "0"}):
        answer = london.post(address, {**sent, "base": "2", **wrong})
        assert answer.status_code == 400
        assert "a whole number from 1 to 32767" in said(answer)
        assert "Number: Number" not in said(answer)
    tokyos = {**twice, "fact_starts_at": "10:30", "fact_starts_at_zone": "Asia/Tokyo"}
    assert london.post(address, tokyos).status_code == 302
    assert newest(made.reference).facts["starts_at"] == "2027-10-31T01:30:00+00:00"
    page = said(london.get(address))
    assert 'name="fact_starts_at" value="10:30"' in page, "by the clock on which it comes once"


def test_a_title_is_not_called_optional_and_a_new_record_has_no_older_language(node, tokyo):
    page = said(tokyo.get("/en/desk/new/initiative/"))
    title = re.search(r'<label class="govuk-label" for="id_title_en">.*?</label>', page, re.DOTALL)
    assert "optional" not in title[0]
    assert "still_same" not in page
    body = re.search(r'<label class="govuk-label" for="id_body_en">.*?</label>', page, re.DOTALL)
    assert "optional" in body[0]
    wrong = tokyo.post("/en/desk/new/initiative/", {"authority": "en,ja", "body_en": "kept"})
    assert wrong.status_code == 400
    assert 'href="#id_title_en"' in said(wrong)
    assert "kept" in said(wrong)


def test_owners_are_posts_of_their_own_side_with_who_holds_them(node, tokyo):
    reference = draft(node["officer-jp"])
    person = Person.objects.create(id="somebody", name_en="Some Body", name_ja="某")
    Holding.objects.create(post_id="coordinator-meti", person=person)
    page = said(tokyo.get(f"/en/desk/records/{reference}/edit/"))
    ours = re.search(r'<select name="fact_owners_JP".*?</select>', page, re.DOTALL)[0]
    assert "Partnership contact, METI — Some Body" in ours
    assert "coordinator-dsit" not in ours
    sent = {"base": "1", "title_en": "A", "title_ja": "甲", "authority": "en,ja"}
    wrong = {**sent, "fact_owners_JP": "coordinator-dsit"}
    assert tokyo.post(f"/en/desk/records/{reference}/edit/", wrong).status_code == 400


def test_forms_take_as_many_queries_however_much_there_is(node, tokyo):
    def counts():
        found = {}
        for path in ("/desk/new/joint_action/", f"/desk/records/{reference}/edit/"):
            tokyo.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert tokyo.get(path).status_code == 200
            found[path] = len(queries)
        return found

    reference = draft(node["officer-jp"], [LinkTo("about", item_of("SC.a-1").pk)])
    few = counts()
    for _ in range(15):
        draft(node["officer-jp"], [LinkTo("about", item_of(reference).pk)])
    newer = [LinkTo("about", item.pk) for item in Item.objects.filter(kind="provision")[:15]]
    reference = draft(node["officer-jp"], newer)
    assert sorted(counts().values()) == sorted(few.values())
    assert Link.objects.filter(item=item_of(reference)).count() == 15
