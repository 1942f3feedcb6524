"""Joint texts on the desk: the editor without scripts, findings, comments, clearance, versions."""

import re

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.drafting import services
from kakehashi.drafting.models import Acceptance, JointText
from kakehashi.drafting.paragraphs import Paragraph
from kakehashi.drafting.services import Draft
from kakehashi.people.models import Organisation
from kakehashi.people.selectors import viewer_of
from kakehashi.records import selectors
from kakehashi.records import services as records
from kakehashi.records.services import LinkTo, NewText
from tests.cast import NOW

GOOD = {
    "en": "The Participants will meet in 2027. They will bring experts.",
    "ja": "双方は、2027年に会合を開催する。専門家を招く。",
}
TREATY = {"en": "The Parties will meet.", "ja": "双方は、会合を開催する。"}


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def text(cast):
    return services.start(
        draft=Draft(
            title={"en": "Minutes", "ja": "議事録"},
            paragraphs=[Paragraph("aa", words=GOOD), Paragraph("bb", words=TREATY)],
            text_kind="minutes",
        ),
        by=cast.haruka,
        at=NOW,
    )


def share(text, cast):
    records.share(item=text.pk, by=cast.haruka, at=NOW)


def now(text, account):
    version = selectors.entry_for(text.reference, viewer_of(account)).version
    return version, services.text_of(version)


def post(client, text, account, do, language="en", **changed):
    """Send the editor's form as a browser without scripts does: every field, one button."""
    version, draft = now(text, account)
    sent = {
        "base": str(version.number),
        "par": [one.id for one in draft.paragraphs],
        "title-ja": draft.title.get("ja", ""),
        "title-en": draft.title.get("en", ""),
        "do": do,
    }
    for one in draft.paragraphs:
        sent |= {
            f"ja-{one.id}": one.said("ja"),
            f"en-{one.id}": one.said("en"),
            f"shape-{one.id}": f"{one.form}-{one.level}",
        }
    return client.post(f"/{language}/desk/texts/{text.reference}/", {**sent, **changed})


def test_the_whole_editor_works_without_scripts(text, cast):
    client = client_of(cast.haruka)
    page = client.get(f"/ja/desk/texts/{text.reference}/").content.decode()
    assert "第1項" in page
    assert 'name="ja-aa"' in page
    assert "Parties" in page
    answer = post(client, text, cast.haruka, "save", **{"en-aa": "Changed."})
    assert answer.status_code == 302
    assert now(text, cast.haruka)[1].paragraphs[0].said("en") == "Changed."

    for do, expected in (
        ("down|aa", ["bb", "aa"]),
        ("up|aa", ["aa", "bb"]),
    ):
        post(client, text, cast.haruka, do)
        assert [one.id for one in now(text, cast.haruka)[1].paragraphs] == expected
    post(client, text, cast.haruka, "save", **{"en-aa": GOOD["en"]})
    post(client, text, cast.haruka, "split|aa")
    first, second, _last = now(text, cast.haruka)[1].paragraphs
    assert (first.id, second.split_from) == ("aa", "aa")
    assert first.words == {
        "en": "The Participants will meet in 2027.",
        "ja": "双方は、2027年に会合を開催する。",
    }
    assert second.words == {"en": "They will bring experts.", "ja": "専門家を招く。"}
    post(client, text, cast.haruka, "merge|aa")
    assert now(text, cast.haruka)[1].paragraphs[0].words == GOOD
    post(client, text, cast.haruka, "insert|aa")
    assert len(now(text, cast.haruka)[1].paragraphs) == 3
    new = now(text, cast.haruka)[1].paragraphs[1].id
    post(client, text, cast.haruka, f"remove|{new}", **{"en-bb": "Typed before the button."})
    after = now(text, cast.haruka)[1].paragraphs
    assert [one.id for one in after] == ["aa", "bb"]
    assert after[1].said("en") == "Typed before the button.", "what was typed is saved with it"
    compare = client.get(f"/en/desk/texts/{text.reference}/compare/?old=1")
    assert compare.status_code == 200
    assert post(client, text, cast.haruka, "nonsense|aa").status_code == 404
    assert post(client, text, cast.haruka, "split|zz").status_code == 404


