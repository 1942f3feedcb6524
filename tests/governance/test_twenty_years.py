"""Twenty years of the partnership at random, over the real services: what must hold after a step.

Meetings, items, decisions, action points, referrals, ministries and posts, reviews with new
editions, progress rounds. Twenty years come to some 160 steps. `make soak` runs many more.
"""

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import Exists, OuterRef
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kakehashi.framework.models import Edition, Place
from kakehashi.governance import action_rules
from kakehashi.governance.jobs import carry_out_due
from kakehashi.governance.models import (
    ActionPoint,
    AgendaPlace,
    Decision,
    Meeting,
    Referral,
    Sitting,
)
from kakehashi.governance.rules import CARRIED
from kakehashi.governance.selectors import actions as reading
from kakehashi.governance.selectors import agendas
from kakehashi.governance.selectors.owners import owners_of
from kakehashi.people.models import Account, Holding, Post
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import viewer_of
from kakehashi.records.models import Entry, Item, Link, Version
from kakehashi.trust import sha256_hex
from kakehashi.workplan.models import JointAction, PeriodValue
from kakehashi.workplan.rounds.reading import tally
from tests.governance.test_reviews_property import as_it_reads
from tests.governance.years import BODIES, DAY, ENDED, Years
from tests.node_copy import put_node

pytestmark = pytest.mark.long

STEPS = 160
WAITS = st.sampled_from(
    [0 * DAY, dt.timedelta(hours=3), *(one * DAY for one in (1, 4, 20, 60, 235))]
)
"""46 days on the average, so that so many steps come to twenty years."""
SEEDS = st.integers(0, 2**20)

done: Counter[str] = Counter()
"""What was done, and what was refused, in all runs of this process."""
years: list[float] = []


def told(item: uuid.UUID, places: list[AgendaPlace]) -> str:
    """Return a record and where it stood, for whoever reads a failure."""
    row = Item.objects.get(pk=item)
    faces = [(one.face, one.state) for one in Entry.objects.filter(item=item)]
    stood = [
        (one.meeting and one.meeting.reference, one.ending, one.ended_at, one.taken_off_id)
        for one in places
    ]
    return f"{row.kind} {row.reference} {faces} {stood}"


ACTS = [
    *("rest", "set_meeting", "set_meeting", "set_meeting", "bring", "bring", "bring", "bring"),
    *("hold", "hold", "hold", "hold", "place_again", "arrange", "arrange", "close", "reopen"),
    *("move_meeting", "open_action_point", "open_action_point", "open_action_point"),
    *("take_step", "take_step", "take_step", "finish_and_doubt", "finish_and_doubt", "hand_on"),
    *("end_record", "became", "refer", "refer", "merge_ministries", "change_holder"),
    *("review", "tell", "report", "report", "period", "period"),
]
"""What may happen; what happens often is named often. Hypothesis begins with a year of rest."""


