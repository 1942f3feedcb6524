"""Calendar feeds: strictly RFC 5545, the right day in every zone, and only what the owner may see."""

import datetime as dt
import re
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from kakehashi.errors import NotHere
from kakehashi.governance import calendars, services
from kakehashi.governance.calendars import Happening, Scope
from kakehashi.governance.models import CalendarFeed, YearStep
from kakehashi.people.models import Account, Person
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item, Version
from kakehashi.records.services import NewText
from kakehashi.records.services.plans import text_of
from tests.cast import NOW, Cast
from tests.governance import strict_ical

TODAY = NOW.date()
LONG = "長い件名、カンマ; セミコロン\\ と改行\nあり🇯🇵" * 6


def address(kind: str, reference: str) -> str:
    """Return a page's address."""
    return f"https://node.example/{kind}/{reference}"


@pytest.fixture
def body(cast: Cast) -> Item:
    """Return a council that both sides see, with a step of every year."""
    made = records.create(
        kind="body",
        text=NewText(wording={"title": {"en": "Council", "ja": "カウンシル"}}),
        by=cast.haruka,
        at=NOW,
        reference="body-council",
    )
    records.share(item=made.pk, by=cast.haruka, at=NOW)
    YearStep.objects.create(
        code="agenda", name_en="Agenda", name_ja="議題", body="body-council", offset=-15
    )
    return made


def meeting(
    by: Account,
    title: str,
    *,
    starts_at: dt.datetime | None = None,
    day: dt.date = dt.date(2027, 3, 26),
    share: bool = True,
    alternates: tuple[dt.datetime, ...] = (),
    standing: str = "pencilled",
) -> Item:
    """Set a meeting."""
    made = services.set_meeting(
        body="body-council",
        date=day,
        standing=standing,
        title={"en": title, "ja": title},
        place={"en": "Hall, London; room 1", "ja": "会議室"},
        mode="hybrid",
        starts_at=starts_at,
        minutes=90,
        alternates=alternates,
        by=by,
        at=NOW,
    )
    if share:
        records.share(item=made.pk, by=by, at=NOW)
    return made


def feed_of(account: Account, scope: str = "person", body: str = "") -> str:
    """Make an address and return its path."""
    _made, secret = services.make_feed(scope=scope, body=body, language="en", by=account, at=NOW)
    return f"/calendars/{secret}.ics"


def events(raw: bytes) -> list[strict_ical.Component]:
    """Read strictly, and with the library as well."""
    calendar = strict_ical.read(raw)
    assert len(Calendar.from_ical(raw).walk("VEVENT")) == len(calendar.inside)
    return calendar.inside


def titles(raw: bytes) -> list[str]:
    """Return what the entries are called."""
    return [strict_ical.text_of(one.one("SUMMARY")) for one in events(raw)]  # type: ignore[arg-type]


CHANGES = [
    dt.date(year, month, day) + dt.timedelta(days=near)
    for year, month, day in ((2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31))
    for near in (-2, -1, 0, 1)
]


@pytest.mark.parametrize("day", CHANGES, ids=str)
def test_shows_the_right_day_in_tokyo_and_london_across_both_changes(day: dt.date) -> None:
    """Whatever hour it is in Tokyo, the file gives the same moment, so the day of each zone."""
    tokyo, london = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London")
    for hour in (0, 8, 9, 10, 12, 23):
        start = dt.datetime.combine(day, dt.time(hour, 30), tokyo)
        happening = Happening(
            uid=uuid.uuid4(),
            title=LONG,
            start=start,
            end=start + dt.timedelta(minutes=90),
            status="TENTATIVE",
            sequence=3,
            changed_at=NOW,
            about=LONG,
            place=LONG,
        )
        (event,) = events(calendars.written([happening], name=LONG, language="ja"))
        begun = strict_ical.moment(event.one("DTSTART"))  # type: ignore[arg-type]
        assert begun.astimezone(tokyo).date() == day
        expected = start.astimezone(london)
        assert begun.astimezone(london).date() == expected.date()
        assert begun.astimezone(london).hour == expected.hour
        assert (expected.date() == day) is (hour >= 8 + (expected.utcoffset() == dt.timedelta(0)))
        assert strict_ical.text_of(event.one("SUMMARY")) == LONG  # type: ignore[arg-type]
    whole = Happening(uuid.uuid4(), "Due", day, None, "CONFIRMED", 0, NOW)
    (event,) = events(calendars.written([whole], name="x", language="en"))
    assert event.one("DTSTART").value == f"{day:%Y%m%d}"  # type: ignore[union-attr]
    assert event.one("DTSTART").parameters == {"VALUE": "DATE"}  # type: ignore[union-attr]


