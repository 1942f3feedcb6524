"""A counterpart that says anything: each attack is refused by name, and what was good stays."""

import io
import json
import tracemalloc
import uuid

import pytest

from kakehashi.errors import Refused
from kakehashi.exchange.enrolling import Card, CardWrong, enrol, read_card, words_of
from kakehashi.exchange.line.server import LARGEST_BODY, SPOOLED
from kakehashi.exchange.line.signing import sign_request
from kakehashi.exchange.models import FROZEN, Blob, Incoming, Line, Outgoing
from kakehashi.exchange.news import take_in
from kakehashi.exchange.opening import open_entries
from kakehashi.exchange.own_keys import own_keys
from kakehashi.exchange.sending import enter
from kakehashi.ledger.logs.reading import entries
from kakehashi.ledger.models import Event, Fork, Leaf
from kakehashi.records import services
from kakehashi.records.models import Entry, Item, Version
from kakehashi.records.services import NewText
from kakehashi.trust import sha256_hex
from kakehashi.trust.merkle import leaf_hash
from kakehashi.trust.sealing_keys import fresh_sealing_secret
from kakehashi.trust.spellings import to_base64
from tests.cast import NOW
from tests.exchange.paper_peer import ORIGIN, PUBLIC, PaperPeer, enrolled, marked

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(cast, settings, tmp_path, monkeypatch):
    own_keys.cache_clear()
    # The test's own connection, in whose transaction all of it happens, is not to be closed.
    monkeypatch.setattr("kakehashi.exchange.line.server.close_old_connections", lambda: None)
    yield enrolled(settings, tmp_path)
    own_keys.cache_clear()


@pytest.fixture
def good(peer):
    """Return the version digest of a text that came before any attack."""
    digest = peer.share(peer.text("good"))
    assert peer.push()[0] == 200
    open_entries("GB", at=NOW)
    assert Version.objects.get(digest=digest)
    return digest


def became(peer):
    """Bring what was said across; return state and reason of the last entry."""
    status, body = peer.push()
    assert status == 200, body
    while open_entries("GB", at=NOW):
        pass
    last = Incoming.objects.order_by("index").last()
    assert last.index == len(peer.log.entries) - 1
    if last.act != "receipt":
        told = Outgoing.objects.filter(act="receipt").last().facts
        leaf = leaf_hash(peer.log.entries[-1]).hex()
        assert told == {
            "index": last.index,
            "leaf": leaf,
            "state": last.state,
            "why": last.why or None,
        }
    return last.state, last.why


def own_record(cast, title="ours"):
    """Return a record of Japan that was shared, and its shared version."""
    made = services.create(
        kind="milestone",
        text=NewText(
            wording={"title": {"en": title, "ja": title}},
            facts={"due_date": "2027-03-31", "standing": "planned"},
        ),
        by=cast.haruka,
        at=NOW,
    )
    services.share(item=made.pk, by=cast.haruka, at=NOW)
    enter("GB", at=NOW)
    return made, Version.objects.filter(item=made.pk).exclude(state="draft").get()


def everything():
    """Return what must not change by an attack that is refused."""
    return (
        list(Version.objects.order_by("pk").values_list("digest", "state", "salt")),
        list(Entry.objects.order_by("pk").values_list("item_id", "face", "state", "version_id")),
        list(Item.objects.order_by("pk").values_list("pk", "pen_id", "newest", "reference")),
    )


def is_problem(answer):
    """Return the code of a refusal, having looked whether it says what happened in both languages."""
    status, kind, content = answer
    assert kind == "application/problem+json", (status, kind)
    told = json.loads(content)
    assert 400 <= status < 500
    assert told["type"] == f"urn:kakehashi:{told['code']}"
    for words in (told["message"], told["hint"]):
        assert words["en"]
        assert words["ja"]
        assert words["en"] != words["ja"]
    return told["code"]


# --- what is said of records -------------------------------------------------------------------

