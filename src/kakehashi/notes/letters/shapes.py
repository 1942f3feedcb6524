"""What is read of a letter, as plain data that crosses from the reading process."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LONGEST_TEXT = 150_000
LONGEST_NAME = 200
MOST_PEOPLE = 200
MOST_FILES = 200

MAIL, DOCUMENT = "mail", "document"

# What a reader of the preview should know.
HTML_ONLY = "html_only"
NO_TEXT = "no_text"
GUESSED = "charset_guessed"
DIFFERS = "from_differs"
NAMED_OTHERWISE = "name_is_address"
NESTED = "nested"
TNEF = "tnef"
CUT = "cut"
UNDATED = "undated"
ENCRYPTED = "encrypted"


@dataclass(frozen=True)
class Somebody:
    """A name and an address, as the file has them."""

    name: str
    address: str


@dataclass(frozen=True)
class Enclosed:
    """A file within the letter; its place is how it is asked for again."""

    name: str
    size: int
    digest: str
    """SHA-256 of its content."""


@dataclass(frozen=True)
class Letter:
    """A mail or document as it claims to be."""

    kind: str
    subject: str = ""
    senders: tuple[Somebody, ...] = ()
    recipients: tuple[Somebody, ...] = ()
    date: str = ""
    """ISO 8601 with its offset; empty where the file names no moment."""
    text: str = ""
    quoted: str = ""
    """The thread below what was written, and mails forwarded within."""
    files: tuple[Enclosed, ...] = ()
    remarks: tuple[str, ...] = ()
    """Codes of what a reader should know."""
    claims: Mapping[str, str] = field(default_factory=dict)
    """Further addresses that the file gives for its sender, by the header's name."""

    def data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def letter_of(data: Mapping[str, Any]) -> Letter:
    """Return the letter that :meth:`Letter.data` wrote."""
    return Letter(
        kind=data["kind"],
        subject=data["subject"],
        senders=tuple(Somebody(**one) for one in data["senders"]),
        recipients=tuple(Somebody(**one) for one in data["recipients"]),
        date=data["date"],
        text=data["text"],
        quoted=data["quoted"],
        files=tuple(Enclosed(**one) for one in data["files"]),
        remarks=tuple(data["remarks"]),
        claims=dict(data["claims"]),
    )
