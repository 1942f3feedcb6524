"""What the importer alone refuses to read; the rest stands with the reading of files."""

from kakehashi.errors import Refused


class PdfWithoutText(Refused):
    """The PDF holds pictures of pages only, or characters without their meaning."""

    code = "import-pdf-without-text"
    message = {
        "en": "{name} holds no readable text on its {pages} page(s): it is probably a scan.",
        "ja": "「{name}」（{pages} ページ）には読み取れる文字情報がありません。"
        "スキャン画像と思われます。",
    }
    hint = {
        "en": "Ask for the file it was made from, or run text recognition (OCR) and check that.",
        "ja": "元の文書ファイルを入手するか、文字認識（OCR）を行って結果を確認し、"
        "それを取り込んでください。",
    }


class TooHeavy(Refused):
    """Reading the file took more time or memory than a text of a partnership ever needs."""

    code = "import-too-heavy"
    status = 413
    message = {
        "en": "Reading {name} took too much time or memory, so it was given up.",
        "ja": "「{name}」の読取りに時間又はメモリーを要し過ぎるため、中止しました。",
    }
    hint = {
        "en": "Save the text as a plain text file and import that.",
        "ja": "本文をテキストファイルとして保存し、それを取り込んでください。",
    }
