"""Open action points stand on the next agenda of their body, and reopened ones come back."""

import datetime as dt

from kakehashi.governance import services
from kakehashi.governance.models import ActionPoint, AgendaPlace
from kakehashi.governance.services import open_action_point, set_meeting
from kakehashi.people.models import Account
from kakehashi.records import services as records
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item
from kakehashi.records.services import NewText
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW, Cast

DAY = dt.timedelta(days=1)


def body(cast: Cast) -> Item:
    """Load a body."""
    return records.load(
        [
            Loaded(
                kind="body",
                reference="body-group",
                text=NewText(
                    wording={"title": {"en": "Group", "ja": "グループ"}},
                    marking=Marking(reach="public"),
                ),
            )
        ],
        by=cast.olga,
        at=NOW,
    )[0]


def meeting(cast: Cast, day: dt.date) -> Item:
    """Set and share a meeting of it."""
    made = set_meeting(
        body="body-group",
        date=day,
        standing="fixed",
        title={"en": "Group", "ja": "グループ"},
        place={},
        mode="online",
        starts_at=None,
        by=cast.haruka,
        at=NOW,
    )
    records.share(item=made.pk, by=cast.haruka, at=NOW)
    return made


def point(by: Account, *, share: bool = True) -> Item:
    """Open an action point of the body."""
    return open_action_point(
        title={"en": "Do it"},
        task={},
        owner="coordinator-dsit",
        body="body-group",
        share=share,
        by=by,
        at=NOW,
    )


def on(agenda: Item | None) -> list[Item]:
    """Return what stands open on an agenda, or in the list where no meeting is set."""
    return [
        one.item
        for one in AgendaPlace.objects.filter(meeting=agenda, ended_at__isnull=True).order_by(
            "position"
        )
    ]


def test_every_open_one_stands_on_the_next_agenda_once(cast: Cast) -> None:
    body(cast)
    first = point(cast.haruka)
    assert on(None) == [first], "no meeting is set: it waits in the list of its body"
    group = meeting(cast, NOW.date() + 10 * DAY)
    assert on(group) == [first]
    second = point(cast.alice)
    assert on(group) == [first, second]
    draft = point(cast.haruka, share=False)
    assert draft not in on(group)
    records.share(item=draft.pk, by=cast.haruka, at=NOW)
    assert on(group) == [first, second, draft]
    # Steps and new texts do not put it there twice.
    services.report_done(action=first.reference, words={"en": "x"}, by=cast.alice, at=NOW)
    services.note(action=second.reference, words={"en": "x"}, by=cast.alice, at=NOW)
    records.confirm(
        item=second.pk,
        digest=ActionPoint.objects.get(item=second).entry.version.content_digest,
        by=cast.haruka,
        at=NOW,
    )
    assert on(group).count(second) == 1


def test_one_that_was_settled_leaves_and_comes_back_when_it_is_reopened(cast: Cast) -> None:
    body(cast)
    done = point(cast.haruka)
    services.report_done(action=done.reference, words={"en": "x"}, by=cast.alice, at=NOW)
    group = meeting(cast, NOW.date() + 10 * DAY)
    assert on(group) == []
    services.reopen(action=done.reference, words={"en": "not all"}, by=cast.haruka, at=NOW)
    assert on(group) == [done]
