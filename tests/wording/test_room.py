"""The room as a whole: its examples are true, and importing it is cheap."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import kakehashi.wording as room

PARTS = sorted(part.name for part in pkgutil.walk_packages(room.__path__, "kakehashi.wording."))


@pytest.mark.parametrize("part", PARTS)
def test_examples(part: str) -> None:
    module = importlib.import_module(part)
    assert doctest.testmod(module).failed == 0


def test_public_names_are_there() -> None:
    assert all(hasattr(room, name) for name in room.__all__)
    assert room.__all__ == sorted(room.__all__)
    assert callable(room.lint)
    assert callable(room.compare)


def test_importing_loads_no_dictionary_and_no_framework() -> None:
    code = (
        "import sys, kakehashi.wording\n"
        "heavy = {'sudachipy', 'snowballstemmer', 'rapidfuzz', 'django', 'socket', 'datetime', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
