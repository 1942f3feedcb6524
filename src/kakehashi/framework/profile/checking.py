"""Checking a profile: every problem of every file at once, each with line and fix."""

from collections.abc import Mapping
from pathlib import Path

from kakehashi.framework.profile.consistency import consistency_problems
from kakehashi.framework.profile.files import Document, Path_
from kakehashi.framework.profile.folder import file_of, read_folder
from kakehashi.framework.profile.grammar import grammar_problems
from kakehashi.framework.profile.index import Index
from kakehashi.framework.profile.pieces import TO_WRITE, TO_WRITE_DAY
from kakehashi.framework.profile.problems import UNWRITTEN, Problem, problem


def check_profile(folder: Path) -> list[Problem]:
    """Check the profile in a folder.

    Args:
        folder: the folder, with the files that ``docs/reference/profile.md`` describes.

    Returns:
        Every problem found, by file and line; none of them stops when the profile can be loaded.
    """
    documents, problems = read_folder(folder)
    return sorted(problems + check_documents(documents))


def check_documents(documents: Mapping[str, Document]) -> list[Problem]:
    """Check documents already read, file name without suffix to document."""
    index = Index(documents)
    problems: list[Problem] = []
    sound: dict[str, Document] = {}
    for name, document in documents.items():
        found = list(document.problems)
        if document.read:
            found += grammar_problems(file_of(name), document, index)
        if not found:
            sound[name] = document
        problems += found
    return problems + consistency_problems(sound, index) + _unwritten(documents)


def _unwritten(documents: Mapping[str, Document]) -> list[Problem]:
    """Return what a skeleton still leaves to its author, place by place."""
    found = []
    for document in documents.values():
        waiting: list[tuple[Path_, object]] = [((), document.value)]
        while waiting:
            path, value = waiting.pop()
            if isinstance(value, dict):
                waiting.extend(((*path, str(key)), one) for key, one in value.items())
            elif isinstance(value, list):
                waiting.extend(((*path, place), one) for place, one in enumerate(value))
            elif isinstance(value, str) and _is_unwritten(value):
                found.append(problem(UNWRITTEN, document.name, document.place(path)))
    return found


def _is_unwritten(value: str) -> bool:
    return value == TO_WRITE_DAY or any(mark in value for mark in TO_WRITE.values())