TEXTS = {
    "a number that is none": {"number": "one"},
    "a number no table holds": {"number": 1 << 40},
    "the number nought": {"number": 0},
    "sides that are none": {"sides": ["GB", "XX"]},
    "sides without this one": {"sides": ["GB"]},
    "sides that are no list": {"sides": "GB"},
    "a previous that is none": {"previous": "x"},
    "a courtesy wording that is none": {"courtesy": {"title": "x"}},
}
CONTENTS = {
    "no kind": {"kind": None},
    "an unknown kind": {"kind": "toString"},
    "facts that are a list": {"facts": []},
    "links that are no list": {"facts": {"links": {"to": "x"}}},
    "a link to no record": {"facts": {"links": [{"relation": "about", "to": "x"}]}},
    "a link without a relation": {"facts": {"links": [{"to": str(uuid.uuid4())}]}},
    "a day that is none": {"facts": {"due_date": "2027-02-30", "standing": "planned"}},
    "a choice that is none": {"facts": {"due_date": "2027-02-20", "standing": ["planned"]}},
    "a title as long as a book": {"wording": {"title": {"en": "x" * 20_000}}},
    "wording in no language": {"wording": {"title": {"<script>": "x"}}},
    "wording that is a number": {"wording": {"title": 5}},
    "authoritative without wording": {"authoritative": {"ghost": ["en"]}},
    "salt that is none": {"salt": ""},
}
ABOUT = {
    "a text of the other side": {"origin": "JP"},
    "a text of nobody": {"origin": ""},
    "said to be published by both": {"state": "published"},
    "said to be confirmed by both": {"state": "confirmed"},
}


@pytest.mark.parametrize("name", [*TEXTS, *CONTENTS, *ABOUT])
def test_a_text_no_node_writes_is_refused_and_the_next_one_comes_in(peer, good, name):
    before = everything()
    text = peer.text("bad", **TEXTS.get(name, {}), content=CONTENTS.get(name, {}))
    peer.share(text, about=ABOUT.get(name))
    state, why = became(peer)
    assert (state, bool(why)) == ("refused", True)
    assert everything() == before
    peer.share(peer.text("next"))
    assert became(peer) == ("held", "")


def test_one_bad_text_among_many_takes_none_of_them_down(peer):
    for number in range(6):
        facts = {"due_date": "2027-03-31", "standing": "x" * 5000 if number == 3 else "planned"}
        peer.share(peer.text(f"text {number}", facts=facts))
    became(peer)
    states = list(Incoming.objects.order_by("index").values_list("state", flat=True))
    assert states == ["held", "held", "held", "refused", "held", "held"]


def test_two_new_records_of_one_reference_in_one_batch(peer):
    for title in "ab":
        peer.share(peer.text(title), about={"reference": "ML-GB-7"})
    assert became(peer) == ("refused", "version-out-of-order")
    assert Item.objects.get(reference="ML-GB-7").kind == "milestone"
    peer.share(peer.text("c"), about={"reference": "ML-GB-7"})
    assert became(peer) == ("refused", "version-out-of-order")


def test_a_text_in_our_name_or_without_the_pen(peer, cast):
    made, version = own_record(cast)
    before = everything()
    text = peer.text("x", record=str(made.pk), number=version.number + 1, previous=version.digest)
    for origin in ("GB", "JP"):
        peer.share(text, about={"origin": origin})
        assert became(peer) == ("refused", "written-without-pen")
    peer.share(peer.text("x", record=str(made.pk), number=version.number))
    assert became(peer) == ("refused", "version-out-of-order")
    assert everything() == before


def test_the_same_version_with_another_text_is_kept_as_evidence(peer, good):
    record = str(Version.objects.get(digest=good).item_id)
    before = everything()
    peer.share(peer.text("another", record=record, number=1))
    assert became(peer) == ("refused", "version-out-of-order")
    assert everything() == before
    assert len(entries(ORIGIN, 0, 9)) == 2
    assert Blob.objects.exclude(content=None).count() == 2


@pytest.mark.parametrize(
    ("marking", "why"),
    [
        (marked("COSMIC"), "share-gate-shut"),
        (marked("OFFICIAL-SENSITIVE"), "share-gate-shut"),
        (marked("OFFICIAL", caveats=["EYES ONLY"]), "share-gate-shut"),
        (marked("OFFICIAL", caveats=["HMG USE ONLY"]), "share-gate-shut"),
        ({**PUBLIC, "reach": "own_side", "tlp": "TLP:AMBER+STRICT"}, "share-gate-shut"),
        ({**PUBLIC, "reach": "participants", "tlp": "TLP:AMBER"}, "share-gate-shut"),
    ],
)
def test_a_marking_the_table_does_not_let_through(peer, good, marking, why):
    before = everything()
    peer.share(peer.text("x", marking=marking))
    assert became(peer) == ("refused", why)
    assert everything() == before


