"""A broken profile is answered with file, line and fix, whatever is wrong with it."""

from pathlib import Path

import pytest

from kakehashi.framework.profile.checking import check_profile
from kakehashi.framework.profile.loading import (
    ProfileBroken,
    load_profile,
    profile_folder,
    shipped_profiles,
)
from kakehashi.framework.profile.problems import CODES, UNWRITTEN, Problem
from tests.framework.profile_folders import assert_good, copy_of, replace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of("practice", tmp_path)


def check(folder: Path) -> list[Problem]:
    problems = check_profile(folder)
    assert_good(problems)
    return problems


@pytest.mark.parametrize("profile", shipped_profiles())
def test_what_comes_with_kakehashi_has_no_problem(profile: str) -> None:
    assert check_profile(profile_folder(profile)) == []


BROKEN: list[tuple[str, str, str, str, int | None]] = [
    # file, what stands there, what is put in its place, code, lines further down
    ("profile", "version: ", "versoin: ", "key-unknown", 0),
    ("profile", "practice: true", "practice: yes", "wrong-type", 0),
    ("profile", 'text_date: "2023-05-10"', 'text_date: "2023-02-30"', "date-impossible", 0),
    ("profile", "  en: PRACTICE\n", "", "language-missing", -1),
    ("profile", "watermark:\n  en: PRACTICE\n  ja: 演習\n", "", "watermark-missing", None),
    ("profile", "  provisions: 40", "  provisions: 41", "count-wrong", 0),
    ("profile", "clause: 26", "clause: 25", "count-wrong", 0),
    ("profile", "  signatories: 2", "  signatories: 3", "count-wrong", 0),
    ("profile", "pen_takeover_days: 3", "pen_takeover_days: 0", "value-out-of-range", 0),
    ("profile", "scope_proposed_by: steering-group", "scope_proposed_by: x", "points-nowhere", 0),
    ("profile", "zone: Europe/Dublin", "zone: dublin", "value-malformed", 0),
    ("profile", "zone: Europe/Dublin", "zone: Europe/Nowhere", "zone-unknown", 0),
    ("profile", "calendar: IE", "calendar: IE-XX", "calendar-unknown", 0),
    ("accounts", "zone: Europe/Dublin", "zone: Mars/Base", "zone-unknown", 0),
    ("profile", "highest_marking: 注意", "highest_marking: 最高", "marking-unknown", 0),
    (
        "profile",
        'office_hours: {from: "09:00", until: "17:00"}',
        'office_hours: {from: "19:00", until: "17:00"}',
        "dates-reversed",
        0,
    ),
    ("profile", "  - code: XB", "  - code: XA", "entry-twice", 0),
    ("provisions", '- ref: "1.1"\n  number: "1.1"', "- ref: 1.1\n  number: 1.1", "wrong-type", 0),
    ("provisions", '- ref: "1.2"', '- ref: "1.1"', "entry-twice", 0),
    ("provisions", '  parent: "1"\n', '  parent: "99"\n', "points-nowhere", 0),
    ("provisions", '  parent: "1"\n', '  parent: "11"\n', "order-wrong", 0),
    ("provisions", '  parent: "1"\n', '  parent: "1.1"\n', "circle", 0),
    ("provisions", "level: clause", "level: point", "level-astray", 0),
    (
        "provisions",
        "  section: purpose\n  strength: 0\n  nature: constitution\n  verb: {en: serves",
        "  section: work\n  strength: 0\n  nature: constitution\n  verb: {en: serves",
        "parent-astray",
        0,
    ),
    ("provisions", "  pillar: A\n  area: PORT", "  pillar: B\n  area: PORT", "parent-astray", 0),
    ("provisions", "strength: 3", "strength: 5", "value-out-of-range", 0),
    ("provisions", "nature: deliverable", "nature: promised", "value-unknown", 0),
    ("provisions", "mentions: [mhc, moda]", "mentions: [mhc, mhc]", "value-twice", 0),
    ("provisions", "acts: [do]", "acts: do", "wrong-type", 0),
    ("organisations", "  side: XA", "  side: JP", "points-nowhere", 0),
    ("organisations", 'on: "2022-01-01"', 'on: "2022-1-1"', "date-impossible", 0),
    ("programmes", "id: port-call-format", "id: Port Call", "value-malformed", 0),
    ("programmes", "id: port-call-format", "id: mhc", "name-taken", 0),
    ("persons", 'from: "-3y", until: "-9m"', 'from: "-9m", until: "-3y"', "dates-reversed", 0),
    ("bodies", "  parent: conference", "  parent: storm-working-group", "circle", 0),
    ("occasions", 'from: "-17w"', "from: ", "value-empty", 0),
    ("roles", "  permissions: [read", "  permissions: [rule, read", "value-unknown", 0),
    ("accounts", "  side: XA\n", "", "side-needed", -1),
    ("accounts", "  organisation: mhc", "  organisation: moda", "side-mixed", 0),
    ("accounts", "  post: xa-coordinator", "  post: xb-coordinator", "side-mixed", 0),
    ("glossary", "ja: {preferred: 船荷証券}", "en: {preferred: x}", "key-twice", 0),
    ("glossary", "ja: {preferred: 船荷証券}, ", "", "language-missing", 0),
    ("glossary", 'subject: "area:PORT"', "subject: PORT", "value-malformed", 0),
    ("glossary", ", source: ours}", "}", "key-missing", 0),
    ("glossary", "preferred: port call,", "preferred: port,", "concept-word-twice", 0),
    ("glossary", "admitted: [berths]", "admitted: [berth]", "concept-word-twice", 0),
    ("glossary", "{id: berth,", "{id: port,", "entry-twice", 0),
    ("instruments", 'to: "organisation:mhc"', 'to: "organisation:nobody"', "points-nowhere", 0),
    ("record", '    date: "-13m"', '    date: "in spring"', "date-impossible", 0),
    ("record", "    held_by: conference", "    held_by: congress", "points-nowhere", 0),
    (
        "record",
        "    lane: shared\n    state: published",
        "    lane: own\n    state: confirmed",
        "state-refused",
        1,
    ),
    (
        "record",
        '      - {side: XB, by: officer-xb, at: "-12m"}\n',
        "",
        "confirmation-missing",
        None,
    ),
    ("record", "{side: XB, by: officer-xb", "{side: XB, by: officer-xa", "side-mixed", 0),
    (
        "record",
        "marking: {audience: public}\n    title: {en: First",
        "marking: {audience: participants}\n    title: {en: First",
        "audience-unfit",
        0,
    ),
    (
        "record",
        "code: 注意, caveats: [転送禁止]",
        "code: 厳秘, caveats: [転送禁止]",
        "marking-refused",
        0,
    ),
    (
        "record",
        "code: 注意, caveats: [転送禁止]",
        "code: 秘, caveats: [転送禁止]",
        "marking-unknown",
        0,
    ),
    (
        "record",
        "code: 注意, caveats: [転送禁止]",
        "code: 注意, caveats: [なし]",
        "marking-unknown",
        0,
    ),
    (
        "record",
        "    marking: {audience: participants, code: GUARDED}",
        "    marking: {audience: participants, code: GUARDED-CLOSE}",
        "marking-too-narrow",
        0,
    ),
    (
        "record",
        "audience: participants, code: GUARDED}",
        "audience: participants, code: GUARDED, caveats: [CREW NAMES]}",
        "marking-too-narrow",
        0,
    ),
    ("record", ", named: [officer-xa, deputy-xa, officer-xb]", "", "names-missing", 0),
    (
        "record",
        "    title: {en: Third Steering Group (pencilled)}\n    languages: {ja: missing}",
        "    title: {en: Third Steering Group (pencilled)}",
        "language-missing",
        0,
    ),
    (
        "record",
        "    progress: completed\n    progress_date",
        "    progress: quiet\n    progress_date",
        "progress-unfit",
        0,
    ),
    ("record", "  - id: 2.3-1", "  - id: 1.1-1", "points-nowhere", 0),
    ("record", "XB: {en: Tested", "JP: {en: Tested", "points-nowhere", 0),
    (
        "record",
        "https://example.org/practice/port-call-format",
        "example.org",
        "value-malformed",
        0,
    ),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken[0]}-{broken[3]}")
