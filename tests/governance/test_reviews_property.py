"""Random reviews, one after another, over a small framework: identity, links and sums survive."""

import datetime as dt
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kakehashi.errors import Refused
from kakehashi.framework import selectors as framework
from kakehashi.framework.models import Descent, Edition, Place, Provision
from kakehashi.framework.revising import (
    Change,
    compare_editions,
    editions,
    make_edition,
    now_called,
    plan,
    standing,
)
from kakehashi.framework.revising import refusals as wrong
from kakehashi.framework.revising.editions import areas_by_code
from kakehashi.framework.revising.planning import Stand
from kakehashi.people.models import Account
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.records.models import Entry, Item, Link
from kakehashi.workplan.models import JointAction
from kakehashi.workplan.reattaching import follow_text, hanging, reattach
from tests.cast import NOW
from tests.node_copy import put_node

pytestmark = pytest.mark.long

NUMBERS = ("1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1")
FREE = (*NUMBERS, "1.3", "2.3", "3.2", "4", "4.1")
KINDS = ("kept", "reworded", "renumbered", "split", "merged", "retired", "added")

small = [
    Stand(uuid.UUID(int=place + 1), one, one.rpartition(".")[0], place, "s", "", "", "", one)
    for place, one in enumerate(NUMBERS)
]


@st.composite
def changes(draw, stands):
    """Draw changes to a text, some of which can never be."""
    items = [one.item for one in stands]
    one_change = st.builds(
        Change,
        key=st.sampled_from(["PC-1", "PC-2", "PC-3"]),
        kind=st.sampled_from(KINDS),
        sources=st.lists(st.sampled_from(items), max_size=2, unique=True),
        into=st.one_of(st.none(), st.sampled_from(items)),
        number=st.one_of(st.just(""), st.sampled_from(FREE)),
        wording=st.sampled_from([{}, {"statement": {"en": "Other words.", "ja": "別の文言。"}}]),
    )
    return draw(st.lists(one_change, min_size=1, max_size=5))


def leads_back(drawn):
    """Say whether what goes into something else comes back to itself, by walking every path."""
    goes = {}
    for change in drawn:
        for source in change.sources:
            if change.into is not None and source != change.into:
                goes.setdefault(source, set()).add(change.into)
    for start, first in goes.items():
        seen, waiting = set(), set(first)
        while waiting:
            seen |= waiting
            waiting = set().union(*(goes.get(one, set()) for one in waiting)) - seen
        if start in seen:
            return True
    return False


@settings(max_examples=600)
@given(changes(small))
def test_what_is_planned_is_a_text_or_is_refused(drawn):
    try:
        text = plan(small, drawn, {})
    except Refused as refusal:
        assert refusal.code  # noqa: PT017 - that nothing else is raised is what is tested
        return
    assert not leads_back(drawn)
    references = [one.reference for one in text.provisions]
    assert len(references) == len(set(references))
    assert [one.position for one in text.provisions] == list(range(len(references)))
    by_reference = {one.reference: one for one in text.provisions}
    for one in text.provisions:
        assert one.parent == "" or by_reference[one.parent].position < one.position
        assert one.parent in (one.reference.rpartition(".")[0], "")
    # Every provision goes on or has ended; none does both, none is forgotten.
    going_on = [one.item for one in text.provisions if one.item]
    assert len(going_on) == len(set(going_on))
    assert set(going_on) | set(text.ended) == {one.item for one in small}
    assert not set(going_on) & set(text.ended)
    began = sum(one.item is None for one in text.provisions)
    assert len(text.provisions) == len(small) - len(text.ended) + began


@settings(max_examples=300)
@given(st.lists(st.sampled_from(small), min_size=2, max_size=6, unique=True), st.data())
def test_a_circle_is_always_refused(ring, data):
    goes = [
        Change(f"PC-{place}", "merged", [one.item], into=ring[(place + 1) % len(ring)].item)
        for place, one in enumerate(ring)
    ]
    goes = data.draw(st.permutations(goes))
    with pytest.raises(wrong.ChangesInACircle):
        plan(small, goes, {})


@st.composite
def fitting(draw, stands, areas):
    """Draw changes of every kind that make a text together: each is kept only if it fits."""
    items = {one.reference: one.item for one in stands}
    references = sorted(items)
    free = [
        f"{one.rpartition('.')[0]}.{count}"
        for one in references
        if "." in one
        for count in range(1, 12)
    ]
    free = sorted({*free, "12", "13"} - set(references)) + references
    kept = []
    for place in range(draw(st.integers(2, 8))):
        one, two = (items[draw(st.sampled_from(references))] for _ in range(2))
        numbers = [draw(st.sampled_from(free)) for _ in range(2)]
        words = {"statement": {"en": f"Words {place}.", "ja": f"文言{place}。"}}
        goes_on = draw(st.sampled_from([one, None]))
        group = {
            "reworded": [Change("a", "reworded", [one], wording=words)],
            "renumbered": [Change("a", "renumbered", [one], number=numbers[0])],
            "swap": [
                Change("a", "renumbered", [one], number=called(stands, two)),
                Change("b", "renumbered", [two], number=called(stands, one)),
            ],
            "split": [
                Change("a", "split", [one], into=goes_on, number=numbers[0], wording=words),
                Change("b", "split", [one], number=numbers[1], wording=words),
            ],
            "merged": [Change("a", "merged", [one], into=two)],
            "merged anew": [Change("a", "merged", [one, two], number=numbers[0], wording=words)],
            "retired": [Change("a", "retired", [one])],
            "added": [Change("a", "added", number=numbers[0], wording=words)],
        }
        chosen = group[draw(st.sampled_from(sorted(group)))]
        try:
            plan(stands, [*kept, *chosen], areas)
        except Refused:
            continue
        kept += chosen
    return kept


