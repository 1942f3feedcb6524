"""Commissions: sent, answered, passed on, more time, the end; nothing is lost."""

import datetime as dt
from typing import Any

import pytest

from kakehashi.commissions import services
from kakehashi.commissions.kinds import OwnSideOnly, SentAlready
from kakehashi.commissions.models import AnswerLink, Asked, Course, Draft, Given
from kakehashi.commissions.services import Office, refusals
from kakehashi.commissions.services.linking import MOST_AN_HOUR
from kakehashi.errors import NotHere
from kakehashi.ledger.models import Event
from kakehashi.people.models import Organisation
from kakehashi.people.rules import NotYourRole
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Item, MarkingTerm, Version
from tests.cast import NOW, Cast
from tests.commissions.offices import DAY, DUE, OUTER, request, sent


def asked(item: Item, place: int = 0) -> Asked:
    """Return one of the offices asked."""
    return Asked.objects.get(commission=item, position=place)


def link(item: Item, by: Any, place: int = 0, at: dt.datetime = NOW) -> str:
    """Return the secret of a link for one office."""
    return services.make_link(asked=asked(item, place).pk, by=by, at=at)[1]


def newest(item: Item) -> Version:
    """Return the newest version of a record."""
    return Version.objects.filter(item=item).order_by("-number")[0]


def test_sent_once_to_offices_of_ones_own_side(cast: Cast) -> None:
    item = sent(cast.alice)
    assert item.reference == "CO-GB-1"
    assert list(Asked.objects.values_list("due_date", flat=True)) == [DUE] * 3
    assert Course.objects.get().root_id == item.pk
    twice = [Office("dsit", "A"), Office("dsit", "A")]
    for offices in ([], twice, [Office("mic")], [Office("dsit", post="coordinator-mic")]):
        with pytest.raises(refusals.CommissionOffices):
            sent(cast.alice, offices=offices)
    with pytest.raises(refusals.RequestMissing):
        sent(cast.alice, body={"en": " "})
    with pytest.raises(NotYourRole):
        sent(cast.grace)
    # A form sent twice makes nothing new, and another side's id is nobody's.
    again = services.issue(request=request(), by=cast.alice, at=NOW, id=item.pk)
    assert (again.pk, Course.objects.count()) == (item.pk, 1)
    with pytest.raises(NotHere):
        services.issue(request=request(1, "mic"), by=cast.haruka, at=NOW, id=item.pk)


@pytest.mark.parametrize("day", ["2026-11-20", "2026-12-05", "2026-12-14"])
def test_a_deadline_is_a_working_day_between_today_and_the_outer_one(cast: Cast, day: str) -> None:
    with pytest.raises(refusals.DeadlineWrong) as refused:
        sent(cast.alice, due=dt.date.fromisoformat(day))
    assert "23 November 2026 to 11 December 2026" in refused.value.advise("en")


