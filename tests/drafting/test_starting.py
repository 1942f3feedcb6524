"""Starting from what happened: own words, marked gaps, sources that tell when they changed."""

import pytest

from kakehashi.drafting import services
from kakehashi.drafting.selectors import sources_of
from kakehashi.drafting.services import Draft
from kakehashi.drafting.services.settling import LanguageGap, check_ready
from kakehashi.drafting.starting import candidates, chosen, paragraphs_from
from kakehashi.people.selectors import viewer_of
from kakehashi.records import selectors
from kakehashi.records import services as records
from kakehashi.records.services import NewText
from tests.cast import NOW


def decision(cast, title, by=None, **words):
    text = NewText(
        wording={"title": {"en": title}, "body": words}, facts={"area": "PT", "date": "2026-10-01"}
    )
    return records.create(kind="decision", text=text, by=by or cast.haruka, at=NOW)


@pytest.fixture
def happened(cast):
    both = decision(cast, "Ports", en="Twelve ports joined.", ja="12の港湾が参加した。")
    gap = decision(cast, "Buoys", ja="ブイの点検を終えた。")
    own = decision(cast, "Kept", en="OWN", ja="OWN")
    for one in (both, gap):
        records.share(item=one.pk, by=cast.haruka, at=NOW)
    return both, gap, own


def test_only_what_was_shared_can_be_started_from(cast, happened):
    both, gap, own = happened
    for account in (cast.haruka, cast.alice):
        found = candidates(viewer_of(account))
        assert {one.entry.item_id for one in found} == {both.pk, gap.pk}
    assert chosen(viewer_of(cast.haruka), [own.pk]) == []
    assert candidates(viewer_of(cast.haruka), area="XX") == []
    assert candidates(viewer_of(cast.mallory)) == []


def test_words_are_the_records_own_and_what_is_wanting_stays_a_gap(cast, happened):
    both, gap, _own = happened
    viewer = viewer_of(cast.haruka)
    made = paragraphs_from(chosen(viewer, [both.pk, gap.pk]), by="area", viewer=viewer)
    words = {one.source.item: dict(one.words) for one in made if one.source}
    assert words == {
        str(both.pk): {"en": "Twelve ports joined.", "ja": "12の港湾が参加した。"},
        str(gap.pk): {"ja": "ブイの点検を終えた。"},
    }
    item = services.start(
        draft=Draft(title={"en": "M", "ja": "議"}, paragraphs=made, text_kind="minutes"),
        by=cast.haruka,
        at=NOW,
    )
    version = selectors.entry_for(item.reference, viewer).version
    with pytest.raises(LanguageGap):
        check_ready(item, services.text_of(version), side="")


def test_a_paragraph_tells_when_its_source_changed_since(cast, happened):
    both, _gap, _own = happened
    viewer = viewer_of(cast.haruka)
    made = paragraphs_from(chosen(viewer, [both.pk]), by="action", viewer=viewer)
    draft = Draft(title={}, paragraphs=made, text_kind="minutes")
    assert [changed for _entry, changed in sources_of(draft, viewer).values()] == [False]
    entry = selectors.entry_for(both.reference, viewer)
    records.confirm(item=both.pk, digest=entry.version.content_digest, by=cast.haruka, at=NOW)
    assert [changed for _entry, changed in sources_of(draft, viewer).values()] == [False]
    records.save(
        item=both.pk,
        base=entry.version.number,
        text=NewText(wording={"title": {"en": "Ports"}, "body": {"en": "Ten ports joined."}}),
        by=cast.haruka,
        at=NOW,
    )
    assert [changed for _entry, changed in sources_of(draft, viewer).values()] == [True]
    assert [changed for _e, changed in sources_of(draft, viewer_of(cast.alice)).values()] == [
        False
    ], "the other side does not learn of a draft"
