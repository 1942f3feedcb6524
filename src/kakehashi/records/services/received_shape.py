"""The shape of a text that another node wrote: refused before anything of it reaches a table.

Digests say that a text is what was stated, not that it is sound. Whoever holds a key of the line
could state anything; here it must look as this node's own services would have written it.
"""

import re
from collections.abc import Mapping
from typing import Any

from kakehashi.errors import Refused
from kakehashi.records.attached import is_attached
from kakehashi.records.kinds import FactWrong, Kind, check_fact, kind_of
from kakehashi.records.services.entered import LONGEST_TEXT, LONGEST_TITLE
from kakehashi.trust.reading import is_digest, is_side, is_uuid

MOST_LINKS = 2000
LONGEST_RELATION = 40
LONGEST_REFERENCE = 80
LARGEST_NUMBER = (1 << 31) - 1
"""What the column of version numbers holds."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class TextUnsound(Refused):
    """A text whose digests hold but which no service of a node could have written."""

    code = "text-unsound"
    message = {
        "en": "The text is not one that a node writes: {field}.",
        "ja": "ノードが作成する文言として正しくありません（{field}）。",
    }
    hint = {
        "en": "It was refused and kept as evidence. The text that stands here is unchanged.",
        "ja": "受入れを拒否し、証拠として保存しました。現在の文言に変更はありません。",
    }


def check_shape(
    version: Mapping[str, Any], content: Mapping[str, Any], reference: str, *, sides: frozenset[str]
) -> None:
    """Check version object, content object and reference of a text that came.

    Args:
        version: the version object; its digest has been compared.
        content: the content object; its digest has been compared.
        reference: the record's.
        sides: of this partnership.

    Raises:
        TextUnsound: naming the field.
        FactWrong: for a fact that is not of its type.
    """
    facts = content.get("facts")
    among = version.get("sides")
    claims = {
        "reference": 0 < len(reference) <= LONGEST_REFERENCE
        and reference.isprintable()
        and reference == reference.strip(),
        "record": is_uuid(version.get("record")),
        "number": _is_number(version.get("number")),
        "previous": version.get("previous") is None or is_digest(version["previous"]),
        "sides": _is_sides(among, sides),
        "courtesy": _is_wording(version.get("courtesy")),
        "kind": isinstance(content.get("kind"), str),
        "salt": is_digest(content.get("salt")),
        "attachments": is_attached(content.get("attachments")),
        "wording": _is_wording(content.get("wording")),
        "authoritative": _is_authoritative(
            content.get("authoritative"), content.get("wording"), version.get("courtesy")
        ),
        "facts": isinstance(facts, dict),
        "links": isinstance(facts, dict) and _is_links(facts.get("links", [])),
    }
    wrong = next((name for name, holds in claims.items() if not holds), None)
    if wrong:
        raise TextUnsound(field=wrong)


def check_facts(kind: Kind, facts: Mapping[str, object]) -> None:
    """Check that each fact is of its type: an address is an address, a day is a day.

    Raises:
        FactWrong: naming it.
    """
    for fact in kind.facts:
        value = facts.get(fact.name)
        if value in (None, "", [], {}):
            continue
        try:
            check_fact(fact, value)
        except (TypeError, ValueError, OverflowError):
            raise FactWrong(label=fact.label, value=str(value)[:80], wanted=fact.label) from None


def known_kind(code: object) -> Kind | None:
    """Return the kind of that code, None where this node has none."""
    try:
        return kind_of(str(code))
    except KeyError:
        return None


def _is_number(value: object) -> bool:
    return type(value) is int and 1 <= value <= LARGEST_NUMBER


def _is_sides(value: object, known: frozenset[str]) -> bool:
    return (
        isinstance(value, list)
        and all(is_side(one) for one in value)
        and len(value) == len(set(value))
        and set(value) <= known
    )


def _is_wording(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(by_language, dict)
        and all(
            bool(_LANGUAGE.fullmatch(code))
            and isinstance(words, str)
            and len(words) <= (LONGEST_TITLE if name == "title" else LONGEST_TEXT)
            for code, words in by_language.items()
        )
        for name, by_language in value.items()
    )


def _is_authoritative(value: object, *wordings: object) -> bool:
    named = {name for one in wordings if isinstance(one, dict) for name in one}
    return (
        isinstance(value, dict)
        and set(value) <= named
        and all(
            isinstance(codes, list)
            and all(isinstance(code, str) and _LANGUAGE.fullmatch(code) for code in codes)
            for codes in value.values()
        )
    )


def _is_links(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MOST_LINKS
        and all(
            isinstance(link, dict)
            and link.keys() == {"relation", "to"}
            and isinstance(link["relation"], str)
            and 0 < len(link["relation"]) <= LONGEST_RELATION
            and is_uuid(link["to"])
            for link in value
        )
    )
