"""The practice partnership stands before a Conference with everything half done."""

import datetime as dt
from functools import partial

from kakehashi.framework.profile.dates import resolve
from kakehashi.framework.selectors import partnership
from kakehashi.governance.models import (
    AgendaPlace,
    CycleStep,
    Decision,
    Meeting,
    Paper,
    Referral,
)
from kakehashi.governance.selectors import papers_late
from kakehashi.people.calendars import is_working_day
from kakehashi.people.models import Account, Side
from kakehashi.people.selectors import viewer_of
from kakehashi.records.models import Entry, Link
from tests.cast import NOW
from tests.node_copy import put_node


def agenda(reference):
    """Return what stands on an agenda: title, why, wish, ending."""
    rows = AgendaPlace.objects.filter(meeting__reference=reference)
    return [
        (Entry.objects.filter(item=row.item_id).first().title_en, row.why, row.wish, row.ending)
        for row in rows.order_by("position")
    ]


def test_the_practice_partnership_stands_before_a_conference_half_prepared(db):
    put_node("practice")
    assert partnership() is not None
    works = partial(is_working_day, calendars=list(Side.objects.values_list("calendar", flat=True)))
    coming = Meeting.objects.get(reference="conference-2")
    assert coming.date.isoformat() == resolve("+15wd", NOW.date(), works)
    assert sum(works(NOW.date() + dt.timedelta(days=one)) for one in range(1, 60)) > 15

    # The first Conference and the last Steering Group are closed; what they deferred came along.
    assert [one[3] for one in agenda("conference-1")] == ["decided", "noted", "deferred"]
    assert [one[3] for one in agenda("steering-2")] == ["decided", "elsewhere", "deferred"]
    made = Decision.objects.filter(meeting="steering-2").values_list("pk", flat=True)
    assert Link.objects.filter(entry__in=list(made), relation="about").count() == 1

    here = agenda("conference-2")
    assert here[0] == ("Digital identity for seafarers", "carried", "decide", "")
    assert {wish for _title, why, wish, _end in here if why == "new"} == {
        "decide",
        "discuss",
        "note",
    }
    assert sum(why == "open_action" for _title, why, _wish, _end in here) >= 6
    steering = agenda("steering-3")
    assert [one[1] for one in steering] == ["carried", "referral", "referral"]

    # One paper is with the other side, one is late and one still has time.
    assert sorted(Paper.objects.values_list("in_hand", flat=True)) == [False, False, True]
    officer = viewer_of(Account.objects.get(username="officer-xa"))
    late, count = papers_late(officer, today=NOW.date(), limit=5)
    assert (count, late[0].title_en) == (1, "Faults of cables since the first Conference")

    assert sorted(Referral.objects.values_list("standing", flat=True)) == ["answered", "raised"]
    steps = CycleStep.objects.filter(item__reference="year-2")
    assert steps.filter(done_on__isnull=False).exists()
    assert steps.filter(done_on__isnull=True, skipped_at__isnull=True).exists()
