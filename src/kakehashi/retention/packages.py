"""Packages for an archive: BagIt (RFC 8493) in a ZIP, written a piece at a time.

What goes in is fixed by the row of :class:`Transfer`; the same row always gives the same files.
Each text is there as the canonical bytes that its digest is taken of, and to be read.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kakehashi import __version__
from kakehashi.errors import Refused
from kakehashi.ledger.models import Event
from kakehashi.records import files
from kakehashi.records.attached import ending
from kakehashi.records.kinds import kind_of
from kakehashi.records.models import Attachment, Item, Version
from kakehashi.retention.models import Transfer
from kakehashi.retention.schedules import Schedule, schedule_of

BAG = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SOME = 200
"""Versions read at a time."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LARGE = 1 << 31
"""Bytes from which a member of a ZIP needs the longer form."""
LANGUAGES = ("en", "ja")


class TransferChanged(Refused):
    """A package whose records are no longer as they were when it was made."""

    code = "transfer-changed"
    status = 409
    message = {
        "en": "This package cannot be made again: records in it were destroyed since.",
        "ja": "このパッケージは、作成後に廃棄された案件を含むため、再び作成できません。",
    }
    hint = {
        "en": "What was transferred is with the archive. The list of what was in it stands below.",
        "ja": "移管済みの内容は移管先にあります。収録した案件の一覧は画面に表示しています。",
    }


@dataclass(frozen=True)
class Member:
    """One file of a package: bytes, or an attachment whose bytes are read when they are written."""

    path: str
    data: bytes = b""
    attachment: Attachment | None = None

    @property
    def size(self) -> int:
        """Bytes it has."""
        return self.attachment.size if self.attachment else len(self.data)

    @property
    def sha256(self) -> str:
        """SHA-256 in hexadecimal; of an attachment it is known without reading it."""
        return self.attachment.digest if self.attachment else hashlib.sha256(self.data).hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes.

        Raises:
            AttachmentNotHere: when they are not on this node.
        """
        if self.attachment is None:
            yield self.data
        else:
            yield from files.pieces(files.read(self.attachment))


class _Sink(io.RawIOBase):
    """Takes what a ZIP writes and gives it up piece by piece; it cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.kept.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data = b"".join(self.kept)
        self.kept.clear()
        return data


def name_of(transfer: Transfer) -> str:
    """Return the name of the folder in a package, and of its file without its ending."""
    return f"{transfer.side_id}-{transfer.file_class}-{transfer.year}-{str(transfer.pk)[-12:]}"


def members(transfer: Transfer) -> Iterator[Member]:
    """Yield the payload of a package in its order.

    Raises:
        TransferChanged: when something in it was destroyed since.
    """
    schedule = schedule_of(transfer.side_id)
    assert schedule is not None
    described = _Table(METADATA)
    attached = _Table(ATTACHMENTS)
    items = Item.objects.in_bulk([uuid.UUID(one) for one in transfer.items])
    places = {uuid.UUID(one): place for place, one in enumerate(transfer.items, start=1)}
    written: set[tuple[uuid.UUID, str]] = set()
    for keys in _some(transfer.versions):
        found = Version.objects.in_bulk(keys)
        hung: dict[int, list[Attachment]] = {}
        for row in Attachment.objects.filter(version__in=keys).order_by("version", "part"):
            hung.setdefault(row.version_id, []).append(row)
        for version in (found[key] for key in keys):
            if not version.content or not version.header:
                raise TransferChanged
            item = items[version.item_id]
            folder = f"data/records/{places[item.pk]:05d}-{_UNSAFE.sub('_', item.reference)}"
            start = f"{folder}/version-{version.number:03d}"
            yield Member(f"{start}.content.json", bytes(version.content))
            yield Member(f"{start}.header.json", bytes(version.header))
            for language, text in _read_aloud(item, version).items():
                yield Member(f"{start}.{language}.txt", text.encode())
            described.writerow(_metadata(item, version, transfer, schedule, start))
            for row in hung.get(version.pk, ()):
                kept = f"{folder}/attachments/{row.digest[:16]}"
                end = _UNSAFE.sub("", ending(row.name))
                path = f"{kept}.{end}" if end else kept
                attached.writerow(
                    [
                        item.reference,
                        version.number,
                        row.part,
                        row.name,
                        row.digest,
                        row.size,
                        path if row.is_here else row.state,
                    ]
                )
                if row.is_here and (item.pk, row.digest) not in written:
                    written.add((item.pk, row.digest))
                    yield Member(path, attachment=row)
    yield Member("data/metadata.csv", described.data())
    yield Member("data/attachments.csv", attached.data())
    yield Member("data/timeline.csv", _timeline(transfer, items))


METADATA = (
    *("reference", "id", "kind", "title_en", "title_ja", "class", "year", "retention_years"),
    *("from_side", "version", "version_at", "state", "reach", "national_markings", "caveats"),
    *("content_sha256", "version_sha256", "previous_version_sha256", "file"),
)
"""Columns of ``metadata.csv``: a line for each version."""
ATTACHMENTS = ("reference", "version", "part", "name", "sha256", "size", "file")
TIMELINE = ("sequence", "at", "event", "side", "reference", "facts", "previous", "digest")


def _some(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), SOME):
        yield keys[start : start + SOME]


