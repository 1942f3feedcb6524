"""Names under which ministries published a record: who enters, who sees, what is refused."""

import datetime as dt

import pytest
from django.test import Client

from kakehashi.desk.publication_checks import LOOK, READY, checks
from kakehashi.errors import NotHere
from kakehashi.ledger.models import Event
from kakehashi.people.models import Organisation
from kakehashi.people.rules import NotYourRole
from kakehashi.people.selectors import viewer_of
from kakehashi.portal.datasets import datasets
from kakehashi.records import selectors, services
from kakehashi.records.models import Entry, PublishedName
from kakehashi.records.published_names import names_of, public_names
from kakehashi.records.services import NewText, naming
from tests.cast import NOW

LINK = "https://www.digital.go.jp/news/x"
DAY = NOW.date() - dt.timedelta(days=1)


def _enter(item, by, **changed):
    given = {
        "organisation": "mic" if by.side_id == "JP" else "dsit",
        "language": "ja" if by.side_id == "JP" else "en",
        "name": "日英デジタル協力の成果",
        "link": LINK,
        "day": DAY,
        **changed,
    }
    return services.enter_name(item=item.pk, **given, by=by, at=NOW)


def _check(item, by):
    reader = viewer_of(by)
    found = checks(selectors.page(item.reference, reader), reader, at=NOW)
    return next(one for one in found if one.name == "Names under which ministries publish it")


@pytest.fixture
def item(cast):
    return services.create(
        kind="update",
        text=NewText(
            wording={"title": {"en": "An update", "ja": "進捗"}}, facts={"date": "2025-01-22"}
        ),
        by=cast.haruka,
        at=NOW,
    )


def test_only_ones_own_side_sees_a_name_until_the_record_is_public(cast, item):
    assert _check(item, cast.haruka).state == READY
    one = _enter(item, cast.haruka)
    assert _check(item, cast.haruka).state == LOOK  # the English text is wanting
    with pytest.raises(NotHere):
        _enter(item, cast.alice)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    assert names_of(item.pk, viewer_of(cast.haruka)) == [one]
    assert names_of(item.pk, viewer_of(cast.alice)) == []
    assert public_names([item.pk]) == []
    theirs = _enter(item, cast.alice, name="An update on digital work")
    assert names_of(item.pk, viewer_of(cast.haruka)) == [one]
    for_officials = Client()
    for_officials.force_login(cast.alice)
    page = f"/en/desk/records/{item.reference}/published-as/"
    assert "日英デジタル協力の成果" not in for_officials.get(page).content.decode()

    services.publish(item=item.pk, by=cast.haruka, at=NOW)
    assert {row.pk for row in names_of(item.pk, viewer_of(cast.alice))} == {one.pk, theirs.pk}
    assert Event.objects.filter(name__endswith=".published_name_entered").count() == 2
    public = Client()
    said = {
        code: public.get(f"/{code}/records/{item.reference}/").content.decode()
        for code in ("ja", "en")
    }
    for text in said.values():
        assert text.count(f'href="{LINK}"') == 2
        assert "日英デジタル協力の成果" in text
        assert "An update on digital work" in text
    ministry = Organisation.objects.get(pk="mic")
    assert ministry.name_ja in said["ja"]
    assert ministry.name_en in said["en"]
    rows = public.get(f"/records/{item.reference}.json").json()["published_as"]
    assert {(row["organisation"], row["language"], row["link"]) for row in rows} == {
        ("mic", "ja", LINK),
        ("dsit", "en", LINK),
    }


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": " "}, naming.PublishedNameWrong),
        ({"name": "x" * 301}, naming.PublishedNameWrong),
        ({"language": "fr"}, naming.PublishedNameWrong),
        ({"link": "http://www.digital.go.jp/"}, naming.PublishedLinkWrong),
        ({"link": "javascript:alert(1)"}, naming.PublishedLinkWrong),
        ({"link": "https://intranet/x"}, naming.PublishedLinkWrong),
        ({"link": "https://www.gov.uk/a b"}, naming.PublishedLinkWrong),
        ({"link": f"https://www.gov.uk/{'x' * 1000}"}, naming.PublishedLinkWrong),
        ({"day": NOW.date() + dt.timedelta(days=3)}, naming.PublishedDayWrong),
        ({"organisation": "dsit"}, naming.PublishedOfficeWrong),
        ({"organisation": "nobody"}, naming.PublishedOfficeWrong),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_written(cast, item, changed, refusal):
    with pytest.raises(refusal):
        _enter(item, cast.haruka, **changed)
    assert not PublishedName.objects.exists()


def test_a_name_is_entered_removed_and_put_back_on_the_page(cast, item):
    client = Client()
    client.force_login(cast.haruka)
    page = f"/ja/desk/records/{item.reference}/published-as/"
    given = {
        "organisation": "mic",
        "language": "ja",
        "name": "成果の公表",
        "link": LINK,
        "day_day": DAY.day,
        "day_month": DAY.month,
        "day_year": DAY.year,
    }
    assert client.post(page, {}).status_code == 400
    wrong = client.post(page, {**given, "link": "http://x.jp/"})
    assert wrong.status_code == 400
    assert "https:// で始まる" in wrong.content.decode()
    assert client.post(page, given).status_code == 302
    assert client.post(page, given).status_code == 400  # there already
    one = PublishedName.objects.get()
    assert "成果の公表" in client.get(page).content.decode()
    other = Client()
    other.force_login(cast.alice)
    assert other.post(f"{page}{one.pk}/remove/").status_code == 404
    assert client.post(f"{page}{one.pk}/other/").status_code == 404
    assert client.post(f"{page}{one.pk}/remove/").status_code == 302
    assert names_of(item.pk, viewer_of(cast.haruka)) == []
    assert "元に戻す" in client.get(page).content.decode()
    assert client.post(f"{page}{one.pk}/restore/").status_code == 302
    assert [row.pk for row in names_of(item.pk, viewer_of(cast.haruka))] == [one.pk]

    services.publish(item=item.pk, by=cast.haruka, at=NOW)
    with pytest.raises(NotYourRole):  # once it is public, it takes the permission to publish
        services.remove_name(name=one.pk, by=cast.kenji, at=NOW)
    assert Entry.objects.filter(item=item).exists()


def test_the_dataset_of_results_names_who_published_each(cast):
    item = services.create(
        kind="result",
        text=NewText(
            wording={"title": {"en": "A result", "ja": "成果"}}, facts={"result_kind": "output"}
        ),
        by=cast.haruka,
        at=NOW,
    )
    _enter(item, cast.haruka)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    digest = Entry.objects.get(item=item).version.content_digest
    for one in (cast.haruka, cast.alice):
        services.confirm(item=item.pk, digest=digest, by=one, at=NOW)
    for one in (cast.alice, cast.haruka):
        services.publish(item=item.pk, by=one, at=NOW)
    rows = {row["reference"]: row for row in datasets()["results"].rows()}
    said = rows[item.reference]["published_as"]
    assert len(said) == 1
    assert said[0].endswith(f": 日英デジタル協力の成果 <{LINK}>")
