"""Outlook's messages (MS-OXMSG, MSG): the same as of a mail, out of a compound file."""

import email
import struct

from kakehashi.notes.letters import properties as tags
from kakehashi.notes.letters import shapes
from kakehashi.notes.letters.compound import Storage, read_compound
from kakehashi.notes.letters.faults import Fault
from kakehashi.notes.letters.gathering import Found
from kakehashi.notes.letters.markup import text_of_html
from kakehashi.notes.letters.rtf import text_of_rtf, unpacked
from kakehashi.notes.letters.shapes import Somebody

_STREAM = "__substg1.0_"
_FIXED = "__properties_version1.0"
_RECIPIENT, _ATTACHED = "__recip_version1.0_", "__attach_version1.0_"
_HEADS = {"top": 32, "embedded": 24, "part": 8}
_ROW = 16
DEEPEST = 5


def read_outlook(data: bytes) -> Found:
    """Return what an Outlook message holds.

    Raises:
        Fault: when it is a compound file without a message, or broken.
    """
    whole = read_compound(data)
    if _FIXED not in whole.streams:
        raise Fault("note-file-not-mail")
    return _message(whole, "top", 0)


class _Bag:
    """The properties of one storage."""

    def __init__(self, storage: Storage, head: str, page: int = 0) -> None:
        self.storage = storage
        self.fixed: dict[int, bytes] = {}
        raw = storage.streams.get(_FIXED, b"")[_HEADS[head] :]
        for at in range(0, len(raw) - _ROW + 1, _ROW):
            _kind, tag, _flags = struct.unpack_from("<HHI", raw, at)
            self.fixed.setdefault(tag, raw[at + 8 : at + _ROW])
        self.page = page or self.number(tags.INTERNET_PAGE) or self.number(tags.CODE_PAGE)

    def number(self, tag: int) -> int:
        value = self.fixed.get(tag)
        return int(struct.unpack_from("<I", value)[0]) if value else 0

    def moment(self, tag: int) -> str:
        value = self.fixed.get(tag)
        return tags.moment(struct.unpack("<Q", value)[0]) if value else ""

    def bytes_of(self, tag: int) -> bytes:
        return self.storage.streams.get(f"{_STREAM}{tag:04X}{tags.BYTES:04X}", b"")

    def words(self, *of: int) -> str:
        """Return the first of some properties that says anything."""
        for tag in of:
            for kind in (tags.UNICODE, tags.STRING8):
                value = self.storage.streams.get(f"{_STREAM}{tag:04X}{kind:04X}")
                if value:
                    return tags.words(value, kind, self.page)
        return ""


def _message(storage: Storage, head: str, depth: int) -> Found:
    bag, found = _Bag(storage, head), Found()
    found.subject = bag.words(tags.SUBJECT)
    found.date = bag.moment(tags.SENT_AT) or bag.moment(tags.DELIVERED_AT)
    sender = Somebody(
        bag.words(tags.FROM_NAME, tags.SENDER_NAME), _address(bag, tags.FROM_SMTP, tags.FROM_MAIL)
    )
    really = _address(bag, tags.SENDER_SMTP, tags.SENDER_MAIL)
    if not sender.address:
        sender = Somebody(sender.name, really)
    found.senders = [sender]
    if really and really != sender.address:
        found.claims["Sender"] = really
    _sent_headers(bag, found)
    for name, inner in sorted(storage.storages.items()):
        if name.startswith(_RECIPIENT):
            one = _Bag(inner, "part", bag.page)
            found.recipients.append(
                Somebody(one.words(tags.NAME), _address(one, tags.SMTP, tags.MAIL))
            )
        elif name.startswith(_ATTACHED):
            _attached(inner, bag.page, found, depth)
    _body(bag, found)
    return found


def _address(bag: _Bag, smtp: int, mail: int) -> str:
    """Return a mail address; one of Exchange's own (``/O=…``) is none."""
    said = bag.words(smtp) or bag.words(mail)
    return said if "@" in said else ""


def _sent_headers(bag: _Bag, found: Found) -> None:
    """Take from the headers, where they are kept, what the message itself leaves out."""
    raw = bag.words(tags.HEADERS)
    if not raw:
        return
    from kakehashi.notes.letters import mail

    sent = email.message_from_string(raw, policy=mail.AS_WRITTEN)
    found.date = found.date or mail.moment(mail.header(sent, "date"))
    for name, said in (("reply-to", "Reply-To"), ("return-path", "Return-Path")):
        for one in mail.people(sent, name)[:1]:
            if one.address:
                found.claims[said] = one.address


def _body(bag: _Bag, found: Found) -> None:
    text = bag.words(tags.BODY)
    if text.strip():
        found.plain.append(text)
        return
    markup = bag.bytes_of(tags.HTML) or bag.words(tags.HTML).encode()
    if markup:
        said, guessed = text_of_html(markup, tags.charset_of(bag.page))
        found.markup.append(said)
        if guessed:
            found.remark(shapes.GUESSED)
    if not any(one.strip() for one in found.markup):
        packed = bag.bytes_of(tags.RTF)
        if packed:
            found.plain.append(text_of_rtf(unpacked(packed)))


def _attached(storage: Storage, page: int, found: Found, depth: int) -> None:
    bag = _Bag(storage, "part", page)
    name = bag.words(tags.LONG_FILE, tags.FILE, tags.NAME)
    inner = storage.storages.get(f"{_STREAM}{tags.CONTENT:04X}{tags.OBJECT:04X}")
    if inner is None:
        found.enclose(name, bag.bytes_of(tags.CONTENT))
    elif depth < DEEPEST:
        found.remark(shapes.NESTED)
        letter = _message(inner, "embedded", depth + 1).letter()
        who = ", ".join(one.name or one.address for one in letter.senders)
        head = "\n".join(filter(None, (who, letter.date, letter.subject or name)))
        found.threads.append("\n\n".join(filter(None, (head, letter.text, letter.quoted))))
