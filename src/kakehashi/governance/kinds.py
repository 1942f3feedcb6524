"""The kinds of record of the governance room."""

from kakehashi.governance import models
from kakehashi.governance.rules import DECISION_KINDS, ENDINGS, MODES, STANDINGS
from kakehashi.records.kinds import OWN, SHARED, Fact, Kind, Text, register

TITLE = Text("title", {"en": "Title", "ja": "件名"}, required=True)
SOURCES = Fact(
    "sources",
    {"en": "Evidence and sources", "ja": "根拠・出典"},
    type="urls",
    hint={"en": "One address a line.", "ja": "1行に1件、アドレスを記入。"},
)
SOURCED = Fact("sourced", {"en": "How it is known", "ja": "根拠の種別"}, editable=False)

BODY = register(
    Kind(
        code="body",
        room="governance",
        model=models.Body,
        names={"en": "Body", "ja": "会議体"},
        plural={"en": "Bodies", "ja": "会議体"},
        lane=SHARED,
        prefix="B",
        texts=(TITLE, Text("summary", {"en": "Note", "ja": "備考"}, rows=3)),
        facts=(
            Fact("body_kind", {"en": "Kind", "ja": "種別"}, column=True, editable=False),
            Fact("every", {"en": "How often", "ja": "頻度"}, column=True, editable=False),
            Fact("levels", {"en": "Level", "ja": "レベル"}, type="list", editable=False),
            Fact("members", {"en": "Members", "ja": "構成"}, type="list", editable=False),
            Fact("chairs", {"en": "Chairs", "ja": "議長"}, type="list", editable=False),
            SOURCED,
        ),
        relations=("part_of", "of_provision", "set_up_by"),
        weight=32,
        creatable=False,
    )
)

MEETING = register(
    Kind(
        code="meeting",
        room="governance",
        model=models.Meeting,
        names={"en": "Meeting", "ja": "会合"},
        plural={"en": "Meetings", "ja": "会合"},
        lane=SHARED,
        prefix="MT",
        texts=(
            TITLE,
            Text("outcome", {"en": "Outcome", "ja": "結果"}, rows=5),
            Text("place", {"en": "Place", "ja": "場所"}),
        ),
        facts=(
            Fact(
                "body",
                {"en": "Body", "ja": "会議体"},
                column=True,
                required=True,
                follows="of_body",
            ),
            Fact("number", {"en": "Number", "ja": "回次"}, type="integer", column=True),
            Fact("date", {"en": "Date", "ja": "日付"}, type="date", column=True),
            Fact(
                "starts_at",
                {"en": "Starts", "ja": "開始時刻"},
                type="moment",
                column=True,
                day="date",
            ),
            Fact(
                "standing",
                {"en": "Date is", "ja": "日程"},
                type="choice",
                choices=STANDINGS,
                column=True,
            ),
            Fact("mode", {"en": "Held", "ja": "開催方式"}, type="choice", choices=MODES),
            SOURCES,
            SOURCED,
        ),
        relations=("of_body", "about", "of_area"),
        weight=34,
        creatable=False,
    )
)

DECISION = register(
    Kind(
        code="decision",
        room="governance",
        model=models.Decision,
        names={"en": "Decision", "ja": "一致・決定事項"},
        plural={"en": "Decisions", "ja": "一致・決定事項"},
        lane=SHARED,
        prefix="DC",
        texts=(TITLE, Text("body", {"en": "What was decided", "ja": "内容"}, rows=5)),
        facts=(
            Fact("meeting", {"en": "Meeting", "ja": "会合"}, column=True, follows="of_meeting"),
            Fact(
                "area",
                {"en": "Area", "ja": "分野"},
                column=True,
                follows="of_area",
                drops="area-",
            ),
            Fact("date", {"en": "Date", "ja": "日付"}, type="date", column=True),
            Fact("due_date", {"en": "Due", "ja": "期限"}, type="date", column=True),
            Fact(
                "decision_kind", {"en": "Kind", "ja": "種別"}, type="choice", choices=DECISION_KINDS
            ),
            SOURCES,
            SOURCED,
        ),
        relations=("of_meeting", "about", "of_area", "of_provision"),
        weight=28,
    )
)

FOLLOW_UP = register(
    Kind(
        code="follow_up",
        room="governance",
        model=models.FollowUp,
        names={"en": "What became of it", "ja": "その後の状況"},
        plural={"en": "What became of decisions", "ja": "その後の状況"},
        lane=OWN,
        prefix="FU",
        texts=(
            TITLE,
            Text("body", {"en": "What happened, or why not", "ja": "経緯又は理由"}, rows=4),
        ),
        facts=(
            Fact(
                "ending",
                {"en": "What became of it", "ja": "その後の状況"},
                type="choice",
                choices=ENDINGS,
                column=True,
                required=True,
            ),
            Fact("date", {"en": "Date", "ja": "日付"}, type="partial_date", column=True),
            SOURCES,
        ),
        relations=("about", "replaced_by"),
        weight=44,
        creatable=False,
    )
)

CONTACT = register(
    Kind(
        code="contact",
        room="governance",
        model=models.Contact,
        names={"en": "Contact", "ja": "接触・往来"},
        plural={"en": "Contacts", "ja": "接触・往来"},
        lane=OWN,
        prefix="CN",
        texts=(TITLE, Text("body", {"en": "What was said", "ja": "概要"}, rows=4)),
        facts=(
            Fact("date", {"en": "Date", "ja": "日付"}, type="partial_date", column=True),
            SOURCES,
            SOURCED,
        ),
        relations=("about", "of_area"),
        weight=46,
    )
)
