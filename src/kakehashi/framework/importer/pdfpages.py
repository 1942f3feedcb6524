"""Script run in a process of its own: a PDF from standard input to text on standard output.

It imports nothing of Kakehashi, limits itself before it touches the file, and writes one line of
JSON (``outcome`` and ``pages``) and then the text, a form feed between pages. Arguments: seconds of
processor time, bytes of memory, most pages, most characters.
"""

import io
import json
import sys


def limit(seconds: int, memory: int) -> None:
    """Bound time and memory of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def extract(data: bytes, most_pages: int, most_characters: int) -> tuple[str, int, str]:
    """Return the outcome, the number of pages and the text of a PDF."""
    import logging

    from pdfminer.converter import TextConverter
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    logging.disable(logging.CRITICAL)
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)), password="")
    except (PDFPasswordIncorrect, PDFEncryptionError):
        return "encrypted", 0, ""
    resources = PDFResourceManager()
    out = io.StringIO()
    converter = TextConverter(resources, out, laparams=LAParams())
    interpreter = PDFPageInterpreter(resources, converter)
    pages = 0
    for page in PDFPage.create_pages(document):
        pages += 1
        if pages > most_pages:
            return "heavy", pages, ""
        interpreter.process_page(page)
        if out.tell() > most_characters:
            return "long", pages, ""
    return ("read" if pages else "broken"), pages, out.getvalue()


def main() -> int:
    """Read the PDF on standard input and write what was found."""
    seconds, memory, most_pages, most_characters = (int(one) for one in sys.argv[1:5])
    data = sys.stdin.buffer.read()
    limit(seconds, memory)
    try:
        outcome, pages, text = extract(data, most_pages, most_characters)
    except (MemoryError, RecursionError):
        outcome, pages, text = "heavy", 0, ""
    except Exception:  # noqa: BLE001 - whatever a damaged file makes the reader raise
        outcome, pages, text = "broken", 0, ""
    sys.stdout.buffer.write(json.dumps({"outcome": outcome, "pages": pages}).encode() + b"\n")
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
