"""Enquiries: received, their clock, their answer, documents, and consulting the other side."""

import datetime as dt
from typing import Any

import pytest

from kakehashi.enquiries import selectors, services
from kakehashi.enquiries.models import ClockChange, Course, Document, Requester
from kakehashi.enquiries.rules import ANSWERED, LATE, STOPPED, WITHDRAWN
from kakehashi.enquiries.services import NewEnquiry, refusals
from kakehashi.errors import NotHere
from kakehashi.ledger.models import Event
from kakehashi.people.belongings import BELONGINGS
from kakehashi.people.models import Account
from kakehashi.people.rules import NotYourRole
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.services import EditConflict, NewText
from tests.cast import NOW, Cast

TODAY = dt.date(2026, 11, 23)
RECEIVED = dt.date(2026, 11, 2)


def received(by: Account, **changes: Any) -> Item:
    """Return a request for documents that was entered."""
    given: dict[str, Any] = {
        "sort": "foi" if by.side_id == "GB" else "joho-kokai",
        "title": {"en": "Papers on subsea cables"},
        "question": {"en": "All papers on subsea cables since 2025."},
        "received_date": RECEIVED,
        "requester": "Ann Example",
        "contact": "ann@example.org",
        "number": "FOI-2026-77",
    }
    return services.receive(enquiry=NewEnquiry(**(given | changes)), by=by, at=NOW)


def course(item: Item) -> Course:
    """Return where an enquiry stands."""
    return Course.objects.get(pk=item.pk)


def newest(item: Item) -> Version:
    """Return the newest version of a record."""
    return Version.objects.filter(item=item).order_by("-number")[0]


def written(item: Item, by: Account) -> None:
    """Write an answer."""
    services.write_answer(
        item=item.pk, base=newest(item).number, answer={"en": "We hold three."}, by=by, at=NOW
    )


def paper(by: Account, title: str = "Cable maps", *, share: bool = True) -> Item:
    """Return a note of ``by``'s side, shared with the other."""
    item = records.create(
        kind="update",
        text=NewText(wording={"title": {"en": title}, "body": {"en": "Words."}}),
        by=by,
        at=NOW,
    )
    if share:
        records.share(item=item.pk, by=by, at=NOW)
    return item


def test_received_once_with_the_day_its_law_gives(cast: Cast) -> None:
    item = received(cast.alice)
    assert item.reference == "EQ-GB-1"
    # Twenty working days after 2 November; 30 November is a bank holiday in Scotland.
    assert course(item).due_date == dt.date(2026, 12, 1)
    theirs = received(cast.haruka, title={"ja": "海底ケーブル"}, question={})
    assert course(theirs).due_date == dt.date(2026, 12, 2)
    again = services.receive(
        enquiry=NewEnquiry("foi", {"en": "x"}, RECEIVED), by=cast.alice, at=NOW, id=item.pk
    )
    assert again.pk == item.pk
    for wrong, refusal in (
        ({"sort": "joho-kokai"}, refusals.SortUnknown),
        ({"sort": "oral"}, refusals.DayAskedMissing),
        ({"received_date": dt.date(2026, 11, 24)}, refusals.DayWrong),
        ({"sort": "oral", "asked_for": dt.date(2026, 11, 1)}, refusals.DayWrong),
        ({"about": ["NOWHERE"]}, NotHere),
    ):
        with pytest.raises(refusal):
            received(cast.alice, **wrong)
    with pytest.raises(NotYourRole):
        received(cast.grace)
    say: dict[str, Any] = {"by": cast.haruka, "at": NOW}
    with pytest.raises(NotHere):
        services.stop(item=item.pk, code="fees", day=RECEIVED, why="x", **say)
    with pytest.raises(NotHere):
        services.receive(enquiry=NewEnquiry("joho-kokai", {"en": "x"}, RECEIVED), id=item.pk, **say)


