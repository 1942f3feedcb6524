"""Writing translation jobs: each step checks whose it is and writes row and event together."""

from kakehashi.translation.services.asking import Request, ask
from kakehashi.translation.services.bringing import look, take, take_out, type_in
from kakehashi.translation.services.courses import cancel, decline, hand_out, keep, renew, send_back
from kakehashi.translation.services.putting import put_in
from kakehashi.translation.services.reviewing import Decision, review

__all__ = [
    "Decision",
    "Request",
    "ask",
    "cancel",
    "decline",
    "hand_out",
    "keep",
    "look",
    "put_in",
    "renew",
    "review",
    "send_back",
    "take",
    "take_out",
    "type_in",
]
