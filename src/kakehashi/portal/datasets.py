"""The open data: which datasets there are, their documented columns, and their rows.

Every dataset is read through a room's ``public.py``, so that it holds what its pages hold.
"""

import csv
import datetime as dt
import io
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kakehashi.errors import Words
from kakehashi.glossary import public as glossary
from kakehashi.people import public as people
from kakehashi.records import public as records
from kakehashi.workplan import public as workplan

Value = str | int | bool | None | list[str]
"""What a cell holds: in CSV a list is parted by ``; `` and nothing is an empty cell."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet would take for the beginning of a formula."""
_MARK = "\ufeff"
"""Says UTF-8 to spreadsheets, which would otherwise read Japanese as something else."""


@dataclass(frozen=True)
class Column:
    """A column: its name, which never changes, and what it holds."""

    name: str
    what: Words


@dataclass(frozen=True)
class Dataset:
    """A dataset: what it is, its columns, and where its rows come from."""

    name: str
    titles: Words
    what: Words
    columns: Sequence[Column]
    rows: Callable[[], Iterable[dict[str, Value]]]


@dataclass(frozen=True)
class Table:
    """The rows of a dataset as they are now, and when the last of them changed."""

    dataset: Dataset
    rows: list[dict[str, Value]]
    modified: dt.datetime | None


def read(dataset: Dataset) -> Table:
    """Return a dataset with its rows, in a number of queries that does not hang on them."""
    rows = list(dataset.rows())
    changed = [str(row["updated_at"]) for row in rows if row.get("updated_at")]
    return Table(dataset, rows, dt.datetime.fromisoformat(max(changed)) if changed else None)


def as_csv(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180) in UTF-8; no cell begins as a spreadsheet's formula does."""
    written = io.StringIO(newline="")
    written.write(_MARK)
    names = [column.name for column in table.dataset.columns]
    out = csv.writer(written, lineterminator="\r\n")
    out.writerow(names)
    for row in table.rows:
        out.writerow([_cell(row.get(name)) for name in names])
    return written.getvalue().encode("utf-8", "replace")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    text = "; ".join(value) if isinstance(value, list) else str(value)
    text = text.replace("\x00", "")
    return f"'{text}" if isinstance(value, str | list) and text.startswith(_FORMULA) else text


def _column(name: str, english: str, japanese: str) -> Column:
    return Column(name, {"en": english, "ja": japanese})


_REFERENCE = _column("reference", "Reference, never used again", "整理番号（再使用しない）")
_TAIL = (
    _column("state", "State of the record", "案件の状態"),
    _column("version", "Number of the version", "版の番号"),
    _column("updated_at", "When it last changed, in UTC", "最終更新日時（UTC）"),
    _column("content_sha256", "Digest of the content both sides see", "内容のダイジェスト"),
)
_SOURCES = _column("sources", "Addresses of the evidence", "根拠・出典のアドレス")


def _texts(kind: str, *names: str) -> tuple[Column, ...]:
    """Return a column for each text field of a kind and each language."""
    declared = {text.name: text for text in records.kind_of(kind).texts}
    return tuple(
        Column(
            f"{name}_{language}",
            {
                "en": f"{declared[name].label['en']}, in {_IN[language]['en']}",
                "ja": f"{declared[name].label['ja']}（{_IN[language]['ja']}）",
            },
        )
        for name in names
        for language in ("ja", "en")
    )


_IN: Mapping[str, Words] = {
    "ja": {"en": "Japanese", "ja": "日本語"},
    "en": {"en": "English", "ja": "英語"},
}


def _facts(kind: str, *names: str) -> tuple[Column, ...]:
    """Return a column for each fact of a kind, described as the kind does."""
    declared = {fact.name: fact for fact in records.kind_of(kind).facts}
    found = []
    for name in names:
        fact = declared[name]
        words = {
            language: ": ".join(filter(None, (label, _choices(fact.choices, language))))
            for language, label in fact.label.items()
        }
        found.append(Column(name, words))
    return tuple(found)


