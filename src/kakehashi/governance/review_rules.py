"""Words of reviews and referrals: how far they have come."""

from collections.abc import Mapping

Words = Mapping[str, str]

STANDINGS: Mapping[str, Words] = {
    "open": {"en": "open", "ja": "検討中"},
    "proposed": {"en": "proposed", "ja": "提案済み"},
    "decided": {"en": "decided", "ja": "決定済み"},
    "in_force": {"en": "in force", "ja": "適用中"},
    "dropped": {"en": "dropped", "ja": "見送り"},
}
OPEN, PROPOSED, DECIDED, IN_FORCE, DROPPED = STANDINGS

UNDER_WAY = (OPEN, PROPOSED, DECIDED)
"""Standings of a review that still leads somewhere."""

REFERRAL_STANDINGS: Mapping[str, Words] = {
    "to_raise": {"en": "to be raised", "ja": "提起予定"},
    "raised": {"en": "raised", "ja": "提起済み"},
    "answered": {"en": "answered", "ja": "回答あり"},
    "closed": {"en": "closed", "ja": "終了"},
}
TO_RAISE, RAISED, ANSWERED, CLOSED = REFERRAL_STANDINGS

TREATY_BODY = "treaty_body"
"""Kind of the bodies that matters are raised in."""

OVERTAKEN_ANSWER = "overtaken"
"""Answer to where a joint action goes: nowhere, it ends as overtaken by events."""
