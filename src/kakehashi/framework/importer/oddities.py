"""Oddities of a text: late lists, titles twice, code points, spellings, missing names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from kakehashi.framework.importer.document import Framework, Oddity, Provision, odd
from kakehashi.framework.importer.repair import Mended, Repaired
from kakehashi.framework.importer.spelling import Variants, fold, variants

_SHOWN = 20
"""Most oddities of one code that are told one by one."""
_LONGEST = 60
_FEW = 5


def name_oddities(
    framework: Framework,
    rows: Sequence[Sequence[str]],
    starts: Mapping[str, int],
    repaired: Repaired,
) -> tuple[Oddity, ...]:
    """Return what is odd about ``framework``, by mechanisms that know no particular text.

    Args:
        framework: as parsed.
        rows: paths of each list, in order.
        starts: first path of a list to the number it was expected to begin with.
        repaired: what repair did to the lines.
    """
    by_path = {one.path: one for one in framework.provisions}
    lists = [[by_path[path] for path in row] for row in rows if row]
    found = [
        *_nothing(framework),
        *_code_points(repaired.mended),
        *_bullets(framework.provisions),
        *_anew(framework.provisions),
        *(oddity for row in lists for oddity in _numbers(row, starts.get(row[0].path, 1))),
        *(oddity for row in lists for oddity in _titles(row)),
        *_closings(framework.provisions),
        *_unanswered(framework.provisions),
        *_spellings(framework),
        *_signatories(framework),
    ]
    return tuple(bounded(found))


def bounded(found: Iterable[Oddity]) -> Iterator[Oddity]:
    """Leave out the rest of a kind after many, saying how many there are."""
    totals: dict[str, int] = {}
    for oddity in found:
        totals[oddity.code] = totals.get(oddity.code, 0) + 1
        if totals[oddity.code] <= _SHOWN:
            yield oddity
    for code, total in totals.items():
        if total > _SHOWN:
            yield odd("more-of-a-kind", None, more=total - _SHOWN, kind=code)


def _nothing(framework: Framework) -> Iterator[Oddity]:
    if not framework.provisions:
        yield odd("nothing-numbered", None)
    lost = next((one for one in framework.provisions if "\ufffd" in one.wording), None)
    if lost is not None:
        yield odd("replacement-character", lost.first_line, lost.path)


def _code_points(mended: Sequence[Mended]) -> Iterator[Oddity]:
    for code, kangxi in (("kangxi-radical", True), ("odd-code-point", False)):
        group = [one for one in mended if one.kangxi is kangxi]
        if not group:
            continue
        listed = {
            "en": ", ".join(
                f"{one.odd} (U+{ord(one.odd):04X}) for {one.plain}, line {_lines(one)}"
                for one in group[:_SHOWN]
            ),
            "ja": "、".join(
                f"{one.odd}（U+{ord(one.odd):04X}）→{one.plain}（{_lines(one)} 行目）"
                for one in group[:_SHOWN]
            ),
        }
        count = sum(len(one.lines) for one in group)
        yield odd(code, group[0].lines[0], kinds=len(group), count=count, listed=listed)


def _bullets(provisions: Sequence[Provision]) -> Iterator[Oddity]:
    found = [one for one in provisions if not any(char.isalnum() for char in one.number)]
    if found:
        yield odd("bullets-counted", found[0].first_line, found[0].path, count=len(found))


def _anew(provisions: Sequence[Provision]) -> Iterator[Oddity]:
    """Yield where the count of the paragraphs begins again, as in two texts in one file."""
    firsts = [one for one in provisions if one.level == "paragraph" and one.value == 1]
    for one in firsts[1:]:
        yield odd("count-begins-anew", one.first_line, one.path, number=one.number)


def _lines(mended: Mended) -> str:
    shown = ", ".join(str(line) for line in mended.lines[:_FEW])
    return shown + (" …" if len(mended.lines) > _FEW else "")


def _numbers(row: Sequence[Provision], expected: int) -> Iterator[Oddity]:
    """Yield what is odd about the numbers of one list that should begin at ``expected``."""
    first = row[0]
    if first.value != expected:
        heading = first.heading
        of = {
            "en": f" of “{heading}”" if heading else "",
            "ja": f"「{heading}」の" if heading else "",
        }
        yield odd("list-begins-late", first.first_line, first.path, of=of, number=first.number)
    for before, after in pairwise(row):
        if after.value == before.value:
            yield odd("number-repeated", after.first_line, after.path, number=after.number)
        elif after.value > before.value + 1:
            yield odd(
                "number-missing",
                after.first_line,
                after.path,
                before=before.number,
                number=after.number,
            )


def _titles(row: Sequence[Provision]) -> Iterator[Oddity]:
    """Yield items of one list that bear the title, or without one the text, of another."""
    seen: dict[str, Provision] = {}
    for one in row:
        words = one.title or ("" if one.children else one.text)
        if not words:
            continue
        first = seen.setdefault(fold(words), one)
        if first is one:
            continue
        exact = (first.title or first.text) == words
        alike = {
            "en": "word for word" if exact else "but for its spelling",
            "ja": "一字一句同じ" if exact else "表記を除いて同じ",
        }
        code = "title-repeated" if one.title else "text-repeated"
        there = {"there": [first.path]}
        yield odd(code, one.first_line, one.path, paths=there, alike=alike, words=_short(words))


def _closings(provisions: Sequence[Provision]) -> Iterator[Oddity]:
    for one in provisions:
        if not one.closing:
            continue
        targets = [
            target
            for reference in one.references
            if reference.line == one.closing_line
            for target in reference.targets
        ]
        yield odd(
            "closing-sentence",
            one.closing_line,
            one.path,
            template="closing-sentence-pointing" if targets else None,
            paths={"there": targets},
        )


def _unanswered(provisions: Sequence[Provision]) -> Iterator[Oddity]:
    for one in provisions:
        for reference in one.references:
            if not reference.targets:
                words = _short(reference.words)
                yield odd("reference-unresolved", reference.line, one.path, words=words)


def _spellings(framework: Framework) -> Iterator[Oddity]:
    texts = [one.wording for one in framework.provisions]
    texts.extend(area.opening for area in framework.areas)
    texts.extend(pillar.opening for pillar in framework.pillars)
    for variant in variants(texts, japanese=framework.language == "ja"):
        where = _where(variant, framework.provisions)
        forms = {
            "en": ", ".join(f"{form.words} ({form.count}×)" for form in variant.forms),
            "ja": "、".join(f"{form.words}（{form.count}回）" for form in variant.forms),
        }
        line, path = (where.first_line, where.path) if where else (None, None)
        yield odd("variant-spelling", line, path, ways=len(variant.forms), forms=forms)


def _where(variant: Variants, provisions: Sequence[Provision]) -> Provision | None:
    """Return the first provision with the rarest form."""
    rarest = variant.forms[-1].words
    for one in provisions:
        if rarest in (one.wording.lower() if rarest.isascii() else one.wording):
            return one
    return None


def _signatories(framework: Framework) -> Iterator[Oddity]:
    if not framework.signatories and framework.provisions:
        yield odd("no-signatories", None)
    for one in framework.signatories:
        if one.name is None:
            yield odd("signatory-without-name", one.line, title=one.title)
        elif not one.title and one.party is None:
            yield odd("signatory-without-title", one.line, name=one.name)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
