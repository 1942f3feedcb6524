"""A side's own note of a meeting, as a kind of record."""

from kakehashi.governance import models
from kakehashi.governance.kinds.agendas import MEETING_NAMED
from kakehashi.governance.kinds.fields import TITLE
from kakehashi.records.kinds import OWN, Kind, Text, register

MEETING_NOTE = register(
    Kind(
        code="meeting_note",
        room="governance",
        model=models.MeetingNote,
        names={"en": "Own note of a meeting", "ja": "会合記録（自国側）"},
        plural={"en": "Own notes of meetings", "ja": "会合記録（自国側）"},
        lane=OWN,
        prefix="MN",
        texts=(TITLE, Text("body", {"en": "Note", "ja": "記録"}, rows=14)),
        facts=(MEETING_NAMED,),
        relations=("of_meeting", "about", "of_area"),
        weight=48,
    )
)
