"""Lines to take: what holds, what was used, what the other side says; and what a pack holds."""

import datetime as dt
from dataclasses import replace

import pytest

from kakehashi.briefing.papers.composing import compose
from kakehashi.briefing.papers.gathering import gather
from kakehashi.briefing.papers.kinds import JOINT, OWN
from kakehashi.briefing.papers.offered import PAPERS
from kakehashi.clearance import services as clearance
from kakehashi.errors import NotHere, Refused
from kakehashi.governance import services as governance
from kakehashi.ledger.models import Event
from kakehashi.lines import selectors, services
from kakehashi.lines.models import LineReaction, LineToTake, LineUse
from kakehashi.lines.rules import EXPIRED, HOLDS, SOON, standing
from kakehashi.people.selectors import PUBLIC_VIEWER, viewer_of
from kakehashi.records import services as records
from kakehashi.records.models import Version
from kakehashi.records.services import NewText
from kakehashi.records.services.plans import text_of
from tests.cast import NOW

TODAY = NOW.date()


def write(by, title, *, days=60, line="The Participants keep to the text.", **facts):
    return records.create(
        kind="line_to_take",
        text=NewText(
            wording={"title": {"en": title}, "line": {"en": line}},
            facts={
                "form": "line",
                "valid_until": (TODAY + dt.timedelta(days=days)).isoformat(),
                **facts,
            },
        ),
        by=by,
        at=NOW,
    )


@pytest.mark.parametrize(
    ("days", "wanted"), [(-1, EXPIRED), (0, SOON), (14, SOON), (15, HOLDS), (None, EXPIRED)]
)
def test_a_line_holds_until_the_end_of_its_day(days, wanted):
    until = None if days is None else TODAY + dt.timedelta(days=days)
    assert standing(until, TODAY) == wanted


def test_lists_and_counts_say_the_same_and_show_each_side_its_own(cast):
    for number, days in enumerate((-5, -1, 0, 14, 15, 90)):
        write(cast.alice, f"Line {number}", days=days)
    write(cast.haruka, "MARKER")
    viewer = viewer_of(cast.alice)
    counted = selectors.counted(viewer, today=TODAY)
    assert counted == {EXPIRED: 2, SOON: 2, HOLDS: 2}
    for one, number in counted.items():
        rows = list(selectors.lines(viewer, today=TODAY, standing=one))
        assert len(rows) == number
        assert {standing(row.valid_until, TODAY) for row in rows} == {one}
    assert [row.title for row in selectors.lines(viewer_of(cast.haruka), today=TODAY)] == ["MARKER"]
    assert list(selectors.lines(PUBLIC_VIEWER, today=TODAY)) == []


def test_beside_an_enquiry_stand_the_first_lines_of_its_area_and_no_more(cast):
    for number in range(4):
        write(cast.alice, f"Of none {number}")
    for number, days in enumerate((-3, -2, 30, 40)):
        write(cast.alice, f"Of the area {number}", days=days, area="SC")
    viewer = viewer_of(cast.alice)
    found = selectors.beside(viewer, area="SC", about=[], today=TODAY, most=3)
    assert [one.title[:9] for one in found.holding] == ["Of the ar", "Of the ar", "Of none 0"]
    assert (len(found.expired), found.more) == (2, True)
    whole = selectors.beside(viewer, area="SC", about=[], today=TODAY)
    assert (len(whole.holding), len(whole.expired), whole.more) == (6, 2, False)
    theirs = selectors.beside(viewer_of(cast.haruka), area="SC", about=[], today=TODAY)
    assert not theirs.holding
    assert not theirs.expired


def test_a_use_is_noted_once_by_ones_own_side_and_never_for_a_day_to_come(cast):
    line = write(cast.alice, "Why two years")
    for where, date in (("", TODAY), (" ", TODAY), ("x" * 201, TODAY), ("PQ", dt.date.max)):
        with pytest.raises(services.UseUnsaid):
            services.use(line=line.reference, where=where, date=date, by=cast.alice, at=NOW)
    for _twice in range(2):
        services.use(line=line.reference, where="PQ 114", date=TODAY, by=cast.bob, at=NOW)
    assert LineUse.objects.count() == 1
    records.share(item=line.pk, by=cast.alice, at=NOW)
    for other in (cast.haruka, cast.mallory):
        with pytest.raises(Refused):
            services.use(line=line.reference, where="PQ", date=TODAY, by=other, at=NOW)
        assert selectors.uses_of(line.pk, viewer_of(other)) == []
    used = selectors.last_uses([line.pk], viewer_of(cast.alice))[line.pk]
    assert (used.where, used.version) == ("PQ 114", 1)
    for event in Event.objects.filter(name__endswith="line_used"):
        assert "PQ" not in str(event.facts)


