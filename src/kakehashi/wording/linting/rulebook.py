"""The rules of the wording check: read from YAML, checked, and ready to look for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from kakehashi.errors import Refused, Words
from kakehashi.wording.findings import Severity
from kakehashi.wording.linting.patterns import slow_part


class Kind(StrEnum):
    """Kinds of text; what is treaty language in one is ordinary in another."""

    JOINT_STATEMENT = "joint-statement"
    MEMORANDUM = "memorandum"
    OUTCOME_DOCUMENT = "outcome-document"
    MINUTES = "minutes"
    PRESS_LINE = "press-line"


KINDS: Mapping[Kind, Words] = {
    Kind.JOINT_STATEMENT: {"en": "joint statement", "ja": "共同声明"},
    Kind.MEMORANDUM: {"en": "memorandum", "ja": "覚書"},
    Kind.OUTCOME_DOCUMENT: {"en": "outcome document", "ja": "成果文書"},
    Kind.MINUTES: {"en": "minutes", "ja": "議事録"},
    Kind.PRESS_LINE: {"en": "press line", "ja": "報道向け資料"},
}

LONGEST_PATTERN = 4_000
"""Characters a pattern may have."""


class RuleFileMissing(Refused):
    """There are no rules where they were said to be."""

    code = "wording-rules-missing"
    status = 404
    message = {
        "en": "There are no rules to read at {file}.",
        "ja": "「{file}」に読み取れる規則がありません。",
    }
    hint = {
        "en": "Give a YAML file, or a folder that holds some.",
        "ja": "YAML ファイル、又はそれを含むフォルダーを指定してください。",
    }


class RuleWrong(Refused):
    """A rule cannot be used as it is written."""

    code = "wording-rule-wrong"
    message = {
        "en": "{file}, rule {rule}: {key}: {why}.",
        "ja": "「{file}」の規則 {rule}（{key}）: {why}。",
    }
    hint = {
        "en": "Correct the rule; docs/reference/wording-rules.md says what a rule holds.",
        "ja": "規則を直してください。書き方は docs/reference/wording-rules.md にあります。",
    }


@dataclass(frozen=True, slots=True)
class Swap:
    """One way to replace what a rule found.

    Attributes:
        when: What was found must be this, as a whole.
        before: What must stand before it; None where anything may.
        after: What must stand behind it; None where anything may.
        not_after: What must not stand behind it.
        put: What to put there, a template over the groups of ``when``; ``{verb}`` is the
            dictionary form of the verb that was taken in.
        exact: Whether capitals stay as ``put`` has them.
    """

    when: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    put: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: Its name, never changed.
        language: ``en`` or ``ja``.
        pattern: What to look for; a group x or y is what is pointed out, else the whole match.
        needs: Words one of which any match contains, in lower case: a quick look.
        severity: How much it weighs in each kind of text.
        why: The reason, in both languages.
        source: Where it comes from, in both languages.
        instead: What may be written instead.
        swaps: How it is replaced mechanically, the first that fits.
        exceptions: Where it does not hold.
        exception_names: The lists of ``exceptions.yaml`` those are from.
        where: Forms of paragraph it looks at; empty for all.
        whole: Whether it must begin and end between morphemes.
        absorb: Whether the verb before it belongs to what is pointed out.
        before: Parts of speech one of which must stand before it, alone (動詞) or with the
            dictionary form (助動詞:れる); with a hyphen, what must not; empty for any.
    """

    id: str
    language: str
    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    severity: Mapping[Kind, Severity]
    why: Words
    source: Words
    instead: tuple[str, ...]
    swaps: tuple[Swap, ...]
    exceptions: tuple[re.Pattern[str], ...]
    exception_names: tuple[str, ...]
    where: frozenset[str]
    whole: bool
    absorb: bool
    before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rules in the order in which they are looked for: where two overlap, the first holds."""

    rules: tuple[Rule, ...]
    lists: Mapping[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)

    def of(self, language: str) -> tuple[Rule, ...]:
        """Return the rules of one language."""
        return tuple(one for one in self.rules if one.language == language)


_FOLDER = Path(__file__).parent / "rules"
_LANGUAGES = ("en", "ja")
_KEYS = {
    "id", "language", "pattern", "needs", "severity", "why", "source", "instead", "replace",
    "except", "except_patterns", "where", "morphemes",
}  # fmt: skip
_SWAP_KEYS = {"when", "before", "after", "not-after", "put", "exact"}
_MORPHEME_KEYS = {"whole", "absorb", "before"}
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def load_rules(paths: Iterable[Path] = ()) -> Rulebook:
    """Return the rules that come with Kakehashi, and those in ``paths`` before them.

    Args:
        paths: YAML files, or folders of them. A rule with the id of one that comes with
            Kakehashi takes its place; one of which only ``id`` and ``severity`` are given
            weighs that rule anew, and ``severity: off`` leaves it out.

    Raises:
        RuleFileMissing: nothing is there to read.
        RuleWrong: a rule is wrong; file, rule and key are named.
    """
    files = [file for path in paths for file in _files(path)]
    return read_rules((file.name, _text_of(file)) for file in files)


def read_rules(texts: Iterable[tuple[str, str]]) -> Rulebook:
    """Return the rules that come with Kakehashi, and those written in ``texts`` before them.

    Args:
        texts: name and YAML of each, as :func:`load_rules` reads them from files.

    Raises:
        RuleWrong: a rule is wrong; name, rule and key are said.
    """
    own, given = _own_rules(), list(texts)
    if not given:
        return own
    lists = dict(own.lists)
    added: dict[str, Rule] = {}
    known = {rule.id: rule for rule in own.rules}
    gone: set[str] = set()
    for name, text in given:
        for one, content, language in _entries(name, text, lists):
            weight = one.get("severity")
            rule_id = str(one.get("id", "?"))
            if rule_id in known and set(one) <= {"id", "severity"}:
                if weight == "off" or weight is False:
                    gone.add(rule_id)
                else:
                    known[rule_id] = _weighed(known[rule_id], weight, name)
                continue
            rule = _rule(one, content, language, lists, name)
            added[rule.id] = rule
    kept = [rule for name, rule in known.items() if name not in gone and name not in added]
    return Rulebook((*added.values(), *kept), lists)


@cache
def _own_rules() -> Rulebook:
    lists: dict[str, tuple[re.Pattern[str], ...]] = {}
    rules: list[Rule] = []
    for name in ("exceptions", *_LANGUAGES):
        file = _FOLDER / f"{name}.yaml"
        entries = _entries(file.name, _text_of(file), lists)
        rules += [_rule(*entry, lists, file.name) for entry in entries]
    return Rulebook(tuple(rules), lists)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.suffix in {".yaml", ".yml"})
    else:
        found = [path] if path.is_file() else []
    if not found:
        raise RuleFileMissing(file=path)
    return found


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise RuleFileMissing(file=file.name) from fault


def _entries(
    name: str, text: str, lists: dict[str, tuple[re.Pattern[str], ...]]
) -> list[tuple[dict[str, Any], Mapping[str, Any], str]]:
    """Return the rules of a file as they are written; lists of exceptions go into ``lists``."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(text, Loader=loader)  # noqa: S506 - safe
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = mark.line + 1 if mark else 1
        raise _wrong(
            name, "-", f"line {where}", "this is no YAML", "YAML として読めません"
        ) from fault
    if not isinstance(content, Mapping):
        raise _wrong(name, "-", "rules", "this is no list of rules", "規則の一覧がありません")
    for key, patterns in content.items():
        if isinstance(patterns, list) and key != "rules":
            lists[key] = tuple(
                _pattern(one, name, key, f"{key}[{number}]") for number, one in enumerate(patterns)
            )
    usual = str(content.get("language", Path(name).stem if Path(name).stem in _LANGUAGES else ""))
    rules = content.get("rules") or []
    if not isinstance(rules, list) or not all(isinstance(one, dict) for one in rules):
        raise _wrong(name, "-", "rules", "this is no list of rules", "規則の一覧がありません")
    return [(one, content, usual) for one in rules]