@pytest.mark.parametrize("stated", [PUBLIC, marked("OFFICIAL", caveats=["NONE"])])
def test_a_marking_raised_or_lowered_in_the_statement(peer, good, stated):
    peer.share(peer.text("x", marking=marked("OFFICIAL")), marking=stated)
    assert became(peer) == ("refused", "seal-mismatch")
    peer.share(peer.text("x", marking=marked("OFFICIAL")))
    assert became(peer) == ("held", "")


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ({"correspondence": sha256_hex(b"")}, "table-unknown"),
        ({"partnership": "another"}, "not-of-this-line"),
        ({"line": "london.example/practice/gb-to-fr"}, "not-of-this-line"),
        ({"content": sha256_hex(b"")}, "not-of-this-line"),
        ({"header": sha256_hex(b"")}, "seal-mismatch"),
        ({"record": str(uuid.uuid4())}, "seal-mismatch"),
        ({"version": sha256_hex(b"")}, "seal-mismatch"),
    ],
)
def test_a_statement_of_something_else_than_was_sealed(peer, good, stated, why):
    before = everything()
    peer.share(peer.text("x"), **stated)
    assert became(peer) == ("refused", why)
    assert everything() == before


def test_what_is_sealed_to_somebody_else(peer, good):
    peer.share(peer.text("x"), sealed_to=[fresh_sealing_secret().public])
    assert became(peer) == ("refused", "seal-not-for-us")


def test_bytes_that_are_no_statement(peer, good):
    whole = peer.leaf("ask_pen", record=str(uuid.uuid4()))
    nested = b'{"type":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    for leaf in (
        b"",
        b"{}",
        b"\xff" * 65_535,
        nested,
        b"[" * 65_535,
        b"9" * 65_535,
        b'{"type":1e999}',
        b'{"type":"\\ud800"}',
        whole[:-1],
        whole.replace(b'"act"', b'"Act"'),
        whole.replace(b"ask_pen", b"ask_all"),
        b" " + whole,
    ):
        peer.put(leaf)
        assert became(peer) == ("refused", "object-malformed")
    assert Incoming.objects.filter(state="held").count() == 1


def test_statements_about_what_this_side_never_gave(peer, cast, good):
    _, version = own_record(cast)
    draft = services.create(
        kind="milestone",
        text=NewText(
            wording={"title": {"en": "secret", "ja": "秘"}},
            facts={"due_date": "2027-03-31", "standing": "planned"},
        ),
        by=cast.haruka,
        at=NOW,
    )
    hidden = Version.objects.get(item=draft.pk)
    before = everything()
    nothing = {"record": str(uuid.uuid4()), "version": sha256_hex(b"x")}
    for act, facts in (
        ("confirm", {"record": nothing["record"], "content": sha256_hex(b"x")}),
        ("confirm", {"record": str(draft.pk), "content": hidden.content_digest}),
        ("publish", {**nothing, "content": sha256_hex(b"x")}),
        ("ask_pen", {"record": nothing["record"]}),
        ("ask_pen", {"record": str(draft.pk)}),
        ("pass_pen", nothing),
        ("pass_pen", {"record": str(version.item_id), "version": version.digest}),
        ("take_pen", {"record": str(version.item_id), "version": version.digest, "asked": 0}),
        ("recall", nothing),
        ("recall", {"record": str(draft.pk), "version": hidden.digest}),
        ("correspondence", {"correspondence": sha256_hex(b"")}),
    ):
        peer.say(act, **facts)
        state, why = became(peer)
        assert (state, bool(why)) == ("refused", True), act
    assert everything() == before


def test_a_recall_of_our_own_text_destroys_nothing(peer, cast):
    made, version = own_record(cast)
    peer.say("recall", record=str(made.pk), version=version.digest)
    assert became(peer) == ("refused", "not-yours-to-recall")
    # Said back to us first, as though it were theirs.
    content, header = json.loads(bytes(version.content)), json.loads(bytes(version.header))
    said = peer.share((str(made.pk), header, content), about={"reference": made.reference})
    assert said == version.digest
    became(peer)
    peer.say("recall", record=str(made.pk), version=version.digest)
    assert became(peer) == ("refused", "not-yours-to-recall")
    assert bytes(Version.objects.get(pk=version.pk).content)


