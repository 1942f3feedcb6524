"""Asking the reading process for a letter, and for the files in it that are to be kept."""

import hashlib
import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kakehashi.errors import Refused
from kakehashi.notes.letters.shapes import Letter, letter_of

LARGEST = 25 * 1024 * 1024
"""Bytes of a file that is read at all, what is enclosed included."""

SECONDS = 20
MEGABYTES = 1024

_SOURCE = Path(__file__).resolve().parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from kakehashi.notes.letters.process import main; main()"
)


class LetterUnknown(Refused):
    """A file that is neither a mail nor a Word document."""

    code = "note-file-unknown"
    status = 415
    message = {
        "en": "{name} is no mail (EML, MSG) and no Word document (DOCX).",
        "ja": "「{name}」は、メール（EML、MSG）でも Word 文書（DOCX）でもありません。",
    }
    hint = {
        "en": "Save the mail from your mail program as a file, or copy its text into a new note.",
        "ja": "メールソフトからメールをファイルとして保存するか、本文を新しい会談概要に"
        "貼り付けてください。",
    }


class LetterNotMail(Refused):
    """A file of a mail's format that holds no mail."""

    code = "note-file-not-mail"
    message = {
        "en": "{name} holds no mail.",
        "ja": "「{name}」にメールが含まれていません。",
    }
    hint = {
        "en": "It may be an appointment or a contact. Copy what matters into a new note.",
        "ja": "予定表や連絡先のファイルの可能性があります。必要な部分を新しい会談概要に"
        "貼り付けてください。",
    }


class LetterBroken(Refused):
    """A file that cannot be read through."""

    code = "note-file-broken"
    message = {
        "en": "{name} cannot be read: it is damaged, cut off or protected.",
        "ja": "「{name}」を読み取れません（破損、途中までの保存又は保護の可能性があります）。",
    }
    hint = {
        "en": "Nothing was saved. Save it again, or copy its text into a new note.",
        "ja": "何も保存されていません。保存し直すか、本文を新しい会談概要に貼り付けてください。",
    }


class LetterTooDeep(Refused):
    """A mail with more parts, or deeper ones, than mails have."""

    code = "note-file-too-deep"
    message = {
        "en": "{name} has more parts within parts than are read.",
        "ja": "「{name}」は、入れ子の数が読取りの上限を超えています。",
    }
    hint = {
        "en": "Nothing was saved. Copy what matters into a new note.",
        "ja": "何も保存されていません。必要な部分を新しい会談概要に貼り付けてください。",
    }


class LetterTooBig(Refused):
    """A file larger than is read."""

    code = "note-file-too-big"
    status = 413
    message = {
        "en": "{name} has {size} MB; at most {most} MB are read, attachments included.",
        "ja": "「{name}」は {size} MB です（添付ファイルを含めた上限は {most} MB）。",
    }
    hint = {
        "en": "Nothing was saved. Save the mail without its attachments, or copy its text.",
        "ja": "何も保存されていません。添付ファイルを除いて保存するか、本文を貼り付けてください。",
    }


class LetterTooLong(Refused):
    """A file whose reading took more time or memory than a letter ever needs."""

    code = "note-file-too-long"
    message = {
        "en": "Reading {name} took too long and was stopped.",
        "ja": "「{name}」の読取りに時間がかかりすぎたため、中止しました。",
    }
    hint = {
        "en": "Nothing was saved. Copy its text into a new note.",
        "ja": "何も保存されていません。本文を新しい会談概要に貼り付けてください。",
    }


REASONS = (LetterUnknown, LetterNotMail, LetterBroken, LetterTooDeep, LetterTooBig, LetterTooLong)
_BY_CODE: dict[str, type[Refused]] = {one.code: one for one in REASONS}


@dataclass(frozen=True)
class Kept:
    """A file out of a letter."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


def check_size(name: str, size: int) -> None:
    """Refuse a file that is too large, before it is read.

    Raises:
        LetterTooBig: it is.
    """
    if size > LARGEST:
        raise LetterTooBig(name=name, size=-(-size // 1024 // 1024), most=LARGEST >> 20)


def ask(
    data: bytes, name: str, *, files: Sequence[int] = (), seconds: float = SECONDS
) -> tuple[Letter, list[Kept]]:
    """Return the letter in a file, and those of its files that are asked for.

    The file is read by a process that can reach nothing and is ended when it takes too much.

    Args:
        data: the file.
        name: what to call it in a refusal.
        files: places of the files wanted.
        seconds: it may take, waiting included.

    Raises:
        Refused: one of :data:`REASONS`.
    """
    check_size(name, len(data))
    task = {"files": list(files), "seconds": max(int(seconds), 1), "megabytes": MEGABYTES}
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, and nothing of the user's
            [sys.executable, "-I", "-B", "-c", _START, str(_SOURCE)],
            input=json.dumps(task).encode() + b"\n" + data,
            capture_output=True,
            env={"LANG": "C.UTF-8"},
            cwd="/",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise LetterTooLong(name=name) from late
    head, found, content = done.stdout.partition(b"\n")
    if done.returncode < 0:  # ended by one of its limits
        raise LetterTooLong(name=name)
    if done.returncode or not found:
        logging.getLogger(__name__).error("reading process: %s", done.stderr.decode()[-2000:])
        raise LetterBroken(name=name)
    answer: dict[str, Any] = json.loads(head)
    if answer["code"]:
        raise _BY_CODE[answer["code"]](name=name, **answer["facts"])
    kept, at = [], 0
    for called, size in answer["files"]:
        kept.append(Kept(called, content[at : at + size]))
        at += size
    return letter_of(answer["letter"]), kept
