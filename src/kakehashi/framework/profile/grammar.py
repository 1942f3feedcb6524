"""The schema of a profile's files, and what a file breaks of it, with places and words.

The schemas are JSON Schema (2020-12) files beside this module. They use three keywords of their
own: ``refersTo`` (the value names an entry of such a kind), ``when`` (the value is a date, as a
``day``, a ``date`` or ``relative`` one) and ``uniqueBy`` (no two entries share this key).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from jsonschema import Draft202012Validator, ValidationError, validators

from kakehashi.errors import Words
from kakehashi.framework.profile import dates
from kakehashi.framework.profile.files import Document, Path_
from kakehashi.framework.profile.index import LINKED, Index, entries
from kakehashi.framework.profile.problems import Problem, problem

FOLDER: Final = Path(__file__).parent / "schema"

_TYPES: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "string": {"en": "a text", "ja": "文字列"},
        "integer": {"en": "a whole number", "ja": "整数"},
        "number": {"en": "a number", "ja": "数"},
        "boolean": {"en": "true or false", "ja": "true 又は false"},
        "object": {"en": "a mapping", "ja": "マッピング"},
        "array": {"en": "a list", "ja": "一覧"},
        "null": {"en": "empty", "ja": "空"},
    }
)
_ADVICE: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "string": {"en": "Put it in quotes.", "ja": "引用符で囲んでください。"},
        "integer": {
            "en": "Write the digits without quotes.",
            "ja": "引用符を付けずに数字で書いてください。",
        },
        "number": {
            "en": "Write the digits without quotes.",
            "ja": "引用符を付けずに数字で書いてください。",
        },
        "boolean": {
            "en": "Write true or false, without quotes.",
            "ja": "引用符を付けずに true 又は false と書いてください。",
        },
        "object": {
            "en": "Write keys with a colon, one below the other, further in than this key.",
            "ja": "このキーより字下げして、「キー: 値」を並べてください。",
        },
        "array": {
            "en": "Write [one, two], or a line with a hyphen for each.",
            "ja": "[一, 二] のように書くか、行頭にハイフンを付けて並べてください。",
        },
        "null": {"en": "Leave it empty.", "ja": "空にしてください。"},
    }
)
_FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kebab-case": "some-small-words",
        "ref": "12.a",
        "hour": "09:30",
        "day-of-year": "12-29, 2026-12-29",
        "address": "https://…",
        "zone": "Asia/Tokyo",
        "side": "JP",
        "locale": "ja-JP",
        "calendar": "JP, GB-ENG",
        "key": "1",
        "snake": "small_words",
    }
)
_DATES: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = MappingProxyType(
    {
        "day": (dates.is_day, '"2022-12-07"'),
        "date": (dates.is_date, '"2022", "2022-12", "2022-12-07"'),
        "relative": (dates.is_relative, '"2022-12-07", "-30d", "+15wd"'),
    }
)
_SHOWN: Final = 40
"""Most words a message lists."""


@cache
def schema(name: str) -> Mapping[str, Any]:
    """Return the schema of one file (``common`` for the pieces all share)."""
    loaded: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return loaded


@cache
def _whole(name: str) -> Mapping[str, Any]:
    """Return the schema of one file with its references to common pieces written out.

    Following them at every value would take longer than everything else together.
    """
    found: Mapping[str, Any] = _written_out(schema(name))
    return found


def _written_out(body: Any) -> Any:
    if isinstance(body, list):
        return [_written_out(one) for one in body]
    if not isinstance(body, dict):
        return body
    written = {key: _written_out(one) for key, one in body.items() if key != "$ref"}
    if "$ref" in body:
        piece = body["$ref"].removeprefix("common.json#/$defs/")
        written = {**_written_out(schema("common")["$defs"][piece]), **written}
    return written


def grammar_problems(file: str, document: Document, index: Index) -> list[Problem]:
    """Return what a document breaks of the schema of ``file``.

    Args:
        file: name of the file without suffix.
        document: the document, read.
        index: what the profile defines, for the values that refer to it.
    """
    validator = _validator_class(index)(_whole(file))
    found: dict[tuple[int, int, str, str], Problem] = {}
    for error in validator.iter_errors(document.value):
        for one in _problems(error, document):
            found.setdefault((one.line, one.column, one.code, one.message["en"]), one)
    return list(found.values())


def _validator_class(index: Index) -> Any:
    def refers(_: Any, kinds: list[str], value: object, __: object) -> Iterator[ValidationError]:
        if isinstance(value, str) and not _known(index, kinds, value):
            yield ValidationError(value)

    def keys_refer(_: Any, kinds: list[str], value: object, __: Any) -> Iterator[ValidationError]:
        if isinstance(value, dict):
            for key in value:
                if not _known(index, kinds, key):
                    yield ValidationError(key, path=(key,))

    extend: Any = validators.extend
    return extend(
        Draft202012Validator,
        {
            "refersTo": refers,
            "keysReferTo": keys_refer,
            "when": _when,
            "uniqueBy": _unique_by,
            "anyOf": _one_or_several,
        },
    )


def _known(index: Index, kinds: list[str], value: str) -> bool:
    if kinds == ["link"]:
        kind, _, ref = value.partition(":")
        return kind in LINKED and index.knows(kind, ref)
    return any(index.knows(kind, value) for kind in kinds)


def _when(_: Any, form: str, value: object, __: object) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _DATES[form][0](value):
        yield ValidationError(value)


def _unique_by(_: Any, key: str, value: object, __: object) -> Iterator[ValidationError]:
    first: dict[str, int] = {}
    for position, entry in entries(value):
        name = entry.get(key)
        if isinstance(name, str) and first.setdefault(name, position) != position:
            yield ValidationError(name, path=(position, key), context=(), cause=None)


def _one_or_several(
    validator: Any, options: list[Any], value: object, __: object
) -> Iterator[ValidationError]:
    """Judge a value that may be single or a list by the one it is, for a plain message."""
    single, several = options
    chosen = several if isinstance(value, list) else single
    yield from validator.descend(value, chosen)


class _Breach(NamedTuple):
    """One rule of the schema that a value breaks."""

    keyword: str
    wanted: Any
    """What the schema gives for the keyword."""
    value: Any
    fact: str
    """The wording of the rule, or the one word in question for keywords of our own."""
    schema: Mapping[str, Any]
    path: Path_


def _problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    keyword = str(error.validator)
    make = _MAKERS.get(keyword)
    if make is None:
        msg = f"a schema uses {keyword}, for which there are no words"
        raise AssertionError(msg)
    around = error.schema if isinstance(error.schema, Mapping) else {}
    path = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    yield from make(_Breach(keyword, wanted, error.instance, error.message, around, path), document)


_Maker = Callable[[_Breach, Document], Iterator[Problem]]


def _of_type(breach: _Breach, document: Document) -> Iterator[Problem]:
    expected = str(breach.wanted)
    found = _type_of(breach.value)
    if found == "null":
        yield problem("value-empty", document.name, document.place(breach.path))
        return
    yield problem(
        "wrong-type",
        document.name,
        document.place(breach.path),
        expected=_TYPES[expected],
        found=_TYPES[found],
        advice=_ADVICE[expected],
    )


def _type_of(value: object) -> str:
    names: tuple[tuple[type, str], ...] = (
        (bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"),
        (dict, "object"), (list, "array"),
    )  # fmt: skip
    return next((name for kind, name in names if isinstance(value, kind)), "null")


def _required(breach: _Breach, document: Document) -> Iterator[Problem]:
    for key in breach.wanted:
        if key not in breach.value:
            code = "language-missing" if key in {"en", "ja"} else "key-missing"
            facts = {"language": key} if code == "language-missing" else {"key": key}
            yield problem(code, document.name, document.key_place(breach.path), **facts)


def _additional(breach: _Breach, document: Document) -> Iterator[Problem]:
    known = _listed(breach.schema.get("properties", {}))
    for key in breach.value:
        if key not in breach.schema.get("properties", {}):
            place = document.key_place((*breach.path, key))
            yield problem("key-unknown", document.name, place, key=key, known=known)


def _of_words(breach: _Breach, document: Document) -> Iterator[Problem]:
    if not isinstance(breach.value, str):
        return  # that it is no text at all is said already
    yield problem(
        "value-unknown",
        document.name,
        document.place(breach.path),
        value=breach.value,
        known=_listed(breach.wanted),
    )


def _of_form(breach: _Breach, document: Document) -> Iterator[Problem]:
    form = _FORMS[breach.schema["form"]]
    place = document.place(breach.path)
    yield problem("value-malformed", document.name, place, value=breach.value, form=form)


def _too_short(breach: _Breach, document: Document) -> Iterator[Problem]:
    yield problem("value-empty", document.name, document.place(breach.path))


def _of_length(breach: _Breach, document: Document) -> Iterator[Problem]:
    yield problem(
        "value-malformed",
        document.name,
        document.place(breach.path),
        value=str(breach.value)[:_SHOWN],
        form=f"<= {breach.wanted}",
    )


def _of_range(breach: _Breach, document: Document) -> Iterator[Problem]:
    yield problem(
        "value-out-of-range",
        document.name,
        document.place(breach.path),
        value=breach.value,
        low=breach.schema.get("minimum", ""),
        high=breach.schema.get("maximum", ""),
    )


def _repeated(breach: _Breach, document: Document) -> Iterator[Problem]:
    seen: list[object] = []
    for position, value in enumerate(breach.value):
        if value in seen:
            first = document.place((*breach.path, seen.index(value))).line
            place = document.place((*breach.path, position))
            yield problem("value-twice", document.name, place, value=str(value), line=first)
        seen.append(value)


def _taken(breach: _Breach, document: Document) -> Iterator[Problem]:
    *above, position, key = breach.path
    first = next(
        before
        for before, entry in entries(breach.value)
        if before < int(position) and entry.get(str(key)) == breach.fact
    )
    yield problem(
        "entry-twice",
        document.name,
        document.place(breach.path),
        key=key,
        value=breach.fact,
        line=document.place((*above, first, key)).line,
    )


def _dangling(breach: _Breach, document: Document) -> Iterator[Problem]:
    kinds = list(breach.wanted)
    value = breach.fact
    place = document.place(breach.path)
    if breach.keyword == "keysReferTo":
        place = document.key_place(breach.path)
    if kinds == ["link"]:
        kind, colon, ref = value.partition(":")
        if not colon or kind not in LINKED:
            listed = _listed(sorted(LINKED))
            yield problem(
                "value-malformed",
                document.name,
                place,
                value=value,
                form=f"kind:ref ({listed})",
            )
            return
        kinds, value = [kind], ref
    yield problem(
        "points-nowhere",
        document.name,
        place,
        kind=" / ".join(kinds),
        value=value,
        advice={
            "en": f"Correct the spelling, or define it under {' or '.join(kinds)}.",
            "ja": f"つづりを直すか、{'又は'.join(kinds)}として定義してください。",
        },
    )


def _no_date(breach: _Breach, document: Document) -> Iterator[Problem]:
    form = _DATES[str(breach.wanted)][1]
    place = document.place(breach.path)
    yield problem("date-impossible", document.name, place, value=breach.fact, form=form)


def _listed(words: Any) -> str:
    listed = [str(word) for word in words]
    return ", ".join(listed[:_SHOWN]) + (" …" if len(listed) > _SHOWN else "")


_MAKERS: Final[Mapping[str, _Maker]] = MappingProxyType(
    {
        "type": _of_type,
        "required": _required,
        "additionalProperties": _additional,
        "enum": _of_words,
        "pattern": _of_form,
        "minLength": _too_short,
        "minItems": _too_short,
        "minProperties": _too_short,
        "maxItems": _of_length,
        "maxLength": _of_length,
        "minimum": _of_range,
        "maximum": _of_range,
        "uniqueItems": _repeated,
        "uniqueBy": _taken,
        "refersTo": _dangling,
        "keysReferTo": _dangling,
        "when": _no_date,
    }
)