@pytest.mark.usefixtures("body")
def test_meeting_from_pencilled_with_alternates_to_cancelled(cast: Cast) -> None:
    """Alternatives are tentative; the UID stays and the sequence rises when it is cancelled."""
    start = dt.datetime(2027, 3, 29, 9, 0, tzinfo=dt.UTC)
    item = meeting(
        cast.haruka,
        "Council",
        starts_at=start,
        day=start.date(),
        alternates=(start + dt.timedelta(days=1), start + dt.timedelta(days=2)),
    )
    path = feed_of(cast.alice)
    first = events(Client().get(path).content)
    assert [one.one("STATUS").value for one in first] == ["TENTATIVE"] * 3  # type: ignore[union-attr]
    main = next(one for one in first if one.one("UID").value == str(item.pk))  # type: ignore[union-attr]
    assert main.one("DTEND").value == "20270329T103000Z"  # type: ignore[union-attr]
    newest = Version.objects.filter(item=item).order_by("-number")[0]
    text = text_of(newest)
    text.facts["standing"] = "cancelled"  # type: ignore[index]
    records.save(item=item.pk, base=newest.number, text=text, by=cast.haruka, at=NOW)
    assert len(events(Client().get(path).content)) == 3  # a draft of the other side changes nothing
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    (gone,) = events(Client().get(path).content)
    assert gone.one("STATUS").value == "CANCELLED"  # type: ignore[union-attr]
    assert gone.one("UID").value == str(item.pk)  # type: ignore[union-attr]
    before, after = (int(one.one("SEQUENCE").value) for one in (main, gone))  # type: ignore[union-attr]
    assert after > before


@pytest.mark.usefixtures("body")
def test_own_side_records_are_never_in_the_feed_of_the_other_side(cast: Cast) -> None:
    """A marker in every field of a draft, of its year and its decision: none crosses over."""
    start = dt.datetime(2027, 3, 29, 9, 0, tzinfo=dt.UTC)
    marker = "MARKER-OF-ONE-SIDE"
    meeting(cast.haruka, marker, starts_at=start, share=False, alternates=(start,))
    services.plan_cycle(
        first_day=dt.date(2027, 1, 1),
        last_day=dt.date(2027, 12, 31),
        title={"en": marker},
        by=cast.haruka,
        at=NOW,
    )
    records.create(
        kind="decision",
        text=NewText(
            wording={"title": {"en": marker}, "body": {"en": marker}},
            facts={"due_date": "2027-02-01", "date": "2027-01-01"},
        ),
        by=cast.haruka,
        at=NOW,
    )
    for account, seen in ((cast.haruka, True), (cast.alice, False), (cast.bob, False)):
        for scope, body in (("person", ""), ("body", "body-council")):
            answer = Client().get(feed_of(account, scope, body))
            assert answer.status_code == 200
            assert (marker in answer.content.decode()) is seen
            events(answer.content)
    mine = titles(Client().get(feed_of(cast.haruka)).content)
    names = {
        strict_ical.text_of(strict_ical.read(Client().get(one).content).one("X-WR-CALNAME"))  # type: ignore[arg-type]
        for one in (feed_of(cast.haruka), feed_of(cast.haruka, "body", "body-council"))
    }
    assert len(names) == 2, "a calendar program tells them apart"
    assert f"Agenda: {marker}" in mine
    assert f"Due: {marker}" in mine


@pytest.mark.usefixtures("body")
def test_titles_for_named_people_are_withheld_in_the_calendar_of_an_office(cast: Cast) -> None:
    """One's own calendar says it; those that others read with one say only that there is one."""
    made = records.create(
        kind="meeting",
        text=NewText(
            wording={"title": {"en": "SECRET-NAME"}, "place": {"en": "SECRET-PLACE"}},
            facts={"body": "body-council", "date": "2027-03-26"},
            marking=Marking(reach="named", people=[str(cast.haruka.pk), str(cast.alice.pk)]),
        ),
        lane="restricted",
        by=cast.haruka,
        at=NOW,
    )
    assert "SECRET-NAME" in titles(Client().get(feed_of(cast.haruka)).content)
    for scope, body in (("post", ""), ("body", "body-council")):
        raw = Client().get(feed_of(cast.haruka, scope, body)).content
        if scope == "post" or str(made.pk) in raw.decode():
            assert "Meeting (title withheld)" in titles(raw)
        assert "SECRET" not in raw.decode()
        assert made.reference not in raw.decode()