def test_the_cursor_splits_one_language_and_the_other_follows_by_sentence(text, cast):
    client = client_of(cast.haruka)
    cut = len("双方は、2027年に会合を開催する。")
    post(client, text, cast.haruka, "split|aa", cursor=f"ja:{cut}")
    first, second, _last = now(text, cast.haruka)[1].paragraphs
    assert first.said("en") == "The Participants will meet in 2027."
    assert second.said("ja") == "専門家を招く。"
    refused = post(client, text, cast.haruka, "split|aa", cursor="ja:0", **{"en-bb": "Kept."})
    assert refused.status_code == 400
    assert "Kept." in refused.content.decode()


def test_a_finding_is_replaced_or_accepted_and_then_the_text_can_be_settled(text, cast):
    share(text, cast)
    alice, haruka = client_of(cast.alice), client_of(cast.haruka)
    digest = now(text, cast.alice)[0].content_digest
    page = alice.get(f"/en/desk/texts/{text.reference}/").content.decode()
    assert "1 error of the wording check" in page
    step = f"/en/desk/records/{text.reference}/step/confirm/"
    refused = alice.post(step, {"digest": digest})
    assert refused.status_code == 409
    assert "Parties" in refused.content.decode()
    value, reason = re.search(r'value="(accept\|bb\|en\|[^"]*\|(\w+))"', page).groups()
    empty = post(alice, text, cast.alice, value)
    assert empty.status_code == 400
    done = post(alice, text, cast.alice, value, **{f"reason-{reason}": "Defined in 2022."})
    assert done.status_code == 302
    for client in (alice, haruka):
        assert (
            "Defined in 2022." in client.get(f"/en/desk/texts/{text.reference}/").content.decode()
        )
    assert alice.post(step, {"digest": digest}).status_code == 302
    back = Acceptance.objects.get()
    assert post(haruka, text, cast.haruka, f"take-back|{back.pk}").status_code == 404
    put = re.search(
        r'value="(put\|bb\|en\|[^"]*)"',
        haruka.get(f"/en/desk/texts/{text.reference}/").content.decode(),
    )
    assert put is None, "what was accepted is not offered for replacing"
    post(alice, text, cast.alice, f"take-back|{back.pk}")
    value = re.search(
        r'value="(put\|bb\|en\|[^"]*)"',
        haruka.get(f"/en/desk/texts/{text.reference}/").content.decode(),
    )[1]
    post(haruka, text, cast.haruka, value)
    assert now(text, cast.haruka)[1].paragraphs[1].said("en") == "The Participants will meet."
    stale = post(haruka, text, cast.haruka, value)
    assert stale.status_code == 409


def test_findings_come_while_one_types_and_nothing_is_kept(text, cast):
    client = client_of(cast.haruka)
    sent = {"par": "aa", "form": "numbered", "ja": "双方は、合意した。", "en": "They agreed <b>."}
    answer = client.post(f"/en/desk/texts/{text.reference}/findings/", sent)
    page = answer.content.decode()
    assert "agreed" in page
    assert "<html" not in page
    assert now(text, cast.haruka)[0].number == 1
    assert client.get(f"/en/desk/texts/{text.reference}/findings/").status_code == 405


def test_two_who_write_at_once_lose_nothing(text, cast):
    first, second = client_of(cast.haruka), client_of(cast.kenji)
    base = str(now(text, cast.haruka)[0].number)
    post(first, text, cast.haruka, "save", **{"en-aa": "First wrote this.", "base": base})
    post(first, text, cast.haruka, "insert|bb")
    clash = post(
        second,
        text,
        cast.kenji,
        "save",
        base=base,
        par=["aa", "bb"],
        **{"en-aa": GOOD["en"], "en-bb": "Second wrote that."},
    )
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "First wrote this." in page, "what the second left alone follows the first"
    assert "Second wrote that." in page
    assert page.count('name="par"') == 3, "the paragraph that the first inserted is there"


def test_hidden_paragraphs_are_kept_when_the_page_is_filtered(text, cast):
    client = client_of(cast.haruka)
    page = client.get(f"/en/desk/texts/{text.reference}/?show=error").content.decode()
    assert 'name="en-bb"' in page
    assert 'name="en-aa"' not in page
    version = now(text, cast.haruka)[0]
    sent = {"base": str(version.number), "par": ["aa", "bb"], "en-bb": "Fine.", "ja-bb": "良い。"}
    client.post(f"/en/desk/texts/{text.reference}/", sent)
    after = now(text, cast.haruka)[1].paragraphs
    assert [one.said("en") for one in after] == [GOOD["en"], "Fine."]


