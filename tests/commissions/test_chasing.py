"""Mail to offices without an account, against a real SMTP server: once each, one digest a day."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from aiosmtpd.controller import Controller
from django.test import Client

from kakehashi.commissions import services
from kakehashi.commissions.jobs import chase_due
from kakehashi.commissions.models import AnswerLink, Asked, Chaser, Given, Mailing
from kakehashi.commissions.services import Office
from kakehashi.governance.reminders import owed_by
from tests.cast import NOW, Cast
from tests.commissions.offices import DAY, DUE, sent
from tests.governance.test_reminders import Postbox, body_of

HOUR = dt.timedelta(hours=1)


def morning(day: dt.date) -> dt.datetime:
    """Return nine in the morning of a day."""
    return dt.datetime.combine(day, dt.time(9), dt.UTC)


def mails(box: Postbox, address: str) -> list[Any]:
    """Return what came to one mailbox."""
    return [mail for to, mail in box.got if to == address]


def links(mail: Any) -> list[str]:
    """Return the paths of the links in a mail."""
    return re.findall(r"https://desk\.example\.org(/\S+)", body_of(mail, "plain"))


def test_a_request_goes_at_once_and_each_reminder_once(
    cast: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    item = sent(cast.alice, 2)
    assert chase_due(at=NOW) == 2
    assert chase_due(at=NOW + HOUR) == 0, "once"
    (first,) = mails(postbox, "d1@example.org")
    assert first["Subject"] == "Commission CO-GB-1 Updates for the Council (by 4 December 2026)"
    answer, nil, more = links(first)
    assert (nil, more) == (f"{answer}nil/", f"{answer}more-time/")
    # A scanner opens them all: nothing happens. One press on the page of the second: answered.
    for path in (answer, nil, more):
        assert Client().get(path).status_code == 200
    assert not Given.objects.exists()
    Client().post(nil)
    assert Asked.objects.get(position=0).answer == "nil"
    # The other is reminded before, on and after its deadline, at most once a day and key.
    got = {}
    for hours in range(0, 24 * 26, 3):
        at = NOW + hours * HOUR
        before = len(mails(postbox, "d2@example.org"))
        chase_due(at=at)
        for mail in mails(postbox, "d2@example.org")[before:]:
            got.setdefault(at.date(), []).append(body_of(mail, "plain"))
    assert all(len(one) == 1 for one in got.values())
    assert [day for day in got if got[day]] == [
        dt.date(2026, 12, 2),
        DUE,
        DUE + 3 * DAY,
        DUE + 7 * DAY,
        DUE + 14 * DAY,
    ]
    assert "is due today" in got[DUE][0]
    assert len(mails(postbox, "d1@example.org")) == 1, "who has answered is left in peace"
    services.withdraw(item=item.pk, by=cast.alice, at=NOW + 27 * DAY)
    chase_due(at=morning(dt.date(2026, 12, 21)))
    last = mails(postbox, "d2@example.org")[-1]
    assert "has withdrawn this request" in body_of(last, "plain")
    assert not links(last)


def test_two_requests_to_one_mailbox_are_one_digest_and_more_time_is_told(
    cast: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    box = "desk@example.org"
    for _number in range(2):
        sent(cast.alice, offices=[Office("dsit", "A", box)])
    assert chase_due(at=NOW) == 2, "a request is a letter of its own"
    until = dt.date(2026, 12, 10)
    asked = Asked.objects.order_by("pk")[0]
    services.ask_more_time(asked=asked.pk, until=until, by=cast.bob, at=NOW)
    services.decide_more_time(asked=asked.pk, grant=True, reply="Once only.", by=cast.alice, at=NOW)
    assert chase_due(at=morning(dt.date(2026, 12, 2))) == 1
    mail = mails(postbox, box)[-1]
    assert mail["Subject"] == "Commissions: 2 reminders"
    assert "the new deadline is 10 December 2026. Once only." in body_of(mail, "plain")
    assert len(links(mail)) == 6


def test_a_server_that_is_away_costs_nobody_a_request_and_leaves_no_link(
    cast: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    sent(cast.alice, 2)
    for hours in range(0, 24, 2):
        assert chase_due(at=NOW + hours * HOUR) == 0
    assert not AnswerLink.objects.exists()
    assert not Chaser.objects.exists()
    running()
    assert chase_due(at=NOW + DAY) == 2
    assert [len(mails(postbox, f"d{n}@example.org")) for n in (1, 2)] == [1, 1]
    assert set(Mailing.objects.exclude(state="sent").values_list("state", flat=True)) <= {
        "waiting",
        "missed",
    }


def test_what_may_not_stand_in_a_mail_leaves_without_title_and_link(
    cast: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    sent(cast.alice, 1, national={"GB": "OFFICIAL"})
    assert chase_due(at=NOW) == 1
    (mail,) = mails(postbox, "d1@example.org")
    whole = body_of(mail, "plain") + body_of(mail, "html") + str(mail["Subject"])
    assert "Updates for the Council" not in whole
    assert "/answer/" not in whole
    assert "search for CO-GB-1" in whole


def test_nothing_goes_out_where_the_node_knows_no_address(
    cast: Cast, postbox: Postbox, running: Callable[[], Controller], settings: Any
) -> None:
    running()
    sent(cast.alice, 1)
    settings.DESK_ADDRESS = ""
    assert chase_due(at=NOW) == 0
    assert not Mailing.objects.exists()


def test_an_office_that_answers_on_the_desk_is_in_its_peoples_digest(cast: Cast) -> None:
    sent(cast.alice, offices=[Office("dsit", "A"), Office("dsit", "B", "b@example.org")])
    (thing,) = [one for one in owed_by(cast.bob, NOW.date()) if one.need == "commission"]
    assert (thing.reference, thing.day) == ("CO-GB-1", DUE)
    keys = {
        one.key
        for days in range(30)
        for one in owed_by(cast.bob, NOW.date() + days * DAY)
        if one.need == "commission"
    }
    assert len(keys) == 6, "as asked, soon, on the day, and late for each week"
    assert not [one for one in owed_by(cast.haruka, NOW.date()) if one.need == "commission"]
    sent(cast.alice, offices=[Office("dsit", "C", post="coordinator-dsit")])
    assert len([o for o in owed_by(cast.bob, NOW.date()) if o.need == "commission"]) == 1
    assert len([o for o in owed_by(cast.alice, NOW.date()) if o.need == "commission"]) == 2