def test_the_other_side_and_the_record_know_nothing_of_who_asked(cast: Cast) -> None:
    item = received(cast.alice)
    assert not Entry.objects.filter(
        item=item, audience_id__in=visible_audiences(viewer_of(cast.haruka))
    )
    assert b"Example" not in bytes(newest(item).content or b"")
    for step in (records.share, records.publish, records.discard):
        with pytest.raises((refusals.EnquiryStaysInside, refusals.StaysListed)):
            step(item=item.pk, by=cast.alice, at=NOW)
    with pytest.raises(NotHere):
        services.erase_requester(item=item.pk, by=cast.alice, at=NOW)
    services.end(item=item.pk, how=WITHDRAWN, why="By mail.", day=TODAY, by=cast.alice, at=NOW)
    services.erase_requester(item=item.pk, by=cast.alice, at=NOW)
    kept = Requester.objects.get(pk=item.pk)
    assert (kept.name, kept.contact, kept.erased_at) == ("", "", NOW)
    assert selectors.requester_of(item.pk, viewer_of(cast.haruka)) is None
    assert "Example" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_the_clock_stops_begins_anew_and_is_extended_with_its_reason(cast: Cast) -> None:
    item = received(cast.alice)
    say: dict[str, Any] = {"item": item.pk, "by": cast.alice, "at": NOW}
    with pytest.raises(refusals.ClockNotSo):
        services.stop(code="correction", day=TODAY, why="x", **say)
    with pytest.raises(refusals.WhyMissing):
        services.stop(code="clarification", day=TODAY, why=" ", **say)
    with pytest.raises(refusals.DayWrong):
        services.stop(code="clarification", day=dt.date(2026, 11, 1), why="x", **say)
    services.stop(code="clarification", day=dt.date(2026, 11, 9), why="Which cables?", **say)
    assert (course(item).stopped, course(item).due_date) == (True, None)
    with pytest.raises(refusals.ClockNotSo):
        services.stop(code="fees", day=TODAY, why="x", **say)
    until = dt.date(2027, 1, 8)
    with pytest.raises(refusals.ClockNotSo):
        services.extend(code="public-interest", told=TODAY, until=until, why="x", **say)
    services.resume(day=dt.date(2026, 11, 16), **say)
    assert course(item).due_date == dt.date(2026, 12, 15)
    with pytest.raises(refusals.ClockNotSo):
        services.resume(day=TODAY, **say)
    services.extend(code="public-interest", told=TODAY, until=until, why="Section 27.", **say)
    assert course(item).due_date == until
    assert list(ClockChange.objects.values_list("code", "why")) == [
        ("clarification", "Which cables?"),
        ("public-interest", "Section 27."),
    ]


def test_an_extension_keeps_within_the_law_and_comes_in_time(cast: Cast) -> None:
    item = received(cast.haruka)  # due 2 December; sixty days end on 1 January, closed
    say: dict[str, Any] = {"item": item.pk, "by": cast.haruka, "at": NOW, "why": "照会のため"}
    with pytest.raises(refusals.ExtensionTooLong) as wrong:
        services.extend(code="extension", told=TODAY, until=dt.date(2027, 1, 5), **say)
    assert "4 January 2027" in wrong.value.say("en")
    with pytest.raises(refusals.ExtensionTooLong):
        services.extend(code="extension", told=TODAY, until=dt.date(2026, 12, 2), **say)
    services.extend(code="extension", told=TODAY, until=dt.date(2027, 1, 4), **say)
    assert course(item).due_date == dt.date(2027, 1, 4)
    # Very many documents: a part within sixty days, the rest by the day that was told.
    many = received(cast.haruka)
    say["item"] = many.pk
    services.extend(code="large", told=TODAY, until=dt.date(2027, 6, 30), **say)
    found = course(many)
    assert (found.due_date, found.rest_date) == (dt.date(2027, 1, 4), dt.date(2027, 6, 30))
    late = received(cast.haruka, received_date=dt.date(2026, 10, 1))
    say["item"] = late.pk
    with pytest.raises(refusals.ExtensionTooLate):
        services.extend(code="extension", told=TODAY, until=dt.date(2026, 11, 30), **say)
    services.extend(code="extension", told=dt.date(2026, 11, 2), until=dt.date(2026, 11, 30), **say)
    assert course(late).due_date == dt.date(2026, 11, 30)


