"""A paper from the question to the file: gathered, composed, written in the form asked for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.utils import translation

from kakehashi.briefing.papers import documents, pdf, printing, slides, tables
from kakehashi.briefing.papers.composing import Paper, Progress, compose
from kakehashi.briefing.papers.fields import LANGUAGES, names_for
from kakehashi.briefing.papers.gathering import Period, gather
from kakehashi.briefing.papers.kinds import MEETING, PaperKind
from kakehashi.briefing.papers.offered import PAPERS
from kakehashi.briefing.papers.templates import template_for
from kakehashi.errors import NotHere
from kakehashi.look.tags.badges import say_audience
from kakehashi.people.rules import Viewer

MAIL = "mail"

FORMS: Mapping[str, Mapping[str, str]] = {
    "docx": {"en": "Word (DOCX)", "ja": "Word（DOCX）"},
    "pdf": {"en": "PDF", "ja": "PDF"},
    "pptx": {"en": "slides (PPTX)", "ja": "スライド（PPTX）"},
    "html": {"en": "to print (HTML)", "ja": "印刷用（HTML）"},
    "xlsx": {"en": "Excel (XLSX)", "ja": "Excel（XLSX）"},
    "csv": {"en": "CSV", "ja": "CSV"},
    MAIL: {"en": "text for an e-mail", "ja": "メール用の文面"},
}
"""In which forms papers are made; slides for what is spoken, XLSX and CSV of tables."""


@dataclass(frozen=True)
class Asked:
    """Which paper, of what, for whom, in which language and form."""

    paper: str
    language: str
    for_whom: str
    form: str
    meeting: str = ""
    period: Period | None = None

    @property
    def kind(self) -> PaperKind:
        """The kind of paper.

        Raises:
            NotHere: for a paper, language or form that there is not.
        """
        kind = PAPERS.get(self.paper)
        if (
            kind is None
            or self.language not in LANGUAGES
            or self.for_whom not in kind.for_whom
            or self.form not in forms_of(kind)
        ):
            raise NotHere
        return kind


@dataclass(frozen=True)
class Made:
    """A file ready to be given out."""

    content: bytes
    content_type: str
    name_en: str
    name_ja: str


def forms_of(kind: PaperKind) -> tuple[str, ...]:
    """Return the forms in which a paper may be asked for."""
    tables_too = ("xlsx", "csv") if kind.tables else ()
    slides_too = ("pptx",) if kind.deck else ()
    return ("docx", "pdf", *slides_too, "html", *tables_too, MAIL)


def composed(
    asked: Asked,
    reader: Viewer,
    *,
    today: dt.date,
    at: dt.datetime,
    address: str,
    progress: Progress = lambda _done, _of: None,
) -> Paper:
    """Return the paper that is asked for, composed for its reader.

    Raises:
        NotHere: for what there is not, or not for those it is for.
        NoSide, NotYourRole: for a reader who does not read for a side.
        PeriodWrong: for what is no period.
    """
    kind = asked.kind
    material = gather(
        kind,
        reader,
        asked.for_whom,
        today,
        meeting=asked.meeting if kind.of == MEETING else "",
        period=None if kind.of == MEETING else asked.period,
    )
    return compose(material, asked.language, at=at, address=address, progress=progress)


def made(asked: Asked, paper: Paper, side: str) -> Made:
    """Return a composed paper as a file.

    Args:
        asked: for its form.
        paper: composed.
        side: whose template is used.

    Raises:
        Refused: when the side's template cannot be filled in, or a cell is too long.
    """
    kind = paper.kind
    if asked.form == "docx":
        content = documents.fill(
            template_for(side, kind.code, paper.language),
            names_for(kind.fields, paper.language),
            paper.data,
            title=paper.title,
            language=paper.tag,
            at=paper.at,
        )
        content_type = documents.CONTENT_TYPE
    elif asked.form == "pdf":
        content, content_type = pdf.as_pdf(paper), pdf.CONTENT_TYPE
    elif asked.form == "pptx":
        content, content_type = slides.as_pptx(paper), slides.CONTENT_TYPE
    elif asked.form == "html":
        content, content_type = printing.as_html(paper).encode(), printing.CONTENT_TYPE
    elif asked.form == "xlsx":
        content, content_type = tables.as_xlsx(paper), tables.XLSX
    else:
        content, content_type = tables.as_csv(paper, kind.tables[0]), tables.CSV
    english, japanese = names_of(paper, asked.form)
    return Made(content, content_type, english, japanese)


def names_of(paper: Paper, ending: str) -> tuple[str, str]:
    """Return the file's name in English and in Japanese: what, of what, for whom, the day."""
    day = f"{paper.at:%Y%m%d}"
    with translation.override("ja"):
        reach = say_audience(paper.reach)
    english = "-".join(
        filter(
            None,
            (
                "practice" if paper.practice else "",
                paper.kind.code,
                paper.about,
                paper.reach.replace("_", "-"),
                paper.language,
                day,
            ),
        )
    )
    japanese = "_".join(
        filter(
            None,
            (
                "演習" if paper.practice else "",
                paper.kind.names["ja"],
                paper.about,
                reach,
                LANGUAGES[paper.language]["ja"].split("（")[0],
                day,
            ),
        )
    )
    return f"{_ascii(english)}.{ending}", f"{_safe(japanese)}.{ending}"


def _ascii(name: str) -> str:
    return "".join(one if one.isascii() and (one.isalnum() or one in "-.") else "-" for one in name)


def _safe(name: str) -> str:
    return "".join("-" if one in '\\/:*?"<>|' or not one.isprintable() else one for one in name)


def disposition(name_en: str, name_ja: str, *, japanese: bool, inline: bool = False) -> str:
    """Return a header that names a file in both languages, as RFC 6266 asks.

    Args:
        name_en: plain ASCII, for programs that read no other.
        name_ja: in Japanese.
        japanese: whether the reader reads Japanese and gets that name.
        inline: whether it is shown rather than saved.
    """
    way = "inline" if inline else "attachment"
    plain = f'{way}; filename="{name_en}"'
    return f"{plain}; filename*=UTF-8''{quote(name_ja, safe='')}" if japanese else plain
