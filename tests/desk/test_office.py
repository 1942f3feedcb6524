"""Office work: what is listed for whom, and how much waits."""

import datetime as dt

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.clearance import services as clearance
from kakehashi.records import services
from kakehashi.records.services import NewText
from tests.cast import NOW


def _page(account, language="en"):
    client = Client()
    client.force_login(account)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(f"/{language}/desk/office/")
    assert answer.status_code == 200
    return answer.content.decode(), len(asked)


def test_what_waits_is_counted_and_is_ones_own(cast):
    account = cast.haruka
    before, _none = _page(account)
    assert "Nothing is waiting" in before

    def wait(number):
        item = services.create(
            kind="contact_note",
            text=NewText(wording={"title": {"en": f"Call {number}"}}, facts={"date": "2026-11-20"}),
            by=account,
            at=NOW,
        )
        clearance.ask(
            item=item.pk,
            offices=[(account.organisation_id, "")],
            due=dt.date(2026, 12, 1),
            in_order=False,
            by=account,
            at=NOW,
        )

    for number in range(3):
        wait(number)
    after, queries = _page(account)
    assert "3 waiting for you" in after
    assert "対応待ち3件" in _page(account, "ja")[0]
    for number in range(3, 6):
        wait(number)
    assert _page(account)[1] == queries  # what waits is read at once
    # The other side has the same page, and nothing of this on it; the operator has no such work.
    assert "waiting for you" not in _page(cast.alice)[0]
    assert "No office work here" in _page(cast.olga)[0]
