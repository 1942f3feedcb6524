"""Trees of commissions, whatever is done to them: no deadline is later than the one above it."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kakehashi.commissions import services
from kakehashi.commissions.models import Asked, Course
from kakehashi.commissions.services import Office
from kakehashi.errors import Refused
from kakehashi.people.calendars import is_working_day
from tests.cast import NOW, Cast
from tests.commissions.offices import request

DAYS = st.integers(0, 40)
PLACES = st.integers(0, 30)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), DAYS, DAYS, st.sets(st.integers(0, 9), min_size=1, max_size=4)),
        st.tuples(
            st.just("pass"), PLACES, DAYS, st.sets(st.integers(0, 14), min_size=1, max_size=3)
        ),
        st.tuples(st.just("grant"), PLACES, DAYS, st.just(frozenset())),
        st.tuples(st.just("answer"), PLACES, DAYS, st.just(frozenset())),
        st.tuples(st.just("end"), PLACES, DAYS, st.just(frozenset())),
    ),
    min_size=3,
    max_size=14,
)


def _do(cast: Cast, kind: str, place: int, days: int, names: Any) -> None:
    day = NOW.date() + dt.timedelta(days=days)
    offices = [Office("dsit", f"D{name}") for name in sorted(names)]
    if kind == "send":
        outer = NOW.date() + dt.timedelta(days=place)
        services.issue(
            request=request(offices=offices, due=day, outer=outer), by=cast.alice, at=NOW
        )
        return
    rows = list(Asked.objects.order_by("pk"))
    if not rows:
        return
    one = rows[place % len(rows)]
    if kind == "pass":
        services.issue(
            request=request(offices=offices, due=day), by=cast.alice, at=NOW, under=one.pk
        )
    elif kind == "grant":
        services.decide_more_time(asked=one.pk, grant=True, until=day, by=cast.alice, at=NOW)
    elif kind == "answer":
        services.answer(asked=one.pk, given="nil", by=cast.alice, at=NOW)
    else:
        services.close(item=one.commission_id, by=cast.alice, at=NOW)


def check_trees() -> None:
    """Assert what holds of every tree, however it came about."""
    courses = {one.pk: one for one in Course.objects.select_related("under")}
    seen: set[tuple[Any, str, str]] = set()
    for one in Asked.objects.all():
        key = (one.root_id, one.organisation_id, one.division)
        assert key not in seen, "nobody is asked twice"
        seen.add(key)
        course = courses[one.commission_id]
        assert course.root_id == one.root_id
        assert is_working_day(one.due_date, ["GB"])
        if course.under is None:
            assert one.due_date <= course.outer_date
        else:
            assert one.due_date < course.under.due_date, "the one below is due earlier"
            above = courses[course.under.commission_id]
            assert above.state == "open" or course.state != "open", "what ends above ends below"


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_deadlines_only_get_earlier_down_a_tree_and_nobody_is_asked_twice(
    cast: Cast, steps: list[Any]
) -> None:
    with transaction.atomic():
        for step in steps:
            try:
                _do(cast, *step)
            except Refused:
                continue
        check_trees()
        transaction.set_rollback(True)
