"""What is brought before a meeting, as kinds of record: items of an agenda, and papers."""

from kakehashi.governance import models
from kakehashi.governance.deriving import settle_papers
from kakehashi.governance.kinds.fields import TITLE
from kakehashi.governance.rules import LONGEST_ITEM, WISHES
from kakehashi.records.kinds import OWN, SHARED, Fact, Kind, Text, register

MEETING_NAMED = Fact("meeting", {"en": "Meeting", "ja": "会合"}, column=True, follows="of_meeting")

AGENDA_ITEM = register(
    Kind(
        code="agenda_item",
        room="governance",
        model=models.AgendaItem,
        names={"en": "Agenda item", "ja": "議題"},
        plural={"en": "Agenda items", "ja": "議題"},
        lane=SHARED,
        prefix="AG",
        texts=(
            TITLE,
            Text(
                "body",
                {"en": "Note for the room", "ja": "議事のための説明"},
                rows=4,
                hint={"en": "Both sides read it.", "ja": "双方が閲覧します。"},
            ),
        ),
        facts=(
            Fact("body", {"en": "Body", "ja": "会議体"}, column=True, follows="of_body"),
            MEETING_NAMED,
            Fact(
                "wish", {"en": "Wish", "ja": "取扱い"}, type="choice", choices=WISHES, column=True
            ),
            Fact(
                "minutes",
                {"en": "Minutes", "ja": "所要時間（分）"},
                type="integer",
                column=True,
                least=1,
                most=LONGEST_ITEM,
            ),
            Fact("leads", {"en": "Who leads", "ja": "説明者"}, type="posts"),
            Fact(
                "area",
                {"en": "Area", "ja": "分野"},
                column=True,
                follows="of_area",
                drops="area-",
            ),
        ),
        relations=("of_meeting", "of_body", "about", "of_provision", "of_area"),
        weight=36,
        creatable=False,
    )
)

PAPER = register(
    Kind(
        code="paper",
        room="governance",
        model=models.Paper,
        names={"en": "Paper", "ja": "会議資料"},
        plural={"en": "Papers", "ja": "会議資料"},
        lane=OWN,
        prefix="PP",
        texts=(
            TITLE,
            Text("body", {"en": "Text", "ja": "本文"}, rows=12),
            Text(
                "handling",
                {"en": "Label and handling", "ja": "表示・取扱い"},
                hint={
                    "en": "As it stands on the paper, for example “for the meeting only”.",
                    "ja": "資料上の表示のとおり（例：会議限り）。",
                },
            ),
        ),
        facts=(
            MEETING_NAMED,
            Fact(
                "deadline",
                {"en": "To be with the other side by", "ja": "相手側への提出期限"},
                type="date",
                column=True,
            ),
            Fact(
                "addresses",
                {"en": "Where it is kept", "ja": "保管場所"},
                type="urls",
                hint={"en": "One address a line.", "ja": "1行に1件、アドレスを記入。"},
            ),
        ),
        relations=("of_meeting", "about", "of_provision", "of_area"),
        followed=settle_papers,
        weight=38,
    )
)
