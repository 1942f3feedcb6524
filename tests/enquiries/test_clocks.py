"""Counting until when an enquiry is to be answered: examples whose day is known."""

import datetime as dt

import pytest

from kakehashi.enquiries.clocks import DISREGARD, RESTART, Clock, Stop, days_late, due
from kakehashi.enquiries.rules import FOLDER, ProcedureBroken, every_sort, procedure_of

FOI = procedure_of("GB").sorts["foi"].clock
JOHO = procedure_of("JP").sorts["joho-kokai"].clock


def day(text: str) -> dt.date:
    """Return a day of its ISO form."""
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        # The day of receipt counts for nothing, be it a bank holiday (1 December 2014: St Andrew's
        # Day observed in Scotland) or not; 2 January is one in Scotland, so for everybody.
        ("2014-12-01", "2014-12-31"),
        ("2014-12-02", "2015-01-05"),
        # 14 July 2014 is one in Northern Ireland, 4 August 2014 in Scotland alone.
        ("2014-07-10", "2014-08-11"),
        # Received on a Sunday: the Monday is the first day.
        ("2025-06-01", "2025-06-27"),
        # Good Friday, Easter Monday and the May bank holidays.
        ("2025-04-10", "2025-05-13"),
    ],
)
def test_freedom_of_information_counts_days_that_all_of_the_kingdom_works(
    received: str, last: str
) -> None:
    assert due(FOI, day(received)).date == day(last)


def test_a_clarification_begins_the_twenty_days_anew_and_fees_are_left_out() -> None:
    asked = Stop(RESTART, day("2025-06-05"))
    assert due(FOI, day("2025-06-02"), stops=[asked]).stopped
    assert due(FOI, day("2025-06-02"), stops=[asked]).date is None
    came = Stop(RESTART, day("2025-06-05"), day("2025-06-11"))
    assert due(FOI, day("2025-06-02"), stops=[came]) == due(FOI, day("2025-06-11"))
    plain = due(FOI, day("2025-06-02")).date
    # Both the day of the notice and that of the payment are left out: Thursday to Wednesday, five.
    paid = Stop(DISREGARD, day("2025-06-05"), day("2025-06-11"), whole=True)
    assert plain == day("2025-06-30")
    assert due(FOI, day("2025-06-02"), stops=[paid]).date == day("2025-07-07")


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2025-04-01", "2025-05-01"),
        # The thirtieth day is a Sunday in the holidays of May: to the first open day after them.
        ("2025-04-04", "2025-05-07"),
        # The thirtieth day is 29 December: closed until 3 January, then a weekend.
        ("2024-11-29", "2025-01-06"),
        # 28 December is a Saturday already.
        ("2024-11-28", "2025-01-06"),
    ],
)
def test_disclosure_in_japan_counts_every_day_and_moves_the_last_to_an_open_one(
    received: str, last: str
) -> None:
    assert due(JOHO, day(received)).date == day(last)


def test_days_that_a_correction_takes_are_not_counted_and_more_is_added_to_the_count() -> None:
    took = Stop(DISREGARD, day("2025-04-10"), day("2025-04-14"))  # four days: the 11th to the 14th
    assert due(JOHO, day("2025-04-01"), stops=[took]).date == day("2025-05-07")  # 5 May, moved
    # Sixty days from the request, not thirty from the day to which the first thirty moved.
    assert due(JOHO, day("2025-04-04"), more=30).date == day("2025-06-03")
    assert due(JOHO, day("2025-04-01"), more=30).date == day("2025-06-02")  # a Saturday, moved


def test_the_diet_counts_the_very_day_and_the_commons_working_days() -> None:
    shuisho = procedure_of("JP").sorts["shitsumon-shuisho"].clock
    assert due(shuisho, day("2023-11-01")).date == day("2023-11-07")
    assert due(shuisho, day("2025-04-29")).date == day("2025-05-05")  # days off are no reason
    ordinary = procedure_of("GB").sorts["wq"].clock
    assert due(ordinary, day("2025-04-16")).date == day("2025-04-25")  # over Easter
    letter = procedure_of("GB").sorts["letter"].clock
    assert due(letter, day("2025-12-11")).date == day(
        "2026-01-13"
    )  # 2 January is worked in England


def test_a_given_day_is_the_day_given() -> None:
    given = Clock(given=True)
    assert due(given, day("2025-06-02"), given=day("2025-06-05")).date == day("2025-06-05")
    assert due(given, day("2025-06-02")).date is None
    assert (
        days_late(None, day("2025-06-02")),
        days_late(day("2025-06-02"), day("2025-06-02")),
    ) == (
        0,
        0,
    )


def test_every_kind_names_its_source_in_both_languages() -> None:
    for file in sorted(FOLDER.glob("*.yaml")):
        read = procedure_of(file.stem)
        assert read.sorts, file.name
        for sort in read.sorts.values():
            assert sort.clock.given != bool(sort.clock.count), sort.code
            for one in (sort, *sort.stops, *sort.extensions):
                assert all(one.names.get(code) for code in ("en", "ja")), one.code
                assert all(one.source.get(code) for code in ("en", "ja")), one.code
            assert len(sort.code) <= 24
        assert all(words["en"] and words["ja"] for words in read.reasons.values())
    assert procedure_of("XA") == procedure_of("GB")
    assert procedure_of("ZZ").sorts == {}
    assert procedure_of("../procedures/GB").sorts == {}
    assert {"foi", "joho-kokai"} <= set(every_sort())


@pytest.fixture
def own_files(settings, tmp_path):
    settings.DATA = tmp_path
    (tmp_path / "enquiries").mkdir()
    procedure_of.cache_clear()
    yield tmp_path / "enquiries"
    procedure_of.cache_clear()


def test_a_side_brings_its_own_kinds_in_the_data_folder(own_files) -> None:
    (own_files / "SG.yaml").write_text(
        "kinds:\n- {code: petition, names: {en: Petition, ja: 請願}, clock: {count: 9},"
        " source: {en: Act, ja: 法}}\nreasons: []\nconsult: {days: 4, source: {en: Act, ja: 法}}\n"
    )
    assert procedure_of("SG").sorts["petition"].clock.count == 9
    assert {"petition", "foi", "joho-kokai"} <= every_sort().keys()


@pytest.mark.parametrize("text", ["kinds: [", "like: SG", "kinds: 3", "- a list", ""])
def test_kinds_that_cannot_be_read_are_said_by_their_file(own_files, text) -> None:
    (own_files / "SG.yaml").write_text(text)
    with pytest.raises(ProcedureBroken) as refused:
        procedure_of("SG")
    assert "SG.yaml" in refused.value.say("ja")
