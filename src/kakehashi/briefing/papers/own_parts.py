"""Speaking notes, Q&A and biographies in papers: what each holds, and how it is laid out."""

from kakehashi.briefing.papers.fields import Field
from kakehashi.briefing.papers.layouts import EACH, FACTS, PROSE, TABLE, Column, Section

_NUMBER = Field("number", {"en": "its number", "ja": "番号（順）"})
_REFERENCE = Field("reference", {"en": "reference", "ja": "番号"})
_TITLE = Field("title", {"en": "title", "ja": "件名"})
_HEADING = Field("heading", {"en": "number and title", "ja": "番号と件名"})

SPEECH = Field(
    "speech",
    {
        "en": "what to say, item by item, then what lines there are on nothing of the agenda",
        "ja": "議題ごとの発言内容（末尾に、いずれの議題にも属しない応答要領）",
    },
    (
        _NUMBER,
        _REFERENCE,
        _TITLE,
        _HEADING,
        Field(
            "about",
            {"en": "what is known of it", "ja": "上記の項目群"},
            (
                Field("wish", {"en": "to note, discuss or decide", "ja": "取扱い"}),
                Field("lead", {"en": "who leads", "ja": "説明者"}),
                Field("minutes", {"en": "how long", "ja": "所要時間"}),
            ),
        ),
        Field("points", {"en": "points to make", "ja": "発言事項"}, many=True),
        Field("raised", {"en": "if it is raised", "ja": "先方から提起された場合"}, many=True),
        Field("background", {"en": "background", "ja": "背景"}, many=True),
        Field(
            "missing",
            {"en": "what is empty: what to write where", "ja": "空欄の事項と記載先"},
            many=True,
        ),
    ),
    many=True,
)
EACH_SPEECH = Section(
    EACH,
    "speech",
    {"en": "", "ja": ""},
    heading="heading",
    own_page=True,
    sections=(
        Section(
            FACTS,
            "about",
            {"en": "", "ja": ""},
            (
                Column("wish", {"en": "To", "ja": "取扱い"}),
                Column("lead", {"en": "Led by", "ja": "説明者"}),
                Column("minutes", {"en": "Time", "ja": "時間"}),
            ),
        ),
        Section(PROSE, "points", {"en": "Points to make", "ja": "発言事項"}, big=True),
        Section(PROSE, "raised", {"en": "If raised", "ja": "先方から提起された場合"}, big=True),
        Section(PROSE, "background", {"en": "Background", "ja": "背景"}),
        Section(PROSE, "missing", {"en": "To write", "ja": "記載すべき事項"}),
    ),
)

QUESTIONS = Field(
    "questions",
    {"en": "questions with their answers that hold", "ja": "想定問答（有効なもの）"},
    (
        _NUMBER,
        _REFERENCE,
        _TITLE,
        _HEADING,
        Field("answer", {"en": "answer, in paragraphs", "ja": "答（段落）"}, many=True),
        Field("pressed", {"en": "if pressed, in paragraphs", "ja": "更問への対応"}, many=True),
        Field(
            "about",
            {"en": "what is known of it", "ja": "上記の項目群"},
            (
                Field("cleared", {"en": "cleared by whom and when", "ja": "協議先・完了日"}),
                Field("until", {"en": "valid until", "ja": "有効期限"}),
                Field("reference", {"en": "reference", "ja": "番号"}),
            ),
        ),
    ),
    many=True,
)
MISSING = Field(
    "missing",
    {"en": "where there is none: what to write where", "ja": "該当がない場合の記載先"},
    many=True,
)
EACH_QUESTION = Section(
    EACH,
    "questions",
    {"en": "Questions and answers", "ja": "想定問答"},
    heading="heading",
    sections=(
        Section(PROSE, "answer", {"en": "Answer", "ja": "答"}),
        Section(PROSE, "pressed", {"en": "If pressed", "ja": "更問"}),
        Section(
            FACTS,
            "about",
            {"en": "", "ja": ""},
            (
                Column("cleared", {"en": "Cleared by", "ja": "協議先"}),
                Column("until", {"en": "Valid until", "ja": "有効期限"}),
                Column("reference", {"en": "Reference", "ja": "番号"}),
            ),
        ),
    ),
)
TO_WRITE = Section(PROSE, "missing", {"en": "To write", "ja": "記載すべき事項"})

LIVES = Field(
    "lives",
    {
        "en": "short biographies of those expected; always empty in a paper for both sides",
        "ja": "出席が見込まれる者の略歴（双方用の資料では常に空）",
    },
    (
        _REFERENCE,
        _HEADING,
        Field(
            "about",
            {"en": "what is known of it", "ja": "上記の項目群"},
            (
                Field("side", {"en": "side", "ja": "国"}),
                Field("since", {"en": "in the post since", "ja": "就任"}),
                Field("as_of", {"en": "as of which day", "ja": "時点"}),
                Field("checked", {"en": "checked by", "ja": "確認者"}),
                Field("standing", {"en": "what is wrong with it", "ja": "留意事項"}),
            ),
        ),
        Field("career", {"en": "stages, the latest first", "ja": "経歴（新しい順）"}, many=True),
    ),
    many=True,
)
WITHOUT = Field(
    "without",
    {"en": "those expected of whom there is no biography", "ja": "略歴のない出席見込者"},
    (
        Field("person", {"en": "name", "ja": "氏名"}),
        Field("post", {"en": "post", "ja": "職"}),
    ),
    many=True,
)
EACH_LIFE = Section(
    EACH,
    "lives",
    {"en": "Short biographies", "ja": "略歴"},
    heading="heading",
    sections=(
        Section(
            FACTS,
            "about",
            {"en": "", "ja": ""},
            (
                Column("standing", {"en": "Mind", "ja": "留意"}),
                Column("side", {"en": "Side", "ja": "国"}),
                Column("since", {"en": "Since", "ja": "就任"}),
                Column("as_of", {"en": "As of", "ja": "時点"}),
                Column("checked", {"en": "Checked by", "ja": "確認者"}),
            ),
        ),
        Section(PROSE, "career", {"en": "Career", "ja": "経歴"}),
    ),
)
TABLE_OF_WITHOUT = Section(
    TABLE,
    "without",
    {"en": "Without a biography", "ja": "略歴のない者"},
    (
        Column("person", {"en": "Name", "ja": "氏名"}, 5),
        Column("post", {"en": "Post", "ja": "職"}, 9),
    ),
)

SHEET_SECTIONS = Field(
    "sections",
    {"en": "sections of the brief, shortened to one page", "ja": "一枚紙の各項（1頁に要約）"},
    (
        _TITLE,
        Field("lines", {"en": "lines of it", "ja": "各行"}, many=True),
    ),
    many=True,
)
EACH_SHEET_SECTION = Section(
    EACH,
    "sections",
    {"en": "In short", "ja": "要点"},
    heading="title",
    sections=(Section(PROSE, "lines", {"en": "", "ja": ""}),),
)
