"""Actors: which of two countries a sentence lets act, where both languages name both."""

import re
from collections.abc import Sequence
from typing import Final

from kakehashi.wording.parity.glossary import Mention

_JAPANESE = re.compile(
    r"(?<![日両在駐])(?:(?P<JP>日本)|(?P<GB>英国))(?:側|国政府|政府)?(?:から)?[はが](?!じめ)"
)
_VERBS: Final = (
    "will|would|shall|should|must|can|could|may|might|has|have|had|is|was|intends|plans|commits|"
    "welcome[sd]?|express(?:es|ed)|explain(?:s|ed)|provide[sd]|host(?:s|ed)|propose[sd]"
    "|present(?:s|ed)|state[sd]|note[sd]|thank(?:s|ed)|report(?:s|ed)|introduce[sd]|share[sd]"
    "|confirm(?:s|ed)|support(?:s|ed)|contribute[sd]|offer(?:s|ed)|accept(?:s|ed)|agree[sd]"
    "|leads|led|sends|sent|raise[sd]|request(?:s|ed)|invite[sd]|announce[sd]|reaffirm(?:s|ed)"
)
_ENGLISH = re.compile(
    r"\b(?:by )?(?:the )?(?:(?P<JP>Japan(?:ese)?)|(?P<GB>UK|United Kingdom|British))"
    rf"(?: side| government)?(?: (?:also|further|\w+ly))? (?:{_VERBS})\b"
    r"|\bby (?:the )?(?:(?P<JP2>Japan(?:ese)?)|(?P<GB2>UK|United Kingdom|British))"
    r"(?: side| government)?\b(?!'s| \w+ing\b)",
    re.IGNORECASE,
)


def actors_in(sentences: Sequence[tuple[str, int]], language: str) -> dict[str, Mention]:
    """Return the countries that act, by their code, where they stand.

    Args:
        sentences: Sentences of a paragraph, each with where it begins there.
        language: ``en`` or ``ja``.

    >>> list(actors_in([("日本側は、英国側に資料を提供する。", 0)], "ja"))
    ['JP']
    >>> list(actors_in([("The UK will send papers to Japan.", 0)], "en"))
    ['GB']
    """
    pattern = _JAPANESE if language == "ja" else _ENGLISH
    found: dict[str, Mention] = {}
    for text, start in sentences:
        for match in pattern.finditer(text):
            name = next(name for name, said in match.groupdict().items() if said)
            code = name.removesuffix("2")
            place = match.span(name)
            mention = Mention(f"actor:{code}", match[name], start + place[0], start + place[1])
            found.setdefault(code, mention)
    return found
