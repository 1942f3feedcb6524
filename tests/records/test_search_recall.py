"""Recall on the framework's own text, passage by passage as records of a node."""

import re

import pytest

from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.records import search
from kakehashi.records.markings import Marking
from kakehashi.records.services import NewText
from kakehashi.records.services.writing import Loaded, load
from tests.cast import NOW
from tests.records.plain_scan import scan
from tests.wording.test_framework_recall import FOLDER, WORDS
from tests.wording.test_framework_recall import scan as folded


@pytest.fixture
def passages(cast):
    files = sorted(FOLDER.glob("*.ja.txt"))
    if not files:
        pytest.skip("the framework's text is not beside this clone")
    text = re.sub(r"\n\s*\n", "\n", files[0].read_text(encoding="utf-8"))
    found = {
        f"IN-{number}": passage
        for number, passage in enumerate(re.split(r"(?<=。)", text))
        if passage.strip()
    }
    load(
        [
            Loaded(
                kind="initiative",
                reference=reference,
                text=NewText(
                    wording={"title": {"en": "Passage"}, "body": {"ja": passage}},
                    marking=Marking(reach="public"),
                ),
            )
            for reference, passage in found.items()
        ],
        by=cast.olga,
        at=NOW,
    )
    return found


@pytest.mark.seed
def test_every_passage_that_a_scan_finds_is_found(passages):
    scanned = {reference: folded(text) for reference, text in passages.items()}
    searched = []
    for word in WORDS:
        wanted = {reference for reference, text in scanned.items() if folded(word) in text}
        if word.isascii():  # a scan also finds it inside longer words
            whole = re.compile(rf"(?<![a-z0-9]){re.escape(folded(word))}(?![a-z0-9])")
            wanted = {reference for reference in wanted if whole.search(scanned[reference])}
        hits = search.find(word, viewer=PUBLIC_VIEWER)
        assert wanted <= {hit.reference for hit in hits.hits}, word
        assert [(hit.reference, hit.where) for hit in hits.hits] == scan(word, PUBLIC_VIEWER)
        if wanted:
            searched.append(word)
    assert len(searched) >= 30
    assert sum(len(word) == 1 for word in searched) >= 5