def test_receipts_for_what_was_never_said(peer, cast):
    own_record(cast)
    row = Outgoing.objects.get(act="share")
    leaf = leaf_hash(entries(own_keys().origin, 0, 1)[0]).hex()
    for index, named in ((0, sha256_hex(b"")), (1, leaf), ((1 << 53) - 1, leaf)):
        peer.say("receipt", index=index, leaf=named, state="opened", why=None)
        assert became(peer) == ("refused", "receipt-for-nothing")
    row.refresh_from_db()
    assert (row.state, row.opened_at) == ("entered", None)
    peer.say("receipt", index=0, leaf=leaf, state="held", why=None)
    assert became(peer) == ("held", "")
    row.refresh_from_db()
    assert row.state == "held"


# --- blobs -------------------------------------------------------------------------------------


def test_a_blob_that_never_comes_stops_nothing_and_is_opened_when_it_comes(peer):
    late = peer.share(peer.text("late"), keep=True)
    kept, peer.blobs = peer.blobs, {}
    assert became(peer) == ("missing", "blob-missing")
    peer.share(peer.text("next"))
    assert became(peer) == ("held", "")
    peer.blobs = kept
    assert peer.push(start=0)[0] == 200
    assert Version.objects.get(digest=late)
    assert Incoming.objects.get(index=0).state == "held"
    told = Outgoing.objects.filter(act="receipt").last().facts
    assert (told["index"], told["state"], told["why"]) == (0, "held", None)
    # And again: nothing happens twice.
    before, receipts = everything(), Outgoing.objects.count()
    assert peer.push(start=0)[0] == 200
    assert (everything(), Outgoing.objects.count()) == (before, receipts)


def test_a_blob_with_other_bytes_is_refused(peer, good):
    peer.share(peer.text("x"))
    right = dict(peer.blobs)
    name = list(right)[-1]
    peer.blobs = {**right, name: right[name][:-1] + bytes([right[name][-1] ^ 1])}
    assert is_problem(peer.ask("POST", "/news", peer.news())) == "news-malformed"
    peer.blobs = right
    assert became(peer) == ("held", "")


def test_blobs_nobody_named_are_not_kept(peer, good):
    before = Blob.objects.count()
    peer.say("ask_pen", record=str(uuid.uuid4()))
    body = peer.news()[:-2]
    bulk = [bytes([number]) * 60_000 for number in range(20)]
    body += len(bulk).to_bytes(2, "big")
    for one in bulk:
        body += bytes.fromhex(sha256_hex(one)) + len(one).to_bytes(4, "big") + one
    assert peer.ask("POST", "/news", body)[0] == 200
    assert Blob.objects.count() == before


def test_a_blob_that_was_destroyed_does_not_come_back(peer, good):
    record = str(Version.objects.get(digest=good).item_id)
    peer.say("recall", record=record, version=good)
    assert became(peer) == ("held", "")
    assert peer.push(start=0)[0] == 200
    assert not Blob.objects.exclude(content=None).exists()
    assert Version.objects.get(digest=good).content is None


# --- bodies ------------------------------------------------------------------------------------


