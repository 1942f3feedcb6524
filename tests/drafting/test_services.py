"""A joint text from its first draft to settled; what stops it, and who sees what."""

import datetime as dt

import pytest

from kakehashi.drafting import services
from kakehashi.drafting.models import Acceptance, JointText, Silence
from kakehashi.drafting.paragraphs import Paragraph, split
from kakehashi.drafting.rules import TEXT_KINDS
from kakehashi.drafting.services import Draft
from kakehashi.drafting.services.accepting import AcceptanceReasonMissing, FindingGone
from kakehashi.drafting.services.own_rules import SideRuleWrong
from kakehashi.drafting.services.settling import (
    LanguageGap,
    NoticeMissing,
    WordingNotSettled,
    findings_of,
    missing_notice,
)
from kakehashi.drafting.services.silence import NoSilence, SilenceNotAllowed, SilenceTimeWrong
from kakehashi.framework.models import Partnership
from kakehashi.framework.profile.grammar import schema
from kakehashi.framework.profile.loading import load_profile
from kakehashi.people.rules import NotYourRole
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import selectors
from kakehashi.records import services as records
from kakehashi.records.models import Entry, Proposal
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.proposing import ProposalWithoutPlace
from tests.cast import NOW

DAY = dt.timedelta(days=1)
GOOD = {
    "en": "The Participants will hold the third meeting in 2027.",
    "ja": "双方は、2027年に第3回会合を開催する。",
}
TREATY = {"en": "The Participants agreed to meet.", "ja": "双方は、会合を開催することで一致した。"}


def start(cast, *paragraphs, kind="minutes", by=None, **known):
    return services.start(
        draft=Draft(
            title={"en": "Minutes of the third meeting", "ja": "第3回会合議事録"},
            paragraphs=paragraphs or [Paragraph("aa", words=GOOD)],
            text_kind=kind,
            **known,
        ),
        by=by or cast.haruka,
        at=NOW,
    )


def newest(item, account):
    return selectors.entry_for(item.reference, viewer_of(account)).version


def draft_of(item, account):
    return services.text_of(newest(item, account))


def rewrite(item, cast, *paragraphs, by=None, **known):
    by = by or cast.haruka
    version = newest(item, by)
    before = services.text_of(version)
    return services.replace_paragraphs(
        item=item.pk,
        base=version.number,
        draft=Draft(
            title=before.title,
            paragraphs=paragraphs,
            text_kind=before.text_kind,
            authority=before.authority,
            links=before.links,
        ),
        by=by,
        at=NOW,
        **known,
    )


def confirm(item, account):
    return records.confirm(
        item=item.pk, digest=newest(item, account).content_digest, by=account, at=NOW
    )


def test_paragraphs_are_fields_of_the_version_each_with_its_language_states(cast):
    item = start(cast, Paragraph("aa", words=GOOD), Paragraph("bb", words={"ja": "以上。"}))
    version = newest(item, cast.haruka)
    assert version.wording["p-aa"] == GOOD
    assert version.language_states["p-bb"] == {"ja": "draft", "en": "missing"}
    rewrite(
        item,
        cast,
        Paragraph("bb", words={"ja": "以上。", "en": "Done."}),
        Paragraph("aa", words={**GOOD, "en": GOOD["en"].replace("third", "fourth")}),
    )
    after = newest(item, cast.haruka)
    assert after.language_states["p-aa"] == {"ja": "stale", "en": "draft"}
    assert after.language_states["p-bb"] == {"ja": "draft", "en": "draft"}, "a gap filled"
    assert [one.id for one in draft_of(item, cast.haruka).paragraphs] == ["bb", "aa"]
    assert after.content_digest != version.content_digest
    labels = [
        one.field.label["en"] for one in selectors.wordings(selectors.kind_of("joint_text"), after)
    ]
    assert labels == ["Title", "Paragraph 1", "Paragraph 2"]


def test_a_new_order_alone_is_a_new_content(cast):
    item = start(cast, Paragraph("aa", words=GOOD), Paragraph("bb", words=GOOD))
    before = newest(item, cast.haruka).content_digest
    rewrite(item, cast, *reversed(draft_of(item, cast.haruka).paragraphs))
    assert newest(item, cast.haruka).content_digest != before


