"""What the record shows no end of: completion not recorded, please confirm (完了の記録なし)."""

import datetime as dt

from django.db.models import Q

from kakehashi.governance import action_rules as rules
from kakehashi.governance.models import ActionPoint
from kakehashi.governance.selectors.decisions import QUIET


def is_unrecorded(row: ActionPoint, today: dt.date) -> bool:
    """Say whether an action point is an old promise of which the record shows no end.

    A due date that has passed without its owner ever having accepted it is asked of at once: it is
    not overdue, and not done either.
    """
    if row.standing != rules.PROPOSED:
        return False
    if row.offered_date is not None:
        return row.offered_date < today
    return row.date is not None and row.date < today - QUIET


def unrecorded_points(today: dt.date) -> Q:
    """Return the same question for a list."""
    return Q(standing=rules.PROPOSED) & (
        Q(offered_date__lt=today) | Q(offered_date__isnull=True, date__lt=today - QUIET)
    )
