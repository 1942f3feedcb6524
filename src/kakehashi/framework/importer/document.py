"""What the importer finds in a text: provisions, headings, signatories, references, oddities."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kakehashi.errors import Words
from kakehashi.framework.importer.messages import TEMPLATES

Level = Literal["paragraph", "lettered", "roman", "deeper"]


@dataclass(frozen=True, slots=True)
class Line:
    """One repaired line of the source."""

    number: int
    """Line of the source file, from 1."""
    text: str
    """The line without surrounding blanks and with ordinary code points."""
    gap: int
    """How many blank lines stood before it."""
    page: bool
    """Whether it is the first line of a page."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in the text a reader should know about; nothing in it was changed for that."""

    code: str
    """Stable name, kebab-case."""
    line: int | None
    """Line of the source, from 1; none where the oddity is something missing."""
    template: Words
    """What is odd, per language, with a placeholder for each fact and path."""
    path: str | None = None
    """Structural path of the provision concerned."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """What fills the placeholders; a fact may itself be words per language."""
    paths: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Placeholders that stand for provisions: their structural paths."""

    def say(self, language: str, name: Callable[[str], str] = str) -> str:
        """Return what is odd in ``language``, each path called what ``name`` calls it."""
        named = {key: ", ".join(map(name, paths)) for key, paths in self.paths.items()}
        facts = {
            key: fact[language] if isinstance(fact, Mapping) else fact
            for key, fact in self.facts.items()
        }
        return self.template[language].format_map({**facts, **named})

    def told(self, name: Callable[[str], str] = str) -> dict[str, object]:
        """Return ``{code, ref, line, message: {en, ja}}``, paths called as ``name`` does."""
        return {
            "code": self.code,
            "ref": None if self.path is None else name(self.path),
            "line": self.line,
            "message": {language: self.say(language, name) for language in self.template},
        }


def odd(
    code: str,
    line: int | None,
    path: str | None = None,
    *,
    template: str | None = None,
    paths: Mapping[str, Sequence[str]] | None = None,
    **facts: object,
) -> Oddity:
    """Return the oddity ``code`` with its wording, ``{here}`` in which is ``path``."""
    here = {"here": [path]} if path is not None else {}
    return Oddity(code, line, TEMPLATES[template or code], path, facts, {**here, **(paths or {})})


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where a provision points to another one."""

    words: str
    """As printed, such as 前項 or *paragraph 12 b*."""
    line: int
    targets: tuple[str, ...]
    """Structural paths of what it points to; empty when nothing in the text answers to it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that divides the text as a whole."""

    key: str
    """``S1``, ``S2`` … in text order."""
    heading: str
    line: int
    opening: str
    """Unnumbered sentences between the heading and the first numbered item."""


@dataclass(frozen=True, slots=True)
class Pillar:
    """A pillar of the work, named as such by the text."""

    key: str
    """Its number in ordinary digits."""
    heading: str
    """Without *Pillar 1* or 第一の柱."""
    line: int
    section: str | None
    opening: str


@dataclass(frozen=True, slots=True)
class Area:
    """An area of work: under a heading of its own, or a letter of a pillar that has no headings."""

    key: str
    """``A1``, ``A2`` … in text order; for a letter of a pillar its provision's path."""
    heading: str
    line: int
    section: str | None
    pillar: str | None
    opening: str
    """Unnumbered sentences under the heading: they govern every item of the area."""
    provision: str | None
    """Path of the lettered provision that is this area, where it has no heading of its own."""


@dataclass(frozen=True, slots=True)
class Provision:
    """One numbered item of the text."""

    path: str
    """Unique within the text: ``12.a``, ``A1.b.vi``, ``P2.c``."""
    number: str
    """As printed, without dots and brackets: ``vi``."""
    value: int
    """Its place in its list as the number says, from 1."""
    mark: str
    """As printed, with them: ``vi.`` or ``(a)``."""
    level: Level
    depth: int
    """0 for an item that stands in no other."""
    parent: str | None
    children: tuple[str, ...]
    section: str | None
    pillar: str | None
    area: str | None
    heading: str | None
    """Heading of the area it stands under, as printed."""
    title: str | None
    """What stands before the first colon, where that is short enough to be a title."""
    text: str
    """Its words with lines joined and code points repaired, closing sentences left out."""
    lead_in: str
    """Last sentence of ``text`` where items follow that it introduces, else empty."""
    closing: str
    """Unnumbered sentences after the end of its list, read as belonging to it."""
    closing_line: int | None
    references: tuple[Reference, ...]
    first_line: int
    last_line: int

    @property
    def wording(self) -> str:
        """Return text and closing sentences together."""
        if not self.closing:
            return self.text
        gap = " " if self.text[-1:].isascii() and self.closing[:1].isascii() else ""
        return f"{self.text}{gap}{self.closing}"


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who signed, or is printed where signatures stand."""

    title: str
    """Office or organisation as printed; empty where only a name stands."""
    name: str | None
    party: str | None
    """For whom, where the text says so (*For the Government of …*)."""
    line: int


@dataclass(frozen=True, slots=True)
class Framework:
    """A text as the importer understood it."""

    language: Literal["ja", "en"]
    title: str
    preamble: str
    sections: tuple[Section, ...]
    pillars: tuple[Pillar, ...]
    areas: tuple[Area, ...]
    provisions: tuple[Provision, ...]
    signatories: tuple[Signatory, ...]
    attestation: str
    """The sentence about place, date and copies, where the text has one."""
    oddities: tuple[Oddity, ...]

    def provision(self, path: str) -> Provision:
        """Return the provision at ``path``.

        Raises:
            KeyError: there is none.
        """
        for provision in self.provisions:
            if provision.path == path:
                return provision
        raise KeyError(path)

    def governing(self, provision: Provision) -> tuple[str, ...]:
        """Return what introduces ``provision``, outermost first: openings, then lead-ins."""
        by_path = {one.path: one for one in self.provisions}
        words = []
        above = provision.parent
        while above is not None:
            words.append(by_path[above].lead_in)
            above = by_path[above].parent
        words.extend(one.opening for one in self.areas if one.key == provision.area)
        words.extend(one.opening for one in self.pillars if one.key == provision.pillar)
        return tuple(word for word in reversed(words) if word)
