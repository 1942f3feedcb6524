"""Copies of shipped profiles for tests to break, and what a good problem looks like."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from kakehashi.framework.profile.checking import check_documents
from kakehashi.framework.profile.files import Document, read_bytes, read_file
from kakehashi.framework.profile.folder import FILES
from kakehashi.framework.profile.loading import SHIPPED
from kakehashi.framework.profile.problems import CODES, Problem

SMALL = SHIPPED / "practice"


def copy_of(profile: str, folder: Path) -> Path:
    target = folder / profile
    shutil.copytree(SHIPPED / profile, target)
    return target


def replace(path: Path, old: str, new: str) -> int:
    """Replace the first ``old`` and return the line it began on."""
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def documents_of(folder: Path) -> dict[str, Document]:
    return {
        name: read_file(folder / f"{name}.yaml")
        for name in FILES
        if (folder / f"{name}.yaml").exists()
    }


def checked(documents: dict[str, Document], name: str, value: Any) -> list[Problem]:
    """Check a profile with the value of one file exchanged."""
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    return check_documents({**documents, name: read_bytes(text.encode(), f"{name}.yaml")})


def assert_good(problems: list[Problem]) -> None:
    for one in problems:
        assert one.code in CODES
        assert one.line >= 1
        assert one.column >= 1
        assert one.file
        for words in (one.message, one.fix):
            assert set(words) == {"en", "ja"}
            assert words["en"].strip()
            assert words["ja"].strip()
