"""Keeps the Japanese of every room in step with its English: update, compile, check.

Run as ``python -m tools.translations update|compile|check``. A room's translations lie in
``src/kakehashi/<room>/locale/ja/LC_MESSAGES/django.po``; the compiled ``.mo`` is never committed.
"""

import gettext
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, denormalize, normalize, read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "kakehashi"
LANGUAGE = "ja"
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Kakehashi\\n"
"Language: ja\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""
KEYWORDS: Mapping[str, Any] = {
    "_": None,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
INSIDE = re.compile(r"\{(?:_|n?p?gettext)\([^)]{0,40}")
ALIAS = re.compile(r"\bn?p?gettext(?:_lazy|_noop)?\s+as\s+(?!_\b)(\w+)")


class Key(NamedTuple):
    """What makes a message one message."""

    context: str
    one: str
    many: str = ""

    def __str__(self) -> str:
        return f"{self.one!r}" + (f" ({self.context})" if self.context else "")


@dataclass(frozen=True)
class Room:
    """A room of the package, with the words its templates and code ask to be translated."""

    folder: Path

    @property
    def file(self) -> Path:
        """Its translations."""
        return self.folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

    @property
    def name(self) -> str:
        """Its translations' path, for messages."""
        return self.file.relative_to(ROOT).as_posix()

    def asked(self) -> dict[Key, str]:
        """Return every message that is asked for, and where it is first."""
        found: dict[Key, str] = {}
        for file in sorted(self.folder.rglob("*.py")):
            if "migrations" not in file.parts:
                _gather(found, file, file.read_bytes())
        for file in sorted(self.folder.glob("templates/**/*")):
            if file.suffix in {".html", ".txt", ".svg"}:
                text = templatize(file.read_text(encoding="utf-8"), origin=str(file))
                # Only the calls matter; the indentation of a template is not Python's.
                flat = "\n".join(line.strip() for line in text.splitlines())
                _gather(found, file, flat.encode())
        return found

    def catalog(self) -> Catalog:
        """Return its translations; empty where it has none yet."""
        if not self.file.exists():
            return Catalog(locale=LANGUAGE)
        with self.file.open("rb") as file:
            return read_po(file, locale=LANGUAGE, abort_invalid=True)


def rooms() -> list[Room]:
    """Return every room."""
    return [Room(one.parent) for one in sorted(PACKAGE.glob("*/__init__.py"))]


def update() -> int:
    """Add what is asked for and missing, with nothing for Japanese yet; keep all else."""
    for room in rooms():
        if not _translates(room):
            continue
        known = {key for key, _message in _messages(room.catalog())}
        missing = {key: where for key, where in room.asked().items() if key not in known}
        if not missing:
            continue
        room.file.parent.mkdir(parents=True, exist_ok=True)
        text = room.file.read_text(encoding="utf-8") if room.file.exists() else HEADER
        entries = [_entry(key, where) for key, where in missing.items()]
        room.file.write_text("\n".join([text.rstrip("\n") + "\n", *entries]), encoding="utf-8")
        print(f"{room.name}: {len(missing)} to translate")
    return 0


def compile_all() -> int:
    """Write the compiled form of every room's translations beside them."""
    for room in rooms():
        if room.file.exists():
            compiled = io.BytesIO()
            write_mo(compiled, room.catalog())
            room.file.with_suffix(".mo").write_bytes(compiled.getvalue())
    return 0


def check() -> int:
    """Print what is missing, empty, doubtful, left over, doubled or says two things."""
    faults: list[str] = []
    said: dict[Key, tuple[str, str]] = {}
    for room in rooms():
        faults += room_faults(room)
        for key, message in _messages(room.catalog()):
            text = " | ".join(_wordings(message))
            first, where = said.setdefault(key, (text, room.name))
            if text and first and text != first:
                faults.append(f"{room.name}: {key} is {text!r} here and {first!r} in {where}")
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"translations: {len(faults)} to mend", file=sys.stderr)
        return 1
    print(f"translations: {len(said)} messages, all in Japanese")
    return 0


