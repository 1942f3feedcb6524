"""The review that is under way in the practice partnership: half done, as an officer finds it."""

from kakehashi.governance.models import Review
from kakehashi.governance.selectors.reviews import outlook
from kakehashi.people.models import Account
from kakehashi.people.selectors import viewer_of
from tests.node_copy import put_node


def test_the_practice_partnership_has_a_review_under_way(db):
    put_node("practice")
    row = Review.objects.select_related("entry__version").get()
    assert (row.standing, row.state) == ("open", "shared")
    for name in ("officer-xa", "officer-xb"):
        seen = outlook(row, viewer_of(Account.objects.get(username=name)))
        assert seen.refusal is None
        assert seen.text is not None
        assert {one.reference for one in seen.text.provisions} >= {"6.2", "6.3"}
        asked = {one.provision.reference for one in seen.unanswered}
        assert asked == {"7.2"}
