"""Contact notes: written, tagged from their words, followed up, answered; one's own side's."""

import datetime as dt

import pytest

from kakehashi.errors import NotHere
from kakehashi.glossary.models import Concept, Word
from kakehashi.governance.models import ActionPoint
from kakehashi.ledger.models import Event
from kakehashi.notes import selectors, services, tagging
from kakehashi.notes.kinds import CONTACT_NOTE
from kakehashi.notes.services import FileToKeep, NewNote
from kakehashi.people.selectors import viewer_of
from kakehashi.records import services as records
from kakehashi.records import waiting
from kakehashi.records.belongings import open_items
from kakehashi.records.models import Entry, Item
from kakehashi.records.services import NewText
from kakehashi.wording import word_key
from tests.cast import NOW

TODAY = NOW.date()
CALL = "They will ratify in May. MIC asked about subsea cables.\n→ Send MIC the list by 4 December"


def _area(by):
    return records.create(
        kind="area",
        text=NewText(wording={"title": {"en": "Cables", "ja": "ケーブル"}}),
        reference="area-CABLE",
        by=by,
        at=NOW,
    )


def _concept():
    made = Concept.objects.create(id="subsea-cable", subject="area:CABLE", provisions=["6.1"])
    for language, text in (("en", "subsea cable"), ("en", "subsea cables"), ("ja", "海底ケーブル")):
        Word.objects.create(
            concept=made, language=language, text=text, normal=word_key(text), standing="preferred"
        )


def _note(what=CALL, **more):
    return NewNote(with_whom=more.pop("with_whom", "Kenji, METI"), what=what, date=TODAY, **more)


def _write(by, note=None, **more):
    return services.write(note=note or _note(), by=by, at=NOW, today=TODAY, **more)


def _facts(item):
    return Entry.objects.get(item=item).version.facts


def test_a_note_is_tagged_from_its_words_and_followed_up(cast):
    _area(cast.haruka)
    _concept()
    item, opened = _write(cast.haruka)
    entry = Entry.objects.get(item=item)
    assert entry.title_en == "They will ratify in May."
    assert not entry.stale  # no other language of it is missing
    facts = _facts(item)
    assert facts["organisations"] == ["mic"]
    assert [one["relation"] for one in facts["links"]] == ["of_area"]
    [point] = opened
    row = ActionPoint.objects.get(item=point)
    assert (row.standing, row.due_on, row.post) == (
        "draft",
        dt.date(2026, 12, 4),
        cast.haruka.post_id,
    )
    assert row.area == "CABLE"
    assert [one.item_id for one in selectors.opened_for(item.pk, viewer_of(cast.kenji))] == [
        point.pk
    ]


def test_words_are_found_whatever_language_the_note_is_in(cast):
    _area(cast.haruka)
    _concept()
    viewer = viewer_of(cast.haruka)
    for text in ("海底ケーブルについて協議した。", "About Subsea Cables.", "subsea cableの件"):
        assert [one.code for one in tagging.propose(text, viewer)] == ["area:area-CABLE"]
    assert tagging.propose("Nothing of that.", viewer) == []
    assert tagging.propose(f"See {_write(cast.haruka)[0].reference}.", viewer)[0].group == "record"


def test_tags_that_were_shown_are_those_that_were_ticked(cast):
    _area(cast.haruka)
    _concept()
    item, _ = _write(cast.haruka, _note(tags=["organisation:dsit", "organisation:nobody", "x"]))
    facts = _facts(item)
    assert facts["organisations"] == ["dsit"]
    assert "links" not in facts or facts["links"] == []


def test_sent_twice_it_is_written_once(cast):
    key = Item().pk
    first, opened = _write(cast.haruka, id=key)
    again, none = _write(cast.haruka, id=key)
    assert (first.pk, len(opened), none) == (again.pk, 1, [])
    assert ActionPoint.objects.count() == 1
    with pytest.raises(NotHere):
        _write(cast.alice, id=key)


