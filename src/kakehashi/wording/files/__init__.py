"""Files: text, Markdown and DOCX read for the checks of wording, and by the importer."""

from kakehashi.wording.files.documents import (
    Document,
    FileNotRewritten,
    PdfNotChecked,
    read_document,
)

__all__ = ["Document", "FileNotRewritten", "PdfNotChecked", "read_document"]
