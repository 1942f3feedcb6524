"""The page that proves a version, and what an outsider is given: both check it, and each change."""

import hashlib
import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from django.test import Client

from kakehashi.cli.log import verify
from kakehashi.exchange.own_keys import own_keys
from kakehashi.ledger.models import Leaf, Log
from kakehashi.records import services
from tests.cast import NOW
from tests.exchange.one_side import OneSide
from tests.exchange.test_on_the_record import made, newest
from tests.verifier import second_opinion


@pytest.fixture
def side(node, settings, tmp_path):
    yield OneSide(settings, tmp_path, [node["officer-jp"], node["security-jp"]])
    own_keys.cache_clear()


def test_a_version_is_proved_on_its_page_and_to_anyone_from_the_packet(node, side, tmp_path):
    officer = node["officer-jp"]
    client = Client()
    client.force_login(officer)
    item = made(officer, "Proved")
    draft = f"/en/desk/records/{item.reference}/history/1/proof/"
    assert "Nothing of this version has crossed" in client.get(draft).content.decode()
    services.share(item=item.pk, by=officer, at=NOW)
    version = newest(item)
    page = f"/en/desk/records/{item.reference}/history/{version.number}/proof/"
    side.enter()
    services.confirm(item=item.pk, digest=version.content_digest, by=officer, at=NOW)
    side.enter()
    said = client.get(page).content.decode()
    assert said.count("Checked by this node just now") == 2  # shared, and confirmed by its content
    assert "byte for byte the one that the entry names" in said
    assert said.count("We hold a copy of all of it") == 2 * len(side.theirs.countersign)
    assert "いずれの側も" in client.get(page.replace("/en/", "/ja/")).content.decode()
    address = f"/en/desk/records/{item.reference}/proof/GB/ours/0/packet/"
    assert address in said
    packet = client.get(address)
    assert packet.content == client.get(address).content
    folder = tmp_path / "packet"
    zipfile.ZipFile(io.BytesIO(packet.content)).extractall(folder)
    entry = json.loads((folder / "entry.json").read_bytes())
    for name, field in (("version.json", "version"), ("content.json", "content")):
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == entry[field]
    asked = [
        *("--proof", str(folder / "entry.tlog-proof"), "--entry", str(folder / "entry.json")),
        *("--card", str(folder / "card-of-jp.json"), "--peer", str(folder / "card-of-gb.json")),
    ]
    for part in asked[1::2]:
        assert part.rsplit("/", 1)[-1] in (folder / "READ-ME.txt").read_text(encoding="utf-8")

    def ours():
        return CliRunner().invoke(verify, asked)

    assert "index 0 of 2" in ours().output
    assert CliRunner().invoke(verify, asked[:2] + asked[4:]).exit_code == 2
    kept = (folder / "entry.json").read_bytes()
    (folder / "entry.json").write_bytes(kept.replace(b"{", b"{ "))
    assert ours().exit_code != 0
    assert second_opinion.run(*asked).returncode == 1
    (folder / "entry.json").write_bytes(kept)
    theirs = second_opinion.run(*asked)
    assert "the entry stands at index 0" in theirs.stdout, theirs.stderr


def test_a_proof_that_does_not_hold_is_said_and_its_packet_is_not_given(node, side):
    officer = node["officer-jp"]
    client = Client()
    client.force_login(officer)
    item = made(officer, "Damaged")
    services.share(item=item.pk, by=officer, at=NOW)
    page = f"/en/desk/records/{item.reference}/history/{newest(item).number}/proof/"
    side.enter()
    leaf = Leaf.objects.get(log=side.line.origin, index=0)
    content = bytes(leaf.content)
    Leaf.objects.filter(pk=leaf.pk).update(content=content.replace(b'"nonce":"', b'"nonce": "'))
    assert "The proof does not hold" in client.get(page).content.decode()
    Leaf.objects.filter(pk=leaf.pk).update(content=content)
    log = Log.objects.get(pk=side.line.origin)
    Log.objects.filter(pk=log.pk).update(countersigned=bytes(log.signed))
    assert "The proof does not hold" in client.get(page).content.decode()
    address = f"/en/desk/records/{item.reference}/proof/GB/ours/0/packet/"
    assert client.get(address).status_code >= 400
    Log.objects.filter(pk=log.pk).update(countersigned_size=0)
    assert "has not signed yet" in client.get(page).content.decode()
    assert client.get(address).status_code == 404
