"""Mail files (RFC 5322, EML): who claims to have written what to whom, and what is enclosed."""

import datetime as dt
import email
import email.policy
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from kakehashi.notes.letters import shapes
from kakehashi.notes.letters.charsets import clean, text_of
from kakehashi.notes.letters.faults import Fault
from kakehashi.notes.letters.gathering import Found
from kakehashi.notes.letters.markup import text_of_html
from kakehashi.notes.letters.shapes import Somebody
from kakehashi.notes.letters.tnef import read_tnef


class _AsWritten(email.policy.Compat32):
    """Headers as they stand in the file, bytes that are no ASCII included."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the value itself; elsewhere such bytes are lost."""
        del name
        return value


AS_WRITTEN = _AsWritten()

MOST_PARTS = 400
DEEPEST = 12

_HEADERS = ("from", "to", "date", "subject", "received", "message-id", "mime-version")
_CLAIMS = {"sender": "Sender", "reply-to": "Reply-To", "return-path": "Return-Path"}
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def looks_like_mail(data: bytes) -> bool:
    """Say whether a file begins as a mail does: with headers, one of them a mail's own."""
    head = data[:65536].replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].lower()
    lines = head.split(b"\n")
    return any(line.startswith(tuple(f"{one}:".encode() for one in _HEADERS)) for line in lines)


def read_mail(data: bytes) -> Found:
    """Return what a mail holds.

    Raises:
        Fault: when it has no header of a mail, or too many parts.
    """
    if not looks_like_mail(data):
        raise Fault("note-file-not-mail")
    message = email.message_from_bytes(data, policy=AS_WRITTEN)
    found = Found()
    _headers(message, found)
    _walk(message, found)
    return found


def _headers(message: Message, found: Found) -> None:
    found.subject = header(message, "subject")
    found.senders = people(message, "from")
    found.recipients = people(message, "to") + people(message, "cc")
    found.date = moment(header(message, "date"))
    for name, said in _CLAIMS.items():
        for one in people(message, name)[:1]:
            if one.address:
                found.claims[said] = one.address


def header(message: Message, name: str) -> str:
    """Return one header in words, whatever it was encoded as."""
    given = message.get(name)
    return clean(_words(str(given))) if given else ""


def _words(raw: str) -> str:
    """Return a header's encoded words as text; bytes that stand there raw are guessed."""
    if any("\udc80" <= letter <= "\udcff" for letter in raw):
        return text_of(raw.encode("utf-8", "surrogateescape"))[0]
    try:
        pieces = decode_header(raw)
    except (ValueError, email.errors.HeaderParseError):
        return raw
    return "".join(
        text_of(piece, charset or "")[0] if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    )


def people(message: Message, name: str) -> list[Somebody]:
    """Return names and addresses of one header, which is split before its words are decoded.

    A comma within an encoded name would else part it in two.
    """
    found = []
    for said, address in getaddresses([str(one) for one in message.get_all(name, [])]):
        found.append(Somebody(_words(said), _words(address)))
    return found[: shapes.MOST_PEOPLE]


def moment(written: str) -> str:
    """Return a mail's date as ISO 8601 with its offset; empty where there is none in it."""
    if not written:
        return ""
    try:
        at = parsedate_to_datetime(written)
        if at.tzinfo is None:
            at = at.replace(tzinfo=dt.UTC)
        at.astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return at.isoformat()


def _walk(message: Message, found: Found) -> None:
    """Gather texts and files of all parts, without recursion.

    Raises:
        Fault: for more parts, or deeper ones, than a mail ever has.
    """
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop(0)
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST:
            raise Fault("note-file-too-deep")
        kind = part.get_content_type()
        if kind in _SEALED:
            found.remark(shapes.ENCRYPTED)
        if kind.startswith("message/") and part.is_multipart():
            _forwarded(part, found)
        elif part.is_multipart():
            inner = [one for one in part.get_payload() if isinstance(one, Message)]
            waiting[:0] = [(one, depth + 1) for one in inner]
        else:
            _leaf(part, kind, found)


def _forwarded(part: Message, found: Found) -> None:
    """Take a mail within the mail: its text joins the thread, and it can be kept as a file."""
    inner = part.get_payload()
    message = inner[0] if isinstance(inner, list) and inner else None
    if not isinstance(message, Message):
        return
    found.remark(shapes.NESTED)
    content = message.as_bytes(policy=email.policy.compat32)
    subject = header(message, "subject")
    found.enclose(f"{subject or 'mail'}.eml", content)
    within = Found()
    _headers(message, within)
    for one in message.walk():
        if not one.is_multipart() and one.get_content_maintype() != "message":
            _leaf(one, one.get_content_type(), within)
    letter = within.letter()
    who = ", ".join(one.name or one.address for one in letter.senders)
    head = "\n".join(filter(None, (who, letter.date, letter.subject)))
    found.threads.append("\n\n".join(filter(None, (head, letter.text, letter.quoted))))


def _leaf(part: Message, kind: str, found: Found) -> None:
    content = _content(part)
    name = _file_name(part)
    attached = part.get_content_disposition() == "attachment" or bool(name)
    if kind in _TNEF_TYPES or name.lower() == "winmail.dat":
        if read_tnef(content, found):
            found.remark(shapes.TNEF)
    elif attached or not kind.startswith("text/"):
        if content or name:
            found.enclose(name or kind.replace("/", "."), content)
    else:
        charset = str(part.get_param("charset") or "")
        if kind == "text/html":
            text, guessed = text_of_html(content, charset)
            found.markup.append(text)
        else:
            text, guessed = text_of(content, charset)
            found.plain.append(text)
        if guessed:
            found.remark(shapes.GUESSED)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        return ""
    return clean(_words(name))
