"""What the OpenAPI document says, for people: rows for the page, and the page of the docs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kakehashi.api.document import PROBLEMS, document
from kakehashi.api.problems import TYPE


@dataclass(frozen=True)
class Parameter:
    """A parameter in words."""

    name: str
    place: str
    """``path`` or ``query``."""
    takes: str
    required: bool
    about: str


@dataclass(frozen=True)
class Address:
    """An address with what it takes and gives."""

    path: str
    about: str
    more: str
    parameters: tuple[Parameter, ...]
    gives: str
    """Name of the shape of the answer."""


@dataclass(frozen=True)
class Group:
    """Addresses that belong together."""

    name: str
    addresses: tuple[Address, ...]


def groups() -> list[Group]:
    """Return every address of the API, in groups."""
    made = document()
    found: dict[str, list[Address]] = {one["name"]: [] for one in made["tags"]}
    for path, operations in made["paths"].items():
        operation = operations["get"]
        about, _, more = operation.get("description", "").partition("\n\n")
        found[operation["tags"][0]].append(
            Address(
                path=path,
                about=" ".join(about.split()),
                more=" ".join(more.split()),
                parameters=tuple(_parameter(one) for one in operation["parameters"]),
                gives=_shape(
                    operation["responses"]["200"]["content"]["application/json"]["schema"]
                ),
            )
        )
    return [Group(name, tuple(addresses)) for name, addresses in found.items()]


def _parameter(given: dict[str, Any]) -> Parameter:
    return Parameter(
        name=given["name"],
        place=given["in"],
        takes=_takes(given["schema"]),
        required=bool(given.get("required")),
        about=given.get("description", ""),
    )


def _takes(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " · ".join(str(one) for one in schema["enum"])
    said = str(schema.get("format") or schema.get("type", ""))
    if "minimum" in schema and "maximum" in schema:
        said += f" {schema['minimum']} to {schema['maximum']}"
    if "default" in schema:
        said += f", {schema['default']} where not given"
    return said


def _shape(schema: dict[str, Any]) -> str:
    """Return a schema in a few words: its name, a list of what, a type."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return f"page of {name[5:-1]}" if name.startswith("Page_") else name
    if "anyOf" in schema:
        return " or ".join(_shape(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_shape(schema.get('items', {}))}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"names to {_shape(schema['additionalProperties'])}"
    if "title" in schema and schema.get("type") == "object":
        return str(schema["title"])
    return str(schema.get("format") or schema.get("type") or "anything")


def reference_page() -> str:
    """Return docs/reference/api.md."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    made = document()
    yield "# API\n"
    yield f"{made['info']['description']}"
    yield "Written from the OpenAPI 3.1 document that every node serves at `/api/v1/openapi.json`."
    yield "How to use it: [use the API](../how-to/use-the-api.md).\n"
    yield "Only `GET`, `HEAD` and `OPTIONS`. A parameter that an address does not take is refused."
    yield 'Each answer has a strong `ETag`; lists have `next` and `Link: <…>; rel="next"`.\n'
    for group in groups():
        yield f"## {group.name}\n"
        for address in group.addresses:
            yield f"### `{address.path}`\n"
            yield f"{address.about}"
            if address.more:
                yield f"\n{address.more}"
            yield f"\nGives: `{address.gives}`.\n"
            yield "| parameter | takes | |\n|---|---|---|"
            for one in address.parameters:
                need = "" if not one.required else " (needed)"
                yield f"| `{one.name}`{need} | {one.takes} | {one.about} |"
            yield ""
    yield "## Shapes\n"
    yield "Every field is always there; what may be null says so.\n"
    for name, schema in sorted(made["components"]["schemas"].items()):
        yield f"### {name}\n"
        if schema.get("description"):
            yield f"{' '.join(schema['description'].split())}\n"
        yield "| field | |\n|---|---|"
        for field, shape in schema.get("properties", {}).items():
            yield f"| `{field}` | {_shape(shape)} |"
        yield ""
    yield "## Problems\n"
    yield f"`application/problem+json` (RFC 9457). `type` is `{TYPE}` and the code; the codes stand"
    yield "in [refusals](errors.md).\n"
    yield "| status | |\n|---|---|"
    for status, words in PROBLEMS.items():
        yield f"| {status} | {words} |"
    yield ""
