"""Progress by nature, kinds of result and of activity: the words a joint action is tracked in."""

from collections.abc import Iterable, Mapping

from kakehashi.errors import Refused, Words


class ProgressNotOfNature(Refused):
    """An update reports a progress that its joint action cannot have."""

    code = "progress-not-of-nature"
    message = {
        "en": "“{progress}” is not said of this Joint Action.",
        "ja": "この共同作業の進捗として「{progress}」は使用できません。",
    }
    hint = {"en": "Choose one of: {allowed}.", "ja": "次のいずれかを選択してください：{allowed}"}


NOT_YET = "not_yet_reported"

PROGRESS_WORDS: Mapping[str, Words] = {
    NOT_YET: {"en": "not yet reported", "ja": "未報告"},
    "not_started": {"en": "not started", "ja": "未着手"},
    "under_way": {"en": "under way", "ja": "着手"},
    "well_advanced": {"en": "well advanced", "ja": "相当程度進展"},
    "completed": {"en": "completed", "ja": "完了"},
    "active": {"en": "active", "ja": "継続実施"},
    "quiet": {"en": "quiet", "ja": "動きなし"},
    "paused": {"en": "paused", "ja": "休止"},
    "upcoming": {"en": "upcoming", "ja": "予定"},
    "took_place": {"en": "took place", "ja": "実施済み"},
    "did_not_take_place": {"en": "did not take place", "ja": "実施せず"},
    "open": {"en": "open", "ja": "検討中"},
    "concluded": {"en": "concluded", "ja": "結論"},
}

PROGRESS: Mapping[str, tuple[str, ...]] = {
    # nature -> the values its progress may take, in their order
    "deliverable": (NOT_YET, "not_started", "under_way", "well_advanced", "completed"),
    "continuing": (NOT_YET, "active", "quiet", "paused"),
    "dated": (NOT_YET, "upcoming", "took_place", "did_not_take_place"),
    "inquiry": (NOT_YET, "open", "concluded"),
}

ENDED = frozenset({"completed", "took_place", "did_not_take_place", "concluded"})
"""Progress after which nothing more is owed; a continuing action never ends."""

RESULT_KINDS: Mapping[str, Words] = {
    "activity": {"en": "activity", "ja": "活動"},
    "output": {"en": "output", "ja": "アウトプット"},
    "outcome": {"en": "outcome", "ja": "アウトカム"},
}

BENEFICIARIES: Mapping[str, Words] = {
    "citizens": {"en": "citizens", "ja": "市民"},
    "business": {"en": "business", "ja": "企業"},
    "economy": {"en": "the economy", "ja": "経済"},
}

MILESTONE_STATES: Mapping[str, Words] = {
    "planned": {"en": "planned", "ja": "予定"},
    "reached": {"en": "reached", "ja": "達成"},
    "missed": {"en": "missed", "ja": "未達"},
    "dropped": {"en": "dropped", "ja": "取りやめ"},
}


def progress_choices(nature: str) -> dict[str, Words]:
    """Return the values that progress of a joint action of ``nature`` may take, with words."""
    return {code: PROGRESS_WORDS[code] for code in PROGRESS[nature]}


STAGES: Mapping[str, Words] = {
    NOT_YET: {"en": "not yet reported", "ja": "未報告"},
    "ahead": {"en": "not started, or upcoming", "ja": "未着手・予定"},
    "going": {"en": "under way", "ja": "進行中"},
    "resting": {"en": "quiet or paused", "ja": "動きなし・休止"},
    "done": {"en": "completed, held or concluded", "ja": "完了・実施済み・結論"},
    "otherwise": {
        "en": "did not take place, withdrawn or overtaken",
        "ja": "実施せず・取下げ・前提変更",
    },
}
"""What progress of every nature comes to, so that joint actions of all natures can be summed."""

STAGE_OF: Mapping[str, str] = {
    NOT_YET: NOT_YET,
    "not_started": "ahead",
    "under_way": "going",
    "well_advanced": "going",
    "completed": "done",
    "active": "going",
    "quiet": "resting",
    "paused": "resting",
    "upcoming": "ahead",
    "took_place": "done",
    "did_not_take_place": "otherwise",
    "open": "going",
    "concluded": "done",
    "withdrawn": "otherwise",
    "overtaken": "otherwise",
    "merged": "otherwise",
}
"""Progress, or the state that stands in its place, to its stage."""

ENDED_STATES = ("withdrawn", "overtaken")
"""States of a joint action that stand in place of its progress: it stays listed, saying so."""


def check_progress(progress: str, natures: Iterable[str]) -> None:
    """Check that joint actions of ``natures`` can all have ``progress``.

    Raises:
        ProgressNotOfNature: when one of them cannot.
    """
    for nature in natures:
        if progress not in PROGRESS.get(nature, (progress,)):
            words = progress_choices(nature).values()
            raise ProgressNotOfNature(
                progress=PROGRESS_WORDS.get(progress, {"en": progress, "ja": progress}),
                allowed={
                    "en": ", ".join(one["en"] for one in words),
                    "ja": "、".join(one["ja"] for one in words),
                },
            )
