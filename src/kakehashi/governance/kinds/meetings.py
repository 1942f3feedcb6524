"""Meetings and contacts as kinds of record."""

from kakehashi.governance import models
from kakehashi.governance.deriving import settle_meetings
from kakehashi.governance.kinds.fields import SOURCED, SOURCES, TITLE
from kakehashi.governance.rules import MODES, STANDINGS
from kakehashi.records.kinds import OWN, SHARED, Fact, Kind, Text, register

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
            Fact("number", {"en": "Number", "ja": "回次"}, type="integer", column=True, least=1),
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
            Fact(
                "alternates",
                {"en": "Alternative times", "ja": "代替候補日時"},
                type="list",
                editable=False,
            ),
            Fact("mode", {"en": "Held", "ja": "開催方式"}, type="choice", choices=MODES),
            Fact(
                "minutes",
                {"en": "Length in minutes", "ja": "会議時間（分）"},
                type="integer",
                least=1,
            ),
            SOURCES,
            SOURCED,
        ),
        relations=("of_body", "about", "of_area"),
        followed=settle_meetings,
        weight=34,
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
