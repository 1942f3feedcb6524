"""The kinds of record of the framework room."""

from collections.abc import Sequence

from kakehashi.framework import models
from kakehashi.framework.rules import ACTS, FINDINGS, NATURES
from kakehashi.records.kinds import OWN, SHARED, Fact, Kind, Text, register
from kakehashi.records.models import Item, Record

TITLE = Text("title", {"en": "Title", "ja": "件名"}, required=True)
SUMMARY = Text("summary", {"en": "Summary", "ja": "概要"}, rows=4)
OPENING = Text("opening", {"en": "Opening sentence", "ja": "冒頭の文"}, rows=3)
SOURCES = Fact("sources", {"en": "Sources", "ja": "出典"}, type="urls")
SOURCED = Fact("sourced", {"en": "How it is known", "ja": "根拠"}, editable=False)
EVENTS = Fact("events", {"en": "What happened when", "ja": "経緯"}, type="list", editable=False)


def _official(items: Sequence[str]) -> dict[str, dict[str, str]]:
    from kakehashi.framework.selectors import official_for_search

    return official_for_search(items)


def _settle_places(items: Sequence[Item]) -> None:
    from kakehashi.framework.revising.editions import settle_places

    settle_places(items)


def _settle_notes(items: Sequence[Item]) -> None:
    from kakehashi.framework.revising.editions import settle_notes

    settle_notes(items)


PROVISION = register(
    Kind(
        code="provision",
        room="framework",
        model=models.Provision,
        names={"en": "Provision", "ja": "項・項目"},
        plural={"en": "Provisions", "ja": "項・項目"},
        lane=SHARED,
        prefix="P",
        texts=(
            TITLE,
            Text("statement", {"en": "Statement", "ja": "内容"}, required=True, rows=5),
            Text("verb", {"en": "Verb", "ja": "動詞"}),
        ),
        facts=(
            Fact(
                "number",
                {"en": "Number in the text", "ja": "本文の番号"},
                column=True,
                editable=False,
            ),
            Fact("level", {"en": "Level", "ja": "段階"}, column=True, editable=False),
            Fact("parent", {"en": "Part of", "ja": "上位"}, column=True, editable=False),
            Fact("section", {"en": "Section", "ja": "節"}, column=True, editable=False),
            Fact("pillar", {"en": "Pillar", "ja": "柱"}, column=True, editable=False),
            Fact("area", {"en": "Area", "ja": "分野"}, column=True, editable=False),
            Fact(
                "strength",
                {"en": "Strength", "ja": "強さ"},
                type="integer",
                column=True,
                editable=False,
            ),
            Fact(
                "nature",
                {"en": "Nature", "ja": "性質"},
                type="choice",
                choices=NATURES,
                column=True,
                editable=False,
            ),
            Fact(
                "position",
                {"en": "Position", "ja": "順序"},
                type="integer",
                column=True,
                editable=False,
            ),
            Fact(
                "strengths",
                {"en": "Strengths", "ja": "強さ（各約束）"},
                type="list",
                editable=False,
            ),
            Fact(
                "natures",
                {"en": "Natures", "ja": "性質（各約束）"},
                type="list",
                facet=True,
                editable=False,
            ),
            Fact("promises", {"en": "Promises", "ja": "約束"}, type="list", editable=False),
            Fact("references", {"en": "Refers to", "ja": "参照"}, type="list", editable=False),
        ),
        relations=("mentions", "refers_to", "of_area", "of_pillar", "names_occasion"),
        also_searched=_official,
        followed=_settle_places,
        weight=10,
        creatable=False,
    )
)


def _named(
    code: str,
    model: type[Record],
    names: tuple[str, str],
    plural: tuple[str, str],
    facts: tuple[Fact, ...] = (),
    *,
    weight: int = 30,
) -> Kind:
    return register(
        Kind(
            code=code,
            room="framework",
            model=model,
            names={"en": names[0], "ja": names[1]},
            plural={"en": plural[0], "ja": plural[1]},
            lane=SHARED,
            prefix=code[:3].upper(),
            texts=(TITLE, SUMMARY, OPENING) if code == "area" else (TITLE, SUMMARY),
            facts=(*facts, SOURCES, SOURCED),
            relations=(
                "of_pillar",
                "named_by",
                "succeeded_by",
                "about",
                "sets_out",
                "implements",
                "complements",
                "builds_on",
                "of_forum",
            ),
            weight=weight,
            creatable=False,
        )
    )


PILLAR = _named("pillar", models.Pillar, ("Pillar", "柱"), ("Pillars", "柱"), weight=12)
AREA = _named(
    "area",
    models.Area,
    ("Area", "分野"),
    ("Areas", "分野"),
    (
        Fact("pillar", {"en": "Pillar", "ja": "柱"}, column=True, editable=False),
        Fact(
            "position",
            {"en": "Position", "ja": "順序"},
            type="integer",
            column=True,
            editable=False,
        ),
        Fact(
            "acts",
            {"en": "Acts", "ja": "行為"},
            type="list",
            choices=ACTS,
            facet=True,
            editable=False,
        ),
    ),
    weight=14,
)
SECTOR = _named("sector", models.Sector, ("Sector", "部門"), ("Sectors", "部門"), weight=60)
INSTRUMENT = _named(
    "instrument",
    models.Instrument,
    ("Instrument", "文書"),
    ("Instruments", "文書"),
    (
        Fact("date", {"en": "Date", "ja": "日付"}, type="partial_date", column=True),
        Fact("in_force", {"en": "In operation from", "ja": "開始日"}, type="partial_date"),
        Fact("binding", {"en": "Legally binding", "ja": "法的拘束力"}, type="boolean", column=True),
    ),
)
PROGRAMME = _named(
    "programme",
    models.Programme,
    ("Programme", "施策・構想"),
    ("Programmes", "施策・構想"),
    (
        Fact("status", {"en": "Standing", "ja": "現況"}, column=True),
        Fact("side", {"en": "Side", "ja": "側"}),
        EVENTS,
    ),
)
OCCASION = _named(
    "occasion",
    models.Occasion,
    ("Occasion", "機会"),
    ("Occasions", "機会"),
    (
        Fact("starts", {"en": "From", "ja": "開始"}, type="partial_date", column=True),
        Fact("until", {"en": "Over from", "ja": "終了"}, type="partial_date", column=True),
    ),
)
FORUM = _named("forum", models.Forum, ("Forum", "国際場裡"), ("Forums", "国際場裡"), (EVENTS,))
REVIEW_NOTE = register(
    Kind(
        code="review_note",
        room="framework",
        model=models.ReviewNote,
        names={"en": "Note for the review", "ja": "見直しに向けた所見"},
        plural={"en": "Notes for the review", "ja": "見直しに向けた所見"},
        lane=OWN,
        prefix="RN",
        texts=(TITLE, Text("body", {"en": "Why", "ja": "理由"}, rows=4)),
        facts=(
            Fact("provision", {"en": "Provision", "ja": "項・項目"}, column=True, editable=False),
            Fact(
                "finding",
                {"en": "Finding", "ja": "所見"},
                type="choice",
                choices=FINDINGS,
                required=True,
                column=True,
            ),
            SOURCES,
        ),
        relations=("about", "replaced_by"),
        followed=_settle_notes,
        weight=44,
        creatable=False,
    )
)
