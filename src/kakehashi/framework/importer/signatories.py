"""The end of a text: who signed it, and the sentence that says where and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kakehashi.framework.importer.document import Line, Signatory
from kakehashi.framework.importer.labels import read_labels
from kakehashi.framework.importer.layout import Layout, is_ended
from kakehashi.framework.importer.repair import Joiner, width

_MOST_LINES = 120
_WIDEST = 110
_MOST_ATTESTING = 12

_POST = re.compile(
    r"(?:大臣|長官|次官|次長|局長|部長|課長|審議官|統括官|総裁|理事長|大使|公使|参事官|代表|議長|委員長|知事|首相|監)$"
    r"|\b(?:minister|secretary|ambassador|president|chair(?:man|woman|person)?|commissioner|director"
    r"|head|chief|governor|counsellor|premier|chancellor|official|representative)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:省|庁|府|局|院|政府|委員会|機構|機関|王国|共和国|連邦|大使館|側)$"
    r"|\b(?:department|ministry|agency|office|government|council|commission|authority|service|kingdom"
    r"|republic|embassy|directorate|bureau|board|union|participants?|side)\b",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"(?:for(?:\s+and\s+on\s+behalf\s+of)?|on\s+behalf\s+of)\s+(?:the\s+)?(.{2,90}?)\s?[:：]?"
    r"|(.{2,40}?)(?:のために|を代表して)\s?[:：]?|(.{2,40}?側)\s?[:：]?",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"[_＿.…‥・\s-]{3,}|[0-9０-９]{1,4}|\(?signed\)?|\(?signature\)?|（?署名）?|（?以上）?|\(?end\)?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:[A-Z][A-Za-z .]{1,30},?\s+)?(?:on\s+)?"
    r"[0-9]{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Z][a-z]{2,8},?\s+[0-9]{4}"
    r"|(?:.{0,12}[、,]?\s?)?(?:[0-9０-９]{4}|(?:令和|平成)\s?[0-9０-９元]{1,2})\s?年"
    r"\s?[0-9０-９]{1,2}\s?月\s?[0-9０-９]{1,2}\s?日"
)
_ATTESTING = re.compile(
    r"(?:signed|done|made)\s+(?:in|at|on|this|by)\b|in\s+witness\s+whereof"
    r"|以上の証拠として|上記の証拠"
    r"|本文書は.{0,40}署名|.{0,60}署名した",
    re.IGNORECASE,
)
_KANJI_OR_KANA = r"[一-龯々ヶぁ-んァ-ヴー]"
_NAME_JA = re.compile(
    rf"{_KANJI_OR_KANA}{{1,6}} {_KANJI_OR_KANA}{{1,7}}"
    r"|[ァ-ヴー]+(?:[・＝=][ァ-ヴー]+)+|[一-龯々]{2,5}"
)
_HONOUR = (
    r"(?:(?:The\s+)?(?:Rt\.?\s+Hon\.?|Hon\.?|H\.?E\.?|Sir|Dame|Lord|Baroness|Dr\.?|Mr\.?|Mrs\.?"
    r"|Ms\.?|Prof\.?)\s+)*"
)
_CAPITALISED = r"[A-ZÀ-Þ][\w.’'-]*"
_NAME_EN = re.compile(
    rf"{_HONOUR}{_CAPITALISED}(?:\s+(?:(?:de|van|von|der|di|da|of)\s+)?{_CAPITALISED}){{1,4}}"
    r"(?:\s+(?:MP|KC|CBE|OBE|KCMG))*"
)
_BOTH = re.compile(r"(.{0,40}(?:大臣|長官|次官|大使|局長|審議官|代表))[ :：]\s?(\S.{1,20})")
_BOTH_EN = re.compile(r"([^,:]{3,60})[,:]\s+(\S.{2,80})")


@dataclass(slots=True)
class _Entry:
    titles: list[str] = field(default_factory=list)
    name: str | None = None
    party: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """A text cut in two: what is numbered, and what stands below it."""

    body: Sequence[Line]
    signatories: tuple[Signatory, ...]
    attestation: str


def cut(lines: Sequence[Line], layout: Layout, joiner: Joiner) -> Ending:
    """Return the body of ``lines`` and who signed at their end."""
    start = _tail(lines, layout)
    tail = lines[start:]
    attesting = _attesting(lines, start, layout)
    if not any(_signs(line.text) for line in tail) and attesting == start:
        return Ending(lines, (), "")
    signing = [
        line for line in tail if not (_RULE.fullmatch(line.text) or _DATE.fullmatch(line.text))
    ]
    dated = [line.text for line in tail if _DATE.fullmatch(line.text)]
    attestation = joiner.join([line.text for line in lines[attesting:start]] + dated)
    return Ending(lines[:attesting], _entries(signing, layout, joiner), attestation)


def _tail(lines: Sequence[Line], layout: Layout) -> int:
    """Return the place of the first line that can belong to the signatures."""
    start = len(lines)
    while start > max(0, len(lines) - _MOST_LINES):
        line = lines[start - 1]
        closed = is_ended(line.text) and not line.text.endswith((":", "：", ")", "）"))
        ruled = bool(_RULE.fullmatch(line.text))
        if not ruled and (closed or width(line.text) > _WIDEST or _numbered(line.text)):
            break
        start -= 1
    if start == 0:
        return len(lines)
    # Lines that only go on from what came before belong there.
    while start < len(lines):
        edge = layout.edge(lines[start - 1], lines[start])
        named = _signs(lines[start].text)
        if edge.ended or (edge.meant and not edge.torn and not edge.listed and named):
            break
        start += 1
    return start


def _numbered(text: str) -> bool:
    return any(label.style[1] in {"#.", "(#)", "#)", "#.#"} for label in read_labels(text))


def _attesting(lines: Sequence[Line], start: int, layout: Layout) -> int:
    """Return the place where the sentence about place and date begins, else ``start``."""
    for place in range(start - 1, max(0, start - _MOST_ATTESTING), -1):
        line = lines[place]
        if read_labels(line.text):
            break
        ended = layout.edge(lines[place - 1], line).ended
        if ended and (_ATTESTING.match(line.text) or _DATE.fullmatch(line.text)):
            return place
    return start


def _office(text: str) -> bool:
    return bool(_POST.search(text) or _BODY.search(text))


def _signs(text: str) -> bool:
    """Whether a line can only be that of somebody who signs."""
    return bool(_office(text) or _PARTY.fullmatch(text) or _split(text))


def _named(text: str) -> bool:
    if _office(text):
        return False
    return bool(_NAME_JA.fullmatch(text) or _NAME_EN.fullmatch(text))


def _entries(lines: Sequence[Line], layout: Layout, joiner: Joiner) -> tuple[Signatory, ...]:
    # Where a blank line stands between all of them, as in many a PDF, it parts nothing.
    gaps = layout.gaps and not all(line.gap for line in lines[1:])
    signing = _Signing(layout, joiner, gaps=gaps)
    before: Line | None = None
    for line in lines:
        signing.take(line, before)
        before = line
    signing.close_party()
    return tuple(_signatory(entry) for entry in signing.entries)


class _Signing:
    """Puts names, offices and organisations together while the lines are read."""

    def __init__(self, layout: Layout, joiner: Joiner, *, gaps: bool) -> None:
        self.layout = layout
        self.joiner = joiner
        self.entries: list[_Entry] = []
        self.party: Line | None = None
        self.for_whom: str | None = None
        self.names_first = False
        self.gaps = gaps
        """Whether a blank line parts one signatory from the next."""
        self.fresh = True
        """Whether no entry was begun yet for the party that signs."""

    def take(self, line: Line, before: Line | None) -> None:
        """Take the next line of the signatures."""
        party = _PARTY.fullmatch(line.text)
        if party and (line.text.endswith((":", "：")) or not _POST.search(line.text)):
            self.close_party()
            self.party, self.fresh = line, True
            self.for_whom = next(group for group in party.groups() if group)
            return
        current = None if self.fresh or not self.entries else self.entries[-1]
        if current is None:
            self.names_first = _named(line.text)
        both = _split(line.text)
        if both:
            entry = current if current and self.waits(current, line) else self.begin(line)
            entry.titles.append(both[0])
            entry.name = both[1]
        elif _named(line.text):
            if current is None or current.name is not None or self.names_first:
                current = self.begin(line)
            current.name = line.text
        else:
            self.office(line, before, current)
        self.fresh = False

    def office(self, line: Line, before: Line | None, current: _Entry | None) -> None:
        """Take a line that names an office or an organisation."""
        if current is None:
            self.begin(line).titles.append(line.text)
            return
        edge = self.layout.edge(before, line)
        if current.titles and (edge.torn or edge.listed):
            current.titles[-1] = self.joiner.join([current.titles[-1], line.text])
        elif (
            self.names_first or _belongs(current, line, gaps=self.gaps) or self.waits(current, line)
        ):
            current.titles.append(line.text)
        else:
            self.begin(line).titles.append(line.text)

    def waits(self, current: _Entry, line: Line) -> bool:
        """Whether an organisation stands alone so far and the line names somebody's post in it."""
        apart = self.gaps and line.gap > 0
        alone = current.name is None and not any(_POST.search(one) for one in current.titles)
        return alone and not apart and bool(_POST.search(line.text.split(" ")[0]))

    def begin(self, line: Line) -> _Entry:
        self.entries.append(_Entry(party=self.for_whom, line=line.number))
        return self.entries[-1]

    def close_party(self) -> None:
        """Add the party itself where nobody is named below it."""
        if self.party is not None and self.for_whom is not None and self.fresh:
            self.entries.append(
                _Entry([self.for_whom], party=self.for_whom, line=self.party.number)
            )


def _belongs(entry: _Entry, line: Line, *, gaps: bool) -> bool:
    """Whether an office on ``line`` goes with the one before: a post, then its ministry."""
    if entry.name is not None or (gaps and line.gap > 0):
        return False
    posted = bool(entry.titles and _POST.search(entry.titles[-1]))
    return posted and bool(_BODY.search(line.text)) and not _POST.search(line.text)


def _split(text: str) -> tuple[str, str] | None:
    """Return office and name where both stand on one line."""
    match = _BOTH.fullmatch(text)
    if match and _named(match[2]):
        return match[1], match[2]
    match = _BOTH_EN.fullmatch(text)
    if match and _named(match[1]) and _office(match[2]):
        return match[2], match[1]
    if match and _office(match[1]) and _named(match[2]) and ":" in text:
        return match[1], match[2]
    return None


def _signatory(entry: _Entry) -> Signatory:
    between = ", " if all(title.isascii() for title in entry.titles) else " "
    return Signatory(between.join(entry.titles), entry.name, entry.party, entry.line)
