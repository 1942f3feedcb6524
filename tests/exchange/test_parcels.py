"""What follows its entry: fetched in ranges, cut anywhere, opened once whole, missing, recalled."""

import datetime as dt
import io
import os
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import translation

from kakehashi.errors import NotHere
from kakehashi.exchange import blobs, fetching, parcels
from kakehashi.exchange.crossings import crossings
from kakehashi.exchange.line import server
from kakehashi.exchange.line.client import LineBroken, NotThere
from kakehashi.exchange.models import Blob, Incoming, Outgoing, Parcel
from kakehashi.exchange.overview import on_the_way
from kakehashi.exchange.own_keys import own_keys
from kakehashi.exchange.recalling import recall
from kakehashi.framework.models import Partnership
from kakehashi.ledger.models import Leaf
from kakehashi.records import files, search, services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Attachment, Entry, Item, MarkingTerm, StoredFile, Version
from kakehashi.records.services import NewText
from kakehashi.trust import sha256_hex
from kakehashi.trust.attachments import CHUNK, open_attachment
from kakehashi.trust.envelopes import read_envelope
from kakehashi.trust.sealing import open_record
from kakehashi.trust.statements import read_statement
from tests.cast import NOW
from tests.exchange.one_side import OneSide

FACTS = {"due_date": "2027-03-31", "standing": "planned"}
MINUTES = bytes(range(256)) * 700  # two chunks and a piece


def made(by, title="First call", **more):
    return services.create(
        kind="milestone",
        text=NewText(wording={"title": {"en": title, "ja": title}}, facts=FACTS, **more),
        by=by,
        at=NOW,
    )


def newest(item):
    return Version.objects.select_related("item").filter(item=item).order_by("-number")[0]


def attach(item, by, content, name="minutes.pdf"):
    services.attach(
        item=item.pk,
        base=newest(item).number,
        name=name,
        file=ContentFile(content),
        by=by,
        at=NOW,
    )


