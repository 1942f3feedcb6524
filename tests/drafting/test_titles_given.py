"""What is shared about a record bears the title that was given, never that of a draft on top of it."""

from dataclasses import replace

import pytest

from kakehashi.drafting import services as drafting
from kakehashi.governance.services import say_what_became
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Entry, Version
from kakehashi.records.services import NewText
from kakehashi.records.services.plans import text_of
from kakehashi.records.services.writing import titles_given
from tests.cast import NOW

GIVEN = {"en": "Hold a second workshop", "ja": "第2回ワークショップを開催する"}
SECRET = {"en": "Drop the workshop", "ja": "ワークショップを取りやめる"}


def decision(cast, **more):
    wording = {"title": GIVEN, "body": GIVEN}
    return records.create(
        kind="decision", text=NewText(wording=wording, **more), by=cast.haruka, at=NOW
    )


def draft_on_top(cast, item):
    newest = Version.objects.filter(item=item).order_by("-number")[0]
    text = text_of(newest)
    records.save(
        item=item.pk,
        base=newest.number,
        text=replace(text, wording={**text.wording, "title": SECRET}),
        by=cast.haruka,
        at=NOW,
    )


def comment(cast, item):
    return drafting.comment(
        on=item.pk, words="We agree.", language="en", share=True, by=cast.haruka, at=NOW
    )


def follow_up(cast, item):
    return say_what_became(
        decision=item.reference,
        ending="held",
        date="2026-06-01",
        words=GIVEN,
        sources=(),
        by=cast.haruka,
        at=NOW,
    )


@pytest.mark.parametrize("said", [comment, follow_up])
@pytest.mark.parametrize("shared", [True, False])
def test_what_is_shared_about_a_draft_does_not_bear_its_title(cast, said, shared):
    item = decision(cast)
    if shared:
        records.share(item=item.pk, by=cast.haruka, at=NOW)
    draft_on_top(cast, item)
    made = said(cast, item)
    seen = visible_audiences(viewer_of(cast.alice))
    entry = Entry.objects.get(item=made, audience_id__in=seen)
    given = GIVEN if shared else {"en": item.reference, "ja": item.reference}
    assert {"en": entry.title_en, "ja": entry.title_ja} == given
    for version in Version.objects.filter(item=made):
        assert SECRET["ja"].encode() not in bytes(version.content)


def test_a_text_for_named_people_is_called_by_its_reference(cast):
    people = sorted(str(one.pk) for one in (cast.haruka, cast.kenji, cast.alice))
    item = records.create(
        kind="decision",
        lane="restricted",
        text=NewText(wording={"title": SECRET}, marking=Marking(reach="named", people=people)),
        by=cast.haruka,
        at=NOW,
    )
    entry = Entry.objects.get(item=item)
    assert titles_given(entry) == {"en": item.reference, "ja": item.reference}
