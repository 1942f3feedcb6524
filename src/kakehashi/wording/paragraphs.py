"""Paragraphs: a text cut into what is read as one piece, each with the way back to the text.

A paragraph is clean: one line, without what nobody sees, full-width letters and figures made
plain, lines broken in the middle of a Japanese word whole again. Unlike the normal form it keeps
capitals and quotation marks, which rules on wording read.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kakehashi.wording.normal import Mapped, sub_mapped
from kakehashi.wording.scripts import CJK_CLASS


class Form(StrEnum):
    """What a paragraph is in its document."""

    TITLE = "title"
    HEADING = "heading"
    PROSE = "prose"
    TABLE = "table"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, clean, with the way back to the text it was cut from.

    Attributes:
        clean: The words, without the label, and where they came from.
        form: What it is in its document.
        label: Its number or letter without punctuation ("12", "b", "iv"); "" where it has none.
        start: Offset in the text where it begins, its label included.
    """

    clean: Mapped
    form: Form
    label: str
    start: int

    @property
    def text(self) -> str:
        """The clean words."""
        return self.clean.text

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the text behind ``self.text[start:end]``, which is not empty."""
        return self.clean.place(start, end)


HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that nobody sees and that change what is read: zero width, direction, soft hyphen."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufe00-\ufe0f\ud800-\udfff]+"
)
_FOLDED = re.compile(
    "(?:[\uff01-\uff60\uffe0-\uffe6\u2e80-\u2fdf\u3000\u00a0\u2000-\u200a\u3250-\u33ff\uf900-\ufaff]"
    "|[\uff61-\uff9f][\uff9e\uff9f]?)"
)
# One space between two words of ASCII stays as it is: most of an English text.
_BLANKS = re.compile(r"(?!(?<=[!-~]) (?=[!-~]))\s+")
_CJK = re.compile(f"[{CJK_CLASS}、。「」『』（）]")
_APOSTROPHE = re.compile(r"(?<=\w)[\u2019\u02bc](?=\w)")

LABEL = re.compile(
    r"""[^\S\n]*(?:
      (?P<number>[0-9０-９]{1,3})(?:[.．、)）](?![0-9０-９]|[a-z]\b)|[^\S\n]{2,}|(?=\u3000))
    | [(（](?P<inner>[0-9０-９]{1,3}|[a-zａ-ｚ]|[ivx]{1,5}|[ア-ン]|[一二三四五六七八九十]{1,3})[)）]
    | (?P<letter>[a-zａ-ｚ]|[ivx]{1,5})[.．)）](?=\s)
    | (?P<kana>[アイウエオカキクケコサシスセソロハニホヘト]|[一二三四五六七八九十]{1,3})
      (?=[ \u3000\t])
    | (?P<circled>[\u2460-\u2473])
    | (?P<bullet>[・•●○◇◆■□※*–—-])(?=\s|[^\s\-*\d])
    )[^\S\n]*""",
    re.VERBOSE,
)
_SENTENCE_END = re.compile(r"""[。．.!?！？:：;；]["'”’」』）)]*\s*$""")
_WIDE_LINE = 44  # cells from which a line may have been broken for its width
_HEADING_CELLS = 90
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")


@dataclass(slots=True)
class _Lines:
    """Lines that belong together, as they are gathered."""

    start: int
    end: int
    form: Form
    last: str


def cut_paragraphs(text: str, *, markdown: bool = False) -> list[Paragraph]:
    r"""Cut ``text`` into paragraphs.

    Args:
        text: Any text.
        markdown: Whether its marks (``#``, ``>``, fences, links) mean something.

    >>> [(p.label, p.text) for p in cut_paragraphs("1. Ｄata flow\n\n2. デー\tタの\n活用")]
    [('1', 'Data flow'), ('2', 'データの'), ('', '活用')]
    """
    return _cleaned(text, _gather_markdown(text) if markdown else _gather(text), markdown=markdown)


def cut_lines(text: str) -> list[Paragraph]:
    r"""Cut ``text`` into paragraphs where each line is one, as in what was read of a DOCX.

    >>> [(p.label, p.text) for p in cut_lines("a. One\nand two")]
    [('a', 'One'), ('', 'and two')]
    """
    lines = (
        _shaped(_Lines(start, start + len(line), Form.PROSE, line), text)
        for start, line in _lines_of(text)
    )
    return _cleaned(text, lines, markdown=False)


def _cleaned(text: str, gathered: Iterable[_Lines], *, markdown: bool) -> list[Paragraph]:
    found = []
    for lines in gathered:
        one = _clean(text, lines, markdown=markdown)
        if one.text:
            found.append(one)
    if found and found[0].form is Form.HEADING:
        found[0] = Paragraph(found[0].clean, Form.TITLE, found[0].label, found[0].start)
    return found


def read_languages(text: str) -> tuple[str, ...]:
    """Return the languages that ``text`` has words in: ``ja``, ``en``, both or none.

    >>> read_languages("OECD における議論"), read_languages("The year 2024")
    (('ja', 'en'), ('en',))
    """
    found = []
    if _CJK.search(text):
        found.append("ja")
    if re.search("[A-Za-z]{2}", text):
        found.append("en")
    return tuple(found)


