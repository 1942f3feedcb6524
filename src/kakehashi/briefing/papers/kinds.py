"""Kinds of paper: what each holds, how it is laid out, for whom it may be made."""

from collections.abc import Mapping
from dataclasses import dataclass

from kakehashi.briefing.papers.fields import Field, Words
from kakehashi.briefing.papers.layouts import EACH, FACTS, PROSE, TABLE, Column, Section
from kakehashi.briefing.papers.line_parts import EACH_LINE, EXPIRED, LINES, TABLE_OF_EXPIRED
from kakehashi.briefing.papers.own_parts import EACH_LIFE, LIVES
from kakehashi.drafting.rules import MINUTES, OUTCOME_DOCUMENT

JOINT, OWN = "joint", "own"

FOR_WHOM: Mapping[str, Words] = {
    JOINT: {
        "en": "both sides: only what all share",
        "ja": "双方用（共有済みの内容のみ）",
    },
    OWN: {
        "en": "own side: with your side's own notes and drafts",
        "ja": "自国側用（自国側限りの記載・案を含む。）",
    },
}
"""For whom a paper is made; it decides what is read at all."""

MEETING, PERIOD = "meeting", "period"
"""What a paper is of."""

FRAME: tuple[Field, ...] = (
    Field("title", {"en": "what it is of: the meeting's title", "ja": "対象（会合名等）"}),
    Field("kind", {"en": "what paper it is", "ja": "資料の種類"}),
    Field(
        "marking",
        {
            "en": "for whom it is, with the watermark; needed in every header",
            "ja": "格付・取扱制限（透かし文言を含む。全ヘッダーに必須）",
        },
    ),
    Field("node", {"en": "name of the service, or its banner", "ja": "サービス名又は掲示文"}),
    Field("note", {"en": "the standing notice", "ja": "性格に関する注記"}),
    Field("source", {"en": "from what and when it was made", "ja": "作成元・作成時刻"}),
    Field("address", {"en": "where it is found again", "ja": "掲載先のアドレス"}),
)
"""What every paper holds."""

_REFERENCE = Field("reference", {"en": "reference", "ja": "番号"})
_TITLE = Field("title", {"en": "title", "ja": "件名"})
_DUE = Field("due", {"en": "due", "ja": "期限"})

MEETING_FIELD = Field(
    "meeting",
    {"en": "the meeting", "ja": "会合"},
    (
        _TITLE,
        _REFERENCE,
        Field("body", {"en": "body that meets", "ja": "会議体"}),
        Field("when", {"en": "day and hour, in both zones", "ja": "日時（双方の現地時刻）"}),
        Field("place", {"en": "place", "ja": "場所"}),
        Field("held", {"en": "how it is held", "ja": "開催方式"}),
        Field("standing", {"en": "how firm the date is", "ja": "日程の状況"}),
    ),
)
_ATTENDANCE = Field(
    "attendance",
    {"en": "who attended, with the post of that day", "ja": "出席者（当日の職）"},
    (
        Field("side", {"en": "side", "ja": "国"}),
        Field("organisation", {"en": "organisation", "ja": "所属"}),
        Field("post", {"en": "post", "ja": "職"}),
        Field("person", {"en": "name", "ja": "氏名"}),
    ),
    many=True,
)
_OUTCOME = Field("outcome", {"en": "outcome, in paragraphs", "ja": "結果（段落）"}, many=True)
_DECISION: tuple[Field, ...] = (
    _REFERENCE,
    _TITLE,
    Field("text", {"en": "what was decided", "ja": "内容"}),
    Field("kind", {"en": "decision or outcome of discussion", "ja": "種別"}),
    Field("date", {"en": "day", "ja": "日付"}),
    _DUE,
    Field("became", {"en": "what became of it, as each side says", "ja": "その後の状況"}),
)
_ACTION: tuple[Field, ...] = (
    _REFERENCE,
    _TITLE,
    Field("progress", {"en": "progress", "ja": "進捗"}),
    _DUE,
    Field("reported", {"en": "day of the last report", "ja": "最新報告日"}),
)
_UPDATE: tuple[Field, ...] = (
    Field("date", {"en": "day", "ja": "日付"}),
    Field("side", {"en": "side that reports", "ja": "報告した国"}),
    _TITLE,
    Field("text", {"en": "what it says", "ja": "内容"}),
    Field("progress", {"en": "progress it reports", "ja": "報告された進捗"}),
)
_RESULT: tuple[Field, ...] = (
    Field("date", {"en": "day", "ja": "日付"}),
    _REFERENCE,
    _TITLE,
)


