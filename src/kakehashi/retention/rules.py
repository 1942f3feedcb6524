"""What retention goes by: file years, how long is counted, what then, and who may do what."""

import datetime as dt
from collections.abc import Mapping

from kakehashi.errors import Words

TRANSFER, DESTROY, REVIEW = "transfer", "destroy", "review"
THEN: Mapping[str, Words] = {
    TRANSFER: {"en": "transfer to the archive", "ja": "移管"},
    DESTROY: {"en": "destroy", "ja": "廃棄"},
    REVIEW: {"en": "review, then transfer or destroy", "ja": "評価選別（移管又は廃棄）"},
}
"""What becomes of a file when its retention is over."""

GROUNDS: Mapping[str, Words] = {
    "legal": {"en": "legal proceedings", "ja": "訴訟"},
    "enquiry": {"en": "disclosure request or inquiry", "ja": "開示請求又は調査"},
    "audit": {"en": "audit", "ja": "監査又は検査"},
    "work": {"en": "still needed for work", "ja": "職務の遂行上必要"},
}
"""Why disposal is stopped."""

LATE, DUE_SOON, KEPT, HELD = "late", "soon", "kept", "held"
STANDINGS: Mapping[str, Words] = {
    LATE: {"en": "retention over", "ja": "保存期間満了"},
    DUE_SOON: {"en": "within a year", "ja": "1年以内に満了"},
    HELD: {"en": "on hold", "ja": "廃棄停止中"},
    KEPT: {"en": "being kept", "ja": "保存中"},
}
SOON = dt.timedelta(days=365)

PROPOSED, CARRIED_OUT, DECLINED, WITHDRAWN = "proposed", "carried_out", "declined", "withdrawn"
STATES: Mapping[str, Words] = {
    PROPOSED: {"en": "waits for approval", "ja": "承認待ち"},
    CARRIED_OUT: {"en": "carried out", "ja": "実施済み"},
    DECLINED: {"en": "declined", "ja": "不承認"},
    WITHDRAWN: {"en": "taken back", "ja": "取下げ"},
}
"""Where a proposal of disposal stands."""

DESTROYED, WAITS, STAYS = "destroyed", "waits", "kept"
OUTCOMES: Mapping[str, Words] = {
    PROPOSED: {"en": "proposed", "ja": "廃棄予定"},
    DESTROYED: {"en": "destroyed", "ja": "廃棄済み"},
    WAITS: {"en": "waits", "ja": "保留"},
    STAYS: {"en": "kept", "ja": "廃棄せず"},
}
"""What became of one record of a disposal."""

ON_HOLD, PUBLISHED, OF_BOTH, PLANNED = "on_hold", "published", "of_both", "planned"
HELD_BY_OTHER, MOVED, GIVEN, NAMED_ONLY = "other_side", "moved", "given", "named_only"
WHY: Mapping[str, Words] = {
    ON_HOLD: {"en": "a hold stops its disposal", "ja": "廃棄停止の措置がとられている"},
    PUBLISHED: {
        "en": "it is published: what the public has stays; withdraw it first",
        "ja": "公表中である（廃棄の前に取下げを要する）",
    },
    OF_BOTH: {
        "en": "it is text of the partnership itself",
        "ja": "パートナーシップの枠組文書である",
    },
    PLANNED: {"en": "its publication is planned", "ja": "公表が予定されている"},
    HELD_BY_OTHER: {
        "en": "the other side keeps the same text on this node: it is destroyed once the other "
        "side has disposed of it, too",
        "ja": "相手側が同じノードで同一の文言を保存しているため、相手側の処分の実施を待って"
        "廃棄する",
    },
    MOVED: {
        "en": "it changed after the proposal and is in a newer file",
        "ja": "発議後に更新され、別のファイルに移っている",
    },
    GIVEN: {
        "en": "the other side gave it, not for the public: it is not ours to transfer",
        "ja": "相手側から提供を受けた非公表の文書であり、自国側から移管できない",
    },
    NAMED_ONLY: {
        "en": "its marking is for named people: ask its originator before it goes to an archive",
        "ja": "関係者限りの文書であり、移管には作成者への照会を要する",
    },
}
"""Why a record of a file is not destroyed, or is not in a transfer."""


def year_of(day: dt.date, begins: tuple[int, int]) -> int:
    """Return the file year that ``day`` is in, named by the calendar year that it begins in.

    Args:
        day: on the calendar of the side.
        begins: month and day on which a file year begins.
    """
    return day.year if (day.month, day.day) >= begins else day.year - 1


def first_day(year: int, begins: tuple[int, int]) -> dt.date:
    """Return the first day of a file year."""
    return dt.date(year, *begins)


def counts_from(year: int, begins: tuple[int, int]) -> dt.date:
    """Return the day from which retention of that year's file counts: when the next year begins."""
    return first_day(year + 1, begins)


def last_day(year: int, begins: tuple[int, int], years: int) -> dt.date:
    """Return the last day of the retention of that year's file.

    Args:
        year: the file year.
        begins: month and day on which a file year begins.
        years: how long files of the class are kept.
    """
    return first_day(year + 1 + years, begins) - dt.timedelta(days=1)


def standing(until: dt.date, today: dt.date, *, held: bool) -> str:
    """Return where a file stands: over and not yet dealt with, soon over, held, or kept."""
    if held:
        return HELD
    if today > until:
        return LATE
    return DUE_SOON if until - today <= SOON else KEPT


RANK = {LATE: 0, DUE_SOON: 1, HELD: 2, KEPT: 3}
"""Late first."""

TRANSFERABLE = (TRANSFER, REVIEW)
"""What becomes of files that may be made into a package for the archive."""


def may_be_destroyed(then: str, *, received: bool) -> bool:
    """Say whether files with this end may be destroyed.

    Args:
        then: what becomes of them by the schedule.
        received: whether the archive has said that it took a transfer of the file in.
    """
    return then != TRANSFER or received
