"""Setting the next Council, filtering decisions, saying what became of one: what is typed is kept."""

import re

import pytest
from django.test import Client

from kakehashi.governance import services as governance
from kakehashi.governance.models import Decision, FollowUp, Meeting
from kakehashi.governance.naming import english_ordinal, next_name
from kakehashi.governance.selectors import bodies, meetings
from kakehashi.people.selectors import viewer_of
from kakehashi.records.models import Item
from tests.cast import NOW

NEW = "/en/desk/meetings/new/"
BECAME = "/en/desk/decisions/council-2-sc/became/"


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def london(node):
    return signed_in(node["officer-gb"])


def main(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def fields(page):
    """Return what a form on ``page`` would send: its inputs, areas and selects."""
    found = {}
    for control in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', control), re.search(r'value="([^"]*)"', control)
        if name and 'type="radio"' not in control and 'type="checkbox"' not in control:
            found[name[1]] = value[1] if value else ""
    for name, inner in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = (chosen or re.search(r'<option value="([^"]*)"', inner))[1]
    for name, inner in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page):
        found[name] = inner
    return found


def beside(page, field):
    """Return the error beside a field; the summary must lead to it."""
    error = re.search(rf'<p id="id_{field}_error"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert error, f"nothing beside {field}"
    summary = page.split("govuk-error-summary__list")[1].split("</ul>")[0]
    assert f'href="#id_{field}' in summary
    return error[1]


def test_the_next_council_is_named_and_numbered_and_follows_body_year_and_zone(node, london):
    sent = fields(main(london.get(NEW)))
    assert (sent["body"], sent["number"]) == ("body-council", "4")
    assert sent["title_en"] == "Fourth UK-Japan Digital Council"
    assert sent["title_ja"] == "第4回日英デジタルパートナーシップ政務級会合"
    assert sent["zone"] == "Europe/London"
    japanese = fields(main(signed_in(node["officer-jp"]).get("/ja/desk/meetings/new/")))
    assert japanese["zone"] == "Asia/Tokyo"
    day = {"date_day": "15", "date_month": "4", "date_year": "2027"}
    # What was filled in follows the body; what was typed stays.
    group = {**sent, **day, "body": "body-group", "starts": "17時", "zone": "Asia/Tokyo"}
    assert london.post(NEW, group).status_code == 302
    made = Meeting.objects.get(item__origin="GB")
    assert made.title_en == "Second meeting of the UK-Japan Digital Group"
    assert made.title_ja == "日英デジタル・グループ第2回会合"
    assert (made.number, made.starts_at[:16]) == (2, "2027-04-15T08:00")
    sent = fields(main(london.get(NEW)))
    other = {**sent, **day, "body": "body-supplier-diversity-wg", "title_en": "Ours", "number": "4"}
    assert london.post(NEW, other).status_code == 302
    made = Meeting.objects.get(body="body-supplier-diversity-wg")
    assert (made.title_en, made.number) == ("Ours", None)
    assert made.title_ja == "サプライヤ多様性ワーキンググループ（2027年）"


def test_names_of_meetings_that_do_not_count(node):
    reader = viewer_of(node["officer-gb"])
    council = next(one for one in bodies(reader) if one.reference == "body-council")
    every = [one for one in meetings(reader) if one.body == council.reference]
    assert next_name(council, [], 2027).title["ja"] == "日英デジタル・カウンシル（2027年）"
    every[0].title_en = "The ministers met"
    assert next_name(council, every, 2027).title["en"] == "UK-Japan Digital Council 2027"
    assert next_name(council, every, 2027).number == 4
    ordinals = [english_ordinal(one) for one in (1, 12, 13, 21, 22, 23, 111)]
    assert ordinals == ["First", "Twelfth", "13th", "21st", "22nd", "23rd", "111th"]


def test_refusals_of_a_meeting_stand_beside_their_fields(london):
    sent = fields(main(london.get(NEW)))
    before = Item.objects.count()

    def refused(**more):
        return main(london.post(NEW, {**sent, "place_en": "Lancaster House", **more}), 400)

    page = refused()
    assert "id_date" in page
    beside(page, "date")
    assert "Set it on this day all the same" not in page
    new_year = {"date_day": "1", "date_month": "1", "date_year": "2027"}
    page = refused(**new_year)
    assert "no working day" in beside(page, "date")
    assert "New Year" in page
    assert "Set it on this day all the same" in page
    assert 'value="Lancaster House"' in page
    page = refused(date_day="2", date_month="6", date_year="2020")
    assert "has passed" in beside(page, "date")
    spring = {"date_day": "28", "date_month": "3", "date_year": "2027"}
    assert "Clocks there go forward" in beside(refused(**spring, starts="01:30"), "starts")
    day = {"date_day": "15", "date_month": "4", "date_year": "2027"}
    assert "17:30" in beside(refused(**day, starts="teatime"), "starts")
    assert "empty in every language" in beside(refused(**day, title_en="", title_ja=""), "title_en")
    assert "number" in beside(refused(**day, number="four"), "number")
    assert 'value="four"' in refused(**day, number="four")
    assert Item.objects.count() == before
    assert london.post(NEW, {**sent, **new_year, "anyway": "on"}).status_code == 302


def test_decisions_are_filtered_without_scripts(node, london):
    def titles(query, language="en"):
        page = main(london.get(f"/{language}/desk/decisions/{query}"))
        return set(re.findall(r'k-reference">([^<]+)<', page)), page

    every, page = titles("")
    assert len(every) == 8
    assert '<form class="k-filters" method="get"' in page
    assert titles("?meeting=council-3")[0] == {one for one in every if one.startswith("council-3")}
    assert titles("?area=SC")[0] == {"council-2-sc", "council-3-sc"}
    assert titles("?area=SC&meeting=council-2")[0] == {"council-2-sc"}
    assert titles("?state=held")[0] == set()
    assert "Take off all filters" in titles("?state=held")[1]
    governance.say_what_became(
        decision="council-2-sc",
        ending="held",
        date="2024-03",
        words={"en": "", "ja": ""},
        sources=[],
        by=node["officer-jp"],
        at=NOW,
    )
    assert titles("?state=held")[0] == {"council-2-sc"}
    assert len(titles("?state=unknown")[0]) == 7
    all_of_them, page = titles("?area=nonsense&state=gone")
    assert len(all_of_them) == 8
    assert "nonsense" in page
    found, page = titles("?state=held", "ja")
    assert found == {"council-2-sc"}
    assert '<option value="held" selected>実施済み</option>' in page


def test_refusals_of_what_became_stand_beside_their_fields_and_what_was_typed_stays(london):
    typed = {"words_en": "Long work", "date_year": "2024", "sources": "https://example.org/a"}

    def refused(**more):
        page = main(london.post(BECAME, {**typed, **more}), 400)
        assert "Long work" in page or "words_en" in more
        assert "https://example.org/a" in page or "sources" in more
        return page

    assert "Choose what became of it" in beside(refused(), "ending")
    unknown = refused(ending="replaced", replaced_by="no-such-thing")
    assert "no-such-thing" in beside(unknown, "replaced_by")
    assert 'value="no-such-thing"' in unknown
    itself = refused(ending="replaced", replaced_by="council-2-sc")
    assert "does not replace itself" in beside(itself, "replaced_by")
    beside(refused(ending="replaced"), "replaced_by")
    beside(refused(ending="held", replaced_by="council-3-sc"), "replaced_by")
    beside(refused(ending="held", date_year=""), "date")
    assert "not done" in beside(refused(ending="not_held", words_en=" "), "words_en")
    beside(refused(ending="held", date_year="24"), "date")
    assert "“not, an, address”" in beside(
        refused(ending="held", sources="not an address"), "sources"
    )
    assert "2199 is still to come" in beside(refused(ending="held", date_year="2199"), "date")
    assert not FollowUp.objects.exists()
    done = {**typed, "ending": "replaced", "replaced_by": "council-3-sc"}
    assert london.post(BECAME, done).status_code == 302
    assert FollowUp.objects.get().ending == "replaced"
    assert Decision.objects.filter(reference="council-2-sc").exists()
    assert "Hold an industry-academia-government workshop" in main(london.get(BECAME))
