"""Bodies as a kind of record."""

from kakehashi.governance import models
from kakehashi.governance.kinds.fields import SOURCED, TITLE
from kakehashi.governance.names import follow_names
from kakehashi.records.kinds import SHARED, Fact, Kind, Text, register

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
            Fact("names", {"en": "Names", "ja": "名称"}, type="list", editable=False),
            Fact("rules", {"en": "Rules", "ja": "会議体の規則"}, type="object", editable=False),
            SOURCED,
        ),
        followed=follow_names,
        relations=("part_of", "of_provision", "set_up_by"),
        weight=32,
        creatable=False,
    )
)
