"""What is wrong in one line of a table: where, what, and what to do, in both languages."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kakehashi.errors import Refused
from kakehashi.workplan.sheets.columns import Column
from kakehashi.workplan.sheets.reading import Line

Words = Mapping[str, str]

_SHOWN = 80
_MOST_LISTED = 10


@dataclass(frozen=True)
class Said:
    """What is wrong in a cell, or in the whole line where no column is named."""

    column: str
    what: Words
    advice: Words


@dataclass(frozen=True)
class Trouble:
    """One fault, in its place."""

    line: int
    reference: str
    column: str
    what: Words
    advice: Words


class Wrong(Exception):  # noqa: N818 - caught where the line is, never shown by itself
    """A line cannot be taken; says why, cell by cell."""

    def __init__(self, *said: Said) -> None:
        self.said = said
        super().__init__()

    def troubles(self, line: Line) -> Iterator[Trouble]:
        """Yield the faults in their place."""
        for one in self.said:
            yield Trouble(
                line.number, line.cells.get("reference", ""), one.column, one.what, one.advice
            )


def _short(text: str) -> str:
    return text[:_SHOWN] + "…" if len(text) > _SHOWN else text


def width(found: int, wanted: int) -> Said:
    """The line has more or fewer cells than the headings."""
    return Said(
        "",
        {
            "en": f"The line has {found} cells, the headings are {wanted}.",
            "ja": f"セルが{found}個あります（見出しは{wanted}個）。",
        },
        {
            "en": "Look for a separator or line break that is not within quotation marks.",
            "ja": "引用符で囲まれていない区切り文字や改行がないか確認してください。",
        },
    )


def odd(column: str, what: str) -> Said:
    """A formula or the error of one stands in the cell."""
    if what == "formula":
        return Said(
            column,
            {"en": "A formula is no text.", "ja": "数式が入力されています。"},
            {"en": "Paste its value instead.", "ja": "数式ではなく値を貼り付けてください。"},
        )
    return Said(
        column,
        {"en": "The cell shows an error.", "ja": "セルがエラー値です。"},
        {"en": "Enter the text itself.", "ja": "値そのものを入力してください。"},
    )


def twice(reference: str, lines: Sequence[int]) -> Said:
    """The reference stands in several lines."""
    listed = ", ".join(str(one) for one in lines[:_MOST_LISTED])
    listed += ", …" if len(lines) > _MOST_LISTED else ""
    return Said(
        "reference",
        {
            "en": f"{_short(reference)} stands in several lines: {listed}.",
            "ja": f"{_short(reference)} が複数の行にあります（{listed}行目）。",
        },
        {"en": "Keep one of them.", "ja": "いずれか1行だけを残してください。"},
    )


def unknown(reference: str) -> Said:
    """There is no such record that the account sees."""
    return Said(
        "reference",
        {
            "en": f"There is no Joint Action {_short(reference)} that you can see.",
            "ja": f"番号 {_short(reference)} の共同作業は、表示できるものの中にありません。",
        },
        {
            "en": "Check the reference; leave it empty to start a new Joint Action.",
            "ja": "番号を確認してください。新規の場合は番号を空欄にしてください。",
        },
    )


def version(given: str, current: int) -> Said:
    """The version is empty, none, or one that the account never saw."""
    return Said(
        "version",
        {
            "en": f"“{_short(given)}” is no version of it; the newest is {current}.",
            "ja": f"「{_short(given)}」という版はありません（最新は{current}）。",
        },
        {
            "en": "Export the register anew and make the change there.",
            "ja": "登録簿を改めて出力し、その表で修正してください。",
        },
    )


def fixed(column: str, was: str) -> Said:
    """The cell may not be changed in a record that is there."""
    return Said(
        column,
        {
            "en": f"This comes from the framework and is not changed here. It was “{_short(was)}”.",
            "ja": f"枠組みの文書に基づく値のため変更できません（元の値：{_short(was)}）。",
        },
        {"en": "Put it back as it was.", "ja": "元の値に戻してください。"},
    )


def no_provision(given: str) -> Said:
    """A new line names no provision."""
    return Said(
        "provision",
        {
            "en": f"There is no provision “{_short(given)}”.",
            "ja": f"項・項目「{_short(given)}」はありません。",
        },
        {
            "en": "A new Joint Action carries out a provision: enter its reference.",
            "ja": "新規の共同作業には、根拠となる項・項目の番号を記入してください。",
        },
    )


def no_nature(given: str, known: Sequence[str]) -> Said:
    """A new line has no nature that progress is told of."""
    return Said(
        "nature",
        {"en": f"“{_short(given)}” is no nature.", "ja": f"性質「{_short(given)}」はありません。"},
        {"en": f"Enter one of: {', '.join(known)}.", "ja": f"次のいずれか：{'、'.join(known)}"},
    )


def no_post(column: str, given: str, near: str) -> Said:
    """No post of that side is called so."""
    meant = (f" The nearest is {near}.", f"近いもの：{near}") if near else ("", "")
    return Said(
        column,
        {
            "en": f"“{_short(given)}” is no post of this side.{meant[0]}",
            "ja": f"「{_short(given)}」という職は、この側にありません。{meant[1]}",
        },
        {
            "en": "Enter the post's id or its name as the page People has it.",
            "ja": "「担当・組織」画面にある職の名称又は ID を記入してください。",
        },
    )


def no_day(column: str, given: str) -> Said:
    """The cell is no day."""
    return Said(
        column,
        {
            "en": f"“{_short(given)}” is no day that exists.",
            "ja": f"「{_short(given)}」は実在する日付ではありません。",
        },
        {"en": "Write it as 2026-03-31.", "ja": "2026-03-31 の形で記入してください。"},
    )


def no_code(column: str, given: str, known: Sequence[str]) -> Said:
    """The cell has a code that is not offered."""
    near = difflib.get_close_matches(given, known, n=1)
    meant = (f" Do you mean {near[0]}?", f"{near[0]} ではありませんか。") if near else ("", "")
    return Said(
        column,
        {
            "en": f"“{_short(given)}” is not offered.{meant[0]}",
            "ja": f"「{_short(given)}」は選択肢にありません。{meant[1]}",
        },
        {"en": f"Use: {', '.join(known)}.", "ja": f"使用できるもの：{'、'.join(known)}"},
    )


def refusal(refused: Refused, columns: Sequence[Column]) -> Said:
    """What the records themselves refuse, beside the column it is about."""
    label = refused.facts.get("label")
    named = [column.name for column in columns if label is not None and _labelled(column, label)]
    return Said(named[0] if named else "", refused.message_words(), refused.hint_words())


def _labelled(column: Column, label: object) -> bool:
    from kakehashi.records.kinds import kind_of

    kind = kind_of("joint_action")
    if column.text:
        return kind.text(column.text[0]).label is label
    return bool(column.fact) and kind.fact(column.fact).label is label
