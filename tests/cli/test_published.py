"""``kakehashi wording`` and its page: the checks on every published record."""

import pytest
from click.testing import CliRunner
from django.test import Client

from kakehashi.cli.published import wording
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