def test_nothing_of_it_is_for_the_other_side_nor_ever_can_be(cast: Cast) -> None:
    item = sent(cast.alice)
    made = services.answer_by_link(
        secret=link(item, cast.alice), given="text", text="MARKER", name="Una", at=NOW
    )
    joined = services.consolidate(item=item.pk, returns=[made.pk], by=cast.alice, at=NOW)
    theirs = visible_audiences(viewer_of(cast.haruka))
    assert not Entry.objects.filter(item__in=[item, made, joined], audience_id__in=theirs).exists()
    assert not Event.objects.filter(
        name__startswith="commissions.", audience_id__in=theirs
    ).exists()
    for one in (item, made, joined):
        for step in (records.share, records.publish):
            with pytest.raises(OwnSideOnly):
                step(item=one.pk, by=cast.alice, at=NOW)
    for one in (item, made):
        with pytest.raises(SentAlready):
            records.discard(item=one.pk, by=cast.alice, at=NOW)
    with pytest.raises(NotHere):
        services.answer(asked=asked(item).pk, given="nil", by=cast.haruka, at=NOW)
    assert "MARKER" not in str(list(Event.objects.values_list("facts", flat=True)))
    assert "Una" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_an_answer_is_kept_word_for_word_and_a_second_one_is_a_newer_version(cast: Cast) -> None:
    item = sent(cast.alice)
    secret = link(item, cast.alice)
    first = services.answer_by_link(secret=secret, given="text", text="One.", name="Una", at=NOW)
    assert newest(first).wording["body"] == {"en": "One."}
    assert newest(first).facts["by_link"] is True
    assert newest(first).facts["name"] == "Una"
    assert newest(first).author is None, "nobody’s account wrote it"
    again = services.answer_by_link(
        secret=secret, given="text", text="二つ目。", name=" ＵＮＡ ", at=NOW + DAY
    )
    assert (again.pk, newest(first).number, newest(first).wording["body"]) == (
        first.pk,
        2,
        {"ja": "二つ目。"},
    )
    # Another person's is a rival: both stay, and who commissioned chooses.
    rival = services.answer(asked=asked(item).pk, given="nil", by=cast.bob, at=NOW + DAY)
    assert rival.pk != first.pk
    assert Given.objects.filter(asked=asked(item)).count() == 2
    services.choose(asked=asked(item).pk, item=first.pk, by=cast.alice, at=NOW)
    assert (asked(item).answer, asked(item).chosen_id) == ("text", first.pk)
    with pytest.raises(refusals.AnswerEmpty):
        services.answer_by_link(secret=secret, given="text", text=" \n", name="Una", at=NOW)
    with pytest.raises(refusals.NameMissing):
        services.answer_by_link(secret=secret, given="text", text="x", name=" ", at=NOW)


def test_a_nil_return_by_link_needs_no_name(cast: Cast) -> None:
    item = sent(cast.alice)
    made = services.answer_by_link(secret=link(item, cast.alice), given="nil", at=NOW)
    assert (asked(item).answer, Given.objects.get(item=made).name) == ("nil", "d1@example.org")


def test_late_is_taken_and_marked_closed_is_kept_and_can_be_taken_in(cast: Cast) -> None:
    item = sent(cast.alice)
    secret, other = link(item, cast.alice), link(item, cast.alice, 1)
    after = dt.datetime.combine(DUE + DAY, dt.time(9), dt.UTC)
    services.answer_by_link(secret=secret, given="text", text="Late.", name="Una", at=after)
    assert asked(item).late
    services.close(item=item.pk, by=cast.alice, at=after)
    with pytest.raises(refusals.CommissionOver) as refused:
        services.answer_by_link(secret=other, given="text", text="Typed.", name="Ursa", at=after)
    assert "Your text is kept" in refused.value.advise("en")
    kept = Draft.objects.get(after="closed")
    assert (kept.text, kept.name) == ("Typed.", "Ursa")
    # Of an office that did not commission it, without the right to speak for the side.
    Organisation.objects.create(id="fcdo", side_id="GB", name_en="FCDO", name_ja="FCDO")
    cast.bob.organisation_id = "fcdo"
    cast.bob.__dict__.pop("_viewer", None)
    with pytest.raises(refusals.NotYourCommission):
        services.take_in(draft=kept.pk, by=cast.bob, at=after)
    made = services.take_in(draft=kept.pk, by=cast.alice, at=after)
    assert newest(made).wording["body"] == {"en": "Typed."}
    assert asked(item, 1).late
    with pytest.raises(NotHere):
        services.take_in(draft=kept.pk, by=cast.alice, at=after)
    services.reopen(item=item.pk, by=cast.alice, at=after)
    services.answer_by_link(secret=link(item, cast.alice, 2), given="nil", at=after)


