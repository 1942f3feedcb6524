"""The text of a PDF, extracted by a process of its own with bounded time and memory."""

import json
import re
import subprocess
import sys
from pathlib import Path

from kakehashi.framework.importer.document import Oddity, odd
from kakehashi.framework.importer.refusals import PdfWithoutText, TooHeavy
from kakehashi.wording.files.refusals import (
    FileBroken,
    FileEncrypted,
    TextTooLong,
)

SECONDS = 60
"""Processor time one PDF may take."""
MEMORY = 1536 * 1024 * 1024
"""Bytes of memory one PDF may take."""
PAGES = 2_000

_SCRIPT = Path(__file__).with_name("pdfpages.py")
_UNMAPPED = re.compile(r"\(cid:[0-9]{1,6}\)")
_WORDS = re.compile(r"\w")
_MOST_UNMAPPED = 0.2
_SHOWN = 20


def read_pdf(data: bytes, name: str, longest: int) -> tuple[str, int, tuple[Oddity, ...]]:
    """Return the text of a PDF with a form feed between pages, its pages, and what was odd.

    Args:
        data: the file.
        name: what to call it in a refusal.
        longest: characters of text that are too many.

    Raises:
        FileEncrypted: it opens with a password only.
        PdfWithoutText: no page has text, or fonts that say which characters they show.
        FileBroken: it cannot be read through.
        TextTooLong: more text than ``longest``.
        TooHeavy: more pages, time or memory than allowed.
    """
    limits = [str(SECONDS), str(MEMORY), str(PAGES), str(longest)]
    try:
        # Only the interpreter and our own script are started; the PDF comes by standard input.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_SCRIPT), *limits],
            input=data,
            capture_output=True,
            timeout=SECONDS * 2,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooHeavy(name=name) from error
    head, _, body = done.stdout.partition(b"\n")
    try:
        said = json.loads(head)
    except ValueError:
        said = {
            "outcome": "heavy" if done.returncode < 0 or b"MemoryError" in done.stderr else "broken"
        }
    outcome = said["outcome"]
    if outcome == "encrypted":
        raise FileEncrypted(name=name)
    if outcome == "heavy":
        raise TooHeavy(name=name)
    if outcome == "long":
        raise TextTooLong(name=name, limit=longest // 1_000_000)
    if outcome != "read":
        raise FileBroken(name=name, part={"en": "its text", "ja": "本文"})
    text = body.decode("utf-8", "replace")
    pages = int(said["pages"])
    return text, pages, _judged(text, pages, name)


def _judged(text: str, pages: int, name: str) -> tuple[Oddity, ...]:
    unmapped = len(_UNMAPPED.findall(text))
    words = len(_WORDS.findall(_UNMAPPED.sub("", text)))
    if not words or unmapped > _MOST_UNMAPPED * (words + unmapped):
        raise PdfWithoutText(name=name, pages=pages)
    found = []
    if unmapped:
        found.append(odd("unmapped-character", None, count=unmapped))
    blank = [
        str(number)
        for number, page in enumerate(text.split("\f")[:pages], start=1)
        if not page.strip()
    ]
    if blank:
        found.append(odd("page-without-text", None, pages=", ".join(blank[:_SHOWN])))
    return tuple(found)