def test_an_answer_is_written_after_the_day_and_an_older_text_loses_nothing(cast: Cast) -> None:
    item = received(cast.alice, received_date=dt.date(2026, 9, 1))
    say: dict[str, Any] = {"item": item.pk, "by": cast.alice, "at": NOW}
    assert selectors.standing_of(course(item), TODAY) == LATE
    with pytest.raises(refusals.AnswerMissing):
        services.answered(day=TODAY, **say)
    written(item, cast.alice)
    with pytest.raises(EditConflict):
        services.write_answer(base=1, answer={"en": "Older."}, **say)
    settled = services.answered(day=TODAY, **say)
    assert (settled.state, settled.late, settled.settled_version) == (ANSWERED, True, 2)
    with pytest.raises(refusals.EnquiryOver):
        written(item, cast.alice)
    with pytest.raises(refusals.EnquiryOver):
        records.save(
            item=item.pk,
            base=2,
            text=NewText(wording={"title": {"en": "x"}}),
            by=cast.alice,
            at=NOW,
        )
    services.reopen(**say)
    assert course(item).due_date == dt.date(2026, 9, 29)
    written(item, cast.alice)


def test_late_ones_come_first_and_each_post_has_its_own(cast: Cast) -> None:
    later = received(cast.alice, sort="press", asked_for=dt.date(2026, 12, 24))
    late = received(cast.alice, received_date=dt.date(2026, 9, 1))
    paused = received(cast.alice)
    services.stop(item=paused.pk, code="fees", day=TODAY, why="Fees.", by=cast.alice, at=NOW)
    over = received(cast.alice)
    services.end(item=over.pk, how=WITHDRAWN, why="Mail.", day=TODAY, by=cast.alice, at=NOW)
    received(cast.haruka)
    reader = viewer_of(cast.alice)
    found = list(selectors.courses(reader, today=TODAY))
    assert [one.item_id for one in found] == [late.pk, later.pk, paused.pk, over.pk]
    assert selectors.counted(reader, TODAY) == {
        LATE: 1,
        "waiting": 1,
        STOPPED: 1,
        ANSWERED: 0,
        "ended": 1,
    }
    for standing, wanted in ((LATE, late), (STOPPED, paused), ("ended", over), ("waiting", later)):
        [one] = selectors.courses(reader, today=TODAY, standing=standing)
        assert one.item_id == wanted.pk
    mine = selectors.waiting_for(reader, post=cast.alice.post_id or "", today=TODAY, limit=9)
    assert len(mine) == 3
    owned = list(BELONGINGS["enquiry"].open_things([cast.alice.post_id or ""]))
    assert [one.item for one in owned] == [late.pk, later.pk, paused.pk]


def test_what_is_decided_stays_with_its_reason(cast: Cast) -> None:
    item = received(cast.alice)
    say: dict[str, Any] = {"by": cast.alice, "at": NOW}
    own = paper(cast.alice, share=False)
    row = services.add_document(item=item.pk, reference=own.reference, **say)
    file = services.add_document(item=item.pk, title="Letter", held_at="File 12/3", **say)
    gone = services.add_document(item=item.pk, title="Not in scope", **say)
    services.take_out(document=gone.pk, **say)
    for wrong, refusal in (
        ({"reference": own.reference}, refusals.DocumentTwice),
        ({"title": "  "}, refusals.DocumentUnnamed),
        ({"reference": "NOWHERE"}, NotHere),
    ):
        with pytest.raises(refusal):
            services.add_document(item=item.pk, **wrong, **say)
    assert (row.theirs, row.public) == (False, False)
    with pytest.raises(refusals.ReasonMissingHere):
        services.decide(document=row.pk, decision="withhold", reasons=["none"], **say)
    services.decide(
        document=row.pk, decision="withhold", reasons=["s35"], note_words="Advice.", **say
    )
    with pytest.raises(refusals.DocumentDecided):
        services.take_out(document=row.pk, **say)
    written(item, cast.alice)
    with pytest.raises(refusals.DocumentsUndecided):
        services.answered(item=item.pk, day=TODAY, **say)
    services.decide(document=file.pk, decision="release", **say)
    services.answered(item=item.pk, day=TODAY, **say)
    kept = Document.objects.get(pk=row.pk)
    assert (kept.decision, kept.reasons, kept.note) == ("withhold", ["s35"], "Advice.")
    with pytest.raises(refusals.EnquiryOver):
        services.decide(document=row.pk, decision="release", **say)
    letter = received(cast.alice, sort="letter")
    with pytest.raises(refusals.ClockNotSo):
        services.add_document(item=letter.pk, title="x", **say)
    assert selectors.documents_of(item.pk, viewer_of(cast.haruka)) == []


