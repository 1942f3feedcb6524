"""Advice to a successor as a kind of record."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kakehashi.errors import Refused
from kakehashi.posts import models
from kakehashi.records.kinds import OWN, Fact, Kind, Text, register

if TYPE_CHECKING:
    from kakehashi.records.models import Item


class AdviceStaysHome(Refused):
    """Somebody tried to share or publish advice to a successor."""

    code = "advice-stays-home"
    status = 409
    message = {
        "en": "Advice to a successor is never shared or published.",
        "ja": "後任への申し送りは、共有も公表もできません。",
    }
    hint = {
        "en": "Write what others are to know in a record of its own.",
        "ja": "他の関係者に伝える内容は、別の案件として記載してください。",
    }


def _barred(item: "Item") -> Mapping[str, Refused]:
    del item
    return {"share": AdviceStaysHome(), "publish": AdviceStaysHome()}


ADVICE = register(
    Kind(
        code="advice",
        room="posts",
        model=models.Advice,
        names={"en": "Advice to the successor", "ja": "後任への申し送り"},
        plural={"en": "Advice to the successor", "ja": "後任への申し送り"},
        lane=OWN,
        prefix="HO",
        texts=(
            Text("title", {"en": "About", "ja": "件名"}, required=True),
            Text("body", {"en": "Advice", "ja": "申し送り事項"}, required=True, rows=6),
        ),
        facts=(Fact("post", {"en": "Post", "ja": "職"}, column=True, editable=False),),
        relations=("about",),
        barred=_barred,
        weight=70,
        creatable=False,
    )
)
