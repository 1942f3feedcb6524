"""Copy for e-mail stands on every page of a record, and on the register as it was cut."""

import html

import pytest
from django.test import Client

from kakehashi.people.models import Account
from tests.node_copy import put_node

PAGES = (
    "actions/AP-XB-2",
    "commissions/CO-XA-1",
    "cycle/year-2",
    "enquiries/EQ-XA-1",
    "meetings/conference-1",
    "raised/RF-XA-1",
    "records/CT-XA-3",
    "reviews/RV-XA-1",
    "rounds/PR-XA-1",
    "texts/JT-XA-1",
    "translations/TJ-XA-1",
)


@pytest.fixture
def office(db) -> Client:
    put_node("practice")
    client = Client()
    client.force_login(Account.objects.get(username="officer-xa"))
    return client


def _message(office: Client, path: str) -> list[str]:
    page = office.get(path).content.decode()
    assert page.count('id="message"') == 1, path
    return (
        html.unescape(page.split('id="message"')[1].split(">", 1)[1])
        .split("</textarea>")[0]
        .splitlines()[1:]
    )


def test_every_page_of_a_record_can_be_copied_with_its_marking_first(office):
    for path in PAGES:
        subject, _empty, marking, *_text = _message(office, f"/en/desk/{path}/")
        assert subject.startswith(f"Subject: [{marking}] "), path
        assert path.split("/")[1] in subject
        assert "TLP:" in marking
    note = "\n".join(_message(office, "/ja/desk/records/CT-XA-3/"))
    assert "■ What was said" in note
    assert "■ 概要" not in note, "a note is said in the language it was written in"


def test_the_register_is_copied_as_it_was_cut(office):
    lines = _message(office, "/en/desk/register/?area=PORT&size=25")
    assert "Area: Digital ports" in lines
    assert "- 4.1-1 A common port call format (Completed)" in lines
    assert "分野: 港湾のデジタル化" in lines
    assert not any("Electronic bills" in line for line in lines)