def test_a_courtesy_translation_stays_out_of_the_content_through_every_step(cast):
    item = start(
        cast, Paragraph("aa", words=GOOD), Paragraph("bb", words={"en": "Done."}), authority="en"
    )
    version = newest(item, cast.haruka)
    assert version.authoritative == {"title": ["en"], "p-aa": ["en"], "p-bb": ["en"]}
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    shared = newest(item, cast.alice)
    assert shared.authoritative == version.authoritative
    assert shared.content_digest == version.content_digest
    assert confirm(item, cast.haruka) is False
    assert confirm(item, cast.alice) is True


def test_a_gap_in_an_authoritative_language_stops_settling(cast):
    item = start(cast, Paragraph("aa", words={"ja": "以上。"}))
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    with pytest.raises(LanguageGap) as refused:
        confirm(item, cast.alice)
    assert "Paragraph 1" in refused.value.say("en")
    assert "第1項" in refused.value.say("ja")


def test_the_standing_notice_is_put_in_and_is_wanted(cast):
    item = start(cast, kind="joint_statement")
    paragraphs = draft_of(item, cast.haruka).paragraphs
    assert [one.part for one in paragraphs] == ["", "obligation", "international_law"]
    filled = [
        paragraphs[0],
        Paragraph(paragraphs[1].id, form="notice", part="obligation", words=GOOD),
    ]
    rewrite(item, cast, *filled)
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    with pytest.raises(NoticeMissing) as refused:
        confirm(item, cast.alice)
    assert "international law" in refused.value.say("en")


def test_a_partnership_says_itself_which_texts_want_the_notice(cast):
    Partnership.objects.create(
        profile="other",
        version="1",
        titles={"en": "Other"},
        participants={"en": "the Participants"},
        text_date=NOW.date(),
        settings={"notice_in": ["minutes"]},
        loaded_at=NOW,
    )
    wanted = draft_of(start(cast, kind="minutes"), cast.haruka)
    assert [one.part for one in wanted.paragraphs] == ["", "obligation", "international_law"]
    assert missing_notice(Draft(title={}, paragraphs=[], text_kind="minutes"))
    for kind in TEXT_KINDS:
        if kind != "minutes":
            assert not missing_notice(Draft(title={}, paragraphs=[], text_kind=kind))


def test_the_kinds_a_profile_may_name_are_the_kinds_there_are():
    offered = schema("profile")["properties"]["settings"]["properties"]["notice_in"]["items"][
        "enum"
    ]
    assert offered == list(TEXT_KINDS)
    assert load_profile("uk-japan").settings.notice_in == (
        "joint_statement",
        "memorandum",
        "outcome_document",
    )
    assert load_profile("practice").settings.notice_in is None


def test_the_other_side_s_node_is_told_why_a_finding_was_accepted_once(cast, monkeypatch):
    words = {"en": "The Parties will meet.", "ja": "双方は、会合を開催する。"}
    joint = start(cast, Paragraph("aa", words=words))
    monkeypatch.setattr("kakehashi.drafting.services.accepting.node_side", lambda: "JP")
    hit = next(one for one in findings_of(joint, draft_of(joint, cast.haruka)) if one.stops)
    key = dict(zip(("paragraph", "language", "rule", "found", "passage"), hit.key, strict=True))
    made = services.accept(item=joint.pk, **key, reason="引用である。", by=cast.haruka, at=NOW)
    assert not Entry.objects.filter(kind="comment").exists()  # of a draft nobody else is told
    records.share(item=joint.pk, by=cast.haruka, at=NOW)
    for _each in range(2):
        services.tell_reasons(item=joint.pk, by=cast.haruka, at=NOW)
    told = Entry.objects.get(
        kind="comment", audience_id__in=visible_audiences(viewer_of(cast.alice))
    )
    assert told.version.wording["body"] == {"ja": "許容：「Parties」　引用である。"}
    services.take_back(acceptance=made.pk, by=cast.haruka, at=NOW)
    (left,) = Entry.objects.filter(kind="comment", state="shared").select_related("version")
    assert left.version.facts["resolved"] is True


