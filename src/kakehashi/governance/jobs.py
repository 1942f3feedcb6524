"""Background work of governance, computed from state: texts that come into force today."""

import datetime as dt

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.governance.selectors.reviews import due_reviews
from kakehashi.governance.services.carrying_out import carry_out_review
from kakehashi.records.models import Version


def carry_out_due(*, at: dt.datetime) -> int:
    """Put into force what is decided and due; return how many texts came into force.

    Each in a transaction of its own, in the name of who last wrote the review. One that is held
    up (a joint action came under a provision that ends, a side has not confirmed) waits, and its
    page and *my work* say for what.
    """
    done = 0
    for review in due_reviews((at + dt.timedelta(hours=14)).date()):
        version = (
            Version.objects.filter(item_id=review, author__isnull=False).order_by("-number").first()
        )
        if version is None or version.author is None:
            continue
        try:
            with transaction.atomic():
                carry_out_review(review=review, by=version.author, at=at)
        except Refused:
            continue
        done += 1
    return done
