"""What may be attached to a record: names, sizes and kinds that are accepted, and how they stand.

The same rules hold for what an official uploads and for what comes from another side's node.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from kakehashi.errors import Refused
from kakehashi.trust.reading import is_digest

MOST = 50
"""Attachments of one version."""
LONGEST_NAME = 120
MEGABYTE = 1 << 20
_FIELDS = {"name", "digest", "size"}
_RUNNING = frozenset(
    """
    app apk bat cmd com cpl dll dmg exe gadget hta htm html iso jar js jse lnk msc msi msp mst pif
    ps1 psm1 reg scr sh svg vb vbe vbs wsf wsh xhtml
    """.split()  # noqa: SIM905 - a list of words to be read
)
"""Endings of what runs when it is opened."""
_MEDIA = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


class AttachmentEmpty(Refused):
    """A file without a byte."""

    code = "attachment-empty"
    message = {"en": "{name} is empty.", "ja": "{name} は空のファイルです。"}
    hint = {
        "en": "Nothing was attached. Look at the file where you have it, and choose it again.",
        "ja": "添付されていません。元のファイルを確認し、選択し直してください。",
    }


class AttachmentTooLarge(Refused):
    """A file over the limit of this node."""

    code = "attachment-too-large"
    status = 413
    message = {
        "en": "{name} is larger than {most} MB, the limit of this node.",
        "ja": "{name} は、このノードの上限（{most} MB）を超えています。",
    }
    hint = {
        "en": "Nothing was attached. Make it smaller or divide it, or ask the operator of the node "
        "to raise the limit.",
        "ja": "添付されていません。ファイルを縮小若しくは分割するか、"
        "上限の引上げをノードの運用担当者に依頼してください。",
    }


class AttachmentNameWrong(Refused):
    """A file name that cannot be one."""

    code = "attachment-name-wrong"
    message = {
        "en": "The file has no name that can be kept.",
        "ja": "ファイル名として保存できない名称です。",
    }
    hint = {
        "en": "Give it a name of at most {most} characters without signs that do not print.",
        "ja": "印字できない文字を含まない{most}文字以内の名称にしてください。",
    }


class AttachmentKindRefused(Refused):
    """A file that would run a program when it is opened."""

    code = "attachment-kind-refused"
    status = 415
    message = {
        "en": "{name}: files that run when they are opened cannot be attached.",
        "ja": "{name} は実行形式のファイルであるため、添付できません。",
    }
    hint = {
        "en": "Nothing was attached. Save it as PDF or as a document, and attach that.",
        "ja": "添付されていません。PDF又は文書形式で保存し、添付してください。",
    }


class TooManyAttachments(Refused):
    """A record with as many attachments as it may have."""

    code = "too-many-attachments"
    status = 409
    message = {
        "en": "The record has {most} attachments, which is as many as fit.",
        "ja": "添付資料の数が上限（{most}件）に達しています。",
    }
    hint = {
        "en": "Remove one that is no longer needed, or attach several as one ZIP file.",
        "ja": "不要なものを削除するか、複数のファイルを一つのZIPファイルにまとめてください。",
    }


@dataclass(frozen=True)
class Attached:
    """An attachment as the content object of a version names it."""

    name: str
    digest: str
    """SHA-256 of its bytes in hexadecimal."""
    size: int

    def as_object(self) -> dict[str, object]:
        """Return what is hashed with the content."""
        return {"name": self.name, "digest": self.digest, "size": self.size}


def attached_of(objects: Iterable[Mapping[str, Any]]) -> list[Attached]:
    """Return the attachments that a content object names, in their order."""
    return [Attached(one["name"], one["digest"], one["size"]) for one in objects]


def largest() -> int:
    """Return how many bytes an attachment may have on this node."""
    return int(settings.LARGEST_ATTACHMENT)


def clean_name(given: str) -> str:
    """Return a file name as it is kept: no folders before it, nothing that does not print.

    Signs that turn the direction of writing go, too: they can make a program look like a document.

    Raises:
        AttachmentNameWrong: when nothing is left, or it is too long.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in unicodedata.normalize("NFC", last) if one.isprintable())
    name = " ".join(kept.split())
    if not is_name(name):
        raise AttachmentNameWrong(most=LONGEST_NAME)
    return name


def is_name(value: object) -> bool:
    """Say whether a name can stand in a content object."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_NAME
        and value.isprintable()
        and not set(value) & set("/\\")
        and bool(value.strip(". "))
        and value == " ".join(value.split())
        and unicodedata.is_normalized("NFC", value)
    )


def check_file(name: str, size: int) -> None:
    """Check whether this node takes a file.

    Raises:
        AttachmentEmpty, AttachmentTooLarge, AttachmentKindRefused: when it does not.
    """
    if not size:
        raise AttachmentEmpty(name=name)
    if size > largest():
        raise AttachmentTooLarge(name=name, most=largest() // MEGABYTE)
    if ending(name) in _RUNNING:
        raise AttachmentKindRefused(name=name)


def is_attached(value: object) -> bool:
    """Say whether ``value`` can be the attachments of a content object that a node wrote."""
    return (
        isinstance(value, list)
        and len(value) <= MOST
        and all(isinstance(one, dict) and one.keys() == _FIELDS for one in value)
        and all(
            is_name(one["name"])
            and is_digest(one["digest"])
            and type(one["size"]) is int
            and 0 < one["size"] < 1 << 53
            for one in value
        )
        and len({one["name"] for one in value}) == len(value)
        and len({one["digest"] for one in value}) == len(value)
    )


def ending(name: str) -> str:
    """Return what stands behind the last dot of a file name, in lower case."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def media_of(name: str) -> str:
    """Return the media type that a file is given out as, from its ending alone."""
    return _MEDIA.get(ending(name), "application/octet-stream")


def names_of(attached: Sequence[Attached]) -> list[str]:
    """Return the names of attachments, in their order."""
    return [one.name for one in attached]
