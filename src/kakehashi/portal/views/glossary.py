"""The glossary: each concept with its words in both languages, by area, filtered by beginning."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kakehashi.framework import public as framework
from kakehashi.glossary import public as words
from kakehashi.portal.addresses import shared
from kakehashi.portal.pages import public, show
from kakehashi.portal.templatetags.portal import titled
from kakehashi.records import public as records
from kakehashi.wording import normalise
from kakehashi.wording.readings import index_letter, reading

LONGEST = 60


@public
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the concepts, all of them or those asked for."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    area = request.GET.get("area", "")
    areas = {one.reference.removeprefix("area-"): one for one in framework.areas()}
    found = [
        term
        for term in words.terms()
        if (not area or area in _areas(term, areas)) and (not asked or _begins(term, asked))
    ]
    found.sort(key=_place)
    groups: dict[str, list[words.Term]] = {code: [] for code in (*areas, "")}
    for term in found:
        groups[area or next(iter(_areas(term, areas)), "")].append(term)
    language = get_language() or "en"
    letters: dict[str, list[words.Term]] = {}
    for term in sorted(found, key=lambda one: reading(one.preferred.get(language, ""))):
        letter = index_letter(term.preferred.get(language, ""), language)
        letters.setdefault(letter, []).append(term)
    subjects = records.faces(_reference(term) for term in found if term.concept.subject)
    return show(
        request,
        "portal/glossary.html",
        {
            "asked": asked,
            "area": area,
            "areas": list(areas.items()),
            "total": len(found),
            "letters": [
                (
                    letter,
                    [(one.concept.pk, one.preferred[language]) for one in letters[letter]],
                )
                for letter in sorted(letters, key=_letter_place)
            ],
            "files": [
                (ending.upper(), shared(request, "portal:dataset", "glossary", ending))
                for ending in ("tbx", "csv", "json")
            ],
            "groups": [
                (
                    titled(areas[code]) if code else _("The partnership as a whole"),
                    [(term, subjects.get(_reference(term))) for term in terms],
                )
                for code, terms in groups.items()
                if terms
            ],
        },
    )


def _letter_place(letter: str) -> tuple[int, str]:
    """Return where a letter stands in the index: kana and A to Z, then what has none."""
    return (2 if letter == "#" else int(letter.isascii() and get_language() == "ja"), letter)


def _areas(term: words.Term, known: Iterable[str]) -> list[str]:
    """Return the codes of the areas whose provisions use the concept."""
    codes = list(known)
    found = []
    kind, _, name = term.concept.subject.partition(":")
    if kind == "area" and name in codes:
        found.append(name)
    for reference in term.concept.provisions:
        found += [code for code in codes if f"{reference}.".startswith(f"{code}.")]
    return list(dict.fromkeys(found))


def _place(term: words.Term) -> tuple[str, str]:
    """Return where a concept stands: by its word in the reader's language."""
    own = term.preferred.get(get_language() or "en", "")
    return (normalise(own), term.concept.pk)


def _begins(term: words.Term, asked: str) -> bool:
    wanted = normalise(asked)
    return any(
        start.startswith(wanted)
        for word in term.words()
        for start in (normalise(word), *normalise(word).split())
    )


def _reference(term: words.Term) -> str:
    return term.concept.subject.replace(":", "-", 1)
