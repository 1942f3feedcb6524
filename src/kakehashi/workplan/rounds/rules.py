"""What a progress round asks of a report, and when a joint action has gone quiet: tables."""

import datetime as dt
from collections.abc import Mapping

from kakehashi.errors import Refused, Words
from kakehashi.look.dates import say_partial
from kakehashi.workplan.rules import NOT_YET, PROGRESS_WORDS, check_progress

OPEN, LOCKED = "open", "locked"
STANDINGS: Mapping[str, Words] = {
    OPEN: {"en": "open", "ja": "受付中"},
    LOCKED: {"en": "locked", "ja": "確定済み"},
}

STANDING, REPORTED, CONFIRMED = "standing", "reported", "confirmed"
CARRIED, NOT_AGREED = "carried", "not_agreed"
STEP_WORDS: Mapping[str, Words] = {
    # how the value of a period came to stand
    STANDING: {"en": "unchanged so far", "ja": "変更なし（前回の値）"},
    REPORTED: {"en": "change reported, to be confirmed", "ja": "変更の報告あり（確認待ち）"},
    CONFIRMED: {"en": "change confirmed by both sides", "ja": "変更を双方確認済み"},
    CARRIED: {"en": "unchanged", "ja": "変更なし"},
    NOT_AGREED: {
        "en": "not confirmed in time: the last value stands",
        "ja": "期限までに確認に至らず（前回の値を維持）",
    },
}

ACTIVITIES: Mapping[str, Words] = {
    "meeting": {"en": "meeting or call", "ja": "会合・電話協議"},
    "exchange": {"en": "exchange of information", "ja": "情報交換"},
    "visit": {"en": "visit", "ja": "訪問"},
    "event": {"en": "seminar or event", "ja": "セミナー・行事"},
    "joint_work": {"en": "joint work", "ja": "共同の作業"},
    "publication": {"en": "publication", "ja": "公表・刊行"},
    "other": {"en": "other", "ja": "その他"},
}

ENDINGS: Mapping[str, Words] = {
    "overtaken": {"en": "overtaken by events", "ja": "前提変更により終了"},
    "withdrawn": {"en": "withdrawn", "ja": "取下げ"},
    "merged": {"en": "merged", "ja": "統合"},
}

QUIET_MONTHS = 6
"""Months without activity after which a continuing action is called quiet."""

STALLS: Mapping[str, Words] = {
    # why a joint action does not move, the one to be looked at first in front
    "overdue": {"en": "overdue", "ja": "期限超過"},
    "waiting": {"en": "waiting to be confirmed", "ja": "確認待ち"},
    "vacant": {"en": "a lead post is vacant", "ja": "主担当の職が空席"},
    "quiet": {"en": "quiet for six months or more", "ja": "6か月以上動きなし"},
    "untold": {"en": "no update in this period", "ja": "期間中の報告なし"},
}

NEEDED: Mapping[str, str] = {
    # progress -> the field that must be filled with it
    "active": "activity_date",
    "concluded": "conclusion",
    "took_place": "conclusion",
    "did_not_take_place": "conclusion",
}


ONLY_OF: Mapping[str, frozenset[str]] = {
    "activity_date": frozenset({"continuing"}),
    "activity_kind": frozenset({"continuing"}),
    "conclusion": frozenset({"inquiry", "dated"}),
}
"""Fields of a report that only Joint Actions of some natures have any use for."""


class PeriodLocked(Refused):
    """Something of a locked period was to be changed."""

    code = "period-locked"
    status = 409
    message = {
        "en": "The period {period} is locked. Nothing of it can be changed.",
        "ja": "対象期間（{period}）は確定済みのため、変更できません。",
    }
    hint = {
        "en": "Record a correction, with its reason, in the report of the next round.",
        "ja": "訂正は、次回の進捗確認の報告において、理由を付して記録してください。",
    }


class PeriodWrong(Refused):
    """Days of a round that do not make a period, or that another round has."""

    code = "period-wrong"
    message = {
        "en": "{starts} to {ends} cannot be the period of a new round.",
        "ja": "{starts}から{ends}までを、新たな対象期間とすることはできません。",
    }
    hint = {
        "en": "A period begins before it ends, within two years, and after the last one: {last}.",
        "ja": "開始日は終了日より前とし、2年以内で、直前の対象期間（{last}）より後の期間を"
        "指定してください。",
    }


LATEST_DUE = dt.timedelta(days=366)
"""How long after a period its reports may be due at most."""


class ReportsDueWrong(Refused):
    """Reports of a round were to be due before its period begins, or long after it."""

    code = "reports-due-wrong"
    message = {
        "en": "Reports of this period cannot be due on {day}.",
        "ja": "{day}をこの対象期間の報告の締切日とすることはできません。",
    }
    hint = {
        "en": "Choose a day from the beginning of the period to a year after its end.",
        "ja": "対象期間の初日から終了後1年までの日を指定してください。",
    }


