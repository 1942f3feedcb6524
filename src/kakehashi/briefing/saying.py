"""Words of briefs and pictures in the language they are made in, days in both calendars."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from kakehashi.look import dates


def said(words: Mapping[str, str]) -> str:
    """Return words kept per language in the language of what is being made."""
    language = get_language() or "en"
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


def notices_said(notices: Iterable[Mapping[str, Any]]) -> str:
    """Return standing notices one after the other; Japanese puts no space between sentences."""
    between = "" if get_language() == "ja" else " "
    return between.join(said(one["text"]) for one in notices)


def day_twice(text: str) -> tuple[str, str, str]:
    """Return a perhaps partial date as the reader writes it, then as the other side does.

    Third comes the language of the second.
    """
    own = "ja" if get_language() == "ja" else "en"
    other = "en" if own == "ja" else "ja"
    return (
        dates.say_partial(text, own, weekday=True),
        dates.say_partial(text, other, weekday=True),
        other,
    )