def test_a_broken_profile_is_named_with_its_line(
    folder: Path, broken: tuple[str, str, str, str, int | None]
) -> None:
    file, old, new, code, further = broken
    line = replace(folder / f"{file}.yaml", old, new)
    found = [one for one in check(folder) if one.file == f"{file}.yaml" and one.code == code]
    assert found, [str(one) for one in check(folder)]
    if further is not None:
        assert line + further in {one.line for one in found}, [str(one) for one in found]


def test_every_code_can_come_up() -> None:
    here = {code for *_, code, _ in BROKEN}
    of_reading = {
        "file-unreadable", "file-empty", "file-too-big", "not-utf-8", "character-refused",
        "yaml-broken", "yaml-alias", "yaml-tag", "yaml-documents", "yaml-key", "too-deep", "too-many",
    }  # fmt: skip
    below = {"concept-twice", "folder-missing", "file-missing", "file-unknown", "key-missing"}
    of_skeletons = {UNWRITTEN}
    assert set(CODES) == here | of_reading | below | of_skeletons


def test_a_folder_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ProfileBroken) as caught:
        load_profile(tmp_path / "none")
    assert "uk-japan" in caught.value.problems[0].fix["en"]


def test_a_missing_file_is_named_and_hides_nothing_else(folder: Path) -> None:
    (folder / "organisations.yaml").unlink()
    replace(folder / "posts.yaml", "kind: minister", "kind: king")
    found = {(one.file, one.code) for one in check(folder)}
    assert found == {("organisations.yaml", "file-missing"), ("posts.yaml", "value-unknown")}


