"""The pages of a node of one side: who gets them, what they say, and what they cost."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kakehashi.exchange.models import Incoming, KeySet, Line, Outgoing
from kakehashi.exchange.own_keys import own_keys
from kakehashi.ledger.models import Fork, Leaf
from kakehashi.people.models import Account
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import MarkingTerm, Version
from kakehashi.trust.log_proofs import read_log_proof
from tests.cast import NOW
from tests.exchange.one_side import OneSide
from tests.exchange.test_on_the_record import made, newest

LINE, HANDLING, VERIFY = "/en/desk/line/", "/en/desk/line/handling/", "/en/desk/line/verify/"


@pytest.fixture
def theirs(node):
    term = MarkingTerm.objects.filter(side="GB", accepted=True, caveat=False, named_only=False)[0]
    item = made(node["officer-gb"], "Theirs", marking=Marking(national={"GB": term.text}))
    services.share(item=item.pk, by=node["officer-gb"], at=NOW)
    return newest(item)


@pytest.fixture
def side(node, theirs, settings, tmp_path):
    yield OneSide(settings, tmp_path, [node["officer-jp"], node["security-jp"]])
    own_keys.cache_clear()


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def text(answer):
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode()


def test_who_gets_the_pages_and_nobody_on_a_node_of_every_side(node, side, settings):
    officer, other = node["officer-jp"], node["officer-gb"]
    people = {"coordinator": officer, "security_officer": node["security-jp"], "other": other}
    for role in ("auditor", "topic_lead", "contributor", "reader", "operator"):
        account = Account.objects.create(
            username=f"test-{role}",
            side_id=None if role == "operator" else "JP",
            name_en=role,
            name_ja=role,
            created_at=NOW,
        )
        account.roles.add(role)
        people[role] = account
    officers = {"coordinator", "security_officer", "auditor"}
    for role, account in people.items():
        client = signed_in(account)
        line = 200 if role in officers | {"operator"} else 404
        assert client.get(LINE).status_code == line, role
        assert client.post(VERIFY).status_code == line, role
        assert client.get(HANDLING).status_code == (200 if role in officers else 404), role
        assert (LINE in client.get("/en/desk/").content.decode()) == (line == 200), role
    settings.SIDE = ""
    client = signed_in(officer)
    for path in (LINE, HANDLING):
        assert client.get(path).status_code == 404
    assert LINE not in client.get("/en/desk/").content.decode()
    item = made(officer)
    assert client.get(f"/en/desk/records/{item.reference}/share/").status_code == 404
    assert client.get(f"/en/desk/records/{item.reference}/recall/").status_code == 404
    assert "Between the two sides" not in text(client.get(f"/en/desk/records/{item.reference}/"))


def test_sharing_is_looked_at_first_then_told_step_by_step(node, side):
    officer = node["officer-jp"]
    client = signed_in(officer)
    item = made(officer, "Line call")
    page, preview = (
        f"/en/desk/records/{item.reference}/",
        f"/en/desk/records/{item.reference}/share/",
    )
    assert "it is on this node alone" in text(client.get(page))
    before = Version.objects.count()
    said = text(client.get(preview))
    usual = MarkingTerm.objects.filter(
        side="JP", accepted=True, caveat=False, named_only=False
    ).order_by("-rank")[0]
    for words in ("Line call", "Line call（日本語）", usual.text, usual.handled["GB"], "Share it"):
        assert words in said
    assert Version.objects.count() == before
    assert not Outgoing.objects.filter(item=item).exists()
    client.post(f"/en/desk/records/{item.reference}/step/share/")
    assert "waits here, not sent yet" in text(client.get(page))
    side.enter()
    row = Outgoing.objects.get(act="share")
    proof = f"/en/desk/records/{item.reference}/proof/GB/ours/{row.index}/"
    assert read_log_proof(client.get(f"{proof}proof/").content).index == row.index
    assert newest(item).digest in client.get(f"{proof}statement/").content.decode()
    assert client.get(proof.replace("ours", "theirs") + "proof/").status_code == 404
    assert client.get(preview).status_code == 302
    shown = text(client.get(page))
    assert proof in shown
    assert f"/history/{newest(item).number}/proof/" in shown


def test_a_shut_gate_is_said_with_its_reason_and_offers_no_button(node, side):
    officer = node["officer-jp"]
    item = made(officer)
    marking = {**newest(item).marking, "national": {"JP": "極秘の類"}}
    Version.objects.filter(item=item).update(marking=marking)
    client = signed_in(officer)
    for language, words in (
        ("en", "the table does not know its marking"),
        ("ja", "格付が対応表にない"),
    ):
        said = text(client.get(f"/{language}/desk/records/{item.reference}/share/"))
        assert words in said
        assert f"/{language}/desk/records/{item.reference}/step/share/" not in said
    answer = client.post(f"/en/desk/records/{item.reference}/step/share/")
    assert answer.status_code == 403
    assert "the table does not know its marking" in text(answer)
    assert not Outgoing.objects.filter(item=item).exists()


def test_the_page_of_what_came_notes_the_first_look_but_no_browsers(node, theirs, side):
    side.hear_shared(theirs)
    page = f"/en/desk/records/{theirs.item.reference}/"
    client = signed_in(node["officer-jp"])
    for ahead in ({"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}):
        client.get(page, headers=ahead)
    client.head(page)
    signed_in(node["officer-gb"]).get(page)
    assert Incoming.objects.get(act="share").opened_at is None
    assert "Received" in text(client.get(page))
    assert Incoming.objects.get(act="share").opened_at is not None
    client.get(page)
    assert Outgoing.objects.filter(act="receipt", facts__state="opened").count() == 1


def test_asking_back_takes_a_reason_and_shows_the_answer(node, side):
    officer = node["officer-jp"]
    item = made(officer, "Sent in error")
    services.share(item=item.pk, by=officer, at=NOW)
    side.enter()
    client = signed_in(officer)
    page, ask = f"/en/desk/records/{item.reference}/", f"/en/desk/records/{item.reference}/recall/"
    assert ask in text(client.get(page))
    refused = client.post(ask, {"why": " "})
    assert refused.status_code == 400
    assert "A reason is missing" in text(refused)
    assert client.post(ask, {"why": "wrong annex"}).status_code == 302
    assert client.get(ask).status_code == 302
    assert "wrong annex" in text(client.get(page))
    side.enter()
    answer = {"record": str(item.pk), "version": newest(item).digest}
    side.hear(("destroyed", {**answer, "parts": ["blob", "text"], "backups_until": "2027-01-31"}))
    for path, words in ((page, "31 January 2027"), (HANDLING, "wrong annex")):
        said = text(client.get(path))
        assert words in said
        assert "the sealed text as it was received" in said


def test_verify_now_says_what_it_finds(node, theirs, side):
    services.share(item=made(node["officer-jp"]).pk, by=node["officer-jp"], at=NOW)
    side.enter()
    side.hear_shared(theirs)
    client = signed_in(node["officer-jp"])
    assert client.get(VERIFY).status_code == 302
    said = text(client.post(VERIFY))
    assert said.count(": whole") == 2
    assert "ログ（GB宛て）" in text(client.post(VERIFY.replace("/en/", "/ja/")))
    leaf = Leaf.objects.filter(log__own=False).order_by("index")[0]
    Leaf.objects.filter(pk=leaf.pk).update(content=bytes(leaf.content)[:-1] + b"X")
    said = text(client.post(VERIFY))
    assert said.count(": whole") == 1
    assert "entry 0" in said


def test_the_pages_say_trouble_and_cost_the_same_with_more_records(node, theirs, side):
    officer = node["officer-jp"]
    client = signed_in(officer)
    side.hear_shared(theirs)

    def costs():
        client.get(page)  # what is first looked at is noted once
        found = []
        for path in (LINE, HANDLING, page):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    def share(number):
        item = made(officer, f"Call {number}")
        services.share(item=item.pk, by=officer, at=NOW)
        return item

    page = f"/en/desk/records/{share(0).reference}/"
    side.enter()
    Outgoing.objects.create(line_id="GB", act="share", state="refused", why="no-equivalent", at=NOW)
    before = costs()
    for number in range(1, 5):
        share(number)
        Outgoing.objects.create(
            line_id="GB", act="share", state="refused", why="no-equivalent", at=NOW
        )
    side.enter()
    assert costs() == before
    assert "the table does not say how the other side handles it" in text(client.get(HANDLING))
    Line.objects.update(
        failures=3,
        failure={"message": {"en": "no answer", "ja": "応答なし"}, "since": NOW.isoformat()},
        next_try_at=NOW + dt.timedelta(hours=1),
        waiting_since=NOW,
    )
    said = text(client.get(LINE))
    assert "3 attempts failed. The next is at" in said
    assert "no answer" in said
    assert "Unacknowledged since" in said
    assert re.search(r"Since [^.:]*23 November 2026", said)
    # What was kept when the disk failed has no attempts; what happened is said all the same.
    Line.objects.update(failures=0)
    assert "no answer" in text(client.get(LINE))
    Line.objects.update(restored_at=NOW, failure={})
    said = text(client.get(LINE))
    assert re.search(r"Since [^.:]*23 November 2026", said)
    assert "two officials" in said
    line = Line.objects.get()
    Fork.objects.create(
        log_id=line.peer_origin, found_at=NOW, first=b"", second=b"", first_root=b""
    )
    Line.objects.update(state="frozen")
    said = text(client.get(LINE))
    assert re.search(r"Since [^.:]*23 November 2026", said)
    assert "Nothing else ends the freeze" in said
    for origin in (line.origin, line.peer_origin):
        KeySet.objects.create(line=line, origin=origin, first=9, keys=b"", at=NOW)
    assert text(client.get(LINE)).count("keys: ") == 2