class RoundOpen(Refused):
    """A round was to be opened while another is open."""

    code = "round-open"
    status = 409
    message = {
        "en": "The round {period} is still open.",
        "ja": "進捗確認（{period}）が受付中です。",
    }
    hint = {
        "en": "Lock it first: its values are what the next round starts from.",
        "ja": "先に確定してください。その値が次回の起点となります。",
    }


class ReportThere(Refused):
    """A second report of the same joint action in one round."""

    code = "report-there"
    status = 409
    message = {
        "en": "{action} already has a report in this round: {report}.",
        "ja": "{action}には、今回の報告（{report}）が既にあります。",
    }
    hint = {
        "en": "Propose changes to that one, or ask for its pen.",
        "ja": "既存の報告に修正案を提出するか、起草の引渡しを依頼してください。",
    }


class ReportIncomplete(Refused):
    """A report that goes to the other side lacks what its progress calls for."""

    code = "report-incomplete"
    message = {
        "en": "“{progress}” needs this to be filled in: {field}.",
        "ja": "「{progress}」とする場合は、「{field}」の記入が必要です。",
    }
    hint = {
        "en": "Edit the report of {action}, then share it. Nothing was shared.",
        "ja": "{action}の報告を編集してから共有してください。まだ共有されていません。",
    }


class ActivityToCome(Refused):
    """A report that goes to the other side tells of an activity of a day to come."""

    code = "activity-to-come"
    message = {
        "en": "{action}: the last activity cannot be on {day}, which is still to come.",
        "ja": "{action}：直近の活動の日付（{day}）が未到来です。",
    }
    hint = {
        "en": "Give the day of an activity that took place, then share the report.",
        "ja": "実施済みの活動の日付を記入してから、報告を共有してください。",
    }


class ReportsUnconfirmed(Refused):
    """A period was to be locked while a change is not confirmed by both sides."""

    code = "reports-unconfirmed"
    status = 409
    message = {
        "en": "{number} changed reports are not confirmed by both sides: {which}.",
        "ja": "双方の確認が済んでいない変更の報告が{number}件あります：{which}",
    }
    hint = {
        "en": "Confirm them, take them back, or let the last value stand and say why.",
        "ja": "確認、取下げ、又は理由を付して前回の値の維持を選択してください。",
    }


class PeriodNotOver(Refused):
    """A period was to be locked before its last day has passed."""

    code = "period-not-over"
    status = 409
    message = {
        "en": "The period runs until {ends}. It cannot be locked before.",
        "ja": "対象期間は{ends}までであり、それ以前に確定することはできません。",
    }
    hint = {
        "en": "Lock it once the period is over.",
        "ja": "対象期間の終了後に確定してください。",
    }


def check_report(
    *,
    action: str,
    nature: str,
    facts: Mapping[str, object],
    filled: frozenset[str],
    shared: bool,
    labels: Mapping[str, Words],
    written: dt.date,
) -> None:
    """Check that a report says of its joint action what its nature allows and asks.

    Args:
        action: reference of the joint action.
        nature: its nature.
        facts: facts of the report.
        filled: names of texts that have wording in some language.
        shared: whether it goes to the other side; a draft may still lack something.
        labels: names of fields to their words.
        written: the day the report was written, by any clock.

    Raises:
        ProgressNotOfNature: for a progress that it cannot have.
        ActivityToCome: for an activity later than the report.
        ReportIncomplete: when something is missing that the other side needs in order to confirm.
    """
    progress = str(facts.get("progress") or NOT_YET)
    check_progress(progress, [nature])
    if facts.get("should_have_been"):
        check_progress(str(facts["should_have_been"]), [nature])
    if not shared:
        return
    active = str(facts.get("activity_date") or "")
    # A day more: it may have begun elsewhere.
    if active > (written + dt.timedelta(days=1)).isoformat()[: len(active)]:
        day = {code: say_partial(active, code) for code in ("en", "ja")}
        raise ActivityToCome(action=action, day=day)
    needed: list[tuple[str, Words]] = []
    if progress in NEEDED:
        needed.append((NEEDED[progress], PROGRESS_WORDS[progress]))
    if facts.get("ending"):
        needed.append(("reason", ENDINGS[str(facts["ending"])]))
    if facts.get("should_have_been"):
        needed.append(("reason", labels["should_have_been"]))
    for name, words in needed:
        if not facts.get(name) and name not in filled:
            raise ReportIncomplete(progress=words, field=labels[name], action=action)


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the day ``months`` before ``day``, or the last of its month where it has none."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004
    return dt.date(year, month + 1, min(day.day, (following - dt.timedelta(days=1)).day))
