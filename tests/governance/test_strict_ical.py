"""The strict reader refuses what the standard forbids: else a calendar that passes proves nothing."""

import pytest

from tests.governance import strict_ical

GOOD = [
    "BEGIN:VCALENDAR",
    "PRODID:-//a//b//EN",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    "UID:1",
    "DTSTAMP:20260101T000000Z",
    "DTSTART;VALUE=DATE:20260101",
    "SUMMARY;LANGUAGE=en:One\\, two",
    "END:VEVENT",
    "END:VCALENDAR",
]


def joined(lines: list[str]) -> bytes:
    """Return lines as a calendar has them."""
    return "".join(f"{line}\r\n" for line in lines).encode()


def test_reads_what_is_right() -> None:
    """A calendar that keeps to the standard is read."""
    event = strict_ical.read(joined(GOOD)).inside[0]
    summary = event.one("SUMMARY")
    assert summary is not None
    assert strict_ical.text_of(summary) == "One, two"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("UID:1", "UID:1\nX"),
        ("UID:1", ""),
        ("UID:1", "UID:1\r\nUID:2"),
        ("VERSION:2.0", "VERSION:3.0"),
        ("VERSION:2.0", "VERSION:2.0\r\nVERSION:2.0"),
        ("PRODID:-//a//b//EN", "PRODID;X:b"),
        ("DTSTAMP:20260101T000000Z", "DTSTAMP:20260101T000000"),
        ("DTSTAMP:20260101T000000Z", "X-NOTHING:1"),
        ("DTSTART;VALUE=DATE:20260101", "DTSTART;VALUE=DATE:20260230"),
        ("DTSTART;VALUE=DATE:20260101", "DTSTART:20260101"),
        ("DTSTART;VALUE=DATE:20260101", "DTSTART;TZID=Asia/Tokyo:20260101T000000"),
        ("DTSTART;VALUE=DATE:20260101", "DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260101"),
        ("SUMMARY;LANGUAGE=en:One\\, two", "SUMMARY:One, two"),
        ("SUMMARY;LANGUAGE=en:One\\, two", "SUMMARY:" + "x" * 70),
        ("SUMMARY;LANGUAGE=en:One\\, two", "STATUS:MAYBE"),
        ("SUMMARY;LANGUAGE=en:One\\, two", "SEQUENCE:-1"),
        ("SUMMARY;LANGUAGE=en:One\\, two", "ORGANIZER:nobody"),
        ("END:VEVENT", "END:VTODO"),
        ("END:VEVENT", "END:VEVENT\r\n"),
    ],
)
def test_refuses_what_is_not(old: str, new: str) -> None:
    """Each fault is found."""
    raw = joined(GOOD).decode().replace(f"{old}\r\n", f"{new}\r\n" if new else "").encode()
    with pytest.raises(strict_ical.Broken):
        strict_ical.read(raw)


def test_refuses_line_ends_and_letters_that_are_cut() -> None:
    """LF alone, no end, and a letter parted by a fold."""
    for raw in (
        joined(GOOD).replace(b"\r\n", b"\n"),
        joined(GOOD)[:-2],
        joined(GOOD).replace(b"UID:1", b"UID:1\r\n \xe6\x97\r\n \xa5"),
        joined(GOOD) * 2,
    ):
        with pytest.raises(strict_ical.Broken):
            strict_ical.read(raw)
