"""Random marks to be put into texts, and a watch that knows them again however they are written."""

import base64
import gzip
import html
import io
import json
import quopri
import re
import string
import unicodedata
import urllib.parse
import zipfile
from dataclasses import dataclass

import jaconv
from pypdf import PdfReader

LATIN, KANA = "qzkvxj", "ヌヘモルヲチ"
"""How every mark begins; no word of either language does."""
LETTERS = string.ascii_lowercase[:16]
SYLLABLES = "アイウエオカキクケコサシスセソタ"
STEADY = "xk"
"""How a mark ends, so that no search takes its last letters for an ending of English."""
LENGTH = 7
"""Letters after the beginning: four bits each."""

OWN, NAMED, PARTICIPANTS, PUBLIC = range(4)
"""How wide a mark may go: it is never narrowed, as nobody forgets."""


@dataclass(eq=False)
class Mark:
    """One mark: a number in two spellings, the side whose secret it is, how wide it may go."""

    number: int
    side: str
    place: str
    """Where it was put, for the message."""
    reach: int = OWN
    people: tuple = ()
    """Who alone may read it until it goes to all of both sides; nobody said, the whole side."""

    @property
    def latin(self):
        return LATIN + _spelt(self.number, LETTERS) + STEADY

    @property
    def kana(self):
        return KANA + _spelt(self.number, SYLLABLES)


def _spelt(number, letters):
    return "".join(letters[number >> 4 * place & 15] for place in range(LENGTH))


def _read(text, letters):
    return sum(letters.index(one) << 4 * place for place, one in enumerate(text))


_FOUND = (
    (re.compile(f"{LATIN}([{LETTERS}]{{{LENGTH}}})"), LETTERS),
    (re.compile(f"{KANA}([{SYLLABLES}]{{{LENGTH}}})"), SYLLABLES),
)


def _folded(text):
    """Return text in one spelling: half width, full width, capitals and hiragana all the same."""
    return jaconv.hira2kata(unicodedata.normalize("NFKC", text).casefold())


def numbers_in(text):
    """Return the numbers of the marks in a text."""
    folded = _folded(text)
    return {_read(said, letters) for told, letters in _FOUND for said in told.findall(folded)}


# --- ways of writing ---------------------------------------------------------------------------


def _utf8(body):
    return [body.decode("utf-8", "replace")]


def _wide(body):
    return [body[cut:].decode(f"utf-16-{end}", "replace") for cut in (0, 1) for end in ("le", "be")]