def test_it_is_made_valid_again_with_the_words_it_has(cast):
    line = write(cast.alice, "Why two years", days=-3)
    for wrong in (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=400), dt.date.max):
        with pytest.raises(services.EndWrong):
            services.renew(line=line.reference, until=wrong, by=cast.alice, at=NOW)
    until = TODAY + dt.timedelta(days=30)
    services.renew(line=line.reference, until=until, by=cast.alice, at=NOW)
    row = LineToTake.objects.get(item=line)
    assert row.valid_until == until
    assert row.entry.version.wording == Version.objects.get(item=line, number=1).wording
    with pytest.raises(NotHere):
        services.renew(line=line.reference, until=until, by=cast.haruka, at=NOW)


def test_the_other_side_says_what_it_thinks_of_what_it_was_offered(cast):
    line = write(cast.alice, "Why two years")

    def say(by, view="suggests", words="One year."):
        return services.react(
            line=line.reference, view=view, words=words, language="en", by=by, at=NOW
        )

    with pytest.raises(NotHere):
        say(cast.haruka)  # not offered: to the other side it does not exist
    records.share(item=line.pk, by=cast.alice, at=NOW)
    with pytest.raises(services.NotOffered):
        say(cast.alice)
    with pytest.raises(services.ViewUnsaid):
        say(cast.haruka, words=" ")
    with pytest.raises(NotHere):
        say(cast.haruka, view="maybe")
    assert LineReaction.objects.count() == 0
    say(cast.haruka)
    (seen,) = selectors.views_on(line.pk, viewer_of(cast.alice))
    assert (seen.view, seen.entry.version.wording["body"]) == ("suggests", {"en": "One year."})
    with pytest.raises(Refused):
        records.publish(item=line.pk, by=cast.alice, at=NOW)


def pack(meeting, by, for_whom, kind="pack"):
    material = gather(
        PAPERS[kind], viewer_of(by), for_whom=for_whom, today=TODAY, meeting=meeting.reference
    )
    return compose(material, "en", at=NOW, address="http://localhost/")


def test_an_expired_line_is_in_no_pack_and_a_pack_says_that_it_is_not(node):
    alice, haruka = node["officer-gb"], node["officer-jp"]
    meeting = governance.set_meeting(
        body="body-council",
        date=TODAY + dt.timedelta(days=60),
        standing="pencilled",
        title={"en": "Council", "ja": "会合"},
        place={},
        mode="",
        starts_at=None,
        by=alice,
        at=NOW,
    )
    records.share(item=meeting.pk, by=alice, at=NOW)
    held = write(alice, "HOLDS", line="WORDS-THAT-HOLD")
    write(alice, "GONE", line="WORDS-THAT-DO-NOT", days=-1)
    write(haruka, "THEIRS", line="WORDS-OF-THEIRS")
    for kind in ("pack", "chair"):
        paper = pack(meeting, alice, OWN, kind)
        (line,) = paper.data["lines"]
        assert (line["title"], line["paragraphs"]) == ("HOLDS", ["WORDS-THAT-HOLD"])
        assert line["about"]["cleared"] == "not cleared"
        assert [one["title"] for one in paper.data["expired"]] == ["GONE"]
        assert "WORDS-THAT-DO-NOT" not in str(paper.data)
        assert "WORDS-OF-THEIRS" not in str(paper.data)
        assert (paper.reach, paper.lines) == ("own_side", (held.pk,))
    joint = pack(meeting, alice, JOINT)
    assert (joint.data["lines"], joint.data["expired"], joint.lines) == ([], [], ())
    # Clearance counts for the words it was asked about, and for no other.
    asked = clearance.ask(
        item=held.pk, offices=[("dsit", "")], due=None, in_order=False, by=alice, at=NOW
    )
    office = asked.offices.get()
    clearance.answer(office=office.pk, given="cleared", by=alice, at=NOW)
    assert "DSIT" in pack(meeting, alice, OWN).data["lines"][0]["about"]["cleared"]
    services.renew(line=held.reference, until=TODAY + dt.timedelta(days=90), by=alice, at=NOW)
    assert "DSIT" in pack(meeting, alice, OWN).data["lines"][0]["about"]["cleared"]
    version = LineToTake.objects.get(item=held).entry.version
    text = text_of(version)
    words = {**text.wording, "line": {"en": "OTHER-WORDS"}}
    records.save(
        item=held.pk, base=version.number, text=replace(text, wording=words), by=alice, at=NOW
    )
    assert "DSIT" not in pack(meeting, alice, OWN).data["lines"][0]["about"]["cleared"]
    assert services.use_many(lines=[held.pk], where="Pack", by=alice, at=NOW) == 1
    assert services.use_many(lines=[held.pk], where="Pack", by=alice, at=NOW) == 0
    assert services.use_many(lines=[held.pk], where="Pack", by=haruka, at=NOW) == 0
