"""Adding, changing, retiring concepts; a file in through a dry run, and back."""

import datetime as dt
from dataclasses import replace

import pytest

from kakehashi.errors import NotHere
from kakehashi.glossary import services
from kakehashi.glossary.concepts import NewConcept
from kakehashi.glossary.models import BroughtFile, Change
from kakehashi.glossary.rules import ConceptMisshapen, WordTaken, may_edit
from kakehashi.glossary.selectors import all_concepts, concept_with, expand
from kakehashi.glossary.tbx import write_tbx
from kakehashi.ledger.models import Event
from kakehashi.people.rules import NoSide, NotYourRole
from kakehashi.people.selectors import viewer_of
from tests.cast import NOW

QUAY = NewConcept(
    id="quay",
    words={
        "en": {"preferred": ["quay"], "admitted": ["berth"]},
        "ja": {"preferred": ["岸壁"], "avoided": ["桟橋"]},
    },
    definition={"en": "Where ships lie.", "ja": "船を着ける所。"},
    source="ours",
)


def with_words(concept, language, **standings):
    return replace(
        concept, words={**concept.words, language: {**concept.words[language], **standings}}
    )


def add(cast, concept=QUAY):
    return services.add_concept(concept=concept, by=cast.haruka, at=NOW)


def test_a_concept_is_added_changed_retired_and_restored_each_with_its_event(cast):
    add(cast)
    assert set(expand("岸壁")) == {"quay", "berth", "岸壁"}
    changed = with_words(QUAY, "en", admitted=["berth", "wharf"])
    change = services.change_concept(concept=changed, base=1, by=cast.alice, at=NOW)
    assert (change.number, change.step, change.by) == (2, "changed", cast.alice)
    assert set(expand("wharf")) == {"quay", "berth", "wharf", "岸壁"}
    assert services.change_concept(concept=changed, base=2, by=cast.alice, at=NOW) is None
    services.retire_concept(concept="quay", by=cast.haruka, at=NOW)
    assert expand("wharf") == []
    assert all_concepts() == []
    with pytest.raises(NotHere):
        services.retire_concept(concept="quay", by=cast.haruka, at=NOW)
    with pytest.raises(NotHere):
        services.change_concept(concept=QUAY, base=3, by=cast.haruka, at=NOW)
    services.restore_concept(concept="quay", by=cast.haruka, at=NOW)
    assert concept_with("quay").data() == changed.data()
    events = Event.objects.filter(subject="concept:quay").order_by("sequence")
    assert [one.name.rpartition(".")[2] for one in events] == [
        "term_added", "term_changed", "term_retired", "term_restored",
    ]  # fmt: skip
    assert events[1].facts == {"number": 2, "fields": ["words.en.admitted"]}


def test_only_coordinators_write(cast):
    for who, refusal in ((cast.kenji, NotYourRole), (cast.bob, NotYourRole), (cast.olga, NoSide)):
        assert not may_edit(viewer_of(who))
        with pytest.raises(refusal):
            services.add_concept(concept=QUAY, by=who, at=NOW)
    assert may_edit(viewer_of(cast.alice))


def test_nobody_overwrites_what_they_have_not_read(cast):
    add(cast)
    one = with_words(QUAY, "en", admitted=["wharf"])
    services.change_concept(concept=one, base=1, by=cast.alice, at=NOW)
    with pytest.raises(services.ConceptChanged):
        services.change_concept(concept=QUAY, base=1, by=cast.haruka, at=NOW)
    with pytest.raises(services.ConceptExists):
        add(cast)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(QUAY, id="Quay!"),
        with_words(QUAY, "en", preferred=[]),
        with_words(QUAY, "en", preferred=["a", "b"]),
        with_words(QUAY, "ja", admitted=["岸壁"]),
        with_words(QUAY, "ja", admitted=["  "]),
        with_words(QUAY, "ja", admitted=["岸\u202e壁"]),
        with_words(QUAY, "ja", admitted=["岸\u200b壁"]),
        with_words(QUAY, "en", admitted=["x" * 201]),
        with_words(QUAY, "en", admitted=[f"w{number}" for number in range(61)]),
        replace(QUAY, definition={"en": "x" * 2001, "ja": ""}),
        replace(QUAY, source="two\nlines"),
        replace(QUAY, subject="port"),
        replace(QUAY, provisions=["no reference"]),
    ],
)
def test_what_has_not_the_shape_is_refused(cast, wrong):
    with pytest.raises(ConceptMisshapen):
        add(cast, wrong)
    assert all_concepts() == []


