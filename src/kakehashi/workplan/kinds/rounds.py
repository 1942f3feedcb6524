"""Progress rounds, what they report and the yearly statements, as kinds of record."""

from collections.abc import Mapping, Sequence

from kakehashi.errors import Refused
from kakehashi.framework.rules import NATURES
from kakehashi.records.kinds import OWN, SHARED, Fact, Kind, Text, register
from kakehashi.records.models import Item
from kakehashi.workplan import models
from kakehashi.workplan.kinds.actions import SOURCED, SOURCES, TITLE
from kakehashi.workplan.rounds.rules import ACTIVITIES, ENDINGS, STANDINGS
from kakehashi.workplan.rules import PROGRESS_WORDS, RESULT_KINDS


def _settle_rounds(items: Sequence[Item]) -> None:
    from kakehashi.workplan.services.settling import settle_rounds

    settle_rounds(items)


def _settle_reports(items: Sequence[Item]) -> None:
    from kakehashi.workplan.services.settling import settle_reports

    settle_reports(items)


def _round_barred(item: Item) -> Mapping[str, Refused]:
    from kakehashi.workplan.services.settling import barred_of_round

    return barred_of_round(item)


def _report_barred(item: Item) -> Mapping[str, Refused]:
    from kakehashi.workplan.services.settling import barred_of_report

    return barred_of_report(item)


PERIOD = Fact("period", {"en": "Progress round", "ja": "進捗確認"}, column=True, editable=False)

ROUND = register(
    Kind(
        code="round",
        room="workplan",
        model=models.Round,
        names={"en": "Progress round", "ja": "進捗確認"},
        plural={"en": "Progress rounds", "ja": "進捗確認"},
        lane=SHARED,
        prefix="PR",
        texts=(
            TITLE,
            Text("body", {"en": "Remarks on the period", "ja": "対象期間の概況"}, rows=5),
        ),
        facts=(
            Fact(
                "starts",
                {"en": "From", "ja": "開始日"},
                type="date",
                required=True,
                column=True,
                editable=False,
            ),
            Fact(
                "ends",
                {"en": "Until", "ja": "終了日"},
                type="date",
                required=True,
                column=True,
                editable=False,
            ),
            Fact(
                "freeze_date",
                {"en": "Reports are due by", "ja": "報告の締切日"},
                type="date",
                column=True,
                hint={
                    "en": "After this day the period is locked.",
                    "ja": "この日の後に、対象期間を確定する。",
                },
            ),
            Fact(
                "standing",
                {"en": "Standing", "ja": "状況"},
                type="choice",
                choices=STANDINGS,
                column=True,
                editable=False,
            ),
            Fact("locked_date", {"en": "Locked on", "ja": "確定日"}, type="date", editable=False),
            Fact(
                "sheet",
                {"en": "Digest of the values", "ja": "進捗の値の要約値"},
                editable=False,
            ),
        ),
        relations=("under", "follows", "of_meeting"),
        sort_key=lambda _, facts: str(facts.get("ends", "")).encode().hex(),
        followed=_settle_rounds,
        barred=_round_barred,
        weight=30,
        creatable=False,
    )
)

PERIOD_REPORT = register(
    Kind(
        code="period_report",
        room="workplan",
        model=models.PeriodReport,
        names={"en": "Period report", "ja": "期間報告"},
        plural={"en": "Period reports", "ja": "期間報告"},
        lane=SHARED,
        prefix="RP",
        texts=(
            TITLE,
            Text("body", {"en": "What was done", "ja": "実施内容"}, rows=5),
            Text(
                "conclusion",
                {"en": "Conclusion, or what came of it", "ja": "結論又は結果"},
                rows=3,
                hint={
                    "en": "Needed once an inquiry is concluded, or the day of a dated promise "
                    "has come.",
                    "ja": "検討が結論に至った場合、又は期日のある約束の期日が到来した場合は必須。",
                },
            ),
            Text(
                "reason",
                {"en": "Reason for ending or correcting", "ja": "終了又は訂正の理由"},
                rows=3,
            ),
        ),
        facts=(
            PERIOD,
            Fact("action", {"en": "Joint Action", "ja": "共同作業"}, column=True, editable=False),
            Fact("area", {"en": "Area", "ja": "分野"}, column=True, editable=False),
            Fact(
                "nature",
                {"en": "Nature", "ja": "性質"},
                type="choice",
                choices=NATURES,
                column=True,
                editable=False,
            ),
            Fact(
                "was",
                {"en": "Progress before", "ja": "前回の進捗"},
                type="choice",
                choices=PROGRESS_WORDS,
                editable=False,
            ),
            Fact(
                "progress",
                {"en": "Progress", "ja": "進捗"},
                type="choice",
                choices=PROGRESS_WORDS,
                required=True,
                column=True,
            ),
            Fact(
                "activity_date",
                {"en": "Date of the last activity", "ja": "直近の活動の日付"},
                type="partial_date",
                column=True,
            ),
            Fact(
                "activity_kind",
                {"en": "Kind of the last activity", "ja": "直近の活動の種類"},
                type="choice",
                choices=ACTIVITIES,
            ),
            Fact(
                "result_kind",
                {"en": "Kind of result", "ja": "成果の種類"},
                type="choice",
                choices=RESULT_KINDS,
                column=True,
            ),
            SOURCES,
            Fact(
                "ending",
                {"en": "Ends because", "ja": "終了の区分"},
                type="choice",
                choices=ENDINGS,
                column=True,
                hint={
                    "en": "Only where it ends before its promise is kept; the reason is then "
                    "needed.",
                    "ja": "約束の達成前に終了する場合のみ。理由の記入が必要となる。",
                },
            ),
            Fact(
                "should_have_been",
                {"en": "Corrects the value of the last period to", "ja": "前期間の値の訂正"},
                type="choice",
                choices=PROGRESS_WORDS,
                hint={
                    "en": "A locked period is not changed: the correction is recorded here, "
                    "with its reason.",
                    "ja": "確定した期間は変更せず、訂正とその理由をここに記録する。",
                },
            ),
            SOURCED,
        ),
        relations=("about", "under", "arises_from"),
        followed=_settle_reports,
        barred=_report_barred,
        weight=44,
        creatable=False,
    )
)

HANDLING_STATEMENT = register(
    Kind(
        code="handling_statement",
        room="workplan",
        model=models.HandlingStatement,
        names={
            "en": "Statement on sensitive information",
            "ja": "機微な情報の取扱いに関する報告",
        },
        plural={
            "en": "Statements on sensitive information",
            "ja": "機微な情報の取扱いに関する報告",
        },
        lane=OWN,
        prefix="HS",
        texts=(
            TITLE,
            Text(
                "body",
                {"en": "How it was handled", "ja": "取扱いの状況"},
                required=True,
                rows=6,
            ),
            Text("events", {"en": "Incidents and remedies", "ja": "事案及び是正措置"}, rows=4),
        ),
        facts=(
            PERIOD,
            Fact("starts", {"en": "From", "ja": "開始日"}, type="date"),
            Fact("ends", {"en": "Until", "ja": "終了日"}, type="date"),
        ),
        relations=("under", "of_provision"),
        needs="state_handling",
        weight=46,
        creatable=False,
    )
)
