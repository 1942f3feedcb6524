"""A published joint text on the public site and in the API: words only, nothing said around them."""

import pytest
from django.test import Client

from kakehashi.clearance import services as clearance
from kakehashi.drafting import services
from kakehashi.drafting.paragraphs import Paragraph
from kakehashi.drafting.services import Draft
from kakehashi.people.selectors import viewer_of
from kakehashi.records import selectors
from kakehashi.records import services as records
from tests.cast import NOW

WORDS = {
    "en": "The Participants will meet in 2027.",
    "ja": "双方は、2027年に会合を開催する。",
}


@pytest.fixture
def text(cast):
    item = services.start(
        draft=Draft(
            title={"en": "Minutes", "ja": "議事録"},
            paragraphs=[
                Paragraph("hh", form="heading", words={"en": "Ports", "ja": "港湾"}),
                Paragraph("aa", words=WORDS),
                Paragraph("bb", level=2, words={"en": "Experts will attend."}),
            ],
            text_kind="minutes",
            authority="en",
        ),
        by=cast.haruka,
        at=NOW,
    )
    records.share(item=item.pk, by=cast.haruka, at=NOW)
    services.comment(
        on=item.pk, paragraph="aa", words="MARKER-COMMENT SAID-APART", language="en", share=True,
        by=cast.alice, at=NOW,
    )  # fmt: skip
    services.propose_paragraph(
        item=item.pk, base=2, paragraph="aa", words={"en": "MARKER-PROPOSAL"}, note="",
        by=cast.alice, at=NOW,
    )  # fmt: skip
    clearance.ask(
        item=item.pk, offices=[("dsit", "MARKER-OFFICE")], due=None, in_order=False,
        note="MARKER-NOTE", by=cast.alice, at=NOW,
    )  # fmt: skip
    clearance.set_rule(confirm_before=True, by=cast.alice, at=NOW)
    entry = selectors.entry_for(item.reference, viewer_of(cast.haruka))
    for account in (cast.haruka, cast.alice):
        records.confirm(item=item.pk, digest=entry.version.content_digest, by=account, at=NOW)
    for account in (cast.haruka, cast.alice):
        records.publish(item=item.pk, by=account, at=NOW)
    return item


def test_the_public_reads_the_words_and_which_text_counts(text):
    client = Client()
    page = client.get(f"/ja/records/{text.reference}/").content.decode()
    for words in ("第1項", "第1(a)項", "港湾", WORDS["ja"], WORDS["en"], "仮訳", "正文"):
        assert words in page, words
    english = client.get(f"/en/records/{text.reference}/").content.decode()
    assert "courtesy translation" in english
    assert "Paragraph 1(a)" in english
    data = client.get(f"/api/v1/records/{text.reference}")
    assert data.status_code == 200
    assert WORDS["en"] in data.content.decode()
    for path in (
        f"/ja/records/{text.reference}/",
        f"/en/records/{text.reference}/",
        f"/api/v1/records/{text.reference}",
        "/api/v1/records",
        "/en/search/?q=MARKER-COMMENT",
        "/feeds/news.atom",
    ):
        shown = client.get(path, follow=True).content.decode()
        for marker in ("MARKER-PROPOSAL", "MARKER-OFFICE", "MARKER-NOTE"):
            assert marker not in shown, path
        assert "SAID-APART" not in shown, path
