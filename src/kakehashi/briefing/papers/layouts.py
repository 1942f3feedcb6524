"""How a paper is laid out: sections over its fields, read by every form it is written in."""

from dataclasses import dataclass

from kakehashi.briefing.papers.fields import Words

FACTS, PROSE, TABLE, EACH = "facts", "prose", "table", "each"
"""Labels with values; paragraphs; a table with a row a record; a part of its own a record."""


@dataclass(frozen=True)
class Column:
    """A column of a table, or a line of facts: which field, its label, its share of the width."""

    field: str
    words: Words
    share: int = 1


@dataclass(frozen=True)
class Section:
    """One section of a paper.

    ``field`` is the group, list or rows that it shows. Of :data:`EACH`, ``heading`` names the field
    of a row that stands as its heading and ``sections`` what stands under it.
    """

    form: str
    field: str
    words: Words
    columns: tuple[Column, ...] = ()
    nothing: Words | None = None
    """What is said where there is nothing; without it the section is left out."""
    heading: str = ""
    sections: tuple["Section", ...] = ()
    own_page: bool = False
    """Of :data:`EACH`: whether each record begins a page."""
    big: bool = False
    """Of :data:`PROSE`: whether it is to be read out from, in big type."""

    @property
    def optional(self) -> bool:
        """Whether it is left out where there is nothing to show."""
        return self.form != FACTS and self.nothing is None
