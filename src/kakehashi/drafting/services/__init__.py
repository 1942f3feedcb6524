"""Writing of joint texts: the text, proposals, comments, exceptions, silence, own rules."""

from kakehashi.drafting.paragraphs import structure_of
from kakehashi.drafting.services.accepting import accept, take_back, tell_reasons
from kakehashi.drafting.services.commenting import comment, resolve, share_comment
from kakehashi.drafting.services.own_rules import set_rules
from kakehashi.drafting.services.settling import check_settled
from kakehashi.drafting.services.silence import carry_out, object_to, start_silence
from kakehashi.drafting.services.texts import (
    Draft,
    propose_paragraph,
    replace_paragraphs,
    start,
    text_of,
    with_text,
)

__all__ = [
    "Draft",
    "accept",
    "carry_out",
    "check_settled",
    "comment",
    "object_to",
    "propose_paragraph",
    "replace_paragraphs",
    "resolve",
    "set_rules",
    "share_comment",
    "start",
    "start_silence",
    "structure_of",
    "take_back",
    "tell_reasons",
    "text_of",
    "with_text",
]
