"""The columns of the register's tables, as data: what stands in each and what the way back does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kakehashi.records.kinds import kind_of

Words = Mapping[str, str]

KEY, WRITTEN, FIXED, SHOWN = "key", "written", "fixed", "shown"
"""How the way back takes a column: finds the record by it, takes its changes over, refuses a
change in an existing record, does not read it."""

LANGUAGES = ("en", "ja")
LEAD = "lead_post_"


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str
    """Its heading: the same in every language, for ever."""
    words: Words
    use: str
    text: tuple[str, str] | None = None
    """Field and language, where it is wording."""
    fact: str = ""
    """The fact that it is, where it is one."""
    side: str = ""
    """The side whose lead post it is."""
    date: bool = False
    """Whether a workbook gets a date and not a text."""
    width: int = 14
    """Characters across in a workbook."""
    note: str = ""
    """For the reference page."""


_LANGUAGE_WORDS = {"en": {"en": "English", "ja": "英語"}, "ja": {"en": "Japanese", "ja": "日本語"}}


def columns(sides: Sequence[str]) -> list[Column]:
    """Return the columns in their order, for the sides called ``sides``."""
    kind = kind_of("joint_action")
    texts = [
        Column(
            f"{text.name}_{code}",
            {
                language: f"{text.label[language]} ({_LANGUAGE_WORDS[code][language]})"
                for language in LANGUAGES
            },
            WRITTEN,
            text=(text.name, code),
            width=50,
            note="Empty where this language follows later.",
        )
        for text in kind.texts
        for code in LANGUAGES
    ]

    def fact(name: str, use: str, *, width: int = 14, date: bool = False, note: str = "") -> Column:
        return Column(
            name, kind.fact(name).label, use, fact=name, width=width, date=date, note=note
        )

    return [
        Column(
            "reference",
            {"en": "Reference", "ja": "番号"},
            KEY,
            note="Empty for a new Joint Action.",
        ),
        Column(
            "version",
            {"en": "Version", "ja": "版"},
            KEY,
            width=8,
            note="The version the line was written from: leave it as it is.",
        ),
        *texts,
        fact("due_date", WRITTEN, date=True, note="`2026-03-31` or `2026/3/31`; empty for none."),
        *(
            Column(
                f"{LEAD}{side.lower()}",
                {"en": f"Lead post ({side})", "ja": f"主担当（職）（{side}）"},
                WRITTEN,
                side=side,
                width=28,
                note="The post's id, or its name in either language.",
            )
            for side in sides
        ),
        fact("beneficiaries", WRITTEN, width=20, note="Codes, parted by `; `."),
        fact("sources", WRITTEN, width=40, note="Addresses, one a line in the cell."),
        fact("provision", FIXED, note="Needed in a new line; area and pillar follow from it."),
        fact("promise", FIXED),
        fact("area", FIXED, width=9),
        fact("pillar", FIXED, width=9),
        fact("nature", FIXED, note="Needed in a new line."),
        fact("strength", FIXED, width=9),
        fact("origin_date", FIXED),
        fact("acts", FIXED),
        Column("objectives", {"en": "Objectives", "ja": "目的"}, SHOWN),
        Column("sectors", {"en": "Sectors", "ja": "領域"}, SHOWN),
        Column(
            "progress",
            {"en": "Progress", "ja": "進捗"},
            SHOWN,
            width=18,
            note="Follows the updates.",
        ),
        Column("reported_on", {"en": "Reported on", "ja": "報告日"}, SHOWN, date=True),
        Column("state", {"en": "State", "ja": "状態"}, SHOWN),
        Column("marking", {"en": "Marking", "ja": "格付・取扱制限"}, SHOWN, width=24),
        Column("updated_at", {"en": "Updated", "ja": "更新日時"}, SHOWN, width=20, note="UTC."),
    ]


_USES = {
    KEY: "finds the record",
    WRITTEN: "taken over",
    FIXED: "must stay as it is",
    SHOWN: "not read",
}


def describe_columns() -> str:
    """Return the reference page of the columns."""
    return "\n".join(_described())


def _described() -> Iterator[str]:
    yield "# Columns of the register's tables\n"
    yield "Written from `src/kakehashi/workplan/sheets/columns.py`. The headings of CSV and XLSX"
    yield "and the keys of JSON are these names, in every language. A table that is brought back"
    yield "needs `reference` and `version`; a column that is left out stays as it is.\n"
    yield "| column | in English | 日本語 | on the way back | note |\n|---|---|---|---|---|"
    for column in columns(["JP", "GB"]):
        yield (
            f"| `{column.name}` | {column.words['en']} | {column.words['ja']} "
            f"| {_USES[column.use]} | {column.note} |"
        )
    yield "\nThere is one `lead_post_…` for each side of the partnership. Above the headings of a"
    yield "CSV stands one line with the marking, the time and, for Shift_JIS, how characters are"
    yield "written that it does not have. A text that begins with `=`, `+`, `-`, `@`, a tab or"
    yield "their full-width forms has an apostrophe before it, so that no spreadsheet runs it; the"
    yield "way back takes it off.\n"
