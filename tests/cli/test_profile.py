"""``kakehashi profile`` and ``framework import`` from the shell."""

import json
import shutil
from pathlib import Path

import pytest

import kakehashi

PROFILES = Path(kakehashi.__file__).parent / "framework" / "profiles"
SEED = (
    Path(__file__).resolve().parents[3]
    / "shared/data/framework/uk-japan-digital-partnership.ja.txt"
)


@pytest.mark.parametrize("name", ["uk-japan", "practice"])
def test_the_shipped_profiles_are_sound(shell, name):
    done = shell("profile", "check", name)
    assert (done.returncode, done.stdout) == (0, f"{name}: nothing to mend\n")


def test_a_broken_copy_names_file_line_and_fix(shell, tmp_path):
    folder = shutil.copytree(PROFILES / "uk-japan", tmp_path / "mine")
    file = next(one for one in sorted(folder.glob("*.yaml")) if "sides" in one.read_text("utf-8"))
    lines = file.read_text("utf-8").splitlines()
    lines.insert(3, "surprise: [")
    file.write_text("\n".join(lines), "utf-8")
    done = shell("profile", "check", folder)
    assert done.returncode == 1
    assert f"{file.name}:" in done.stdout
    assert "Traceback" not in done.stderr
    listed = json.loads(shell("profile", "check", folder, "--json").stdout)["problems"]
    assert listed[0]["file"] == file.name
    assert listed[0]["line"] >= 4
    assert listed[0]["fix"]["en"]


@pytest.mark.seed
@pytest.mark.skipif(not SEED.exists(), reason="needs ../shared beside the clone")
def test_the_official_text_is_read(shell, node):
    done = shell("framework", "import", SEED, "--json", folder=node)
    told = json.loads(done.stdout)
    warnings = told.pop("warnings")
    assert told == {
        "provisions": 95,
        "paragraphs": 24,
        "lettered": 45,
        "roman": 26,
        "pillars": 4,
        "areas": 14,
        "sections": 5,
        "signatories": 3,
        "matched": 95,
    }
    assert warnings


def test_a_file_that_is_not_there_is_refused(shell, loaded):
    done = shell("framework", "import", "nowhere.txt", folder=loaded)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "\nhint: " in done.stderr
