"""The reference of papers: every name that a template may use, written from the code."""

from collections.abc import Iterator, Sequence

from kakehashi.briefing.papers.fields import LANGUAGES, Field, every
from kakehashi.briefing.papers.kinds import FOR_WHOM, FRAME
from kakehashi.briefing.papers.offered import TEMPLATED
from kakehashi.briefing.papers.sandbox.tags import FILTERS, TESTS


def describe_papers() -> str:
    """Return the page, in both languages."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Papers and the names their templates may use\n"
    yield "Written from `src/kakehashi/briefing/papers/kinds.py`. How to use them:"
    yield "[make papers](../how-to/make-papers.md).\n"
    yield "A name ending in `[]` is a list: loop over it (`{% for row in decisions %}`) and name"
    yield "its fields by the row (`{{ row.title }}`). Names with a dot belong to a group.\n"
    yield "| language | names |\n|---|---|"
    for code, words in LANGUAGES.items():
        how = {
            "both": "`ja.title`, `en.title`",
            "side": "`ja.title`, `en.title`; lists as `pairs.decisions`, each row `row.ja.title`, "
            "`row.en.title`",
        }.get(code, "`title`")
        yield f"| {words['en']} · {words['ja']} (`{code}`) | {how} |"
    yield f"\nFilters: {', '.join(f'`{one}`' for one in FILTERS)}."
    yield f"Tests: {', '.join(f'`{one}`' for one in TESTS)}.\n"
    yield "## Every paper\n"
    yield from _table(FRAME)
    for kind in TEMPLATED.values():
        yield f"## {kind.names['en']} · {kind.names['ja']} (`{kind.code}`)\n"
        whom = "; ".join(f"{FOR_WHOM[one]['en']} · {FOR_WHOM[one]['ja']}" for one in kind.for_whom)
        yield f"Of a {kind.of}. For {whom}.\n"
        if kind.tables:
            yield f"As XLSX and CSV: {', '.join(f'`{one}`' for one in kind.tables)}.\n"
        yield from _table([one for one in kind.fields if one not in FRAME])


def _table(fields: Sequence[Field]) -> Iterator[str]:
    yield "| name | what it is | 内容 |\n|---|---|---|"
    for name, one in every(fields):
        yield f"| `{name}` | {one.words['en']} | {one.words['ja']} |"
    yield ""