def _escaped(body):
    text = re.sub(rb"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)).encode(), body)
    return _utf8(text)


def _misread(body):
    """Return UTF-8 that somebody took for Latin-1 and wrote as UTF-8 again."""
    return [body.decode("utf-8", "ignore").encode("latin-1", "ignore").decode("utf-8", "replace")]


def _percent(body):
    return [urllib.parse.unquote(body.decode("utf-8", "replace"))]


def _entities(body):
    return [html.unescape(body.decode("utf-8", "replace"))]


def _quoted(body):
    return _utf8(quopri.decodestring(body))


def _base64(body):
    runs = re.findall(rb"[A-Za-z0-9+/_-]{12,}", re.sub(rb"\r?\n[ \t]?", b"", body))
    texts = []
    for run in runs:
        for cut in range(4):
            whole = run[cut:].translate(bytes.maketrans(b"-_", b"+/"))
            texts.append(base64.b64decode(whole[: len(whole) // 4 * 4]).decode("utf-8", "replace"))
    return texts


def _hexadecimal(body):
    runs = re.findall(rb"(?:[0-9a-fA-F]{2}){8,}", body)
    return [bytes.fromhex(one.decode()).decode("utf-8", "replace") for one in runs]


def _japanese(name):
    return lambda body: [body.decode(name, "replace")]


def _base64_needles(text):
    """Return what is the same in base64 whatever stands before and after, at three offsets."""
    raw = text.encode()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + raw)
        whole = (offset + len(raw)) // 3 * 4
        yield coded[(0, 2, 3)[offset] : whole]


def _needles():
    spellings = [
        LATIN,
        LATIN.upper(),
        jaconv.h2z(LATIN, ascii=True),
        jaconv.h2z(LATIN.upper(), ascii=True),
        KANA,
        jaconv.z2h(KANA),
        jaconv.kata2hira(KANA),
    ]
    for text in spellings:
        yield text.encode(), _utf8
        yield text.encode("utf-16-le"), _wide
        yield text.encode("utf-16-be"), _wide
        yield text.encode().hex().encode(), _hexadecimal
        yield from ((one, _base64) for one in _base64_needles(text))
        yield "".join(f"&#{ord(one)};" for one in text).encode(), _entities
        for form in ("x", "X"):
            yield "".join(f"&#x{ord(one):{form}};" for one in text).encode(), _entities
        if text.isascii():
            continue
        yield text.encode().decode("latin-1").encode(), _misread
        for name in ("shift_jis", "euc_jp", "iso2022_jp"):
            if text in (KANA, jaconv.kata2hira(KANA)):
                yield text.encode(name), _japanese(name)
        coded = json.dumps(text)[1:-1].encode()
        yield coded, _escaped
        yield coded.upper().replace(b"\\U", b"\\u"), _escaped
        coded = urllib.parse.quote(text).encode()
        yield coded, _percent
        yield coded.lower(), _percent
        yield coded.replace(b"%", b"="), _quoted


_NEEDLES = tuple(dict(_needles()).items())
UNREAD = -1
"""A mark that was found in a spelling nobody can read back: it counts as a leak."""


@dataclass(frozen=True)
class Cut:
    """What is left of a mark in a text that a page shortened: the end of it is an ellipsis."""

    latin: str
    """As it begins, in the latin spelling."""


# Three full stops is what folding makes of an ellipsis; what stands round a mark in plain letters
# may still be written in another way.
_ELLIPSIS = "|".join(
    map(re.escape, ("...", "%e2%80%a6", "&#8230;", "&hellip;", r"\u2026", "=e2=80=a6"))
)
_SHORTENED = tuple(
    (re.compile(f"{told}([{letters}]{{0,{LENGTH - 1}}})(?:{_ELLIPSIS})"), letters)
    for told, letters in ((LATIN, LETTERS), (KANA, SYLLABLES))
)


def cut_in(text):
    """Return the marks in a text that were shortened."""
    folded = _folded(text)
    return {
        Cut(LATIN + "".join(LETTERS[letters.index(one)] for one in said))
        for told, letters in _SHORTENED
        for said in told.findall(folded)
    }


BEFORE, AFTER = 60, 240
"""Bytes around the beginning of a mark in which all of it stands, whatever way it is written."""


def numbers_of(body, needles=_NEEDLES):
    """Return the numbers of all marks in bytes, whatever way they are written or packed.

    Where a page shortened one, a :class:`Cut` stands for the number.
    """
    found = set()
    for part in _unpacked(body):
        for text in (part, part.lower()):
            for needle, how in needles:
                place = text.find(needle)
                while place >= 0:
                    window = text[max(0, place - BEFORE) : place + AFTER]
                    texts = how(window)
                    found |= (
                        set().union(*map(numbers_in, texts))
                        or set().union(*map(cut_in, texts))
                        or {UNREAD}
                    )
                    place = text.find(needle, place + len(needle))
    return found


def _shown(body, needles):
    """Return a piece of bytes around the first mark that cannot be read."""
    for part in _unpacked(body):
        for needle, how in needles:
            for found in re.finditer(re.escape(needle), part):
                window = part[max(0, found.start() - BEFORE) : found.start() + AFTER]
                if not any(map(numbers_in, how(window))):
                    return window
    return b""


PLAIN = tuple((text.encode(), _utf8) for text in (LATIN, KANA))
"""As a database writes what it is given."""


def _unpacked(body):
    """Yield bytes, and what lies in them packed: gzip, archives (documents, sheets), PDF."""
    yield body
    if body[:2] == b"\x1f\x8b":
        yield from _unpacked(gzip.decompress(body))
    elif body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _unpacked(archive.read(name))
    elif body[:5] == b"%PDF-":
        pages = PdfReader(io.BytesIO(body)).pages
        yield "\n".join(page.extract_text() for page in pages).encode()


class LeakError(AssertionError):
    """A mark stands where it must not."""


class Watch:
    """Remembers every mark that was put anywhere and looks for them in what leaves a node."""

    def __init__(self):
        self.marks = {}
        self.scanned = 0
        """Bytes looked through, as they left."""
        self.parts = 0
        self.journal = []
        """What was asked of the nodes, with the answers."""
        self.found = ""
        """What leaked, where something did."""

    def mark(self, draw, side, place, people=()):
        """Make a mark; ``draw`` gives a number below 2 to the power of so many bits."""
        number = draw(4 * LENGTH)
        while number in self.marks:
            number = (number * 5 + 1) % (1 << 4 * LENGTH)
        self.marks[number] = Mark(number, side, place, people=people)
        return self.marks[number]

    def look(self, what, body, *, allowed, needles=_NEEDLES):
        """Look through bytes.

        Args:
            what: what they are, for the message.
            body: the bytes.
            allowed: says of a mark whether it may stand there.
            needles: ways of writing that are looked for.

        Raises:
            LeakError: when one may not.
        """
        self.scanned += len(body)
        self.parts += 1
        for number in numbers_of(body, needles):
            mark = self.marks.get(number)
            if isinstance(number, Cut):
                # It leaks unless it may be one that is allowed: more cannot be told of it.
                same = [one for one in self.marks.values() if one.latin.startswith(number.latin)]
                if any(map(allowed, same)):
                    continue
            if mark is None or not allowed(mark):
                told = mark or f"mark {number} of nobody, like {_shown(body, needles)}"
                self.found = f"{what}: {told}\n{self._story(mark)}"
                raise LeakError(self.found)

    def _story(self, mark):
        """Return what was done with the record that a mark stands in, a line each."""
        spelt = (mark.latin, mark.kana) if mark else ()
        told = [repr(one)[:600] for one in self.journal if one[0] not in ("get", "line", "work")]
        first = next((one for one in told if any(said in one for said in spelt)), "")
        named = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", first)
        return "\n".join(one for one in told if named and named[-1] in one)


def nothing(_mark):
    """Allow no mark at all, not even one of a published text."""
    return False


def published(mark):
    """Allow what was published."""
    return mark.reach == PUBLIC


def shared(mark):
    """Allow what both sides were given."""
    return mark.reach >= PARTICIPANTS


def held_by(side):
    """Allow what may lie on a side's node: its own, and what anybody there was given."""
    return lambda mark: mark.side == side or mark.reach >= NAMED


def readable_by(who):
    """Allow what somebody's side wrote and what they were given, and what names them.

    Args:
        who: ``JP`` for its official, ``JP:reader`` for another one.
    """
    side = who.partition(":")[0]

    def allowed(mark):
        if mark.reach >= PARTICIPANTS:
            return True
        reached = mark.side == side or mark.reach == NAMED
        return reached and (not mark.people or who in mark.people)

    return allowed


def but(mark, allowed):
    """Allow one mark more: that which was asked for, where a page repeats the question."""
    return lambda one: one is mark or allowed(one)