def _choices(choices: Mapping[str, Words], language: str) -> str:
    return ", ".join(f"{code} = {one[language]}" for code, one in choices.items())


def _base(entry: records.Entry) -> dict[str, Value]:
    """Return what every row of a record holds: reference, texts, facts, version."""
    version = entry.version
    row: dict[str, Value] = {
        "reference": entry.reference,
        "state": entry.state,
        "version": version.number,
        "updated_at": entry.updated_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "content_sha256": version.content_digest,
    }
    body = version.body
    for name, value in body.get("facts", {}).items():
        row.setdefault(name, _plain(value))
    for name, by_language in version.wording.items():
        for language in ("ja", "en"):
            row[f"{name}_{language}"] = by_language.get(language, "")
    return row


def _plain(value: Any) -> Value:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [str(one) for one in value if isinstance(one, str | int)]
    return None


def _of(kind: str) -> Callable[[], Iterable[dict[str, Value]]]:
    """Return what yields the rows of a kind that has no columns but its texts and facts."""

    def rows() -> Iterable[dict[str, Value]]:
        for entry in records.entries(kind).select_related("version"):
            yield _base(entry)

    return rows


def _joint_actions() -> Iterable[dict[str, Value]]:
    serves = records.links_of("joint_action", "serves")
    found = records.entries("joint_action").select_related("version", "jointaction")
    for entry in found:
        yield {
            **_base(entry),
            "progress": workplan.progress_of(entry.jointaction),
            "objectives": serves.get(entry.pk, []),
        }


def _results() -> Iterable[dict[str, Value]]:
    linked = {
        name: records.links_of("result", relation)
        for name, relation in (("objectives", "serves"), ("provisions", "carries_out"))
    }
    found = list(records.entries("result").select_related("version"))
    named: dict[uuid.UUID, list[str]] = {}
    for one in records.public_names(records.entries("result").values("item_id")):
        office = people.name_on(one.organisation, one.day, one.language)
        named.setdefault(one.item_id, []).append(f"{office}: {one.name} <{one.link}>")
    for entry in found:
        yield {
            **_base(entry),
            **{name: to.get(entry.pk, []) for name, to in linked.items()},
            "published_as": named.get(entry.item_id, []),
        }


def _glossary() -> Iterable[dict[str, Value]]:
    for term in glossary.terms():
        yield {
            "concept": term.concept.pk,
            "subject": term.concept.subject,
            **{f"preferred_{one}": term.preferred.get(one, "") for one in ("ja", "en")},
            **{f"admitted_{one}": term.admitted.get(one, []) for one in ("ja", "en")},
            **{f"avoided_{one}": term.avoided.get(one, []) for one in ("ja", "en")},
            "definition_ja": term.concept.definition_ja,
            "definition_en": term.concept.definition_en,
            "source": term.concept.source,
            "note_ja": term.concept.note_ja,
            "note_en": term.concept.note_en,
            "provisions": [str(one) for one in term.concept.provisions],
        }