def _lines_of(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        yield start, line
        start += len(line)


def _gather(text: str) -> Iterator[_Lines]:
    """Yield the lines of plain text that were one paragraph before they were broken."""
    current: _Lines | None = None
    blank = False
    for start, line in _lines_of(text):
        bare = line.strip()
        if not bare:
            blank = True
            continue
        if current is not None and _goes_on(current.last, bare, blank=blank):
            current.end, current.last = start + len(line), bare
        else:
            if current is not None:
                yield _shaped(current, text)
            current = _Lines(start, start + len(line), Form.PROSE, bare)
        blank = False
    if current is not None:
        yield _shaped(current, text)


def _goes_on(last: str, line: str, *, blank: bool) -> bool:
    """Say whether ``line`` is the rest of a paragraph whose last line so far is ``last``."""
    if LABEL.match(line) or _SENTENCE_END.search(last) or _cells(last) < _WIDE_LINE:
        return False
    if _CJK.match(last[-1]) or _CJK.match(line[0]):
        return True
    return not blank


def _shaped(lines: _Lines, text: str) -> _Lines:
    whole = text[lines.start : lines.end].strip()
    if "\n" not in whole and not _SENTENCE_END.search(whole) and _cells(whole) <= _HEADING_CELLS:
        marked = LABEL.match(whole)
        if not marked or not marked["letter"]:
            lines.form = Form.HEADING
    return lines


def _cells(line: str) -> int:
    return sum(2 if ord(one) > 0x2E80 else 1 for one in line[:_HEADING_CELLS])  # noqa: PLR2004


def _gather_markdown(text: str) -> Iterator[_Lines]:
    fence = ""
    current: _Lines | None = None
    for start, line in _lines_of(text):
        bare = line.strip()
        end = start + len(line)
        opened = _FENCE.match(line)
        if fence or opened:
            if current is not None:
                yield current
                current = None
            yield _Lines(start, end, Form.CODE, bare)
            if opened and (not fence or bare.startswith(fence)):
                fence = "" if fence else opened[1]
            continue
        form = _markdown_form(line, bare)
        alone = form in {Form.HEADING, Form.TABLE} or LABEL.match(line) or bare[:1] == "+"
        if current is not None and (not bare or alone or form is not current.form):
            yield current
            current = None
        if not bare:
            continue
        if current is None:
            current = _Lines(start, end, form, bare)
        else:
            current.end, current.last = end, bare
        if form in {Form.HEADING, Form.TABLE}:
            yield current
            current = None
    if current is not None:
        yield current


def _markdown_form(line: str, bare: str) -> Form:
    if bare.startswith("#"):
        return Form.HEADING
    if bare.startswith(">"):
        return Form.QUOTE
    if bare.startswith("|"):
        return Form.TABLE
    if line.startswith(("    ", "\t")) and not LABEL.match(line):
        return Form.CODE
    return Form.PROSE


_MARKUP = re.compile(
    r"""^[ ]{0,3}\#{1,6}[ ]+ | ^[ ]{0,3}>[ ]? | (?<=\n)[ ]{0,3}>[ ]?
    | \*{1,3}(?=\S) | (?<=\S)\*{1,3} | <!--.{0,2000}?--> | </?[a-z][^>\n]{0,200}>
    | (?<=\])\([^)\n]{0,400}\) | !?\[(?=[^\]\n]{0,400}\]\() | \](?=\([^)\n]{0,400}\))""",
    re.VERBOSE,
)
_INLINE_CODE = re.compile(r"`+[^`\n]{1,400}`+|https?://[^\s)>\]]{1,400}")


def _clean(text: str, lines: _Lines, *, markdown: bool) -> Paragraph:
    raw = text[lines.start : lines.end]
    mapped = Mapped(
        raw,
        list(range(lines.start, lines.end)),
        list(range(lines.start + 1, lines.end + 1)),
    )
    mapped = sub_mapped(_UNSEEN, _nothing, mapped)
    if markdown and lines.form is not Form.CODE:
        mapped = sub_mapped(_INLINE_CODE, _object, mapped)
        mapped = sub_mapped(_MARKUP, _nothing, mapped)
    mapped = sub_mapped(_FOLDED, _fold, mapped)
    mapped = sub_mapped(_APOSTROPHE, _apostrophe, mapped)
    label = LABEL.match(mapped.text)
    begin = label.end() if label and label.end() < len(mapped.text) else 0
    said = label.group(label.lastgroup or 0).strip() if label and begin else ""
    if label and label.lastgroup == "bullet":
        said = ""
    mapped = Mapped(mapped.text[begin:], mapped.starts[begin:], mapped.ends[begin:])
    return Paragraph(sub_mapped(_BLANKS, _blank, mapped), lines.form, _plain(said), lines.start)


def _plain(label: str) -> str:
    return unicodedata.normalize("NFKC", label)


def _nothing(_found: re.Match[str]) -> str:
    return ""


def _object(_found: re.Match[str]) -> str:
    return "\ufffc"


def _apostrophe(_found: re.Match[str]) -> str:
    return "'"


def _fold(found: re.Match[str]) -> str:
    folded = unicodedata.normalize("NFKC", found.group())
    return folded if "\n" not in folded else " "


def _blank(found: re.Match[str]) -> str:
    text, (first, last) = found.string, found.span()
    if first == 0 or last == len(text):
        return ""
    before, after = text[first - 1], text[last]
    if _CJK.match(before) and (_CJK.match(after) or "0" <= after <= "9"):
        return ""
    if "0" <= before <= "9" and _CJK.match(after):
        return ""
    return "" if "\n" in found.group() and (_CJK.match(before) or _CJK.match(after)) else " "
