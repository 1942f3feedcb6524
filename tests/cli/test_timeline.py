"""``kakehashi timeline verify``: whole is 0, one changed digest is 1 and named."""

import json
import sqlite3


def test_a_fresh_node_is_whole(shell, loaded):
    done = shell("timeline", "verify", "--json", folder=loaded)
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert told["whole"] is True
    assert told["size"] > 0
    assert told["faults"] == []


def test_a_changed_event_breaks_it(shell, node):
    with sqlite3.connect(node / "kakehashi.sqlite3") as database:
        trigger = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_event'"
        )
        for (name,) in database.execute(trigger).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE ledger_event SET at = '1999-01-01 00:00:00' WHERE sequence = 3")
    done = shell("timeline", "verify", folder=node)
    assert done.returncode == 1
    assert done.stdout.startswith("broken: ")
    assert "3: the event was changed" in done.stdout
    assert "Traceback" not in done.stderr