def test_a_file_too_many_is_named(folder: Path) -> None:
    (folder / "organizations.yaml").write_text("[]")
    (folder / "README.md").write_text("notes are welcome")
    assert [(one.file, one.code) for one in check(folder)] == [
        ("organizations.yaml", "file-unknown")
    ]


def test_the_importers_file_may_be_left_out(tmp_path: Path) -> None:
    folder = copy_of("uk-japan", tmp_path)
    (folder / "importer.yaml").unlink()
    assert check(folder) == []


def test_a_needed_key_is_asked_for_at_its_entry(folder: Path) -> None:
    line = replace(folder / "posts.yaml", ", kind: minister", "")
    (found,) = check(folder)
    assert (found.code, found.line) == ("key-missing", line)
    assert "kind" in found.message["ja"]


def test_all_problems_come_at_once_in_order(folder: Path) -> None:
    replace(folder / "profile.yaml", "practice: true", "practice: maybe")
    replace(folder / "posts.yaml", "kind: minister", "kind: king")
    replace(folder / "posts.yaml", "organisation: niws", "organisation: nowhere")
    found = check(folder)
    assert [one.file for one in found] == ["posts.yaml", "posts.yaml", "profile.yaml"]
    assert found == sorted(found)


def test_a_broken_profile_is_refused_whole_in_both_languages(folder: Path) -> None:
    replace(folder / "posts.yaml", "kind: minister", "kind: king")
    with pytest.raises(ProfileBroken) as caught:
        load_profile(folder)
    refusal = caught.value
    assert [one.code for one in refusal.problems] == ["value-unknown"]
    assert "posts.yaml:" in refusal.say("en")
    assert "posts.yaml:" in refusal.say("ja")
    assert "king" in refusal.say("ja")
    assert "kakehashi profile check" in refusal.advise("ja")


def test_braces_in_what_the_author_wrote_do_no_harm(folder: Path) -> None:
    replace(folder / "posts.yaml", "kind: minister", 'kind: "{0} {x} {}"')
    with pytest.raises(ProfileBroken) as caught:
        load_profile(folder)
    assert "{0} {x} {}" in caught.value.say("en")


def test_what_is_very_long_is_shortened_in_the_message(folder: Path) -> None:
    replace(folder / "posts.yaml", "kind: minister", "kind: " + "x" * 5000)
    (found,) = check(folder)
    assert len(found.message["en"]) < 500


def test_a_glossary_in_several_files_is_one(folder: Path) -> None:
    own = folder / "glossary.yaml"
    (folder / "glossary").mkdir()
    lines = own.read_text("utf-8").splitlines(keepends=True)
    half = len(lines) // 2
    own.write_text("".join(lines[:half]), "utf-8")
    more = folder / "glossary" / "more.yaml"
    more.write_text("".join(lines[half:]), "utf-8")
    whole = {one.id for one in load_profile(profile_folder("practice")).glossary}
    assert check(folder) == []
    assert {one.id for one in load_profile(folder).glossary} == whole
    port = next(line for line in lines if line.startswith("- {id: port,"))
    more.write_text("".join(lines[half:]) + port, "utf-8")
    found = [(one.file, one.code) for one in check(folder)]
    assert ("glossary/more.yaml", "concept-twice") in found
    own.unlink()
    more.write_text("".join(lines), "utf-8")
    assert check(folder) == []
    more.write_text(port.replace("Port", "[", 1).replace("{id: port,", "{id: [port,"), "utf-8")
    assert [one.file for one in check(folder)] == ["glossary/more.yaml"]