def datasets() -> Mapping[str, Dataset]:
    """Return every dataset by its name."""
    made = (
        Dataset(
            "provisions",
            {"en": "Provisions", "ja": "項・項目"},
            {
                "en": "The framework provision by provision, in our own words.",
                "ja": "枠組の各項・項目（独自の言葉によるもの）。",
            },
            (
                _REFERENCE,
                *_facts("provision", "number", "level", "parent", "section", "pillar", "area"),
                *_facts("provision", "nature", "strength"),
                *_texts("provision", "title", "statement", "verb"),
                *_TAIL,
            ),
            _of("provision"),
        ),
        Dataset(
            "joint-actions",
            {"en": "Joint actions", "ja": "共同作業"},
            {
                "en": "One row for each promise that is tracked, with its published progress.",
                "ja": "約束ごとに立てた共同作業と、公表された進捗。",
            },
            (
                _REFERENCE,
                *_facts("joint_action", "provision", "area", "pillar", "nature", "strength"),
                _column(
                    "progress",
                    "Published progress, or how it ended: "
                    + ", ".join(
                        dict.fromkeys(
                            code for codes in workplan.PROGRESS.values() for code in codes
                        )
                    )
                    + ", "
                    + ", ".join(workplan.ENDED_STATES),
                    "公表された進捗、又は終了の理由",
                ),
                *_facts("joint_action", "origin_date", "due_date", "acts", "beneficiaries"),
                _column("objectives", "Objectives it serves", "資する目的"),
                *_texts("joint_action", "title", "wording", "conclusion"),
                _SOURCES,
                *_TAIL,
            ),
            _joint_actions,
        ),
        Dataset(
            "results",
            {"en": "Results", "ja": "成果"},
            {
                "en": "What came of the joint work, with whom it helps and the evidence.",
                "ja": "共同の取組から生まれた成果と、その受益者及び根拠。",
            },
            (
                _REFERENCE,
                *_facts("result", "date", "result_kind", "area", "beneficiaries"),
                _column("objectives", "Objectives it serves", "資する目的"),
                _column("provisions", "Provisions it carries out", "実施する項・項目"),
                *_texts("result", "title", "body", "conditions"),
                _column(
                    "published_as",
                    "Ministries that published it, each with its name for it and the address",
                    "公表した府省庁、その名称及びアドレス",
                ),
                _SOURCES,
                *_TAIL,
            ),
            _results,
        ),
        Dataset(
            "meetings",
            {"en": "Meetings", "ja": "会合"},
            {"en": "Meetings held and to come.", "ja": "開催された会合及び今後の会合。"},
            (
                _REFERENCE,
                *_facts("meeting", "body", "number", "date", "starts_at", "standing", "mode"),
                *_texts("meeting", "title", "outcome", "place"),
                _SOURCES,
                *_TAIL,
            ),
            _of("meeting"),
        ),
        Dataset(
            "decisions",
            {"en": "Decisions", "ja": "一致・決定事項"},
            {
                "en": "What meetings decided or concluded in discussion.",
                "ja": "会合において一致又は決定した事項。",
            },
            (
                _REFERENCE,
                *_facts("decision", "meeting", "area", "date", "due_date", "decision_kind"),
                *_texts("decision", "title", "body"),
                _SOURCES,
                *_TAIL,
            ),
            _of("decision"),
        ),
        Dataset(
            "glossary",
            {"en": "Glossary", "ja": "用語集"},
            {"en": "One row for each concept, with its words.", "ja": "概念ごとの用語。"},
            (
                _column(
                    "concept", "Name of the concept, never changed", "概念の名称（変更しない）"
                ),
                _column("subject", "Record it stands for: kind:code", "対応する案件（種別:記号）"),
                _column("preferred_ja", "The Japanese word", "日本語の用語"),
                _column("preferred_en", "The English word", "英語の用語"),
                _column("admitted_ja", "Other Japanese words in use", "ほかに用いる日本語"),
                _column("admitted_en", "Other English words in use", "ほかに用いる英語"),
                _column("avoided_ja", "Japanese words not to use", "用いない日本語"),
                _column("avoided_en", "English words not to use", "用いない英語"),
                _column("definition_ja", "What it is, in Japanese", "定義（日本語）"),
                _column("definition_en", "What it is, in English", "定義（英語）"),
                _column("source", "Address or document, or ours", "出典（oursは独自のもの）"),
                _column("note_ja", "Note in Japanese", "備考（日本語）"),
                _column("note_en", "Note in English", "備考（英語）"),
                _column("provisions", "Provisions that use it", "用いる項・項目"),
            ),
            _glossary,
        ),
    )
    return {one.name: one for one in made}
