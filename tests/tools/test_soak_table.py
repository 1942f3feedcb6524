"""The table of the soak: everything told and nothing found, or it is not sound."""

import json

import pytest

from tools import soak_table

WHOLE = [
    {"name": "leak", "value": {"steps": 10_000, "leaked": 0, "seconds": 99}},
    {"name": "faults.kills", "value": 30},
    {"name": "faults", "value": {"lost": 0, "twice": 0}},
    {"name": "faults", "value": {"lost": 0, "twice": 0}},
    {"name": "faults.cuts_at_boundaries", "value": 44},
    {"name": "faults.cuts_at_bytes", "value": 500},
    {"name": "faults.storage_calls_failed", "value": 1},
    {"name": "faults.storage_calls_failed", "value": 2},
    {"name": "faults.backups_restored", "value": 9},
    {"name": "tampering.a part, with 2.5 dots", "value": {"bytes": 20, "missed": 0}},
    {"name": "tampering.another", "value": {"bytes": 22, "changes": 200, "missed": 0}},
]


def asked(told, tmp_path, monkeypatch, capsys):
    place = tmp_path / "figures.jsonl"
    place.write_text("".join(json.dumps(one) + "\n" for one in told))
    monkeypatch.setattr("sys.argv", ["soak_table", str(place)])
    status = soak_table.main()
    return status, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_what_was_told_often_is_added_up(tmp_path, monkeypatch, capsys):
    status, told = asked(WHOLE, tmp_path, monkeypatch, capsys)
    assert (status, told["sound"]) == (0, True)
    assert told["rows"]["storage calls failed"] == 3
    assert told["rows"]["bytes tampered with"] == 42
    assert told["rows"]["missed"] == told["rows"]["leaked"] == 0


@pytest.mark.parametrize("left_out", range(len(WHOLE)))
def test_what_nobody_told_is_not_sound(tmp_path, monkeypatch, capsys, left_out):
    row = WHOLE[left_out]["name"]
    rest = [one for one in WHOLE if one["name"] != row]
    if row.startswith("tampering"):
        rest = [one for one in WHOLE if not one["name"].startswith("tampering")]
    status, told = asked(rest, tmp_path, monkeypatch, capsys)
    assert (status, told["sound"]) == (1, False)
    assert None in told["rows"].values()


@pytest.mark.parametrize(
    ("name", "part"),
    [
        *(("faults", "lost"), ("faults", "twice")),
        *(("leak", "leaked"), ("tampering.another", "missed")),
    ],
)
def test_one_thing_found_is_not_sound(tmp_path, monkeypatch, capsys, name, part):
    found = {"name": name, "value": {part: 1}}
    status, told = asked([*WHOLE, found], tmp_path, monkeypatch, capsys)
    assert (status, told["sound"]) == (1, False)


def test_without_figures_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["soak_table", str(tmp_path / "none")])
    assert soak_table.main() == 1
    assert "not told" in capsys.readouterr().out
