"""SARIF 2.1.0: findings as code-review tools and pipelines read them (OASIS, 2020)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

VERSION: Final = "2.1.0"
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: Final = frozenset({"none", "note", "warning", "error"})


@dataclass(frozen=True, slots=True)
class Region:
    """A place in a file: line and column from 1, columns counted in code points."""

    file: str
    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class Result:
    """One finding.

    Attributes:
        rule: Id of the rule.
        level: ``note``, ``warning`` or ``error``.
        message: What is found, in the language of the reader.
        place: Where it is.
        related: Further places, such as that in the other language.
        fix: What to put in the place; None where there is nothing to put.
        properties: Whatever else a program may want.
    """

    rule: str
    level: str
    message: str
    place: Region
    related: tuple[Region, ...] = ()
    fix: str | None = None
    properties: Mapping[str, Any] | None = None


def sarif_log(
    results: Iterable[Result], rules: Mapping[str, str], *, version: str, language: str
) -> dict[str, Any]:
    """Return a SARIF log with one run.

    Args:
        results: The findings.
        rules: Id of each rule to what it is about; those that found nothing may be among them.
        version: Version of this program.
        language: Language of the messages.
    """
    found = list(results)
    ids = sorted({*rules, *(one.rule for one in found)})
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kakehashi",
                        "semanticVersion": version,
                        "rules": [
                            {"id": one, "shortDescription": {"text": rules.get(one, one)}}
                            for one in ids
                        ],
                    }
                },
                "language": {"ja": "ja-JP"}.get(language, "en-GB"),
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, ids.index(one.rule)) for one in found],
            }
        ],
    }


def _result(one: Result, index: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": one.level,
        "message": {"text": one.message},
        "locations": [_location(one.place)],
    }
    if one.related:
        told["relatedLocations"] = [
            {"id": number, **_location(place)} for number, place in enumerate(one.related, 1)
        ]
    if one.fix is not None:
        told["fixes"] = [
            {
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": _uri(one.place.file)},
                        "replacements": [
                            {
                                "deletedRegion": _region(one.place),
                                "insertedContent": {"text": one.fix},
                            }
                        ],
                    }
                ]
            }
        ]
    if one.properties:
        told["properties"] = dict(one.properties)
    return told


def _location(place: Region) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.file)},
            "region": _region(place),
        }
    }


def _region(place: Region) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + max(place.length, 0),
    }


def _uri(file: str) -> str:
    """Return a path as a relative reference of RFC 3986: everything unusual percent-encoded."""
    kept = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
    encoded = "".join(
        one if one in kept else "".join(f"%{byte:02X}" for byte in one.encode("utf-8", "replace"))
        for one in file.replace("\\", "/")
    )
    return f"./{encoded}" if ":" in encoded.split("/", 1)[0] else encoded
