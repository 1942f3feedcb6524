"""The kinds of record of the commissions room; none of them ever leaves its side."""

from collections.abc import Mapping, Sequence
from typing import Any

from kakehashi.commissions import models
from kakehashi.commissions.rules import GIVEN
from kakehashi.errors import Refused
from kakehashi.records.kinds import OWN, Fact, Kind, Text, register
from kakehashi.records.models import Item

LEAVING = ("share", "publish", "consent")
"""Steps that would show a text to others than its own side."""

STANDS = ("save", "discard")
"""Steps that would change what an office was asked, or what it answered."""


class OwnSideOnly(Refused):
    """A commission, a return or a consolidated text was to be shown to the other side."""

    code = "commission-own-side"
    status = 409
    message = {
        "en": "Commissions, returns and texts made of them stay with your own side.",
        "ja": "作業依頼、回答及び取りまとめ文は、自国側限りです。",
    }
    hint = {
        "en": "Copy the wording into an update or a joint text and share that.",
        "ja": "文章を進捗報告又は共同文書に転記し、そちらを共有してください。",
    }


class SentAlready(Refused):
    """A commission or a return was to be changed or taken away after it was sent."""

    code = "commission-sent"
    status = 409
    message = {
        "en": "What was asked and what was answered stay as they were sent.",
        "ja": "送付済みの依頼及び回答は、変更及び削除ができません。",
    }
    hint = {
        "en": "Withdraw the commission and send another, or let the office answer again.",
        "ja": "作業依頼を取り下げて改めて依頼するか、再度の回答を求めてください。",
    }


def _stays(item: Item) -> Mapping[str, Refused]:
    del item
    return dict.fromkeys(LEAVING, OwnSideOnly())


def _as_sent(item: Item) -> Mapping[str, Refused]:
    return {**_stays(item), **dict.fromkeys(STANDS, SentAlready())}


TITLE = Text("title", {"en": "Title", "ja": "件名"}, required=True)

COMMISSION = register(
    Kind(
        code="commission",
        room="commissions",
        model=models.Commission,
        names={"en": "Commission", "ja": "作業依頼"},
        plural={"en": "Commissions", "ja": "作業依頼"},
        lane=OWN,
        prefix="CO",
        texts=(
            TITLE,
            Text("body", {"en": "Request", "ja": "依頼内容"}, rows=8),
            Text("template", {"en": "Form of the answer", "ja": "回答様式"}, rows=8),
        ),
        facts=(
            Fact(
                "area", {"en": "Area", "ja": "分野"}, column=True, follows="of_area", drops="area-"
            ),
        ),
        relations=("about", "of_area", "passes_on"),
        barred=_as_sent,
        weight=46,
        creatable=False,
        stays=True,
    )
)

RETURN = register(
    Kind(
        code="commission_return",
        room="commissions",
        model=models.CommissionReturn,
        names={"en": "Return", "ja": "作業依頼への回答"},
        plural={"en": "Returns", "ja": "作業依頼への回答"},
        lane=OWN,
        prefix="CR",
        texts=(TITLE, Text("body", {"en": "Text", "ja": "回答内容"}, rows=10)),
        facts=(
            Fact(
                "commission",
                {"en": "Commission", "ja": "作業依頼"},
                column=True,
                editable=False,
                follows="answers",
            ),
            Fact(
                "given",
                {"en": "Given", "ja": "回答の種別"},
                type="choice",
                choices=GIVEN,
                required=True,
                column=True,
                editable=False,
            ),
            Fact("office", {"en": "Office", "ja": "回答組織"}, editable=False),
            Fact("name", {"en": "Name as typed", "ja": "回答者（記入どおり）"}, editable=False),
            Fact(
                "by_link",
                {"en": "Came by a link, without an account", "ja": "回答用リンクによる回答"},
                type="boolean",
                editable=False,
            ),
            Fact("late", {"en": "After the deadline", "ja": "期限後"}, "boolean", editable=False),
        ),
        relations=("answers",),
        barred=_as_sent,
        weight=58,
        creatable=False,
        stays=True,
    )
)


def paragraph_fields(facts: Mapping[str, Any]) -> Sequence[Text]:
    """Return a text field for each paragraph that a consolidated text lists, with its origin."""
    return [
        Text(
            str(one["field"]),
            {"en": str(one.get("office_en", "")), "ja": str(one.get("office_ja", ""))},
            rows=5,
        )
        for one in facts.get("paragraphs") or ()
    ]


CONSOLIDATED = register(
    Kind(
        code="consolidated_text",
        room="commissions",
        model=models.ConsolidatedText,
        names={"en": "Consolidated text", "ja": "取りまとめ文"},
        plural={"en": "Consolidated texts", "ja": "取りまとめ文"},
        lane=OWN,
        prefix="CT",
        texts=(TITLE,),
        facts=(
            Fact(
                "commission",
                {"en": "Commission", "ja": "作業依頼"},
                column=True,
                editable=False,
                follows="consolidates",
            ),
            Fact(
                "paragraphs",
                {"en": "Paragraphs and who said them", "ja": "各段落とその出所"},
                type="list",
                editable=False,
            ),
            Fact("nil", {"en": "Nil returns", "ja": "該当なし"}, type="list", editable=False),
            Fact("none", {"en": "No return", "ja": "回答なし"}, type="list", editable=False),
        ),
        relations=("consolidates", "made_of", "about", "of_area"),
        more_texts=paragraph_fields,
        barred=_stays,
        weight=47,
        creatable=False,
    )
)
