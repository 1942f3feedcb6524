"""What this room itself has of posts: advice goes to the successor in its own post alone."""

import datetime as dt
from collections.abc import Iterable, Sequence

from kakehashi.people.belongings import Thing, belongs, stays
from kakehashi.people.models import Account
from kakehashi.people.openings import WHO_DID_IT


def _open(posts: Sequence[str]) -> Iterable[Thing]:
    """Return nothing to be handed over: the marking names the post, whoever holds it."""
    del posts
    return ()


def _hand_over(things: Sequence[Thing], *, to: str, by: Account, at: dt.datetime) -> None:
    del things, to, by, at


belongs(
    "advice",
    {"en": "Advice to the successor", "ja": "後任への申し送り"},
    open_things=_open,
    hand_over=_hand_over,
    kinds=("advice",),
    fields=("posts.Advice.post", "fact:advice.post"),
)
stays(
    WHO_DID_IT,
    "posts.Handover.post",
    "posts.Handover.to",
    "posts.Handover.leaver",
    "posts.Handover.successor",
    "posts.Handover.by",
)
