"""Words and choices of governance: standing of a meeting's date, endings of decisions."""

from collections.abc import Mapping

Words = Mapping[str, str]

STANDINGS: Mapping[str, Words] = {
    "pencilled": {"en": "pencilled", "ja": "仮押さえ"},
    "on_hold": {"en": "on hold", "ja": "調整中"},
    "fixed": {"en": "fixed", "ja": "確定"},
    "held": {"en": "held", "ja": "開催済み"},
    "cancelled": {"en": "cancelled", "ja": "中止"},
}

MODES: Mapping[str, Words] = {
    "online": {"en": "online", "ja": "オンライン"},
    "in_person": {"en": "in person", "ja": "対面"},
    "hybrid": {"en": "hybrid", "ja": "対面・オンライン併用"},
}

DECISION_KINDS: Mapping[str, Words] = {
    "discussion": {"en": "outcome of discussion", "ja": "一致した事項"},
    "procedure": {"en": "decision", "ja": "決定事項"},
}

ENDINGS: Mapping[str, Words] = {
    "held": {"en": "done as decided", "ja": "実施済み"},
    "under_way": {"en": "under way", "ja": "実施中"},
    "not_held": {"en": "not done", "ja": "実施せず"},
    "replaced": {"en": "replaced", "ja": "他の事項に置換え"},
}

UNKNOWN = {"en": "completion not recorded: please confirm", "ja": "完了の記録なし"}
"""Of a decision of which nobody said what became of it. On the desk only, never public."""