def test_links_are_forged_expired_revoked_and_worn_out_alike(cast: Cast) -> None:
    item = sent(cast.alice)
    secret = link(item, cast.alice)
    row = AnswerLink.objects.get()
    assert secret not in str(row.__dict__)
    assert services.look_by_link(secret, at=NOW).pk == asked(item).pk
    assert AnswerLink.objects.get().used_on is None, "opening does nothing"
    for wrong, at in (
        (secret[:-1], NOW),
        ("\udcff", NOW),
        (secret, NOW + 60 * DAY),
    ):
        with pytest.raises(refusals.LinkWrong):
            services.look_by_link(wrong, at=at)
    for number in range(MOST_AN_HOUR):
        services.save_draft_by_link(secret=secret, text=str(number), at=NOW)
    with pytest.raises(refusals.LinkBusy):
        services.save_draft_by_link(secret=secret, text="more", at=NOW)
    assert Draft.objects.filter(after="").count() <= 41
    services.save_draft_by_link(secret=secret, text="more", at=NOW + dt.timedelta(hours=1))
    assert services.revoke_links(asked=asked(item).pk, by=cast.alice, at=NOW) == 1
    with pytest.raises(refusals.LinkWrong):
        services.answer_by_link(secret=secret, given="nil", at=NOW)


def test_a_marking_that_may_not_stand_in_mail_bars_links(cast: Cast) -> None:
    item = sent(cast.alice, national={"GB": "OFFICIAL"})
    with pytest.raises(refusals.LinkNotAllowed):
        link(item, cast.alice)
    MarkingTerm.objects.filter(text="OFFICIAL").update(mail=True)
    assert link(item, cast.alice)


def test_more_time_is_asked_granted_and_refused(cast: Cast) -> None:
    item = sent(cast.alice)
    secret = link(item, cast.alice)
    wanted = dt.date(2026, 12, 9)
    for day in (DUE, DUE + DAY, DUE + 90 * DAY):
        with pytest.raises(refusals.ExtensionWrong):
            services.ask_more_time_by_link(secret=secret, until=day, at=NOW)
    services.ask_more_time_by_link(secret=secret, until=wanted, why="Leave", at=NOW)
    assert asked(item).extension == "asked"
    services.decide_more_time(asked=asked(item).pk, grant=True, by=cast.alice, at=NOW)
    assert (asked(item).due_date, asked(item).extension) == (wanted, "granted")
    assert AnswerLink.objects.get().expires_at.date() == wanted + 21 * DAY
    services.ask_more_time(asked=asked(item, 1).pk, until=wanted, by=cast.bob, at=NOW)
    services.decide_more_time(
        asked=asked(item, 1).pk, grant=False, reply="No", by=cast.alice, at=NOW
    )
    assert (asked(item, 1).due_date, asked(item, 1).extension) == (DUE, "refused")


def test_passed_on_stays_before_the_deadline_above_and_asks_nobody_twice(cast: Cast) -> None:
    item = sent(cast.alice)
    top = asked(item)
    with pytest.raises(refusals.DeadlineWrong):
        sent(cast.bob, under=top.pk, offices=[Office("dsit", "Team")], due=DUE)
    with pytest.raises(refusals.AskedAlready):
        sent(cast.bob, under=top.pk, offices=[Office("dsit", "Division 2")], due=DUE - DAY)
    child = sent(cast.bob, under=top.pk, offices=[Office("dsit", "Team")], due=DUE - DAY)
    assert Course.objects.get(item=child).outer_date == DUE
    with pytest.raises(NotHere):
        sent(cast.bob, under=top.pk, offices=[Office("dsit", "Other")], due=DUE - DAY)
    with pytest.raises(refusals.ExtensionWrong):
        services.ask_more_time(asked=asked(child).pk, until=DUE, by=cast.bob, at=NOW)
    # More time above makes room below.
    services.decide_more_time(asked=top.pk, grant=True, until=OUTER, by=cast.alice, at=NOW)
    services.ask_more_time(asked=asked(child).pk, until=OUTER - DAY, by=cast.bob, at=NOW)
    # What ends above ends below; its text is still kept.
    services.withdraw(item=item.pk, why="Overtaken", by=cast.alice, at=NOW)
    assert Course.objects.get(item=child).state == "withdrawn"
    with pytest.raises(refusals.CommissionOver):
        services.answer(asked=asked(child).pk, given="text", text="T", by=cast.bob, at=NOW)
    assert Draft.objects.get().after == "withdrawn"


