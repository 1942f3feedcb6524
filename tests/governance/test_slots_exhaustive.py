"""The slot finder against an exhaustive search: two years, minute by minute in UTC, 200 pairs."""

import datetime as dt
import random
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from kakehashi.governance.slots import Office, Pattern, find

pytestmark = pytest.mark.long

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2027, 12, 31)
PAIRS = 200
BLOCK = 15
"""Clocks change on whole quarters of an hour of UTC; the oracle checks that they do."""

ZONES = (
    *("Asia/Tokyo", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
    *("America/St_Johns", "Africa/Casablanca", "Pacific/Apia", "America/Santiago"),
)
BEGIN = dt.datetime(2025, 12, 30, tzinfo=dt.UTC)
BLOCKS = int((dt.datetime(2028, 1, 3, tzinfo=dt.UTC) - BEGIN) / dt.timedelta(minutes=BLOCK))
EPOCH = int(BEGIN.timestamp()) // 60


@cache
def clock(zone: str) -> list[tuple[dt.date, int]]:
    """Return day and minute of it on the clock there, for every block of UTC."""
    there, found = ZoneInfo(zone), []
    for block in range(BLOCKS):
        local = (BEGIN + dt.timedelta(minutes=block * BLOCK)).astimezone(there)
        last = (BEGIN + dt.timedelta(minutes=block * BLOCK + BLOCK - 1)).astimezone(there)
        assert last.utcoffset() == local.utcoffset()
        found.append((local.date(), local.hour * 60 + local.minute))
    return found


def taken(pattern: Pattern, day: dt.date) -> bool:
    """Say in other words than the finder's whether a pattern holds on a day."""
    if not pattern.never or (pattern.weekdays and day.weekday() not in pattern.weekdays):
        return False
    if not pattern.first and not pattern.last:
        return True
    if len(pattern.first) == len("2026-01-01"):
        return dt.date.fromisoformat(pattern.first) <= day <= dt.date.fromisoformat(pattern.last)
    return (day.month, day.day) in yearly(pattern.first, pattern.last)


@cache
def yearly(first: str, last: str) -> frozenset[tuple[int, int]]:
    """Return months and days from ``first`` to ``last``, walking through a leap year."""
    days, at = set(), dt.date.fromisoformat(f"2024-{first}")
    while True:
        days.add((at.month, at.day))
        if f"{at:%m-%d}" == last:
            return frozenset(days)
        at = (at + dt.timedelta(days=1)).replace(year=2024)


def minutes(office: Office) -> bytes:
    """Return one byte for every minute of UTC: 1 where the office is open."""
    masks: dict[object, bytes] = {}
    days: dict[dt.date, bytes] = {}
    pieces = []
    for day, minute in clock(office.zone):
        mask = days.get(day)
        if mask is None:
            holding = tuple(one.code for one in office.patterns if taken(one, day))
            shut = day.weekday() in (5, 6) or day in office.holidays or not FIRST <= day <= LAST
            mask = masks.get((shut, holding))
            if mask is None:
                mask = bytes(
                    not shut
                    and office.opens <= at < office.closes
                    and not any(
                        one.starts <= at < one.ends
                        for one in office.patterns
                        if one.code in holding
                    )
                    for at in range(24 * 60)
                )
                masks[shut, holding] = mask
            days[day] = mask
        pieces.append(mask[minute : minute + BLOCK])
    return b"".join(pieces)


def exhaustive(pair: tuple[Office, Office], length: int, step: int) -> list[int]:
    """Try every minute of UTC that is a multiple of ``step``."""
    one, other = (int.from_bytes(minutes(office), "big") for office in pair)
    both = (one & other).to_bytes(BLOCKS * BLOCK, "big")
    wanted, first = b"\1" * length, -EPOCH % step
    return [
        EPOCH + at
        for at in range(first, len(both) - length + 1, step)
        if both[at] and both[at : at + length] == wanted
    ]


def random_office(chance: random.Random, side: str) -> Office:
    """Draw hours, holidays and taken times; now and then round the clock, over a change of it."""
    opens = chance.choice([0, 15, 60, 450, 540, 570, 601])
    closes = min(opens + chance.choice([45, 240, 480, 525, 1439, 1440]), 1440)
    days = (LAST - FIRST).days
    patterns = []
    for number in range(chance.randrange(5)):
        starts = chance.randrange(0, 1380)
        whole = chance.random() < 0.3
        first = FIRST + dt.timedelta(days=chance.randrange(days))
        last = first + dt.timedelta(days=chance.randrange(1, 150))
        form = chance.choice(["", "%m-%d", "%Y-%m-%d"])
        patterns.append(
            Pattern(
                code=f"{side}{number}",
                names={"en": "taken", "ja": "予定"},
                weekdays=frozenset(chance.sample(range(7), chance.randrange(4))),
                first=f"{first:{form}}" if form else "",
                last=f"{last:{form}}" if form else "",
                starts=0 if whole else starts,
                ends=1440 if whole else min(starts + chance.randrange(1, 300), 1440),
                never=chance.random() < 0.8,
            )
        )
    return Office(
        side=side,
        zone=chance.choice(ZONES),
        opens=opens,
        closes=closes,
        holidays=frozenset(
            FIRST + dt.timedelta(days=chance.randrange(days)) for _ in range(chance.randrange(40))
        ),
        patterns=tuple(patterns),
    )


def test_finds_exactly_what_an_exhaustive_search_finds() -> None:
    """For 200 random pairs of calendars over two years, every slot and no other."""
    chance = random.Random(20260101)
    found, empty = 0, 0
    for number in range(PAIRS):
        pair = random_office(chance, "A"), random_office(chance, "B")
        length, step = chance.choice([15, 30, 47, 60, 90, 150]), chance.choice([5, 15, 15, 30, 60])
        slots = find(pair, FIRST, LAST, length=length, step=step)
        assert slots == exhaustive(pair, length, step), (number, pair, length, step)
        found += len(slots)
        empty += not slots
    assert found > 100_000
    assert 0 < empty < PAIRS / 2
