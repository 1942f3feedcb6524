"""``kakehashi wording`` and its page: the checks on every published record."""

import re

import pytest
from click.testing import CliRunner
from django.test import Client

from kakehashi.cli.published import wording
from kakehashi.drafting.models import Acceptance
from kakehashi.drafting.published import all_published, check_record, findings_published
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import viewer_of
from kakehashi.records import selectors
from kakehashi.records import services as records
from kakehashi.records.services import NewText
from tests.cast import NOW


@pytest.fixture
def published(cast):
    def publish(en, ja):
        text = NewText(
            wording={"title": {"en": "Update", "ja": "報告"}, "body": {"en": en, "ja": ja}},
            facts={"progress": "under_way"},
        )
        made = records.create(kind="contact", text=text, by=cast.haruka, at=NOW)
        records.publish(item=made.pk, by=cast.haruka, at=NOW)
        return made

    return publish


def test_findings_of_published_records_are_listed(cast, published):
    clean = published("Officials met in Tokyo.", "担当者が東京で会った。")
    wrong = published("Five officials met in Tokyo.", "4名の担当者が東京で会った。")
    found = {one.entry.reference: one for one in all_published()}
    assert set(found) == {wrong.reference}
    assert found[wrong.reference].fields[0].found[0].rule == "parity-number"
    entry = selectors.entry_for(clean.reference, PUBLIC_VIEWER)
    assert check_record(entry).fields == []
    client = Client()
    client.force_login(cast.alice)
    page = client.get("/en/desk/wording/?kind=contact").content.decode()
    assert wrong.reference in page
    assert clean.reference not in page
    assert "2 records on this page were checked; something was found in 1." in page


def test_drafts_are_not_looked_at(cast):
    text = NewText(wording={"title": {"en": "The Parties", "ja": "4件"}})
    records.create(kind="contact", text=text, by=cast.haruka, at=NOW)
    assert list(all_published()) == []
    assert not findings_published(viewer_of(cast.alice)).faces.exists()


def test_the_command_names_record_field_and_rule(cast, published, monkeypatch):
    wrong = published("The Parties met.", "双方が会った。")

    class Node:
        language = "en"

    monkeypatch.setattr("kakehashi.cli.node.prepare", Node)
    runner = CliRunner()
    answer = runner.invoke(wording, [], standalone_mode=False)
    assert f"{wrong.reference} What was said: warning: Parties:" in answer.output.replace(
        "error", "warning"
    )
    assert "1 published record(s) with findings" in answer.output
    assert runner.invoke(wording, ["--fail-on", "note"], standalone_mode=False).return_value == 1
    as_json = runner.invoke(wording, ["--json"], standalone_mode=False)
    assert f'"ref":"{wrong.reference}"' in as_json.output


def test_a_finding_in_a_published_record_is_accepted_with_a_reason_and_kept(cast, published):
    published("The Parties will meet.", "双方は、会合を開催する。")
    client = Client()
    client.force_login(cast.haruka)
    page = "/en/desk/wording/"
    shown = client.get(page).content.decode()
    form = shown[shown.index("<q>Parties</q>") :]
    form = form[form.index("<form") : form.index("</form>")]
    asked = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    refused = client.post(page, {**asked, "reason": " "})
    assert refused.status_code == 400
    assert "Say why" in refused.content.decode()
    assert client.post(page, {**asked, "item": "nonsense", "reason": "x"}).status_code == 404
    assert client.post(page, {**asked, "passage": "other", "reason": "x"}).status_code == 409
    for _twice in range(2):
        done = client.post(page, {**asked, "reason": "Parties to another text."})
        assert done.status_code == 302
    (kept,) = Acceptance.objects.all()
    assert kept.reason == "Parties to another text."
    other = Client()
    other.force_login(cast.alice)
    seen = other.get(page).content.decode()
    assert "Parties to another text." in seen
    assert "Take the acceptance back" not in seen, "only the side that accepted takes it back"
    assert other.post(page, {"take-back": str(kept.pk)}).status_code == 404
    assert client.post(page, {"take-back": str(kept.pk)}).status_code == 302
    assert "Parties to another text." not in other.get(page).content.decode()