def test_proposals_and_comments_stand_beside_their_paragraph(text, cast):
    share(text, cast)
    alice, haruka = client_of(cast.alice), client_of(cast.haruka)
    address = f"/en/desk/texts/{text.reference}/"
    page = alice.get(f"{address}propose/aa/").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    sent = {
        "ja": GOOD["ja"],
        "en": "They will meet.",
        "note": "Shorter.",
        "once": once,
        "base": "2",
    }
    for _ in range(2):
        assert alice.post(f"{address}propose/aa/", sent).status_code == 302
    assert (
        alice.post(f"{address}propose/aa/", {"ja": GOOD["ja"], "en": GOOD["en"]}).status_code == 400
    )
    page = haruka.get(address).content.decode()
    taken = re.findall(r'value="(take\|[^"]+)"', page)
    assert len(taken) == 1
    post(haruka, text, cast.haruka, taken[0])
    assert now(text, cast.haruka)[1].paragraphs[0].said("en") == "They will meet."

    post(alice, text, cast.alice, "comment|bb", **{"comment-bb": "MARKER-OWN"})
    assert "MARKER-OWN" in alice.get(address).content.decode()
    assert "MARKER-OWN" not in haruka.get(address).content.decode()
    value = re.search(r'value="(share-comment\|[^"]+)"', alice.get(address).content.decode())[1]
    post(alice, text, cast.alice, value)
    page = haruka.get(address).content.decode()
    assert "MARKER-OWN" in page
    key = re.search(r'name="comment-([0-9a-f-]{36})"', page)[1]
    post(haruka, text, cast.haruka, f"comment-share|{key}|{key}", **{f"comment-{key}": "ANSWERED"})
    assert "ANSWERED" in alice.get(address).content.decode()
    post(alice, text, cast.alice, value.replace("share-comment", "resolve"))
    assert "resolved" in haruka.get(address).content.decode()
    empty = post(alice, text, cast.alice, "comment|bb", **{"comment-bb": " "})
    assert empty.status_code == 400


def test_nothing_of_clearance_reaches_the_other_side_or_the_public(text, cast):
    share(text, cast)
    Organisation.objects.create(id="fcdo", side_id="GB", name_en="OFFICE-M", name_ja="OFFICE-M")
    alice, haruka = client_of(cast.alice), client_of(cast.haruka)
    address = f"/en/desk/records/{text.reference}/clearance/"
    page = alice.get(address).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    asked = {
        "office": ["fcdo", ""],
        "division": ["MARKER-DIVISION", ""],
        "order": "all",
        "note": "MARKER-ASKED",
        "due": "2026-12-01",
        "once": once,
    }
    assert alice.post(address, {**asked, "office": []}).status_code == 400
    assert alice.post(address, asked).status_code == 302
    page = alice.get(address).content.decode()
    assert "MARKER-ASKED" in page
    office = re.search(r'clearance/(\d+)/"', page)[1]
    answered = {"answer": "subject", "words": "MARKER-WORDS"}
    assert haruka.post(f"{address}{office}/", answered).status_code == 404
    assert alice.post(f"{address}{office}/", {"answer": "subject"}).status_code == 400
    assert alice.post(f"{address}{office}/", answered).status_code == 302
    seen = [
        address,
        f"/en/desk/texts/{text.reference}/",
        f"/en/desk/records/{text.reference}/",
        "/en/desk/timeline/",
        "/en/desk/",
        "/en/desk/texts/",
        "/en/desk/search/?q=MARKER",
        "/en/desk/confirm/",
        f"/en/desk/texts/{text.reference}/compare/",
    ]
    alone = {one: _plain(haruka.get(one)) for one in seen}
    for path, page in alone.items():
        assert "MARKER-" not in page, path
        assert "OFFICE-M" not in page, path
    for path in (
        "/api/v1/records",
        "/api/v1/changes",
        f"/en/records/{text.reference}/",
        "/en/search/?q=MARKER-ASKED",
    ):
        public = Client().get(path).content.decode()
        assert "MARKER-WORDS" not in public
        assert "OFFICE-M" not in public
    assert "MARKER-WORDS" in alice.get(address).content.decode()


