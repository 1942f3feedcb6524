"""What can be wrong with a profile, said with file, line and what to do, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from kakehashi.errors import Words


class Place(NamedTuple):
    """A line and a column in a file, both counted from 1."""

    line: int
    column: int


START: Final = Place(1, 1)
UNWRITTEN: Final = "to-be-written"
"""Code of what a skeleton leaves to its author; all else must be mended first."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a profile, where it stands and how to mend it."""

    file: str
    line: int
    column: int
    code: str
    message: Words = field(compare=False)
    fix: Words = field(compare=False)

    @property
    def stops(self) -> bool:
        """Whether it keeps the profile from being loaded; what is to be written does not."""
        return self.code != UNWRITTEN

    def say(self, language: str) -> str:
        """Return one line in ``language``: file, line, column, what is wrong, what to do."""
        message = self.message.get(language) or self.message["en"]
        fix = self.fix.get(language) or self.fix["en"]
        return f"{self.file}:{self.line}:{self.column}: {message} {fix} [{self.code}]"

    def __str__(self) -> str:
        return self.say("en")


class _Wording(NamedTuple):
    """Templates of one code: what is wrong and what to do, in English and Japanese."""

    en: str
    ja: str
    fix_en: str
    fix_ja: str


_WORDINGS: Final[Mapping[str, _Wording]] = MappingProxyType(
    {
        "folder-missing": _Wording(
            "There is no folder {name}.",
            "フォルダー「{name}」がありません。",
            "Give the path of a folder with a profile.yaml in it, or one of: {known}.",
            "profile.yaml のあるフォルダーのパス、又は次のいずれかを指定してください: {known}。",
        ),
        "file-missing": _Wording(
            "The file {name} is missing.",
            "ファイル「{name}」がありません。",
            "Add it; an empty list is written [].",
            "ファイルを追加してください。空の一覧は [] と書きます。",
        ),
        "file-unknown": _Wording(
            "A profile has no file {name}.",
            "プロファイルに「{name}」というファイルはありません。",
            "Rename or remove it. The files are: {known}.",
            "名前を直すか削除してください。使えるファイル: {known}。",
        ),
        "file-unreadable": _Wording(
            "The file cannot be read: {detail}.",
            "ファイルを読み取れません（{detail}）。",
            "Check that it is a plain file and that you may read it.",
            "通常のファイルであること、読取り権限があることを確認してください。",
        ),
        "file-empty": _Wording(
            "The file is empty.",
            "ファイルが空です。",
            "Fill it in; an empty list is written [].",
            "内容を書いてください。空の一覧は [] と書きます。",
        ),
        "file-too-big": _Wording(
            "The file is larger than {limit} bytes.",
            "ファイルが {limit} バイトを超えています。",
            "A profile is written by hand; take out what is not part of it.",
            "プロファイルは手で書くものです。不要な内容を取り除いてください。",
        ),
        "not-utf-8": _Wording(
            "The file is not UTF-8 here.",
            "ここが UTF-8 ではありません。",
            "Save the file as UTF-8.",
            "ファイルを UTF-8 で保存し直してください。",
        ),
        "character-refused": _Wording(
            "The character U+{point} is not allowed in YAML.",
            "文字 U+{point} は YAML では使えません。",
            "Delete it.",
            "その文字を削除してください。",
        ),
        "yaml-broken": _Wording(
            "This is not YAML: {detail}.",
            "YAML として読めません（{detail}）。",
            "Check the indentation, colons, quotes and brackets on this line and the one before.",
            "この行と前の行の字下げ、コロン、引用符、括弧を確認してください。",
        ),
        "yaml-alias": _Wording(
            "Anchors (&) and aliases (*) are not allowed in a profile.",
            "プロファイルではアンカー（&）とエイリアス（*）は使えません。",
            "Write the content out where it is meant, or put quotes around a text that begins so.",
            "内容をその場に書いてください。文字列であれば引用符で囲んでください。",
        ),
        "yaml-tag": _Wording(
            "The tag {tag} is not allowed in a profile.",
            "プロファイルではタグ「{tag}」は使えません。",
            "Remove it, or put quotes around a text that begins with an exclamation mark.",
            "削除してください。感嘆符で始まる文字列であれば引用符で囲んでください。",
        ),
        "yaml-documents": _Wording(
            "A second YAML document begins here.",
            "ここから二つ目の YAML 文書が始まっています。",
            "Keep one document to a file: remove the line with three hyphens.",
            "一つのファイルには一つの文書だけを置き、「---」の行を削除してください。",
        ),
        "yaml-key": _Wording(
            "A key must be a plain word.",
            "キーは単純な語でなければなりません。",
            "Use one of the keys the reference names.",
            "リファレンスにあるキーを使ってください。",
        ),
        "too-deep": _Wording(
            "The file is nested more than {limit} levels deep.",
            "入れ子が {limit} 段を超えています。",
            "Nothing in a profile goes so deep: check the brackets and the indentation.",
            "プロファイルにそれほど深い入れ子はありません。括弧と字下げを確認してください。",
        ),
        "too-many": _Wording(
            "The file holds more than {limit} entries.",
            "項目が {limit} 個を超えています。",
            "Take out what is not part of the profile.",
            "プロファイルに属さない内容を取り除いてください。",
        ),
        "key-twice": _Wording(
            "The key {key} stands twice in one entry; it is first on line {line}.",
            "同じ項目にキー「{key}」が二度あります（最初は {line} 行目）。",
            "Keep one of them.",
            "一方を残してください。",
        ),
        "key-unknown": _Wording(
            "There is no key {key} here.",
            "ここに「{key}」というキーはありません。",
            "Use one of: {known}.",
            "次のいずれかを使ってください: {known}。",
        ),
        "key-missing": _Wording(
            "The key {key} is missing.",
            "キー「{key}」がありません。",
            "Add it to this entry.",
            "この項目に追加してください。",
        ),
        "language-missing": _Wording(
            "The wording in {language} is missing.",
            "言語「{language}」の文言がありません。",
            "Add {language}: to this entry.",
            "この項目に {language}: を追加してください。",
        ),
        "wrong-type": _Wording(
            "This must be {expected}, but it is {found}.",
            "ここは{expected}でなければなりませんが、{found}になっています。",
            "{advice}",
            "{advice}",
        ),
        "to-be-written": _Wording(
            "This is to be written.",
            "ここは未記入です。",
            "Put your own words in place of the mark.",
            "印の代わりに、実際の内容を記入してください。",
        ),
        "value-empty": _Wording(
            "This is empty.",
            "ここが空です。",
            "Fill it in, or leave the key out where the reference allows it.",
            "記入するか、省略できるキーであれば省略してください。",
        ),
        "value-unknown": _Wording(
            "{value} is not one of the words allowed here.",
            "「{value}」はここでは使えません。",
            "Use one of: {known}.",
            "次のいずれかを使ってください: {known}。",
        ),
        "value-malformed": _Wording(
            "{value} has not the form that is needed here.",
            "「{value}」はここで必要な形式ではありません。",
            "Write it as {form}.",
            "次の形式で書いてください: {form}。",
        ),
        "value-out-of-range": _Wording(
            "{value} is outside {low} to {high}.",
            "「{value}」は {low} から {high} までの範囲にありません。",
            "Write a number within these bounds.",
            "範囲内の数を書いてください。",
        ),
        "entry-twice": _Wording(
            "{key} {value} is taken; it is first on line {line}.",
            "{key}「{value}」は既に使われています（最初は {line} 行目）。",
            "Give one of the two another {key}.",
            "どちらかの {key} を変えてください。",
        ),
        "value-twice": _Wording(
            "{value} stands twice in this list; it is first on line {line}.",
            "この一覧に「{value}」が二度あります（最初は {line} 行目）。",
            "Keep one of them.",
            "一方を残してください。",
        ),
        "name-taken": _Wording(
            "The id {value} is already used in {other}.",
            "ID「{value}」は {other} で既に使われています。",
            "Give one of them another id: provisions name both by it.",
            "項がどちらもこの ID で指すため、一方を変えてください。",
        ),
        "concept-twice": _Wording(
            "The concept {value} is already in {other}.",
            "用語「{value}」は {other} に既にあります。",
            "Keep one of them, or give this one another id.",
            "一方を残すか、別の ID を付けてください。",
        ),
        "concept-word-twice": _Wording(
            "{value} is already a word of the concept {other}.",
            "「{value}」は用語「{other}」の語として既にあります。",
            "Keep it in one place, or write homonym: true in both concepts.",
            "一箇所だけに残すか、双方の用語に homonym: true と書いてください。",
        ),
        "points-nowhere": _Wording(
            "There is no {kind} {value} in this profile.",
            "このプロファイルに {kind}「{value}」はありません。",
            "{advice}",
            "{advice}",
        ),
        "date-impossible": _Wording(
            "{value} is no date.",
            "「{value}」は日付ではありません。",
            "Write {form}.",
            "{form} の形で書いてください。",
        ),
        "dates-reversed": _Wording(
            "It ends ({until}) before it begins ({start}).",
            "終わり（{until}）が始まり（{start}）より前です。",
            "Exchange or correct the two dates.",
            "二つの日付を入れ替えるか、直してください。",
        ),
        "count-wrong": _Wording(
            "The profile says {expected} {what}, but there are {found}.",
            "{what}は {expected} と書かれていますが、実際は {found} です。",
            "Correct the count, or the file {other}.",
            "数を直すか、{other} を直してください。",
        ),
        "order-wrong": _Wording(
            "{value} stands before its parent {parent}.",
            "「{value}」が親の「{parent}」より前にあります。",
            "Keep provisions in the order of the text, each after its parent.",
            "項は本文の順に、親の後に置いてください。",
        ),
        "parent-astray": _Wording(
            "{value} and its parent {parent} belong to different {what}.",
            "「{value}」と親の「{parent}」とで{what}が異なります。",
            "Correct one of them.",
            "どちらかを直してください。",
        ),
        "circle": _Wording(
            "{value} is its own parent, directly or by others.",
            "「{value}」の親をたどると自分に戻ります。",
            "Break the circle.",
            "循環を断ってください。",
        ),
        "level-astray": _Wording(
            "{value} is of the level {level}, but below {parent} comes {expected}.",
            "「{value}」の段は「{level}」ですが、「{parent}」の下に来るのは「{expected}」です。",
            "Correct the level or the parent.",
            "段か親を直してください。",
        ),
        "zone-unknown": _Wording(
            "There is no time zone {value}.",
            "タイムゾーン「{value}」はありません。",
            "Write one as Asia/Tokyo or Europe/London.",
            "Asia/Tokyo や Europe/London のように書いてください。",
        ),
        "calendar-unknown": _Wording(
            "No public holidays are known for {value}.",
            "「{value}」の祝日は登録されていません。",
            "Write the code of a country, or of a part of one, as JP or GB-ENG.",
            "JP や GB-ENG のように、国又はその地域のコードを書いてください。",
        ),
        "watermark-missing": _Wording(
            "A practice profile needs a watermark.",
            "演習用プロファイルには透かし（watermark）が必要です。",
            "Add watermark: with its words in both languages.",
            "watermark: に両言語の文言を書いてください。",
        ),
        "audience-unfit": _Wording(
            "An item that is {state} cannot be for {audience}.",
            "状態「{state}」の案件の閲覧範囲は「{audience}」にはできません。",
            "Set the audience to one of: {known}.",
            "audience を次のいずれかにしてください: {known}。",
        ),
        "marking-too-narrow": _Wording(
            "{value} allows at most the audience {limit}.",
            "「{value}」で認められる閲覧範囲は最大で「{limit}」です。",
            "Narrow the audience, or take out {value}; named people go with the lane restricted.",
            "audience を狭めるか「{value}」を外してください。named なら区分は restricted です。",
        ),
        "progress-unfit": _Wording(
            "Progress {value} does not fit the nature {nature}.",
            "進捗「{value}」は性質「{nature}」に合いません。",
            "Use one of: {known}.",
            "次のいずれかを使ってください: {known}。",
        ),
        "names-missing": _Wording(
            "The audience named needs the accounts that may see it.",
            "関係者限りには、閲覧できるアカウントの指定が必要です。",
            "Add named: with at least one account.",
            "named: に一つ以上のアカウントを書いてください。",
        ),
        "confirmation-missing": _Wording(
            "The item is {state}, but not every side has confirmed it.",
            "状態は「{state}」ですが、確認していない側があります。",
            "Add a confirmation for each side, or set the state to shared.",
            "各側の確認を加えるか、状態を shared にしてください。",
        ),
        "state-refused": _Wording(
            "In the lane {lane} an item cannot be {state}.",
            "区分「{lane}」の案件は状態「{state}」にはなりません。",
            "Use one of: {known}.",
            "次のいずれかを使ってください: {known}。",
        ),
        "marking-refused": _Wording(
            "The marking {value} may not be used: {reason}",
            "格付「{value}」は使えません。{reason}",
            "Use at most {highest}.",
            "「{highest}」までの格付を使ってください。",
        ),
        "marking-unknown": _Wording(
            "{side} has no marking or caveat {value}.",
            "{side} に格付・取扱制限「{value}」はありません。",
            "Use one of: {known}.",
            "次のいずれかを使ってください: {known}。",
        ),
        "side-needed": _Wording(
            "This needs a side: {why}.",
            "ここには側（side）が必要です（{why}）。",
            "Add side: with one of {known}.",
            "side: に次のいずれかを書いてください: {known}。",
        ),
        "side-mixed": _Wording(
            "{value} belongs to {found}, not to {expected}.",
            "「{value}」は {expected} ではなく {found} に属しています。",
            "Correct one of them.",
            "どちらかを直してください。",
        ),
    }
)

CODES: Final = tuple(_WORDINGS)
"""Every code a problem can have; stable, never renamed."""


def problem(code: str, file: str, place: Place = START, **facts: object) -> Problem:
    """Return the problem ``code`` at a place, its words filled with ``facts``.

    A fact given as a mapping of languages is said in each language's own words.
    """
    wording = _WORDINGS[code]
    english = {name: _said(fact, "en") for name, fact in facts.items()}
    japanese = {name: _said(fact, "ja") for name, fact in facts.items()}
    return Problem(
        file=file,
        line=place.line,
        column=place.column,
        code=code,
        message={
            "en": wording.en.format_map(english),
            "ja": wording.ja.format_map(japanese),
        },
        fix={
            "en": wording.fix_en.format_map(english),
            "ja": wording.fix_ja.format_map(japanese),
        },
    )


def _said(fact: object, language: str) -> str:
    if isinstance(fact, Mapping):
        return str(fact[language])
    text = str(fact)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


_LONGEST: Final = 300
"""Longest stretch of the author's own text that a message repeats."""
