"""Two live nodes before the verifier in `verifier/`: at their public addresses, and on their disks."""

import shutil

import pytest

from tests.exchange.conftest import eventually
from tests.verifier import second_opinion

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(240)]


def cards_of(node, peer):
    """Return the arguments for a node's own log; each keeps the card that the other handed over."""
    return ("--card", str(peer.folder / "card"), "--peer", str(node.folder / "card"))


def address_of(node, peer):
    return f"http://127.0.0.1:{node.port}/log/{peer.side.lower()}/"


def log_folders(node):
    """Return the logs on a node's disk."""
    return sorted(one.parent for one in (node.folder / "data" / "logs").glob("*/checkpoint"))


def own_folder(node, cards):
    """Return the folder of a node's own log: the only one that the cards of it verify."""
    (own,) = (
        one for one in log_folders(node) if second_opinion.run(str(one), *cards).returncode == 0
    )
    return own


def test_a_live_log_is_verified_by_a_stranger_and_a_changed_byte_of_it_refused(two, tmp_path):
    tokyo, london = two
    record = tokyo.write(
        "milestone", "Seen by all", {"due_date": "2027-03-31", "standing": "planned"}
    )
    tokyo.step("share", record)
    eventually(lambda: tokyo.said(record) == [["share", "held", ""]])
    for node, peer in ((tokyo, london), (london, tokyo)):
        cards, address = cards_of(node, peer), address_of(node, peer)

        def verified(address=address, cards=cards):
            done = second_opinion.run(address, *cards, "--hashes-only")
            return done.stdout if done.returncode == 0 else None

        said = eventually(verified)
        assert f"of {node.side}, " in said
        assert "countersigned  Ed25519, 20" in said
        # Entries are for the two sides alone.
        assert "tile/entries/000" in second_opinion.run(address, *cards).stderr
        # The other node's cards are not this one's.
        assert second_opinion.run(address, *cards_of(peer, node), "--hashes-only").returncode == 1
    cards, address = cards_of(tokyo, london), address_of(tokyo, london)
    own = own_folder(tokyo, cards)
    kept = tmp_path / "kept"
    shutil.copytree(own, kept)
    assert "every entry and every hash tile" in second_opinion.run(str(kept), *cards).stdout
    tiles = [one for one in own.rglob("tile/0/**/*") if one.is_file()]
    before = {one: one.read_bytes() for one in tiles}
    try:
        for one, content in before.items():
            one.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        refused = second_opinion.run(address, *cards, "--hashes-only")
    finally:
        for one, content in before.items():
            one.write_bytes(content)
    assert refused.returncode == 1
    assert refused.stderr.startswith("refused: ")
    assert refused.stdout == ""
    assert eventually(lambda: second_opinion.run(address, *cards, "--hashes-only").returncode == 0)
