"""Where what somebody wrote ends, and the thread that they answer begins."""

import re

_MARKS = re.compile(
    r"^[> ]*(?:"
    r"-{2,}\s*(?:Original Message|Forwarded message|元のメッセージ|転送メッセージ|Original)\s*-{2,}"
    r"|On .{5,200}\bwrote:"
    r"|(?:20\d\d年|20\d\d/).{4,160}(?:wrote:|のメール[:：]|[>＞][:：])"
    r"|_{10,}\s*$"
    r")",
    re.IGNORECASE,
)
_FROM = re.compile(r"^[> *]*(?:From|差出人|送信者)\s*[:：]\s*\S", re.IGNORECASE)
_AFTER_FROM = re.compile(
    r"^[> *]*(?:Sent|Date|To|Cc|Subject|送信日時|日時|日付|宛先|件名)\s*[:：]", re.IGNORECASE
)
_LOOK = 4
"""Lines after *From:* in which another header makes it the head of a mail."""


def folded(text: str) -> tuple[str, str]:
    r"""Return what was written, and the thread below it.

    Only lines of ``>`` at the end are a thread; an answer between quoted lines stays whole. A mail
    that is nothing but a thread is its own text.

    >>> folded("Yes.\n\nOn Mon, 23 Nov 2026, Alice wrote:\n> Will you come?")
    ('Yes.', 'On Mon, 23 Nov 2026, Alice wrote:\n> Will you come?')
    """
    lines = text.split("\n")
    at = next((place for place in range(len(lines)) if _begins(lines, place)), None)
    if at is None:
        at = _trailing(lines)
    kept = "\n".join(lines[:at]).strip()
    if not kept:
        return text.strip(), ""
    return kept, "\n".join(lines[at:]).strip()


def _begins(lines: list[str], place: int) -> bool:
    line = lines[place]
    if len(line) > 400:  # noqa: PLR2004 - no mark is as long
        return False
    if _MARKS.match(line):
        rest = [one for one in lines[place + 1 :] if one.strip()]
        return not line.lstrip("> ").startswith("On ") or _all_quoted(rest) or not rest
    return bool(_FROM.match(line)) and any(
        _AFTER_FROM.match(one) for one in lines[place + 1 : place + 1 + _LOOK]
    )


def _all_quoted(lines: list[str]) -> bool:
    quoted = sum(one.startswith(">") for one in lines)
    return quoted * 2 >= len(lines)


def _trailing(lines: list[str]) -> int:
    at = len(lines)
    while at and (lines[at - 1].startswith(">") or not lines[at - 1].strip()):
        at -= 1
    return at if any(one.startswith(">") for one in lines[at:]) else len(lines)