class _Table:
    """A CSV being written, as RFC 4180 has it."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow(columns)

    def writerow(self, row: Sequence[object]) -> None:
        self._writer.writerow(row)

    def data(self) -> bytes:
        return self._text.getvalue().encode()


def _metadata(
    item: Item, version: Version, transfer: Transfer, schedule: Schedule, start: str
) -> list[object]:
    title, marking = version.wording.get("title", {}), version.marking
    return [
        item.reference,
        item.pk,
        item.kind,
        title.get("en", ""),
        title.get("ja", ""),
        transfer.file_class,
        transfer.year,
        schedule.classes[transfer.file_class].years,
        item.origin_id or "",
        version.number,
        _utc(version.at),
        version.state,
        marking.get("reach", ""),
        " / ".join(f"{side}: {text}" for side, text in marking.get("national", {}).items()),
        " / ".join(marking.get("caveats", [])),
        version.content_digest,
        version.digest,
        version.previous or "",
        f"{start}.content.json",
    ]


def _read_aloud(item: Item, version: Version) -> dict[str, str]:
    """Return a version's wording by language, field by field, to be read without a program."""
    wording, kind = version.wording, kind_of(item.kind)
    said = {}
    for language in LANGUAGES:
        parts = [
            f"{text.label[language]}\n\n{wording[text.name][language]}\n"
            for text in kind.texts_of(version.facts)
            if wording.get(text.name, {}).get(language)
        ]
        if parts:
            said[language] = f"{item.reference}  {kind.names[language]}\n\n" + "\n".join(parts)
    return said


def _timeline(transfer: Transfer, items: dict[uuid.UUID, Item]) -> bytes:
    table = _Table(TIMELINE)
    for keys in _some(transfer.items):
        for event in Event.objects.filter(
            subject__in=keys,
            audience_id__in=transfer.audiences,
            sequence__lt=transfer.event_before,
        ).order_by("sequence"):
            table.writerow(
                [
                    event.sequence,
                    _utc(event.at),
                    event.name,
                    event.side,
                    items[uuid.UUID(event.subject)].reference,
                    json.dumps(event.facts, ensure_ascii=False, sort_keys=True),
                    event.previous,
                    event.digest,
                ]
            )
    return table.data()


def listing(transfer: Transfer) -> tuple[str, int, int]:
    """Return digest of the manifest, number of files and bytes in all, reading no attachment."""
    manifest, number, size = hashlib.sha256(), 0, 0
    for member in members(transfer):
        manifest.update(f"{member.sha256}  {member.path}\n".encode())
        number, size = number + 1, size + member.size
    return manifest.hexdigest(), number, size


def packed(transfer: Transfer) -> Iterator[bytes]:
    """Yield a package as a ZIP, piece by piece. Memory: a piece, and the tables in it.

    Raises:
        TransferChanged: when something in it was destroyed since.
        AttachmentNotHere: when a file of it cannot be read.
    """
    sink, folder = _Sink(), name_of(transfer)
    manifests = {name: io.StringIO() for name in ("sha256", "sha512")}
    number = size = 0
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members(transfer):
            digests = {name: hashlib.new(name) for name in manifests}
            with archive.open(
                _info(folder, member.path, transfer.at), "w", force_zip64=member.size >= _LARGE
            ) as target:
                for piece in member.pieces():
                    for digest in digests.values():
                        digest.update(piece)
                    target.write(piece)
                    size += len(piece)
                    yield sink.taken()
            for name, digest in digests.items():
                manifests[name].write(f"{digest.hexdigest()}  {member.path}\n")
            number += 1
        tags = {
            "bagit.txt": BAG,
            "bag-info.txt": _info_of(transfer, number, size),
            **{f"manifest-{name}.txt": text.getvalue() for name, text in manifests.items()},
        }
        for name in manifests:
            tags[f"tagmanifest-{name}.txt"] = "".join(
                f"{hashlib.new(name, text.encode()).hexdigest()}  {path}\n"
                for path, text in tags.items()
                if not path.startswith("tagmanifest")
            )
        for path, text in tags.items():
            archive.writestr(_info(folder, path, transfer.at), text.encode())
        yield sink.taken()
    yield sink.taken()


def _info(folder: str, path: str, at: dt.datetime) -> zipfile.ZipInfo:
    moment = at.astimezone(dt.UTC)
    info = zipfile.ZipInfo(f"{folder}/{path}", moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _info_of(transfer: Transfer, number: int, size: int) -> str:
    schedule = schedule_of(transfer.side_id)
    assert schedule is not None
    kept = schedule.classes[transfer.file_class]
    lines = {
        "Source-Organization": schedule.maker["en"],
        "External-Description": " / ".join(
            [
                f"{kept.names['en']}, {schedule.year(transfer.year)['en']}",
                f"{kept.names['ja']}（{schedule.year(transfer.year)['ja']}）",
            ]
        ),
        "External-Identifier": str(transfer.pk),
        "Bagging-Date": transfer.at.astimezone(dt.UTC).date().isoformat(),
        "Payload-Oxum": f"{size}.{number}",
        "Bag-Software-Agent": f"Kakehashi {__version__}",
        "Records": str(len(transfer.items)),
    }
    return "".join(f"{name}: {' '.join(text.split())}\n" for name, text in lines.items())


def _utc(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
