"""A text that came back from a file, put on top of the version that stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kakehashi.drafting.documents.word_reading import Back, Returned
from kakehashi.drafting.merging import merged
from kakehashi.drafting.paragraphs import NUMBERED, Paragraph, check, fresh_id
from kakehashi.drafting.services.texts import Draft


def brought_back(base: Draft, newest: Draft, returned: Returned) -> Draft:
    """Return the text as it is to be saved.

    Args:
        base: the version that the file was made from.
        newest: the version that stands now; what was changed here meanwhile stays.
        returned: what the file says.

    Raises:
        TooManyParagraphs, ParagraphsWrong: when it could not be kept.
    """
    known = {one.id: one for one in base.paragraphs}
    made: list[Paragraph] = []
    before: Paragraph | None = None
    for back in returned.paragraphs:
        one = known.get(back.id)
        paragraph = _filled(one, back) if one else _fresh(back, before, [*known, *_ids(made)])
        made.append(paragraph)
        before = paragraph
    title = {**base.title, **{code: words for code, words in returned.title.items() if words}}
    mine = replace(base, title=title, paragraphs=made)
    check(mine.paragraphs)
    return merged(base, mine, newest)


def only_words(base: Draft, newest: Draft, words: Mapping[str, Mapping[str, str]]) -> Draft:
    """Return the text with other words for some paragraphs, as a translator sends them back.

    Args:
        base: the version that was sent out.
        newest: the version that stands now.
        words: identity (``title`` for the title) to language to words.
    """
    paragraphs = [
        replace(one, words={**one.words, **words.get(one.id, {})}) for one in base.paragraphs
    ]
    mine = replace(base, title={**base.title, **words.get("title", {})}, paragraphs=paragraphs)
    return merged(base, mine, newest)


def _filled(one: Paragraph, back: Back) -> Paragraph:
    words = {**one.words, **back.words}
    return replace(
        one,
        words={code: said for code, said in words.items() if said},
        merged=(*one.merged, *(key for key in back.merged if key not in one.merged)),
    )


def _fresh(back: Back, before: Paragraph | None, taken: Sequence[str]) -> Paragraph:
    return Paragraph(
        fresh_id(taken),
        form=before.form if before else NUMBERED,
        level=before.level if before else 1,
        words={code: said for code, said in back.words.items() if said},
    )


def _ids(made: Sequence[Paragraph]) -> list[str]:
    return [one.id for one in made]
