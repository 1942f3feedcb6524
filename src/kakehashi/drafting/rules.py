"""Kinds of text, which languages count, what must stand in which: tables."""

from collections.abc import Mapping

from kakehashi.errors import Words

JOINT_STATEMENT, MEMORANDUM, OUTCOME_DOCUMENT, PROGRESS_REPORT, MINUTES, PRESS_LINE = (
    "joint_statement",
    "memorandum",
    "outcome_document",
    "progress_report",
    "minutes",
    "press_line",
)

TEXT_KINDS: Mapping[str, Words] = {
    JOINT_STATEMENT: {"en": "Joint statement", "ja": "共同声明"},
    MEMORANDUM: {"en": "Memorandum", "ja": "覚書"},
    OUTCOME_DOCUMENT: {"en": "Outcome document", "ja": "成果文書"},
    PROGRESS_REPORT: {"en": "Progress report", "ja": "進捗報告書"},
    MINUTES: {"en": "Minutes", "ja": "議事録"},
    PRESS_LINE: {"en": "Press line", "ja": "報道向け資料"},
}

AUTHORITIES: Mapping[str, Words] = {
    "en,ja": {
        "en": "Japanese and English, equally",
        "ja": "日本語及び英語（両言語は同等）",
    },
    "ja": {"en": "Japanese; English is a courtesy translation", "ja": "日本語（英語は仮訳）"},
    "en": {"en": "English; Japanese is a courtesy translation", "ja": "英語（日本語は仮訳）"},
}

NOTICE_PARTS: Mapping[str, Words] = {
    "obligation": {
        "en": "No legally binding obligation, no effect on existing understandings",
        "ja": "法的拘束力のある義務を生じさせず、既存の了解に影響しない旨",
    },
    "international_law": {
        "en": "Not an international agreement, no legal obligations governed by international law",
        "ja": "国際協定ではなく、国際法によって規律される法的義務を生じさせない旨",
    },
}
"""The parts of the standing notice, in the order in which partnerships state them."""

NOTICE_IN = frozenset({JOINT_STATEMENT, MEMORANDUM, OUTCOME_DOCUMENT})
"""Kinds of text in which both parts of the standing notice must stand, unless a partnership's
profile names others (``settings.notice_in``)."""

FORMS: Mapping[str, Words] = {
    "numbered": {"en": "Numbered paragraph", "ja": "項（番号付き）"},
    "plain": {"en": "Paragraph without number", "ja": "項（番号なし）"},
    "heading": {"en": "Heading", "ja": "見出し"},
    "notice": {"en": "Standing notice", "ja": "法的性質に関する項"},
}


def wording_kind(text_kind: str) -> str:
    """Return the name of a kind of text as the wording check has it.

    A progress report is weighed like an outcome document.
    """
    return {PROGRESS_REPORT: OUTCOME_DOCUMENT}.get(text_kind, text_kind).replace("_", "-")


def authoritative(code: str) -> tuple[str, ...]:
    """Return the languages that are authoritative under a code of :data:`AUTHORITIES`."""
    return tuple(code.split(",")) if code in AUTHORITIES else ("en", "ja")


def courtesy(code: str) -> tuple[str, ...]:
    """Return the languages that are courtesy translations under such a code."""
    return tuple(one for one in ("ja", "en") if one not in authoritative(code))
