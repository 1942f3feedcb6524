"""The editor's form of a joint text: all paragraphs at once, and the one thing to do with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from kakehashi.drafting.paragraphs import FORMS, LANGUAGES, MOST, Paragraph, place_of, split
from kakehashi.drafting.services import Draft
from kakehashi.wording import split_sentences

_ID = re.compile(r"[0-9a-z]{1,32}")


@dataclass(frozen=True)
class Doing:
    """What a button asks for: a verb, the paragraph or thing it is about, and the rest."""

    verb: str
    key: str = ""
    rest: tuple[str, ...] = ()


def doing(posted: QueryDict) -> Doing:
    """Return what was asked for; saving where nothing was."""
    verb, *rest = (posted.get("do") or "save").split("|")
    return Doing(verb, rest[0] if rest else "", tuple(rest[1:]))


def typed(posted: QueryDict, before: Draft) -> Draft:
    """Return the whole text as it was typed, each paragraph with the identity it came with."""
    known = {one.id: one for one in before.paragraphs}
    made = []
    for key in list(dict.fromkeys(posted.getlist("par")))[: MOST + 1]:
        if not _ID.fullmatch(key):
            continue
        one = known.get(key, Paragraph(key))
        form, _dash, level = posted.get(f"shape-{key}", "").partition("-")
        made.append(
            replace(
                one,
                form=form if form in FORMS else one.form,
                level=int(level) if level in ("1", "2", "3") else one.level,
                words=_words(posted, key, one),
            )
        )
    title = {
        code: posted.get(f"title-{code}", before.title.get(code, "")).strip() for code in LANGUAGES
    }
    return replace(
        before,
        title={code: words for code, words in title.items() if words},
        paragraphs=made,
    )


def _words(posted: QueryDict, key: str, one: Paragraph) -> dict[str, str]:
    found = {}
    for code in LANGUAGES:
        given = posted.get(f"{code}-{key}")
        words = one.said(code) if given is None else given.replace("\r\n", "\n").strip()
        if words:
            found[code] = words
    return found


def split_where_asked(
    paragraphs: Sequence[Paragraph], key: str, posted: QueryDict
) -> list[Paragraph]:
    """Return the list with a paragraph split: at the cursor, at an empty line, or after a sentence.

    A script says where the cursor stands. Without, an empty line cuts the language it stands in.
    The other language is cut after as many sentences.
    """
    one = paragraphs[place_of(paragraphs, key)]
    language, _colon, offset = posted.get("cursor", "").partition(":")
    cuts: dict[str, int] = {}
    if language in LANGUAGES and offset.isascii() and offset.isdigit():
        cuts[language] = int(offset)
    else:
        for code in LANGUAGES:
            place = one.said(code).find("\n\n")
            if place > 0:
                cuts[code] = place
    if not cuts:
        first = next((code for code in LANGUAGES if len(split_sentences(one.said(code))) > 1), "")
        if first:
            cuts[first] = len(split_sentences(one.said(first))[0])
    given = next(iter(cuts), "")
    for code in LANGUAGES:
        if given and code not in cuts:
            cuts[code] = _as_many(one.said(given), cuts[given], one.said(code))
    return split(paragraphs, key, cuts)


def _as_many(text: str, cut: int, other: str) -> int:
    """Return where ``other`` ends as many sentences as ``text`` has before ``cut``."""
    place, count = 0, 0
    for sentence in split_sentences(text):
        if place >= cut:
            break
        place += len(sentence)
        count += bool(sentence.strip())
    end = 0
    for sentence in split_sentences(other):
        if count <= 0:
            break
        end += len(sentence)
        count -= bool(sentence.strip())
    return end
