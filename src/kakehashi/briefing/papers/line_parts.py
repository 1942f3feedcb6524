"""Lines to take in papers: what is known of each, and how it is laid out."""

from kakehashi.briefing.papers.fields import Field
from kakehashi.briefing.papers.layouts import EACH, FACTS, PROSE, TABLE, Column, Section

_REFERENCE = Field("reference", {"en": "reference", "ja": "番号"})
_TITLE = Field("title", {"en": "title", "ja": "件名"})

LINES = Field(
    "lines",
    {
        "en": "lines to take of one's own side that hold; always empty in a paper for both sides",
        "ja": "自国側の応答要領・想定問答（有効なもの。双方用の資料では常に空）",
    },
    (
        _REFERENCE,
        _TITLE,
        Field(
            "about",
            {"en": "what is known of it", "ja": "上記の項目群"},
            (
                Field("form", {"en": "line, or question and answer", "ja": "種別"}),
                Field("cleared", {"en": "cleared by whom and when", "ja": "協議先・完了日"}),
                Field("until", {"en": "valid until", "ja": "有効期限"}),
            ),
        ),
        Field("paragraphs", {"en": "line or answer, in paragraphs", "ja": "要領又は答"}, many=True),
        Field("pressed", {"en": "if pressed, in paragraphs", "ja": "更問への対応"}, many=True),
    ),
    many=True,
)
EXPIRED = Field(
    "expired",
    {
        "en": "lines left out because they have expired",
        "ja": "期限切れのため掲載しない応答要領・想定問答",
    },
    (
        _REFERENCE,
        _TITLE,
        Field("until", {"en": "valid until", "ja": "有効期限"}),
    ),
    many=True,
)
EACH_LINE = Section(
    EACH,
    "lines",
    {"en": "Lines to take", "ja": "応答要領・想定問答"},
    heading="title",
    sections=(
        Section(
            FACTS,
            "about",
            {"en": "Standing", "ja": "取扱い"},
            (
                Column("form", {"en": "Form", "ja": "種別"}),
                Column("cleared", {"en": "Cleared by", "ja": "協議先"}),
                Column("until", {"en": "Valid until", "ja": "有効期限"}),
            ),
        ),
        Section(PROSE, "paragraphs", {"en": "Line", "ja": "要領・答"}),
        Section(PROSE, "pressed", {"en": "If pressed", "ja": "更問"}),
    ),
)
TABLE_OF_EXPIRED = Section(
    TABLE,
    "expired",
    {"en": "Left out: lines that have expired", "ja": "不掲載：期限切れの応答要領・想定問答"},
    (
        Column("reference", {"en": "Reference", "ja": "番号"}, 3),
        Column("title", {"en": "Subject", "ja": "件名"}, 10),
        Column("until", {"en": "Was valid until", "ja": "有効期限"}, 4),
    ),
)