def test_the_other_side_is_consulted_first_and_never_learns_for_whom(cast: Cast) -> None:
    item = received(cast.alice)
    say: dict[str, Any] = {"by": cast.alice, "at": NOW}
    theirs = paper(cast.haruka)
    row = services.add_document(item=item.pk, reference=theirs.reference, **say)
    file = services.add_document(item=item.pk, title="Their letter", theirs=True, **say)
    assert row.theirs
    for one in (row, file):
        with pytest.raises(refusals.OtherSideFirst):
            services.decide(document=one.pk, decision="release", **say)
    services.decide(document=row.pk, decision="withhold", reasons=["s27-2"], **say)
    ask: dict[str, Any] = {
        "item": item.pk,
        "documents": [row.pk, file.pk],
        "wanted": dt.date(2026, 12, 4),
        "title": {"en": "Release of your papers"},
        **say,
    }
    for words in ("For ann  EXAMPLE.", "See EQ-GB-1.", "Ours is foi-2026-77", "ann@example.org"):
        with pytest.raises(refusals.RevealsRequester):
            services.consult(body={"en": words}, **ask)
    with pytest.raises(refusals.NothingToConsult):
        services.consult(**{**ask, "documents": []}, body={"en": "May we?"})
    made = services.consult(body={"en": "May we release these?"}, **ask)
    with pytest.raises(refusals.NothingToConsult):
        services.consult(body={"en": "Twice?"}, **ask)
    seen = Entry.objects.get(item=made, audience_id__in=visible_audiences(viewer_of(cast.haruka)))
    whole = bytes(seen.version.content or b"") + bytes(seen.version.header or b"")
    assert b"EQ-GB" not in whole
    assert b"xample" not in whole
    assert str(item.pk).encode() not in whole
    with pytest.raises(refusals.OtherSideFirst):
        services.decide(document=row.pk, decision="release", **say)
    with pytest.raises(refusals.NotAskedOfYou):
        services.reply(
            consultation=made.reference, view="no_objection", words="", language="en", **say
        )
    answer: dict[str, Any] = {"consultation": made.reference, "language": "ja"}
    with pytest.raises(refusals.ViewWordsMissing):
        services.reply(view="objects", words="", by=cast.haruka, at=NOW, **answer)
    services.reply(view="in_part", words="第2項は不可", by=cast.haruka, at=NOW, **answer)
    came = selectors.outcomes([made.pk], viewer_of(cast.alice))[made.pk]
    assert (came.view, came.words) == ("in_part", {"ja": "第2項は不可"})
    services.decide(document=row.pk, decision="part", reasons=["s27-1"], **say)
    services.decide(document=file.pk, decision="release", **say)


def test_that_nothing_came_counts_after_the_day_asked_for_alone(cast: Cast) -> None:
    item = received(cast.alice)
    say: dict[str, Any] = {"by": cast.alice, "at": NOW}
    row = services.add_document(item=item.pk, title="Their letter", theirs=True, **say)
    made = services.consult(
        item=item.pk,
        documents=[row.pk],
        wanted=dt.date(2026, 12, 4),
        title={"en": "Your letter"},
        body={"en": "May we?"},
        **say,
    )
    for at in (NOW, NOW + dt.timedelta(days=11)):
        with pytest.raises(refusals.NoReplyTooSoon):
            services.record_outcome(
                consultation=made.pk, outcome="no_reply", day=at.date(), by=cast.alice, at=at
            )
    after = NOW + dt.timedelta(days=12)
    with pytest.raises(refusals.ViewWordsMissing):
        services.record_outcome(
            consultation=made.pk, outcome="objects", day=after.date(), by=cast.alice, at=after
        )
    services.record_outcome(
        consultation=made.pk, outcome="no_reply", day=after.date(), by=cast.alice, at=after
    )
    services.decide(document=row.pk, decision="release", by=cast.alice, at=after)
