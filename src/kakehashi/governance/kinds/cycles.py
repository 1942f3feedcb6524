"""Partnership years as a kind of record."""

from kakehashi.governance import models
from kakehashi.governance.kinds.fields import SOURCED, TITLE
from kakehashi.records.kinds import SHARED, Fact, Kind, Text, register

CYCLE = register(
    Kind(
        code="cycle",
        room="governance",
        model=models.Cycle,
        names={"en": "Partnership year", "ja": "年次サイクル"},
        plural={"en": "Partnership years", "ja": "年次サイクル"},
        lane=SHARED,
        prefix="CY",
        texts=(TITLE, Text("summary", {"en": "Note", "ja": "備考"}, rows=3)),
        facts=(
            Fact(
                "first_day",
                {"en": "First day", "ja": "初日"},
                type="date",
                column=True,
                required=True,
            ),
            Fact(
                "last_day",
                {"en": "Last day", "ja": "最終日"},
                type="date",
                column=True,
                required=True,
            ),
            SOURCED,
        ),
        relations=("of_provision",),
        weight=33,
        creatable=False,
    )
)