def test_an_office_that_is_dissolved_passes_to_its_successor(cast: Cast) -> None:
    for code in ("old", "new"):
        Organisation.objects.create(id=code, side_id="GB", name_en=code, name_ja=code)
    item = sent(cast.alice, offices=[Office("old"), Office("dsit", "Legal")])
    secret = link(item, cast.alice)
    heir = services.pass_to_successor(asked=asked(item).pk, successor="new", by=cast.alice, at=NOW)
    assert (heir.organisation_id, heir.due_date) == ("new", DUE)
    with pytest.raises(refusals.LinkWrong):
        services.look_by_link(secret, at=NOW)
    with pytest.raises(NotHere):
        services.pass_to_successor(asked=asked(item).pk, successor="new", by=cast.alice, at=NOW)


def test_a_text_made_of_returns_remembers_who_said_what(cast: Cast) -> None:
    item = sent(cast.alice, 3)
    texts = ["First.\n\nSecond.", "三つ目。"]
    made = [
        services.answer_by_link(
            secret=link(item, cast.alice, place), given="text", text=text, name=f"N{place}", at=NOW
        )
        for place, text in enumerate(texts)
    ]
    services.answer_by_link(secret=link(item, cast.alice, 2), given="nil", at=NOW)
    with pytest.raises(refusals.NothingToMakeOf):
        services.consolidate(item=item.pk, returns=[], by=cast.alice, at=NOW)
    text = services.consolidate(
        item=item.pk, returns=[made[1].pk, made[0].pk], by=cast.alice, at=NOW
    )
    first = newest(text)
    marks = first.facts["paragraphs"]
    assert [one["return"] for one in marks] == [
        made[1].reference,
        made[0].reference,
        made[0].reference,
    ]
    assert [one["office_en"] for one in first.facts["nil"]] == ["DSIT Division 3"]
    assert services.joined(first.wording, first.facts) == "三つ目。\n\nFirst.\n\nSecond."
    services.revise(
        item=text.pk,
        base=first.number,
        title={"en": "Made of many"},
        paragraphs=[
            (marks[2]["field"], "Second, edited."),
            ("", "Our own."),
            (marks[1]["field"], "First."),
            (marks[0]["field"], ""),
        ],
        by=cast.alice,
        at=NOW,
    )
    second = newest(text)
    kept = second.facts["paragraphs"]
    assert [(one.get("return", ""), bool(one.get("edited"))) for one in kept] == [
        (made[0].reference, True),
        ("", False),
        (made[0].reference, False),
    ]
    assert services.joined(second.wording, second.facts) == "Second, edited.\n\nOur own.\n\nFirst."
    with pytest.raises(records.EditConflict):
        services.revise(
            item=text.pk,
            base=first.number,
            title={"en": "T"},
            paragraphs=[(marks[1]["field"], "Other")],
            by=cast.alice,
            at=NOW,
        )


def test_the_form_is_given_once_for_each_record(cast: Cast) -> None:
    about = [sent(cast.alice, 1).pk, sent(cast.alice, 1).pk]
    item = sent(cast.alice, about=about, template={"en": "Since the last Council:"})
    filled = newest(item).wording["template"]["en"]
    asked = Asked.objects.filter(commission=item.pk)[0]
    with pytest.raises(refusals.AnswerUntouched):
        services.answer(asked=asked.pk, given="text", text=f"{filled}\r\n ", by=cast.alice, at=NOW)
    assert filled.count("Since the last Council:") == 2
    assert "CO-GB-1 Updates" in filled
    with pytest.raises(NotHere):
        sent(cast.haruka, 1, organisation="mic", due=DUE, about=about)
