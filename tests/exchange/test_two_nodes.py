"""Two real nodes: drafted here, shared, received there, confirmed by both, published on both."""

import hashlib
import os
import signal

import pytest

from tests.exchange.conftest import RefusalError, eventually

pytestmark = [pytest.mark.lines, pytest.mark.database("sqlite"), pytest.mark.timeout(240)]


def arrived(node, record, state="shared"):
    return eventually(lambda: [one for one in node.faces(record) if one["state"] == state])


def milestone(node, title="First call"):
    return node.write("milestone", title, {"due_date": "2027-03-31", "standing": "planned"})


def test_both_nodes_begin_with_the_same_records(two):
    tokyo, london = two
    assert len(tokyo.every_digest()) > 200
    assert tokyo.every_digest() == london.every_digest()


def test_a_draft_never_leaves_and_what_is_shared_arrives_byte_for_byte(two):
    tokyo, london = two
    record = milestone(tokyo)
    assert tokyo.said(record) == []
    assert london.faces(record) == []
    tokyo.step("share", record)
    there = arrived(london, record)[0]
    here = next(one for one in tokyo.faces(record) if one["state"] == "shared")
    assert there["digest"] == here["digest"]
    assert there["title"] == "First call"
    assert there["seen"]
    assert london.heard(record) == [["share", "held", ""]]
    eventually(lambda: tokyo.said(record) == [["share", "held", ""]])


def test_a_text_confirmed_by_both_is_published_once_both_consent(two):
    tokyo, london = two
    record = milestone(tokyo, "Second call")
    tokyo.step("share", record)
    arrived(london, record)
    assert tokyo.confirm(record) is False
    eventually(lambda: london.confirmed(record) == ["JP"])
    assert london.confirm(record) is True
    for node in two:
        arrived(node, record, "confirmed")
        assert node.confirmed(record) == ["GB", "JP"]
    assert london.step("publish", record) is False
    eventually(lambda: ["publish", "held", ""] in tokyo.heard(record))
    assert tokyo.step("publish", record) is True
    for node in two:
        assert arrived(node, record, "published")[0]["face"] == "public"
    tokyos, londons = (node.faces(record) for node in two)
    assert tokyos == londons


def test_only_who_holds_the_pen_writes_and_it_goes_over_with_its_text(two):
    tokyo, london = two
    record = milestone(london, "London drafts")
    london.step("share", record)
    arrived(tokyo, record)
    with pytest.raises(RefusalError, match="not-your-pen"):
        tokyo.edit(record, "Tokyo rewrites")
    tokyo.step("ask_pen", record)
    eventually(lambda: ["ask_pen", "held", ""] in london.heard(record))
    london.step("pass_pen", record, to="JP")
    eventually(lambda: [one for one in tokyo.faces(record) if one["pen"] == "JP"])
    tokyo.edit(record, "Tokyo rewrites")
    tokyo.step("share", record)
    eventually(lambda: [one for one in london.faces(record) if one["title"] == "Tokyo rewrites"])
    assert [one["pen"] for one in london.faces(record)] == ["JP"]


def test_a_withdrawn_record_is_withdrawn_there_with_its_reason(two):
    tokyo, london = two
    record = milestone(tokyo, "Never mind")
    tokyo.step("share", record)
    arrived(london, record)
    tokyo.step("withdraw", record, why="planned twice")
    assert arrived(london, record, "withdrawn")


def test_the_first_look_there_is_told_here_and_what_is_asked_back_is_destroyed(two):
    tokyo, london = two
    record = milestone(tokyo, "Sent in error")
    tokyo.step("share", record)
    arrived(london, record)
    eventually(lambda: tokyo.said(record) == [["share", "held", ""]])
    assert london.look(record) is True
    assert london.look(record) is False
    eventually(lambda: tokyo.said(record) == [["share", "opened", ""]])
    assert tokyo.ask_back(record, "wrong annex") == 1
    assert eventually(lambda: [one for one in tokyo.answers(record) if one]) == [
        ["blob", "index", "text"]
    ]
    assert london.faces(record) == []
    assert [one["title"] for one in tokyo.faces(record)] == ["Sent in error"]


def test_a_large_attachment_crosses_in_flat_memory_and_short_texts_do_not_wait(two, tmp_path):
    tokyo, london = two
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        for number in range(50):
            file.write(hashlib.sha512(b"%d" % number).digest() * (1 << 14))
    record = milestone(tokyo, "With fifty megabytes")
    digest = tokyo.attach(record, str(large), "記録.zip")
    before = [node.peaks() for node in two]
    tokyo.step("share", record)
    short = milestone(tokyo, "Short")
    tokyo.step("share", short)
    arrived(london, record)
    arrived(london, short)
    assert eventually(lambda: london.attached(record) == [["記録.zip", "here", ""]])
    assert london.taken_out(record) == digest
    eventually(lambda: [one for one in tokyo.parcels() if one[1] == "held" and one[2] == one[3]])
    for node, peaks in zip(two, before, strict=True):
        grown = {one: peak - peaks.get(one, peak) for one, peak in node.peaks().items()}
        assert len(peaks) > 1
        assert max(grown.values()) < 25, grown  # MiB, of a file of 50


def test_a_process_of_the_line_that_is_killed_is_begun_anew(two):
    tokyo, london = two
    for node in two:
        for process in node.beside():
            os.kill(process, signal.SIGKILL)
    record = milestone(tokyo, "After the kill")
    tokyo.step("share", record)
    arrived(london, record)
    eventually(lambda: tokyo.said(record) == [["share", "held", ""]])


def test_the_lines_come_to_rest_with_both_logs_the_same_on_both_nodes(two):
    tokyo, london = two

    def at_rest():
        one, other = tokyo.sizes(), london.sizes()
        return (
            one["waiting"] == other["waiting"] == 0
            and one["own"] == one["acknowledged"] == other["mirrored"] == other["opened"]
            and other["own"] == other["acknowledged"] == one["mirrored"] == one["opened"]
        )

    assert eventually(at_rest)
    assert tokyo.every_digest() == london.every_digest()


def test_anyone_verifies_the_log_from_its_files_or_over_the_web(two, tmp_path):
    tokyo, london = two
    cards = {}
    for node in two:
        cards[node.side] = tmp_path / f"{node.side}.json"
        cards[node.side].write_text(node.run("node", "card"))
    size = tokyo.sizes()["own"]

    def whole(place, what="whole"):
        asked = ("--card", str(cards["JP"]), "--peer", str(cards["GB"]))
        return f"{size} entries, {what}; signed and countersigned" in london.run(
            "--lang", "en", "log", "verify", str(place), *asked
        )

    folder = eventually(lambda: log_of(tokyo, size))
    assert whole(folder)
    assert whole(f"http://127.0.0.1:{tokyo.port}/log/gb", "every hash tile whole")
    bundle = next((folder / "tile" / "entries").rglob("*.p")) / str(size)
    content = bundle.read_bytes()
    bundle.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    with pytest.raises(AssertionError, match="does not verify"):
        whole(folder)
    bundle.write_bytes(content)
    assert whole(folder)


def log_of(node, size):
    """Return the folder of a node's own log once it is filed up to ``size`` entries."""
    for checkpoint in (node.folder / "data" / "logs").glob("*/checkpoint"):
        origin, entries, *_rest = checkpoint.read_text().split("\n")
        if origin.startswith(f"{node.side}.test/") and int(entries) == size:
            return checkpoint.parent
    return None
