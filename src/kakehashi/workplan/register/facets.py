"""The facets of the register as data: their names in addresses, and their words."""

from collections.abc import Mapping
from dataclasses import dataclass

from kakehashi.framework.rules import ACTS, NATURES, STRENGTHS
from kakehashi.look.partnership import among_participants
from kakehashi.workplan.rules import BENEFICIARIES, PROGRESS, PROGRESS_WORDS, RESULT_KINDS

Words = Mapping[str, str]

NONE = "none"
"""The value of a facet for what has none."""

DUE: Mapping[str, Words] = {
    "overdue": {"en": "overdue", "ja": "期限超過"},
    "month": {"en": "this month", "ja": "今月"},
    "quarter": {"en": "this quarter", "ja": "今四半期"},
    "set": {"en": "with a due date", "ja": "期限あり"},
    NONE: {"en": "without a due date", "ja": "期限なし"},
}

_REACH_WORDS: Mapping[str, Words] = {
    "own_side": {"en": "own side", "ja": "自国側限り"},
    "named": {"en": "named people", "ja": "関係者限り"},
    "public": {"en": "public", "ja": "公表"},
}


def reach_words(reach: str) -> Words:
    """Return the words for how far something reaches, that of those who take part included."""
    return among_participants() if reach == "participants" else _REACH_WORDS[reach]


@dataclass(frozen=True)
class Facet:
    """One thing that the register can be narrowed by."""

    name: str
    """Its name in an address."""
    label: Words
    fixed: Mapping[str, Words] | None = None
    """Its values with their words, where they are the same on every node."""
    without: Words | None = None
    """Words for what has no value, where one may ask for that."""


FACETS: Mapping[str, Facet] = {
    one.name: one
    for one in (
        Facet("pillar", {"en": "Pillar", "ja": "柱"}),
        Facet("area", {"en": "Area", "ja": "分野"}),
        Facet("progress", {"en": "Progress", "ja": "進捗"}, PROGRESS_WORDS),
        Facet("due", {"en": "Due date", "ja": "期限"}, DUE),
        Facet("nature", {"en": "Nature", "ja": "性質"}, {one: NATURES[one] for one in PROGRESS}),
        Facet("side", {"en": "Side of a lead post", "ja": "主担当の側"}),
        Facet("organisation", {"en": "Organisation of a lead post", "ja": "主担当の組織"}),
        Facet(
            "post",
            {"en": "Lead post", "ja": "主担当（職）"},
            without={"en": "no lead post named", "ja": "主担当の指定なし"},
        ),
        Facet(
            "result",
            {"en": "Kind of result", "ja": "成果の種類"},
            RESULT_KINDS,
            without={"en": "no result yet", "ja": "成果の記録なし"},
        ),
        Facet("objective", {"en": "Objective", "ja": "目的"}),
        Facet("sector", {"en": "Sector", "ja": "領域"}),
        Facet("beneficiaries", {"en": "Whom it serves", "ja": "受益者"}, BENEFICIARIES),
        Facet("acts", {"en": "Act", "ja": "行為"}, ACTS),
        Facet(
            "strength",
            {"en": "Strength", "ja": "強さ"},
            {str(code): words for code, words in STRENGTHS.items() if code},
        ),
        Facet("marking", {"en": "Marking", "ja": "格付"}),
    )
}
"""Every facet by its name, in the order of the page."""

DAYS: Mapping[str, Words] = {
    "due_from": {"en": "Due from", "ja": "期限（自）"},
    "due_to": {"en": "Due until", "ja": "期限（至）"},
}
"""The two days that a due date may be asked to lie between, both included."""

WORDS_LABEL: Words = {"en": "Words", "ja": "語句"}