def _rule(
    one: Mapping[str, Any],
    content: Mapping[str, Any],
    usual: str,
    lists: Mapping[str, tuple[re.Pattern[str], ...]],
    file: str,
) -> Rule:
    """Return a rule from its entry.

    Raises:
        RuleWrong: with the key that is wrong.
    """
    name = str(one.get("id", "?"))
    if not _ID.fullmatch(name):
        raise _wrong(
            file,
            name,
            "id",
            "small letters, figures and hyphens only",
            "小文字・数字・ハイフンのみ",
        )
    for key in one:
        if key not in _KEYS:
            raise _wrong(file, name, str(key), "there is no such key", "このキーはありません")
    language = str(one.get("language", usual))
    if language not in _LANGUAGES:
        raise _wrong(file, name, "language", "this is en or ja", "en 又は ja とします")
    names = tuple(_texts(one, "except", file, name))
    for listed in names:
        if listed not in lists:
            raise _wrong(
                file, name, "except", f"there is no list {listed}", f"{listed} の一覧がありません"
            )
    own = tuple(
        _pattern(text, file, name, "except_patterns")
        for text in _texts(one, "except_patterns", file, name)
    )
    shared = tuple(pattern for listed in names for pattern in lists[listed])
    sources = _mapping(content, "sources", None, file, name)
    source = one.get("source", "")
    if isinstance(source, str):
        source = sources.get(source, source)
    morphemes = _mapping(one, "morphemes", _MORPHEME_KEYS, file, name)
    return Rule(
        id=name,
        language=language,
        pattern=_pattern(one.get("pattern"), file, name, "pattern"),
        needs=tuple(text.lower() for text in _texts(one, "needs", file, name)),
        severity=_severity(one.get("severity"), file, name),
        why=_words(one.get("why"), file, name, "why"),
        source=_words(source, file, name, "source"),
        instead=tuple(_texts(one, "instead", file, name)),
        swaps=_swaps(one, file, name),
        exceptions=(*shared, *lists.get("always", ()), *own),
        exception_names=names,
        where=frozenset(_texts(one, "where", file, name)),
        whole=bool(morphemes.get("whole")),
        absorb=bool(morphemes.get("absorb")),
        before=frozenset(str(kind) for kind in morphemes.get("before") or ()),
    )