def test_the_other_side_sees_it_once_it_is_shared_and_answers_with_records_of_its_own(cast):
    kept = FileToKeep("letter.pdf", "0" * 64, b"content")
    item, opened = _write(cast.haruka, _note(files=[kept]))
    other = viewer_of(cast.alice)

    def seen():
        return selectors.listing(selectors.Asked(), cast.alice, other).rows

    assert seen() == []
    with pytest.raises(NotHere):
        _write(cast.alice, _note("No.", answers=item.reference, how="corrects"))
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    assert [one.item_id for one in seen()] == [item.pk]
    # Its follow-ups and files stay.
    assert selectors.opened_for(item.pk, other) == []
    assert selectors.files_of(item.pk, other) == []
    [file] = selectors.files_of(item.pk, viewer_of(cast.kenji))
    with pytest.raises(NotHere):
        selectors.kept_file(file.pk, other)
    before = Entry.objects.get(item=item).version.digest
    answer, _ = _write(cast.alice, _note("In June.", answers=item.reference, how="corrects"))
    assert _facts(answer)["links"] == [{"relation": "corrects", "to": str(item.pk)}]
    assert Entry.objects.get(item=item).version.digest == before
    assert [one.item_id for one in seen()] == [answer.pk, item.pk]
    assert len(opened) == 1


def test_a_note_waits_for_nobody_and_is_not_published(cast):
    item, _ = _write(cast.haruka, _note("Nothing to do."))
    viewer = viewer_of(cast.haruka)
    assert waiting.drafts(viewer) == ([], 0)
    assert waiting.behind(viewer) == ([], 0)
    assert open_items([cast.haruka.post_id]) == []  # what was said is no work to hand over
    with pytest.raises(services.NoteStaysInside):
        records.publish(item=item.pk, by=cast.haruka, at=NOW)
    assert CONTACT_NOTE.stays


def test_a_follow_up_that_is_done_is_off_the_list_and_on_the_timeline(cast):
    item, [point] = _write(cast.haruka)
    viewer = viewer_of(cast.haruka)
    assert selectors.open_follow_ups(viewer, cast.haruka.post_id, 9) == 1
    with pytest.raises(NotHere):
        services.end_follow_up(action=point.reference, by=cast.alice, at=NOW)
    services.end_follow_up(action=point.reference, by=cast.haruka, at=NOW)
    assert selectors.opened_for(item.pk, viewer) == []
    assert selectors.open_follow_ups(viewer, cast.haruka.post_id, 9) == 0
    assert Event.objects.filter(name="governance.action_point.follow_up_done").count() == 1


@pytest.mark.parametrize(
    ("note", "refusal"),
    [
        (_note("  \n "), services.NothingSaid),
        (NewNote("METI", "Soon.", TODAY + dt.timedelta(days=1)), services.DayToCome),
    ],
)
def test_what_is_not_taken(cast, note, refusal):
    with pytest.raises(refusal):
        _write(cast.haruka, note)
    assert not Item.objects.filter(kind="contact_note").exists()


def test_a_follow_up_needs_somebody_with_a_post(cast):
    with pytest.raises(services.NobodyToFollowUp):
        _write(cast.bob)
    assert not Item.objects.exists()
    _write(cast.bob, _note("Without any."))


def test_a_deputy_without_a_post_follows_up_for_the_post_that_they_work_for(cast):
    cast.kenji.roles.add(*cast.haruka.roles.all())
    _item, [point] = _write(cast.kenji)
    assert ActionPoint.objects.get(item=point).post == cast.haruka.post_id
    assert selectors.open_follow_ups(viewer_of(cast.kenji), selectors.post_of(cast.kenji), 9) == 1
    assert selectors.post_of(cast.olga) == ""


def test_the_list_goes_on_where_it_stopped(cast):
    for number in range(selectors.PAGE + 2):
        _write(cast.haruka, _note(f"Note {number}", tags=["organisation:dsit"] if number else []))
    viewer = viewer_of(cast.kenji)
    first = selectors.listing(selectors.Asked(), cast.kenji, viewer)
    assert (len(first.rows), first.more) == (selectors.PAGE, True)
    before = selectors.before_of(first.last)
    rest = selectors.listing(selectors.Asked(before=before), cast.kenji, viewer)
    assert [one.title_en for one in rest.rows] == ["Note 1", "Note 0"]
    assert not rest.more
    mine = selectors.listing(selectors.Asked(mine=True), cast.kenji, viewer)
    assert mine.rows == []
    with_dsit = selectors.Asked(organisation="dsit", before=before)
    assert [one.title_en for one in selectors.listing(with_dsit, cast.kenji, viewer).rows] == [
        "Note 1"
    ]
    assert selectors.before_of("yesterday") is None
