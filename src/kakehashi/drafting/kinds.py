"""The kinds of record of the drafting room: joint texts, and comments on any record."""

from collections.abc import Mapping, Sequence
from typing import Any

from kakehashi.drafting import models
from kakehashi.drafting.paragraphs import HEADING, NOTICE, Paragraph, numbers, read
from kakehashi.drafting.rules import AUTHORITIES, NOTICE_PARTS, TEXT_KINDS
from kakehashi.errors import Words
from kakehashi.people.models import Account
from kakehashi.records.kinds import OWN, SHARED, Fact, Kind, Text, register
from kakehashi.records.models import Item, Version

TITLE = Text("title", {"en": "Title", "ja": "件名"}, required=True)


def paragraph_label(one: Paragraph, number: str) -> Words:
    """Return what a paragraph is called where fields of a record are listed."""
    if number:
        return {"en": f"Paragraph {number}", "ja": f"第{number}項"}
    if one.form == HEADING:
        return {"en": "Heading", "ja": "見出し"}
    if one.form == NOTICE:
        return NOTICE_PARTS.get(one.part, {"en": "Standing notice", "ja": "法的性質"})
    return {"en": "Paragraph without number", "ja": "番号のない項"}


def paragraph_fields(facts: Mapping[str, Any]) -> Sequence[Text]:
    """Return a text field for each paragraph that the facts of a joint text list, in order."""
    listed = read(facts.get("structure") or (), {})
    numbered = numbers(listed)
    return [
        Text(one.field, paragraph_label(one, numbered.get(one.id, "")), rows=5) for one in listed
    ]


def _guard(step: str, item: Item, version: Version, by: Account) -> None:
    from kakehashi.drafting.services.settling import check_settled

    check_settled(step, item, version, by)


JOINT_TEXT = register(
    Kind(
        code="joint_text",
        room="drafting",
        model=models.JointText,
        names={"en": "Joint text", "ja": "共同文書"},
        plural={"en": "Joint texts", "ja": "共同文書"},
        lane=SHARED,
        prefix="JT",
        texts=(TITLE,),
        facts=(
            Fact(
                "text_kind",
                {"en": "Kind of text", "ja": "文書の種別"},
                type="choice",
                choices=TEXT_KINDS,
                required=True,
                column=True,
            ),
            Fact(
                "authority",
                {"en": "Authoritative", "ja": "正文"},
                type="choice",
                choices=AUTHORITIES,
                required=True,
            ),
            Fact("meeting", {"en": "Meeting", "ja": "会合"}, column=True, follows="of_meeting"),
            Fact("body", {"en": "Body", "ja": "会議体"}, column=True, follows="of_body"),
            Fact(
                "area",
                {"en": "Area", "ja": "分野"},
                column=True,
                follows="of_area",
                drops="area-",
            ),
            Fact("date", {"en": "Date", "ja": "日付"}, type="date", column=True),
            Fact(
                "structure",
                {"en": "Order of paragraphs", "ja": "項の構成"},
                type="list",
                editable=False,
            ),
        ),
        relations=("of_meeting", "of_body", "about", "of_area", "of_provision"),
        more_texts=paragraph_fields,
        guarded=_guard,
        weight=26,
        creatable=False,
    )
)

COMMENT = register(
    Kind(
        code="comment",
        room="drafting",
        model=models.Comment,
        names={"en": "Comment", "ja": "意見"},
        plural={"en": "Comments", "ja": "意見"},
        lane=OWN,
        prefix="CM",
        texts=(TITLE, Text("body", {"en": "Comment", "ja": "意見"}, required=True, rows=4)),
        facts=(
            Fact("paragraph", {"en": "Paragraph", "ja": "項"}, column=True, editable=False),
            Fact(
                "resolved",
                {"en": "Resolved", "ja": "対応済み"},
                type="boolean",
                column=True,
                editable=False,
            ),
        ),
        relations=("about", "answers"),
        weight=60,
        creatable=False,
    )
)
