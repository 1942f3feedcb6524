"""Action points in the API: the sides read where they stand, the public only what was published."""

from django.utils import timezone

from kakehashi.governance.models import ActionPoint
from kakehashi.governance.services import open_action_point, report_done
from kakehashi.records import services as records
from kakehashi.records.models import Item
from tests.api.conftest import Caller, token_for

ROOT = "/api/v1/action-points"


def test_the_public_reads_no_standing_that_was_not_published(node):
    haruka, alice = node["officer-jp"], node["officer-gb"]
    now = timezone.now()
    item = open_action_point(
        title={"en": "Send the list", "ja": "一覧の送付"},
        task={"en": "Send it.", "ja": "送付する。"},
        owner=alice.post_id,
        by=haruka,
        at=now,
    )
    anybody, tokyo = Caller(), Caller(token_for(haruka))
    assert anybody.items(ROOT) == []
    (seen,) = tokyo.items(ROOT)
    assert (seen["standing"], seen["owner"], seen["owner_side"]) == (
        "proposed",
        alice.post_id,
        "GB",
    )
    digest = ActionPoint.objects.get(item=item).entry.version.content_digest
    for account in (haruka, alice):
        records.confirm(item=item.pk, digest=digest, by=account, at=now)
    for account in (haruka, alice):
        records.publish(item=item.pk, by=account, at=now)
    done = report_done(action=item.reference, words={"en": "Sent."}, by=alice, at=now)
    (seen,) = anybody.items(ROOT)
    assert (seen["reference"], seen["standing"], seen["owner_side"]) == (item.reference, None, None)
    assert seen["closed_date"] is None
    assert tokyo.items(ROOT)[0]["standing"] == "done"
    records.publish(item=Item.objects.get(pk=done.pk).pk, by=alice, at=now)
    (seen,) = anybody.items(ROOT)
    assert seen["standing"] == "done"
    assert seen["closed_date"] is not None
