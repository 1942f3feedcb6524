"""A record's faces: who sees which text after each step."""

import pytest

from kakehashi.ledger import selectors as ledger
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import viewer_of, visible_audiences
from kakehashi.records import services
from kakehashi.records.models import Confirmation, Entry, Version
from kakehashi.records.rules import NotInThisState, NotYourEntry, NotYourPen
from kakehashi.records.services import NewText
from kakehashi.records.services.confirming import TextMoved
from tests.cast import NOW


def text(en="Title", ja="件名", **facts):
    return NewText(
        wording={"title": {"en": en, "ja": ja}, "body": {"en": "Body", "ja": "本文"}}, facts=facts
    )


def seen(item, account):
    viewer = viewer_of(account) if account else PUBLIC_VIEWER
    entries = Entry.objects.filter(item=item, audience_id__in=visible_audiences(viewer))
    found = [(entry.state, entry.title_en) for entry in entries]
    assert len(found) <= 1, "a record stands in a list once"
    return found[0] if found else None


def revised(item, cast, title, by=None):
    by = by or cast.haruka
    number = Version.objects.filter(item=item).order_by("-number").first().number
    return services.save(item=item.pk, base=number, text=text(title), by=by, at=NOW)


def digest(item):
    return Version.objects.filter(item=item).order_by("-number").first().content_digest


def test_each_reader_sees_the_newest_text_they_may(cast):
    item = services.create(kind="initiative", text=text("one"), by=cast.haruka, at=NOW)
    assert seen(item, cast.haruka) == ("draft", "one")
    assert seen(item, cast.alice) is None
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    assert seen(item, cast.alice) == ("shared", "one")
    assert not services.confirm(item=item.pk, digest=digest(item), by=cast.haruka, at=NOW)
    assert services.confirm(item=item.pk, digest=digest(item), by=cast.alice, at=NOW)
    assert seen(item, cast.alice) == ("confirmed", "one")
    assert seen(item, None) is None
    before = digest(item)
    assert not services.publish(item=item.pk, by=cast.haruka, at=NOW)
    assert services.publish(item=item.pk, by=cast.alice, at=NOW)
    assert seen(item, None) == ("published", "one")
    assert digest(item) == before, "a new marking keeps the content digest"

    revised(item, cast, "two")
    assert seen(item, cast.haruka) == ("draft", "two")
    assert seen(item, cast.alice) == ("published", "one")
    assert seen(item, None) == ("published", "one")
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    assert seen(item, cast.haruka) == ("shared", "two")
    assert seen(item, cast.alice) == ("shared", "two")
    assert seen(item, None) == ("published", "one")
    revised(item, cast, "three")
    assert seen(item, cast.yuki) == ("draft", "three")
    assert seen(item, cast.alice) == ("shared", "two")
    assert seen(item, None) == ("published", "one")
    services.discard(item=item.pk, by=cast.haruka, at=NOW)
    assert seen(item, cast.haruka) == ("shared", "two")
    shared = Entry.objects.get(item=item, face="shared").version.content_digest
    for one in (cast.haruka, cast.alice):
        services.confirm(item=item.pk, digest=shared, by=one, at=NOW)
    for one in (cast.haruka, cast.alice):
        services.publish(item=item.pk, by=one, at=NOW)
    assert seen(item, None) == ("published", "two")
    assert Entry.objects.filter(item=item).count() == 1
    services.confirm(item=item.pk, digest=digest(item), by=cast.alice, at=NOW)
    assert seen(item, None) == ("published", "two"), "confirmed again, it stays published"
    assert ledger.verify().whole


def test_the_pen_decides_who_writes_the_clean_text(cast):
    item = services.create(kind="initiative", text=text("one"), by=cast.haruka, at=NOW)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    with pytest.raises(NotYourPen):
        revised(item, cast, "mine", by=cast.alice)
    proposal = services.propose(
        item=item.pk,
        base=2,
        wording={"title": {"en": "better"}},
        note="clearer",
        by=cast.alice,
        at=NOW,
    )
    services.answer_proposal(proposal=proposal.pk, take=True, answer="", by=cast.haruka, at=NOW)
    assert seen(item, cast.haruka) == ("draft", "better")
    assert seen(item, cast.alice) == ("shared", "one")
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    services.pass_pen(item=item.pk, to="GB", by=cast.haruka, at=NOW)
    with pytest.raises(NotYourPen):
        revised(item, cast, "still mine")
    revised(item, cast, "theirs now", by=cast.alice)
    assert seen(item, cast.alice) == ("draft", "theirs now")


def test_a_confirmation_is_given_to_the_text_that_was_read_and_to_no_other(cast):
    item = services.create(kind="initiative", text=text("one"), by=cast.haruka, at=NOW)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    read = digest(item)
    revised(item, cast, "two")
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    with pytest.raises(TextMoved):
        services.confirm(item=item.pk, digest=read, by=cast.alice, at=NOW)
    assert not Confirmation.objects.filter(item=item).exists()


def test_the_other_side_changes_no_entry_that_is_not_its_own(cast):
    item = services.create(kind="update", text=text("done"), by=cast.haruka, at=NOW)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    with pytest.raises(NotYourEntry):
        revised(item, cast, "not done", by=cast.alice)
    with pytest.raises(NotYourEntry):
        services.withdraw(item=item.pk, why="Wrong.", by=cast.alice, at=NOW)
    assert seen(item, cast.alice) == ("shared", "done")


def test_an_own_entry_is_never_confirmed(cast):
    item = services.create(kind="update", text=text("done"), by=cast.haruka, at=NOW)
    with pytest.raises(NotInThisState):
        services.confirm(item=item.pk, digest=digest(item), by=cast.haruka, at=NOW)
    assert services.publish(item=item.pk, by=cast.haruka, at=NOW)
    assert seen(item, None) == ("published", "done")
