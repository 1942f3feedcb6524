"""``kakehashi lint`` and ``kakehashi compare``: output, exit status, SARIF, and no node at all."""

import json
import os
import subprocess
import sys

import jsonschema
import pytest

from tests.wording.word_files import docx, paragraph


@pytest.fixture
def run(tmp_path):
    """Run the command in a folder of its own, with nothing of a node about."""

    def called(*arguments, language="C.UTF-8", input=None, **more):  # noqa: A002 - as subprocess
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KAKEHASHI_", "DJANGO_", "DATABASE_", "LC_"))
        }
        code = (
            "import sys\n"
            "from kakehashi.cli.main import ending\n"
            "status = ending(sys.argv[1:])\n"
            "heavy = {'django', 'pypdf', 'docx', 'altair'} & set(sys.modules)\n"
            "print(sorted(heavy), file=sys.stderr) if heavy else None\n"
            "sys.exit(status)\n"
        )
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=tmp_path,
            env={
                **kept,
                "LANG": language,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                **more,
            },
            capture_output=True,
            input=input,
            text=True,
            check=False,
            timeout=60,
        )

    return called


@pytest.fixture
def file(tmp_path):
    def written(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return written


def test_a_hyphen_is_the_standard_input(run, file):
    file("j.txt", "四つの柱に取り組む。")
    read = run("compare", "j.txt", "-", input="They will work on five pillars.")
    assert (read.returncode, "-:1:19: five" in read.stdout) == (1, True)
    kept = run("lint", "--fix", "-", input="The Parties shall meet.")
    assert (kept.returncode, "-:1:5: error: Parties" in kept.stdout) == (1, True)


def test_a_finding_has_file_line_column_reason_source_and_proposal(run, file):
    done = run("lint", file("a.txt", "Minutes\n\nThe Parties met.\n"))
    assert done.returncode == 1
    first, instead, source = done.stdout.splitlines()
    assert first.startswith("a.txt:3:5: error: Parties: Treaties have Parties;")
    assert first.endswith("[en-party]")
    assert instead.strip().startswith("instead: Participants")
    assert "FCDO" in source
    assert done.stderr == "files: 1; errors: 1, warnings: 0, notes: 0\n"
    assert "\x1b" not in done.stdout


def test_messages_follow_the_terminal_and_language(run, file):
    name = file("a.txt", "The Parties met.")
    assert "要修正" in run("lint", name, language="ja_JP.UTF-8").stdout
    assert "要修正" in run("lint", name, "--language", "ja").stdout
    assert "error" in run("lint", name, "--language=en", language="ja_JP.UTF-8").stdout


def test_lang_is_the_language_of_the_text(run, file):
    name = file("a.txt", "The Parties met. 双方は合意した。")
    assert "en-party" not in run("lint", name, "--lang", "ja").stdout
    assert "ja-agree" not in run("lint", name, "--lang", "en").stdout


def test_exit_status_says_clean_found_or_unreadable(run, file, tmp_path):
    clean, mixed = file("a.md", "Both sides will meet.\n"), file("b.txt", "双方は合意した。\n")
    assert run("lint", clean).returncode == 0
    assert run("lint", mixed).returncode == 0
    assert run("lint", mixed, "--fail-on", "warning").returncode == 1
    missing = run("lint", clean, "none.txt")
    assert (missing.returncode, missing.stderr.startswith("error: ")) == (2, True)
    assert run("lint", file("a.bin", b"\x89PNG\r\n\x1a\n\x00")).returncode == 2
    assert run("lint", clean, "--rules", "none.yaml").returncode == 2
    assert run("lint").returncode == 2
    assert run("lint", clean, "--json", "--sarif").returncode == 2
    assert run("compare", clean, "none.txt").returncode == 2


def test_kind_and_rules_weigh_and_add(run, file):
    name = file("a.txt", "The ministers agreed on a robust plan.")
    assert run("lint", name).returncode == 1
    assert run("lint", name, "--kind", "press-line").returncode == 0
    rules = file(
        "ours.yaml",
        "language: en\nrules:\n- {id: ours, pattern: robust, severity: error, why: Worn, source: us}\n",
    )
    assert "[ours]" in run("lint", name, "--rules", rules, "--kind", "minutes").stdout


def test_fix_rewrites_a_text_and_leaves_the_rest_to_a_person(run, file, tmp_path):
    name = file("a.txt", "The Parties shall meet.\nThis is legally binding.\n")
    done = run("lint", name, "--fix")
    assert (
        tmp_path / name
    ).read_text() == "The Participants will meet.\nThis is legally binding.\n"
    assert done.returncode == 1
    assert done.stdout.count("[en-") == 1
    word = file("a.docx", docx(paragraph("The Parties shall meet.")))
    before = (tmp_path / word).read_bytes()
    assert "only text files" in run("lint", word, "--fix").stderr
    assert (tmp_path / word).read_bytes() == before


def test_json_holds_everything(run, file):
    done = run("lint", file("a.txt", "We agreed to go."), "--json")
    (one,) = json.loads(done.stdout)["files"]
    (found,) = one["findings"]
    assert (found["rule"], found["replacement"], found["line"], found["column"]) == (
        "en-agree",
        "decided to",
        1,
        4,
    )
    assert set(found["reason"]) == {"en", "ja"}


def test_compare_says_what_it_read_on_either_side(run, file):
    ja, en = file("ja.txt", "1. 四つの柱がある。\n"), file("en.md", "1. There are five pillars.\n")
    done = run("compare", ja, en)
    assert done.returncode == 1
    assert done.stdout == (
        "number: Japanese reads 4, English reads 5\n    ja.txt:1:4: 四つ\n    en.md:1:14: five\n"
    )
    assert run("compare", ja, file("en2.txt", "1. There are four pillars.")).returncode == 0
    (told,) = json.loads(run("compare", ja, en, "--json").stdout)["differences"]
    assert (told["sort"], told["ja"]["read"], told["en"]["said"]) == ("number", "4", "five")


def test_compare_reads_word_with_list_numbers_and_a_glossary(run, file):
    ja = file("ja.docx", docx(paragraph("港湾局が行う。", 0) + paragraph("前項は毎年見直す。", 0)))
    en = file(
        "en.docx",
        docx(
            paragraph("The Harbour Office will do it.", 0)
            + paragraph("Paragraph 1 will be reviewed every year.", 0)
        ),
    )
    book = file(
        "g.yaml",
        "- {id: h, subject: 'organisation:h', en: {preferred: Harbour Office}, ja: {preferred: 港湾局}}\n",
    )
    assert run("compare", ja, en, "--glossary", book).returncode == 0
    assert run("compare", ja, en, "--glossary", "none").returncode == 2


LEVELS = {"none", "note", "warning", "error"}


def sound(log):
    """Hold a log against what SARIF 2.1.0 requires of the parts that are used."""
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (one,) = log["runs"]
    driver = one["tool"]["driver"]
    assert driver["name"]
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(set(rules)) == len(rules)
    assert one["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    for result in one["results"]:
        assert result["message"]["text"]
        assert result["level"] in LEVELS
        assert rules[result["ruleIndex"]] == result["ruleId"]
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            physical = location["physicalLocation"]
            assert " " not in physical["artifactLocation"]["uri"]
            region = physical["region"]
            assert region["startLine"] >= 1
            assert 1 <= region["startColumn"] <= region["endColumn"]
        for fix in result.get("fixes", ()):
            for change in fix["artifactChanges"]:
                assert change["artifactLocation"]["uri"]
                assert all("deletedRegion" in one for one in change["replacements"])
    return one["results"]


PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "id": {"type": "integer", "minimum": -1},
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {"$ref": "#/$defs/artifact"},
                "region": {"$ref": "#/$defs/region"},
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
SHAPE = {
    # What SARIF 2.1.0 (OASIS, 2020) asks of the properties that our logs have; in our own words.
    "$defs": {
        "text": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": {"type": "string", "minLength": 1}},
            "additionalProperties": False,
        },
        "artifact": {
            "type": "object",
            "required": ["uri"],
            "properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}},
            "additionalProperties": False,
        },
        "region": {
            "type": "object",
            "required": ["startLine"],
            "properties": {
                name: {"type": "integer", "minimum": 1}
                for name in ("startLine", "startColumn", "endColumn")
            },
            "additionalProperties": False,
        },
        "place": PLACE,
        "result": {
            "type": "object",
            "required": ["message"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/text"},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/place"}},
                "relatedLocations": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {"$ref": "#/$defs/place"},
                },
                "fixes": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {
                        "type": "object",
                        "required": ["artifactChanges"],
                        "properties": {
                            "artifactChanges": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "object",
                                    "required": ["artifactLocation", "replacements"],
                                    "properties": {
                                        "artifactLocation": {"$ref": "#/$defs/artifact"},
                                        "replacements": {
                                            "type": "array",
                                            "minItems": 1,
                                            "items": {
                                                "type": "object",
                                                "required": ["deletedRegion"],
                                                "properties": {
                                                    "deletedRegion": {"$ref": "#/$defs/region"},
                                                    "insertedContent": {
                                                        "type": "object",
                                                        "properties": {"text": {"type": "string"}},
                                                        "additionalProperties": False,
                                                    },
                                                },
                                                "additionalProperties": False,
                                            },
                                        },
                                    },
                                    "additionalProperties": False,
                                },
                            }
                        },
                        "additionalProperties": False,
                    },
                },
                "properties": {"type": "object"},
            },
            "additionalProperties": False,
        },
    },
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": {"$ref": "#/$defs/text"},
                                            },
                                            "additionalProperties": False,
                                        },
                                    },
                                },
                                "additionalProperties": False,
                            }
                        },
                        "additionalProperties": False,
                    },
                    "language": {"type": "string", "pattern": "^[a-z]{2}-[A-Z]{2}$"},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def test_sarif_has_the_shape_of_the_standard(run, file):
    ja, en = file("日.txt", "三者は日英FTAに合意した。\n"), file("e.txt", "Four agreed\u200b.\n")
    for log in (run("lint", ja, en, "--sarif"), run("compare", ja, en, "--sarif")):
        told = json.loads(log.stdout)
        jsonschema.Draft202012Validator(SHAPE).validate(told)
        assert told["runs"][0]["results"]


def test_sarif_is_sound(run, file):
    name = file("合意 文.txt", "The Parties shall meet.\n双方は合意した。\n")
    results = sound(json.loads(run("lint", name, "--sarif").stdout))
    assert [one["ruleId"] for one in results] == ["en-party", "en-shall", "ja-agree"]
    assert results[1]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {
        "text": "will"
    }
    ja, en = file("ja.txt", "柱は四つである。"), file("en.txt", "There are five pillars.")
    (one,) = sound(json.loads(run("compare", ja, en, "--sarif").stdout))
    assert one["ruleId"] == "parity-number"
    assert len(one["relatedLocations"]) == 1
    assert sound(json.loads(run("lint", file("c.txt", ""), "--sarif").stdout)) == []


def test_nothing_of_a_node_is_loaded_or_made(run, file, tmp_path):
    name = file("a.txt", "Both sides will meet.")
    done = run("lint", name, KAKEHASHI_DATA=str(tmp_path / "data"))
    assert done.stderr == "files: 1; nothing found\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.txt"]
