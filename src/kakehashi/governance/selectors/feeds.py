"""Reading calendar feeds: those of one account."""

from kakehashi.governance.models import CalendarFeed
from kakehashi.people.models import Account


def feeds_of(account: Account) -> list[CalendarFeed]:
    """Return the addresses of an account that still work, the newest first."""
    return list(
        CalendarFeed.objects.filter(account=account, revoked_at=None)
        .select_related("post", "body")
        .order_by("-made_at", "-pk")
    )
