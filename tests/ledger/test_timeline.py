"""The timeline: chained, and any change of it is found and named."""

import pytest
from django.db import transaction

from kakehashi.ledger import selectors, services
from kakehashi.ledger.models import Event, Head
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def append(*names):
    return services.append(
        [
            services.Entry(name=name, actor="a", side="JP", subject="s", facts={"n": name})
            for name in names
        ],
        at=NOW,
    )


def test_an_untouched_chain_is_whole():
    append("one", "two")
    append("three")
    check = selectors.verify()
    assert check.whole
    assert check.size == 3
    assert check.digest == Head.objects.get().digest


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"actor": "b"},
        {"side": "GB"},
        {"subject": "t"},
        {"facts": {"n": "else"}},
        {"previous": "1" * 64},
        {"digest": "2" * 64},
    ],
)
def test_a_changed_event_is_named(change):
    append("one", "two", "three")
    Event.objects.filter(sequence=1).update(**change)
    faults = selectors.verify().faults
    assert any(fault.sequence in (1, 2) for fault in faults)


def test_a_missing_event_is_named():
    append("one", "two", "three")
    Event.objects.filter(sequence=1).delete()
    assert (1, "missing") in [(fault.sequence, fault.what) for fault in selectors.verify().faults]


def test_a_cut_end_is_named():
    append("one", "two", "three")
    Event.objects.filter(sequence=2).delete()
    assert [(fault.sequence, fault.what) for fault in selectors.verify().faults] == [(2, "missing")]


def test_a_moved_head_is_named():
    append("one")
    Head.objects.update(digest="3" * 64)
    assert [fault.what for fault in selectors.verify().faults] == ["head"]


def test_an_append_that_is_rolled_back_leaves_nothing():
    append("one")
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - both happen within
        append("two")
        raise RuntimeError
    check = selectors.verify()
    assert check.whole
    assert check.size == 1
