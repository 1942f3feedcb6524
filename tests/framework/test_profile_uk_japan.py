"""The real partnership as data: the counts of its text, its public record, its words."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from kakehashi.framework.profile.items import WorkItem
from kakehashi.framework.profile.loading import load_profile
from kakehashi.framework.profile.shapes import Profile

RECORD = Path(__file__).parents[3] / "shared" / "data" / "public-record.yaml"
NO_JOINT_ACTION = {
    "VD.a", "VD.b", "CR.a", "SC.b", "AI.b", "TS.a", "TS.b", "IG.a", "IG.b", "DG.a", "DI.b",
}  # fmt: skip


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("uk-japan")


def test_the_text_is_all_there(profile: Profile) -> None:
    levels = Counter(provision.level for provision in profile.provisions)
    assert levels == {"paragraph": 24, "lettered": 45, "roman": 26}
    assert len(profile.provisions) == 95
    assert len(profile.pillars) == 4
    assert len(profile.areas) == 14
    assert len(profile.sections) == 5
    assert [one.named for one in profile.signatories] == [True, True, False]
    assert profile.objectives == tuple(f"23.{letter}" for letter in "abcdefg")
    assert [sector.ref for sector in profile.sectors][-1] == "other"
    assert len(profile.sectors) == 8


def test_joint_actions_come_from_what_promises_something(profile: Profile) -> None:
    giving = {
        provision.ref
        for provision in profile.provisions
        if any(promise.joint_action for promise in provision.promises)
    }
    areas = {provision.ref for provision in profile.provisions if provision.area}
    plain = {"12.a", "12.b", "13", "17", "18", "19", "20", "21", "22"}
    assert giving & areas == areas - NO_JOINT_ACTION
    assert giving - areas == plain


def test_the_closing_sentence_of_the_data_pillar_is_a_promise(profile: Profile) -> None:
    closing = [
        promise.ref
        for provision in profile.provisions
        for promise in provision.promises
        if promise.source == "closing"
    ]
    assert [ref.rpartition("-")[0] for ref in closing] == ["DATA.c"]


def test_a_page_about_2022_says_dcms(profile: Profile) -> None:
    dcms = next(one for one in profile.organisations if one.id == "dcms")
    dsit = next(one for one in profile.organisations if one.id == "dsit")
    assert "Digital" in dcms.names_on("2022-12-07")["en"]
    assert dcms.names_on("2024-01-16")["ja"] == "文化・メディア・スポーツ省"
    assert [(one.to, one.on) for one in dcms.successions] == [("dsit", "2023-02-07")]
    assert dcms.roles[0].period.covers("2022-12-07")
    assert not dcms.roles[0].period.covers("2023-02-07")
    assert dsit.roles[0].period.start == "2023-02-07"


def test_the_council_keeps_every_name_it_bears(profile: Profile) -> None:
    council = next(body for body in profile.bodies if body.id == "council")
    assert council.name("ja", "2022-12-07") == "日英デジタル・カウンシル"
    by_issuer = {name.issued_by: name.text for name in council.names if name.language == "en"}
    assert by_issuer["meti",] == "Ministerial-Level Meeting of Japan-UK Digital Partnership"
    assert {level.names["ja"] for level in council.levels} == {"大臣級", "政務級"}


def test_the_notice_has_both_limbs_and_the_limits_are_set(profile: Profile) -> None:
    assert [notice.provision for notice in profile.notices] == ["4", "5"]
    assert "international law" in profile.notices[1].text["en"]
    assert not profile.practice
    assert profile.banner["ja"] == "公開情報による実演であり、両国政府のサービスではない。"
    highest = {side.code: side.highest_marking for side in profile.sides}
    assert highest == {"JP": "機密性2", "GB": "OFFICIAL-SENSITIVE"}
    refused = {one.code for side in profile.sides for one in side.refused_markings}
    assert refused >= {"SECRET", "TOP SECRET", "機密性3", "特定秘密"}
    assert profile.settings.scope_proposed_by == "group"
    assert profile.settings.scope_confirmed_by == "council"
    assert profile.settings.pen_takeover_days == 5


def test_instruments_relate_to_the_partnership_as_the_text_says(profile: Profile) -> None:
    relations = {
        (one.id, link.relation)
        for one in profile.instruments
        for link in one.links
        if (link.kind, link.ref) == ("instrument", "partnership-2022")
    }
    setting_out = {one for one, relation in relations if relation == "sets_out"}
    assert setting_out == {"joint-statement-2019", "cepa", "joint-commitment-2022"}
    assert ("supplier-diversity-2022", "complements") in relations


def test_roles_and_accounts_are_named_by_post(profile: Profile) -> None:
    roles = {role.code for role in profile.roles}
    assert roles >= {
        "coordinator",
        "topic_lead",
        "contributor",
        "reader",
        "auditor",
        "operator",
    }
    operator = next(role for role in profile.roles if role.code == "operator")
    assert not operator.permissions & {"read_own_side", "read_participants", "write"}
    purposes = Counter(account.purpose for account in profile.accounts)
    assert purposes == {"officer": 2, "private_office": 2, "operator": 1, "": 6}
    assert not any(account.person for account in profile.accounts)
    assert not any(person.invented for person in profile.persons)


def test_the_glossary_names_everything_the_text_names(profile: Profile) -> None:
    named = {concept.subject for concept in profile.glossary}
    expected = {f"organisation:{one.id}" for one in profile.organisations}
    expected |= {f"forum:{one.id}" for one in profile.forums}
    expected |= {f"instrument:{one.id}" for one in profile.instruments}
    expected |= {f"programme:{one.id}" for one in profile.programmes}
    expected |= {f"body:{one.id}" for one in profile.bodies}
    expected |= {f"area:{one.ref}" for one in profile.areas}
    assert expected <= named
    assert len(profile.glossary) >= 300


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("半導体", "semiconductor"),
        ("強靭性", "resilience"),
        ("強靱", "resilient"),
        ("取り組み", "initiative"),
        ("相互運用性", "interoperability"),
        ("経産省", "METI"),
        ("偽情報", "disinformation"),
        ("デジタルID", "digital identity"),
    ],
)
def test_a_word_leads_to_the_other_language(profile: Profile, word: str, other: str) -> None:
    words = [
        {word for term in concept.terms.values() for word in (term.preferred, *term.admitted)}
        for concept in profile.glossary
    ]
    assert any({word, other} <= found for found in words)


def test_who_looks_for_an_avoided_word_does_not_mean_the_concept(profile: Profile) -> None:
    confirm = next(concept for concept in profile.glossary if concept.id == "confirm")
    assert confirm.terms["ja"].avoided == ("合意する",)
    assert "合意する" not in confirm.terms["ja"].admitted


@pytest.fixture(scope="module")
def record() -> Any:
    return yaml.safe_load(RECORD.read_text("utf-8"))


@pytest.mark.seed
@pytest.mark.skipif(not RECORD.exists(), reason="the public record is not beside the clone")
class TestPublicRecord:
    """Everything of the public record is carried over, and nothing is added to it."""

    def test_instruments(self, profile: Profile, record: Any) -> None:
        ours = {one.id: one for one in profile.instruments}
        for theirs in record["instruments"]:
            one = ours.pop(theirs["id"])
            assert one.date == theirs["date"]
            assert one.in_force == theirs.get("in_force", "")
            assert one.title["en"].startswith(theirs["title_en"][:12])
            assert set(one.sources) == addresses(theirs.get("sourced", []))
            areas = {link.ref for link in one.links if link.kind == "area"}
            assert areas == set(theirs.get("areas", []))
        assert set(ours) == {"g7-ministerial-2021"}  # named by the text itself

    def test_organisations(self, profile: Profile, record: Any) -> None:
        ours = {one.id: one for one in profile.organisations}
        assert set(ours) == {one["id"] for one in record["organisations"]}
        for theirs in record["organisations"]:
            one = ours[theirs["id"]]
            assert one.side == theirs["side"]
            assert {role.role for role in one.roles} == set(theirs["roles"])
            assert one.names[0].names == {"en": theirs["name_en"], "ja": theirs["name_ja"]}

    def test_bodies(self, profile: Profile, record: Any) -> None:
        ours = {one.id: one for one in profile.bodies}
        for theirs in record["bodies"]:
            for language, names in theirs["names"].items():
                found = {one.text for one in ours[theirs["id"]].names if one.language == language}
                assert set(names) <= found

    def test_meetings_and_decisions(self, profile: Profile, record: Any) -> None:
        meetings = {
            (item.facts["held_by"], item.facts["number"]): item
            for item in profile.items_of("meeting")
        }
        decisions = profile.items_of("decision")
        people = {person.id: person.names["en"] for person in profile.persons}
        posts = {post.id: post for post in profile.posts}
        for theirs in record["meetings"]:
            one = meetings.pop((theirs["body"], theirs["number"]))
            assert one.facts["date"] == theirs["date"]
            assert one.facts["mode"] == theirs["mode"]
            assert one.sources == tuple(theirs["sources"])
            assert same(one.body["en"]).startswith(same(theirs["outcome"])[:40])
            came = {
                (people[seen["person"]], posts[seen["post"]].organisation)
                for seen in facts(one, "attended")
            }
            expected = theirs.get("attended", {})
            assert came == {(who["name"], who["org"]) for side in expected.values() for who in side}
            ours = [item for item in decisions if item.facts["meeting"] == one.id]
            assert len(ours) == len(theirs.get("decisions", []))
            for made, said in zip(ours, theirs.get("decisions", []), strict=True):
                assert [link.ref for link in made.links if link.kind == "area"] == [said["area"]]
                assert same(made.body["en"]).startswith(same(said["text"]))
                assert made.facts.get("due") == said.get("due")
        assert not meetings

    def test_results_and_contacts(self, profile: Profile, record: Any) -> None:
        results = profile.items_of("result")
        for one, theirs in zip(results, record["outcomes"], strict=True):
            refs = {link.ref for link in one.links}
            assert one.facts["date"] == theirs["date"]
            assert {theirs["area"], theirs["provision"]} <= refs
            assert one.sources == tuple(theirs["sources"])
            assert same(one.body["en"]).replace(" is in ", " in ").startswith(same(theirs["text"]))
            assert list(facts(one, "objectives")) == theirs.get("objectives", [])
        (contact,) = profile.items_of("contact")
        (theirs,) = record["contacts"]
        assert contact.facts["date"] == theirs["date"]
        assert contact.sources == tuple(theirs["sources"])
        assert contact.title["en"].startswith(theirs["text"].rstrip("."))

    def test_nothing_else_is_in_the_record(self, profile: Profile, record: Any) -> None:
        kinds = Counter(item.kind for item in profile.items)
        assert kinds == {"meeting": 4, "decision": 8, "result": 4, "contact": 1}
        assert {item.state for item in profile.items} == {"imported"}
        assert {item.marking.audience for item in profile.items} == {"public"}
        named = {
            who["name"]
            for meeting in record["meetings"]
            for side in meeting.get("attended", {}).values()
            for who in side
        }
        assert {person.names["en"] for person in profile.persons} == named


def addresses(sourced: object) -> set[str]:
    listed = sourced if isinstance(sourced, list) else [sourced]
    return {one for one in listed if str(one).startswith("http")}


def facts(item: WorkItem, key: str) -> Any:
    return item.facts.get(key, ())


def same(text: str) -> str:
    """Fold spaces. Some texts of the record break off at a comma: hence ``startswith``."""
    return " ".join(text.split())
