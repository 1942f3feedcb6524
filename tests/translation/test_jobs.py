"""A translation job from asking to the record: whose step it is, what is refused, what is lost."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kakehashi.drafting import services as drafting
from kakehashi.drafting.paragraphs import Paragraph
from kakehashi.errors import NotHere
from kakehashi.ledger.models import Event
from kakehashi.people.belongings import BELONGINGS, things_of
from kakehashi.people.models import Account, Post
from kakehashi.people.rules import NotYourRole
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Proposal, Version
from kakehashi.records.rules import NotYourPen
from kakehashi.records.services import NewText
from kakehashi.records.services.entered import TooLong
from kakehashi.translation import refusals, rules, selectors, services
from kakehashi.translation.documents.word_writing import write_docx
from kakehashi.translation.documents.xliff import write_xliff
from kakehashi.translation.kinds import JobAsAsked, JobOwnSideOnly
from kakehashi.translation.models import Delivery, Job
from kakehashi.translation.selectors import LISTS, MINE, OPEN
from kakehashi.translation.services import Decision, Request
from kakehashi.translation.services.reviewing import ACCEPT, RETURN
from tests.cast import NOW

TODAY = NOW.date()
JA = "双方は、2027年に第3回会合を開催する。"
EN = "The two sides will hold the third meeting in 2027."


@pytest.fixture
def desk(cast):
    """Give Kenji the post that translates and Bob one at his ministry."""
    for name, account in (("translator-mic", cast.kenji), ("translator-dsit", cast.bob)):
        Post.objects.create(
            id=name, organisation_id=name[11:], name_en=name, name_ja=f"{name} 翻訳担当"
        )
        account.post_id = name
        account.save()
    return cast


def initiative(by, **wording):
    said = {"title": {"ja": "半導体の取組"}, "body": {"ja": JA}, **wording}
    return records.create(kind="initiative", text=NewText(wording=said), by=by, at=NOW)


def asked(of, by, **more):
    plain = {"of": of.pk, "source": "ja", "target": "en", "translator": "translator-mic"}
    return services.ask(request=Request(**{**plain, **more}), by=by, at=NOW)


def passages(item):
    return {one.field: one for one in Job.objects.get(pk=item.pk).passages.all()}


def state(item):
    return Job.objects.get(pk=item.pk).state


def page(item, account):
    return selectors.page(item.reference, account, TODAY)


def accepting(item, account, **words):
    return {
        one.passage.field: Decision(ACCEPT, words.get(one.passage.field, ""), "", one.shown)
        for one in page(item, account).rows
    }


def typed(item, by, **words):
    services.type_in(
        item=item.pk,
        words={"title": "A semiconductor initiative", "body": EN, **words},
        done=True,
        by=by,
        at=NOW,
    )


def newest(item):
    return Version.objects.filter(item=item).order_by("-number")[0]


def test_from_asking_to_the_record(desk):
    of = initiative(desk.haruka)
    item = asked(of, desk.haruka, note="急ぎ")
    job = Job.objects.get()
    assert (item.reference, job.state, job.due_date) == (
        "TJ-JP-1",
        rules.ASKED,
        dt.date(2026, 11, 30),
    )
    assert list(passages(item)) == ["title", "body"]
    services.hand_out(item=item.pk, by=desk.haruka, at=NOW)
    typed(item, desk.kenji)
    assert state(item) == rules.RETURNED
    with pytest.raises(refusals.NotAtThisStage):
        services.put_in(item=item.pk, by=desk.haruka, at=NOW)
    services.review(item=item.pk, decisions=accepting(item, desk.haruka), by=desk.haruka, at=NOW)
    assert state(item) == rules.REVIEWED
    services.put_in(item=item.pk, by=desk.haruka, at=NOW)
    version = newest(of)
    assert version.number == 2
    assert version.wording["body"] == {"ja": JA, "en": EN}
    assert version.language_states["body"] == {"en": "checked", "ja": "draft"}
    assert version.note == ""
    assert state(item) == rules.PUT_IN
    names = list(
        Event.objects.filter(name__startswith="translation.job.")
        .order_by("pk")
        .values_list("name", flat=True)
    )
    assert [one.rpartition(".translation_")[2] for one in names] == [
        "asked", "handed_out", "taken_in", "reviewed", "put_in",
    ]  # fmt: skip
    for event in Event.objects.all():
        assert "2027" not in str(event.facts)


def test_what_cannot_be_asked_for(desk):
    of = initiative(desk.haruka)
    for wrong, refusal in (
        ({"target": "ja"}, refusals.SameLanguage),
        ({"source": "fr"}, refusals.SameLanguage),
        ({"source": "en", "target": "ja"}, refusals.NothingToTranslate),
        ({"fields": ["body", "nothing"]}, refusals.NothingToTranslate),
        ({"translator": ""}, refusals.TranslatorMissing),
        ({"translator": "translator-dsit"}, refusals.TranslatorMissing),
        ({"reviewer": "coordinator-dsit"}, refusals.TranslatorMissing),
        ({"translator": "coordinator-mic"}, refusals.SameHands),
        ({"reviewer": "translator-mic"}, refusals.SameHands),
        ({"due": dt.date(2026, 11, 20)}, refusals.DueWrong),
        ({"due": dt.date(2026, 11, 28)}, refusals.DueWrong),
        ({"due": dt.date(9999, 1, 4)}, refusals.DueWrong),
    ):
        with pytest.raises(refusal):
            asked(of, desk.haruka, **wrong)
    nowhere = Request(of=uuid.uuid4(), source="ja", target="en", translator_name="x")
    with pytest.raises(NotHere):
        services.ask(request=nowhere, by=desk.haruka, at=NOW)
    with pytest.raises(NotYourRole):
        asked(of, desk.yuki)
    with pytest.raises(NotHere):  # Japan's draft
        asked(of, desk.alice, translator="translator-dsit")
    item = asked(of, desk.haruka, fields=["body"])
    assert list(passages(item)) == ["body"]
    with pytest.raises(refusals.NothingToTranslate):
        asked(item, desk.haruka)
    again = services.ask(
        request=Request(of=of.pk, source="ja", target="en", translator_name="x"),
        by=desk.haruka, at=NOW, id=item.pk,
    )  # fmt: skip
    assert again.pk == item.pk
    assert Job.objects.count() == 1


def test_what_only_some_may_read_goes_to_no_translator(desk):
    marked = Marking(organisation="mic")
    text = NewText(wording={"title": {"ja": "限"}}, marking=marked)
    of = records.create(kind="initiative", text=text, by=desk.haruka, at=NOW)
    with pytest.raises(refusals.NamedPeopleOnly):
        asked(of, desk.haruka)
    named = Marking(reach="named", people=[str(desk.haruka.pk)])
    text = NewText(wording={"title": {"ja": "限"}}, marking=named)
    of = records.create(kind="initiative", text=text, by=desk.haruka, at=NOW, lane="restricted")
    with pytest.raises(refusals.NamedPeopleOnly):
        asked(of, desk.haruka)


def test_nothing_of_it_is_for_the_other_side_nor_ever_can_be(desk):
    item = asked(initiative(desk.haruka), desk.haruka)
    typed(item, desk.kenji)
    theirs = visible_audiences(viewer_of(desk.alice))
    assert not Entry.objects.filter(item=item, audience_id__in=theirs).exists()
    assert not Event.objects.filter(
        name__startswith="translation.", audience_id__in=theirs
    ).exists()
    for which in LISTS:
        assert selectors.listing(viewer_of(desk.alice), desk.alice, which, TODAY) == ([], False)
    with pytest.raises(NotHere):
        selectors.page(item.reference, desk.alice, TODAY)
    for step in (services.hand_out, services.cancel, services.put_in, services.take_out):
        with pytest.raises(NotHere):
            step(item=item.pk, by=desk.alice, at=NOW)
    for step in (records.share, records.publish):
        with pytest.raises(JobOwnSideOnly):
            step(item=item.pk, by=desk.haruka, at=NOW)
    with pytest.raises(JobAsAsked):
        records.discard(item=item.pk, by=desk.haruka, at=NOW)


def test_a_file_that_went_out_comes_back_and_is_looked_at_first(desk):
    of = initiative(desk.haruka)
    item = asked(of, desk.haruka, translator="", translator_name="Ms Outside")
    out = selectors.outgoing(Job.objects.get(), viewer_of(desk.haruka))
    units = [replace(one, target=f"T {one.field}") for one in out.units]
    foreign = replace(units[0], field="summary", source="x")
    units = [foreign, *reversed(units)]

    def look(changed, name="訳.xlf", by=desk.haruka):
        data = write_xliff(changed) if name.endswith("xlf") else write_docx(changed)
        return services.look(item=item.pk, data=data, name=name, by=by, at=NOW)

    found = look(replace(out, units=units))
    assert state(item) == rules.ASKED
    assert found.words == {"title": "T title", "body": "T body"}
    assert found.remarks == {"foreign": ["summary"]}
    look(replace(out, units=units[:2]), "訳.docx")
    with pytest.raises(refusals.DeliveryGone):  # the newer one replaced it
        services.take(item=item.pk, number=found.number + 5, by=desk.haruka, at=NOW)
    latest = Delivery.objects.get()
    assert latest.remarks == {"foreign": ["summary"], "lacking": ["title"]}
    services.take(item=item.pk, number=latest.number, by=desk.haruka, at=NOW)
    assert {one.field: one.state for one in passages(item).values()} == {
        "title": rules.EMPTY, "body": rules.GIVEN,
    }  # fmt: skip
    services.take_out(item=item.pk, by=desk.haruka, at=NOW)
    assert (state(item), passages(item)["body"].words) == (rules.WITH, "")
    with pytest.raises(refusals.NotAtThisStage):
        services.take_out(item=item.pk, by=desk.haruka, at=NOW)

    body = units[1]
    twice = look(replace(out, units=[body, replace(body, target="other"), units[2]]))
    assert twice.remarks["twice"] == ["body"]
    assert twice.words == {"title": "T title"}
    other = look(replace(out, units=[replace(body, source="別の原文。"), units[2]]))
    assert other.remarks == {"source": ["body"]}
    assert look(replace(out, units=[replace(units[2], target="x" * 301), body])).remarks == {
        "too_long": ["title"]
    }
    with pytest.raises(refusals.NothingFilledIn):
        look(replace(out, units=[replace(body, target="")]))
    with pytest.raises(refusals.OtherJob):
        look(replace(out, job=str(uuid.uuid4())))
    with pytest.raises(refusals.OtherDirection):
        look(replace(out, source="en", target="ja"))
    with pytest.raises(refusals.ControlCharacters) as refused:
        look(replace(out, units=[replace(body, target="bell\x07")]))
    assert "U+0007" in refused.value.say("en")
    with pytest.raises(NotHere):
        look(out, by=desk.alice)


def test_each_step_is_somebody_s(desk):
    Post.objects.create(id="reviser", organisation_id="mic", name_en="Reviser", name_ja="校閲担当")
    item = asked(initiative(desk.haruka), desk.haruka, reviewer="reviser")
    desk.kenji.roles.set(["contributor"])
    with pytest.raises(NotYourRole):
        services.hand_out(item=item.pk, by=desk.yuki, at=NOW)
    typed(item, desk.kenji)
    with pytest.raises(refusals.SameHands):
        services.review(
            item=item.pk, decisions={}, by=in_post(desk.kenji, "translator-mic", "mic"), at=NOW
        )
    nobody = in_post(desk.kenji, None, None)
    with pytest.raises(refusals.NotYourJob) as refused:
        services.review(item=item.pk, decisions={}, by=nobody, at=NOW)
    assert "校閲担当" in refused.value.say("ja")
    reviser = in_post(desk.kenji, "reviser", None)
    services.review(item=item.pk, decisions=accepting(item, reviser), by=reviser, at=NOW)
    assert state(item) == rules.REVIEWED


def in_post(account, post, organisation):
    account.post_id, account.organisation_id = post, organisation
    account.save()
    return Account.objects.get(pk=account.pk)


def test_returned_passages_go_back_and_come_again(desk):
    of = initiative(desk.haruka)
    item = asked(of, desk.haruka)
    typed(item, desk.kenji)
    decisions = accepting(item, desk.haruka)
    decisions["body"] = Decision(RETURN, comment="「開催する」の訳を再考")
    services.review(item=item.pk, decisions=decisions, by=desk.haruka, at=NOW)
    assert state(item) == rules.RETURNED
    with pytest.raises(refusals.NotAtThisStage):
        services.put_in(item=item.pk, by=desk.haruka, at=NOW)
    services.send_back(item=item.pk, due=dt.date(2026, 12, 4), by=desk.haruka, at=NOW)
    job = Job.objects.get()
    assert (job.state, job.due_date) == (rules.WITH, dt.date(2026, 12, 4))
    out = selectors.outgoing(job, viewer_of(desk.kenji))
    assert [one.state for one in out.units] == [rules.ACCEPTED, rules.BACK]
    assert out.units[1].comment == "「開催する」の訳を再考"
    typed(item, desk.kenji, body="The two sides plan to hold the third meeting in 2027.")
    assert [one.state for one in passages(item).values()] == [rules.ACCEPTED, rules.GIVEN]
    services.review(item=item.pk, decisions=accepting(item, desk.haruka), by=desk.haruka, at=NOW)
    with pytest.raises(refusals.NotAllDecided):
        services.send_back(item=item.pk, due=None, by=desk.haruka, at=NOW)
    services.put_in(item=item.pk, by=desk.haruka, at=NOW)
    assert newest(of).wording["body"]["en"].startswith("The two sides plan")


def test_nothing_is_overwritten_unseen(desk):
    of = initiative(desk.haruka)
    item = asked(of, desk.haruka)
    typed(item, desk.kenji)
    stale = accepting(item, desk.haruka)

    def write(**said):
        version = newest(of)
        wording = {**version.wording, **said}
        records.save(
            item=of.pk, base=version.number, text=NewText(wording=wording), by=desk.haruka, at=NOW
        )

    write(body={"ja": JA.replace("2027", "2028"), "en": "Somebody typed this."})
    with pytest.raises(refusals.MovedMeanwhile) as refused:  # decided on what was shown before
        services.review(item=item.pk, decisions=stale, by=desk.haruka, at=NOW)
    assert "itle" not in refused.value.say("en")
    row = page(item, desk.haruka).rows[1]
    assert any("2028" in piece.text for piece in row.source_moved)
    assert row.target_moved
    assert row.changes
    services.review(item=item.pk, decisions=accepting(item, desk.haruka), by=desk.haruka, at=NOW)
    write(body={"ja": JA, "en": "Somebody typed this too."})  # between accepting and putting in
    assert page(item, desk.haruka).rows[1].unseen
    with pytest.raises(refusals.MovedMeanwhile):
        services.put_in(item=item.pk, by=desk.haruka, at=NOW)
    assert (state(item), newest(of).wording["body"]["en"]) == (
        rules.REVIEWED, "Somebody typed this too.",
    )  # fmt: skip
    services.review(item=item.pk, decisions=accepting(item, desk.haruka), by=desk.haruka, at=NOW)
    services.put_in(item=item.pk, by=desk.haruka, at=NOW)
    assert newest(of).wording["body"]["en"] == EN


def test_a_paragraph_that_is_gone_goes_nowhere(desk):
    of = drafting.start(
        draft=drafting.Draft(
            title={"ja": "第3回会合議事録"},
            paragraphs=[Paragraph("aa", words={"ja": JA}), Paragraph("bb", words={"ja": "以上。"})],
            text_kind="minutes",
        ),
        by=desk.haruka, at=NOW,
    )  # fmt: skip
    item = asked(of, desk.haruka, fields=["p-aa", "p-bb"])
    typed(item, desk.kenji, **{"p-aa": EN, "p-bb": "End."})
    services.review(item=item.pk, decisions=accepting(item, desk.haruka), by=desk.haruka, at=NOW)
    version = newest(of)
    before = drafting.text_of(version)
    less = replace(before, paragraphs=[one for one in before.paragraphs if one.id != "bb"])
    drafting.replace_paragraphs(item=of.pk, base=version.number, draft=less, by=desk.haruka, at=NOW)
    assert [one.gone for one in page(item, desk.haruka).rows] == [False, True]
    services.put_in(item=item.pk, by=desk.haruka, at=NOW)
    after = drafting.text_of(newest(of))
    assert [one.words for one in after.paragraphs if one.id in ("aa", "bb")] == [
        {"ja": JA, "en": EN}
    ]


def test_without_the_pen_it_becomes_a_proposal_a_paragraph(desk):
    of = drafting.start(
        draft=drafting.Draft(
            title={"ja": "第3回会合議事録", "en": "Minutes"},
            paragraphs=[Paragraph("aa", words={"ja": JA}), Paragraph("bb", words={"ja": "以上。"})],
            text_kind="minutes",
        ),
        by=desk.haruka, at=NOW,
    )  # fmt: skip
    records.share(item=of.pk, by=desk.haruka, at=NOW)
    item = asked(of, desk.alice, translator="translator-dsit", fields=["p-aa", "p-bb"])
    typed(item, desk.bob, **{"p-aa": EN, "p-bb": "End."})
    services.review(item=item.pk, decisions=accepting(item, desk.alice), by=desk.alice, at=NOW)
    assert page(item, desk.alice).writes == "propose"
    services.put_in(item=item.pk, by=desk.alice, at=NOW)
    assert Job.objects.get().proposed
    assert [one.wording for one in Proposal.objects.order_by("at", "pk")] == [
        {"p-aa": {"en": EN}}, {"p-bb": {"en": "End."}},
    ]  # fmt: skip
    for one in Proposal.objects.all():
        assert "TJ-" not in one.note


def test_the_other_side_s_own_entry_is_translated_for_reading_only(desk):
    of = records.create(
        kind="update",
        text=NewText(wording={"title": {"ja": "進捗"}, "body": {"ja": JA}}),
        by=desk.haruka, at=NOW,
    )  # fmt: skip
    records.share(item=of.pk, by=desk.haruka, at=NOW)
    item = asked(of, desk.alice, translator="translator-dsit")
    typed(item, desk.bob)
    services.review(item=item.pk, decisions=accepting(item, desk.alice), by=desk.alice, at=NOW)
    assert page(item, desk.alice).writes == ""
    with pytest.raises(NotYourPen):
        services.put_in(item=item.pk, by=desk.alice, at=NOW)
    services.keep(item=item.pk, by=desk.alice, at=NOW)
    assert state(item) == rules.KEPT


def test_what_says_nothing_new_and_what_is_too_long(desk):
    of = initiative(desk.haruka, title={"ja": "半導体の取組", "en": "A semiconductor initiative"})
    item = asked(of, desk.haruka, fields=["title"])
    with pytest.raises(TooLong):
        typed(item, desk.kenji, title="x" * 301)
    with pytest.raises(refusals.ControlCharacters):
        typed(item, desk.kenji, title="a\x00b")
    typed(item, desk.kenji)
    with pytest.raises(TooLong):
        services.review(
            item=item.pk, decisions=accepting(item, desk.haruka, title="y" * 301),
            by=desk.haruka, at=NOW,
        )  # fmt: skip
    services.review(item=item.pk, decisions=accepting(item, desk.haruka), by=desk.haruka, at=NOW)
    with pytest.raises(refusals.NothingAccepted):
        services.put_in(item=item.pk, by=desk.haruka, at=NOW)
    assert newest(of).number == 1


def test_the_newest_source_is_taken_before_anything_came_back(desk):
    of = initiative(desk.haruka)
    item = asked(of, desk.haruka)
    text = NewText(wording={"title": {"ja": "半導体の取組"}, "body": {"ja": "改めた。"}})
    records.save(item=of.pk, base=1, text=text, by=desk.haruka, at=NOW)
    assert services.renew(item=item.pk, by=desk.haruka, at=NOW) == ["body"]
    assert passages(item)["body"].source == "改めた。"
    assert Job.objects.get().version.number == 2
    records.save(
        item=of.pk, base=2, text=NewText(wording={"title": {"ja": "別題"}}), by=desk.haruka, at=NOW
    )
    assert services.renew(item=item.pk, by=desk.haruka, at=NOW) == ["title", "body"]
    assert list(passages(item)) == ["title"]


def test_lists_name_the_late_first_and_cost_the_same(desk):
    of = initiative(desk.haruka)
    first = asked(of, desk.haruka)
    later = NOW + dt.timedelta(days=9)
    viewer = viewer_of(desk.kenji)
    with CaptureQueriesContext(connection) as one:
        selectors.listing(viewer, desk.kenji, MINE, TODAY)
    with CaptureQueriesContext(connection) as one_page:
        page(first, desk.haruka)
    for days in range(3):
        item = services.ask(
            request=Request(
                of=initiative(desk.haruka).pk, source="ja", target="en",
                translator="translator-mic", due=dt.date(2026, 12, 8 + days),
            ),
            by=desk.haruka, at=NOW,
        )  # fmt: skip
    typed(item, desk.kenji)
    with CaptureQueriesContext(connection) as many:
        lines, more = selectors.listing(viewer, desk.kenji, MINE, later.date())
    with CaptureQueriesContext(connection) as many_page:
        page(item, desk.haruka)
    assert len(many) == len(one)
    assert len(many_page) == len(one_page)
    assert (lines[0].job.item.reference, lines[0].late) == (first.reference, True)
    assert (len(lines), more) == (3, False)
    assert selectors.waiting_count(viewer, desk.kenji, 99) == 3
    assert [
        one.job.item_id for one in selectors.waiting(viewer_of(desk.haruka), desk.haruka, TODAY, 9)
    ] == [item.pk]
    assert len(selectors.listing(viewer, desk.kenji, OPEN, TODAY)[0]) == 4
    services.cancel(item=item.pk, why="不要", by=desk.haruka, at=NOW)
    services.decline(item=first.pk, why="多忙", by=desk.kenji, at=NOW)
    ended, _more = selectors.listing(viewer, desk.kenji, selectors.ENDED, TODAY)
    assert {line.job.state for line in ended} == {rules.CANCELLED, rules.DECLINED}


def test_findings_stand_beside_the_translation(desk):
    of = initiative(desk.haruka, body={"ja": "2027年に VD.b.vi-3 を踏まえ会合を開く。"})
    item = asked(of, desk.haruka, fields=["body"])
    typed(item, desk.kenji, body="The Parties agreed to meet in 2028.")
    row = page(item, desk.haruka).rows[0]
    assert {"code-lost", "parity-date"} <= {one.rule for one in row.remarks}
    assert "the Participants" in {word for one in row.remarks for word in one.instead}


def test_a_job_goes_with_the_posts_that_have_to_do_with_it(desk):
    Post.objects.create(id="heir", organisation_id="mic", name_en="Heir", name_ja="後任")
    item = asked(initiative(desk.haruka), desk.haruka)
    posts = ["coordinator-mic", "translator-mic"]
    found = things_of(posts)
    for code, post in (("translation_job", posts[0]), ("translation_to_make", posts[1])):
        things = [one for one in found[code] if one.item == item.pk]
        assert [one.post for one in things] == [post]
        BELONGINGS[code].hand_over(things, to="heir", by=desk.haruka, at=NOW)
    job = Job.objects.select_related("item").get()
    assert (job.post_id, job.translator_id, job.item.owner_id) == ("heir", "heir", "heir")
    services.cancel(item=item.pk, by=desk.haruka, at=NOW)
    assert not {code for code in things_of(["heir"]) if code.startswith("translation")}
