"""Checks what lies in the repository: nothing of one machine, nothing open, nothing untrue.

Run as ``python -m tools.check_repo``. Looks at the files git knows; prints ``file:line: fault``.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from kakehashi.cli.main import program

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 600
"""Most lines of a file of the package: one that needs more has two subjects."""

# Written so that they do not find themselves.
FORBIDDEN = {
    r"pypi\.org|python(?:hosted)|registry\.npm|deb\.debian": "names a package registry",
    r"(?<![\w.-])/(?:work|root|farm|home/[a-z]\w*|Users/\w+)/": "is a path of one machine",
}
OPEN = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b|\braise NotImplemented" r"Error\b")
FENCE = re.compile(r"^```(?:sh|bash|console|shell)\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE = re.compile(r"\bmake ([a-z][a-z-]*)")
CALLED = re.compile(r"(?:^|[\s/])kakehashi((?: +[a-z][\w-]*| +--?[a-z][\w-]*(?:[ =]\S+)?)*)")


def main() -> int:
    """Print every fault; return the exit status."""
    files = listed()
    faults = [*line_faults(files), *lock_faults(), *shape_faults(files), *command_faults(files)]
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"repository: {len(files)} files, nothing amiss")
    return 1 if faults else 0


def listed() -> list[Path]:
    """Return the files git knows and that are there."""
    result = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = (ROOT / name.decode() for name in result.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


def line_faults(files: Iterable[Path]) -> Iterator[str]:
    """Yield the lines that say a registry, a machine or something left open."""
    rules = [(re.compile(pattern), what) for pattern, what in FORBIDDEN.items()]
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        inside = "src" in file.relative_to(ROOT).parts
        for number, line in enumerate(text.splitlines(), start=1):
            for rule, what in rules:
                found = rule.search(line)
                if found:
                    yield f"{_name(file)}:{number}: {found[0]!r} {what}"
            if inside and OPEN.search(line):
                yield f"{_name(file)}:{number}: left open"


def lock_faults() -> Iterator[str]:
    """Yield what in a lock file says where things are fetched from, or is not locked."""
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            if "://" in line or line.startswith("-"):
                yield f"{_name(file)}:{number}: a lock file carries no address"
        for entry in re.split(r"\n(?=\S)", text):
            if "==" in entry.partition("\n")[0] and "--hash=sha256:" not in entry:
                yield f"{_name(file)}: {entry.split()[0]} has no hash; run make lock"
    for lock in (ROOT / "package-lock.json", ROOT / "verifier" / "package-lock.json"):
        for name, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
            if "resolved" in package:
                yield f"{_name(lock)}: {name} says where it comes from; see .npmrc"
            if name and "integrity" not in package and "link" not in package:
                yield f"{_name(lock)}: {name} has no digest"


def shape_faults(files: Iterable[Path]) -> Iterator[str]:
    """Yield files that do not begin with their subject, are too long, or should not be there."""
    for file in files:
        parts = file.relative_to(ROOT).parts
        if file.suffix == ".mo" or "built" in parts or "node_modules" in parts:
            yield f"{_name(file)}: made at set-up, not committed"
        if file.suffix != ".py" or "migrations" in parts:
            continue
        text = file.read_text(encoding="utf-8")
        if text and not text.startswith('"""') and "tests" not in parts:
            yield f"{_name(file)}:1: does not begin by saying its subject"
        if parts[0] == "src" and text.count("\n") > LONGEST:
            yield f"{_name(file)}: more than {LONGEST} lines; which are its two subjects?"


def command_faults(files: Iterable[Path]) -> Iterator[str]:
    """Yield the commands in the documentation that do not exist."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    root = program("en")
    context = click.Context(root, info_name="kakehashi")
    for file in files:
        if file.suffix != ".md":
            continue
        text = file.read_text(encoding="utf-8")
        for block in FENCE.findall(text):
            for target in MADE.findall(block):
                if target not in targets:
                    yield f"{_name(file)}: there is no make {target}"
            for rest in CALLED.findall(block):
                fault = _wrong_call(root, context, rest.split())
                if fault:
                    yield f"{_name(file)}: kakehashi{rest}: {fault}"


def _wrong_call(root: click.Command, context: click.Context, parts: list[str]) -> str:
    command = root
    for part in parts:
        if part.startswith("-"):
            options = {name for one in command.params for name in one.opts} | {"--help", "-h"}
            if part.partition("=")[0] not in options:
                return f"there is no option {part}"
        elif isinstance(command, click.Group):
            found = command.get_command(context, part)
            if found is None:
                return f"there is no {part}"
            command = found
    return ""


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
