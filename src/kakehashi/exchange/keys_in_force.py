"""Which keys of either side count at which size of its log, and taking a change of theirs over.

A change takes effect once the checkpoint that its statement is the last entry of is countersigned:
the one signature that needs no further entry. Until then nothing is entered behind it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from kakehashi.errors import Refused
from kakehashi.exchange.models import KeySet, Line
from kakehashi.exchange.own_keys import NoKeys, own_certificate, own_keys, own_public
from kakehashi.ledger import services as ledger
from kakehashi.ledger.logs.reading import entries
from kakehashi.trust.key_changes import KeyChangeWrong
from kakehashi.trust.key_periods import KeyPeriods
from kakehashi.trust.key_sets import PublicKeys, read_public_keys
from kakehashi.trust.key_succession import as_pem, succeed
from kakehashi.trust.statements import Statement, read_statement

BEHIND = 2
"""From the index of a ``key`` statement to the smallest checkpoint that the new keys sign."""


@dataclass(frozen=True)
class Period:
    """The keys of one side from one size of its log on."""

    first: int
    keys: PublicKeys
    certificate: str
    """Of the line, PEM."""

    @property
    def index(self) -> int | None:
        """Place of the statement that put them in force; None for those that were enrolled."""
        return self.first - BEHIND if self.first else None


def own_periods(line: Line) -> list[Period]:
    """Return this side's keys on a line, oldest first; one query.

    Raises:
        NoKeys: when this node has none.
    """
    return _periods(line.origin) or [Period(0, own_public(), own_certificate().decode())]


def peer_periods(line: Line) -> list[Period]:
    """Return the other side's keys on a line, oldest first; one query."""
    held = Period(0, read_public_keys(bytes(line.peer_keys)), line.certificate)
    return _periods(line.peer_origin) or [held]


def _periods(origin: str) -> list[Period]:
    return [
        Period(row.first, read_public_keys(bytes(row.keys)), row.certificate)
        for row in KeySet.objects.filter(origin=origin).order_by("first")
    ]


def log_keys(periods: Sequence[Period]) -> KeyPeriods:
    """Return the keys that sign a side's log, by its size."""
    return KeyPeriods(tuple((one.first, one.keys.log) for one in periods))


def own_log_keys(line: Line) -> KeyPeriods:
    """Return the keys that sign this side's log on a line.

    Raises:
        NoKeys: when this node has none.
    """
    rows = _periods(line.origin)
    if not rows:
        return KeyPeriods(((0, tuple(one.verifier for one in own_keys().log)),))
    return log_keys(rows)


def peer_log_keys(line: Line) -> KeyPeriods:
    """Return the keys that sign the other side's log."""
    return log_keys(peer_periods(line))


def speaking(periods: Sequence[Period], size: int) -> list[Period]:
    """Return the keys that a side may speak with now, the newest first.

    Until a checkpoint signed by its new keys is here, it may not know yet that they are in force:
    the countersignature under its statement may have been lost on the way.

    Args:
        periods: of that side, oldest first.
        size: of its last checkpoint that is here.
    """
    now = [one for one in periods if one.first <= size + 1]
    if len(now) > 1 and now[-1].first > size:
        return [now[-1], now[-2]]
    return now[-1:]


def trusted_certificates(line: Line, size: int) -> str:
    """Return the certificates (PEM) that the other side may show at the outer wall.

    Args:
        line: to that side.
        size: of its last checkpoint that is here.
    """
    return "".join(one.certificate for one in speaking(peer_periods(line), size))


def of_log(origin: str) -> KeyPeriods | None:
    """Return the keys that sign a log, open or closed; None where they were not written down."""
    rows = _periods(origin)
    return log_keys(rows) if rows else None


def periods_of(origin: str) -> list[Period]:
    """Return the keys of a log that was closed, oldest first; empty where they are not known."""
    return _periods(origin)


def note_first(line: Line, origin: str, period: Period, *, at: dt.datetime) -> None:
    """Write down the keys that a log began with, so that it can be read without the key file."""
    KeySet.objects.get_or_create(
        origin=origin,
        first=0,
        defaults={
            "line": line,
            "keys": period.keys.canonical(),
            "certificate": period.certificate,
            "at": at,
        },
    )


def remember_keys() -> None:
    """Write down this node's public keys: a lost key file must not take them with it."""
    for line in Line.objects.all():
        try:
            periods = own_periods(line)
        except NoKeys:
            continue
        if periods[0].keys.origin == line.origin:
            note_first(line, line.origin, periods[0], at=line.enrolled_at)


def write_period(
    line: Line, origin: str, before: Period, after: Period, *, at: dt.datetime
) -> bool:
    """Write down that keys change, the first time with those that were enrolled.

    Returns:
        Whether it is new.
    """
    for one in (before, after):
        row, fresh = KeySet.objects.get_or_create(
            origin=origin,
            first=one.first,
            defaults={
                "line": line,
                "keys": one.keys.canonical(),
                "certificate": one.certificate,
                "at": line.enrolled_at if one.first == 0 else at,
            },
        )
    return fresh and row.first == after.first


def take_over(line: Line, size: int, *, at: dt.datetime) -> bool:
    """Put a change of the other side's keys in force, where it is the last of ``size`` entries.

    Called before the checkpoint of that size is countersigned. What does not follow from the keys
    in force changes nothing; it is refused with a receipt when it is opened. Idempotent.
    """
    if not size:
        return False
    statement = _key_statement(entries(line.peer_origin, size - 1, size)[0])
    if statement is None:
        return False
    with transaction.atomic():
        locked = Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
        periods = peer_periods(locked)
        if periods[-1].first > size:
            return False
        try:
            keys, der = succeed(statement, periods[-1].keys)
        except Refused:
            return False
        after = Period(size + 1, keys, as_pem(der) if der else periods[-1].certificate)
        write_period(locked, locked.peer_origin, periods[-1], after, at=at)
        Line.objects.filter(pk=line.pk).update(
            peer_keys=keys.canonical(), certificate=after.certificate
        )
        note_change(line.peer_id, line.peer_origin, statement, size - 1, at=at)
    line.peer_keys, line.certificate = keys.canonical(), after.certificate
    return True


def check_taken_over(line: Line, index: int) -> None:
    """Refuse a ``key`` statement of the other side that changed nothing.

    Raises:
        KeyChangeWrong: when no keys are in force by it.
    """
    if not KeySet.objects.filter(origin=line.peer_origin, first=index + BEHIND).exists():
        raise KeyChangeWrong(key=f"{line.peer_origin}#{index}")


def note_change(
    side: str, origin: str, statement: Statement, index: int, *, at: dt.datetime
) -> None:
    """Enter a change of keys in the timeline: how many, and where it stands; no key."""
    ledger.append(
        [
            ledger.Entry(
                name="exchange.keys.changed",
                actor="",
                side=side,
                subject="",
                facts={
                    "origin": origin,
                    "index": index,
                    "added": len(statement.facts["added"]),
                    "retired": len(statement.facts["retired"]),
                },
            )
        ],
        at=at,
    )


def _key_statement(entry: bytes) -> Statement | None:
    if b'"act":"key"' not in entry:
        return None
    try:
        found = read_statement(entry)
    except Refused:
        return None
    return found if found.act == "key" else None
