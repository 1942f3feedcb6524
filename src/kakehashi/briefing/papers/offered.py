"""Every kind of paper that may be made, and of which templates may be replaced."""

from collections.abc import Mapping

from kakehashi.briefing.papers import enquiry_kinds, kinds, own_kinds
from kakehashi.briefing.papers.kinds import PaperKind

PAPERS: Mapping[str, PaperKind] = {
    one.code: one
    for one in (
        kinds.AGENDA,
        kinds.CHAIR,
        own_kinds.SPEAKING,
        own_kinds.QA,
        own_kinds.BIOGRAPHIES,
        kinds.PACK,
        kinds.DECISIONS,
        kinds.POINTS,
        kinds.OUTCOME,
        kinds.MINUTES_PAPER,
        kinds.PROGRESS,
        enquiry_kinds.FACT_PACK,
        enquiry_kinds.SCHEDULE,
    )
}

TEMPLATED: Mapping[str, PaperKind] = {**PAPERS, own_kinds.BRIEF.code: own_kinds.BRIEF}
"""Those whose DOCX template a side may replace."""
