"""Bodies: dated names, chairs, members and rules, changed as texts that the other side then sees."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kakehashi.governance import selectors, services
from kakehashi.governance.models import Body, BodyName
from kakehashi.governance.names import name_on
from kakehashi.people.calendars import holiday_on
from kakehashi.people.models import Account
from kakehashi.people.rules import PUBLIC_VIEWER, NotYourRole
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Item, Version
from kakehashi.records.rules import NotYourPen
from tests.cast import NOW

COUNCIL = "body-council"
NEW = "Digital Council of Japan and the UK"


def facts(account: Account) -> dict[str, object]:
    """Return the facts of the council as somebody sees it."""
    branch = next(
        one for one in selectors.body_tree(viewer_of(account)) if one.body.reference == COUNCIL
    )
    found: dict[str, object] = branch.body.entry.version.facts
    return found


def names() -> list[str]:
    """Return the names that rows have."""
    return list(BodyName.objects.filter(item__reference=COUNCIL).values_list("text", flat=True))


def test_real_names_of_the_day(node: dict[str, Account]) -> None:
    """The council bore the name of its issuer when it met; before, nothing of that issuer."""
    item = Item.objects.get(reference=COUNCIL)
    known = selectors.names_of([item.pk])[str(item.pk)]

    def called(day: dt.date, language: str, issuer: str = "") -> str:
        found = name_on(known, day, language, issuer)
        return found.text if found else ""

    held = dt.date(2024, 1, 16)
    assert called(held, "ja") == "日英デジタル・カウンシル"
    assert called(held, "ja", "mic") == "日英デジタルパートナーシップ政務級会合"
    assert called(held, "en", "meti") == "Ministerial-Level Meeting of Japan-UK Digital Partnership"
    assert called(dt.date(2022, 12, 7), "en", "meti") == "UK-Japan Digital Council"
    assert called(dt.date(2020, 1, 1), "ja") == ""
    assert node


def test_a_name_is_added_ended_shared_and_published(node: dict[str, Account]) -> None:
    """What is drafted stays ours; the public reads the new name only once it is published."""
    japan, uk = node["officer-jp"], node["officer-gb"]
    day = dt.date(2027, 1, 1)
    before = names()
    add = {"body": COUNCIL, "by": japan, "at": NOW}
    with pytest.raises(services.NamesOverlap):
        services.add_name(language="en", text=NEW, since=day, issued_by=["meti"], **add)
    with pytest.raises(services.OfficeUnknown):
        services.add_name(language="en", text=NEW, since=day, issued_by=["nobody"], **add)
    with pytest.raises(services.NameMissing):
        services.add_name(language="fr", text=NEW, since=day, **add)
    with pytest.raises(services.PeriodWrong):
        services.add_name(language="en", text=NEW, since=day, until=day, **add)
    place = next(
        number
        for number, one in enumerate(facts(japan)["names"])  # type: ignore[arg-type]
        if one["issued_by"] == ["meti"]
    )
    services.end_name(place=place, until=day, **add)
    services.add_name(language="en", text=f" {NEW} ", since=day, issued_by=["meti"], **add)
    assert NEW in str(facts(japan)["names"])
    assert NEW not in str(facts(uk)["names"])
    assert names() == before
    item = Item.objects.get(reference=COUNCIL)
    with pytest.raises(NotYourPen):
        services.add_name(body=COUNCIL, language="ja", text="別名", since=day, by=uk, at=NOW)
    records.share(item=item.pk, by=japan, at=NOW)
    assert NEW in str(facts(uk)["names"])
    assert names() == before
    digest = Version.objects.filter(item=item).order_by("-number")[0].content_digest
    for official in (japan, uk):
        records.confirm(item=item.pk, digest=digest, by=official, at=NOW)
    for official in (japan, uk):
        records.publish(item=item.pk, by=official, at=NOW)
    assert names() == [*before, NEW]
    public = Body.objects.filter(reference=COUNCIL).count()
    assert public >= 1
    tree = selectors.body_tree(PUBLIC_VIEWER)
    assert NEW in str(
        next(one for one in tree if one.body.reference == COUNCIL).body.entry.version.facts
    )


def test_chairs_members_and_rules(node: dict[str, Account]) -> None:
    """Posts are those of their organisation; nobody sits twice; silence has a length."""
    add = {"body": COUNCIL, "by": node["officer-jp"], "at": NOW}
    since = dt.date(2026, 1, 1)
    for organisation, post in (("nobody", ""), ("mic", "nobody"), ("meti", "mic-state-minister")):
        with pytest.raises(services.OfficeUnknown):
            services.seat(part="chairs", organisation=organisation, post=post, since=since, **add)
    chair = {"part": "chairs", "organisation": "mic", "post": "mic-state-minister"}
    services.seat(since=since, **chair, **add)
    with pytest.raises(services.SeatTaken):
        services.seat(since=dt.date(2026, 6, 1), **chair, **add)
    services.unseat(part="chairs", place=0, until=dt.date(2026, 7, 1), **add)
    services.seat(since=dt.date(2026, 7, 1), **chair, **add)
    with pytest.raises(services.SeatTaken):
        services.seat(part="members", organisation="mic", since=since, **add)
    with pytest.raises(services.PeriodWrong):
        services.unseat(part="chairs", place=1, until=since, **add)
    for days, scope in ((0, ""), (61, ""), (5, "decides")):
        with pytest.raises(services.SilenceWrong):
            services.set_rules(silence_days=days, scope=scope, **add)
    services.set_rules(silence_days=10, scope="confirms", **add)
    found = facts(node["officer-jp"])
    assert found["rules"] == {"silence_days": 10, "scope": "confirms"}
    assert [one["until"] for one in found["chairs"]] == ["2026-07-01", ""]  # type: ignore[attr-defined]
    reader = next(
        one for one in node.values() if one.side_id and not viewer_of(one).may("manage_meetings")
    )
    with pytest.raises(NotYourRole):
        services.set_rules(body=COUNCIL, silence_days=None, scope="", by=reader, at=NOW)


def test_tree_has_parts_below_and_as_many_queries_for_more(node: dict[str, Account]) -> None:
    """The Group stands below the Council, committees under a treaty by themselves."""
    viewer = viewer_of(node["officer-gb"])
    selectors.body_tree(viewer)
    with CaptureQueriesContext(connection) as few:
        tree = selectors.body_tree(viewer)
    found = {one.body.reference: one for one in tree}
    assert found["body-group"].depth == found["body-council"].depth + 1
    assert found["body-cepa-committees"].depth == 0
    assert next(one.reference for one in found["body-council"].meetings) == "council-3"
    for number in range(10):
        made = records.create(
            kind="body",
            text=records.NewText(wording={"title": {"en": f"Body {number}"}}),
            by=node["officer-gb"],
            at=NOW,
        )
        assert made
    with CaptureQueriesContext(connection) as many:
        assert len(selectors.body_tree(viewer)) == len(tree) + 10
    assert len(many) == len(few) + 1  # the new audience of drafts is read once


def test_british_bank_holidays_have_japanese_names() -> None:
    """On the Japanese page; a day put off says so; every one of thirty years has a name."""
    assert holiday_on(dt.date(2026, 12, 25), "GB", "ja") == "クリスマス"
    assert holiday_on(dt.date(2026, 12, 28), "GB-ENG", "ja") == "ボクシング・デー（振替）"
    assert holiday_on(dt.date(2026, 12, 25), "GB", "en") == "Christmas Day"
    assert holiday_on(dt.date(2026, 12, 24), "GB", "ja") == ""
    day = dt.date(2015, 1, 1)
    while day < dt.date(2045, 1, 1):
        for calendar in ("GB", "GB-ENG", "GB-SCT", "GB-NIR"):
            name = holiday_on(day, calendar, "ja")
            assert not name or not name.isascii(), (day, calendar, name)
        day += dt.timedelta(days=1)