def called(stands, item):
    return next(one.reference for one in stands if one.item == item)


def as_it_reads(day=None):
    """Return the whole text of a day: numbers, places, titles and words in their order."""
    tree = framework.tree(PUBLIC_VIEWER, day)
    found = []

    def walk(branches):
        for one in branches:
            row = one.row
            found.append((row.reference, row.parent, row.title_ja, one.version.wording))
            walk(one.below)

    for section in tree.sections:
        walk(section.branches)
        for pillar in section.pillars:
            for leaf in pillar.areas:
                walk(leaf.branches)
    return found


@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
@given(data=st.data())
def check_many_reviews(data, by, made_editions):
    with transaction.atomic():
        began = {item.pk for item in Item.objects.filter(kind="provision")}
        hung = dict(JointAction.objects.values_list("item_id", "state"))
        links = set(
            Link.objects.exclude(relation__in=["of_provision", "of_area", "of_pillar"]).values_list(
                "item_id", "relation", "to_id"
            )
        )
        first = Edition.objects.get()
        stood = {first.since: as_it_reads()}
        day = max(first.since, NOW.date())
        for _review in range(3):
            day += dt.timedelta(days=1)
            bad = data.draw(changes(standing()))
            check_refused(bad, day, by)
            drawn = data.draw(fitting(standing(), areas_by_code()))
            if not drawn:
                continue
            actions = hanging(list(plan(standing(), drawn, areas_by_code()).ended))
            made = make_edition(changes=drawn, since=day, names={}, carried_by=None, by=by, at=NOW)
            made_editions.append(made)
            stays = data.draw(st.booleans())
            target = made.items[made.text.provisions[0].reference]
            reattach(
                to={row.item_id: target if stays else None for row in actions},
                note="RV",
                by=by,
                at=NOW,
            )
            follow_text()
            stood[day] = as_it_reads()
            check(began, hung, links, stood, made)
        transaction.set_rollback(True)


def check_refused(drawn, day, by):
    """Check that changes which do not make a text write nothing at all."""
    try:
        plan(standing(), drawn, areas_by_code())
    except Refused:
        before = [model.objects.count() for model in (Place, Descent, Edition, Item)]
        with pytest.raises(Refused), transaction.atomic():
            make_edition(changes=drawn, since=day, names={}, carried_by=None, by=by, at=NOW)
        assert before == [model.objects.count() for model in (Place, Descent, Edition, Item)]


def check(began, hung, links, stood, made):
    """Check all that has to hold after every review."""
    now = {one[0] for one in as_it_reads()}
    # Identity: nothing is gone, every item has one reference, and numbers do not collide.
    assert began <= {item.pk for item in Item.objects.filter(kind="provision")}
    rows = list(Provision.objects.all())
    assert len({row.reference for row in rows}) == len({row.item_id for row in rows})
    assert {row.reference for row in rows if row.state != "overtaken"} == now
    for entry in Entry.objects.filter(kind="provision").select_related("item"):
        assert entry.reference == entry.item.reference
    # Links: all are there, and every joint action hangs on something that stands, or has ended.
    left = set(Link.objects.values_list("item_id", "relation", "to_id"))
    assert links <= left
    assert set(hung) == set(JointAction.objects.values_list("item_id", flat=True))
    sums = 0
    for row in JointAction.objects.all():
        to = Link.objects.get(entry_id=row.pk, relation="of_provision").to
        assert row.provision == to.reference
        assert row.state in ("overtaken", "withdrawn") or row.provision in now
        sums += row.state not in ("overtaken", "withdrawn")
    assert sums == sum(
        JointAction.objects.exclude(state__in=["overtaken", "withdrawn"])
        .filter(provision=one)
        .count()
        for one in now
    )
    # Every text reads as it stood, on its first day and on its last.
    days = sorted(stood)
    for place, day in enumerate(days):
        assert as_it_reads(day) == stood[day], day
        if place + 1 < len(days):
            last = days[place + 1] - dt.timedelta(days=1)
            assert as_it_reads(last) == stood[day]
    # Every number that ever was leads to something that is there.
    known = {row.reference for row in rows}
    for reference in Place.objects.values_list("reference", flat=True).distinct():
        assert reference in known or now_called(reference, PUBLIC_VIEWER) in known
    # Two editions side by side tell of every provision of both, once.
    new, old = editions()[:2]
    compared = compare_editions(old, new, PUBLIC_VIEWER)
    assert sum(one.after is not None for one in compared) == len(made.text.provisions)
    assert sum(one.before is not None for one in compared) == old.places.count()


def test_random_reviews_lose_nothing(db):
    put_node("practice")
    made = []
    check_many_reviews(by=Account.objects.get(username="officer-xa"), made_editions=made)
    # It was really tried: with every kind of change, more than once over the same text.
    marks = {one.mark for edition in made for one in edition.text.provisions}
    ended = {
        change.kind for edition in made for one in edition.text.ended.values() for change in one
    }
    assert len(made) > 8
    assert marks | ended >= {"kept", "reworded", "split", "merged", "renumbered", "retired"}
