"""Writing commissions: sending, answering, more time, links, the end, one text of many."""

from kakehashi.commissions.services.answering import (
    answer,
    answer_by_link,
    choose,
    save_draft,
    save_draft_by_link,
    take_in,
)
from kakehashi.commissions.services.closing import close, pass_to_successor, reopen, withdraw
from kakehashi.commissions.services.consolidating import consolidate, joined, revise
from kakehashi.commissions.services.extending import (
    ask_more_time,
    ask_more_time_by_link,
    decide_more_time,
    last_day,
)
from kakehashi.commissions.services.issuing import MOST_OFFICES, Office, Request, issue
from kakehashi.commissions.services.linking import (
    barring_mark,
    look_by_link,
    make_link,
    revoke_links,
)

__all__ = [
    "MOST_OFFICES",
    "Office",
    "Request",
    "answer",
    "answer_by_link",
    "ask_more_time",
    "ask_more_time_by_link",
    "barring_mark",
    "choose",
    "close",
    "consolidate",
    "decide_more_time",
    "issue",
    "joined",
    "last_day",
    "look_by_link",
    "make_link",
    "pass_to_successor",
    "reopen",
    "revise",
    "revoke_links",
    "save_draft",
    "save_draft_by_link",
    "take_in",
    "withdraw",
]
