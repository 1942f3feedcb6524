"""The register against a plain reading of the same rows: what fits, counts, order, pages, rights."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kakehashi.people.models import Account, Post
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import circle_of, viewer_of, visible_audiences
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item
from kakehashi.records.selectors import entry_for
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.plans import text_of
from kakehashi.records.services.writing import Loaded
from kakehashi.workplan.models import JointAction, Result
from kakehashi.workplan.register import Asked, asked_of, choices_for, register, selection
from kakehashi.workplan.register.facets import FACETS
from kakehashi.workplan.rules import ENDED
from tests.cast import NOW

TODAY = dt.date(2026, 5, 20)


def filled(number=60):
    """Load the real partnership and invented joint actions with every facet."""
    from kakehashi.cli.loading import load_node
    from kakehashi.framework.loading import operator

    load_node("uk-japan", NOW)
    to = {item.reference: item.pk for item in Item.objects.all()}
    objectives = [ref for ref in sorted(to) if ref.startswith("23.")]
    sectors = [ref for ref in sorted(to) if ref.startswith("sector-")]
    posts = {side: list(Post.objects.filter(organisation__side=side)) for side in ("JP", "GB")}
    natures = ["deliverable", "continuing", "inquiry", "dated"]
    services.load(
        [
            Loaded(
                kind="joint_action",
                reference=f"Z-{n}",
                pen="JP",
                text=NewText(
                    wording={
                        "title": {"en": f"Work {n}", "ja": f"半導体{n}"},
                        "wording": {"en": "x"},
                    },
                    facts={
                        "provision": "VD.b.vi",
                        "area": ["VD", "CR", "AI"][n % 3],
                        "pillar": str(1 + n % 2),
                        "nature": natures[n % 4],
                        "strength": 1 + n % 4,
                        "due_date": str(TODAY + dt.timedelta(days=9 * n - 90)) if n % 3 else None,
                        "owners": {
                            side: found[n % len(found)].pk
                            for place, (side, found) in enumerate(posts.items())
                            if n % (3 + place) == 0
                        },
                        "acts": ["tell", "do"][: 1 + n % 2],
                        "beneficiaries": ["citizens"] if n % 5 == 0 else None,
                    },
                    links=[
                        LinkTo("serves", to[objectives[n % len(objectives)]]),
                        LinkTo("in_sector", to[sectors[n % len(sectors)]]),
                    ],
                    marking=Marking(reach="public" if n % 7 else "participants"),
                ),
                state="published" if n % 7 else "shared",
            )
            for n in range(number)
        ],
        by=operator(),
        at=NOW,
    )


def plainly(asked, viewer):
    """Return the references that fit, by reading every row with what hangs on it."""
    visible = set(visible_audiences(viewer))
    posts = {post.pk: post for post in Post.objects.select_related("organisation")}
    results = {}
    for row in Result.objects.filter(audience_id__in=visible):
        for link in row.entry.links.filter(relation="about"):
            results.setdefault(link.to_id, set()).add(row.result_kind)
    quarter = (TODAY.month - 1) // 3

    def values(row):
        facts = row.entry.version.facts
        owners = [posts[one] for one in facts.get("owners", {}).values()]
        links = list(row.entry.links.select_related("to"))
        day = row.due_date
        due = {"set"} if day else {"none"}
        if day and day < TODAY and row.progress not in ENDED:
            due.add("overdue")
        if day and (day.year, day.month) == (TODAY.year, TODAY.month):
            due.add("month")
        if day and day.year == TODAY.year and (day.month - 1) // 3 == quarter:
            due.add("quarter")
        return {
            "pillar": {row.pillar},
            "area": {row.area},
            "nature": {row.nature},
            "progress": {row.progress},
            "strength": {str(row.strength)},
            "due": due,
            "post": {one.pk for one in owners} or {"none"},
            "organisation": {one.organisation_id for one in owners},
            "side": {one.organisation.side_id for one in owners},
            "acts": set(facts.get("acts", [])),
            "beneficiaries": set(facts.get("beneficiaries", [])),
            "objective": {one.to.reference for one in links if one.relation == "serves"},
            "sector": {
                one.to.reference.removeprefix("sector-")
                for one in links
                if one.relation == "in_sector"
            },
            "result": results.get(row.item_id) or {"none"},
            "marking": {circle_of(row.audience_id).reach},
        }

    found = []
    for row in JointAction.objects.filter(audience_id__in=visible).select_related("entry__version"):
        has = values(row)
        day = row.due_date
        between = (not asked.due_from or (day and day >= asked.due_from)) and (
            not asked.due_to or (day and day <= asked.due_to)
        )
        if between and all(has[name] & set(wanted) for name, wanted in asked.filters.items()):
            found.append((row.reference, has))
    return found


class AgainstThePlainReading(TestCase):
    @classmethod
    def setUpTestData(cls):
        filled()
        cls.readers = [
            viewer_of(Account.objects.get(username=name)) for name in ("officer-jp", "officer-gb")
        ] + [PUBLIC_VIEWER]
        cls.choices = [choices_for(reader) for reader in cls.readers]

    @settings(max_examples=25)
    @given(data=st.data())
    def test_what_fits_and_every_count(self, data):
        place = data.draw(st.integers(0, 2))
        reader, choices = self.readers[place], self.choices[place]
        names = data.draw(st.lists(st.sampled_from(list(FACETS)), max_size=3, unique=True))
        filters = {
            name: data.draw(
                st.lists(
                    st.sampled_from(list(choices.words[name])), min_size=1, max_size=3, unique=True
                )
            )
            for name in names
            if choices.words[name]
        }
        days = st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
        asked = Asked(filters=filters, due_from=data.draw(days), due_to=data.draw(days), size=1000)
        listed = register(asked, reader, choices, today=TODAY)
        assert sorted(row.reference for row in listed.rows) == sorted(
            reference for reference, _ in plainly(asked, reader)
        )
        assert listed.total == len(listed.rows)
        name = data.draw(st.sampled_from(list(FACETS)))
        others = plainly(asked.without(name), reader)
        assert listed.counts[name] == {
            value: sum(value in has[name] for _, has in others) for value in choices.words[name]
        }
        for one in listed.looser:
            assert one.total == len(plainly(asked.without(one.name), reader)) > 0

    def test_what_may_not_be_seen_is_not_counted(self):
        listed = register(Asked(), PUBLIC_VIEWER, self.choices[2], today=TODAY)
        assert (
            listed.of
            == len(plainly(Asked(), PUBLIC_VIEWER))
            < len(plainly(Asked(), self.readers[0]))
        )
        assert listed.counts["marking"]["participants"] == 0
        assert register(Asked(), self.readers[0], self.choices[0], today=TODAY).counts["marking"][
            "participants"
        ]

    def test_pages_in_every_order_hold_everything_once(self):
        reader, choices = self.readers[0], self.choices[0]
        for sort in (
            "reference",
            "-reference",
            "due",
            "-due",
            "title",
            "-title",
            "-updated",
            "progress",
            "-strength",
        ):
            asked = Asked(sort=sort, size=7)
            pages = register(asked, reader, choices, today=TODAY).pages
            rows = [
                row
                for page in range(1, pages + 1)
                for row in register(
                    Asked(sort=sort, size=7, page=page), reader, choices, today=TODAY
                ).rows
            ]
            assert len({row.pk for row in rows}) == len(rows) == len(plainly(Asked(), reader))
            assert [row.pk for row in rows] == selection(asked, reader, choices, today=TODAY)
            if sort == "-strength":
                assert [row.strength for row in rows] == sorted(
                    (row.strength for row in rows), reverse=True
                )
            if sort in ("due", "-due"):
                days = [row.due_date for row in rows]
                known = [day for day in days if day]
                assert known == sorted(known, reverse=sort == "-due")
                assert not any(days[len(known) :]), "what has no due date comes last both ways"

    def test_the_last_page_for_any_page_past_it(self):
        asked = Asked(page=10**9, size=25)
        listed = register(asked, self.readers[0], self.choices[0], today=TODAY)
        assert listed.page == listed.pages
        assert listed.rows

    def test_words_find_as_search_does(self):
        listed = register(Asked(words="半導体7"), self.readers[0], self.choices[0], today=TODAY)
        assert "Z-7" in {row.reference for row in listed.rows}
        assert listed.total < listed.of


def test_a_write_shows_at_once_and_a_draft_to_its_side_only(node):
    ours, theirs = viewer_of(node["officer-jp"]), viewer_of(node["officer-gb"])
    entry = entry_for("VD.b.vi-1", ours)
    asked = Asked(filters={"due": ["set"]})

    def total(reader):
        return register(asked, reader, choices_for(reader), today=TODAY).total

    before = total(ours), total(theirs)
    text = text_of(entry.version)
    services.save(
        item=entry.item_id,
        base=entry.version.number,
        text=NewText(
            wording=text.wording,
            facts={**text.facts, "due_date": "2026-09-30"},
            links=text.links,
            marking=text.marking,
        ),
        by=node["officer-jp"],
        at=NOW,
    )
    assert (total(ours), total(theirs)) == (before[0] + 1, before[1])


def test_as_many_queries_for_few_as_for_many(node):
    reader = viewer_of(node["officer-jp"])

    def queries():
        register(Asked(), reader, choices_for(reader), today=TODAY)
        with CaptureQueriesContext(connection) as taken:
            choices = choices_for(reader)
            register(Asked(filters={"area": ["VD"]}, sort="-updated"), reader, choices, today=TODAY)
        return len(taken)

    few = queries()
    by = Account.objects.get(side=None, roles="operator")
    text = NewText(
        wording={"title": {"en": "x"}, "wording": {"en": "x"}},
        facts={"area": "VD", "nature": "dated"},
        marking=Marking(reach="public"),
    )
    services.load(
        [Loaded(kind="joint_action", reference=f"Q-{n}", pen="JP", text=text) for n in range(100)],
        by=by,
        at=NOW,
    )
    assert queries() == few <= 16


@pytest.mark.parametrize(
    ("given_", "left", "ignored"),
    [
        ({"area": ["VD", "XX", "VD"]}, {"area": ["VD"]}, ["XX"]),
        ({"due": ["whenever"], "due_from": ["2026-02-30"]}, {}, ["whenever", "2026-02-30"]),
        ({"area": [""], "nonsense": ["1"], "sort": ["nonsense"]}, {}, []),
        ({"q": ["x" * 400]}, {}, ["x" * 80 + "…"]),
        ({"progress": ["\x00"]}, {}, [" "]),
    ],
)
def test_impossible_filters_filter_nothing_and_are_named(node, given_, left, ignored):
    asked, out = asked_of(given_, choices_for(viewer_of(node["officer-jp"])))
    assert dict(asked.filters) == left
    assert [one.value for one in out] == ignored
    assert asked.sort == "reference"