def test_a_preferred_word_has_one_owner_unless_both_are_homonyms(cast):
    add(cast)
    other = with_words(replace(QUAY, id="landing"), "en", preferred=["landing"])
    with pytest.raises(WordTaken):
        add(cast, other)
    with pytest.raises(WordTaken):
        add(cast, replace(other, homonym=True))
    services.change_concept(concept=replace(QUAY, homonym=True), base=1, by=cast.haruka, at=NOW)
    add(cast, replace(other, homonym=True))
    assert len(all_concepts()) == 2


def file_of(*concepts):
    return write_tbx(concepts, "x")


def bring(cast, data):
    kept = services.keep_file(data=data, name="words.tbx", by=cast.haruka, at=NOW)
    return kept, services.look_at(file=kept.pk, by=cast.haruka, at=NOW)[1]


def test_a_file_is_looked_at_made_and_taken_back(cast):
    add(cast)
    wharf = with_words(QUAY, "en", preferred=["wharf"], admitted=[])
    crane = replace(
        QUAY, id="crane", words={"en": {"preferred": ["crane"]}, "ja": {"preferred": ["起重機"]}}
    )
    broken = replace(crane, id="bad", words={"en": {"preferred": ["bad"]}, "ja": {}})
    kept, run = bring(cast, file_of(wharf, crane, broken))
    assert [one.new.id for one in run.added] == ["crane"]
    assert [(one.field, one.old, one.new) for one in run.changed[0].cells] == [
        ("words.en.preferred", "quay", "wharf"),
        ("words.en.admitted", "berth", ""),
    ]
    assert [one.id for one in run.unfit] == ["bad"]
    assert "Japanese" in run.unfit[0].message["en"]
    assert concept_with("quay").data() == QUAY.data()
    made, again = services.make_changes(file=kept.pk, expected=run.digest, by=cast.haruka, at=NOW)
    assert (made, again) == (2, None)
    assert concept_with("quay").preferred("en") == "wharf"
    with pytest.raises(services.FileGone):
        services.make_changes(file=kept.pk, expected=run.digest, by=cast.haruka, at=NOW)
    batch = BroughtFile.objects.get(pk=kept.pk).batch
    assert services.undo_changes(batch=batch, by=cast.alice, at=NOW) == 2
    assert concept_with("quay").data() == QUAY.data()
    assert [one.id for one in all_concepts()] == ["quay"]
    with pytest.raises(services.FileGone):
        services.undo_changes(batch=batch, by=cast.alice, at=NOW)


def test_what_changed_meanwhile_is_shown_again_and_not_overwritten(cast):
    add(cast)
    kept, run = bring(cast, file_of(with_words(QUAY, "en", preferred=["wharf"])))
    services.change_concept(
        concept=with_words(QUAY, "en", admitted=["pier"]), base=1, by=cast.alice, at=NOW
    )
    made, again = services.make_changes(file=kept.pk, expected=run.digest, by=cast.haruka, at=NOW)
    assert made == 0
    assert again.digest != run.digest
    services.make_changes(file=kept.pk, expected=again.digest, by=cast.haruka, at=NOW)
    services.change_concept(concept=QUAY, base=3, by=cast.alice, at=NOW)
    batch = Change.objects.get(concept_id="quay", number=3).batch
    with pytest.raises(services.UndoTooLate):
        services.undo_changes(batch=batch, by=cast.haruka, at=NOW)


def test_a_file_is_its_owners_for_a_day_and_changes_can_go_back_for_thirty(cast):
    add(cast)
    kept, run = bring(cast, file_of(with_words(QUAY, "en", preferred=["wharf"])))
    with pytest.raises(services.FileGone):
        services.look_at(file=kept.pk, by=cast.alice, at=NOW)
    with pytest.raises(services.FileGone):
        services.look_at(file=kept.pk, by=cast.haruka, at=NOW + dt.timedelta(days=2))
    with pytest.raises(NotYourRole):
        services.keep_file(data=file_of(QUAY), name="x", by=cast.kenji, at=NOW)
    services.make_changes(file=kept.pk, expected=run.digest, by=cast.haruka, at=NOW)
    batch = BroughtFile.objects.get(pk=kept.pk).batch
    with pytest.raises(services.FileGone):
        services.undo_changes(batch=batch, by=cast.haruka, at=NOW + dt.timedelta(days=31))


def test_a_file_that_says_a_thing_twice_or_takes_a_word_away_is_not_taken(cast):
    add(cast)
    twin = replace(QUAY, id="twin")
    _kept, run = bring(cast, file_of(QUAY, twin))
    assert {one.id for one in run.unfit} == {"quay", "twin"}
    _kept, run = bring(cast, file_of(twin, twin))
    assert len(run.unfit) == 2
    assert run.total == 0
    services.retire_concept(concept="quay", by=cast.haruka, at=NOW)
    _kept, run = bring(cast, file_of(QUAY))
    assert "retired" in run.unfit[0].message["en"]
