"""Reminders by mail, against a real SMTP server: once each, whatever the server does."""

import asyncio
import datetime as dt
import email
import email.policy
import socket
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any
from unittest import mock

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from kakehashi.governance import services
from kakehashi.governance.models import ActionPoint, Digest, Reminder
from kakehashi.governance.reminders import owed_by, remind_due, sending
from kakehashi.governance.reminders.owed import may_stand_in_mail
from kakehashi.people.models import Account
from kakehashi.people.services import choose_reminders
from kakehashi.records.markings import Marking
from kakehashi.records.models import MarkingTerm
from tests.cast import NOW, Cast

DAY = dt.timedelta(days=1)
MONDAY = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)  # a holiday in Japan
GB_POST, JP_POST = "coordinator-dsit", "coordinator-mic"


class Postbox:
    """A mail server that keeps what it takes, and misbehaves as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, EmailMessage]] = []
        self.refused: dict[str, str] = {}
        self.hangs = threading.Event()
        self.let_go = threading.Event()
        self.asked: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse one address."""
        self.asked.append(address)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one mail; hang afterwards where told to."""
        read = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        self.got += [(to, read) for to in envelope.rcpt_tos]
        if self.hangs.is_set():
            await asyncio.to_thread(self.let_go.wait)
        return "250 kept"

    def of(self, account: Account) -> list[EmailMessage]:
        """Return what came for somebody."""
        return [one for to, one in self.got if to == account.email]


@pytest.fixture
def postbox() -> Postbox:
    """Return a mail server that is not running yet."""
    return Postbox()


@pytest.fixture
def port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def running(postbox: Postbox, port: int, settings: Any) -> Iterator[Callable[[], Controller]]:
    """Return what starts the server; mail is set to go there before it runs."""
    settings.MAIL_ON = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
    settings.DESK_ADDRESS = "https://desk.example.org"
    started: list[Controller] = []

    def start() -> Controller:
        server = Controller(postbox, hostname="127.0.0.1", port=port)
        server.start()
        started.append(server)
        return server

    yield start
    postbox.let_go.set()
    for server in started:
        if server.server is not None:
            server.stop()


@pytest.fixture
def readers(cast: Cast) -> Cast:
    """Give everybody an address."""
    for name in ("haruka", "kenji", "yuki", "alice", "bob", "grace", "mallory", "olga"):
        account: Account = getattr(cast, name)
        account.email = f"{name}@example.org"
        account.save(update_fields=["email"])
    return cast


def opened(by: Account, owner: str, **more: Any) -> str:
    """Open an action point."""
    return services.open_action_point(
        **{
            "title": {"en": "Send the list", "ja": "一覧の送付"},
            "task": {},
            "owner": owner,
            "due_date": MONDAY.date() + 30 * DAY,
            "by": by,
            "at": NOW,
            **more,
        }
    ).reference


def body_of(mail: EmailMessage, kind: str) -> str:
    """Return one part of a mail as text."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_digest_is_one_mail_in_the_readers_language_with_both_parts(
    readers: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    first, second = opened(readers.haruka, GB_POST), opened(readers.haruka, GB_POST)
    third = opened(readers.alice, JP_POST)
    assert remind_due(at=MONDAY) == 1, "23 November is a holiday in Japan"
    (mail,) = postbox.of(readers.alice)
    assert mail["Subject"] == "Kakehashi: 2 things wait for you"
    assert mail["Content-Language"] == "en"
    plain, html = body_of(mail, "plain"), body_of(mail, "html")
    for reference in (first, second):
        assert f"https://desk.example.org/en/desk/actions/{reference}/" in plain
        assert f'href="https://desk.example.org/en/desk/actions/{reference}/"' in html
    assert third not in plain
    assert "/en/desk/waiting/mail/" in plain
    assert remind_due(at=MONDAY + DAY) == 1
    (japanese,) = postbox.of(readers.haruka)
    assert japanese["Subject"].strip() == "【架け橋】対応が必要な事項（1件）"
    assert "期限の受入れをお願いする対応事項" in body_of(japanese, "plain")
    assert f"/ja/desk/actions/{third}/" in body_of(japanese, "html")
    # Nobody is mailed the same thing twice, and who owes nothing gets nothing.
    for hours in range(1, 30):
        remind_due(at=MONDAY + DAY + hours * dt.timedelta(hours=1))
    assert len(postbox.got) == 2


