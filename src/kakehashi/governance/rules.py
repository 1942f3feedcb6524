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

WISHES: Mapping[str, Words] = {
    "note": {"en": "to note", "ja": "報告"},
    "discuss": {"en": "to discuss", "ja": "意見交換"},
    "decide": {"en": "to decide", "ja": "決定"},
}
"""What the one who brings an item wishes of the meeting."""

PLACE_ENDINGS: Mapping[str, Words] = {
    "decided": {"en": "decided", "ja": "決定"},
    "noted": {"en": "noted", "ja": "了承"},
    "deferred": {"en": "deferred", "ja": "次回に持越し"},
    "elsewhere": {"en": "raised elsewhere", "ja": "他の場で提起"},
    "not_reached": {"en": "not reached", "ja": "今回は取り扱わず"},
    "settled": {"en": "settled before the meeting", "ja": "開催前に終了"},
}
"""How an item ended on one agenda."""

SAID_IN_THE_ROOM = ("decided", "noted", "deferred", "elsewhere")
"""Endings that somebody gives; the others follow from carrying over."""

CARRIED = ("deferred", "not_reached")
"""Endings after which an item comes to the body's next agenda."""

WHY_HERE: Mapping[str, Words] = {
    "new": {"en": "new", "ja": "新規"},
    "carried": {"en": "carried over", "ja": "前回からの持越し"},
    "open_action": {"en": "open action point", "ja": "未完了の対応事項"},
    "referral": {"en": "raised in a committee", "ja": "委員会に提起した事項"},
}

LONGEST_ITEM = 24 * 60
"""Minutes that an item of an agenda may take at most."""

TO_COME = ("pencilled", "on_hold", "fixed")
"""Standings of a meeting that may still be held."""
