"""Words a glossary avoids, as rules of the wording check."""

import re
from collections.abc import Iterator
from functools import cache

from kakehashi.wording.findings import Severity
from kakehashi.wording.linting.rulebook import Kind, Rule, Rulebook, Swap, load_rules
from kakehashi.wording.parity.avoiding import avoided_pattern
from kakehashi.wording.parity.glossary import Concept, Glossary, shipped_glossary

_ANYTHING = re.compile(r"(?s).+")


def with_glossary(book: Rulebook, glossary: Glossary) -> Rulebook:
    """Return ``book`` and, behind its rules, one for the avoided words of each concept.

    Only of concepts whose avoided words are pointed out wherever they stand; those of the others
    are told by the comparison of two languages, where it is certain what is meant.

    >>> mic = Concept("mic", ("MIC",), ("総務省",), avoided={"ja": ("郵政省",)}, pointed_out=True)
    >>> book = with_glossary(Rulebook(()), Glossary((mic,)))
    >>> [(one.id, one.instead) for one in book.rules]
    [('glossary-ja-mic', ('総務省',))]
    """
    rules = tuple(
        rule
        for concept in glossary.concepts
        if concept.pointed_out
        for language in ("en", "ja")
        for rule in _rules(concept, language)
    )
    return Rulebook((*book.rules, *rules), book.lists)


@cache
def shipped_rules() -> Rulebook:
    """Return the rules that come with Kakehashi, those of its glossary among them."""
    return with_glossary(load_rules(), shipped_glossary())


def _rules(concept: Concept, language: str) -> Iterator[Rule]:
    words = concept.avoided.get(language, ())
    used = concept.ja if language == "ja" else concept.en
    if not words:
        return
    preferred = used[0]
    longer = [one for one in used if any(word.lower() in one.lower() for word in words)]
    yield Rule(
        id=f"glossary-{language}-{concept.id}",
        language=language,
        pattern=avoided_pattern(words, language),
        needs=tuple(one.lower() for one in words),
        severity=dict.fromkeys(Kind, Severity.WARNING),
        why={
            "en": f"The glossary has “{preferred}” for this, and avoids what stands here.",
            "ja": f"用語集では「{preferred}」を用い、この語は避けることとしている。",
        },
        source={"en": f"Glossary: {concept.id}", "ja": f"用語集: {concept.id}"},
        instead=(preferred,),
        swaps=(Swap(_ANYTHING, None, None, None, preferred.replace("\\", r"\\"), exact=True),),
        exceptions=tuple(re.compile(re.escape(one), re.IGNORECASE) for one in longer),
        exception_names=(),
        where=frozenset(),
        whole=False,
        absorb=False,
        before=frozenset(),
    )