def test_bodies_cut_anywhere_are_refused_and_the_rest_is_taken_later(peer, good):
    for number in range(3):
        peer.share(peer.text(str(number)))
    body = peer.news()
    step = max(len(body) // 30, 1)
    for length in [*range(0, 200, 19), *range(200, len(body), step), len(body) - 1]:
        status, kind, content = peer.ask("POST", "/news", body[:length])
        assert status in (202, 400, 409), (length, status, content)
        if status == 400:
            is_problem((status, kind, content))
    assert became(peer) == ("held", "")
    assert Leaf.objects.filter(log=ORIGIN).count() == 4


def test_bodies_with_a_byte_changed_are_refused(peer, good):
    peer.share(peer.text("x"))
    body = peer.news()
    for at in range(0, len(body), max(len(body) // 60, 1)):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        status, _, content = peer.ask("POST", "/news", changed)
        assert status in (400, 409), (at, status, content)
    assert Leaf.objects.filter(log=ORIGIN).count() == 1
    assert became(peer) == ("held", "")
    assert [bytes(one.content) for one in Leaf.objects.order_by("index")] == peer.log.entries


def test_bodies_of_nothing_and_of_anything(peer, good, cast):
    own_record(cast)
    for body in (b"", b"\0" * 4, b"\xff" * 4, b"\xff" * 1000, b"\0\0\0\1a", b"[" * 100_000):
        assert is_problem(peer.ask("POST", "/news", body))
    for path in ("/pull", "/countersignature"):
        for body in (b"", b"\xff" * 100, b"[" * 300_000, b"9" * 300_000):
            assert is_problem(peer.ask("POST", path, body))
    assert peer.ask("POST", "/pull", b"9\n9\n\n")[0] in (200, 400, 409)
    for query in ("", "?from=", "?from=-1", "?from=9" * 9, "?from=18446744073709551616", "?from=7"):
        status, _, content = peer.ask("GET", f"/back{query}")
        assert status < 500, content
    assert is_problem(peer.ask("GET", "/nothing")) == "not-here"
    assert is_problem(peer.ask("DELETE", "/news")) == "not-here"


def test_news_said_again_and_out_of_order_changes_nothing(peer, good):
    first = peer.news(start=0, old=0)
    peer.share(peer.text("x"))
    second = peer.news()
    assert became(peer) == ("held", "")
    before, receipts = everything(), Outgoing.objects.count()
    for body in (first, second, second, first):
        assert peer.ask("POST", "/news", body)[0] in (200, 409)
        assert open_entries("GB", at=NOW) == 0
    assert (everything(), Outgoing.objects.count()) == (before, receipts)


# --- who asks ----------------------------------------------------------------------------------


def test_requests_without_a_signature_that_holds(peer, good):
    body = peer.news()
    other = PaperPeer(peer.receiver)
    elsewhere = sign_request(
        peer.keys, "tokyo.example/other", method="POST", path="/kakehashi/v1/news", body=body
    )
    wrongly = sign_request(
        other.keys, peer.receiver, method="POST", path="/kakehashi/v1/news", body=body
    )
    cases = [
        {"HTTP_KAKEHASHI_SIGNATURE": ""},
        {"HTTP_KAKEHASHI_SIGNATURE": "AAAA"},
        {"HTTP_KAKEHASHI_SIGNATURE": "\xff"},
        {"HTTP_KAKEHASHI_SIGNATURE": to_base64(bytes(64))},
        {"HTTP_KAKEHASHI_SIGNATURE": elsewhere["Kakehashi-Signature"]},
        {"HTTP_KAKEHASHI_SIGNATURE": wrongly["Kakehashi-Signature"]},
        {"HTTP_KAKEHASHI_ORIGIN": ""},
        {"HTTP_KAKEHASHI_ORIGIN": "x" * 10_000},
        {"HTTP_KAKEHASHI_ORIGIN": "paris.example/x"},
        {"PATH_INFO": "/kakehashi/v1/pull"},
        {"QUERY_STRING": "x=1"},
        {"wsgi.input": io.BytesIO(body[:-1] + bytes([body[-1] ^ 1]))},
        {"wsgi.input": io.BytesIO(body[:-1])},
    ]
    for environ in cases:
        answer = peer.ask("POST", "/news", body, **environ)
        assert answer[0] == 401, environ
        assert is_problem(answer) == "request-not-signed"


def test_an_origin_with_a_nul_is_nobody(peer):
    answer = peer.ask("GET", "/where", HTTP_KAKEHASHI_ORIGIN="a\0b")
    assert is_problem(answer) == "request-not-signed"


class Endless:
    """A body that trickles: as many bytes as are asked for, a few at a time, without end."""

    def __init__(self, piece):
        self.piece, self.given = piece, 0

    def read(self, size=-1):
        length = min(self.piece, size)
        self.given += length
        return b"\0" * length


@pytest.mark.parametrize("length", ["-1", str(LARGEST_BODY + 1), "9" * 30])
def test_a_body_said_to_be_huge_is_not_read_at_all(peer, length):
    body = Endless(1 << 16)
    answer = peer.ask("POST", "/news", CONTENT_LENGTH=length, **{"wsgi.input": body})
    assert is_problem(answer) == "request-too-large"
    assert body.given == 0


def test_memory_is_bounded_whatever_is_sent(peer):
    most = 0
    for piece in (100, 1 << 16):
        body = Endless(piece)
        length = SPOOLED * 2 if piece == 100 else LARGEST_BODY
        tracemalloc.start()
        answer = peer.ask("POST", "/news", CONTENT_LENGTH=str(length), **{"wsgi.input": body})
        most = max(most, tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert body.given == length
        assert is_problem(answer) == "request-not-signed"
    assert most < 4 * SPOOLED


def test_somebody_unknown_cannot_make_us_read_a_body(peer):
    body = Endless(1 << 16)
    answer = peer.ask(
        "POST",
        "/news",
        CONTENT_LENGTH=str(LARGEST_BODY),
        HTTP_KAKEHASHI_ORIGIN="paris.example/x",
        **{"wsgi.input": body},
    )
    assert is_problem(answer) == "request-not-signed"
    assert body.given == 0


# --- forks -------------------------------------------------------------------------------------


def test_two_checkpoints_of_one_size_freeze_the_line_and_are_kept(peer, good):
    entries_before = list(peer.log.entries)
    peer.log.entries[0] = peer.leaf("ask_pen", record=str(uuid.uuid4()))
    answer = peer.ask("POST", "/news", peer.news(start=0, old=0))
    assert is_problem(answer) == "log-forked"
    fork = Fork.objects.get()
    assert bytes(fork.first) != bytes(fork.second)
    assert Line.objects.get().state == FROZEN
    assert Event.objects.filter(name="exchange.line.frozen").count() == 1
    # Nothing more is taken in, and what was there stays.
    peer.log.entries[:] = entries_before
    peer.say("ask_pen", record=str(uuid.uuid4()))
    assert is_problem(peer.ask("POST", "/news", peer.news())) == "log-shut"
    assert Version.objects.get(digest=good).content
    assert Fork.objects.count() == 1


# --- keys --------------------------------------------------------------------------------------

LOW_ORDER = [
    bytes(32),
    b"\1" + bytes(31),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
]


@pytest.mark.parametrize("key", LOW_ORDER)
def test_a_card_with_a_key_of_low_order_is_refused(peer, cast, key):
    told = json.loads(peer.public.canonical())
    told["log_ed25519"] = _vkey(told["origin"], key)
    card = Card(_canonical(told), "", "")
    with pytest.raises(Refused) as refused:
        words_of(card, "en")
    assert refused.value.code in ("key-weak", "key-malformed")
    assert refused.value.message_words()["ja"]


@pytest.mark.parametrize("key", [bytes(32), b"\1" + bytes(31)])
def test_a_sealing_key_of_low_order_is_refused_before_anything_is_sealed(peer, key):
    told = json.loads(peer.public.canonical())
    sealing = peer.public.sealing.public[:-32] + key
    told["sealing"] = to_base64(sealing)
    with pytest.raises(Refused) as refused:
        words_of(Card(_canonical(told), "", ""), "en")
    assert refused.value.code == "sealing-key-wrong"


@pytest.mark.parametrize(
    "address",
    [
        "http://london.example:8443",
        "https://london.example:99999",
        "https://london.example:x",
        "javascript:alert(1)",
        "https://user:secret@london.example:8443",
        "https://",
        "https://[::1",
    ],
)
def test_a_card_with_an_address_that_is_none(peer, cast, address):
    Line.objects.all().delete()
    cast.kenji.roles.add("coordinator")
    card = Card(peer.public.canonical(), "", address)
    with pytest.raises(CardWrong, match="its address is none"):
        enrol(card, words="x", language="en", by=[cast.haruka, cast.kenji], at=NOW)
    assert not Line.objects.exists()


def test_cards_that_are_none(peer):
    for content in (b"", b"{}", b"\xff", b"[" * 100_000, b"x" * (1 << 18)):
        with pytest.raises(Refused):
            read_card(content)


def _vkey(name, key):
    import hashlib

    kind = b"\x01"
    number = hashlib.sha256(name.encode() + b"\n" + kind + key).digest()[:4].hex()
    return f"{name}+{number}+{to_base64(kind + key)}"


def _canonical(value):
    from kakehashi.trust.canonical import canonical_bytes

    return canonical_bytes(value)


def test_taking_in_never_reads_more_than_its_checkpoint_says(peer):
    body = io.BytesIO((1 << 31).to_bytes(4, "big") + b"x" * 100)
    with pytest.raises(Refused) as refused:
        take_in(Line.objects.get(), body.read, at=NOW)
    assert refused.value.code == "news-malformed"
