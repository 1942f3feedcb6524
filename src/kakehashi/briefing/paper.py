"""The brief on paper: one A4 as tagged PDF, the same bytes for the same data."""

import functools
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kakehashi.briefing.sheet import Line, Section, Sheet, fitted, softened
from kakehashi.errors import Refused
from kakehashi.look.charts.drawing import isolated
from kakehashi.look.charts.files import FONTS

LAYOUT = Path(__file__).resolve().parent / "layout" / "brief.typ"
CONTENT_TYPE = "application/pdf"


class NoFonts(Refused):
    """The fonts for papers made here were not built."""

    code = "no-fonts"
    status = 503
    message = {
        "en": "The fonts for PDF are not on this machine.",
        "ja": "PDF用のフォントがこの環境にありません。",
    }
    hint = {
        "en": "The operator runs python -m tools.build_look once; until then use the page itself.",
        "ja": "運用担当者が python -m tools.build_look を一度実行してください。"
        "それまでは画面をご利用ください。",
    }


def as_pdf(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as one A4: one language over the page, two beside each other.

    What does not fit is left out by importance, and counted.

    Raises:
        NoFonts: the fonts were not built.
    """
    return _set(_data(fitted(sheets, lambda some: _pages(_set(_data(some))) == 1)))


@functools.lru_cache(maxsize=1)
def _layout() -> bytes:
    return LAYOUT.read_bytes()


def _set(data: str) -> bytes:
    return set_page(_layout(), {"brief": data})


def set_page(layout: bytes, inputs: dict[str, str]) -> bytes:
    """Return a layout set with its data as tagged PDF, in our own fonts.

    Raises:
        NoFonts: the fonts were not built.
    """
    import typst  # only papers need it

    if not any(FONTS.glob("*.ttf")):
        raise NoFonts
    places: list[Any] = [str(FONTS)]
    made: bytes | None = typst.compile(
        layout,
        None,
        font_paths=places,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards="ua-1",
    )
    assert made is not None
    return made


def _pages(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)


def _data(sheets: Sequence[Sheet]) -> str:
    """Return the sheets as the layout reads them: every string plain data."""
    first = sheets[0]
    return json.dumps(
        {
            "language": first.language,
            "title": _plain(" / ".join(dict.fromkeys(one.title for one in sheets))),
            "marking": _plain(" / ".join(dict.fromkeys(one.marking for one in sheets))),
            "watermark": _plain(" ".join(dict.fromkeys(one.watermark for one in sheets))),
            "sheets": [_sheet(one) for one in sheets],
        },
        ensure_ascii=False,
    )


def _sheet(one: Sheet) -> dict[str, object]:
    return {
        "language": one.language,
        "kind": _plain(one.kind),
        "title": _plain(one.title),
        "note": _plain(one.note),
        "source": _plain(one.source),
        "address": one.address,
        "foot": foot(one),
        "sections": [_section(section, one) for section in one.sections],
    }


def _section(section: Section, sheet: Sheet) -> dict[str, object]:
    return {
        "title": _plain(section.title),
        "nothing": _plain(section.nothing),
        "over": over(section, sheet),
        "lines": [_line(line) for line in section.lines],
    }


def over(section: Section, sheet: Sheet) -> str:
    """Return what is said of lines that were left out; nothing where none was."""
    if not section.left_out:
        return ""
    return sheet.more % {"number": section.left_out}


def foot(sheet: Sheet) -> str:
    """Return the address of a sheet, before it how many lines were left out in all."""
    number = sum(one.left_out for one in sheet.sections)
    return f"{sheet.more % {'number': number}}: {sheet.address}" if number else sheet.address


def _line(line: Line) -> dict[str, str]:
    return {"text": _plain(line.text), "more": _plain(line.more), "language": line.language}


def _plain(text: str) -> str:
    return isolated(softened(text))
