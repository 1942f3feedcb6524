"""Where in a file or value something is wrong, said in both languages inside a refusal."""

from kakehashi.errors import Words


def at_byte(number: int) -> Words:
    """Return “byte ``number``”, counted from 0."""
    return {"en": f"byte {number}", "ja": f"{number}バイト目（0起算）"}


def at_line(number: int) -> Words:
    """Return “line ``number``”, counted from 1."""
    return {"en": f"line {number}", "ja": f"{number}行目"}


def at_entry(index: int) -> Words:
    """Return “entry ``index``” of a log, counted from 0."""
    return {"en": f"entry {index}", "ja": f"エントリー{index}"}


def in_field(name: str) -> Words:
    """Return “field ``name``”."""
    return {"en": f"field {name}", "ja": f"項目 {name}"}


def in_part(en: str, ja: str) -> Words:
    """Return a part that has a name of its own."""
    return {"en": en, "ja": ja}
