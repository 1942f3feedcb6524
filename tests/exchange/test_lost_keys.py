"""Two real nodes: one loses its keys, then everything; both go on, and nothing shared is lost."""

import shutil

import pytest

from kakehashi.trust.spellings import to_base64
from tests.exchange.conftest import eventually
from tests.exchange.test_killed import SERVE, at_rest, share

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(240)]


def enrolled_again(one, other):
    """Have two officials of ``other`` enrol the new card of ``one``, whose words they heard."""
    card = one.folder / "card"
    card.write_text(one.run("node", "card", "--address", f"https://127.0.0.1:{one.line_port}"))
    said = " ".join(one.run("--lang", "en", "node", "words", str(card)).split("\n"))
    told = {"card": to_base64(card.read_bytes().strip()), "words": said, "language": "en"}
    other.asked_and_approved("enrol", told)


def test_a_node_that_lost_its_keys_goes_on_in_a_new_log(pair):
    tokyo, london = pair
    for node in pair:
        node.start(*SERVE)
    first = share(tokyo, 1)
    theirs = share(london, 2)
    assert eventually(lambda: at_rest(tokyo, london) and london.faces(first))
    tokyo.confirm(theirs)
    assert eventually(lambda: at_rest(tokyo, london) and london.confirmed(theirs) == ["JP"])
    tokyo.stop()
    shutil.rmtree(tokyo.folder / "data" / "keys")
    tokyo.start(*SERVE)
    waits = share(tokyo, 3)  # said while there are no keys to say it with
    meanwhile = share(london, 4)
    tokyo.asked_and_approved("new-log", {"why": "keys"})
    enrolled_again(tokyo, london)
    assert eventually(lambda: london.faces(waits) and tokyo.faces(meanwhile), within=60)
    assert eventually(lambda: at_rest(tokyo, london))
    assert tokyo.every_digest() == london.every_digest()
    # What was said before stands, and goes on: the same text is confirmed at both ends.
    london.confirm(first)
    assert eventually(lambda: tokyo.confirmed(first) == ["GB"])
    assert tokyo.said(first) == london.heard(first) == [["share", "held", ""]]
    assert london.sizes()["line"] == tokyo.sizes()["line"] == "enrolled"
    for node in pair:
        assert "refused" not in node.run("node", "status")
