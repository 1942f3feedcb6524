"""Returns that accounts owe, for their daily reminder: offices that answer on the desk."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from kakehashi.commissions.models import Course
from kakehashi.commissions.rules import told_now
from kakehashi.commissions.selectors import owed_rows
from kakehashi.commissions.services.linking import mark_barring_mail
from kakehashi.governance.reminders.owed import Thing, owes
from kakehashi.people.models import Account
from kakehashi.people.rules import Viewer
from kakehashi.people.selectors import visible_audiences
from kakehashi.records.models import Entry, MarkingTerm

NEED = "commission"
MOST = 100


def _owed(account: Account, viewer: Viewer, today: dt.date) -> Iterable[Thing]:
    """Return what the office of an account owes and no mailbox of the office is told of.

    A request to a post is its holder's alone. Four queries.
    """
    rows = list(
        owed_rows(viewer)
        .filter(Q(post__isnull=True) | Q(post_id=account.post_id or "-"), mailbox="")
        .select_related("commission")[:MOST]
    )
    if not rows:
        return []
    keys = [one.commission_id for one in rows]
    courses = Course.objects.select_related("side").in_bulk(keys)
    entries = {
        one.item_id: one
        for one in Entry.objects.filter(
            item_id__in=keys, audience_id__in=visible_audiences(viewer)
        ).select_related("version")
    }
    allowed = set(MarkingTerm.objects.filter(mail=True).values_list("text", flat=True))
    things = []
    for one in rows:
        entry = entries.get(one.commission_id)
        if entry is None:
            continue
        calendars = [courses[one.commission_id].side.calendar]
        told = told_now(one.due_date, today, calendars) or "asked"
        barred = mark_barring_mail(entry.version, allowed)
        things.append(
            Thing(
                key=f"{NEED}:{one.pk}:{told}",
                need=NEED,
                kind="commission",
                reference=entry.reference,
                title={} if barred else {"en": entry.title_en, "ja": entry.title_ja},
                day=one.due_date,
                page="desk:commission",
            )
        )
    return things


owes(
    NEED,
    {"en": "Returns that your office owes", "ja": "自組織の回答が必要な作業依頼"},
    _owed,
)
