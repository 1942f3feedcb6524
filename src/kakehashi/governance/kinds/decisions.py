"""Decisions, and what became of them, as kinds of record."""

from kakehashi.governance import models
from kakehashi.governance.kinds.fields import SOURCED, SOURCES, TITLE
from kakehashi.governance.rules import DECISION_KINDS, ENDINGS
from kakehashi.records.kinds import OWN, SHARED, Fact, Kind, Text, register

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
