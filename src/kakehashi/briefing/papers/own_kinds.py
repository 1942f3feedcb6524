"""Papers of one's own side for a meeting, and the one-page brief as a template sees it."""

from kakehashi.briefing.papers.kinds import (
    FACTS_OF_MEETING,
    FRAME,
    MEETING,
    MEETING_FIELD,
    OWN,
    PaperKind,
)
from kakehashi.briefing.papers.line_parts import EXPIRED, TABLE_OF_EXPIRED
from kakehashi.briefing.papers.own_parts import (
    EACH_LIFE,
    EACH_QUESTION,
    EACH_SHEET_SECTION,
    EACH_SPEECH,
    LIVES,
    MISSING,
    QUESTIONS,
    SHEET_SECTIONS,
    SPEECH,
    TABLE_OF_WITHOUT,
    TO_WRITE,
    WITHOUT,
)

SPEAKING = PaperKind(
    code="speaking",
    names={"en": "Speaking notes", "ja": "発言要領"},
    of=MEETING,
    fields=(*FRAME, MEETING_FIELD, SPEECH, EXPIRED),
    sections=(FACTS_OF_MEETING, TABLE_OF_EXPIRED, EACH_SPEECH),
    for_whom=(OWN,),
    deck=True,
)

QA = PaperKind(
    code="qa",
    names={"en": "Q&A", "ja": "想定問答集"},
    of=MEETING,
    fields=(*FRAME, MEETING_FIELD, QUESTIONS, MISSING, EXPIRED),
    sections=(FACTS_OF_MEETING, TABLE_OF_EXPIRED, EACH_QUESTION, TO_WRITE),
    for_whom=(OWN,),
    deck=True,
)

BIOGRAPHIES = PaperKind(
    code="biographies",
    names={"en": "Short biographies", "ja": "略歴集"},
    of=MEETING,
    fields=(*FRAME, MEETING_FIELD, LIVES, WITHOUT),
    sections=(FACTS_OF_MEETING, EACH_LIFE, TABLE_OF_WITHOUT),
    for_whom=(OWN,),
    deck=True,
)

BRIEF = PaperKind(
    code="brief",
    names={"en": "One-page brief", "ja": "一枚紙"},
    of="partnership, area or meeting",
    fields=(*FRAME, SHEET_SECTIONS),
    sections=(EACH_SHEET_SECTION,),
    beside=0.78,
)
"""Offered on the page of the brief, not among the papers of a meeting."""
