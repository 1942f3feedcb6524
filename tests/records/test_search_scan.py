"""Search gives what a plain scan of every text gives, in the same order, whatever the texts."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kakehashi.glossary.services import NewConcept, load_concepts
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import viewer_of
from kakehashi.records import search
from kakehashi.records.markings import Marking
from kakehashi.records.services import NewText
from kakehashi.records.services.writing import Loaded, load
from kakehashi.wording import word_key
from tests.cast import NOW
from tests.records.plain_scan import scan
from tests.wording.strategies import GLOSSARY, any_texts, queries, texts

STATES = {"published": "public", "shared": "participants", "draft": "own_side"}

wordings = st.one_of(texts, texts, any_texts).map(
    lambda text: text.replace("\x00", "").encode(errors="ignore").decode()[:200]
)
titles = wordings.filter(str.strip)
letters = st.sampled_from(
    [
        "a",
        "A.b",
        "A.b.v",
        "A.b.vi",
        "A.b.vi-3",
        "A.bx",
        "UK",
        "UK-1",
        "12",
        "12.a",
        "1",
        "3-4",
        "国",
        "x_y",
        "5G",
    ]
)
records = st.builds(
    lambda kind, reference, title, body, state, origin: Loaded(
        kind=kind,
        reference=reference,
        text=NewText(wording={"title": title, "body": body}, marking=Marking(reach=STATES[state])),
        state=state,
        origin=origin,
    ),
    st.sampled_from(["initiative", "update", "initiative"]),
    letters,
    st.fixed_dictionaries({"en": titles}, optional={"ja": wordings}),
    st.fixed_dictionaries({}, optional={"en": wordings, "ja": wordings}),
    st.sampled_from(sorted(STATES)),
    st.sampled_from(["JP", "GB"]),
)
shelves = st.lists(records, max_size=6, unique_by=lambda record: record.reference)
asked = st.one_of(queries, queries, letters, texts.map(lambda text: text[:60]))


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def glossary(db):
    load_concepts(
        [
            NewConcept(id=f"c{number}", words={"en": {"preferred": [word, *others]}})
            for number, (word, others) in enumerate(GLOSSARY.items())
        ]
    )
    assert word_key("chips") == word_key("chip")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(shelf=shelves, query=st.lists(asked, min_size=1, max_size=3, unique=True))
def test_search_equals_a_plain_scan(cast, glossary, shelf, query):
    with taken_back():
        load(shelf, by=cast.olga, at=NOW)
        for one in query:
            for viewer in (PUBLIC_VIEWER, viewer_of(cast.haruka), viewer_of(cast.bob)):
                expected = scan(one, viewer)
                hits = search.find(one, viewer=viewer)
                assert [(hit.reference, hit.where) for hit in hits.hits] == expected
                assert hits.total == len(expected)
                page = search.find(one, viewer=viewer, limit=2, offset=1)
                assert [(hit.reference, hit.where) for hit in page.hits] == expected[1:3]
                assert page.total == len(expected)
                for hit in page.hits:
                    for passage in (*hit.titles.values(), *hit.passages.values()):
                        assert all(piece.text for piece in passage.pieces)
