"""``kakehashi glossary``: out as TBX and CSV, in through a dry run."""

import csv
import io
import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from kakehashi.cli.glossary import GlossaryUnwritable, glossary
from kakehashi.glossary.concepts import NewConcept
from kakehashi.glossary.selectors import all_concepts, concept_with
from kakehashi.glossary.services import load_concepts
from kakehashi.glossary.tbx import TbxForbidden, write_tbx
from kakehashi.people.rules import NotYourRole
from kakehashi.wording.files.refusals import FileMissing, FileNotPlain
from tests.cast import NOW

QUAY = NewConcept(
    "quay",
    {"en": {"preferred": ["quay"], "admitted": ["=HYPERLINK(1)"]}, "ja": {"preferred": ["岸壁"]}},
    definition={"en": "Where ships lie.", "ja": "船を着ける所。"},
    source="ours",
    pointed_out=True,
)


@pytest.fixture
def run(cast, monkeypatch):
    def as_account(account, *arguments, language="en"):
        node = SimpleNamespace(actor=lambda: account, language=language)
        monkeypatch.setattr("kakehashi.cli.node.prepare", lambda: node)
        monkeypatch.setattr("kakehashi.cli.node.now", lambda: NOW)
        return CliRunner().invoke(
            glossary, [str(one) for one in arguments], catch_exceptions=False, standalone_mode=False
        )

    load_concepts([QUAY])
    return as_account


def test_out_and_in_again_changes_nothing(run, cast, tmp_path):
    file = tmp_path / "g.tbx"
    assert "written: 1 concepts" in run(cast.haruka, "export", file).output
    done = run(cast.haruka, "import", file, "--make")
    assert (done.return_value, "unchanged: 1" in done.output) == (0, True)


def test_a_file_is_shown_and_made_only_when_asked(run, cast, tmp_path):
    file = tmp_path / "g.tbx"
    other = NewConcept(**{**QUAY.__dict__, "source": "Harbour Act"})
    bad = NewConcept(**{**QUAY.__dict__, "id": "bad", "words": {}})
    file.write_bytes(write_tbx([other, bad], "x"))
    done = run(cast.haruka, "import", file)
    assert done.return_value == 1
    assert "source: ours → Harbour Act" in done.output
    assert "nothing was made" in done.output
    assert concept_with("quay").source == "ours"
    told = json.loads(run(cast.haruka, "import", file, "--make", "--json").output)
    assert (told["changed"], told["refused"], told["made"]) == (1, 1, 1)
    assert told["troubles"][0]["concept"] == "bad"
    assert concept_with("quay").source == "Harbour Act"


def test_csv_is_safe_for_spreadsheets(run, cast, tmp_path):
    file = tmp_path / "g.csv"
    assert "出力: 1語" in run(cast.haruka, "export", file, language="ja").output
    (row,) = csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig")))
    assert row["words.ja.preferred"] == "岸壁"
    assert row["words.en.admitted"] == "'=HYPERLINK(1)"
    assert row["pointed_out"] == "yes"


def test_what_cannot_be_is_refused(run, cast, tmp_path):
    file = tmp_path / "g.tbx"
    with pytest.raises(FileMissing):
        run(cast.haruka, "import", file)
    with pytest.raises(FileNotPlain):
        run(cast.haruka, "import", tmp_path)
    file.write_bytes(b"<!DOCTYPE tbx><tbx/>")
    with pytest.raises(TbxForbidden):
        run(cast.haruka, "import", file)
    with pytest.raises(NotYourRole):
        run(cast.kenji, "import", file)
    for name in ("g.xls", "nowhere/g.tbx"):
        with pytest.raises(GlossaryUnwritable):
            run(cast.haruka, "export", tmp_path / name)
    assert len(all_concepts()) == 1
