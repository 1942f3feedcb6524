"""Documents: a file as the checks of wording read it, text, Markdown or DOCX."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kakehashi.errors import Refused, Words
from kakehashi.wording.files.encodings import NAMES
from kakehashi.wording.files.reading import (
    LARGEST,
    LONGEST,
    content_of,
    plain_text,
    too_big,
    within_length,
)
from kakehashi.wording.files.wordfile import Seen, read_docx
from kakehashi.wording.paragraphs import Paragraph, cut_lines, cut_paragraphs

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
"""Ends of file names that say Markdown."""


class PdfNotChecked(Refused):
    """A PDF keeps where letters stand, not which words and paragraphs they make."""

    code = "wording-pdf-not-checked"
    status = 415
    message = {
        "en": "{name} is a PDF; wording is checked in text, Markdown and Word files (DOCX).",
        "ja": "「{name}」は PDF です。用語の点検の対象は、テキスト、Markdown 及び "
        "Word 文書（DOCX）です。",
    }
    hint = {
        "en": "Use the file it was made from, or save its text as a text file.",
        "ja": "元の文書ファイルを用いるか、本文をテキストファイルとして保存してください。",
    }


class FileNotRewritten(Refused):
    """A text that cannot be written back as it was read."""

    code = "wording-file-not-rewritten"
    message = {
        "en": "{name} cannot be rewritten in its own encoding; nothing was changed.",
        "ja": "「{name}」は元の文字コードで書き戻せません。変更していません。",
    }
    hint = {
        "en": "Save it as UTF-8 and try again.",
        "ja": "UTF-8 で保存し、もう一度お試しください。",
    }


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read.

    Attributes:
        path: Where it lies.
        text: Its text; for a DOCX a line for each paragraph, its list number before it.
        paragraphs: The text cut into what is read as one piece.
        encoding: Name of the encoding of a text file; None for a DOCX.
        notes: What a reader should know of, such as tracked changes; in both languages.
    """

    path: Path
    text: str
    paragraphs: tuple[Paragraph, ...]
    encoding: str | None
    notes: tuple[Words, ...] = ()

    def rewrite(self, text: str) -> None:
        """Write ``text`` in the place of this one, in the same encoding.

        Raises:
            FileNotRewritten: it has characters which that encoding lacks, or the file changed.
        """
        content = content_of(self.path)
        for codec, name in NAMES.items():
            if name != self.encoding:
                continue
            try:
                if self.text.encode(codec) == content:
                    self.path.write_bytes(text.encode(codec))
                    return
            except (UnicodeEncodeError, LookupError):
                continue
            except OSError as fault:
                raise FileNotRewritten(name=self.path.name) from fault
        raise FileNotRewritten(name=self.path.name)


def read_document(path: Path, data: bytes | None = None) -> Document:
    """Return the text, Markdown or DOCX at ``path``.

    Which it is, is told by content, Markdown by the end of its name. Tracked changes are taken
    as accepted, with a note.

    Args:
        path: Where it lies.
        data: What it holds, where that was read already (from a pipe).

    Raises:
        PdfNotChecked: it is a PDF.
        kakehashi.errors.Refused: it cannot be read, see :mod:`kakehashi.wording.files.refusals`.
    """
    if data is None:
        data = content_of(path)
    elif len(data) > LARGEST:
        raise too_big(path.name, len(data))
    if data.startswith(b"PK"):
        seen = read_docx(data, path.name, LONGEST)
        text = "\n".join(line.replace("\n", " ") for line in seen.lines)
        return Document(path, text, tuple(cut_lines(text)), None, tuple(_notes(seen)))
    if b"%PDF-" in data[:1024]:
        raise PdfNotChecked(name=path.name)
    text, encoding = plain_text(data, path.name) if data else ("", "UTF-8")
    within_length(text, path.name)
    markdown = path.suffix.lower() in MARKDOWN
    return Document(path, text, tuple(cut_paragraphs(text, markdown=markdown)), encoding)


def _notes(seen: Seen) -> Iterator[Words]:
    if seen.inserted or seen.deleted:
        yield {
            "en": f"read as if all tracked changes were accepted (insertions: {seen.inserted}, "
            f"deletions: {seen.deleted})",
            "ja": f"変更履歴をすべて承諾したものとみなして読み取り（挿入 {seen.inserted}、"
            f"削除 {seen.deleted}）",
        }
    if seen.hidden:
        yield {
            "en": f"hidden text was left out ({seen.hidden})",
            "ja": f"隠し文字は対象外（{seen.hidden}）",
        }
    if seen.notes:
        yield {
            "en": f"footnotes and endnotes were left out ({seen.notes})",
            "ja": f"脚注・文末注は対象外（{seen.notes}）",
        }
