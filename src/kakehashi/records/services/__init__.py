"""Writing records: each step checks its rule and writes row, version and event together."""

from kakehashi.records.services.confirming import confirm, confirm_many
from kakehashi.records.services.pen import ask_pen, pass_pen, return_pen, take_pen
from kakehashi.records.services.plans import EditConflict, LinkTo, NewText
from kakehashi.records.services.proposing import answer_proposal, propose
from kakehashi.records.services.sharing import (
    ReasonMissing,
    consent,
    overtake,
    publish,
    share,
    withdraw,
)
from kakehashi.records.services.writing import (
    check_language,
    create,
    discard,
    load,
    save,
)

__all__ = [
    "EditConflict",
    "LinkTo",
    "NewText",
    "ReasonMissing",
    "answer_proposal",
    "ask_pen",
    "check_language",
    "confirm",
    "confirm_many",
    "consent",
    "create",
    "discard",
    "load",
    "overtake",
    "pass_pen",
    "propose",
    "publish",
    "return_pen",
    "save",
    "share",
    "take_pen",
    "withdraw",
]
