"""What the importer says about an oddity, in both languages, one template per code."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kakehashi.errors import Words

TEMPLATES: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "nothing-numbered": {
            "en": "The text has no numbered items, so it holds no provisions.",
            "ja": "番号の付いた項目がないため、項として読み取れるものがありません。",
        },
        "replacement-character": {
            "en": "Some characters were lost before the file came here (they show as \ufffd).",
            "ja": "ファイルの作成時に失われた文字があります（\ufffd と表示されるもの）。",
        },
        "kangxi-radical": {
            "en": "{kinds} Kangxi-radical code points ({count} in all) "
            "stand for ordinary characters: {listed}.",
            "ja": "通常の漢字の代わりに康熙部首の符号位置が "
            "{kinds} 種（延べ {count} 字）使われています：{listed}。",
        },
        "odd-code-point": {
            "en": "{kinds} presentation code points ({count} in all) "
            "stand for ordinary characters: {listed}.",
            "ja": "通常の文字の代わりに互換用の符号位置が "
            "{kinds} 種（延べ {count} 字）使われています：{listed}。",
        },
        "bullets-counted": {
            "en": "{count} item(s) have a bullet and no number; they are counted in their order.",
            "ja": "番号がなく記号のみの項目が {count} 件あり、並び順に数えました。",
        },
        "count-begins-anew": {
            "en": "The paragraphs begin again at {number}; make sure that the file holds one text.",
            "ja": "項の番号が再び {number} から始まっています。"
            "一つの文書のみを含むファイルであることを確認してください。",
        },
        "list-begins-late": {
            "en": "The list{of} begins at {number}.",
            "ja": "{of}項目が {number} から始まっています。",
        },
        "number-repeated": {
            "en": "The number {number} stands twice in one list.",
            "ja": "同じ並びに番号 {number} が二度現れています。",
        },
        "number-missing": {
            "en": "After {before} comes {number}.",
            "ja": "{before} の次が {number} になっています。",
        },
        "title-repeated": {
            "en": "{here} bears the title of {there} {alike}: {words}.",
            "ja": "{here} の見出しは {there} と{alike}です：{words}。",
        },
        "text-repeated": {
            "en": "{here} has the text of {there} {alike}: {words}.",
            "ja": "{here} の本文は {there} と{alike}です：{words}。",
        },
        "closing-sentence": {
            "en": "An unnumbered closing sentence follows {here}; it is read as part of it.",
            "ja": "{here} の後に番号のない結びの文があり、{here} の一部として読みました。",
        },
        "closing-sentence-pointing": {
            "en": "An unnumbered closing sentence follows {here}; "
            "it is read as part of it, and points to {there}.",
            "ja": "{here} の後に番号のない結びの文があり、{here} の一部として読みました。"
            "{there} を指しています。",
        },
        "reference-unresolved": {
            "en": "{here} points to “{words}”, which this text does not have.",
            "ja": "{here} が指す「{words}」に当たるものがこの文書にありません。",
        },
        "variant-spelling": {
            "en": "One word is written in {ways} ways: {forms}.",
            "ja": "同じ語に {ways} 通りの表記があります：{forms}。",
        },
        "no-signatories": {
            "en": "No signatory stands at the end of the text.",
            "ja": "文末に署名者の記載がありません。",
        },
        "signatory-without-name": {
            "en": "A signatory has no name: {title}.",
            "ja": "署名者の氏名がありません：{title}。",
        },
        "signatory-without-title": {
            "en": "A signatory has neither office nor organisation: {name}.",
            "ja": "署名者の職名又は組織名がありません：{name}。",
        },
        "side-without-signatory": {
            "en": "No signatory of {side} stands at the end of the text.",
            "ja": "文末に{side}の署名者がありません。",
        },
        "number-differs": {
            "en": "This is {ref} by its words; the text numbers it {number}",
            "ja": "文言からは {ref} に当たりますが、この文書での番号は「{number}」です。",
        },
        "match-doubtful": {
            "en": "By its number this is {ref}, but its words are more like {other}.",
            "ja": "番号からは {ref} に当たりますが、文言は {other} の方に近いです。",
        },
        "not-in-profile": {
            "en": "The profile has no provision for {here}.",
            "ja": "{here} に当たる項がプロファイルにありません。",
        },
        "not-in-text": {
            "en": "The text has nothing for the profile's provision {ref}.",
            "ja": "プロファイルの項 {ref} に当たるものがこの文書にありません。",
        },
        "more-of-a-kind": {
            "en": "There are {more} more of the kind {kind}.",
            "ja": "ほかに同種（{kind}）のものが {more} 件あります。",
        },
        "tracked-changes": {
            "en": "The document has tracked changes that nobody has accepted or rejected "
            "(insertions: {inserted}, deletions: {deleted}). It is read as if all were accepted; "
            "make sure that this is the text both sides settled.",
            "ja": "この文書には、承諾も却下もされていない変更履歴があります"
            "（挿入 {inserted} 件、削除 {deleted} 件）。全てを承諾したものとして読み取りました。"
            "双方で確定した文言であることを確認してください。",
        },
        "hidden-text": {
            "en": "Hidden passages of the document were left out: {count}.",
            "ja": "文書中の隠し文字 {count} か所は読み取っていません。",
        },
        "notes-left-out": {
            "en": "Footnotes and endnotes were left out: {count}.",
            "ja": "脚注・文末脚注 {count} 件は読み取っていません。",
        },
        "unmapped-character": {
            "en": "Characters of the PDF that do not say what they are: {count}. "
            "They show as (cid:…).",
            "ja": "PDF 中の {count} 字は文字が特定できません（(cid:…) と表示されます）。",
        },
        "page-without-text": {
            "en": "These pages of the PDF have no text and may be scans: {pages}.",
            "ja": "次のページには文字情報がありません（スキャン画像の可能性があります）：{pages}。",
        },
    }
)
