"""The schema is sound JSON Schema, and the reference page is written from it."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from kakehashi.framework.profile.folder import FILES
from kakehashi.framework.profile.grammar import FOLDER, schema
from kakehashi.framework.profile.reference import describe_schema

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "profile.md"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_schema_is_sound(path: Path) -> None:
    Draft202012Validator.check_schema(dict(schema(path.stem)))
    assert schema(path.stem)["$id"].endswith(f"/{path.name}")


def test_every_file_has_a_schema_and_every_schema_a_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {*FILES, "common"}


def test_the_reference_page_is_what_the_schema_says() -> None:
    assert PAGE.read_text("utf-8") == describe_schema(), "run: kakehashi profile reference"


def test_the_reference_names_every_file_and_every_key() -> None:
    page = describe_schema()
    for name in FILES:
        assert f"## {name}.yaml" in page
    for key in ("takeover", "origin.instrument", "ended.into", "named_only", "conclusion"):
        assert key in page
