"""The build of the style sheet: once, and only when something changed."""

import json
from pathlib import Path

import pytest

from tools import build_look

ROOT = Path(__file__).resolve().parents[2]


def test_the_lock_names_no_address_of_a_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"]
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or "integrity" in package, name


def test_nothing_is_built_twice(monkeypatch):
    assert build_look.main() == 0

    def build():
        raise AssertionError("built again")

    monkeypatch.setattr(build_look, "build", build)
    assert build_look.main() == 0
    monkeypatch.setattr(build_look, "digest", lambda files: "other")
    with pytest.raises(AssertionError):
        build_look.main()


def test_a_failure_says_what_failed(monkeypatch, capsys):
    def build():
        raise build_look.BuildFailed("Node could not be fetched; install node 20.19 or newer")

    monkeypatch.setattr(build_look, "build", build)
    monkeypatch.setattr(build_look, "digest", lambda files: "other")
    assert build_look.main() == 1
    assert capsys.readouterr().err.startswith("error: Node could not be fetched")


def test_what_is_built_is_ours():
    assert build_look.main() == 0
    sheet = (build_look.BUILT / "kakehashi.css").read_text(encoding="utf-8")
    for foreign in ("GDS Transport", "crown", "url(http", "url(//", "@import"):
        assert foreign not in sheet, foreign
    for name in ("govuk-frontend.min.js", "fonts/LICENCE-source-sans-3.txt"):
        assert (build_look.BUILT / name).is_file()
