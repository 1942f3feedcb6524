"""Writing enquiries: received, their clock, their answer, their documents, consulting."""

from kakehashi.enquiries.services.answering import (
    answered,
    end,
    reopen,
    write_answer,
)
from kakehashi.enquiries.services.clocking import extend, resume, stop
from kakehashi.enquiries.services.consulting import consult, record_outcome, reply
from kakehashi.enquiries.services.listing import add_document, decide, take_out
from kakehashi.enquiries.services.receiving import NewEnquiry, erase_requester, receive

__all__ = [
    "NewEnquiry",
    "add_document",
    "answered",
    "consult",
    "decide",
    "end",
    "erase_requester",
    "extend",
    "receive",
    "record_outcome",
    "reopen",
    "reply",
    "resume",
    "stop",
    "take_out",
    "write_answer",
]
