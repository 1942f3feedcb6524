"""A skeleton profile from a text: its own numbers, nothing but words to write, ready to start."""

import json

import pytest
import yaml
from django.test import Client

from kakehashi.cli.loading import load_node
from kakehashi.cli.main import ending
from kakehashi.errors import Refused
from kakehashi.framework.importer import draft_profile, parse
from kakehashi.framework.importing import import_file
from kakehashi.framework.models import OfficialText, Partnership
from kakehashi.framework.profile.checking import check_profile
from kakehashi.framework.profile.loading import load_profile
from kakehashi.framework.profile.problems import UNWRITTEN
from kakehashi.people.models import Account
from tests.cast import NOW
from tests.framework import importer_files as files
from tests.framework.importer_texts import ENGLISH, JAPANESE, SEED, found, make_outline, needs_seed
from tests.framework.test_importer_shapes import LIGHTHOUSES, LIGHTHOUSES_JA

BARE = {
    "one item": "1. They act.",
    "articles": "覚書\n\n第一条　協力する。\n一　灯火\n二　窓\n２　前項による。\n第二条　終わる。\n",
    "bullets": "T\n\nLamps\n\n• exchange lamps\n• test lamps\n",
    "two texts": "First\n\n1. One.\n2. Two.\n\nSecond\n\n1. Three.\n2. Four.\n",
    "repeated": 'T\n\n1. One.\n1. One again.\n2. "Quoted": {braces} # and: more\\.\n',
}


@pytest.mark.parametrize(
    "text",
    [ENGLISH, JAPANESE, LIGHTHOUSES, LIGHTHOUSES_JA, *BARE.values()],
    ids=["English", "Japanese", "lighthouses", "lighthouses in Japanese", *BARE],
)
def test_a_skeleton_says_only_what_is_to_be_written(text, tmp_path):
    framework = parse(text)
    drafted = draft_profile(framework, tmp_path / "new-one")
    problems = check_profile(drafted.folder)
    assert {one.code for one in problems} == {UNWRITTEN}
    assert not any(one.stops for one in problems)
    profile = load_profile(drafted.folder)
    assert [one.number for one in profile.provisions] == [
        one.number for one in framework.provisions
    ]
    parents = {one.path: one.parent for one in framework.provisions}
    for one in profile.provisions:
        path = next(key for key, ref in drafted.references.items() if ref == one.ref)
        assert one.parent == drafted.references.get(parents[path], "")


def test_outlines_of_every_kind_are_drafted(tmp_path):
    for seed in range(25):
        framework = parse("\n".join(make_outline(seed).blocks))
        drafted = draft_profile(framework, tmp_path / f"of-{seed}")
        assert {one.code for one in check_profile(drafted.folder)} == {UNWRITTEN}, seed


def test_what_is_written_is_no_longer_listed(tmp_path):
    folder = draft_profile(parse(ENGLISH), tmp_path / "new-one").folder
    before = check_profile(folder)
    path = folder / "profile.yaml"
    text = path.read_text("utf-8")
    assert yaml.safe_load(text)["text_date"] == "2024-05-03"
    path.write_text(text.replace("［未記入］", "記入済み", 1), "utf-8")
    assert len(check_profile(folder)) == len(before) - 1
    path.write_text(text.replace("rank: 1", "rank: one", 1), "utf-8")
    assert any(one.stops for one in check_profile(folder))
    with pytest.raises(Refused) as refused:
        load_profile(folder)
    assert refused.value.code == "profile-broken"


@pytest.mark.parametrize("kind", ["text", "pdf", "docx"])
def test_the_command_drafts_and_checks(kind, tmp_path, capsys):
    path = tmp_path / f"given.{kind}"
    made = {
        "text": lambda: JAPANESE.encode("cp932"),
        "pdf": lambda: files.pdf(ENGLISH),
        "docx": lambda: files.plain_docx(JAPANESE),
    }
    path.write_bytes(made[kind]())
    folder = tmp_path / "new-one"
    assert ending(["profile", "draft", str(path), str(folder), "--json"]) == 0
    out, said = capsys.readouterr()
    told = json.loads(out)
    assert told["folder"] == str(folder)
    assert told["provisions"] == len(parse(ENGLISH if kind == "pdf" else JAPANESE).provisions)
    assert (said, out.count("\n")) == ("", 1)
    assert ending(["profile", "check", str(folder)]) == 0
    out, said = capsys.readouterr()
    lines = out.splitlines()
    assert all(line.endswith(f"[{UNWRITTEN}]") for line in lines)
    assert said == f"new-one: {len(lines)} to be written; it can be started as it is\n"
    assert ending(["--lang", "ja", "profile", "check", str(folder), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["problems"]) == len(lines)
    before = {one: one.read_bytes() for one in folder.iterdir()}
    assert ending(["profile", "draft", str(path), str(folder), "--json"]) == 1
    out, said = capsys.readouterr()
    assert out == ""
    assert [line.partition(": ")[0] for line in said.splitlines()] == ["error", "hint"]
    assert before == {one: one.read_bytes() for one in folder.iterdir()}


def test_nothing_is_drafted_from_what_cannot_be_read(tmp_path, capsys):
    for name, data in {
        "letter.txt": b"Dear colleague, thank you.",
        "scan.pdf": files.scan(),
        "half.docx": files.plain_docx(ENGLISH)[:900],
    }.items():
        (tmp_path / name).write_bytes(data)
        assert ending(["profile", "draft", str(tmp_path / name), str(tmp_path / "new")]) == 1
        out, said = capsys.readouterr()
        assert out == ""
        assert said.startswith("error: ")
        assert "\nhint: " in said
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "half.docx", "letter.txt", "scan.pdf",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("text", [ENGLISH, JAPANESE])
def test_a_skeleton_is_started_and_takes_in_its_own_text(text, tmp_path):
    folder = draft_profile(parse(text), tmp_path / "new-one").folder
    load_node(str(folder), NOW)
    assert Partnership.objects.get().profile == "new-one"
    path = tmp_path / "text.txt"
    path.write_text(text, "utf-8")
    operator = Account.objects.get(username="operator")
    told = import_file(path=path, by=operator, at=NOW)
    assert told["matched"] == told["provisions"] == len(parse(text).provisions)
    kept = {one.text for one in OfficialText.objects.all()}
    assert kept == {words for _chain, words in found(parse(text))}
    for address in ("/en/", "/ja/framework/", "/en/framework/1/"):
        assert Client().get(address).status_code == 200, address


@pytest.mark.seed
@needs_seed
def test_the_real_text_is_drafted_whole(tmp_path):
    framework = parse(SEED.read_text("utf-8"))
    drafted = draft_profile(framework, tmp_path / "new-one")
    assert {one.code for one in check_profile(drafted.folder)} == {UNWRITTEN}
    profile = load_profile(drafted.folder)
    assert (len(profile.provisions), len(profile.areas), len(profile.pillars)) == (95, 14, 4)
