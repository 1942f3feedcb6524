"""Values: what a sentence says that must be the same in the other language, however written."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Sort(StrEnum):
    """Sorts of things that are compared; also the sorts of differences."""

    NUMBER = "number"
    ORDINAL = "ordinal"
    FRACTION = "fraction"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    WEEKDAY = "weekday"
    PERIOD = "period"
    TIME = "time"
    RANGE = "range"
    BOUND = "bound"
    NAME = "name"
    TERM = "term"
    REFERENCE = "reference"
    PARAGRAPH = "paragraph"
    ORDER = "order"
    NEGATION = "negation"
    STRENGTH = "strength"
    QUALIFIER = "qualifier"


@dataclass(frozen=True, slots=True)
class Value:
    """One value where it stands.

    Attributes:
        sort: What sort of value.
        key: What it is, the same in both languages.
        shown: What it is, for people.
        start: Offset of its first character in the paragraph.
        end: Offset behind it.
        weak: Whether it may well have no counterpart (*one* of many, 一方).
        bound: Whether it is a limit: ``min``, ``over``, ``max``, ``under``, ``about`` or "".
        ranged: Whether it is an end of a range.
    """

    sort: Sort
    key: Hashable
    shown: str
    start: int
    end: int
    weak: bool = False
    bound: str = ""
    ranged: bool = False


_COUNTED = {Sort.NUMBER, Sort.ORDINAL}
_SHARES = {Sort.FRACTION, Sort.PERCENT}


def same(one: Value, two: Value) -> bool:  # noqa: PLR0911 - one answer for each sort
    """Say whether two values, one of each language, are the same."""
    if one.sort is two.sort is Sort.NUMBER or {one.sort, two.sort} == _COUNTED:
        return _same_number(one, two)
    if {one.sort, two.sort} == _SHARES:
        return one.key == two.key
    if {one.sort, two.sort} == {Sort.NUMBER, Sort.DATE}:
        return _year_alone(one) == _year_alone(two) is not None
    if one.sort is not two.sort:
        return False
    if one.key == two.key:
        return True
    if one.sort is Sort.DATE:
        return _same_date(one, two)
    if one.sort is Sort.PERIOD:
        return _same_period(one, two)
    if one.sort is Sort.TIME:
        return _same_time(one, two)
    return one.sort is Sort.REFERENCE and "?" in {one.key, two.key}


def family(value: Value) -> str:
    """Return what a value may be mistaken for: those of one family are set against each other."""
    if value.sort in {Sort.NUMBER, Sort.ORDINAL, Sort.FRACTION, Sort.PERCENT}:
        return "figures"
    if _is_season(value):
        return f"{value.sort} {season(value)}"
    if value.sort in {Sort.DATE, Sort.PERIOD}:
        return "days"
    return value.sort


_SEASONS = {"part", "half", "season", "year", "month", "week", "every"}


def season(value: Value) -> str:
    """Return what sort of season a period is (``part``, ``half``, ``every`` …), else ""."""
    return str(value.key[0]) if _is_season(value) and isinstance(value.key, tuple) else ""


def _is_season(value: Value) -> bool:
    return value.sort is Sort.PERIOD and isinstance(value.key, tuple) and value.key[0] in _SEASONS


def contradicts(one: Value) -> bool:
    """Say whether a value that may well have no counterpart still contradicts another."""
    return one.sort is Sort.WEEKDAY or (_is_season(one) and one.weak)


def coarse(value: Value) -> Hashable:
    """Return what two values have in common wherever they are the same; quick to look up."""
    key = value.key
    if value.sort is Sort.DATE and isinstance(key, tuple):
        return Fraction(key[0]) if key[1] is None else ("day", key[1], key[2])
    if value.sort in _COUNTED and isinstance(key, tuple):
        number: Hashable = key[0]
        return number
    if value.sort is Sort.PERIOD and isinstance(key, tuple):
        return ("period", key[0], key[2])
    return key if value.sort in {Sort.MONEY, *_SHARES} else value.sort


def _same_number(one: Value, two: Value) -> bool:
    (first, unit), (second, other) = _number(one), _number(two)
    if unit and other and unit != other:
        return False
    return first == second


def _number(value: Value) -> tuple[Fraction, str]:
    assert isinstance(value.key, tuple)
    return value.key[0], value.key[1]


def _year_alone(value: Value) -> int | None:
    if not isinstance(value.key, tuple):
        return None
    if value.sort is Sort.NUMBER:
        number, unit = value.key
        return int(number) if not unit and number.denominator == 1 else None
    year, month, day = value.key
    return year if month is None and day is None else None


def _same_date(one: Value, two: Value) -> bool:
    """Say whether two dates are the same where one may leave its year to the sentence before."""
    assert isinstance(one.key, tuple)
    assert isinstance(two.key, tuple)
    if one.key[1:] != two.key[1:] or one.key[1] is None:
        return False
    return None in {one.key[0], two.key[0]}


def _same_period(one: Value, two: Value) -> bool:
    assert isinstance(one.key, tuple)
    assert isinstance(two.key, tuple)
    if one.key[0] != two.key[0] or one.key[2] != two.key[2]:
        return False
    return None in {one.key[1], two.key[1]} and one.key[0] == "quarter"


_OFFSETS: dict[str, tuple[int, ...]] = {
    # zone -> hours ahead of Greenwich that it may mean
    "JST": (9,),
    "GMT": (0,),
    "BST": (1,),
    "UK": (0, 1),
    "CET": (1,),
    "EST": (-5,),
}


def _same_time(one: Value, two: Value) -> bool:
    assert isinstance(one.key, tuple)
    assert isinstance(two.key, tuple)
    (first, zone), (second, other) = one.key, two.key
    if zone not in _OFFSETS or other not in _OFFSETS or zone == other:
        return bool(first == second and zone == other)
    return any(
        (first - 60 * here) % 1440 == (second - 60 * there) % 1440
        for here in _OFFSETS[zone]
        for there in _OFFSETS[other]
    )
