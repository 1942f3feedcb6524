"""Papers as a message to copy: plain text, the marking on its first and last line."""

from collections.abc import Iterator, Sequence

from kakehashi.briefing.mail import Message
from kakehashi.briefing.papers.composing import Data, Paper
from kakehashi.briefing.papers.layouts import EACH, FACTS, PROSE, TABLE, Section
from kakehashi.briefing.sheet import clipped
from kakehashi.look.charts.drawing import isolated

_RULE = "-" * 24
_SUBJECT = 120


def as_message(paper: Paper) -> Message:
    """Return the paper as a message, one language after the other."""
    subject = " ".join(f"[{paper.marking}] {paper.title}".split())
    parts = [
        "\n".join(_part(paper.kind.sections, said, language))
        for language, said in paper.in_language.items()
    ]
    body = f"\n\n{_RULE}\n\n".join(parts)
    return Message(
        clipped(isolated(subject), _SUBJECT), f"{paper.marking}\n\n{body}\n\n{paper.marking}"
    )


def _part(sections: Sequence[Section], said: Data, language: str) -> Iterator[str]:
    yield f"{said['kind']}: {said['title']}"
    yield from _lines(sections, said, language, "■")
    yield ""
    yield from (said[name] for name in ("note", "source", "address") if said[name])


def _lines(sections: Sequence[Section], said: Data, language: str, mark: str) -> Iterator[str]:
    for one in sections:
        value = said[one.field]
        if one.optional and not value:
            continue
        yield from _heading(mark, one.words[language])
        if one.form == FACTS:
            yield from _row(one, value, language)
        elif one.form == PROSE:
            yield from value
        elif one.form == TABLE:
            for row in value:
                yield "・" + " / ".join(_row(one, row, language))
            if not value and one.nothing is not None:
                yield one.nothing[language]
        elif one.form == EACH:
            for row in value:
                yield from _heading("□", row[one.heading])
                yield from _lines(one.sections, row, language, "○")


def _heading(mark: str, words: str) -> Iterator[str]:
    if words:
        yield f"\n{mark} {words}"


def _row(section: Section, row: Data, language: str) -> Iterator[str]:
    """Yield what a row says, each with its label; line ends become spaces."""
    between = "：" if language == "ja" else ": "
    for column in section.columns:
        if row[column.field]:
            value = isolated(" ".join(row[column.field].split()))
            yield f"{column.words[language]}{between}{value}"
