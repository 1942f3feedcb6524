"""Clearance and comments of one side: no page, export, feed or API answer gives the other a trace."""

import re

from django.test import Client
from django.urls import reverse

from kakehashi.clearance import services as clearance
from kakehashi.drafting import services as drafting
from kakehashi.people.models import Account
from kakehashi.records.models import Item
from tests.cast import NOW
from tests.desk.test_pages import TABLE as DESK
from tests.portal.test_every_address import TABLE as PORTAL

MARK = "ZQXMARKER"
"""Stands in everything that the UK keeps to itself here, and nowhere else."""

FILES = (
    "/desk/register/export/csv/",
    "/desk/register/export/xlsx/",
    "/desk/pictures/activity.svg",
    "/desk/timeline/?page=1",
    f"/desk/search/?q={MARK[:-1]}",
    "/desk/search/?q=VD.b.vi-1",
    "/desk/waiting/new/",
    "/desk/confirm/",
)
API = (
    "/api/v1/records",
    "/api/v1/records/VD.b.vi-1",
    "/api/v1/changes",
    f"/api/v1/search?q={MARK}",
    "/api/v1/search?q=VD.b.vi-1",
)


def addresses():
    named = [reverse(name, args=given) for name, (given, _roles) in DESK.items()]
    named += [reverse(name, args=given) for name, given in PORTAL.items()]
    return [*named, *FILES, *API]


def test_no_address_gives_the_other_side_a_trace(node):
    own, other = node["officer-gb"], node["officer-jp"]
    item = Item.objects.get(reference="VD.b.vi-1")
    before = {path: _size(other, path) for path in addresses()}
    asked = clearance.ask(
        item=item.pk,
        offices=[("dsit", f"{MARK}DIVISION")],
        due=None,
        in_order=False,
        note=f"{MARK}NOTE",
        by=own,
        at=NOW,
    )
    clearance.answer(
        office=asked.offices.get().pk, given="subject", words=f"{MARK}WORDS", by=own, at=NOW
    )
    drafting.comment(on=item.pk, words=f"{MARK}COMMENT", language="en", by=own, at=NOW)
    for account in (other, None):
        for path, known in before.items():
            answer = _get(account, path)
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert MARK.encode() not in said, path
            assert b"clearance.clearance" not in said, path
            if account is other:
                assert answer.status_code == known[0], path
                assert _links(said) == known[1], path
    shown = _get(own, "/desk/records/VD.b.vi-1/clearance/").content.decode()
    assert f"{MARK}WORDS" in shown


def _get(account: Account | None, path: str):
    client = Client()
    if account is not None:
        client.force_login(account)
    return client.get(path if path.startswith("/api/") else f"/en{path}")


def _size(account, path):
    answer = _get(account, path)
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, _links(said)


def _links(said: bytes) -> list[bytes]:
    """Return the addresses that a page leads to, which a hidden record would add to."""
    return sorted(set(re.findall(rb'href="(/en/[^"?]*)', said)))
