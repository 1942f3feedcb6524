"""The practice partnership has biographies of either side, one of them not checked for long."""

from django.utils import timezone

from kakehashi.biographies.models import Biography
from kakehashi.biographies.rules import CURRENT, STALE
from kakehashi.biographies.selectors import biographies, lives
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from tests.node_copy import put_node


def test_the_practice_partnership_has_some_of_either_side(db):
    put_node("practice")
    assert Biography.objects.count() == 3
    own = viewer_of(Account.objects.get(username="officer-xa"))
    found = lives(biographies(own), timezone.localdate())
    assert [(one.row.person, one.standing) for one in found] == [
        ("rei-hanako", STALE),
        ("mihon-taro", CURRENT),
    ]
    assert all(one.person and one.post for one in found)
