"""The lines as coordinators and security officers read them: numbers, keys, refusals, evidence."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum

from kakehashi.errors import Words
from kakehashi.exchange.models import (
    COMING,
    ENTERED,
    HELD,
    MISSING,
    REFUSED,
    Incoming,
    Line,
    Outgoing,
    Parcel,
)
from kakehashi.exchange.models import KeySet as KeysInForce
from kakehashi.exchange.own_keys import NoKeys, own_public
from kakehashi.exchange.parcels import RECALLED
from kakehashi.exchange.refusal_words import words_of_code
from kakehashi.exchange.selectors import LineState, line_states
from kakehashi.ledger.models import Fork
from kakehashi.people.models import Account
from kakehashi.trust.key_sets import PublicKeys, read_public_keys

SHARES = ("share", "supersede")
LATEST = 50
"""Refusals of each kind that one page shows."""


@dataclass(frozen=True)
class Overview:
    """One line with all that its page says."""

    state: LineState
    shared: int
    """Texts this side shared on it."""
    received: int
    """Of these, received there."""
    opened: int
    """Of these, opened there by an official."""
    texts: int
    """Texts received here from the other side."""
    read: int
    """Of these, opened here by an official."""
    enrolled_by: Sequence[Account]
    own_words: Sequence[str]
    """The twelve words of this node's keys, in the reader's language; empty without keys."""
    peer_words: Sequence[str]
    coming: "OnTheWay"
    """Attachments and large texts that are being fetched here."""
    going: "OnTheWay"
    """Those that the other side has not received yet."""
    own_keys_at: dt.datetime | None
    """When keys of this node last changed; None where they are those enrolled."""
    peer_keys_at: dt.datetime | None
    """The same of the other side's."""


@dataclass(frozen=True)
class OnTheWay:
    """How much of what follows its entry is still on its way on one line, in one direction."""

    files: int = 0
    come: int = 0
    """Bytes of them that are there."""
    size: int = 0
    """Bytes of all of them."""
    missing: int = 0
    """How many of them were not to be had when they were asked for."""


def overview(language: str) -> list[Overview]:
    """Return every line for its page, in ten queries whatever has crossed.

    Args:
        language: of the words to compare by voice, ``en`` or ``ja``.
    """
    states = line_states()
    empty: Mapping[str, int] = {}
    said: dict[str, Mapping[str, int]] = {
        row["line"]: {name: row[name] for name in ("shared", "received", "opened")}
        for row in Outgoing.objects.filter(act="share")
        .exclude(state=REFUSED)
        .values("line")
        .annotate(
            shared=Count("pk"),
            received=Count("pk", filter=Q(held_at__isnull=False)),
            opened=Count("pk", filter=Q(opened_at__isnull=False)),
        )
    }
    heard: dict[str, Mapping[str, int]] = {
        row["line"]: {name: row[name] for name in ("texts", "read")}
        for row in Incoming.objects.filter(act__in=SHARES, state=HELD)
        .values("line")
        .annotate(texts=Count("pk"), read=Count("pk", filter=Q(opened_at__isnull=False)))
    }
    who = {
        str(account.pk): account
        for account in Account.objects.filter(
            pk__in={key for one in states for key in one.line.enrolled_by}
        )
    }
    own = own_set()
    way = on_the_way()
    changed = dict(
        KeysInForce.objects.filter(first__gt=0).values_list("origin").annotate(Max("at"))
    )
    made = []
    for one in states:
        ours, theirs = said.get(one.line.pk, empty), heard.get(one.line.pk, empty)
        made.append(
            Overview(
                state=one,
                shared=ours.get("shared", 0),
                received=ours.get("received", 0),
                opened=ours.get("opened", 0),
                texts=theirs.get("texts", 0),
                read=theirs.get("read", 0),
                enrolled_by=[who[key] for key in one.line.enrolled_by if key in who],
                own_words=own.words(language) if own else (),
                peer_words=read_public_keys(bytes(one.line.peer_keys)).words(language),
                coming=way.get((one.line.pk, one.line.peer_origin), OnTheWay()),
                going=way.get((one.line.pk, one.line.origin), OnTheWay()),
                own_keys_at=changed.get(one.line.origin),
                peer_keys_at=changed.get(one.line.peer_origin),
            )
        )
    return made