def _rows(name: str, en: str, ja: str, fields: tuple[Field, ...]) -> Field:
    return Field(name, {"en": en, "ja": ja}, fields, many=True)


_DECISIONS = _rows("decisions", "decisions", "決定事項等", _DECISION)
_AREAS = _rows(
    "areas",
    "areas in which there is anything to say",
    "記載事項のある分野",
    (
        Field("title", {"en": "name of the area", "ja": "分野名"}),
        _rows("actions", "its Joint Actions", "共同作業", _ACTION),
        _rows("decisions", "decisions in it", "決定事項等", _DECISION),
        _rows("updates", "what the sides reported last", "最近の報告", _UPDATE),
        _rows("results", "results", "成果", _RESULT),
    ),
)
_PERIOD = Field(
    "period",
    {"en": "the period", "ja": "対象期間"},
    (
        Field("since", {"en": "first day", "ja": "開始日"}),
        Field("until", {"en": "last day", "ja": "終了日"}),
    ),
)
_COUNTS = _rows(
    "counts",
    "how many Joint Actions stand where",
    "進捗別件数",
    (
        Field("progress", {"en": "progress", "ja": "進捗"}),
        Field("number", {"en": "how many", "ja": "件数"}),
    ),
)


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper."""

    code: str
    names: Words
    of: str
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    for_whom: tuple[str, ...] = (JOINT, OWN)
    tables: tuple[str, ...] = ()
    """Rows that are also given as XLSX and CSV, the main ones first."""
    text_kind: str = ""
    """Of a paper that is a joint text: which kind of text it is."""
    deck: bool = False
    """Whether it is also given as slides."""
    beside: float = 1.0
    """How large the type of its Word template is where two languages stand side by side."""
    long: bool = False
    """Whether it may become so long that it is made in the background."""

    def table(self, name: str) -> Field:
        """Return the rows called ``name``."""
        return next(one for one in self.fields if one.name == name)


FACTS_OF_MEETING = Section(
    FACTS,
    "meeting",
    {"en": "Meeting", "ja": "会合の概要"},
    (
        Column("body", {"en": "Body", "ja": "会議体"}),
        Column("when", {"en": "Day and hour", "ja": "日時"}),
        Column("place", {"en": "Place", "ja": "場所"}),
        Column("held", {"en": "Held", "ja": "開催方式"}),
        Column("standing", {"en": "Status", "ja": "日程"}),
    ),
)
_TABLE_OF_ATTENDANCE = Section(
    TABLE,
    "attendance",
    {"en": "Attendance", "ja": "出席者"},
    (
        Column("side", {"en": "Side", "ja": "国"}, 2),
        Column("organisation", {"en": "Organisation", "ja": "所属"}, 5),
        Column("post", {"en": "Post", "ja": "職"}, 5),
        Column("person", {"en": "Name", "ja": "氏名"}, 4),
    ),
)
_COLUMNS_OF_DECISIONS = (
    Column("reference", {"en": "Reference", "ja": "番号"}, 3),
    Column("title", {"en": "Title", "ja": "件名"}, 5),
    Column("text", {"en": "What was decided", "ja": "内容"}, 7),
    Column("due", {"en": "Due", "ja": "期限"}, 3),
    Column("became", {"en": "What became of it", "ja": "その後の状況"}, 4),
)
_COLUMNS_OF_ACTIONS = (
    Column("reference", {"en": "Reference", "ja": "番号"}, 3),
    Column("title", {"en": "Joint Action", "ja": "共同作業"}, 9),
    Column("progress", {"en": "Progress", "ja": "進捗"}, 3),
    Column("due", {"en": "Due", "ja": "期限"}, 3),
    Column("reported", {"en": "Last report", "ja": "最新報告"}, 3),
)
_COLUMNS_OF_UPDATES = (
    Column("date", {"en": "Day", "ja": "日付"}, 3),
    Column("side", {"en": "Side", "ja": "国"}, 3),
    Column("title", {"en": "Reported", "ja": "報告事項"}, 5),
    Column("text", {"en": "What it says", "ja": "内容"}, 8),
    Column("progress", {"en": "Progress", "ja": "進捗"}, 3),
)
_COLUMNS_OF_RESULTS = (
    Column("date", {"en": "Day", "ja": "日付"}, 3),
    Column("reference", {"en": "Reference", "ja": "番号"}, 4),
    Column("title", {"en": "Result", "ja": "成果"}, 12),
)
_NO_DECISION: Words = {
    "en": "No decision is on record.",
    "ja": "記録された決定事項等はありません。",
}
_EACH_AREA = Section(
    EACH,
    "areas",
    {"en": "Areas", "ja": "分野別の状況"},
    heading="title",
    sections=(
        Section(TABLE, "actions", {"en": "Joint Actions", "ja": "共同作業"}, _COLUMNS_OF_ACTIONS),
        Section(TABLE, "decisions", {"en": "Decisions", "ja": "決定事項等"}, _COLUMNS_OF_DECISIONS),
        Section(TABLE, "updates", {"en": "Reports", "ja": "報告"}, _COLUMNS_OF_UPDATES),
        Section(TABLE, "results", {"en": "Results", "ja": "成果"}, _COLUMNS_OF_RESULTS),
    ),
)

DECISIONS = PaperKind(
    code="decisions",
    names={"en": "Decisions and outcomes", "ja": "決定事項等一覧"},
    of=MEETING,
    fields=(*FRAME, MEETING_FIELD, _OUTCOME, _ATTENDANCE, _DECISIONS),
    sections=(
        FACTS_OF_MEETING,
        Section(PROSE, "outcome", {"en": "Outcome", "ja": "結果"}),
        Section(
            TABLE,
            "decisions",
            {"en": "Decisions and outcomes of discussion", "ja": "決定事項及び一致した事項"},
            _COLUMNS_OF_DECISIONS,
            nothing=_NO_DECISION,
        ),
        _TABLE_OF_ATTENDANCE,
    ),
    tables=("decisions",),
)

PROGRESS = PaperKind(
    code="progress",
    names={"en": "Progress report", "ja": "進捗報告"},
    of=PERIOD,
    fields=(*FRAME, _PERIOD, _COUNTS, _AREAS),
    sections=(
        Section(
            FACTS,
            "period",
            {"en": "Period", "ja": "対象期間"},
            (
                Column("since", {"en": "From", "ja": "自"}),
                Column("until", {"en": "To", "ja": "至"}),
            ),
        ),
        Section(
            TABLE,
            "counts",
            {"en": "Where the Joint Actions stand", "ja": "共同作業の進捗（件数）"},
            (
                Column("progress", {"en": "Progress", "ja": "進捗"}, 4),
                Column("number", {"en": "Joint Actions", "ja": "件数"}, 2),
            ),
        ),
        _EACH_AREA,
    ),
    tables=("counts",),
    long=True,
)


_AGENDA = _rows(
    "agenda",
    "items of the agenda, in their order",
    "議題（議事の順）",
    (
        Field("number", {"en": "its number", "ja": "番号（議題）"}),
        _REFERENCE,
        _TITLE,
        Field("heading", {"en": "number and title", "ja": "番号と件名"}),
        Field("note", {"en": "note for the room", "ja": "議事のための説明"}),
        Field("lead", {"en": "who leads", "ja": "説明者"}),
        Field("wish", {"en": "to note, discuss or decide", "ja": "取扱い"}),
        Field("minutes", {"en": "how long", "ja": "所要時間"}),
        Field("why", {"en": "why it is here", "ja": "議題となった経緯"}),
        Field("papers", {"en": "its papers, with their labels", "ja": "会議資料（表示を含む。）"}),
        Field("ending", {"en": "how it ended", "ja": "議事の結果"}),
        Field(
            "about",
            {"en": "the same as a group, for a table of its own", "ja": "上記の項目群"},
            (
                Field("wish", {"en": "to note, discuss or decide", "ja": "取扱い"}),
                Field("lead", {"en": "who leads", "ja": "説明者"}),
                Field("minutes", {"en": "how long", "ja": "所要時間"}),
                Field("why", {"en": "why it is here", "ja": "議題となった経緯"}),
                Field("papers", {"en": "its papers", "ja": "会議資料"}),
                Field("decided", {"en": "what was decided on it", "ja": "決定事項等"}),
            ),
        ),
        Field("paragraphs", {"en": "note, in paragraphs", "ja": "説明（段落）"}, many=True),
        _rows("actions", "Joint Actions it is about", "関係する共同作業", _ACTION),
    ),
)
_POINTS = _rows(
    "points",
    "action points of the meeting, and those still open of its body",
    "対応事項（本会合のもの及び会議体の未了のもの）",
    (
        _REFERENCE,
        _TITLE,
        Field("task", {"en": "what is to be done", "ja": "対応内容"}),
        Field("owner", {"en": "owner: post and its holder", "ja": "担当（職・氏名）"}),
        _DUE,
        Field("standing", {"en": "where it stands", "ja": "状況"}),
        Field("closed", {"en": "day it ended", "ja": "終了日"}),
    ),
)
_NOTES = _rows(
    "notes",
    "notes of one's own side; always empty in a paper for both sides",
    "自国側の記録（双方用の資料では常に空）",
    (
        _TITLE,
        Field("paragraphs", {"en": "in paragraphs", "ja": "本文（段落）"}, many=True),
    ),
)
_TEXT = Field(
    "text",
    {"en": "the joint text", "ja": "共同文書"},
    (
        _TITLE,
        _REFERENCE,
        Field("state", {"en": "whether it is settled", "ja": "状態"}),
        Field("authority", {"en": "which languages are authoritative", "ja": "正文"}),
    ),
)
_PARTS = _rows(
    "parts",
    "headings of the text with the paragraphs under them",
    "文書の見出しと各項",
    (
        Field("heading", {"en": "heading; may be empty", "ja": "見出し（ない場合あり）"}),
        Field("paragraphs", {"en": "paragraphs, numbered", "ja": "各項（番号付き）"}, many=True),
    ),
)
_TABLE_OF_AGENDA = Section(
    TABLE,
    "agenda",
    {"en": "Agenda", "ja": "議事次第"},
    (
        Column("number", {"en": "No.", "ja": "番号"}, 4),
        Column("title", {"en": "Item", "ja": "議題"}, 16),
        Column("lead", {"en": "Led by", "ja": "説明者"}, 12),
        Column("wish", {"en": "To", "ja": "取扱い"}, 6),
        Column("minutes", {"en": "Time", "ja": "時間"}, 5),
        Column("papers", {"en": "Papers", "ja": "資料"}, 7),
    ),
    nothing={"en": "The agenda has no items yet.", "ja": "議題はまだありません。"},
)
_ANNEX_A = Section(
    TABLE,
    "agenda",
    {"en": "Annex A: agenda", "ja": "附属書A　議事次第"},
    (
        Column("number", {"en": "No.", "ja": "番号"}, 2),
        Column("title", {"en": "Item", "ja": "議題"}, 12),
        Column("reference", {"en": "Reference", "ja": "案件番号"}, 4),
    ),
)
"""As the CEPA committees publish theirs: the agenda behind the joint minutes."""
_TABLE_OF_POINTS = Section(
    TABLE,
    "points",
    {"en": "Action points", "ja": "対応事項"},
    (
        Column("reference", {"en": "Reference", "ja": "番号"}, 3),
        Column("title", {"en": "Action point", "ja": "件名"}, 5),
        Column("task", {"en": "What is to be done", "ja": "対応内容"}, 6),
        Column("owner", {"en": "Owner", "ja": "担当"}, 5),
        Column("due", {"en": "Due", "ja": "期限"}, 3),
        Column("standing", {"en": "Stands", "ja": "状況"}, 3),
    ),
    nothing={"en": "There are no action points.", "ja": "対応事項はありません。"},
)
_EACH_ITEM = Section(
    EACH,
    "agenda",
    {"en": "Item by item", "ja": "議題ごとの進行"},
    heading="heading",
    sections=(
        Section(
            FACTS,
            "about",
            {"en": "Handling", "ja": "取扱い"},
            (
                Column("wish", {"en": "To", "ja": "取扱い"}),
                Column("lead", {"en": "Led by", "ja": "説明者"}),
                Column("minutes", {"en": "Time", "ja": "時間"}),
                Column("why", {"en": "Why it is here", "ja": "経緯"}),
                Column("papers", {"en": "Papers", "ja": "資料"}),
                Column("decided", {"en": "Decided on it", "ja": "決定事項等"}),
            ),
        ),
        Section(PROSE, "paragraphs", {"en": "Note for the room", "ja": "議事のための説明"}),
        Section(TABLE, "actions", {"en": "Joint Actions", "ja": "共同作業"}, _COLUMNS_OF_ACTIONS),
    ),
)
_EACH_NOTE = Section(
    EACH,
    "notes",
    {"en": "Own side's notes", "ja": "自国側の記録"},
    heading="title",
    sections=(Section(PROSE, "paragraphs", {"en": "Note", "ja": "本文"}),),
)
_WHOLE_TEXT = (
    FACTS_OF_MEETING,
    Section(
        FACTS,
        "text",
        {"en": "Text", "ja": "文書"},
        (
            Column("title", {"en": "Title", "ja": "件名"}),
            Column("state", {"en": "State", "ja": "状態"}),
            Column("authority", {"en": "Authoritative", "ja": "正文"}),
        ),
    ),
    Section(
        EACH,
        "parts",
        {"en": "Wording", "ja": "本文"},
        heading="heading",
        sections=(Section(PROSE, "paragraphs", {"en": "", "ja": ""}),),
    ),
)

PACK = PaperKind(
    code="pack",
    names={"en": "Briefing pack", "ja": "会議資料一式"},
    of=MEETING,
    fields=(
        *FRAME,
        MEETING_FIELD,
        _rows("before", "decisions of the meeting before", "前回会合の決定事項等", _DECISION),
        _rows(
            "due",
            "Joint Actions that are overdue or due within 90 days",
            "期限超過及び90日以内に期限の来る共同作業",
            _ACTION,
        ),
        _AGENDA,
        _POINTS,
        _AREAS,
        LINES,
        EXPIRED,
        LIVES,
        _NOTES,
    ),
    sections=(
        FACTS_OF_MEETING,
        _TABLE_OF_AGENDA,
        _EACH_ITEM,
        Section(
            TABLE,
            "before",
            {"en": "Decided at the meeting before", "ja": "前回会合の決定事項等"},
            _COLUMNS_OF_DECISIONS,
            nothing=_NO_DECISION,
        ),
        Section(
            TABLE,
            "due",
            {"en": "Overdue, or due within 90 days", "ja": "期限超過・90日以内に期限"},
            _COLUMNS_OF_ACTIONS,
            nothing={
                "en": "Nothing is overdue or due soon.",
                "ja": "期限超過及び期限の近い事項はありません。",
            },
        ),
        _TABLE_OF_POINTS,
        _EACH_AREA,
        EACH_LINE,
        TABLE_OF_EXPIRED,
        EACH_LIFE,
        _EACH_NOTE,
    ),
    long=True,
)

AGENDA = PaperKind(
    code="agenda",
    names={"en": "Agenda", "ja": "議事次第"},
    of=MEETING,
    fields=(*FRAME, MEETING_FIELD, _AGENDA),
    sections=(FACTS_OF_MEETING, _TABLE_OF_AGENDA),
    tables=("agenda",),
)

CHAIR = PaperKind(
    code="chair",
    names={"en": "Annotated agenda (chair's brief)", "ja": "議長用進行資料"},
    of=MEETING,
    fields=(*FRAME, MEETING_FIELD, _AGENDA, _POINTS, LINES, EXPIRED, LIVES, _NOTES),
    sections=(
        FACTS_OF_MEETING,
        _TABLE_OF_AGENDA,
        _EACH_ITEM,
        _TABLE_OF_POINTS,
        EACH_LINE,
        TABLE_OF_EXPIRED,
        EACH_LIFE,
        _EACH_NOTE,
    ),
    for_whom=(OWN,),
)

POINTS = PaperKind(
    code="points",
    names={"en": "Action points", "ja": "対応事項一覧"},
    of=MEETING,
    fields=(*FRAME, MEETING_FIELD, _POINTS),
    sections=(FACTS_OF_MEETING, _TABLE_OF_POINTS),
    tables=("points",),
)

OUTCOME = PaperKind(
    code="outcome",
    names={"en": "Outcome document", "ja": "成果文書"},
    of=MEETING,
    fields=(*FRAME, MEETING_FIELD, _TEXT, _PARTS),
    sections=_WHOLE_TEXT,
    text_kind=OUTCOME_DOCUMENT,
)

MINUTES_PAPER = PaperKind(
    code="minutes",
    names={"en": "Minutes", "ja": "議事録"},
    of=MEETING,
    fields=(*FRAME, MEETING_FIELD, _TEXT, _PARTS, _ATTENDANCE, _AGENDA),
    sections=(*_WHOLE_TEXT, _TABLE_OF_ATTENDANCE, _ANNEX_A),
    text_kind=MINUTES,
)
