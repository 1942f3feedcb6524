"""Confirming a text: the whole of it on the page, what changed since the last look marked."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.desk.looks import CONFIRMED, LOOK_OF_THE_POST, OWN_LOOK, held_against, note_look
from kakehashi.desk.models import Look
from kakehashi.people.models import Account
from kakehashi.records import services
from kakehashi.records.models import Confirmation, Entry, Version
from kakehashi.records.services import NewText
from tests.cast import NOW

LATER = NOW + dt.timedelta(days=3)
CONFIRM = "/en/desk/confirm/"


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def wording(words):
    return {
        "title": {"en": "Advisory checks", "ja": "助言に基づく確認"},
        "body": {"en": f"The Participants aim to {words}.", "ja": f"両者は{words}を目指す。"},
    }


def started(by, words="compare", title=""):
    text = wording(words)
    if title:
        text["title"] = {"en": title, "ja": f"{title}（案）"}
    item = services.create(kind="initiative", text=NewText(wording=text), by=by, at=NOW)
    services.share(item=item.pk, by=by, at=NOW)
    return item


def reshare(item, by, words):
    version = newest(item)
    text = NewText(wording={**version.wording, **wording(words)}, facts=version.facts)
    services.save(item=item.pk, base=version.number, text=text, by=by, at=LATER)
    services.share(item=item.pk, by=by, at=LATER)


def newest(item):
    return Version.objects.filter(item=item).order_by("-number")[0]


@pytest.fixture
def alice(node):
    return node["officer-gb"]


@pytest.fixture
def haruka(node):
    return node["officer-jp"]


def test_what_changed_since_the_last_look_is_marked_until_another_text_comes(alice, haruka):
    item = started(haruka)
    client, page = signed_in(alice), f"/en/desk/records/{item.reference}/confirm/"
    first = client.get(page).content.decode()
    assert "This is the first time that you read this text" in first
    assert "<ins>" not in first
    assert "The Participants aim to compare." in first
    reshare(item, haruka, "advise")
    for _again in range(2):  # a page that is loaded again still marks the same
        marked = client.get(page).content.decode()
        assert "is marked" in marked
        assert re.search(r"<del>.*compare.*</del>", marked)
        assert re.search(r"<ins>.*advise.*</ins>", marked)
    answer = client.post(page, {"digest": newest(item).content_digest}, follow=True)
    assert "Confirmed for your side." in answer.content.decode()
    assert Confirmation.objects.filter(item=item, side="GB").count() == 1
    assert client.get(page).status_code == 302


def test_a_text_that_moved_while_it_was_read_is_shown_again_held_against_that_one(alice, haruka):
    item = started(haruka)
    client, page = signed_in(alice), f"/en/desk/records/{item.reference}/confirm/"
    client.get(page)
    read = newest(item).content_digest
    reshare(item, haruka, "advise")
    answer = client.post(page, {"digest": read})
    assert answer.status_code == 409
    assert "Nothing was confirmed" in answer.content.decode()
    assert "the text that you read just now" in answer.content.decode()
    assert re.search(r"<ins>.*advise.*</ins>", answer.content.decode())
    assert newest(item).content_digest in answer.content.decode()
    assert not Confirmation.objects.filter(item=item).exists()


def test_a_text_is_held_against_the_own_look_then_the_posts_then_what_was_confirmed(alice, haruka):
    item = started(haruka)
    first = newest(item)
    services.confirm(item=item.pk, digest=first.content_digest, by=alice, at=NOW)
    reshare(item, haruka, "advise")
    second = newest(item)

    def base(version):
        found = held_against([version], alice).get(item.pk)
        return (found.why, found.version.number) if found else None

    assert base(second) == (CONFIRMED, first.number)
    before = Account.objects.create(
        username="before", side_id="GB", post_id=alice.post_id, name_en="B", created_at=NOW
    )
    assert alice.post_id
    note_look(version=second, by=before, at=LATER)
    reshare(item, haruka, "help")
    third = newest(item)
    assert base(third) == (LOOK_OF_THE_POST, second.number)
    note_look(version=first, by=alice, at=LATER)
    assert base(third) == (OWN_LOOK, first.number)
    note_look(version=third, by=alice, at=LATER)
    assert base(third) == (OWN_LOOK, first.number)
    # The same words under another number are no other text.
    draft = NewText(wording=third.wording, facts=third.facts)
    assert Look.objects.filter(account=alice).count() == 1
    services.save(item=item.pk, base=third.number, text=draft, by=haruka, at=LATER)
    same = newest(item)
    if same.content_digest == third.content_digest:
        note_look(version=same, by=alice, at=LATER)
        assert base(same) == (OWN_LOOK, first.number)


def test_many_are_confirmed_at_once_each_whole_on_the_page_whatever_waits(alice, haruka):
    items = [started(haruka, title=f"Text {number}") for number in range(2)]
    client = signed_in(alice)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(CONFIRM).content.decode()
        return page, len(queries)

    client.get(f"/en/desk/records/{items[0].reference}/")
    client.get(f"/en/desk/records/{items[1].reference}/")
    reshare(items[0], haruka, "advise")
    page, cost = asked()
    assert re.search(r"<ins>.*advise.*</ins>", page)
    assert page.count("The whole text, changes marked") == 1
    assert page.count("The Participants aim to compare.") >= 1
    for number in range(2, 6):
        items.append(started(haruka, title=f"Text {number}"))
    client.get(f"/en/desk/records/{items[2].reference}/")
    reshare(items[2], haruka, "help")
    page, more = asked()
    assert more == cost
    chosen = [f"{one.pk}:{newest(one).content_digest}" for one in items]
    client.post(CONFIRM, {"text": [*chosen, "nonsense:1"]})
    assert Confirmation.objects.filter(side="GB", item__in=items).count() == len(items)
    assert Entry.objects.filter(item__in=items, state="shared").count() == len(items)
