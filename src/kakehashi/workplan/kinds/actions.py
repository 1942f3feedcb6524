"""Joint actions, initiatives, milestones, updates and results as kinds of record."""

from collections.abc import Sequence

from kakehashi.framework.rules import ACTS, NATURES
from kakehashi.records.kinds import OWN, SHARED, Fact, Kind, Text, register
from kakehashi.records.models import Item
from kakehashi.workplan import models
from kakehashi.workplan.rules import (
    BENEFICIARIES,
    MILESTONE_STATES,
    PROGRESS_WORDS,
    RESULT_KINDS,
)

TITLE = Text("title", {"en": "Title", "ja": "件名"}, required=True)
SOURCES = Fact(
    "sources",
    {"en": "Evidence and sources", "ja": "根拠・出典"},
    type="urls",
    hint={"en": "One address a line.", "ja": "1行に1件、アドレスを記入。"},
)
SOURCED = Fact("sourced", {"en": "How it is known", "ja": "根拠の種別"}, editable=False)
OWNERS = Fact("owners", {"en": "Lead posts", "ja": "主担当（職）"}, type="posts", facet=True)
SERVES = Fact(
    "beneficiaries",
    {"en": "Whom it serves", "ja": "受益者"},
    type="list",
    choices=BENEFICIARIES,
    facet=True,
)


def _settle(items: Sequence[Item]) -> None:
    from kakehashi.workplan.services import settle_progress, settle_sheet

    settle_progress(items)
    settle_sheet(items)


def _settle_action(items: Sequence[Item]) -> None:
    from kakehashi.workplan.reattaching import settle_provision

    settle_provision(items)
    _settle(items)


JOINT_ACTION = register(
    Kind(
        code="joint_action",
        room="workplan",
        model=models.JointAction,
        names={"en": "Joint Action", "ja": "共同作業"},
        plural={"en": "Joint Actions", "ja": "共同作業"},
        lane=SHARED,
        prefix="JA",
        texts=(
            TITLE,
            Text("wording", {"en": "Wording", "ja": "文言"}, required=True, rows=4),
            Text("conclusion", {"en": "Conclusion", "ja": "結論"}, rows=4),
        ),
        facts=(
            Fact(
                "provision",
                {"en": "Provision", "ja": "項・項目"},
                column=True,
                editable=False,
                asked_first=True,
            ),
            Fact("promise", {"en": "Promise", "ja": "約束"}, editable=False),
            Fact("area", {"en": "Area", "ja": "分野"}, column=True, editable=False),
            Fact("pillar", {"en": "Pillar", "ja": "柱"}, column=True, editable=False),
            Fact(
                "nature",
                {"en": "Nature", "ja": "性質"},
                type="choice",
                choices=NATURES,
                column=True,
                editable=False,
                asked_first=True,
            ),
            Fact(
                "strength",
                {"en": "Strength", "ja": "強さ"},
                type="integer",
                column=True,
                editable=False,
                asked_first=True,
            ),
            Fact(
                "origin_date",
                {"en": "Promised on", "ja": "約束の日付"},
                type="partial_date",
                editable=False,
            ),
            Fact("due_date", {"en": "Due", "ja": "期限"}, type="date", column=True),
            OWNERS,
            Fact(
                "acts",
                {"en": "Acts", "ja": "行為"},
                type="list",
                choices=ACTS,
                facet=True,
                editable=False,
            ),
            Fact("qualifiers", {"en": "Qualifiers", "ja": "限定"}, type="list", editable=False),
            SERVES,
            SOURCES,
        ),
        relations=("of_provision", "of_area", "serves", "in_sector", "under", "follows"),
        followed=_settle_action,
        weight=20,
    )
)

INITIATIVE = register(
    Kind(
        code="initiative",
        room="workplan",
        model=models.Initiative,
        names={"en": "Initiative", "ja": "取組"},
        plural={"en": "Initiatives", "ja": "取組"},
        lane=SHARED,
        prefix="IN",
        texts=(TITLE, Text("body", {"en": "What it is", "ja": "内容"}, rows=5)),
        facts=(
            Fact("starts", {"en": "From", "ja": "開始"}, type="partial_date", column=True),
            Fact("ends", {"en": "Until", "ja": "終了"}, type="partial_date", column=True),
            OWNERS,
            SERVES,
            SOURCES,
            SOURCED,
        ),
        relations=("about", "serves", "in_sector", "of_area"),
        weight=22,
    )
)

MILESTONE = register(
    Kind(
        code="milestone",
        room="workplan",
        model=models.Milestone,
        names={"en": "Milestone", "ja": "節目"},
        plural={"en": "Milestones", "ja": "節目"},
        lane=SHARED,
        prefix="MS",
        texts=(TITLE, Text("body", {"en": "What is reached", "ja": "到達内容"}, rows=3)),
        facts=(
            Fact("due_date", {"en": "Due", "ja": "期限"}, type="date", column=True),
            Fact(
                "standing",
                {"en": "Standing", "ja": "状況"},
                type="choice",
                choices=MILESTONE_STATES,
                column=True,
            ),
            SOURCES,
        ),
        relations=("about", "of_area"),
        weight=26,
    )
)

UPDATE = register(
    Kind(
        code="update",
        room="workplan",
        model=models.Update,
        names={"en": "Update", "ja": "進捗報告"},
        plural={"en": "Updates", "ja": "進捗報告"},
        lane=OWN,
        prefix="UP",
        texts=(TITLE, Text("body", {"en": "What was done", "ja": "実施内容"}, rows=6)),
        facts=(
            Fact(
                "progress",
                {"en": "Progress", "ja": "進捗"},
                type="choice",
                choices=PROGRESS_WORDS,
                column=True,
            ),
            Fact(
                "date",
                {"en": "Date of the activity", "ja": "実施日"},
                type="partial_date",
                column=True,
            ),
            SOURCES,
            SOURCED,
        ),
        relations=("about", "of_area"),
        followed=_settle,
        weight=40,
    )
)

RESULT = register(
    Kind(
        code="result",
        room="workplan",
        model=models.Result,
        names={"en": "Result", "ja": "成果"},
        plural={"en": "Results", "ja": "成果"},
        lane=SHARED,
        prefix="RS",
        texts=(
            TITLE,
            Text("body", {"en": "What came of it", "ja": "成果の内容"}, rows=6),
            Text("conditions", {"en": "Conditions", "ja": "条件"}, rows=3),
        ),
        facts=(
            Fact(
                "result_kind",
                {"en": "Kind of result", "ja": "成果の種類"},
                type="choice",
                choices=RESULT_KINDS,
                column=True,
            ),
            Fact("date", {"en": "Date", "ja": "日付"}, type="partial_date", column=True),
            Fact(
                "area",
                {"en": "Area", "ja": "分野"},
                column=True,
                follows="of_area",
                drops="area-",
            ),
            Fact(
                "contributions",
                {"en": "What each side did", "ja": "各側の取組"},
                type="object",
                editable=False,
            ),
            SERVES,
            SOURCES,
            SOURCED,
        ),
        relations=("about", "of_provision", "of_area", "serves", "in_sector", "under"),
        weight=24,
    )
)