def test_an_error_stops_settling_until_it_is_accepted_for_that_very_sentence(cast):
    item = start(cast, Paragraph("aa", words=TREATY), kind="press_line")
    assert not [one for one in findings_of(item, draft_of(item, cast.haruka)) if one.stops]
    joint = start(
        cast,
        Paragraph("aa", words={"en": "The Parties will meet.", "ja": "双方は、会合を開催する。"}),
    )
    records.share(item=joint.pk, by=cast.haruka, at=NOW)
    with pytest.raises(WordingNotSettled) as refused:
        confirm(joint, cast.alice)
    assert "Parties" in refused.value.say("ja")
    hit = next(one for one in findings_of(joint, draft_of(joint, cast.alice)) if one.stops)
    named = {
        "item": joint.pk,
        "paragraph": hit.paragraph,
        "language": hit.language,
        "rule": hit.rule,
        "found": hit.found,
        "passage": hit.passage,
        "at": NOW,
    }
    with pytest.raises(AcceptanceReasonMissing):
        services.accept(**named, reason=" ", by=cast.alice)
    with pytest.raises(NotYourRole):
        services.accept(**named, reason="no", by=cast.yuki)
    with pytest.raises(FindingGone):
        services.accept(**{**named, "found": "Party"}, reason="no", by=cast.alice)
    services.accept(**named, reason="Defined in the text of 2022.", by=cast.alice)
    assert not Entry.objects.filter(kind="comment").exists()
    confirm(joint, cast.alice)
    assert Acceptance.objects.get().version.number == newest(joint, cast.alice).number
    words = {"en": "All Parties will meet.", "ja": "双方は、会合を開催する。"}
    rewrite(joint, cast, Paragraph("aa", words=words))
    records.share(item=joint.pk, by=cast.haruka, at=NOW)
    with pytest.raises(WordingNotSettled):
        confirm(joint, cast.haruka)


def test_proposals_are_answered_paragraph_by_paragraph(cast):
    item = start(cast, Paragraph("aa", words=GOOD), Paragraph("bb", words=GOOD))
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    base = newest(item, cast.alice).number
    made = [
        services.propose_paragraph(
            item=item.pk,
            base=base,
            paragraph=key,
            words={**GOOD, "en": "They will meet."},
            note="",
            by=cast.alice,
            at=NOW,
        )
        for key in ("aa", "bb")
    ]
    records.answer_proposal(proposal=made[0].pk, take=True, answer="", by=cast.haruka, at=NOW)
    text = draft_of(item, cast.haruka).paragraphs
    assert [one.said("en") for one in text] == ["They will meet.", GOOD["en"]]
    rewrite(item, cast, text[0])
    with pytest.raises(ProposalWithoutPlace):
        records.answer_proposal(proposal=made[1].pk, take=True, answer="", by=cast.haruka, at=NOW)
    records.answer_proposal(proposal=made[1].pk, take=False, answer="Gone.", by=cast.haruka, at=NOW)
    assert {one.state for one in Proposal.objects.all()} == {"taken", "declined"}


def test_a_proposal_finds_its_paragraph_after_a_split_and_a_move(cast):
    item = start(cast, Paragraph("aa", words=GOOD), Paragraph("bb", words=GOOD))
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    made = services.propose_paragraph(
        item=item.pk,
        base=newest(item, cast.alice).number,
        paragraph="bb",
        words={"en": "Rest."},
        note="",
        by=cast.alice,
        at=NOW,
    )
    text = split(draft_of(item, cast.haruka).paragraphs, "aa", {"en": 5}, new="cc")
    rewrite(item, cast, *reversed(text))
    records.answer_proposal(proposal=made.pk, take=True, answer="", by=cast.haruka, at=NOW)
    said = {one.id: one.said("en") for one in draft_of(item, cast.haruka).paragraphs}
    assert said["bb"] == "Rest."
    assert said["aa"] == "The P"


def test_a_comment_is_of_its_own_side_until_it_is_shared(cast):
    item = start(cast)
    records.share(item=item.pk, by=cast.haruka, at=NOW)

    def sees(account):
        seen = visible_audiences(viewer_of(account))
        return set(
            Entry.objects.filter(kind="comment", audience_id__in=seen).values_list(
                "reference", flat=True
            )
        )

    made = services.comment(
        on=item.pk, paragraph="aa", words="Too strong.", language="en", by=cast.bob, at=NOW
    )
    assert sees(cast.alice) == {made.reference}
    assert sees(cast.haruka) == set()
    services.share_comment(comment=made.pk, by=cast.alice, at=NOW)
    assert sees(cast.haruka) == {made.reference}
    answer = services.comment(
        on=item.pk,
        words="承知した。",
        language="ja",
        answers=made.pk,
        share=True,
        by=cast.haruka,
        at=NOW,
    )
    assert newest(answer, cast.alice).facts["paragraph"] == "aa"
    services.resolve(comment=made.pk, by=cast.alice, at=NOW)
    assert newest(made, cast.haruka).facts["resolved"] is True


