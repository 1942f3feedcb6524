"""Commissions for tests: an office with twelve divisions, and what is sent to them."""

import datetime as dt
from typing import Any

from kakehashi.commissions import services
from kakehashi.commissions.services import Office, Request
from kakehashi.people.models import Account
from kakehashi.records.models import Item
from tests.cast import NOW

DAY = dt.timedelta(days=1)
TODAY = NOW.date()  # a Monday, and a public holiday in Japan
DUE, OUTER = dt.date(2026, 12, 4), dt.date(2026, 12, 11)


def request(count: int = 3, organisation: str = "dsit", **more: Any) -> Request:
    """Return a request to divisions of one organisation, each with a mailbox."""
    return Request(
        **{
            "title": {"en": "Updates for the Council", "ja": "閣僚級会合に向けた進捗"},
            "body": {"en": "Please send three sentences.", "ja": "3文程度で回答願います。"},
            "offices": [
                Office(organisation, f"Division {number}", f"d{number}@example.org")
                for number in range(1, count + 1)
            ],
            "due": DUE,
            "outer": OUTER,
            **more,
        }
    )


def sent(by: Account, count: int = 3, **more: Any) -> Item:
    """Send a commission."""
    under = more.pop("under", None)
    at = more.pop("at", NOW)
    return services.issue(request=request(count, **more), by=by, at=at, under=under)
