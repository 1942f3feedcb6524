"""The brief as one slide: real text in a named Japanese font, the same bytes for the same data."""

import datetime as dt
import io
import math
import zipfile
from collections.abc import Sequence
from typing import Any

from kakehashi.briefing.paper import foot, over
from kakehashi.briefing.sheet import Line, Section, Sheet, fitted, softened
from kakehashi.look.charts.drawing import isolated, width_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FONT = "BIZ UDPGothic"
TAGS = {"ja": "ja-JP", "en": "en-GB"}

# Everything in points; 16:9.
WIDTH, HEIGHT = 960, 540
MARGIN, TOP, FOOT, GUTTER = 30, 80, 84, 26
BODY, HEADING, SMALL, TITLE, BANNER = 10, 12, 9, 22, 11
_LEADING = 1.24
TITLE_ONLY = 5  # of the layouts that python-pptx brings
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can say

INK, SOFT, AI = "1C2333", "4D5464", "1D2F5D"


def as_pptx(sheets: Sequence[Sheet], at: dt.datetime) -> bytes:
    """Return sheets on one slide: one language in two columns, two in a column each.

    What does not fit is left out by importance, and counted.

    Args:
        sheets: one a language.
        at: when it is made, kept in the file's properties.
    """
    fitting = fitted(sheets, lambda some: all(_height(one) <= _room() for one in _columns(some)))
    return steady(_made(fitting, at))


def _room() -> float:
    return HEIGHT - TOP - FOOT


def _column_width() -> float:
    return (WIDTH - 2 * MARGIN - GUTTER) / 2


Column = tuple[Sheet, Sequence[Section]]


def _columns(sheets: Sequence[Sheet]) -> list[Column]:
    """Return what stands in each column: a language each, or one cut where it is even."""
    if len(sheets) > 1:
        return [(one, one.sections) for one in sheets]
    sheet = sheets[0]
    cuts = range(1, len(sheet.sections) + 1)

    def taller(cut: int) -> float:
        parts = (sheet.sections[:cut], sheet.sections[cut:])
        return max(_height((sheet, part)) for part in parts)

    cut = min(cuts, key=taller)
    return [(sheet, sheet.sections[:cut]), (sheet, sheet.sections[cut:])]


def _height(column: Column) -> float:
    """Return about how high a column becomes, in points."""
    _sheet, sections = column
    total = 0.0
    for section in sections:
        total += HEADING * _LEADING + 9
        for text in _texts(section):
            rows = math.ceil(max(width_of(text, BODY), 1) / (_column_width() - 10))
            total += rows * BODY * _LEADING + 2.5
    return total


def _texts(section: Section) -> list[str]:
    found = [
        f"• {line.text} — {line.more}" if line.more else f"• {line.text}" for line in section.lines
    ]
    return found or [section.nothing]


def _made(sheets: Sequence[Sheet], at: dt.datetime) -> bytes:
    from pptx import Presentation  # only slides need it
    from pptx.util import Pt

    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    first = sheets[0]
    marking = " / ".join(dict.fromkeys(one.marking for one in sheets))
    title = slide.shapes.title
    place(title, MARGIN, 26, WIDTH - 2 * MARGIN, 50)
    title.text_frame.word_wrap = True
    titles = " / ".join(dict.fromkeys(one.title for one in sheets))
    run(
        title.text_frame.paragraphs[0],
        titles,
        first.language,
        size=_title_size(titles, TITLE if len(sheets) == 1 else TITLE - 5),
        colour=AI,
        bold=True,
    )
    watermark = " ".join(dict.fromkeys(one.watermark for one in sheets if one.watermark))
    banner = f"{watermark} · {marking}" if watermark else marking
    for top in (6, HEIGHT - 24):
        write(slide, (MARGIN, top, WIDTH - 2 * MARGIN, 18), [banner], first.language, bold=True)
    for at_column, column in enumerate(_columns(sheets)):
        left = MARGIN + at_column * (_column_width() + GUTTER)
        _fill(slide, column, left)
    for number, one in enumerate(sheets):
        wide = (WIDTH - 2 * MARGIN - GUTTER) / 2 if len(sheets) > 1 else WIDTH - 2 * MARGIN
        left = MARGIN + number * (wide + GUTTER)
        write(
            slide,
            (left, HEIGHT - FOOT + 2, wide, FOOT - 28),
            [one.note, f"{one.source} · {foot(one)}"],
            one.language,
            size=SMALL if len(sheets) == 1 else SMALL - 2,
        )
    properties = deck.core_properties
    properties.title = first.title
    properties.author = "Kakehashi"
    properties.last_modified_by = "Kakehashi"
    properties.language = TAGS[first.language]
    properties.created = properties.modified = at.astimezone(dt.UTC).replace(tzinfo=None)
    whole = io.BytesIO()
    deck.save(whole)
    return whole.getvalue()