def on_the_way() -> dict[tuple[str, str], OnTheWay]:
    """Return line and log to what follows entries of that log and has not been received: a query.

    What was recalled is on its way no more.
    """
    return {
        (row["line"], row["log"]): OnTheWay(row["files"], row["so_far"], row["all"], row["gone"])
        for row in Parcel.objects.filter(state__in=(ENTERED, COMING, MISSING))
        .exclude(why=RECALLED)
        .values("line", "log")
        .annotate(
            files=Count("pk"),
            so_far=Sum("come"),
            all=Sum("size"),
            gone=Count("pk", filter=Q(state=MISSING)),
        )
    }


def own_set() -> PublicKeys | None:
    """Return this node's public keys, None where it has none."""
    try:
        return own_public()
    except NoKeys:
        return None


@dataclass(frozen=True)
class KeySet:
    """The keys of one side as its security officer compares them."""

    side: str
    keys: PublicKeys
    own: bool


def key_sets() -> list[KeySet]:
    """Return this node's keys and those of every side enrolled."""
    own = own_set()
    rows = [KeySet(own.side, own, own=True)] if own else []
    for line in Line.objects.order_by("peer"):
        theirs = read_public_keys(bytes(line.peer_keys))
        rows.append(KeySet(theirs.side, theirs, own=False))
    return rows


@dataclass(frozen=True)
class SharedUnder:
    """How much was shared under one marking, with one side."""

    peer: str
    reach: str
    national: Sequence[str]
    caveats: Sequence[str]
    texts: int
    records: int


def shared_by_marking() -> list[SharedUnder]:
    """Return what this side shared, by side and marking, the narrowest first: one query."""
    reaches = ("named", "own_side", "participants", "public")
    rows = (
        Outgoing.objects.filter(act="share", version__isnull=False)
        .exclude(state=REFUSED)
        .values("line", "version__marking")
        .annotate(texts=Count("pk"), records=Count("item", distinct=True))
        .order_by("line")
    )
    found = [
        SharedUnder(
            peer=row["line"],
            reach=row["version__marking"].get("reach", ""),
            national=tuple(row["version__marking"].get("national", {}).values()),
            caveats=tuple(row["version__marking"].get("caveats", ())),
            texts=row["texts"],
            records=row["records"],
        )
        for row in rows
    ]
    return sorted(
        _together(found), key=lambda one: (one.peer, reaches.index(one.reach), -one.texts)
    )


def _together(rows: Sequence[SharedUnder]) -> list[SharedUnder]:
    """Return rows with those of one marking as one: named people are told apart by the column."""
    sums: dict[tuple[object, ...], SharedUnder] = {}
    for one in rows:
        key = (one.peer, one.reach, one.national, one.caveats)
        before = sums.get(key)
        sums[key] = (
            SharedUnder(
                one.peer,
                one.reach,
                one.national,
                one.caveats,
                one.texts + before.texts,
                one.records + before.records,
            )
            if before
            else one
        )
    return list(sums.values())


@dataclass(frozen=True)
class RefusedRow:
    """One thing that was refused, by whom and why."""

    peer: str
    act: str
    record: uuid.UUID | None
    at: object
    why: Words
    index: int | None


def refusals() -> Mapping[str, Sequence[RefusedRow]]:
    """Return the latest refusals: ``gate`` of this node, ``theirs`` of the other side, ``ours``.

    Two queries.
    """
    said = Outgoing.objects.filter(state=REFUSED).order_by("-pk")[: 2 * LATEST]
    rows = {"gate": [], "theirs": [], "ours": []}  # type: dict[str, list[RefusedRow]]
    for row in said:
        rows["gate" if row.index is None else "theirs"].append(
            RefusedRow(row.line_id, row.act, row.item_id, row.at, words_of_code(row.why), row.index)
        )
    for one in Incoming.objects.filter(state=REFUSED).order_by("-pk")[:LATEST]:
        rows["ours"].append(
            RefusedRow(one.line_id, one.act, one.record, one.at, words_of_code(one.why), one.index)
        )
    return {name: found[:LATEST] for name, found in rows.items()}


def forks() -> list[Fork]:
    """Return the evidence of every fork that was found, oldest first."""
    return list(Fork.objects.select_related("log"))
