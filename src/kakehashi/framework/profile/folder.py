"""The folder of a profile: which files it has, read each by name."""

from pathlib import Path
from typing import Final

from kakehashi.framework.profile.files import Document, read_file
from kakehashi.framework.profile.problems import Problem, problem

FILES: Final = (
    "profile",
    "sections",
    "pillars",
    "areas",
    "sectors",
    "provisions",
    "organisations",
    "posts",
    "persons",
    "bodies",
    "cycle",
    "blocked",
    "forums",
    "instruments",
    "programmes",
    "occasions",
    "roles",
    "accounts",
    "record",
    "rounds",
    "glossary",
    "importer",
)
"""The files of a profile, without ``.yaml``, in reading order."""

OPTIONAL: Final = frozenset({"importer", "cycle", "blocked", "rounds"})
"""Files a profile may do without: only a text that is to be imported needs its rules, and a
partnership may begin without steps of its year or taken times, or without a
progress round."""

DIVIDED: Final = "glossary"
"""The file that may be a folder of files instead, one for each subject."""


def file_of(name: str) -> str:
    """Return the file whose schema a document has: ``glossary`` for ``glossary/forums``."""
    return name.partition("/")[0]


def read_folder(
    folder: Path, known: tuple[str, ...] = ()
) -> tuple[dict[str, Document], list[Problem]]:
    """Read every file of a profile's folder.

    Args:
        folder: the folder.
        known: ids of profiles that could have been meant, for the message.

    Returns:
        The documents by file name without suffix, those that are there; and the problems of
        the folder itself, those of each document standing in it.
    """
    if not folder.is_dir():
        shown = ", ".join(known) or "uk-japan"
        return {}, [problem("folder-missing", str(folder), name=folder, known=shown)]
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for name in FILES:
        path = folder / f"{name}.yaml"
        if path.exists():
            documents[name] = read_file(path)
        elif name not in OPTIONAL and not (name == DIVIDED and (folder / DIVIDED).is_dir()):
            problems.append(problem("file-missing", path.name, name=path.name))
    for path in sorted((folder / DIVIDED).glob("*.yaml")):
        name = f"{DIVIDED}/{path.stem}"
        documents[name] = read_file(path, f"{name}.yaml")
    expected = {f"{name}.yaml" for name in FILES}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".yaml", ".yml", ".json"} and path.name not in expected:
            known_files = ", ".join(sorted(expected))
            problems.append(problem("file-unknown", path.name, name=path.name, known=known_files))
    return documents, problems