def _title_size(words: str, wanted: int) -> float:
    """Return the size at which a title takes two lines at most."""
    room = 2 * (WIDTH - 2 * MARGIN) * 0.92
    return max(min(wanted, wanted * room / max(width_of(words, wanted), 1)), SMALL)


def _fill(slide: Any, column: Column, left: float) -> None:
    sheet, sections = column
    box = frame(slide, left, TOP, _column_width(), _room())
    fresh = True
    for section in sections:
        heading = box.paragraphs[0] if fresh else box.add_paragraph()
        if not fresh:
            _space(heading, 7)
        fresh = False
        run(heading, section.title, sheet.language, size=HEADING, colour=AI, bold=True)
        if left_out := over(section, sheet):
            run(heading, f"  {left_out}", sheet.language, size=SMALL, colour=SOFT)
        for line in section.lines:
            _line(box.add_paragraph(), line, sheet.language)
        if not section.lines and section.nothing:
            run(box.add_paragraph(), section.nothing, sheet.language, colour=SOFT)


def _line(paragraph: Any, line: Line, language: str) -> None:
    _space(paragraph, 2)
    run(paragraph, f"• {softened(line.text)}", line.language or language)
    if line.more:
        run(paragraph, f" — {softened(line.more)}", language, colour=SOFT)


def write(
    slide: Any,
    box: tuple[float, float, float, float],
    texts: Sequence[str],
    language: str,
    *,
    size: float = BANNER,
    bold: bool = False,
) -> None:
    """Write texts into a box, a paragraph each; those of the banner in the middle."""
    inside = frame(slide, *box)
    for at, text in enumerate(texts):
        paragraph = inside.paragraphs[0] if not at else inside.add_paragraph()
        if bold:
            from pptx.enum.text import PP_ALIGN

            paragraph.alignment = PP_ALIGN.CENTER
        run(paragraph, text, language, size=size, colour=INK if bold else SOFT, bold=bold)


def frame(slide: Any, left: float, top: float, width: float, height: float) -> Any:
    """Return the text of a new box on a slide; sizes in points."""
    from pptx.util import Pt

    shape = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(height))
    inside = shape.text_frame
    inside.word_wrap = True
    inside.margin_left = inside.margin_right = inside.margin_top = inside.margin_bottom = 0
    return inside


def place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    """Put a shape where it belongs; sizes in points."""
    from pptx.util import Pt

    shape.left, shape.top, shape.width, shape.height = Pt(left), Pt(top), Pt(width), Pt(height)


def _space(paragraph: Any, points: float) -> None:
    from pptx.util import Pt

    paragraph.space_before = Pt(points)


def run(
    paragraph: Any,
    text: str,
    language: str,
    *,
    size: float = BODY,
    colour: str = INK,
    bold: bool = False,
) -> None:
    """Add text to a paragraph in our font, for Japanese and Latin letters alike."""
    from pptx.dml.color import RGBColor
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    colours: Any = RGBColor  # untyped
    piece = paragraph.add_run()
    piece.text = isolated(_sayable(text))
    font = piece.font
    font.size, font.bold, font.name = Pt(size), bold, FONT
    font.color.rgb = colours(*bytes.fromhex(colour))
    properties = piece._r.get_or_add_rPr()  # noqa: SLF001 - python-pptx offers no other way
    properties.set("lang", TAGS[language])
    for tag in ("a:ea", "a:cs"):
        face = properties.makeelement(qn(tag), {"typeface": FONT})
        properties.append(face)


def _sayable(text: str) -> str:
    """Return text without what XML cannot hold."""
    return "".join(one for one in text if one >= " ")


def steady(deck: bytes) -> bytes:
    """Return a file with the same parts, packed without the hour of packing."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(deck)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(
                zipfile.ZipInfo(name, _EARLIEST), source.read(name), zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()