def _weighed(rule: Rule, weight: Any, file: str) -> Rule:
    from dataclasses import replace

    return replace(rule, severity=_severity(weight, file, rule.id))


def _swaps(one: Mapping[str, Any], file: str, name: str) -> tuple[Swap, ...]:
    listed = one.get("replace") or []
    if not isinstance(listed, list):
        raise _wrong(file, name, "replace", "this is a list", "一覧とします")
    return tuple(_swap(swap, file, name) for swap in listed)


def _swap(swap: Any, file: str, name: str) -> Swap:
    if not isinstance(swap, Mapping) or not {"when", "put"} <= set(swap) <= _SWAP_KEYS:
        raise _wrong(
            file, name, "replace", "each has when and put", "各項目に when と put が必要です"
        )
    when = _pattern(swap["when"], file, name, "when")
    put = str(swap["put"])
    if re.search(r"\\(?![0-9])", put):
        raise _wrong(file, name, "put", "a backslash only before a number", "\\ の後は数字のみ")
    if max((int(one) for one in re.findall(r"\\([0-9])", put)), default=0) > when.groups:
        raise _wrong(file, name, "put", "there is no such group", "対応するグループがありません")
    beside = {
        key: _pattern(swap[key], file, name, key)
        for key in ("before", "after", "not-after")
        if key in swap
    }
    return Swap(
        when,
        beside.get("before"),
        beside.get("after"),
        beside.get("not-after"),
        put,
        bool(swap.get("exact")),
    )


def _severity(said: Any, file: str, name: str) -> dict[Kind, Severity]:
    table = said if isinstance(said, Mapping) else dict.fromkeys(Kind, said)
    try:
        weights = {Kind(str(kind)): Severity(str(weight)) for kind, weight in table.items()}
    except ValueError as fault:
        raise _wrong(
            file,
            name,
            "severity",
            f"error, warning or note, for {', '.join(Kind)}",
            f"error、warning、note のいずれか（文書の種類は {', '.join(Kind)}）",
        ) from fault
    return {kind: weights.get(kind, Severity.NOTE) for kind in Kind}


def _words(said: Any, file: str, name: str, key: str) -> Words:
    if isinstance(said, str) and said.strip():
        return {"en": said, "ja": said}
    if isinstance(said, Mapping) and all(str(said.get(one, "")).strip() for one in _LANGUAGES):
        return {one: str(said[one]) for one in _LANGUAGES}
    raise _wrong(file, name, key, "said in both languages: {en, ja}", "en と ja の両方が必要です")


def _texts(one: Mapping[str, Any], key: str, file: str, name: str) -> Sequence[str]:
    said = one.get(key) or []
    if not isinstance(said, list) or not all(isinstance(text, str) for text in said):
        raise _wrong(file, name, key, "this is a list of texts", "文字列の一覧とします")
    return said


def _mapping(
    one: Mapping[str, Any], key: str, keys: set[str] | None, file: str, name: str
) -> Mapping[str, Any]:
    """Return a mapping under ``key``, holding ``keys`` only where they are given."""
    said = one.get(key) or {}
    if not isinstance(said, Mapping) or (keys is not None and not set(said) <= keys):
        allowed = ", ".join(sorted(keys or {"id: {en, ja}"}))
        raise _wrong(file, name, key, f"this holds {allowed}", f"{allowed} のみ指定できます")
    return said


def _pattern(text: Any, file: str, name: str, key: str) -> re.Pattern[str]:
    if not isinstance(text, str) or not text or len(text) > LONGEST_PATTERN:
        raise _wrong(
            file,
            name,
            key,
            f"this is a text of 1 to {LONGEST_PATTERN} characters",
            f"1 字から {LONGEST_PATTERN} 字までの文字列とします",
        )
    try:
        # An English word ends where Japanese begins: agreedした.
        found = re.compile(text, re.IGNORECASE | (re.ASCII if text.isascii() else 0))
    except re.error as fault:
        raise _wrong(
            file,
            name,
            key,
            f"no regular expression ({fault})",
            f"正規表現が誤っています（{fault}）",
        ) from fault
    slow = slow_part(text)
    if slow:
        raise _wrong(
            file,
            name,
            key,
            "a repeat without limit inside a repeat takes too long on some texts",
            "上限のない繰返しが入れ子になっており、文によって時間がかかり過ぎます",
        )
    return found


def _wrong(file: str, rule: str, key: str, english: str, japanese: str) -> RuleWrong:
    return RuleWrong(file=file, rule=rule, key=key, why={"en": english, "ja": japanese})
