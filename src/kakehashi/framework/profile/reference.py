"""The reference page of profiles, written from the schema so that it cannot go stale."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from kakehashi.framework.profile.folder import FILES, OPTIONAL
from kakehashi.framework.profile.grammar import schema
from kakehashi.framework.profile.problems import CODES

Schema = Mapping[str, Any]

_OPENING: Final = """\
# Profile reference

A profile is one partnership as data: a folder of UTF-8 YAML files. `kakehashi profile check DIR`
names what is wrong in one, with file, line and fix. This page is written from the schema
(`kakehashi profile reference`).

YAML is read as a person writes it: no anchors, aliases or tags, one document a file; dates stay
texts and stand in quotes. A **bold** key is needed. *words* is a text in `en` and `ja`, both
needed; *wording* may lack one of the two where `languages` says `missing`. A *date* is a year,
month or day; a *relative* one may also count from the day of loading: `-30d` days, `+15wd` days
working on both sides, `-2w` weeks, `+3m` months, `-1y` years. `→ post` means the id of a post.
"""
_KINDS: Final = {
    "string": "text",
    "integer": "number",
    "boolean": "true or false",
    "object": "mapping",
    "array": "list",
}
_NAMED: Final = frozenset(
    {"words", "wording", "day", "date", "relative", "id", "ref", "hour", "address", "zone"}
)
"""Pieces that are said by name instead of being spelt out."""
_SHARED: Final = "record"


def describe_schema() -> str:
    """Return the reference page of profiles as Markdown."""
    parts = [_OPENING]
    for name in FILES:
        body = schema(name)
        optional = " It may be left out." if name in OPTIONAL else ""
        parts.append(f"\n## {body['title']}\n\n{body['description']}{optional}\n")
        parts.append("\n".join(_record(body) if name == _SHARED else _lines(body)))
    parts.append("\n\n## Codes of problems\n")
    parts.append(", ".join(f"`{code}`" for code in CODES) + ".")
    return "\n".join(parts) + "\n"


def _record(body: Schema) -> Iterator[str]:
    """Yield the record's keys: those every item has once, then those of each kind."""
    kinds = {name: part["items"] for name, part in body["properties"].items() if "items" in part}
    shared = set.intersection(*(set(item["properties"]) for item in kinds.values()))
    first = next(iter(kinds.values()))
    common = {"properties": {key: first["properties"][key] for key in sorted(shared)}}
    yield f"`defaults`: {body['properties']['defaults']['description']}\n"
    yield "Every item:\n"
    yield from _keys({**common, "required": ["id"]}, "")
    for name, item in kinds.items():
        own = {key: one for key, one in item["properties"].items() if key not in shared}
        about = body["properties"][name].get("description", "")
        yield f"\n`{name}[]` {about}\n".replace(" \n", "\n")
        yield from _keys({"properties": own, "required": item["required"]}, "")


def _lines(body: Schema) -> Iterator[str]:
    if body["type"] == "array":
        yield "A list; each entry has:\n"
        yield from _keys(body["items"], "")
    else:
        yield from _keys(body, "")


def _keys(body: Schema, before: str) -> Iterator[str]:
    required = body.get("required", ())
    for key, one in body["properties"].items():
        path = f"{before}{key}"
        shown = f"**`{path}`**" if key in required else f"`{path}`"
        about = one.get("description", "")
        if not about and _name(one) not in _NAMED:
            about = _resolved(one).get("description", "")
        yield f"- {shown} {_what(one)}{': ' + about if about else ''}"
        yield from _inner(one, path)


def _inner(one: Schema, path: str) -> Iterator[str]:
    body = _resolved(one)
    if _spelt_out(one):
        yield from _keys(body, f"{path}.")
    elif _spelt_out(body.get("items", {})):
        yield from _keys(_resolved(body["items"]), f"{path}[].")


def _what(one: Schema) -> str:
    """Return the kind of a value in a few words."""
    body = _resolved(one)
    if _name(one) in _NAMED:
        what = f"*{_name(one)}*"
    elif "anyOf" in body:
        what = _what(body["anyOf"][0]) + ", or a list"
    elif "enum" in body:
        what = " | ".join(f"`{word}`" for word in body["enum"])
    elif "refersTo" in body:
        what = "→ " + ", ".join(body["refersTo"])
    elif "when" in body:
        what = f"*{body['when']}*"
    elif {"minimum", "maximum"} <= body.keys():
        what = f"number {body['minimum']} to {body['maximum']}"
    elif body.get("type") == "array" and not _spelt_out(body["items"]):
        what = f"list of {_what(body['items'])}"
    else:
        what = _KINDS[body["type"]]
    return what


def _spelt_out(one: Schema) -> bool:
    """Say whether the keys of a value are listed below it."""
    return _name(one) not in _NAMED and "properties" in _resolved(one)


def _name(one: Schema) -> str:
    return str(one.get("$ref", "")).rpartition("/")[2]


def _resolved(one: Schema) -> Schema:
    found: Schema = schema("common")["$defs"][_name(one)] if "$ref" in one else one
    return found
