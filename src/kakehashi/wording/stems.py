"""Stems: the part that the forms of an English word share."""

import re
import threading
from functools import lru_cache
from typing import Any

_of_thread = threading.local()

# Where British and American spellings differ, one of them before the stem is taken. *-ize* goes
# to *-ise*, because the stemmer would cut *-ize* off (organization, organ).
_IZE = re.compile(r"(?<=[a-z]{3})iz(?=(?:e[dsr]?|ers|ing|ations?|able)$)|(?<=[a-z]{3}y)z(?=e|ing$)")
_OUR = re.compile(
    r"^(un|dis|re|mis)?(behavi|col|fav|lab|hon|neighb|endeav|harb|rum|vap|vig|flav|arm|hum)our"
)
_RE = re.compile(r"^(kilo|milli|centi|epi|bi)?(cent|met|lit|theat|fib|calib|spect)re(s?)$")
_OGUE = re.compile(r"^(cata|dia|ana|mono|pro|epi)logue(s?)$")
_IRREGULAR = {
    "crises": "crisis", "hypotheses": "hypothesis", "bases": "base",
    "criteria": "criterion", "phenomena": "phenomenon", "indices": "index",
    "matrices": "matrix", "appendices": "appendix", "memoranda": "memorandum",
    "women": "woman", "men": "man", "children": "child", "fora": "forum",
    "programme": "program", "programmes": "programs", "defence": "defense",
    "offence": "offense", "licence": "license", "licences": "licenses", "practise": "practice",
    "practised": "practiced", "practises": "practices", "practising": "practicing",
    "judgement": "judgment", "judgements": "judgments", "fulfil": "fulfill",
    "fulfils": "fulfills", "ageing": "aging", "artefact": "artifact", "artefacts": "artifacts",
    "held": "hold", "met": "meet", "made": "make", "built": "build", "took": "take",
    "taken": "take", "undertook": "undertake", "undertaken": "undertake", "began": "begin",
    "begun": "begin", "wrote": "write", "written": "write", "sought": "seek", "gave": "give",
    "given": "give", "kept": "keep", "drew": "draw", "drawn": "draw", "chose": "choose",
    "chosen": "choose", "said": "say", "grew": "grow", "grown": "grow",
    "regulatory": "regulate", "advisory": "advise", "ministerial": "minister",
}  # fmt: skip
# Words the stemmer would throw together with others of another meaning: each keeps itself.
_OWN = {
    form: stem
    for stem, forms in {
        "international": "international internationally",
        "internal": "internal internally",
        "important": "important importantly importance",
        "organ": "organ organs",
        "organic": "organic organically",
        "university": "university universities",
        "universe": "universe universes",
        "author": "author authors authored authoring",
        "authority": "authority authorities",
        "digital": "digital digitally",
        "experiment": "experiment experiments experimental experimentally experimentation",
        "objective": "objective objectives",
        "positive": "positive positively",
        "several": "several",
        "business": "business businesses",
        "initiative": "initiative initiatives",
        "publication": "publication publications",
        "succession": "succession successions",
        "directive": "directive directives",
        "responsible": "responsible responsibly responsibility responsibilities",
        "edition": "edition editions",
        "relative": "relative relatively",
        "underlying": "underlying",
        "authentic": "authentic authentically authenticity",
        "analys": "analysis analyses",
        "emergency": "emergency emergencies",
    }.items()
    for form in forms.split()
}


@lru_cache(maxsize=65536)
def english_stem(word: str) -> str:
    """Return the stem of ``word`` (in the normal form): the same for all its forms.

    Snowball's English stemmer, after spellings of Britain and America and a few irregular forms
    are brought together and with some pairs kept apart that it would merge. A word with a figure
    or of another script is its own stem.

    >>> {english_stem(word) for word in ("standard", "standards")}
    {'standard'}
    >>> english_stem("organisation") == english_stem("organizations") == english_stem("organised")
    True
    >>> english_stem("international") == english_stem("internal")
    False
    """
    if not (word.isascii() and word.isalpha()):
        return word
    word = _IRREGULAR.get(word, word)
    own = _OWN.get(word)
    if own is not None:
        return own
    word = _IZE.sub("is", word) if "iz" in word else _IZE.sub("s", word)
    word = _OUR.sub(r"\1\2or", word)
    word = _RE.sub(r"\1\2er\3", word)
    word = _OGUE.sub(r"\1log\2", word)
    return str(_stemmer().stemWord(word))


def _stemmer() -> Any:
    """Return this thread's stemmer, which keeps the word it works on in itself."""
    stemmer = getattr(_of_thread, "stemmer", None)
    if stemmer is None:
        from snowballstemmer import stemmer as make

        stemmer = make("english")
        _of_thread.stemmer = stemmer
    return stemmer
