"""The short biography as a kind of record."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kakehashi.biographies import models
from kakehashi.records.kinds import OWN, Fact, Kind, Text, register

if TYPE_CHECKING:
    from kakehashi.errors import Refused
    from kakehashi.records.models import Item


def _barred(item: "Item") -> "Mapping[str, Refused]":
    from kakehashi.biographies.services import BiographyStaysInside

    del item
    return {"publish": BiographyStaysInside()}


BIOGRAPHY = register(
    Kind(
        code="biography",
        room="biographies",
        model=models.Biography,
        names={"en": "Short biography", "ja": "略歴"},
        plural={"en": "Short biographies", "ja": "略歴"},
        lane=OWN,
        prefix="BG",
        texts=(
            Text("title", {"en": "Name and post", "ja": "職・氏名"}, required=True),
            Text(
                "career",
                {"en": "Career", "ja": "経歴"},
                rows=8,
                hint={
                    "en": "One line a stage, the latest first, from public sources. Public office "
                    "and public posts alone: nothing of family, health or views.",
                    "ja": "公表資料に基づき、1行に1件、新しい順に記載します。"
                    "公職に関する事項に限り、家族・健康・信条等は記載しないでください。",
                },
            ),
        ),
        facts=(
            Fact("person", {"en": "Person", "ja": "氏名"}, column=True, editable=False),
            Fact("post", {"en": "Post", "ja": "職"}, column=True, editable=False),
            Fact("since", {"en": "In the post since", "ja": "就任"}, type="partial_date"),
            Fact(
                "as_of",
                {"en": "As of", "ja": "時点"},
                type="date",
                column=True,
                required=True,
                hint={
                    "en": "The day on which it was last known to be right. After six months it "
                    "is marked as not checked.",
                    "ja": "内容を最後に確認した日。6か月を過ぎると未確認と表示されます。",
                },
            ),
            Fact("checked_by", {"en": "Checked by", "ja": "確認者"}, required=True),
            Fact("sources", {"en": "Sources", "ja": "出典"}, type="urls"),
        ),
        barred=_barred,
        weight=55,
        creatable=False,
        stays=True,
    )
)