def room_faults(room: Room) -> list[str]:
    """Return what is wrong with the translations of one room."""
    asked = room.asked()
    faults = list(_aliases(room))
    if not _translates(room):
        known = _of_django()
        return faults + [
            f"{where}: {key} has no place to be translated: the room is no Django app"
            for key, where in asked.items()
            if key.one not in known
        ]
    try:
        catalog = room.catalog()
    except PoFileError as broken:
        return [*faults, f"{room.name}: {broken}"]
    known_messages = dict(_messages(catalog))
    faults += [
        f"{room.name}: {key} is missing ({where})"
        for key, where in asked.items()
        if key not in known_messages
    ]
    for key, message in known_messages.items():
        faults += [f"{room.name}: {key} {what}" for what in _doubts(key, message, asked)]
    faults += [f"{room.name}: {key!r} is commented out; delete it" for key in catalog.obsolete]
    faults += [f"{room.name}: {key} stands twice" for key in _twice(room)]
    return faults


def _doubts(key: Key, message: Any, asked: Mapping[Key, str]) -> Iterator[str]:
    if key not in asked:
        yield "is asked for nowhere; delete it"
    if message.fuzzy:
        yield "is marked fuzzy; check it and take the mark away"
    wanted = set(PLACEHOLDER.findall(key.many or key.one))
    for text in _wordings(message):
        if not text.strip():
            yield "has no Japanese"
        elif set(PLACEHOLDER.findall(text)) != wanted:
            yield f"has other placeholders in Japanese: {text!r}"


def _gather(found: dict[Key, str], file: Path, content: bytes) -> None:
    where = file.relative_to(ROOT).as_posix()
    for line, message, _comments, context in extract("python", io.BytesIO(content), KEYWORDS):
        one, many = message if isinstance(message, tuple) else (message, "")
        found.setdefault(Key(context or "", str(one), str(many)), f"{where}:{line}")


def _messages(catalog: Catalog) -> Iterator[tuple[Key, Any]]:
    for message in catalog:
        if message.id:
            one, many = message.id if isinstance(message.id, tuple) else (message.id, "")
            yield Key(str(message.context or ""), str(one), str(many)), message


def _wordings(message: Any) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _entry(key: Key, where: str) -> str:
    lines = [f"#: {where.rpartition(':')[0]}"]
    if key.context:
        lines.append(f"msgctxt {normalize(key.context)}")
    lines.append(f"msgid {normalize(key.one)}")
    lines += [f"msgid_plural {normalize(key.many)}", 'msgstr[0] ""'] if key.many else ['msgstr ""']
    return "\n".join(lines) + "\n"


def _twice(room: Room) -> Iterable[Key]:
    """Return what has two entries: reading keeps the last and says nothing."""
    if not room.file.exists():
        return []
    counted: Counter[Key] = Counter()
    fields: dict[str, list[str]] = {}
    field = ""
    for line in [*room.file.read_text(encoding="utf-8").splitlines(), ""]:
        name, _space, rest = line.partition(" ")
        if name in {"msgctxt", "msgid"}:
            field = name
            fields[field] = [rest]
        elif line.startswith('"') and field:
            fields[field].append(line)
        elif name.startswith("msgstr"):
            if field and "msgid" in fields:
                text = {one: str(denormalize("\n".join(said))) for one, said in fields.items()}
                counted[Key(text.get("msgctxt", ""), text["msgid"])] += 1
            field, fields = "", {}
    return [key for key, count in counted.items() if count > 1]


def _aliases(room: Room) -> Iterator[str]:
    for file in sorted(room.folder.rglob("*.py")):
        text, where = file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix()
        for one in INSIDE.findall(text):
            yield f"{where}: {one}… is in an f-string, where nobody finds it; name it first"
        for alias in ALIAS.findall(text):
            yield f"{where}: gettext is imported as {alias}, where nobody finds it; call it _"


def _translates(room: Room) -> bool:
    return (room.folder / "apps.py").exists() or (room.folder / "locale").exists()


def _of_django() -> frozenset[str]:
    django = find_spec("django")
    assert django is not None
    assert django.origin is not None
    place = Path(django.origin).parent / "conf" / "locale"
    own = gettext.translation("django", place, languages=[LANGUAGE])
    return frozenset(key for key in own._catalog if isinstance(key, str))  # type: ignore[attr-defined]  # noqa: SLF001


WAYS = {"update": update, "compile": compile_all, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in WAYS:  # noqa: PLR2004
        sys.exit("error: say one of: update, compile, check")
    sys.exit(WAYS[sys.argv[1]]())