class Partnership(RuleBasedStateMachine):
    """The partnership and a plain model of what must never change."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.years, self.rested = Years(), False
        self.dice = random.Random(0)
        self.items: set[uuid.UUID] = set()
        self.references: set[str] = set()
        self.digests: dict[int, tuple[str, str, str]] = {}
        self.stood: dict[dt.date, list[object]] = {}
        self.locked: dict[tuple[uuid.UUID, uuid.UUID], tuple[object, ...]] = {}

    def teardown(self) -> None:
        done.update(self.years.counted)
        years.append((self.years.at - dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)) / (365.25 * DAY))
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(act=st.sampled_from(ACTS), seed=SEEDS, wait=WAITS)
    def step(self, act: str, seed: int, wait: dt.timedelta) -> None:
        self.years.do(act, seed, wait)
        done["texts in force"] += carry_out_due(at=self.years.at)
        self.dice, self.rested = random.Random(seed), act == "rest" and not wait

    @invariant()
    def all_holds(self) -> None:
        if self.rested:
            return
        self.nothing_is_lost()
        self.no_link_leads_to_nothing()
        self.every_version_reads_as_it_stood()
        self.the_framework_reads_as_it_stood()
        self.nothing_open_is_without_an_agenda()
        self.every_action_point_has_an_owner_or_shows_the_vacancy()
        self.sums_agree()
        self.a_locked_period_stays()

    # -- what must hold

    def nothing_is_lost(self) -> None:
        rows = list(Item.objects.values_list("pk", "reference"))
        items = {pk for pk, _reference in rows}
        assert self.items <= items
        self.items = items
        known = {reference for _pk, reference in rows}
        former = set(Place.objects.values_list("reference", flat=True))
        self.references |= known
        assert self.references <= known | former, "a reference leads nowhere"

    def no_link_leads_to_nothing(self) -> None:
        faces = Entry.objects.filter(item=OuterRef("to"))
        assert not Link.objects.filter(~Exists(faces)).exists()
        here = {row.reference for row in Entry.objects.filter(kind__in=["body", "meeting"])}
        for model, names in (
            (Meeting, ("body",)),
            (ActionPoint, ("body", "meeting")),
            (Decision, ("meeting",)),
            (Referral, ("body",)),
        ):
            for name in names:
                named = set(model.objects.values_list(name, flat=True))
                assert named - {""} <= here, (model, name)

    def every_version_reads_as_it_stood(self) -> None:
        new = Version.objects.filter(pk__gt=max(self.digests, default=0)).values_list(
            "pk", flat=True
        )
        sample = self.dice.sample(sorted(self.digests), min(8, len(self.digests)))
        for one in Version.objects.filter(pk__in=[*new, *sample]):
            assert sha256_hex(bytes(one.content)) == one.content_digest
            assert sha256_hex(bytes(one.header)) == one.digest
            read = (one.content_digest, one.digest, repr((one.wording, one.facts)))
            assert self.digests.setdefault(one.pk, read) == read
        assert Version.objects.filter(pk__in=self.digests).count() == len(self.digests)

    def the_framework_reads_as_it_stood(self) -> None:
        days = sorted(Edition.objects.values_list("since", flat=True))
        now = as_it_reads()
        numbers = [one[0] for one in now]
        assert len(numbers) == len(set(numbers))
        assert self.stood.setdefault(days[-1], now) == now, "the text changed without an edition"
        assert set(self.stood) == set(days)
        place = self.dice.randrange(len(days))
        last = days[place + 1] - DAY if place + 1 < len(days) else self.years.today
        for day in {days[place], max(last, days[place])}:
            assert as_it_reads(day) == self.stood[days[place]], day
        standing = set(numbers)
        for row in JointAction.objects.exclude(state__in=ENDED):
            assert row.provision in standing, f"{row.reference} hangs on nothing that stands"

    def nothing_open_is_without_an_agenda(self) -> None:
        today = self.years.today
        bodies = dict(
            Entry.objects.filter(reference__in=BODIES).values_list("item_id", "reference")
        )
        placed: dict[tuple[uuid.UUID, uuid.UUID], list[AgendaPlace]] = {}
        for place in AgendaPlace.objects.order_by("pk"):
            placed.setdefault((place.body_id, place.item_id), []).append(place)
        off = {
            row.item_id
            for row in Meeting.objects.filter(entry__face__in=["shared", "public"])
            if row.standing == "cancelled" or row.state in ENDED
        }
        closed = set(
            Sitting.objects.filter(closed_at__isnull=False).values_list("meeting_id", flat=True)
        )
        alive = set(Entry.objects.exclude(state__in=ENDED).values_list("item_id", flat=True))
        owed = {
            (link.to_id, link.item_id)
            for link in Link.objects.filter(
                relation="of_body", kind="action_point", entry__face__in=["shared", "public"]
            ).select_related("entry__actionpoint")
            if link.entry.actionpoint.standing in action_rules.STILL_OPEN
        } | {
            (link.to_id, link.item_id)
            for link in Link.objects.filter(
                relation="of_body", kind="referral", entry__face__in=["shared", "public"]
            ).select_related("entry__referral")
            if link.entry.referral.standing != "closed" and link.entry.state not in ENDED
        }
        keeps = set(
            Item.objects.filter(kind__in=["action_point", "referral"]).values_list("pk", flat=True)
        )
        for (body, item), places in placed.items():
            waits = [one for one in places if one.ended_at is None]
            assert len(waits) <= 1
            if item not in alive:
                continue
            for one in waits:
                assert one.meeting_id not in closed, f"{told(item, places)}: meeting closed"
                assert one.meeting_id not in off, f"{told(item, places)}: meeting called off"
            last = places[-1]
            if not waits and last.ending in CARRIED:
                dealt_with = item in keeps and (body, item) not in owed
                assert dealt_with or last.meeting_id not in closed, f"{told(item, places)} left"
        for pair in owed:
            places = placed.get(pair, [])
            held = [one for one in places if one.meeting_id and one.meeting_id not in closed]
            waits = [one for one in places if one.ended_at is None]
            assert waits or held, f"{told(pair[1], places)} is on no agenda"
        self.both_sides_read_it(owed, bodies, today)

    def both_sides_read_it(
        self,
        owed: set[tuple[uuid.UUID, uuid.UUID]],
        bodies: dict[uuid.UUID, str],
        today: dt.date,
    ) -> None:
        """Check that an officer finds what is open: on an agenda that they see, or in the list."""
        viewer = viewer_of(self.dice.choice([self.years.one, self.years.other]))
        body = self.dice.choice(sorted(bodies, key=str))
        found = {one.face.item_id for one in agendas.waiting(body, viewer)}
        open_here = set(
            AgendaPlace.objects.filter(body=body, ended_at__isnull=True).values_list(
                "item_id", flat=True
            )
        )
        rows = Meeting.objects.filter(
            item__in=AgendaPlace.objects.filter(body=body, item__in=open_here).values("meeting")
        ).values_list("reference", flat=True)
        for reference in set(rows):
            row = agendas.meeting_for(reference, viewer)
            if row is not None:
                read = agendas.agenda(row, viewer, today=today)
                assert read.minutes == sum(one.place.minutes or 0 for one in read.places)
                found |= {one.face.item_id for one in read.undecided}
        for at, item in owed:
            if at == body and item in open_here:
                assert item in found, f"{viewer.side} does not find {Item.objects.get(pk=item)}"

    def every_action_point_has_an_owner_or_shows_the_vacancy(self) -> None:
        today = self.years.today
        rows = list(ActionPoint.objects.filter(standing__in=action_rules.STILL_OPEN))
        owners = owners_of([row.post for row in rows], today)
        served = set(Account.objects.exclude(post=None).values_list("post_id", flat=True))
        held: dict[str, list[Holding]] = {}
        for one in Holding.objects.all():
            held.setdefault(one.post_id, []).append(one)
        there = {post.pk: post for post in Post.objects.all()}
        for row in rows:
            owner = owners[row.post]
            holdings = held.get(row.post, [])
            has = any(
                (one.since is None or one.since <= today)
                and (one.until is None or today < one.until)
                for one in holdings
            )
            over = row.post in self.years.ended_posts
            expected = (
                "ended"
                if over
                else "held"
                if has or row.post in served
                else "vacant"
                if any(one.until and one.until <= today for one in holdings)
                else "unknown"
            )
            assert owner.state == expected, (row.reference, row.post)
            assert owner.post.organisation.side_id == row.side
            if owner.proposed is not None:
                assert owner.proposed.pk != row.post
                assert there[owner.proposed.pk].holds_on(today)
                assert owner.proposed.organisation.side_id == row.side
            if owner.state == "ended":
                assert owner.proposed is not None, (
                    "a ministry was dissolved, and nobody is proposed"
                )

    def sums_agree(self) -> None:
        viewer = viewer_of(self.dice.choice([self.years.one, self.years.other]))
        known = reading.Reading(viewer, self.years.today, post="xa-coordinator")
        rows = list(reading.seen(known))
        assert len({row.item_id for row in rows}) == len(rows), "two faces of one record"
        counted = reading.counts(reading.Asked(), known)
        for name in reading.SHOWING:
            listing = reading.listing(reading.Asked(showing=name), known)
            assert counted[name] == len(listing)
        by_standing = Counter(row.standing for row in rows)
        assert counted["all"] == len(rows)
        assert counted["open"] == sum(by_standing[one] for one in action_rules.STILL_OPEN)
        assert counted["closed"] == sum(by_standing[one] for one in action_rules.ENDED)
        assert counted["open"] + counted["closed"] + by_standing["draft"] == len(rows)
        values = Counter(
            PeriodValue.objects.exclude(locked_date=None).values_list("period_id", flat=True)
        )
        for by in ("area", "nature"):
            for period, sums in tally(viewer, by).items():
                assert sum(sum(one.values()) for one in sums.values()) == values[period]
        for sums in tally(PUBLIC_VIEWER, "area").values():
            assert all(one > 0 for counter in sums.values() for one in counter.values())

    def a_locked_period_stays(self) -> None:
        for value in PeriodValue.objects.exclude(locked_date=None):
            read = (
                *(value.area, value.nature, value.last, value.progress, value.reported),
                *(value.step, value.ending, value.result_kind, value.report_id, value.locked_date),
            )
            key = (value.period_id, value.action_id)
            assert self.locked.setdefault(key, read) == read, "a locked period moved"
        assert PeriodValue.objects.exclude(locked_date=None).count() == len(self.locked)


@pytest.mark.hypothesis
def test_twenty_years(db: None, record_property: Callable[[str, object], None]) -> None:
    # `make soak` raises what every test takes by the same factor.
    factor = max(1, settings().max_examples // 100)
    put_node("practice")
    run_state_machine_as_test(
        Partnership,
        settings=settings(
            # The first is what hypothesis holds the simplest: a year of rest.
            max_examples=1 + factor,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )
    record_property("years", round(sum(years), 1))
    record_property("acts", dict(sorted(done.items())))
    acts = {name for name in done if not name.startswith("refused") and done[name]}
    assert acts >= {"hold", "take_step", "review", "period", "merge_ministries", "bring"}