def test_rules_of_a_side_are_its_own_and_stop_it_alone(cast):
    item = start(cast)
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    rule = (
        "language: en\nrules:\n- id: ours-hold\n  pattern: '\\bhold\\b'\n  severity: error\n"
        "  why: {en: Worn out., ja: 使い古された語。}\n  source: {en: House style, ja: 用語集}\n"
        "  instead: [have]\n"
    )
    with pytest.raises(NotYourRole):
        services.set_rules(text=rule, by=cast.bob, at=NOW)
    services.set_rules(text=rule, by=cast.alice, at=NOW)
    assert [one.rule for one in findings_of(item, draft_of(item, cast.alice), side="GB")] == [
        "ours-hold"
    ]
    assert findings_of(item, draft_of(item, cast.haruka), side="JP") == []
    confirm(item, cast.haruka)
    with pytest.raises(WordingNotSettled):
        confirm(item, cast.alice)
    for wrong, line in (
        (rule.replace("\\bhold\\b", "(a+)+"), 3),
        (rule.replace("\\bhold\\b", "("), 3),
        ("rules:\n- id: [\n", 3),
        ("rules: &a\n- *a\n", 1),
    ):
        with pytest.raises(SideRuleWrong) as refused:
            services.set_rules(text=wrong, by=cast.alice, at=NOW)
        assert refused.value.facts["line"] == line
        assert "\n" not in refused.value.say("ja")


def test_silence_needs_a_rule_of_the_body_and_confirms_when_nobody_objects(cast):
    item = start(cast, links=[LinkTo("of_body", body(cast).pk)])
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    with pytest.raises(SilenceNotAllowed):
        services.start_silence(item=item.pk, until=NOW + 3 * DAY, by=cast.haruka, at=NOW)
    assert Silence.objects.count() == 0
    assert JointText.objects.get(item=item).state == "shared"


def body(cast, **rules):
    made = records.create(
        kind="body",
        text=NewText(wording={"title": {"en": "Council", "ja": "評議会"}}, facts={"rules": rules}),
        by=cast.haruka,
        at=NOW,
    )
    records.share(item=made.pk, by=cast.haruka, at=NOW)
    return made


def quiet(cast):
    council = body(cast, silence_days=2)
    meeting = records.create(
        kind="meeting",
        text=NewText(
            wording={"title": {"en": "Third meeting", "ja": "第3回会合"}},
            facts={"body": council.reference},
            links=[LinkTo("of_body", council.pk)],
        ),
        by=cast.haruka,
        at=NOW,
    )
    records.share(item=meeting.pk, by=cast.haruka, at=NOW)
    item = start(cast, links=[LinkTo("of_meeting", meeting.pk)])
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    # NOW is a Monday that Japan does not work: the second working day of both is Wednesday.
    with pytest.raises(SilenceTimeWrong) as refused:
        services.start_silence(item=item.pk, until=NOW + DAY, by=cast.haruka, at=NOW)
    assert "25 November 2026" in refused.value.say("en")
    made = services.start_silence(item=item.pk, until=NOW + 3 * DAY, by=cast.haruka, at=NOW)
    return item, made


def test_silence_confirms_on_its_day_and_not_before(cast):
    item, made = quiet(cast)
    assert services.carry_out(silence=made.pk, at=NOW + 2 * DAY) is False
    assert services.carry_out(silence=made.pk, at=NOW + 3 * DAY) is True
    assert JointText.objects.get(item=item).state == "confirmed"
    assert services.carry_out(silence=made.pk, at=NOW + 4 * DAY) is False


def test_an_objection_ends_silence(cast):
    item, made = quiet(cast)
    services.object_to(item=item.pk, why="Not yet cleared.", by=cast.alice, at=NOW)
    assert services.carry_out(silence=made.pk, at=NOW + 4 * DAY) is False
    assert JointText.objects.get(item=item).state == "shared"
    with pytest.raises(NoSilence):
        services.object_to(item=item.pk, why="Again.", by=cast.alice, at=NOW)


def test_a_text_that_changed_is_not_confirmed_by_silence(cast):
    item, made = quiet(cast)
    rewrite(item, cast, Paragraph("aa", words=GOOD), Paragraph("bb", words=GOOD))
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    assert services.carry_out(silence=made.pk, at=NOW + 4 * DAY) is False
    made.refresh_from_db()
    assert made.state == "void"
