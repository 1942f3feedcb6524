"""The list before publication: what each item finds, and that only what must block blocks."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.clearance import services as clearance
from kakehashi.desk.publication_checks import BLOCKS, LOOK, READY, checks
from kakehashi.people.selectors import viewer_of
from kakehashi.records import selectors, services
from kakehashi.records.models import Entry
from kakehashi.records.published_names import well_formed
from kakehashi.records.services import LinkTo, NewText
from tests.cast import NOW


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://www.gov.uk/government/publications/x", True),
        ("https://www.digital.go.jp/news?id=1", True),
        ("https://総務省.jp/文書", True),
        ("https://8.8.8.8/", True),
        ("http://www.gov.uk/", False),
        ("https://intranet/page", False),
        ("https://share.mic.internal/x", False),
        ("https://192.168.1.4/x", False),
        ("https://user@www.gov.uk/", False),
        ("https://www.gov.uk:8443/", False),
        ("https://a..uk/", False),
        ("https://[broken/", False),
    ],
)
def test_the_form_of_a_link_says_whether_the_public_can_open_it(address, good):
    assert well_formed(address) is good


def _result(by, title, **more):
    return services.create(
        kind="result",
        text=NewText(wording={"title": title}, facts={"result_kind": "output"}, **more),
        by=by,
        at=NOW,
    )


def _states(item, by, at=NOW):
    viewer = viewer_of(by)
    found = checks(selectors.page(item.reference, viewer), viewer, at=at)
    return {one.name: one for one in found}


def test_each_item_says_what_it_found_and_only_what_must_block_blocks(cast):
    item = _result(cast.haruka, {"en": "See https://intranet/page"})
    found = _states(item, cast.haruka)
    assert found["Text in both languages"].state == LOOK
    assert found["Links in the text"].state == LOOK
    assert "https://intranet/page" in found["Links in the text"].found
    assert found["Consent of both sides"].state == BLOCKS
    assert found["Pauses before an election"].state == READY

    both = {"en": "A result https://www.gov.uk/x", "ja": "成果 https://www.gov.uk/x"}
    good = _result(cast.haruka, both)
    services.share(item=good.pk, by=cast.haruka, at=NOW)
    digest = Entry.objects.get(item=good.pk).version.content_digest
    for one in (cast.haruka, cast.alice):
        services.confirm(item=good.pk, digest=digest, by=one, at=NOW)
    assert _states(good, cast.haruka)["Consent of both sides"].state == BLOCKS
    services.publish(item=good.pk, by=cast.alice, at=NOW)
    found = _states(good, cast.haruka)
    assert "the UK" not in found["Consent of both sides"].found
    assert {one.state for name, one in found.items() if name != "Consent of both sides"} == {READY}

    asked = clearance.ask(
        item=good.pk, offices=[("mic", "")], due=None, in_order=False, by=cast.haruka, at=NOW
    )
    assert _states(good, cast.haruka)["Clearance on your side"].state == LOOK
    assert _states(good, cast.alice)["Clearance on your side"].state == READY  # not theirs to see
    clearance.answer(office=asked.offices.get().pk, given="cleared", by=cast.haruka, at=NOW)
    assert _states(good, cast.haruka)["Clearance on your side"].state == READY

    later = NOW + dt.timedelta(days=3)
    services.set_pause(
        first_day=later.date(),
        last_day=later.date(),
        reason_en="Election",
        reason_ja="選挙",
        by=cast.alice,
        at=NOW,
    )
    assert _states(good, cast.haruka)["Pauses before an election"].state == LOOK
    paused = _states(good, cast.haruka, at=later)["Pauses before an election"]
    assert paused.state == BLOCKS
    assert "Election" in paused.found
    services.plan_publication(
        item=good.pk, publish_at=NOW + dt.timedelta(days=1), zone="Asia/Tokyo",
        by=cast.haruka, at=NOW,
    )  # fmt: skip
    assert "Tokyo" in _states(good, cast.haruka)["Time"].found
    assert "London" in _states(good, cast.haruka)["Time"].found

    client = Client()
    client.force_login(cast.haruka)
    page = client.get(f"/ja/desk/records/{good.reference}/publish-later/").content.decode()
    assert "公表前の確認事項" in page
    with CaptureQueriesContext(connection) as few:
        _states(good, cast.haruka)
    linked = _result(
        cast.haruka,
        {"en": "Linked", "ja": "関連"},
        links=[LinkTo("about", one.pk) for one in (item, good)],
    )
    with CaptureQueriesContext(connection) as many:
        found = _states(linked, cast.haruka)
    assert found["Records that it points to"].state == LOOK
    assert len(many) <= len(few) + 2