@pytest.fixture
def stored(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


@pytest.fixture
def side(cast, stored, settings, tmp_path):
    Partnership.objects.create(
        profile="uk-japan",
        version="1",
        titles={},
        participants={},
        text_date="2026-04-01",
        loaded_at=NOW,
    )
    MarkingTerm.objects.filter(text="OFFICIAL").update(handled={"JP": "機密性2"})
    MarkingTerm.objects.filter(text="機密性2").update(handled={"GB": "OFFICIAL"})
    yield OneSide(settings, tmp_path, [cast.haruka, cast.kenji])
    own_keys.cache_clear()


class Theirs:
    """The other side's node as a caller meets it: gives ranges, and is cut where a test says."""

    def __init__(self, held, cuts=()):
        self.held, self.cuts, self.asked = held, list(cuts), []

    def __call__(self, line):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        return None

    def fetch(self, path):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        start, most = int(asked["from"]), int(asked["most"])
        self.asked.append((asked["digest"], start))
        if asked["digest"] not in self.held:
            raise NotThere(side="GB")
        body = self.held[asked["digest"]][start : start + most]
        for at in range(0, len(body), 4096):
            piece = body[at : at + 4096]
            if self.cuts and start + at + len(piece) > self.cuts[0]:
                yield piece[: max(0, self.cuts.pop(0) - start - at)]
                raise LineBroken(side="GB", why="cut")
            yield piece


@pytest.fixture
def theirs(cast, stored, settings):
    """A milestone with attachments that the UK wrote, taken away again from this node."""

    def write(*contents):
        here, settings.SIDE = settings.SIDE, ""
        item = services.create(
            kind="milestone",
            text=NewText(
                wording={"title": {"en": "Theirs", "ja": "先方"}},
                facts=FACTS,
                marking=Marking(national={"GB": "OFFICIAL"}),
            ),
            by=cast.alice,
            at=NOW,
        )
        for number, content in enumerate(contents):
            attach(item, cast.alice, content, f"{number}.pdf")
        services.share(item=item.pk, by=cast.alice, at=NOW)
        settings.SIDE = here
        return newest(item)

    return write


def wipe(version):
    """Forget on this node that the record was written here, as it was by the other."""
    faces = Entry.objects.filter(item=version.item)
    search.forget(list(faces.values_list("pk", flat=True)))
    faces.delete()
    Attachment.objects.filter(version__item=version.item).delete()
    Version.objects.filter(item=version.item).delete()
    StoredFile.objects.all().delete()
    Item.objects.filter(pk=version.item.pk).delete()


def heard(side, version, attached):
    facts, every = side.sealed(version, attached)
    wipe(version)
    side.hear(("share", facts), blobs=[one for one in every[:1] if len(one) <= parcels.INLINE])
    return {sha256_hex(one): one for one in every}


def look(monkeypatch, side, caller):
    monkeypatch.setattr(fetching, "Caller", caller)
    return fetching.fetch(side.line, lambda: NOW)


def told_of(item):
    with translation.override("en"):
        page = render_to_string(
            "desk/parts/crossed.html",
            {
                "crossed": [
                    {"version": version, "ways": [one]}
                    for version in item.versions.all()
                    for one in crossings(item.pk, {version.digest})
                ],
                "page": {"item": item, "entry": {"reference": item.reference}},
            },
        )
    return " ".join(page.replace("\xa0", " ").split())


def receipts():
    return [
        (one.facts.get("blob"), one.facts["state"], one.facts["why"])
        for one in Outgoing.objects.filter(act="receipt").order_by("pk")
    ]


def here(version_digest, part=1):
    row = Attachment.objects.get(version__digest=version_digest, part=part)
    with files.read(row) as file:
        return file.read()


def test_an_attachment_is_fetched_opened_and_receipted_by_itself(
    side, theirs, monkeypatch, django_capture_on_commit_callbacks
):
    version = theirs(MINUTES, b"short")
    held = heard(side, version, [MINUTES, b"short"])
    assert Entry.objects.get(reference=version.item.reference).title
    assert receipts() == [(None, "held", None)]
    rows = Attachment.objects.order_by("part")
    assert [one.state for one in rows] == ["coming", "coming"]
    with pytest.raises(files.AttachmentNotHere):
        files.read(rows[0])
    while look(monkeypatch, side, Theirs(held)):
        pass
    assert here(version.digest) == MINUTES
    assert here(version.digest, 2) == b"short"
    long, short = list(held)[1:]
    assert receipts()[1:] == [(short, "held", None), (long, "held", None)]
    assert [(one.state, one.come == one.size) for one in Parcel.objects.all()] == [
        ("held", True)
    ] * 2


def test_a_line_cut_at_many_offsets_goes_on_where_it_was(side, theirs, monkeypatch):
    version = theirs(MINUTES)
    held = heard(side, version, [MINUTES])
    digest = list(held)[1]
    size = len(held[digest])
    cuts = sorted({0, 1, 4095, 4096, CHUNK, CHUNK + 16, size - 1, *range(7, size, size // 60)})
    caller = Theirs(held, cuts)
    broken = 0
    for _ in range(len(cuts) + 1):
        try:
            look(monkeypatch, side, caller)
        except LineBroken:
            broken += 1
            assert blobs.come(digest) == cuts[broken - 1]
            assert Parcel.objects.get().come == cuts[broken - 1]
        if broken == len(cuts) // 2:
            told = told_of(Item.objects.get(pk=version.item_id))
            assert f"0.pdf: {filesizeformat(cuts[broken - 1])} of".replace("\xa0", " ") in told
            way = on_the_way()["GB", side.theirs.origin]
            assert (way.files, way.come, way.missing) == (1, cuts[broken - 1], 0)
            broken_half = broken
    assert broken_half
    assert broken == len(cuts)
    assert caller.asked[-1][1] > 0
    assert here(version.digest) == MINUTES
    assert not (blobs._coming(digest)).exists()


def test_a_large_record_follows_its_entry_and_what_comes_after_it_is_not_held_up(
    side, theirs, cast, monkeypatch
):
    version = theirs()
    other = theirs()
    monkeypatch.setattr(parcels, "INLINE", 1000)
    facts, (sealed,) = side.sealed(version)
    wipe(version)
    side.hear(("share", facts))
    row = Incoming.objects.get()
    assert (row.state, row.why, receipts()) == ("missing", "blob-follows", [])
    monkeypatch.setattr(parcels, "INLINE", 1 << 16)
    heard(side, other, [])
    assert receipts() == [(None, "held", None)]
    monkeypatch.setattr(parcels, "INLINE", 1000)
    assert look(monkeypatch, side, Theirs({sha256_hex(sealed): sealed}))
    assert Version.objects.filter(digest=version.digest).exists()
    assert Incoming.objects.get(pk=row.pk).state == "held"
    assert receipts()[1:] == [(None, "held", None)]
    assert not look(monkeypatch, side, Theirs({}))


def test_what_never_comes_is_said_once_and_asked_for_again(side, theirs, monkeypatch, settings):
    version = theirs(MINUTES)
    held = heard(side, version, [MINUTES])
    digest = list(held)[1]
    assert look(monkeypatch, side, Theirs({}))
    assert not look(monkeypatch, side, Theirs(held))  # not before its time
    assert receipts()[1:] == [(digest, "missing", "blob-missing")]
    told = told_of(Item.objects.get(pk=version.item_id))
    assert "0.pdf: <strong" in told
    assert "The other side does not have it now." in told
    assert on_the_way()["GB", side.theirs.origin].missing == 1
    monkeypatch.setattr(fetching, "Caller", Theirs({}))
    later = NOW + parcels.FIRST_WAIT
    fetching.fetch(side.line, lambda: later)
    assert len(receipts()) == 2
    monkeypatch.setattr(fetching, "Caller", Theirs(held))
    fetching.fetch(side.line, lambda: later + 2 * parcels.FIRST_WAIT)
    assert receipts()[2:] == [(digest, "held", None)]
    assert here(version.digest) == MINUTES


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda held: held[:-1] + bytes([held[-1] ^ 1]), "missing"),
        (lambda held: held[: len(held) // 2], "missing"),
        (lambda held: held + b"more", "held"),
        (lambda held: b"", "missing"),
    ],
)
def test_other_bytes_than_were_stated_are_never_opened(side, theirs, monkeypatch, change, state):
    version = theirs(MINUTES)
    held = heard(side, version, [MINUTES])
    digest = list(held)[1]
    look(monkeypatch, side, Theirs({digest: change(held[digest])}))
    assert Parcel.objects.get().state == state
    assert StoredFile.objects.exists() == (state == "held")


def test_an_attachment_that_is_not_what_the_text_names_is_refused(side, theirs, monkeypatch):
    version = theirs(MINUTES)
    other = bytes([MINUTES[0] ^ 1]) + MINUTES[1:]
    held = heard(side, version, [other])
    look(monkeypatch, side, Theirs(held))
    row = Attachment.objects.get()
    assert (row.state, row.why) == ("refused", "seal-mismatch")
    assert receipts()[1:] == [(list(held)[1], "refused", "seal-mismatch")]
    assert not blobs.is_here(list(held)[1])
    assert not StoredFile.objects.exists()


def test_one_over_the_limit_is_refused_without_being_fetched(side, theirs, monkeypatch, settings):
    version = theirs(MINUTES)
    settings.LARGEST_ATTACHMENT = 1000
    held = heard(side, version, [MINUTES])
    assert receipts() == [
        (list(held)[1], "refused", "attachment-too-large"),
        (None, "held", None),
    ]
    caller = Theirs(held)
    assert not look(monkeypatch, side, caller)
    assert caller.asked == []


def test_more_or_other_parts_than_the_text_has_are_refused(side, theirs):
    version = theirs(MINUTES)
    facts, (sealed, part) = side.sealed(version, [MINUTES])
    wipe(version)
    for wrong in ([], facts["blobs"][1:] * 2, [{**facts["blobs"][1], "size": len(part) + 1}]):
        Blob.objects.all().delete()
        side.hear(("share", {**facts, "blobs": [facts["blobs"][0], *wrong]}), blobs=[sealed])
    assert [(one.state, one.why) for one in Incoming.objects.all()] == [
        ("refused", "parts-mismatch")
    ] * 3
    assert not Version.objects.filter(digest=version.digest).exists()


def test_what_this_side_shares_is_sealed_chunk_by_chunk_and_given_in_ranges(side, cast):
    item = made(cast.haruka)
    attach(item, cast.haruka, MINUTES)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    side.enter()
    row = Outgoing.objects.get(act="share")
    statement = read_statement(
        bytes(Leaf.objects.get(log=side.own.origin, index=row.index).content)
    )
    record, attached = statement.facts["blobs"]
    parcel = Parcel.objects.get()
    assert (parcel.digest, parcel.size, parcel.part) == (attached["digest"], attached["size"], 1)
    got = b""
    while len(got) < parcel.size:
        query = f"digest={parcel.digest}&from={len(got)}&most=50000"
        got += server._parcel(side.line, io.BytesIO(), query).body
    assert sha256_hex(got) == parcel.digest
    assert Parcel.objects.get().come == parcel.size
    opened = open_record(parcels.sealed_bytes(record["digest"]), [side.theirs.sealing], statement)
    named = opened.content["attachments"][0]
    reader = io.BytesIO(got)
    header = read_envelope(reader.read).header
    reader.seek(0)
    plain = open_attachment(
        reader.read,
        [side.theirs.sealing],
        header,
        digest=named["digest"],
        size=named["size"],
    )
    assert b"".join(plain) == MINUTES


def test_nothing_is_given_but_what_follows_an_entry_of_this_line(side, cast):
    content = b"never shared"
    made_here, _size = blobs.keep([content])
    for query in (
        f"digest={made_here}&from=0&most=9",
        f"digest={'0' * 64}&from=0&most=9",
        "digest=../../side&from=0&most=9",
        f"digest={made_here}&from=-1&most=9",
        "",
    ):
        with pytest.raises(NotHere):
            server._parcel(side.line, io.BytesIO(), query)


def shared_with(side, cast, content=MINUTES):
    item = made(cast.haruka)
    attach(item, cast.haruka, content)
    services.share(item=item.pk, by=cast.haruka, at=NOW)
    side.enter()
    return item, Parcel.objects.get()


def say(side, parcel, state, why=None, **more):
    leaf = Leaf.objects.get(log=side.own.origin, index=parcel.index)
    side.hear(
        (
            "receipt",
            {
                "index": parcel.index,
                "leaf": bytes(leaf.hash).hex(),
                "blob": parcel.digest,
                "state": state,
                "why": why,
                **more,
            },
        )
    )


def test_a_receipt_of_a_parcel_is_not_one_of_the_record(side, cast):
    item, parcel = shared_with(side, cast)
    assert "minutes.pdf: not yet" in told_of(item)
    say(side, parcel, "refused", "attachment-too-large")
    parcel.refresh_from_db()
    assert (parcel.state, parcel.why) == ("refused", "attachment-too-large")
    assert "refused there</strong> it is over the limit" in told_of(item)
    assert Outgoing.objects.get(act="share").state == "entered"
    say(side, parcel, "held", blob="0" * 64)
    assert Incoming.objects.get(index=1).why == "receipt-for-nothing"
    say(side, parcel, "held")
    parcel.refresh_from_db()
    assert (parcel.state, parcel.come) == ("held", parcel.size)


def test_what_they_miss_and_this_node_lost_is_sealed_and_shared_again_once(side, cast):
    _item, parcel = shared_with(side, cast)
    say(side, parcel, "missing", "blob-missing")
    assert Outgoing.objects.filter(act="share").count() == 1  # it is here: they fetch it
    blobs.destroy([parcel.digest])
    say(side, parcel, "missing", "blob-missing")
    say(side, parcel, "missing", "blob-missing")
    assert Outgoing.objects.filter(act="share").count() == 2
    side.enter()
    again = Parcel.objects.exclude(pk=parcel.pk).get()
    assert again.digest != parcel.digest
    assert blobs.is_here(again.digest)
    leaf = bytes(Leaf.objects.get(log=side.own.origin, index=again.index).content)
    assert read_statement(leaf).act == "share"


def test_recall_takes_back_what_is_on_its_way_and_destroys_what_came(
    side, theirs, monkeypatch, settings, django_capture_on_commit_callbacks
):
    settings.BACKUP_DAYS = 30
    version = theirs(MINUTES, b"short")
    held = heard(side, version, [MINUTES, b"short"])
    digest = list(held)[1]
    caller = Theirs(held, [len(held[digest]) // 2])
    with pytest.raises(LineBroken):
        look(monkeypatch, side, caller)
    assert here(version.digest, 2) == b"short"
    facts = {"record": str(version.item_id), "version": version.digest}
    with django_capture_on_commit_callbacks(execute=True):
        side.hear(("recall", facts))
    answer = Outgoing.objects.get(act="destroyed")
    assert answer.facts["parts"] == ["attachments", "blob", "index", "text"]
    until = answer.at.date() + dt.timedelta(days=30)
    assert answer.facts["backups_until"] == until.isoformat()
    assert (digest, "refused", "recalled") in receipts()
    assert [one.state for one in Attachment.objects.order_by("part")] == ["destroyed"] * 2
    assert {one.digest for one in Attachment.objects.all()} == {
        sha256_hex(MINUTES),
        sha256_hex(b"short"),
    }
    assert blobs.come(digest) == 0
    assert not StoredFile.objects.exists()
    assert not look(monkeypatch, side, Theirs(held))


def test_what_is_asked_back_is_given_out_no_more(side, cast, django_capture_on_commit_callbacks):
    item, parcel = shared_with(side, cast)
    query = f"digest={parcel.digest}&from=0&most=9"
    assert server._parcel(side.line, io.BytesIO(), query).body
    with django_capture_on_commit_callbacks(execute=True):
        recall(item=item.pk, why="wrong annex", by=cast.haruka, at=NOW)
    with pytest.raises(NotHere):
        server._parcel(side.line, io.BytesIO(), query)
    assert not blobs.is_here(parcel.digest)
    say(side, parcel, "missing", "blob-missing")
    assert Outgoing.objects.filter(act="share").count() == 1


def test_a_digest_that_is_here_by_chance_is_fetched_all_the_same(side, theirs, cast, monkeypatch):
    """Else whoever guesses a digest could ask what this node holds."""
    version = theirs(MINUTES)
    facts, (sealed, part) = side.sealed(version, [MINUTES])
    wipe(version)
    own = made(cast.haruka, "Ours alone")
    attach(own, cast.haruka, MINUTES)
    side.hear(("share", facts), blobs=[sealed])
    assert receipts() == [(None, "held", None)]
    assert Parcel.objects.get().state == "coming"
    caller = Theirs({sha256_hex(part): part})
    look(monkeypatch, side, caller)
    assert caller.asked
    assert here(version.digest) == MINUTES


def test_what_was_left_behind_by_a_process_that_died_goes_after_an_hour(side):
    kept, _size = blobs.keep([b"named"])
    left, _size = blobs.keep([b"left"])
    now = time.time()

    def written(seconds_ago):
        for path in (Path(settings.DATA) / "blobs").glob("*/*"):
            os.utime(path, (now - seconds_ago, now - seconds_ago))

    written(3500)
    assert blobs.sweep({kept}) == 0
    written(3700)
    assert blobs.sweep({kept}) == 1
    assert (blobs.is_here(kept), blobs.is_here(left)) == (True, False)
