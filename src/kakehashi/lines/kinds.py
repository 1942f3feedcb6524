"""Lines to take, and what the other side says of one, as kinds of record."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kakehashi.lines import models
from kakehashi.lines.rules import FORMS, VIEWS
from kakehashi.records.kinds import OWN, Fact, Kind, Text, register

if TYPE_CHECKING:
    from kakehashi.errors import Refused
    from kakehashi.records.models import Item


def _barred(item: "Item") -> "Mapping[str, Refused]":
    from kakehashi.lines.services import LineStaysInside

    del item
    return {"publish": LineStaysInside()}


LINE_TO_TAKE = register(
    Kind(
        code="line_to_take",
        room="lines",
        model=models.LineToTake,
        names={"en": "Line to take", "ja": "応答要領・想定問答"},
        plural={"en": "Lines to take and Q&A", "ja": "応答要領・想定問答"},
        lane=OWN,
        prefix="LT",
        texts=(
            Text("title", {"en": "Subject, or the question", "ja": "件名又は問"}, required=True),
            Text("line", {"en": "Line, or the answer", "ja": "要領又は答"}, required=True, rows=6),
            Text("pressed", {"en": "If pressed", "ja": "更問への対応"}, rows=4),
        ),
        facts=(
            Fact("form", {"en": "Form", "ja": "種別"}, type="choice", choices=FORMS, column=True),
            Fact(
                "area",
                {"en": "Area", "ja": "分野"},
                column=True,
                follows="of_area",
                drops="area-",
            ),
            Fact(
                "valid_until",
                {"en": "Valid until", "ja": "有効期限"},
                type="date",
                column=True,
                required=True,
                hint={
                    "en": "After that day no pack holds it until somebody makes it valid again.",
                    "ja": "期限後は、改めて有効とするまで会議資料に掲載されません。",
                },
            ),
            Fact(
                "cleared_by",
                {"en": "Cleared by", "ja": "協議先"},
                hint={
                    "en": "Offices that cleared it elsewhere. Clearance asked for here is shown "
                    "by itself.",
                    "ja": "他のシステム等で協議した部局。本システムでの合議・協議は自動的に"
                    "表示されます。",
                },
            ),
            Fact("cleared_date", {"en": "Cleared on", "ja": "協議完了日"}, type="date"),
        ),
        relations=("of_area", "about"),
        barred=_barred,
        weight=45,
        stays=True,
    )
)

LINE_REACTION = register(
    Kind(
        code="line_reaction",
        room="lines",
        model=models.LineReaction,
        names={"en": "View on a line", "ja": "応答要領への見解"},
        plural={"en": "Views on lines", "ja": "応答要領への見解"},
        lane=OWN,
        prefix="LV",
        texts=(
            Text("title", {"en": "View", "ja": "見解"}, required=True),
            Text("body", {"en": "In words", "ja": "内容"}, rows=4),
        ),
        facts=(
            Fact(
                "view",
                {"en": "View", "ja": "見解"},
                type="choice",
                choices=VIEWS,
                column=True,
                required=True,
            ),
        ),
        relations=("about",),
        barred=_barred,
        weight=52,
        creatable=False,
    )
)
