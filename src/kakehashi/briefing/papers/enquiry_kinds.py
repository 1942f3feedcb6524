"""Papers that answer enquiries: what was done since a day, and the schedule of documents."""

from kakehashi.briefing.papers.fields import Field
from kakehashi.briefing.papers.kinds import FRAME, JOINT, OWN, PaperKind
from kakehashi.briefing.papers.layouts import FACTS, TABLE, Column, Section

ENQUIRY = "enquiry"
"""What these papers are of."""

_DAY = Field("date", {"en": "day", "ja": "日付"})
_REFERENCE = Field("reference", {"en": "reference", "ja": "番号"})
_TITLE = Field("title", {"en": "title", "ja": "件名"})
_LINK = Field("link", {"en": "public address", "ja": "公開アドレス"})

FACT_PACK = PaperKind(
    code="facts",
    names={"en": "Fact pack: what was done", "ja": "対応状況（公表事項）"},
    of=ENQUIRY,
    fields=(
        *FRAME,
        Field(
            "asked",
            {"en": "what was asked", "ja": "照会の範囲"},
            (
                Field("subject", {"en": "on what", "ja": "対象"}),
                Field("since", {"en": "first day", "ja": "開始日"}),
                Field("until", {"en": "last day", "ja": "終了日"}),
                Field("looked", {"en": "what was looked at", "ja": "確認した公表事項"}),
            ),
        ),
        Field(
            "done",
            {"en": "what was done, the newest first", "ja": "実施事項（新しい順）"},
            (
                _DAY,
                Field("sort", {"en": "kind", "ja": "種別"}),
                _REFERENCE,
                _TITLE,
                Field("text", {"en": "what it says", "ja": "内容"}),
                Field("ministry", {"en": "issuing ministry", "ja": "発表機関"}),
                _LINK,
                Field("sources", {"en": "sources it names", "ja": "出典"}),
            ),
            many=True,
        ),
        Field(
            "actions",
            {"en": "Joint Actions that it is about", "ja": "関係する共同作業"},
            (
                _REFERENCE,
                _TITLE,
                Field("progress", {"en": "progress", "ja": "進捗"}),
                Field("reported", {"en": "last report", "ja": "最新報告日"}),
                _LINK,
            ),
            many=True,
        ),
    ),
    sections=(
        Section(
            FACTS,
            "asked",
            {"en": "Asked", "ja": "照会の範囲"},
            (
                Column("subject", {"en": "On", "ja": "対象"}),
                Column("since", {"en": "From", "ja": "自"}),
                Column("until", {"en": "To", "ja": "至"}),
                Column("looked", {"en": "Looked at", "ja": "確認対象"}),
            ),
        ),
        Section(
            TABLE,
            "done",
            {"en": "What was done", "ja": "実施事項"},
            (
                Column("date", {"en": "Day", "ja": "日付"}, 4),
                Column("title", {"en": "What", "ja": "件名"}, 5),
                Column("text", {"en": "In words", "ja": "内容"}, 8),
                Column("ministry", {"en": "By", "ja": "発表機関"}, 4),
                Column("reference", {"en": "Reference", "ja": "番号"}, 4),
                Column("link", {"en": "Where it is published", "ja": "掲載先"}, 6),
                Column("sources", {"en": "Sources", "ja": "出典"}, 5),
            ),
            nothing={
                "en": "Nothing published is dated within these days.",
                "ja": "この期間に公表された事項はありません。",
            },
        ),
        Section(
            TABLE,
            "actions",
            {"en": "Joint Actions concerned", "ja": "関係する共同作業"},
            (
                Column("reference", {"en": "Reference", "ja": "番号"}, 3),
                Column("title", {"en": "Joint Action", "ja": "共同作業"}, 9),
                Column("progress", {"en": "Progress", "ja": "進捗"}, 3),
                Column("reported", {"en": "Last report", "ja": "最新報告"}, 3),
                Column("link", {"en": "Where it is published", "ja": "掲載先"}, 6),
            ),
        ),
    ),
    for_whom=(JOINT,),
    tables=("done",),
)

SCHEDULE = PaperKind(
    code="schedule",
    names={"en": "Schedule of documents", "ja": "対象文書目録"},
    of=ENQUIRY,
    fields=(
        *FRAME,
        Field(
            "enquiry",
            {"en": "the request, without whoever asks", "ja": "請求（請求者の情報を除く。）"},
            (
                _REFERENCE,
                Field("sort", {"en": "kind", "ja": "種別"}),
                Field("received", {"en": "received on", "ja": "受領日"}),
                Field("due", {"en": "answer by", "ja": "回答期限"}),
            ),
        ),
        Field(
            "documents",
            {"en": "documents in scope", "ja": "対象文書"},
            (
                Field("number", {"en": "number", "ja": "項番"}),
                _REFERENCE,
                _TITLE,
                _DAY,
                Field("held", {"en": "where it is kept", "ja": "保管場所"}),
                Field("consulted", {"en": "view of the other side", "ja": "相手側の意見"}),
                Field("decision", {"en": "decision", "ja": "決定"}),
                Field("reasons", {"en": "by which article withheld", "ja": "不開示の根拠"}),
                Field("note", {"en": "note", "ja": "備考"}),
            ),
            many=True,
        ),
    ),
    sections=(
        Section(
            FACTS,
            "enquiry",
            {"en": "Request", "ja": "請求の概要"},
            (
                Column("reference", {"en": "Reference", "ja": "番号"}),
                Column("sort", {"en": "Kind", "ja": "種別"}),
                Column("received", {"en": "Received on", "ja": "受領日"}),
                Column("due", {"en": "Answer by", "ja": "回答期限"}),
            ),
        ),
        Section(
            TABLE,
            "documents",
            {"en": "Documents in scope", "ja": "対象文書"},
            (
                Column("number", {"en": "No.", "ja": "項番"}, 2),
                Column("reference", {"en": "Reference", "ja": "番号"}, 4),
                Column("title", {"en": "Document", "ja": "文書名"}, 7),
                Column("date", {"en": "Day", "ja": "日付"}, 4),
                Column("consulted", {"en": "Other side", "ja": "相手側"}, 4),
                Column("decision", {"en": "Decision", "ja": "決定"}, 3),
                Column("reasons", {"en": "Withheld by", "ja": "不開示の根拠"}, 5),
                Column("note", {"en": "Note", "ja": "備考"}, 5),
            ),
            nothing={
                "en": "No document is in the schedule.",
                "ja": "目録に文書はありません。",
            },
        ),
    ),
    for_whom=(OWN,),
    tables=("documents",),
)
