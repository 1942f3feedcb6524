"""The check of the repository finds what it is for."""

import pytest

from tools import check_repo


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Make an empty checkout and return what writes a file into it."""
    monkeypatch.setattr(check_repo, "ROOT", tmp_path)
    (tmp_path / "Makefile").write_text("up: x\n\ttrue\n")
    (tmp_path / "requirements").mkdir()

    def write(name, text):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    return write


@pytest.mark.parametrize(
    "line",
    [
        "see https://py" + "pi.org/simple",
        "index = https://files.python" + "hosted.org",
        "cd /ho" + "me/alice/kakehashi",
        "open('/ro" + "ot/data')",
    ],
)
def test_registries_and_machines_are_named(clone, line):
    file = clone("docs/page.md", f"fine\n{line}\n")
    (fault,) = check_repo.line_faults([file])
    assert fault.startswith("docs/page.md:2: ")


def test_what_is_open_is_named_in_the_package_only(clone):
    inside = clone("src/room.py", '"""Room."""\n# TO' + "DO later\n")
    outside = clone("docs/page.md", "a list TO" + "DO\n")
    assert len(list(check_repo.line_faults([inside, outside]))) == 1


def test_locks_carry_hashes_and_no_address(clone):
    clone("requirements/product.txt", "a==1 \\\n    --hash=sha256:00\nb==2\n--index-url x\n")
    clone(
        "package-lock.json",
        '{"packages": {"": {}, "x": {"integrity": "y", "resolved": "z"}, "w": {}}}',
    )
    clone("verifier/package-lock.json", '{"packages": {"": {}}}')
    faults = list(check_repo.lock_faults())
    assert len(faults) == 4
    assert any("b==2 has no hash" in fault for fault in faults)


def test_long_files_and_files_without_subject_are_named(clone):
    long = clone("src/long.py", '"""Long."""\n' + "x = 1\n" * 600)
    bare = clone("src/bare.py", "x = 1\n")
    made = clone("src/room/locale/django.mo", "")
    faults = list(check_repo.shape_faults([long, bare, made]))
    assert [fault.split(":")[0] for fault in faults] == [
        "src/long.py",
        "src/bare.py",
        made.relative_to(check_repo.ROOT).as_posix(),
    ]


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("make up", False),
        ("make down", True),
        (".venv/bin/kakehashi sign-in JP --role officer", False),
        ("kakehashi timeline verify --json", False),
        ("kakehashi timeline check", True),
        ("kakehashi up --bort 80", True),
        ("kakehashi fly", True),
    ],
)
def test_commands_in_the_documentation_exist(clone, command, wrong):
    file = clone("README.md", f"```sh\n{command}\n```\n")
    assert bool(list(check_repo.command_faults([file]))) is wrong
