"""A skeleton profile from any text: its own numbers and headings, everything else to be written."""

import json
import os
import re
import shutil
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kakehashi.errors import Refused
from kakehashi.framework.importer.document import Area, Framework, Provision
from kakehashi.framework.profile.dates import is_day
from kakehashi.framework.profile.pieces import TO_WRITE, TO_WRITE_DAY

_SKELETON = Path(__file__).with_name("skeleton")
_PROVISIONS_HEAD = """\
# The provisions in the order of the text. The text of each stands above it as a comment;
# say it below in your own words, in both languages, no stronger and no weaker.
# strength: 0 statement, 1 explore, consider, 2 endeavour, support, 3 will, 4 ensure, commit.
# nature: constitution, context, position, objective, deliverable, continuing, inquiry or dated.
# promises: one entry for each thing promised; see the profile uk-japan for examples.
"""
_TO_WRITE = "   # to be written"
_TO_CHOOSE = "   # to be chosen"
_NAMELESS = "new-partnership"
_PLACES = {"en": ("en-GB", "Europe/London", "GB"), "ja": ("ja-JP", "Asia/Tokyo", "JP")}
"""Language to locale, zone and calendar that a side of the skeleton begins with."""
_ACCOUNTS = (
    ("officer", "coordinator", "coordinator", "調整担当"),
    ("private_office", "private_office", "minister's office", "大臣室"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATED = re.compile(
    r"([0-9]{4})\s?年\s?([0-9]{1,2})\s?月\s?([0-9]{1,2})\s?日"
    rf"|([0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?((?:{'|'.join(_MONTHS)})[a-z]*),?\s+([0-9]{{4}})",
    re.IGNORECASE,
)
_REF = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_LONGEST_REF = 40
_LONGEST_TEXT = 8000
_WRAP = 96
_REFUSED = re.compile("[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BY_STYLE = ("paragraph", "lettered", "roman")
_NAMES = {
    "paragraph": ("paragraph", "項"),
    "lettered": ("item", "項目"),
    "roman": ("sub-item", "細目"),
}
_SMALL_WORDS = {"a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "with", "all"}


class FolderTaken(Refused):
    """The folder for the skeleton holds something already, or is no folder."""

    code = "draft-folder-taken"
    status = 409
    message = {
        "en": "{name} is not an empty folder, so nothing was written.",
        "ja": "「{name}」は空のフォルダーではないため、何も書き込みませんでした。",
    }
    hint = {
        "en": "Give a new or an empty folder.",
        "ja": "新しいフォルダー又は空のフォルダーを指定してください。",
    }


class FolderUnwritable(Refused):
    """The folder for the skeleton cannot be made."""

    code = "draft-folder-unwritable"
    message = {
        "en": "Nothing can be written to {name}: {reason}.",
        "ja": "「{name}」に書き込めません（{reason}）。",
    }
    hint = {
        "en": "Choose a folder you may write to, with room on the disk.",
        "ja": "書込権限と空き容量のあるフォルダーを指定してください。",
    }


class NothingToDraft(Refused):
    """The text has no numbered items."""

    code = "draft-nothing-numbered"
    message = {
        "en": "The text has no numbered items, so there is nothing to make a profile from.",
        "ja": "番号の付いた項目がないため、プロファイルの骨組みを作れません。",
    }
    hint = {
        "en": "Check that the file holds the whole text, with its numbers.",
        "ja": "番号を含む本文全体がファイルにあるかを確認してください。",
    }


@dataclass(frozen=True, slots=True)
class Drafted:
    """A skeleton profile that was written."""

    folder: Path
    files: tuple[str, ...]
    references: Mapping[str, str]
    """Path in the text to the reference in the skeleton, for every provision."""
    areas: Mapping[str, str]
    """Key in the text to the reference in the skeleton, for every area."""


def draft_profile(framework: Framework, folder: Path) -> Drafted:
    """Write a skeleton profile from ``framework`` to ``folder``, all of it or nothing.

    Numbers, headings, tree and references are the text's own; what takes judgement (statements,
    verbs, strength, nature, promises, the other language, sides and organisations) bears a mark or
    a comment; ``kakehashi profile check`` lists every mark as what is to be written, and nothing
    else, so that the skeleton can be started while it is being written.

    Raises:
        NothingToDraft: ``framework`` has no provisions.
        FolderTaken: ``folder`` is there and not an empty folder.
        FolderUnwritable: it cannot be made.
    """
    if not framework.provisions:
        raise NothingToDraft
    writer = _Writer(framework)
    files = writer.files(folder.name)
    for path in sorted(_SKELETON.glob("*.yaml")):
        files[path.name] = path.read_text(encoding="utf-8")
    _place(files, folder)
    return Drafted(folder, tuple(sorted(files)), writer.references, writer.areas)


def _place(files: Mapping[str, str], folder: Path) -> None:
    """Write the files to a new folder beside ``folder`` and put it in its place in one step."""
    try:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise FolderTaken(name=str(folder))
        if folder.is_dir() and any(folder.iterdir()):
            raise FolderTaken(name=str(folder))
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise FolderUnwritable(name=str(folder), reason=error.strerror or "?") from error
    try:
        for name, content in files.items():
            (beside / name).write_text(content, encoding="utf-8", newline="\n")
        beside.chmod(0o777 & ~_mask())
        # Takes the place of an empty folder, and of nothing else.
        beside.rename(folder)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        if folder.is_dir() and any(folder.iterdir()):
            raise FolderTaken(name=str(folder)) from error
        raise FolderUnwritable(name=str(folder), reason=error.strerror or "?") from error
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _Writer:
    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.tongue = framework.language
        self.other = "en" if self.tongue == "ja" else "ja"
        self.by_key = {area.key: area for area in framework.areas}
        self.areas = self._area_refs()
        self.references = self._references()
        for area in framework.areas:
            if area.provision is not None:
                self.areas[area.key] = self.references[area.provision]
        self.levels = self._levels()

    def files(self, name: str) -> dict[str, str]:
        """Return file name to content for what comes from the text."""
        return {
            "profile.yaml": "".join(self._profile(name)),
            "sections.yaml": "# The section headings of the text.\n" + "".join(self._sections()),
            "pillars.yaml": "# The pillars of joint work.\n" + ("".join(self._pillars()) or "[]\n"),
            "areas.yaml": "# The areas of joint work, each under its pillar.\n"
            + ("".join(self._areas()) or "[]\n"),
            "provisions.yaml": _PROVISIONS_HEAD
            + "".join(block for one in self.framework.provisions for block in self._provision(one)),
            "organisations.yaml": "# Organisations of both sides: names, roles and successors.\n"
            + ("".join(self._organisations()) or "[]\n"),
            "accounts.yaml": "# Accounts for a first use, named by post.\n"
            + "".join(self._accounts()),
        }

    # References

    def _area_refs(self) -> dict[str, str]:
        """Return a reference for every headed area: initials in English, else its key."""
        found: dict[str, str] = {}
        taken = {one.key for one in self.framework.areas}
        for area in self.framework.areas:
            if area.provision is not None:
                continue
            ref = _initials(area.heading) if self.tongue == "en" else area.key
            if len(ref) < 2 or (ref in taken and ref != area.key):  # noqa: PLR2004 - too short to tell
                ref = area.key
            taken.add(ref)
            found[area.key] = ref
        return found

    def _references(self) -> dict[str, str]:
        found: dict[str, str] = {}
        taken = set(self.areas.values())
        for place, one in enumerate(self.framework.provisions, start=1):
            ref = one.path
            if one.area is not None and one.area in self.areas:
                head, dot, rest = ref.partition(".")
                ref = self.areas[one.area] + dot + rest if head == one.area else ref
            if not _REF.fullmatch(ref) or len(ref) > _LONGEST_REF or ref in taken:
                ref = f"x{place}"
            taken.add(ref)
            found[one.path] = ref
        return found

    def _levels(self) -> dict[str, str]:
        """Return path to level: paragraph, lettered, roman where it nests so, else by depth."""
        levels = {one.path: one.level for one in self.framework.provisions}
        places = {level: place for place, level in enumerate(_BY_STYLE)}
        nested = all(one.level in places for one in self.framework.provisions) and all(
            places[one.level] == places[levels[one.parent]] + 1
            for one in self.framework.provisions
            if one.parent is not None
        )
        if nested:
            return dict(levels)
        return {one.path: f"level-{one.depth + 1}" for one in self.framework.provisions}

    def _named_levels(self) -> list[str]:
        used = set(self.levels.values())
        if used <= set(_BY_STYLE):
            return [level for level in _BY_STYLE if level in used]
        return [f"level-{depth}" for depth in range(1, 1 + max(int(one[6:]) for one in used))]

    # Files

    def _words(self, words: str) -> str:
        """Return a wording in the language of the text, the other one to be written."""
        sides = {self.tongue: words or TO_WRITE[self.tongue], self.other: TO_WRITE[self.other]}
        return (
            "{"
            + ", ".join(f"{tongue}: {_text(sides[tongue])}" for tongue in ("en", "ja"))
            + "}"
            + _TO_WRITE
        )

    def _profile(self, name: str) -> Iterator[str]:
        framework = self.framework
        yield "# The partnership itself: who, since when, and what it decides for itself.\n"
        known = name if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) else _NAMELESS
        yield f'id: {_text(known)}\nversion: "0"\n'
        yield f"title: {self._words(framework.title)}\n"
        yield f"short_title: {self._words('')}\n"
        yield f"participants: {self._words('')}\n"
        yield f'languages: [ja, en]\ntext_date: "{self._day()}"\npractice: false\n'
        yield "banner:\n  en: Demonstration. Not a service of any government.\n"
        yield "  ja: 実演用であり、いずれの政府のサービスでもない。\n"
        yield "notices:   # what the partnership is not: see its provisions\n"
        first = self.references[framework.provisions[0].path]
        yield f"  - provision: {_text(first)}{_TO_CHOOSE}\n"
        yield f"    text: {self._words('')}\nsides:\n"
        for code, tongue in self._sides():
            yield from _side(code, tongue)
        yield "levels:\n"
        for level in self._named_levels():
            en, ja = _NAMES.get(level, (level.replace("-", " "), f"第{level[6:]}段"))
            yield f"  - {{id: {level}, names: {{en: {en}, ja: {ja}}}}}\n"
        counted = list(self.levels.values())
        levels = ", ".join(f"{level}: {counted.count(level)}" for level in self._named_levels())
        yield f"counts:\n  provisions: {len(framework.provisions)}\n  levels: {{{levels}}}\n"
        yield f"  pillars: {len(list(self._pillars()))}\n  areas: {len(framework.areas)}\n"
        yield f"  sections: {len(list(self._sections()))}\n"
        yield f"  signatories: {len(framework.signatories)}\n"
        yield "objectives: []   # references of the provisions that are objectives\n"
        yield "settings:\n  scope_proposed_by: group\n  scope_confirmed_by: council\n"
        yield "  pen_takeover_days: 5\n"
        yield "signatories:\n" if framework.signatories else "signatories: []\n"
        for place, one in enumerate(framework.signatories, start=1):
            named = "true" if one.name else "false"
            yield f"  - organisation: organisation-{place}\n    named: {named}\n"
            yield f"    title: {self._words(one.title or one.party or '')}\n"
        yield "review_triggers: []\nbeneficiaries: []\n"

    def _sections(self) -> Iterator[str]:
        loose = any(one.section is None for one in self.framework.provisions)
        if loose or not self.framework.sections:
            yield "- ref: text\n  title: {en: Text, ja: 本文}\n"
        for one in self.framework.sections:
            yield f"- ref: {one.key}\n{self._titled(one.heading)}"

    def _pillars(self) -> Iterator[str]:
        if any(one.pillar is None for one in self.framework.areas):
            title = self._words("")
            yield f'- ref: "0"   # the text puts these areas under no pillar\n  title: {title}\n'
        for one in self.framework.pillars:
            yield f"- ref: {_text(_ref(one.key))}\n{self._titled(one.heading)}"

    def _areas(self) -> Iterator[str]:
        for one in self.framework.areas:
            opening = ""
            if one.opening:
                opening = "".join(_comment(one.opening, "  "))
                opening += f"  opening: {self._words('')}\n"
            yield (
                f"- ref: {_text(self.areas[one.key])}\n  pillar: {_text(self._pillar(one))}\n"
                f"{self._titled(one.heading)}{opening}"
            )

    def _titled(self, heading: str) -> str:
        return (
            f"  title: {self._words(heading)}\n  headings: {{{self.tongue}: [{_text(heading)}]}}\n"
        )

    def _pillar(self, area: Area) -> str:
        return _ref(area.pillar) if area.pillar is not None else "0"

    def _provision(self, one: Provision) -> Iterator[str]:
        yield "\n"
        yield from _comment(one.wording, "")
        yield f"- ref: {_text(self.references[one.path])}\n  number: {_text(one.number)}\n"
        yield f"  level: {self.levels[one.path]}\n"
        if one.parent is not None:
            yield f"  parent: {_text(self.references[one.parent])}\n"
        yield f"  section: {one.section or 'text'}\n"
        if one.area is not None:
            area = self.by_key[one.area]
            yield f"  pillar: {_text(self._pillar(area))}\n  area: {_text(self.areas[one.area])}\n"
        elif one.pillar is not None:
            yield f"  pillar: {_text(_ref(one.pillar))}\n"
        yield f"  strength: 0{_TO_CHOOSE}\n  nature: context{_TO_CHOOSE}\n"
        yield f"  title: {self._words(one.title or '')}\n"
        yield f"  verb: {self._words('')}\n  statement: {self._words('')}\n"
        targets = dict.fromkeys(
            self.references[target] for reference in one.references for target in reference.targets
        )
        yield "  promises: []\n  mentions: []\n"
        yield f"  references: [{', '.join(_text(target) for target in targets)}]\n  occasions: []\n"

    def _sides(self) -> tuple[tuple[str, str], ...]:
        """Return code and language of both sides, to be chosen by the author."""
        return (("XA", self.tongue), ("XB", self.other))

    def _day(self) -> str:
        """Return the date of the text where its end says it, else the mark of a date to write."""
        found = _DATED.search(self.framework.attestation)
        if found is None:
            return TO_WRITE_DAY
        year, month, day = found[1] or found[6], found[2] or found[5], found[3] or found[4]
        number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].lower()) + 1
        written = f"{int(year):04d}-{number:02d}-{int(day):02d}"
        return written if is_day(written) else TO_WRITE_DAY

    def _organisations(self) -> Iterator[str]:
        for place, one in enumerate(self.framework.signatories, start=1):
            yield f"- id: organisation-{place}\n  side: XA{_TO_CHOOSE}\n  kind: other{_TO_CHOOSE}\n"
            yield f"  names:\n    - {self._words(one.party or one.title)}\n"
            yield f"  abbreviation: {self._words('')}\n  roles: []\n"

    def _accounts(self) -> Iterator[str]:
        for code, tongue in self._sides():
            for purpose, role, en, ja in _ACCOUNTS:
                yield f"- id: {role.replace('_', '-')}-{code.lower()}\n  side: {code}\n"
                yield f'  names: {{en: "{code}, {en}", ja: "{code} {ja}"}}\n  roles: [{role}]\n'
                yield f"  language: {tongue}\n  zone: {_PLACES[tongue][1]}\n  purpose: {purpose}\n"
        yield "- id: operator\n  names: {en: Operator, ja: 運用担当}\n  roles: [operator]\n"
        yield f"  language: {self.tongue}\n  zone: UTC\n  purpose: operator\n"


def _side(code: str, tongue: str) -> Iterator[str]:
    """Yield a side, its code in every name so that the two can be told apart meanwhile."""
    locale, zone, calendar = _PLACES[tongue]
    words = ", ".join(f"{one}: {_text(f'{code} {TO_WRITE[one]}')}" for one in ("en", "ja"))
    unwritten = f"{{{words}}}{_TO_WRITE}"
    yield f"  - code: {code}{_TO_CHOOSE}\n    names: {unwritten}\n    adjectives: {unwritten}\n"
    yield f"    language: {tongue}{_TO_CHOOSE}\n    locale: {locale}\n    zone: {zone}\n"
    yield f'    calendar: {calendar}\n    office_hours: {{from: "09:00", until: "17:30"}}\n'
    yield f"    markings:{_TO_CHOOSE}\n      - code: OPEN\n        rank: 1\n"
    yield f"        names: {unwritten}\n        handling: {unwritten}\n"
    yield "    caveats: []\n    refused_markings: []\n"
    yield "    highest_marking: OPEN\n    default_marking: OPEN\n"


def _text(words: str) -> str:
    """Return ``words`` as a quoted YAML scalar on one line."""
    return json.dumps(_clean(words)[:_LONGEST_TEXT], ensure_ascii=False)


def _clean(words: str) -> str:
    """Return ``words`` without the characters that a profile's files may not hold."""
    return _REFUSED.sub("", words)


def _ref(key: str) -> str:
    return key if _REF.fullmatch(key) else key.replace("+", "-bis")


def _comment(words: str, indent: str) -> Iterator[str]:
    """Yield the text of a provision as comment lines."""
    plain = " ".join(_clean(words).split())
    if len(plain.encode()) > len(plain) + len(plain) // 2:
        half = _WRAP // 2
        lines = [plain[place : place + half] for place in range(0, len(plain), half)]
    else:
        lines = textwrap.wrap(plain, _WRAP, break_on_hyphens=False)
    for line in lines:
        yield f"{indent}# {line.strip()}\n"


def _initials(heading: str) -> str:
    words: list[str] = re.findall(r"[A-Za-z0-9]+", heading)
    if len(words) == 1:
        return words[0][:2].upper() if not words[0].isupper() else words[0][:6]
    return "".join(word[0] for word in words if word.lower() not in _SMALL_WORDS).upper()[:6]
