"""The practice partnership has translations in every stage that somebody waits for."""

from kakehashi.people.models import Account
from kakehashi.translation import rules, selectors
from kakehashi.translation.models import Job
from tests.cast import NOW
from tests.node_copy import put_node


def test_practice_has_jobs_late_returned_and_reviewed(db):
    put_node("practice")
    states = dict(Job.objects.values_list("item__reference", "state"))
    assert states == {
        "TJ-XA-1": rules.WITH, "TJ-XB-1": rules.RETURNED, "TJ-XA-2": rules.REVIEWED,
    }  # fmt: skip
    late = selectors.page("TJ-XA-1", Account.objects.get(username="deputy-xa"), NOW.date())
    assert late.late
    assert [one.passage.source for one in late.rows] == [
        "両者は、ブイの保守に関する教訓を共有する。"
    ]
    officer = Account.objects.get(username="officer-xb")
    found = selectors.page("TJ-XB-1", officer, NOW.date())
    assert any(
        one.rule.startswith("en-") or one.instead for row in found.rows for one in row.remarks
    )
    assert (
        rules.PUT
        in selectors.page("TJ-XA-2", Account.objects.get(username="officer-xa"), NOW.date()).steps
    )
