"""What an officer types is kept: another's caveats, a colleague's changes, forms sent twice."""

import re

import pytest
from django.test import Client

from kakehashi.people.models import Account
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.services import NewText
from tests.cast import NOW

TEXT = {
    "title_en": "A",
    "title_ja": "甲",
    "body_en": "One.",
    "body_ja": "一。",
    "authority": "en,ja",
}


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def tokyo(node):
    return signed_in(node["officer-jp"])


@pytest.fixture
def london(node):
    return signed_in(node["officer-gb"])


def draft(by, **more):
    wording = {"title": {"en": "A", "ja": "甲"}, "body": {"en": "One.", "ja": "一。"}}
    text = NewText(wording=wording, **more)
    return services.create(kind="initiative", text=text, by=by, at=NOW)


def newest(item):
    return Version.objects.filter(item=item).order_by("-number").first()


def address(item, *rest):
    return "/".join(["/en/desk/records", item.reference, *rest, ""])


def test_nobody_takes_off_a_caveat_of_the_other_side(node, tokyo):
    item = draft(node["officer-gb"], marking=Marking(caveats=["COMMERCIAL", "EMBARGOED"]))
    services.share(item=item.pk, by=node["officer-gb"], at=NOW)
    services.pass_pen(item=item.pk, to="JP", by=node["officer-gb"], at=NOW)
    sent = {**TEXT, "title_en": "B", "base": newest(item).number, "caveats": ["公表前"]}
    assert tokyo.post(address(item, "edit"), sent).status_code == 302
    assert newest(item).marking["caveats"] == ["COMMERCIAL", "EMBARGOED", "公表前"]


def test_what_is_not_binding_does_not_become_binding_by_an_edit(tokyo):
    entry = Entry.objects.get(reference="instrument-joint-statement-2019")
    assert entry.version.facts["binding"] is False
    page = tokyo.get(address(entry, "edit")).content.decode()
    assert re.search(r'<option value="no" selected>', page)
    sent = {"title_en": entry.title_en + ".", "title_ja": entry.title_ja, "authority": "en,ja"}
    sent |= {"base": "1", "fact_binding": "no", "fact_date_year": "2019"}
    assert tokyo.post(address(entry, "edit"), sent).status_code == 302
    assert newest(entry.item).facts["binding"] is False


def test_the_second_writer_does_not_undo_what_they_left_alone(node, tokyo):
    item = draft(node["officer-jp"])
    theirs = {"title": {"en": "A", "ja": "甲"}, "body": {"en": "By a colleague.", "ja": "一。"}}
    base = newest(item).number
    services.save(
        item=item.pk, base=base, text=NewText(wording=theirs), by=node["officer-jp"], at=NOW
    )
    answer = tokyo.post(address(item, "edit"), {**TEXT, "title_en": "Mine", "base": base})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r'<textarea name="body_en"[^>]*>\s*By a colleague\.</textarea>', page)
    assert re.search(r'<input type="text" name="title_en" value="Mine"', page)
    again = {**TEXT, "title_en": "Mine", "body_en": "By a colleague.", "base": base + 1}
    assert tokyo.post(address(item, "edit"), again).status_code == 302
    assert newest(item).wording["body"]["en"] == "By a colleague."


def test_a_form_sent_twice_makes_one(node, tokyo):
    page = tokyo.get("/en/desk/new/initiative/").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    before = Item.objects.count()
    for _ in range(2):
        assert tokyo.post("/en/desk/new/initiative/", {**TEXT, "once": once}).status_code == 302
    assert Item.objects.count() == before + 1
    item = Item.objects.get(kind="initiative")
    sent = {**TEXT, "title_en": "B", "base": "1"}
    for _ in range(2):
        assert tokyo.post(address(item, "edit"), sent).status_code == 302
    assert newest(item).number == 2
    for _ in range(2):
        assert tokyo.post(address(item, "step", "share")).status_code == 302


def test_what_was_typed_is_given_back_when_the_pen_has_gone(node, tokyo):
    item = draft(node["officer-jp"])
    services.share(item=item.pk, by=node["officer-jp"], at=NOW)
    services.pass_pen(item=item.pk, to="GB", by=node["officer-jp"], at=NOW)
    answer = tokyo.post(address(item, "edit"), {**TEXT, "title_en": "Long work", "base": "2"})
    assert answer.status_code == 409
    assert "Long work" in answer.content.decode()
    assert "/desk/" in tokyo.get(address(item)).content.decode()


def test_a_marking_too_high_is_answered_beside_its_field(london):
    answer = london.post("/en/desk/new/initiative/", {**TEXT, "national": "SECRET"})
    assert answer.status_code == 400
    assert 'id="id_national_error"' in answer.content.decode()
    assert not Item.objects.filter(kind="initiative").exists()


def test_a_restricted_text_takes_a_second_official(node, tokyo, london):
    second = Account.objects.create(
        username="second", side_id="GB", organisation_id="dsit", name_en="Second", name_ja="二"
    )
    second.roles.add("coordinator")
    people = [str(node["officer-jp"].pk), str(second.pk)]
    sent = {**TEXT, "national": "OFFICIAL-SENSITIVE", "restricted": "on", "people": people}
    assert london.post("/en/desk/new/initiative/", sent).status_code == 302
    item = Item.objects.get(kind="initiative")
    assert item.lane == "restricted"
    assert london.get(address(item)).status_code == 200, "the writer is among those named"
    assert tokyo.get(address(item)).status_code == 404, "a draft is its own side's"
    assert london.post(address(item, "step", "share")).status_code == 409
    assert signed_in(second).post(address(item, "step", "consent")).status_code == 302
    assert london.post(address(item, "step", "share")).status_code == 302
    assert tokyo.get(address(item)).status_code == 200
    assert signed_in(node["private-office-jp"]).get(address(item)).status_code == 404
