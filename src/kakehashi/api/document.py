"""The OpenAPI 3.1 document: what django-ninja makes of the code, and what it cannot know."""

import functools
import re
from collections.abc import Mapping
from typing import Any

from kakehashi.api.problems import MEDIA_TYPE
from kakehashi.api.schemas import Problem

PREFIX = "api/v1/"
PROBLEMS: Mapping[str, str] = {
    "400": "A parameter is unknown or wrong, or the cursor is none of this list.",
    "401": "The token does not work.",
    "404": "There is nothing here that the caller may see.",
    "405": "Only reading is possible.",
    "500": "Something went wrong here.",
}
_LANGUAGE = {
    "in": "query",
    "name": "language",
    "required": False,
    "description": "Language of messages, instead of Accept-Language.",
    "schema": {"type": "string", "enum": ["en", "ja"]},
}
_HEADERS = {
    "ETag": {
        "description": "Strong validator: send it back as If-None-Match.",
        "schema": {"type": "string"},
    },
    "Cache-Control": {
        "description": "`public` for what anybody may see, else `private`.",
        "schema": {"type": "string"},
    },
}
_LINK = {
    "description": '`rel="next"`: the next page of a list, as in the body.',
    "schema": {"type": "string"},
}


@functools.cache
def document() -> dict[str, Any]:
    """Return the document: the same for every caller, made once."""
    from kakehashi.api.routes import api

    made: dict[str, Any] = _plain(api.get_openapi_schema(path_prefix=PREFIX))
    made["openapi"] = "3.1.0"
    made["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    made["servers"] = [{"url": "/"}]
    made["components"]["schemas"]["Problem"] = _problem_schema(made)
    made["components"]["securitySchemes"] = {"Token": {"type": "http", "scheme": "bearer"}}
    made["tags"] = [{"name": name} for name in ("The node", "The framework", "Records", "The work")]
    for path in made["paths"].values():
        for operation in path.values():
            _complete(operation)
    return made


def _complete(operation: dict[str, Any]) -> None:
    operation["security"] = [{}, {"Token": []}]
    operation["parameters"] = [_parameter(one) for one in operation["parameters"]]
    operation["parameters"].append(_LANGUAGE)
    paged = any(one["name"] == "cursor" for one in operation["parameters"])
    answer = operation["responses"]["200"]
    answer["headers"] = {**_HEADERS, **({"Link": _LINK} if paged else {})}
    operation["responses"]["304"] = {"description": "Unchanged: the caller has it already."}
    for status, words in PROBLEMS.items():
        operation["responses"][status] = {
            "description": words,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter without null: in an address it is there or it is not."""
    schema = dict(parameter["schema"])
    choices = [one for one in schema.pop("anyOf", []) if one != {"type": "null"}]
    for one in choices:
        schema.update(one)
    schema.pop("description", None)
    schema.pop("title", None)
    return {**parameter, "schema": schema}


def _problem_schema(made: dict[str, Any]) -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    made["components"]["schemas"].update(schema.pop("$defs", {}))
    # Left out where there are none, never null.
    schema["properties"]["errors"] = {
        "type": "array",
        "items": {"$ref": "#/components/schemas/ProblemError"},
    }
    return schema


def _plain(value: Any) -> Any:
    """Return the document with keys as text and without defaults that say null."""
    if isinstance(value, Mapping):
        return {
            str(key): _plain(one)
            for key, one in value.items()
            if not (key == "default" and one is None)
        }
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


@functools.cache
def query_names() -> Mapping[str, frozenset[str]]:
    """Return the query parameters that each address takes, by the name of its address."""
    return {
        _url_name(path): frozenset(
            one["name"] for one in operation["parameters"] if one["in"] == "query"
        )
        for path, operations in document()["paths"].items()
        for operation in operations.values()
    }


def _url_name(path: str) -> str:
    from django.urls import resolve

    return resolve(re.sub(r"\{[^}]*\}", "1", path)).url_name or ""