def test_a_server_that_is_away_for_three_days_costs_nobody_anything(
    readers: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    first = opened(readers.haruka, GB_POST)
    tokyo = opened(readers.alice, JP_POST)
    tuesday = MONDAY + DAY
    for hours in range(0, 72, 3):
        at = tuesday + hours * dt.timedelta(hours=1)
        assert remind_due(at=at) == 0
        if hours == 24:
            second = opened(readers.haruka, GB_POST, at=at)
    assert not Reminder.objects.exists()
    assert set(Digest.objects.values_list("state", flat=True)) <= {"waiting", "missed"}
    running()
    back = tuesday + 3 * DAY
    for minutes in range(0, 600, 10):
        remind_due(at=back + minutes * dt.timedelta(minutes=1))
    (mail,), (japanese,) = postbox.of(readers.alice), postbox.of(readers.haruka)
    for reference in (first, second):
        assert body_of(mail, "plain").count(f"- {reference} ") == 1
    assert body_of(japanese, "plain").count(f"- {tokyo} ") == 1
    assert Reminder.objects.count() == 3


def test_an_address_that_is_refused_stops_nobody_else(
    readers: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    Account.objects.filter(pk=readers.kenji.pk).update(post_id=JP_POST)
    opened(readers.alice, JP_POST)
    tuesday = MONDAY + DAY
    postbox.refused[readers.haruka.email] = "550 5.1.1 no such person"
    for minutes in range(0, 300, 10):
        remind_due(at=tuesday + minutes * dt.timedelta(minutes=1))
    assert len(postbox.of(readers.kenji)) == 1
    assert postbox.asked.count(readers.haruka.email) == 1, "once a day, not again and again"
    digest = Digest.objects.get(account=readers.haruka)
    assert (digest.state, digest.reason) == ("refused", "SMTP 550")
    assert readers.haruka.email not in digest.reason
    # A busy server is asked again the same day; an address that works again gets what is owed.
    postbox.refused[readers.haruka.email] = "451 4.7.1 come back later"
    remind_due(at=tuesday + DAY)
    assert Digest.objects.get(account=readers.haruka, day=tuesday.date() + DAY).state == "waiting"
    postbox.refused.clear()
    remind_due(at=tuesday + DAY + 11 * dt.timedelta(minutes=1))
    assert len(postbox.of(readers.haruka)) == 1
    assert len(postbox.of(readers.kenji)) == 1


def test_a_mail_that_hangs_after_it_was_handed_over_is_not_sent_twice(
    readers: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    Account.objects.filter(pk=readers.kenji.pk).update(post_id=JP_POST)
    opened(readers.alice, JP_POST)
    tuesday = MONDAY + DAY
    postbox.hangs.set()
    assert remind_due(at=tuesday) == 0
    assert remind_due(at=tuesday + dt.timedelta(minutes=1)) == 0, "the server is left alone"
    assert Digest.objects.get(things__gt=0).state == "unknown"
    postbox.hangs.clear()
    postbox.let_go.set()
    for minutes in range(11, 300, 10):
        remind_due(at=tuesday + minutes * dt.timedelta(minutes=1))
    assert len(postbox.of(readers.haruka)) == 1
    assert len(postbox.of(readers.kenji)) == 1


def test_a_worker_that_dies_between_sending_and_entering_sends_nothing_again(
    readers: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    opened(readers.haruka, GB_POST)
    with (
        mock.patch.object(sending, "_settle", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        remind_due(at=MONDAY)
    assert Digest.objects.get(account=readers.alice).state == "claimed"
    for minutes in range(1, 600, 10):
        remind_due(at=MONDAY + minutes * dt.timedelta(minutes=1))
    assert Digest.objects.get(account=readers.alice).state == "unknown"
    remind_due(at=MONDAY + DAY)
    assert len(postbox.got) == 1


def test_a_worker_that_dies_before_sending_leaves_the_thing_to_the_desk_and_to_next_week(
    readers: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    opened(readers.haruka, GB_POST)
    with (
        mock.patch.object(sending, "_send", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        remind_due(at=MONDAY)
    for days in range(5):
        remind_due(at=MONDAY + days * DAY)
    assert postbox.got == []
    remind_due(at=MONDAY + 7 * DAY)
    assert len(postbox.of(readers.alice)) == 1


def test_two_workers_at_once_send_one(
    readers: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    opened(readers.haruka, GB_POST)
    things = owed_by(readers.alice, MONDAY.date())
    assert sending._claim(readers.alice, MONDAY.date(), things, at=MONDAY) is not None
    assert sending._claim(readers.alice, MONDAY.date(), things, at=MONDAY) is None
    assert remind_due(at=MONDAY) == 0
    # The same things on another day cannot be entered twice either.
    assert sending._claim(readers.alice, MONDAY.date() + DAY, things, at=MONDAY) is None


def test_a_mail_holds_no_more_than_its_reader_sees_and_its_marking_allows(
    readers: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    MarkingTerm.objects.filter(text__in=["OFFICIAL", "機密性1"]).update(mail=True)
    open_ = {"reach": "own_side", "national": {"GB": "OFFICIAL"}}
    shown = opened(readers.haruka, GB_POST, marking=Marking.from_object(open_),
                   title={"en": "May be read"})  # fmt: skip
    plain_ = opened(readers.haruka, GB_POST, title={"en": "Unmarked secret"})
    high = opened(
        readers.haruka,
        GB_POST,
        title={"en": "High secret"},
        marking=Marking(national={"GB": "OFFICIAL", "JP": "機密性2"}),
    )
    draft = opened(readers.haruka, GB_POST, title={"en": "Not shared"}, share=False)
    remind_due(at=MONDAY)
    (mail,) = postbox.of(readers.alice)
    whole = mail.as_string() + body_of(mail, "plain") + body_of(mail, "html")
    assert "May be read" in whole
    for reference in (shown, plain_, high):
        assert reference in whole
    for secret in ("Unmarked secret", "High secret", "Not shared"):
        assert secret not in whole
    assert draft not in body_of(mail, "plain").replace(f"{draft}0", "")
    assert [to for to, _mail in postbox.got] == [readers.alice.email]


def test_which_titles_may_stand_in_a_mail() -> None:
    terms = {"OFFICIAL": True, "機密性2": False}
    may = [
        Marking(reach="public"),
        Marking(reach="participants", national={"GB": "OFFICIAL"}),
    ]
    may_not = [
        Marking(reach="participants"),
        Marking(reach="own_side", national={"GB": "OFFICIAL"}),
        Marking(reach="named", national={"GB": "OFFICIAL"}),
        Marking(reach="participants", national={"GB": "OFFICIAL", "JP": "機密性2"}),
        Marking(reach="participants", national={"GB": "UNHEARD OF"}),
        Marking(reach="participants", national={"GB": "OFFICIAL"}, caveats=("HMG USE ONLY",)),
        Marking(reach="participants", national={"GB": "OFFICIAL"}, groups=("ai",)),
    ]
    assert all(may_stand_in_mail(one, terms) for one in may)
    assert not any(may_stand_in_mail(one, terms) for one in may_not)


def test_when_and_how_often(
    readers: Cast, postbox: Postbox, running: Callable[[], Controller]
) -> None:
    running()
    choose_reminders(readers.alice, email="alice@example.org", often="weekly")
    early = MONDAY.replace(hour=6)
    opened(readers.haruka, GB_POST)
    assert remind_due(at=early) == 0, "six in the morning in London"
    assert remind_due(at=MONDAY + 5 * DAY) == 0, "a Saturday"
    assert remind_due(at=MONDAY + DAY) == 1
    opened(readers.haruka, GB_POST)
    for days in range(2, 7):
        assert remind_due(at=MONDAY + days * DAY) == 0
    assert remind_due(at=MONDAY + 7 * DAY) == 1
    choose_reminders(readers.alice, email="alice@example.org", often="off")
    opened(readers.haruka, GB_POST)
    for days in range(14, 21):
        assert remind_due(at=MONDAY + days * DAY) == 0


def test_what_is_owed_follows_the_course(readers: Cast) -> None:
    ap = opened(readers.haruka, GB_POST, priority=True)

    def owed(account: Account, days: int = 0) -> list[str]:
        return [one.need for one in owed_by(account, MONDAY.date() + days * DAY)]

    assert (owed(readers.alice), owed(readers.haruka)) == (["accept"], [])
    services.propose_due(action=ap, due=MONDAY.date() + 40 * DAY, by=readers.alice, at=NOW)
    assert (owed(readers.alice), owed(readers.haruka)) == ([], ["accept"])
    services.accept_due(action=ap, by=readers.haruka, at=NOW)
    assert (owed(readers.alice), owed(readers.haruka)) == ([], [])
    assert owed(readers.alice, 37) == ["due"]
    assert owed(readers.alice, 41) == ["late"]
    keys = {owed_by(readers.alice, MONDAY.date() + days * DAY)[0].key for days in range(41, 47)}
    assert len(keys) == 1, "told once a week"
    assert owed_by(readers.alice, MONDAY.date() + 47 * DAY)[0].key not in keys
    evidence = ["https://www.gov.uk/evidence"]
    services.report_done(action=ap, words={"en": "x"}, sources=evidence, by=readers.alice, at=NOW)
    assert (owed(readers.alice), owed(readers.haruka)) == ([], ["verify"])
    assert owed(readers.kenji) == [], "a topic lead is told of the areas that they lead"
    services.return_action(action=ap, words={"en": "x"}, by=readers.haruka, at=NOW)
    assert (owed(readers.alice), owed(readers.haruka)) == (["returned"], [])
    for account in (readers.yuki, readers.mallory, readers.olga, readers.grace):
        assert owed(account) == []


def test_nothing_goes_out_of_a_node_without_mail(readers: Cast, settings: Any) -> None:
    opened(readers.haruka, GB_POST)
    assert settings.MAIL_ON is False
    assert remind_due(at=MONDAY) == 0
    assert not Digest.objects.exists()
    assert ActionPoint.objects.exists()
