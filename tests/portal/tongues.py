"""Reading pages in tests: which words stand in a language that nothing says they are in."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uff01-\uffef]")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'\u2019.-]*(?:[ ,]+[A-Za-z][A-Za-z'\u2019.-]*){2,}")
"""Three words in a row."""
NAMES = frozenset(
    {
        "vd Open RAN",
        "programme-open-ran Open RAN",
        "programme-trusted-web Trusted Web",
        "GOV.UK One Login",
    }
)
"""Names that are written in Latin letters in Japanese, too, with the reference before them."""
_SILENT = frozenset({"script", "style", "code"})
# No part of a field (a message to copy) or of a page's title (words searched for) can be marked.
_UNMARKABLE = frozenset({"textarea", "title"})
_EMPTY = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "wbr", "path", "use", "col", "base"}
)
_SPOKEN = ("alt", "title", "aria-label", "placeholder")


class _Reader(HTMLParser):
    """Collects each text of a page with the language that is said for it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.said: list[tuple[str | None, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        language = known.get("lang", self.open[-1][1] if self.open else None)
        self.said += [(language, known[name] or "") for name in _SPOKEN if name in known]
        if tag not in _EMPTY:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _language in self.open]:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and data.strip() and self.open[-1][0] not in _SILENT | _UNMARKABLE:
            self.said.append((self.open[-1][1], data.strip()))


def unmarked(page: str) -> Iterator[str]:
    """Yield Japanese outside ``lang="ja"``, and three English words within it, names apart."""
    reader = _Reader()
    reader.feed(page)
    for language, text in reader.said:
        if language != "ja" and JAPANESE.search(text):
            yield f"{language}: {text[:80]}"
        if language == "ja":
            yield from (
                f"ja: {found[:80]}" for found in ENGLISH.findall(text) if found not in NAMES
            )