def _plain(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_queries_do_not_grow_with_paragraphs_comments_and_findings(
    text, cast, django_assert_max_num_queries
):
    from django.db import connection

    client = client_of(cast.haruka)
    client.get(f"/en/desk/texts/{text.reference}/")
    services.comment(on=text.pk, paragraph="", words="x", language="en", by=cast.haruka, at=NOW)

    def queries(item):
        client.get(f"/en/desk/texts/{item.reference}/")  # the first look is written down
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/en/desk/texts/{item.reference}/").status_code == 200
        return len(caught)

    few = queries(text)
    many = services.start(
        draft=Draft(
            title={"en": "Minutes", "ja": "議事録"},
            paragraphs=[Paragraph(f"p{n}", words=TREATY) for n in range(40)],
            text_kind="minutes",
        ),
        by=cast.haruka,
        at=NOW,
    )
    for n in range(12):
        services.comment(
            on=many.pk, paragraph=f"p{n}", words="x", language="en", by=cast.haruka, at=NOW
        )
    assert queries(many) <= few + 1


def test_rules_of_a_side_are_set_on_a_page(cast):
    alice, bob = client_of(cast.alice), client_of(cast.bob)
    assert bob.get("/en/desk/wording/rules/").status_code == 403
    wrong = alice.post("/en/desk/wording/rules/", {"text": "rules:\n- id: x\n  pattern: '(a+)+'\n"})
    assert wrong.status_code == 400
    page = wrong.content.decode()
    assert "(a+)+" in page
    assert "Line 2" in page
    good = "rules:\n- {id: en-must, severity: error}"
    assert alice.post("/en/desk/wording/rules/", {"text": good}).status_code == 302
    assert good in alice.get("/en/desk/wording/rules/").content.decode()


def test_a_joint_text_is_started_for_a_meeting(cast):
    client = client_of(cast.haruka)
    page = client.get("/ja/desk/texts/new/").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    sent = {
        "once": once,
        "text_kind": "joint_statement",
        "title_ja": "共同声明",
        "title_en": "",
        "authority": "en,ja",
    }
    for _ in range(2):
        answer = client.post("/ja/desk/texts/new/", sent)
        assert answer.status_code == 302
    text = JointText.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert "法的性質" in page or "国際協定" in page
    assert text.reference in client.get("/ja/desk/texts/").content.decode()
    assert (
        client.post("/ja/desk/texts/new/", {**sent, "title_ja": "", "once": ""}).status_code == 400
    )


def test_a_text_is_started_from_what_happened(cast):
    made = records.create(
        kind="decision",
        text=NewText(
            wording={"title": {"en": "Ports"}, "body": {"ja": "12の港湾が参加した。"}},
            facts={"area": "PT"},
        ),
        by=cast.haruka,
        at=NOW,
    )
    records.share(item=made.pk, by=cast.haruka, at=NOW)
    client = client_of(cast.haruka)
    page = client.get("/en/desk/texts/from/").content.decode()
    assert "English to follow" in page
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    sent = {"once": once, "text_kind": "press_line", "title_en": "Lines", "by": "area"}
    refused = client.post("/en/desk/texts/from/", sent)
    assert refused.status_code == 400
    assert "Lines" in refused.content.decode()
    for _ in range(2):
        answer = client.post("/en/desk/texts/from/", {**sent, "from": [str(made.pk), "nonsense"]})
        assert answer.status_code == 302
    assert JointText.objects.count() == 1
    page = client.get(answer["Location"]).content.decode()
    assert "12の港湾が参加した。" in page
    assert made.reference in page

    # The next meeting has decided nothing yet: its text is made from what others did.
    council = records.create(
        kind="body",
        text=NewText(wording={"title": {"en": "Council"}}, facts={"body_kind": "council"}),
        by=cast.haruka,
        at=NOW,
    )
    coming = records.create(
        kind="meeting",
        text=NewText(
            wording={"title": {"en": "Fourth Council"}},
            facts={"body": council.reference},
            links=[LinkTo("of_body", council.pk)],
        ),
        by=cast.haruka,
        at=NOW,
    )
    page = client.get("/en/desk/texts/from/").content.decode()
    again = {
        **sent,
        "once": re.search(r'name="once" value="([^"]+)"', page)[1],
        "of_meeting": coming.reference,
        "authority": "ja",
        "from": str(made.pk),
    }
    assert client.post("/en/desk/texts/from/", again).status_code == 302
    started = JointText.objects.get(meeting=coming.reference)
    assert services.text_of(started.entry.version).authority == "ja"
