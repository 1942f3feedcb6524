"""Writing records: each step checks its rule and writes row, version and event together."""

from kakehashi.records.services.attaching import AttachedAlready, attach, detach
from kakehashi.records.services.confirming import confirm, confirm_many
from kakehashi.records.services.disposing import Remains, dispose
from kakehashi.records.services.naming import enter_name, remove_name, restore_name
from kakehashi.records.services.pausing import end_pause, set_pause
from kakehashi.records.services.pen import ask_pen, pass_pen, return_pen, take_free_pen, take_pen
from kakehashi.records.services.plans import EditConflict, LinkTo, NewText
from kakehashi.records.services.proposing import answer_proposal, propose
from kakehashi.records.services.publishing import (
    PublicationPaused,
    PublicationPlanned,
    cancel_publication,
    carry_out,
    plan_publication,
    publish,
)
from kakehashi.records.services.renaming import rename, reorder
from kakehashi.records.services.sharing import (
    ReasonMissing,
    consent,
    overtake,
    share,
    withdraw,
)
from kakehashi.records.services.taking_down import take_down
from kakehashi.records.services.writing import (
    check_language,
    check_languages,
    create,
    discard,
    load,
    save,
)

__all__ = [
    "AttachedAlready",
    "EditConflict",
    "LinkTo",
    "NewText",
    "PublicationPaused",
    "PublicationPlanned",
    "ReasonMissing",
    "Remains",
    "answer_proposal",
    "ask_pen",
    "attach",
    "cancel_publication",
    "carry_out",
    "check_language",
    "check_languages",
    "confirm",
    "confirm_many",
    "consent",
    "create",
    "detach",
    "discard",
    "dispose",
    "end_pause",
    "enter_name",
    "load",
    "overtake",
    "pass_pen",
    "plan_publication",
    "propose",
    "publish",
    "remove_name",
    "rename",
    "reorder",
    "restore_name",
    "return_pen",
    "save",
    "set_pause",
    "share",
    "take_down",
    "take_free_pen",
    "take_pen",
    "withdraw",
]
