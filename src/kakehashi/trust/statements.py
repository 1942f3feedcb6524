"""Statements: what one side says in its log, one leaf each. Format: ``spec/statement.md``.

A statement holds ids, digests, a marking and nothing that could be read or guessed: digests are of
salted content. C2SP tlog-tiles bounds a leaf to 65,535 bytes.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kakehashi.trust.canonical import canonical_bytes
from kakehashi.trust.markings import is_marking
from kakehashi.trust.reading import (
    Check,
    ObjectMalformed,
    check_fields,
    either,
    has_fields,
    is_base64,
    is_code,
    is_count,
    is_day,
    is_digest,
    is_hex,
    is_name,
    is_text,
    is_truth,
    is_uuid,
    list_of,
    optional,
    parse_object,
    sorted_list_of,
)
from kakehashi.trust.tiles import LARGEST_ENTRY

TYPE = "kakehashi/statement/v1"
NONCE_BYTES = 16
MOST_BLOBS = 256
MOST_KEYS = 16
MOST_FORKED = 4
LONGEST_PARTNERSHIP = 80
LONGEST_KEY = 4096

_RECORD: Mapping[str, Check] = {"record": is_uuid}
_VERSION: Mapping[str, Check] = {**_RECORD, "version": is_digest}
_SHARED: Mapping[str, Check] = {
    **_VERSION,
    "content": is_digest,
    "header": is_digest,
    "blobs": list_of(has_fields({"digest": is_digest, "size": is_count}), most=MOST_BLOBS, least=1),
    "marking": is_marking,
    "correspondence": is_digest,
}
_PLACE: Mapping[str, Check] = {"index": is_count, "leaf": is_digest}
_PROVEN: Mapping[str, Check] = {"name": is_name, "signature": is_base64()}

ACTS: Mapping[str, Mapping[str, Check]] = {
    "share": _SHARED,
    "supersede": {**_SHARED, "superseded": is_digest},
    "confirm": {**_RECORD, "content": is_digest},
    "withdraw": _VERSION,
    "publish": {**_VERSION, "content": is_digest},
    "ask_pen": _RECORD,
    "pass_pen": _VERSION,
    "return_pen": _VERSION,
    "take_pen": {**_VERSION, "asked": is_count},
    "recall": _VERSION,
    "destroyed": {
        **_VERSION,
        "parts": sorted_list_of(either("attachments", "blob", "exports", "index", "text"), most=5),
        "backups_until": optional(is_day),
    },
    "receipt": {
        **_PLACE,
        "state": either("held", "opened", "refused", "missing"),
        "why": optional(is_code),
    },
    "key": {
        "added": list_of(is_text(LONGEST_KEY), most=MOST_KEYS, least=1),
        "retired": list_of(is_text(LONGEST_KEY), most=MOST_KEYS),
        "proofs": list_of(has_fields(_PROVEN), most=2 * MOST_KEYS),
    },
    "correspondence": {"correspondence": is_digest},
    "begin": {
        "follows": is_name,
        "last": optional(is_base64()),
        "forked": list_of(is_base64(), most=MOST_FORKED),
        "lost": is_truth,
    },
}
"""What a statement may say, and the fields that each saying has besides the common ones."""

MAY_HAVE: Mapping[str, Mapping[str, Check]] = {"receipt": {"blob": is_digest}}
"""Fields that an act may have or not: a receipt with ``blob`` is of that blob alone."""

_COMMON: Mapping[str, Check] = {
    "type": either(TYPE),
    "act": either(*ACTS),
    "partnership": is_text(LONGEST_PARTNERSHIP),
    "line": is_name,
    "seen": optional(has_fields({"size": is_count, "root": is_digest})),
    "nonce": is_hex(NONCE_BYTES),
}


@dataclass(frozen=True)
class Seen:
    """The other line's log as it was countersigned when a statement was written."""

    size: int
    root: str
    """SHA-256 in hexadecimal."""


@dataclass(frozen=True)
class Statement:
    """One saying of one side."""

    act: str
    partnership: str
    line: str
    """Origin of the log it stands in."""
    seen: Seen | None
    nonce: str
    """16 random bytes in hexadecimal: two equal sayings are two leaves."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The fields of its act."""

    def canonical(self) -> bytes:
        """Return the leaf.

        Raises:
            ObjectMalformed: when a field is not as its act asks, or the leaf is too long.
        """
        value: dict[str, object] = {
            **self.facts,
            "type": TYPE,
            "act": self.act,
            "partnership": self.partnership,
            "line": self.line,
            "seen": {"size": self.seen.size, "root": self.seen.root} if self.seen else None,
            "nonce": self.nonce,
        }
        _check(value)
        content = canonical_bytes(value)
        if len(content) > LARGEST_ENTRY:
            raise ObjectMalformed(
                type=TYPE,
                why={"en": "it is too large", "ja": "大きすぎる"},
                where={"en": "whole", "ja": "全体"},
            )
        return content


def fresh_nonce() -> str:
    """Return 16 random bytes in hexadecimal."""
    return secrets.token_hex(NONCE_BYTES)


def read_statement(leaf: bytes) -> Statement:
    """Return the statement that a leaf is.

    Raises:
        ObjectMalformed: naming the byte or field.
    """
    value = parse_object(leaf, TYPE, largest=LARGEST_ENTRY)
    _check(value)
    seen = value["seen"]
    return Statement(
        act=value["act"],
        partnership=value["partnership"],
        line=value["line"],
        seen=Seen(seen["size"], seen["root"]) if seen else None,
        nonce=value["nonce"],
        facts={
            name: value[name]
            for name in (*ACTS[value["act"]], *MAY_HAVE.get(value["act"], ()))
            if name in value
        },
    )


def key_statement_message(statement: Statement) -> bytes:
    """Return what old and new keys sign under a ``key`` statement: itself without its proofs."""
    facts = {**statement.facts, "proofs": []}
    bare = Statement(
        statement.act, statement.partnership, statement.line, statement.seen, statement.nonce, facts
    )
    return bare.canonical()


def _check(value: Mapping[str, Any]) -> None:
    act = value.get("act")
    fields = ACTS.get(act, {}) if isinstance(act, str) else {}
    more = MAY_HAVE.get(act, {}) if isinstance(act, str) else {}
    there = {name: check for name, check in more.items() if name in value}
    check_fields(value, TYPE, {**_COMMON, **fields, **there})
