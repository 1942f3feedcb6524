"""The practice partnership has, on either side, files due, a hold and a disposal to approve."""

import datetime as dt

import pytest

from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from kakehashi.records.models import Entry
from kakehashi.retention import selectors, services
from kakehashi.retention.models import Disposed, Filing
from kakehashi.retention.rules import CARRIED_OUT
from tests.cast import NOW
from tests.node_copy import put_node


@pytest.fixture
def practice(db):
    """Put the practice partnership in place."""
    put_node("practice")


@pytest.mark.parametrize(("side", "authority"), [("xa", "NI schedule 7"), ("xb", "東湾府公第12号")])
def test_a_file_is_due_one_record_is_held_and_a_disposal_can_be_carried_out(
    practice, side, authority
):
    keeper, chief = (
        Account.objects.get(username=f"{post}-{side}") for post in ("records", "records-chief")
    )
    viewer = viewer_of(keeper)
    (due,) = selectors.due(viewer, NOW.date())
    assert (due.file_class.code, due.records, due.holds) == ("routine", 2, 1)
    held = selectors.entries(due, viewer)
    said = [selectors.retention_of(one, viewer, NOW.date()) for one in held]
    assert len(selectors.on_hold(viewer, [one.item_id for one in held])) == 1
    assert sorted(len(one.holds) for one in said if one) == [0, 1]
    assert all(one is not None and one.filing and one.filing.reason for one in said)
    assert Filing.objects.filter(side=keeper.side).count() == 3

    (waiting,) = selectors.waiting_for_approval(viewer_of(chief), 5)
    assert waiting.file_class == "routine"
    assert waiting.note
    (row,) = waiting.records.all()
    services.approve(
        disposal=waiting.pk, authority=authority, by=chief, at=NOW + dt.timedelta(hours=1)
    )
    waiting.refresh_from_db()
    assert waiting.state == CARRIED_OUT
    assert Disposed.objects.get(pk=row.pk).outcome == "destroyed"
    assert not Entry.objects.filter(item=row.item_id).exists()
