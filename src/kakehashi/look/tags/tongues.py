"""Words of the other language within a text: marked as such, for voices that read and for fonts."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_JAPANESE = re.compile(
    "[\u3041-\u30ff\u3400-\u9fff\uff01-\uffef](?:[\u3000-\u30ff\u3400-\u9fff\uff01-\uffef0-9・ー]*"
    "[\u3041-\u30ff\u3400-\u9fff\uff01-\uffef])?"
)
_ENGLISH = re.compile("[A-Za-z][A-Za-z'\u2019.-]*(?:[ ,]+[A-Za-z][A-Za-z'\u2019.-]*){2,}")
"""Three words in a row: fewer may be a name that is written so in Japanese, too."""


def tongues(text: object) -> SafeString:
    """Filter: a text with every run of the other language in a ``span`` that says so."""
    words = str(text)
    other, pattern = ("en", _ENGLISH) if get_language() == "ja" else ("ja", _JAPANESE)
    parts: list[tuple[SafeString]] = []
    at = 0
    for found in pattern.finditer(words):
        parts.append((format_html("{}", words[at : found.start()]),))
        parts.append((format_html('<span lang="{}">{}</span>', other, found[0]),))
        at = found.end()
    parts.append((format_html("{}", words[at:]),))
    return format_html_join("", "{}", parts)
