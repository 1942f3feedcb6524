"""My work: every section from state, visits, the tasks of a fresh node, the minister's office."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from kakehashi.cli.loading import load_node
from kakehashi.desk import needs
from kakehashi.framework import selectors as framework
from kakehashi.governance import services as governance
from kakehashi.ledger import selectors as ledger
from kakehashi.ledger.models import Event
from kakehashi.people import services as people
from kakehashi.people.models import Account
from kakehashi.people.selectors import sides, viewer_of
from kakehashi.records import services, waiting
from kakehashi.records.models import Entry
from tests.cast import NOW
from tests.desk.busy import confirm, edit, make_busy, milestone, newest, update

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def tokyo(node):
    # The node is loaded at a fixed time; what the tests write is written now.
    Account.objects.update(created_at=timezone.now() - dt.timedelta(days=1))
    client = Client()
    client.force_login(fresh(node["officer-jp"]))
    return client


def said(answer):
    return answer.content.decode()


def section(page, key):
    """Return the part of a page from one heading to the end of its section."""
    return page.split(f'id="{key}"')[1].split("</section>")[0]


def fresh(account):
    return Account.objects.get(pk=account.pk)


def reader(account, limit=needs.SHOWN):
    return needs.reader_of(fresh(account), limit)


def test_every_section_says_what_waits_the_most_urgent_first(node, tokyo):
    now = timezone.now()
    make_busy(node, now, times=6)
    page, page_in_japanese = (said(tokyo.get(f"/{code}/desk/")) for code in ("en", "ja"))
    places = [
        page.index(f'<h3 class="govuk-heading-m k-need__title" id="{key}"')
        for key in ("due", "pen", "confirm", "decisions", "languages", "drafts")
    ]
    assert places == sorted(places)
    due = section(page, "due")
    assert "overdue since" in due
    assert due.count("data-item") == needs.SHOWN
    assert re.search(r"See all 12\b", due)  # six late, six soon
    assert "council-2-sc" not in due  # its day passed without a word: it stands below, once
    pen = section(page, "pen")
    assert "the UK asked for the pen on" in pen
    assert "left to answer" in pen
    assert "proposal to answer" not in pen  # those without a clock come after
    whole = said(tokyo.get("/en/desk/waiting/pen/"))
    assert whole.count("data-item") == 12
    assert "1 proposal to answer" in whole
    to_confirm = section(page, "confirm")
    assert "6 unchanged: confirm them in one go" in to_confirm
    assert "changed: Title (English)" in to_confirm
    assert "/compare/?old=1&amp;new=" in to_confirm
    assert "new text" in to_confirm
    assert "to follow: Title (English)" in section(page, "languages")
    assert "A draft 0" in section(page, "drafts")
    unknown = section(page, "decisions")
    assert "was due" in unknown
    for words in ("Done, with date and evidence", "Not done, and why", "Replaced by another"):
        assert words in unknown
    batch = said(tokyo.get("/en/desk/confirm/?unchanged"))
    marked = re.findall(r'name="text" value="([^"]+)" checked', batch)
    assert len(marked) == batch.count('name="text"') == 6
    assert " checked" not in said(tokyo.get("/en/desk/confirm/"))
    tokyo.post("/desk/confirm/", {"text": marked})
    assert "unchanged" not in section(said(tokyo.get("/en/desk/")), "confirm")
    assert "回答まで残り" in section(page_in_japanese, "pen")
    assert "変更なし6件" in section(page_in_japanese, "confirm")


def test_what_my_side_confirmed_before_is_one_line_and_what_changed_says_what(node):
    now = timezone.now()
    london, tokyo = node["officer-gb"], node["officer-jp"]
    first = newest("VD.b.vi-1").version.wording["title"]
    edit("VD.b.vi-1", london, now, en="First")
    confirm("VD.b.vi-1", tokyo, now)
    confirm("VD.b.vi-1", london, now)
    assert not waiting.to_confirm(viewer_of(tokyo))[0]
    edit("VD.b.vi-1", london, now, en="Second")
    (one,) = waiting.to_confirm(viewer_of(tokyo))[0]
    assert (one.fields, one.unchanged) == (["title.en"], False)
    edit("VD.b.vi-1", london, now, en="First")
    (one,) = waiting.to_confirm(viewer_of(tokyo))[0]
    assert one.unchanged
    assert one.base == 3  # where it was confirmed, not the published first version
    edit("VD.b.vi-1", london, now, en=first["en"])
    (one,) = waiting.to_confirm(viewer_of(tokyo))[0]
    assert not one.unchanged  # published once, but what the side confirmed last is another text


def test_only_what_asks_something_of_the_reader_is_asked(node):
    now = timezone.now()
    make_busy(node, now)
    found = {one.key: one.total for one in needs.needs(reader(node["officer-gb"]))}
    assert found["pen"] == 0  # the UK proposed and asked; nobody asks anything of it
    assert found["drafts"] == 0  # the draft is Japan's
    assert needs.needs(reader(node["private-office-jp"])) == []
    assert needs.needs(reader(node["operator"])) == []
    client = Client()
    client.force_login(node["private-office-jp"])
    assert client.get("/desk/waiting/due/").status_code == 404
    assert client.get("/desk/waiting/nonsense/").status_code == 404
    assert client.get("/desk/waiting/new/").status_code == 200


def test_working_days_are_counted_on_both_calendars(node):
    account = node["officer-jp"]
    asked = needs.Reader(
        account,
        viewer_of(account),
        dt.date(2026, 12, 24),
        {side.code: side for side in sides()},
    )
    with translation.override("en"):
        # 25 and 28 December are holidays in Britain, 26 and 27 a weekend.
        assert needs.due_remark(dt.date(2026, 12, 29), asked).words.endswith("1 working day left")
        assert needs.due_remark(dt.date(2026, 12, 24), asked).words == "due today"
        late = needs.due_remark(dt.date(2026, 12, 23), asked)
    assert late.tone == needs.LATE


def test_done_things_are_not_due(node):
    now = timezone.now()
    london = node["officer-gb"]
    before = needs.due(reader(node["officer-jp"])).total
    unknown = needs.unfollowed(reader(node["officer-jp"])).total
    milestone("gone", now.date() - dt.timedelta(days=2), london, now)
    milestone("far", now.date() + dt.timedelta(days=90), london, now)
    assert needs.due(reader(node["officer-jp"])).total == before + 1
    gone = Entry.objects.get(kind="milestone", title_en="Milestone gone")
    services.withdraw(item=gone.item_id, why="no longer", by=london, at=now)
    assert needs.due(reader(node["officer-jp"])).total == before
    governance.say_what_became(
        decision="council-2-sc",
        ending="not_held",
        date="",
        words={"en": "No date fitted."},
        sources=[],
        by=london,
        at=now,
    )
    # Its day had passed without a word: it was never due as well.
    assert needs.due(reader(node["officer-jp"])).total == before
    assert needs.unfollowed(reader(node["officer-jp"])).total == unknown - 1


def test_news_stay_until_a_new_visit_begins(node, tokyo):
    account, london = node["officer-jp"], node["officer-gb"]
    start = timezone.now().replace(second=0, microsecond=0) - dt.timedelta(hours=4)
    Account.objects.filter(pk=account.pk).update(created_at=start - dt.timedelta(days=90))

    def visit(minutes, *, look=True):
        here = fresh(account)
        people.note_visit(here, at=start + minutes * MINUTE)
        if look:
            people.note_look(here, at=start + minutes * MINUTE)
        return fresh(account).seen_until

    assert visit(0) == start - people.FIRST_VISIT
    assert visit(10) == visit(25) == visit(45) == start - people.FIRST_VISIT  # one long visit
    assert visit(76) == start + 45 * MINUTE  # away for half an hour
    # Another visit without a look at the news: nothing is passed over.
    assert visit(120, look=False) == start + 76 * MINUTE
    assert visit(180) == start + 76 * MINUTE
    update("VD.b.vi-1", london, timezone.now())
    assert tokyo.get("/en/desk/").status_code == 200
    for _reload in range(3):
        assert "Call opened" in section(said(tokyo.get("/en/desk/")), "new")


def test_news_say_who_did_what_and_when_and_can_be_marked_as_seen(node, tokyo):
    account, london = node["officer-jp"], node["officer-gb"]
    page = section(said(tokyo.get("/en/desk/")), "new")
    assert "Nobody else changed anything" in page  # what the profile brought is no news
    now = timezone.now()
    update("VD.b.vi-1", london, now)
    services.publish(item=Entry.objects.get(kind="update").item_id, by=london, at=now)
    services.create(
        kind="initiative",
        text=services.NewText(wording={"title": {"en": "Only theirs", "ja": ""}}),
        by=london,
        at=now,
    )
    edit("CR.b.i-1", account, now, en="Mine")
    page = section(said(tokyo.get("/en/desk/")), "new")
    assert "Call opened" in page
    assert "Published" in page
    assert "and 1 more step" in page
    assert london.name_en in page
    assert "Only theirs" not in page
    assert "Mine" not in page  # what one did oneself is no news
    events = Event.objects.count()
    answer = tokyo.post("/en/desk/waiting/seen/", follow=True)
    page = section(said(answer), "new")
    assert "Call opened" not in page
    assert "All marked as seen" in page
    page = section(said(tokyo.post("/en/desk/waiting/seen/", {"undo": "1"}, follow=True)), "new")
    assert "Call opened" in page
    assert "All marked as seen" not in page
    tokyo.post("/en/desk/waiting/seen/", {"undo": "1"})  # a second undo undoes nothing
    assert "Call opened" in section(said(tokyo.get("/en/desk/")), "new")
    assert tokyo.get("/desk/waiting/seen/").status_code == 405
    assert Event.objects.count() == events


def test_my_work_takes_as_many_queries_however_much_waits(node, tokyo):
    office = Client()
    office.force_login(node["private-office-jp"])
    pages = [(tokyo, "/en/desk/"), (office, "/en/desk/"), (tokyo, "/desk/make-it-yours/")]
    pages += [(tokyo, f"/desk/waiting/{key}/") for key in needs.LISTS]

    def counts():
        found = []
        for client, path in pages:
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            found.append((path, len(queries)))
        return found

    make_busy(node, timezone.now(), times=2)
    few = counts()
    for reference in ("CR.b.i-1", "CR.b.ii-1", "CR.b.iii-1", "CR.b.iv-1"):
        edit(reference, node["officer-gb"], timezone.now(), en="Another")
    for number in range(8):
        update("VD.b.vi-1", node["officer-gb"], timezone.now(), str(number))
        milestone(str(number), timezone.now().date(), node["officer-gb"], timezone.now())
    assert counts() == few


def test_a_ministers_office_reads_how_things_stand_on_one_page(node):
    office = Client()
    office.force_login(node["private-office-gb"])
    page = said(office.get("/en/desk/"))
    assert "Where we stand" in page
    assert "No text waits for either side." in page
    assert "No meeting is set." in page
    assert "Make it yours" not in page
    edit("VD.b.vi-1", node["officer-gb"], timezone.now(), en="A new wording")
    confirm("VD.b.vi-1", node["officer-gb"], timezone.now())
    waits = section(said(office.get("/en/desk/")), "waits")
    assert "A new wording" in waits
    assert re.search(r"not yet confirmed by</span>\s*<[^>]*side--?east|Japan", waits)
    texts, by_side = waiting.unconfirmed(viewer_of(node["private-office-gb"]))
    assert [side.code for side in texts[0].sides] == ["JP"]
    assert by_side == {"JP": 1, "GB": 0}
    page = said(office.get("/ja/desk/"))
    assert "確認待ちの文言" in page


def test_a_fresh_node_has_tasks_that_know_how_far_they_are(node, tokyo):
    page = said(tokyo.get("/en/desk/"))
    assert "5 things left" in page
    assert "govuk-task-list" in page
    form = {
        f"lead-{one.area.reference}": "coordinator-mic"
        for one in framework.led_areas(viewer_of(node["officer-jp"]))
    }
    assert len(form) == 14
    form["lead-area-VD"] = ""
    assert tokyo.post("/desk/make-it-yours/leads/", form).status_code == 302
    assert "13 of 14" in said(tokyo.get("/en/desk/make-it-yours/"))
    form["lead-area-VD"] = "coordinator-meti"
    tokyo.post("/desk/make-it-yours/leads/", form)
    passed = framework.passed_by(viewer_of(node["officer-jp"]), timezone.now().date())
    assert {one.provision.reference for one in passed} >= {"12.a", "SC.a", "IG.d", "DI.a"}
    for one in passed:
        tokyo.post(
            "/desk/make-it-yours/occasions/",
            {
                "provision": one.provision.reference,
                "finding": "done",
                "why_ja": "終了した。",
                "why_en": "It is over.",
            },
        )
    for one in Entry.objects.filter(kind="decision"):
        governance.say_what_became(
            decision=one.reference,
            ending="under_way",
            date="",
            words={"en": "It goes on.", "ja": "継続中。"},
            sources=[],
            by=node["officer-jp"],
            at=timezone.now(),
        )
    page = said(tokyo.get("/en/desk/"))
    assert "2 things left" in page
    assert "Set the next Council" in page
    governance.set_meeting(
        body="body-council",
        date=timezone.now().date() + dt.timedelta(days=60),
        standing="fixed",
        title={"en": "Fourth Council", "ja": "第4回"},
        place={},
        mode="online",
        starts_at=None,
        by=node["officer-jp"],
        at=timezone.now(),
    )
    edition = framework.edition_on(None)
    assert edition is not None
    for language in ("en", "ja"):
        edition.imports.create(language=language, source="text", sha256="0" * 64, at=timezone.now())
    page = said(tokyo.get("/en/desk/"))
    assert "govuk-task-list" not in page
    assert "all done. Show the list" in page
    assert "All done." in said(tokyo.get("/en/desk/make-it-yours/"))
    assert ledger.verify().whole


def test_keys_can_be_switched_off(node, tokyo):
    assert "look/keys.js" in said(tokyo.get("/en/desk/register/"))
    tokyo.post("/desk/waiting/keys/", {"shortcuts": "off"})
    assert "look/keys.js" not in said(tokyo.get("/en/desk/"))
    assert "switched off for your account" in said(tokyo.get("/en/desk/waiting/keys/"))
    tokyo.post("/desk/waiting/keys/", {"shortcuts": "on"})
    assert "look/keys.js" in said(tokyo.get("/en/desk/"))


def test_the_practice_partnership_has_its_own_morning(db):
    load_node("practice", NOW)
    for account in Account.objects.all():
        client = Client()
        client.force_login(account)
        for language in ("en", "ja"):
            for path in ("/desk/", "/desk/waiting/new/"):
                page = said(client.get(f"/{language}{path}"))
                assert "k-practice" in page
                assert "日英" not in page.split("<main")[1].split("</main")[0]
        if viewer_of(account).may("manage_meetings"):
            page = said(client.get("/en/desk/"))
            assert "What needs you" in page
            assert client.get("/en/desk/make-it-yours/occasions/").status_code == 200
            assert client.get("/en/desk/make-it-yours/leads/").status_code == 200
