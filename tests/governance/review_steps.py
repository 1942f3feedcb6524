"""Steps of a review as two officers take them, for the tests."""

import datetime as dt

from kakehashi.governance.services import reviews
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import LinkTo, NewText
from tests.cast import NOW

EFFECT = NOW.date()


def decided_by(meeting: str, one: Account, other: Account) -> str:
    """Make a decision of a meeting that both sides confirmed; return its reference."""
    item = records.create(
        kind="decision",
        text=NewText(
            wording={"title": {"en": "On the text", "ja": "本文について"}},
            facts={"meeting": meeting, "date": "2026-11-20"},
            links=[LinkTo("of_meeting", Item.objects.get(reference=meeting).pk)],
        ),
        by=one,
        at=NOW,
    )
    records.share(item=item.pk, by=one, at=NOW)
    confirm(item, one, other)
    return item.reference


def confirm(item: Item, one: Account, other: Account) -> None:
    """Let both sides confirm a record."""
    for account in (one, other):
        entry = Entry.objects.select_related("version").get(item=item, face="shared")
        digest = entry.version.content_digest
        records.confirm(item=item.pk, digest=digest, by=account, at=NOW)


def words(text: str) -> dict[str, dict[str, str]]:
    """Return wording of a change in both languages."""
    return {
        "title": {"en": f"{text} title", "ja": f"{text}の件名"},
        "statement": {"en": f"{text} in other words.", "ja": f"{text}の新しい文言。"},
    }


def opened(by: Account) -> str:
    """Open a review; return its reference."""
    return reviews.open_review(
        title={"en": "Review of 2026", "ja": "2026年の見直し"},
        words={"en": "Occasions have passed.", "ja": "機会が経過した。"},
        triggers=["technology", "abroad", "no-such"],
        by=by,
        at=NOW,
    ).reference


def decide(review: str, group: str, council: str, by: Account, *, effect: dt.date = EFFECT) -> None:
    """Take a review to decided."""
    reviews.propose_review(review=review, decision=group, by=by, at=NOW)
    reviews.decide_review(review=review, decision=council, takes_effect=effect, by=by, at=NOW)


def confirm_all(review: str, one: Account, other: Account) -> None:
    """Let both sides confirm a review and its changes."""
    rows = Entry.objects.filter(
        kind="provision_change", state="shared", provisionchange__review=review
    )
    for item in [Item.objects.get(reference=review), *(row.item for row in rows)]:
        confirm(item, one, other)
