"""Follow-ups: the lines that ask for something, and the day each names."""

import datetime as dt

import pytest

from kakehashi.notes.follow_ups import MOST, due_in, follow_ups

MONDAY = dt.date(2026, 11, 23)


def _day(month, day, year=2026):
    return dt.date(year, month, day)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Send the list by 4 December", _day(12, 4)),
        ("Send the list by 4th of Dec.", _day(12, 4)),
        ("Reply by December 4, 2026 to the letter of 1 October 2026", _day(12, 4)),
        ("Reply to the letter of 1 October 2026", _day(10, 1)),
        ("Answer by 2027-01-08", _day(1, 8, 2027)),
        ("Answer by 5 January", _day(1, 5, 2027)),
        ("Answer by Friday", _day(11, 27)),
        ("Answer by Monday", _day(11, 30)),
        ("Answer next Friday", _day(12, 4)),
        ("Send it tomorrow", _day(11, 24)),
        ("Draft by end of the month", _day(11, 30)),
        ("12月4日までに一覧を送付", _day(12, 4)),
        ("一覧を送付(12/4まで)", _day(12, 4)),
        ("令和9年1月8日までに回答", _day(1, 8, 2027)),
        ("２０２７年１月８日までに回答", _day(1, 8, 2027)),
        ("10月1日の書簡に12月4日までに回答", _day(12, 4)),
        ("来週水曜までに連絡", _day(12, 2)),
        ("今週中に連絡", _day(11, 27)),
        ("月末までに案を作成", _day(11, 30)),
        ("来月末までに案を作成", _day(12, 31)),
        ("Check 29 February", _day(2, 29, 2028)),
        ("Think about it in May", None),
        ("Answer by 31 November", None),
        ("Section 4/12 of the paper", None),
        ("", None),
    ],
)
def test_the_day_that_a_line_names(words, due):
    assert due_in(words, MONDAY) == due


@pytest.mark.parametrize(
    "line",
    [
        "→ Send it",
        "  -> Send it",
        "=> Send it",
        "・→Send it",
        "To-do: Send it",
        "Action: Send it",
        "AP: Send it",
        "follow-up: Send it",
        "・要対応 Send it",
        "要対応：Send it",
        "【要対応】Send it",
        "宿題：Send it",
    ],
)
def test_the_marks_of_a_follow_up(line):
    assert [one.words for one in follow_ups(f"They said no.\n{line}\nThat was all.", MONDAY)] == [
        "Send it"
    ]


@pytest.mark.parametrize(
    "line", ["Send it", "They → we", "→", "要対応", "Actions speak louder: no", "APEC: a forum"]
)
def test_other_lines_are_none(line):
    assert follow_ups(line, MONDAY) == []


def test_no_more_than_a_note_can_bear():
    assert len(follow_ups("→ one\n" * (MOST + 5), MONDAY)) == MOST