@pytest.mark.usefixtures("body")
def test_an_address_works_until_it_is_revoked_and_only_for_who_may_sign_in(cast: Cast) -> None:
    """Revoked, owner gone, post changed, secret guessed: nothing is there, all alike."""
    meeting(cast.haruka, "Council")
    path, office = feed_of(cast.haruka), feed_of(cast.haruka, "post")
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    again = Client().get(path, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert CalendarFeed.objects.filter(used_on__isnull=False).count() == 1
    cast.haruka.post_id = None
    cast.haruka.save()
    assert Client().get(office).status_code == 404
    kept = CalendarFeed.objects.get(scope="person")
    with pytest.raises(NotHere):
        services.revoke_feed(feed=kept.pk, by=cast.alice, at=NOW)
    services.revoke_feed(feed=kept.pk, by=cast.haruka, at=NOW)
    services.revoke_feed(feed=kept.pk, by=cast.haruka, at=NOW)
    for dead in (path, "/calendars/nothing.ics", "/calendars/%ff.ics"):
        assert Client().get(dead).status_code == 404
    theirs = feed_of(cast.alice)
    assert Client().get(theirs).status_code == 200
    Account.objects.filter(pk=cast.alice.pk).update(is_active=False)
    assert Client().get(theirs).status_code == 404
    assert not CalendarFeed.objects.filter(digest__in=[path.split("/")[-1][:-4]]).exists()
    assert Client().post(path).status_code == 405


@pytest.mark.usefixtures("body")
def test_the_page_makes_shows_once_and_revokes(cast: Cast) -> None:
    """The secret stands on the page that made it and on no other; a form sent twice makes one."""
    client = Client()
    client.force_login(cast.haruka)
    page = client.get("/en/desk/calendars/").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    sent = {"scope": "body", "body": "body-council", "once": once[1]}
    made = client.post("/en/desk/calendars/", sent).content.decode()
    shown = re.search(r'value="(http[^"]+/calendars/[^"]+\.ics)"', made)
    assert shown
    assert client.get(shown[1]).status_code == 200
    assert client.post("/en/desk/calendars/", sent).status_code == 302
    assert CalendarFeed.objects.count() == 1
    assert shown[1] not in client.get("/en/desk/calendars/").content.decode()
    assert client.post("/en/desk/calendars/", {"scope": "all"}).status_code == 404
    cast.yuki.post_id = None
    client.force_login(cast.yuki)
    assert client.post("/ja/desk/calendars/", {"scope": "post"}).status_code == 400
    client.force_login(cast.haruka)
    key = CalendarFeed.objects.get().pk
    client.post(f"/en/desk/calendars/{key}/revoke/")
    assert Client().get(shown[1]).status_code == 404


@pytest.mark.usefixtures("body")
def test_invitation_asks_those_whose_mail_is_known(cast: Cast) -> None:
    """With addresses it is a request; without it is an entry for one's own calendar."""
    start = dt.datetime(2027, 3, 29, 9, 0, tzinfo=dt.UTC)
    item = meeting(cast.haruka, "Council", starts_at=start)
    client = Client()
    client.force_login(cast.haruka)
    path = f"/en/desk/records/{item.reference}/invitation.ics"
    plain = client.get(path)
    assert b"METHOD" not in plain.content
    events(plain.content)
    person = Person.objects.create(id="kenji", name_en="Kenji", name_ja="健二")
    for account, mail in ((cast.haruka, "haruka@example.jp"), (cast.kenji, "kenji@example.jp")):
        account.email = mail
        account.person = person if account is cast.kenji else None
        account.save()
    item.attendance.create(side_id="JP", organisation_id="mic", person=person)
    asked = client.get(path)
    assert asked["Content-Type"].endswith("method=REQUEST")
    (event,) = events(asked.content)
    assert event.one("ORGANIZER").value == "mailto:haruka@example.jp"  # type: ignore[union-attr]
    assert event.one("ATTENDEE").value == "mailto:kenji@example.jp"  # type: ignore[union-attr]
    client.force_login(cast.alice)
    assert b"example.jp" not in client.get(path).content
    client.force_login(cast.mallory)
    assert client.get(path).status_code == 404
    assert Client().get(path).status_code == 302


@pytest.mark.usefixtures("body")
def test_queries_do_not_grow(cast: Cast) -> None:
    """Twenty meetings take as many queries as one."""
    meeting(cast.haruka, "Council")
    scope = Scope("person", viewer_of(cast.haruka), "en")
    calendars.gather(scope, address, TODAY)
    with CaptureQueriesContext(connection) as few:
        assert len(calendars.gather(scope, address, TODAY)) == 1
    for number in range(20):
        meeting(cast.haruka, f"Council {number}", day=dt.date(2027, 4, 1 + number))
    with CaptureQueriesContext(connection) as many:
        assert len(calendars.gather(scope, address, TODAY)) == 21
    assert len(many) <= len(few)
