"""Files as the checks read them: encodings, Markdown, and Word with its list numbers."""

import pytest

from kakehashi.errors import Refused
from kakehashi.wording.files import FileNotRewritten, PdfNotChecked, read_document
from kakehashi.wording.linting import lint_paragraphs
from kakehashi.wording.paragraphs import Form, cut_paragraphs
from tests.wording.word_files import docx, paragraph


def test_word_has_its_list_numbers_and_its_tables(tmp_path):
    table = f"<w:tbl><w:tr><w:tc>{paragraph('表の中の第3条による。')}</w:tc></w:tr></w:tbl>"
    body = (
        paragraph("協力に関する覚書")
        + paragraph("一つ目である。", 0)
        + paragraph("細目である。", 1)
        + paragraph("二つ目である。", 0)
        + table
    )
    file = tmp_path / "a.docx"
    file.write_bytes(docx(body))
    document = read_document(file)
    assert [(one.label, one.text) for one in document.paragraphs] == [
        ("", "協力に関する覚書"),
        ("1", "一つ目である。"),
        ("a", "細目である。"),
        ("2", "二つ目である。"),
        ("", "表の中の第3条による。"),
    ]
    assert document.paragraphs[0].form is Form.TITLE
    (found,) = lint_paragraphs(document.text, document.paragraphs)
    assert (found.rule, found.line) == ("ja-article", 5)


def test_tracked_changes_are_taken_as_accepted_and_said(tmp_path):
    changed = (
        "<w:p><w:r><w:t>They </w:t></w:r><w:del><w:r><w:delText>shall</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>will</w:t></w:r></w:ins><w:r><w:t> meet.</w:t></w:r></w:p>"
    )
    file = tmp_path / "a.docx"
    file.write_bytes(docx(changed))
    document = read_document(file)
    assert document.text == "They will meet."
    assert "insertions: 1, deletions: 1" in document.notes[0]["en"]


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp932", "euc_jp", "iso2022_jp"]
)
def test_text_in_any_common_encoding_is_read_and_written_back(tmp_path, codec):
    text = "日英関係省庁は、次の事項について合意した。\r\n双方は協力する。\r\n" * 3
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode(codec))
    document = read_document(file)
    assert document.text == text
    document.rewrite(text.replace("合意", "一致"))
    assert file.read_bytes() == text.replace("合意", "一致").encode(codec)


def test_what_the_encoding_lacks_is_not_written(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes("日英関係省庁は、次の事項について協力する。".encode("cp932"))
    document = read_document(file)
    with pytest.raises(FileNotRewritten):
        document.rewrite("한국")
    assert read_document(file).text == document.text


def test_an_empty_file_has_nothing_to_find(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"")
    assert read_document(file).paragraphs == ()


def test_a_pdf_is_not_guessed_at(tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(PdfNotChecked):
        read_document(file)
    with pytest.raises(Refused):
        read_document(tmp_path)


MARKDOWN = """\
---
title: x
---

# Memorandum

Both sides **agreed** on [Article 3](https://example.org/shall)
and will `shall` go on.

> The Parties shall pay.

1. First
2. Second item

| a | shall |

    indented shall

~~~
shall
~~~
"""


def test_markdown_is_cut_by_its_marks():
    found = cut_paragraphs(MARKDOWN, markdown=True)
    told = [(str(one.form), one.label, one.text) for one in found if one.form is not Form.CODE]
    assert ("heading", "", "Memorandum") in told
    assert ("quote", "", "The Parties shall pay.") in told
    assert ("prose", "1", "First") in told
    assert ("prose", "2", "Second item") in told
    assert ("table", "", "| a | shall |") in told
    (both,) = [one for one in found if one.text.startswith("Both sides")]
    assert both.text == "Both sides agreed on Article 3 and will \ufffc go on."
    start = both.text.index("agreed")
    first, last = both.place(start, start + 6)
    assert MARKDOWN[first:last] == "agreed"
