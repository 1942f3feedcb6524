"""What a translator must not touch: addresses and references of records, as inline codes.

Pure functions of text. A code keeps the number of its place in the source, so that a file can give
it back wherever the translation puts it.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

_CODE = re.compile(
    r"https?://[^\s<>\"'、。，．（）「」『』]+[^\s<>\"'、。，．（）「」『』.,;:!?)]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![A-Za-z0-9])[A-Z]{1,3}(?:\.[a-z0-9]{1,5})+(?:-\d+)?(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])[A-Z]{2}-[A-Z]{2}-\d+(?![A-Za-z0-9])",
    re.ASCII,
)
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)


def codes_of(text: str) -> list[str]:
    """Return the addresses and references in a text, in their order.

    >>> codes_of("See https://example.org/a, and VD.b.vi-3 (UP-JP-12).")
    ['https://example.org/a', 'VD.b.vi-3', 'UP-JP-12']
    """
    return [found[0] for found in _CODE.finditer(text)]


def pieces(text: str, codes: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield a text in pieces: plain words with 0, or a code with its number in ``codes``.

    The numbers begin at 1. A code that ``codes`` does not have, or has no more of, is plain words.

    >>> list(pieces("see A.b and A.b", ["A.b"]))
    [('see ', 0), ('A.b', 1), (' and ', 0), ('A.b', 0)]
    """
    left = dict(enumerate(codes, 1))
    at = 0
    for found in _CODE.finditer(text):
        number = next((one for one, code in left.items() if code == found[0]), 0)
        if found.start() > at:
            yield text[at : found.start()], 0
        yield found[0], number
        left.pop(number, None)
        at = found.end()
    if at < len(text):
        yield text[at:], 0


def codes_changed(source: str, target: str) -> tuple[list[str], list[str]]:
    """Return the codes that a translation lost, and those that its source does not have.

    >>> codes_changed("see A.b and https://example.org/x", "A.b 及び A.c を参照")
    (['https://example.org/x'], ['A.c'])
    """
    had, has = Counter(codes_of(source)), Counter(codes_of(target))
    return list((had - has).elements()), list((has - had).elements())


def control_characters(text: str) -> list[str]:
    """Return the characters that no text has, as ``U+0007``, each once.

    Control characters but tab and line feed, lone surrogates, and what turns the direction of
    writing around.
    """
    return [f"U+{ord(one):04X}" for one in dict.fromkeys(_CONTROL.findall(text))]


def without_controls(text: str) -> str:
    """Return a text without its control characters, as every file carries it."""
    return _CONTROL.sub("", text)


def plain(text: str) -> str:
    """Return a text as it is compared and kept: NFC, LF, without blanks around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).strip()


def digest_of(*texts: str) -> str:
    """Return a digest of words that somebody saw: 64 hexadecimal letters."""
    return hashlib.sha256("\x1f".join(map(plain, texts)).encode()).hexdigest()
