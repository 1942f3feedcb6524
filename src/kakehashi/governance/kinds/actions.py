"""Action points, and the steps taken on them, as kinds of record."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kakehashi.governance import models
from kakehashi.governance.action_rules import TAKEN
from kakehashi.governance.carrying import Pairs, carries
from kakehashi.governance.kinds.fields import SOURCED, SOURCES, TITLE
from kakehashi.records.kinds import OWN, SHARED, Fact, Kind, Text, register

if TYPE_CHECKING:
    from kakehashi.records.models import Item


def _settle(items: "Sequence[Item]") -> None:
    from kakehashi.governance.services.action_course import settle_actions

    settle_actions(items)


def _open(bodies: "Sequence[uuid.UUID]") -> Pairs:
    from kakehashi.governance.selectors.actions import open_points_of

    return open_points_of(bodies)


carries("action_point", "open_action", _open)

ACTION_POINT = register(
    Kind(
        code="action_point",
        room="governance",
        model=models.ActionPoint,
        names={"en": "Action point", "ja": "対応事項"},
        plural={"en": "Action points", "ja": "対応事項"},
        lane=SHARED,
        prefix="AP",
        texts=(TITLE, Text("task", {"en": "What is to be done", "ja": "対応内容"}, rows=5)),
        facts=(
            Fact(
                "meeting",
                {"en": "Meeting", "ja": "会合"},
                column=True,
                follows="of_meeting",
                editable=False,
            ),
            Fact(
                "body",
                {"en": "Body", "ja": "会議体"},
                column=True,
                follows="of_body",
                editable=False,
            ),
            Fact(
                "area",
                {"en": "Area", "ja": "分野"},
                column=True,
                follows="of_area",
                drops="area-",
            ),
            # A later change of owner or date is a step, with who took it and when.
            Fact("owner", {"en": "Owner", "ja": "担当（職）"}, column=True, editable=False),
            Fact(
                "due_date",
                {"en": "Due", "ja": "期限"},
                type="date",
                column=True,
                editable=False,
            ),
            Fact(
                "priority",
                {"en": "Priority", "ja": "優先"},
                type="boolean",
                column=True,
                hint={
                    "en": "It is done when the other side has verified it.",
                    "ja": "相手側の確認をもって完了とする。",
                },
            ),
            Fact(
                "date",
                {"en": "Decided on", "ja": "決定日"},
                type="date",
                column=True,
                editable=False,
            ),
            SOURCES,
            SOURCED,
        ),
        relations=("of_meeting", "of_decision", "about", "of_area", "of_body", "of_provision"),
        followed=_settle,
        weight=27,
        creatable=False,
    )
)

ACTION_ENTRY = register(
    Kind(
        code="action_entry",
        room="governance",
        model=models.ActionEntry,
        names={"en": "Step on an action point", "ja": "対応事項の経過"},
        plural={"en": "Steps on action points", "ja": "対応事項の経過"},
        lane=OWN,
        prefix="AE",
        texts=(
            TITLE,
            Text("body", {"en": "What was done, or why", "ja": "対応内容又は理由"}, rows=4),
        ),
        facts=(
            Fact(
                "step",
                {"en": "Step", "ja": "経過"},
                type="choice",
                choices=TAKEN,
                column=True,
                required=True,
                editable=False,
            ),
            Fact(
                "date",
                {"en": "Done on", "ja": "実施日"},
                type="date",
                column=True,
                editable=False,
            ),
            Fact(
                "due_date",
                {"en": "Due date", "ja": "期限"},
                type="date",
                column=True,
                editable=False,
            ),
            Fact("post", {"en": "To", "ja": "引継ぎ先"}, column=True, editable=False),
            SOURCES,
        ),
        relations=("about", "replaced_by"),
        followed=_settle,
        weight=45,
        creatable=False,
    )
)
