"""What the readers of each format put together into a letter."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kakehashi.notes.letters import shapes
from kakehashi.notes.letters.charsets import clean, one_line
from kakehashi.notes.letters.quoting import folded
from kakehashi.notes.letters.shapes import Enclosed, Letter, Somebody


@dataclass
class Found:
    """What was met in a letter so far."""

    subject: str = ""
    senders: list[Somebody] = field(default_factory=list)
    recipients: list[Somebody] = field(default_factory=list)
    date: str = ""
    plain: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    """Texts of mails within this one."""
    files: list[tuple[str, bytes]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    claims: dict[str, str] = field(default_factory=dict)

    def remark(self, code: str) -> None:
        """Note something that a reader should know, once."""
        if code not in self.remarks:
            self.remarks.append(code)

    def enclose(self, name: str, content: bytes) -> None:
        """Add a file that is enclosed."""
        if len(self.files) < shapes.MOST_FILES:
            named = one_line(name.replace("/", "_").replace("\\", "_"), shapes.LONGEST_NAME)
            self.files.append((named or f"{len(self.files) + 1}.bin", content))
        else:
            self.remark(shapes.CUT)

    def letter(self) -> Letter:
        """Return the letter, its text without the thread below it."""
        own = "\n\n".join(one for one in self.plain if one.strip())
        if not own.strip():
            own = "\n\n".join(one for one in self.markup if one.strip())
            if own:
                self.remark(shapes.HTML_ONLY)
        text, quoted = folded(clean(own).strip())
        quoted = "\n\n".join(one for one in (quoted, *self.threads) if one)
        if not text:
            self.remark(shapes.NO_TEXT)
        if not self.date:
            self.remark(shapes.UNDATED)
        self._compare_names()
        if max(len(text), len(quoted)) > shapes.LONGEST_TEXT:
            self.remark(shapes.CUT)
        return Letter(
            kind=shapes.MAIL,
            subject=one_line(self.subject, 300),
            senders=_people(self.senders),
            recipients=_people(self.recipients),
            date=self.date,
            text=text[: shapes.LONGEST_TEXT],
            quoted=quoted[: shapes.LONGEST_TEXT],
            files=enclosed(self.files),
            remarks=tuple(self.remarks),
            claims=self.claims,
        )

    def _compare_names(self) -> None:
        """Note what in the sender's lines contradicts itself. Nothing here proves a sender."""
        own = {one.address.lower() for one in self.senders if one.address}
        if any(one.lower() not in own for one in self.claims.values()):
            self.remark(shapes.DIFFERS)
        for one in self.senders:
            if "@" in one.name and one.address.lower() not in one.name.lower():
                self.remark(shapes.NAMED_OTHERWISE)


def enclosed(files: Iterable[tuple[str, bytes]]) -> tuple[Enclosed, ...]:
    """Return enclosed files by name, size and digest."""
    return tuple(
        Enclosed(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in files
    )


def _people(found: Sequence[Somebody]) -> tuple[Somebody, ...]:
    cleaned = (
        Somebody(one_line(one.name, shapes.LONGEST_NAME), one_line(one.address, 254))
        for one in found
    )
    return tuple(dict.fromkeys(one for one in cleaned if one.name or one.address))[
        : shapes.MOST_PEOPLE
    ]
