"""Progress over time: sums of locked periods, gaps that are no zeros, and for whom they are."""

import csv
import io
import re

from django.utils import translation

from kakehashi.briefing.periods import over_time
from kakehashi.briefing.picture import in_form
from kakehashi.people.rules import PUBLIC_VIEWER
from kakehashi.people.selectors import viewer_of
from kakehashi.workplan import services
from tests.workplan.test_rounds import AFTER, actions, agree, opened, report


def address(kind, reference):
    return f"/{kind}/{reference}"


def drawn(viewer, language="en"):
    with translation.override(language):
        return {one.name: one for one in over_time(viewer, address)}


def test_periods_are_summed_and_what_lies_between_is_a_gap(cast):
    made = actions(cast, 8)
    assert drawn(viewer_of(cast.alice)) == {}, "nothing before a period is locked"
    first = opened(cast.haruka, "2025-01-01", "2025-06-30")
    assert drawn(viewer_of(cast.alice)) == {}
    agree(cast.alice, report(cast.kenji, first, made[0], "completed"))
    services.lock_round(item=first.pk, by=cast.haruka, at=AFTER)
    second = opened(cast.haruka, "2026-01-01", "2026-06-30", at=AFTER)
    agree(cast.alice, report(cast.kenji, second, made[1], "active"))
    services.lock_round(item=second.pk, by=cast.haruka, at=AFTER)

    found = drawn(viewer_of(cast.alice))
    assert set(found) == {"periods-by-area", "periods-by-nature"}, "none serves an objective"
    outside = found["periods-by-area"].numbers[1:]
    assert [(row[0], row[-1]) for row in outside] == [
        ("Outside the areas", 8),
        ("Outside the areas", ""),
        ("Outside the areas", 8),
    ]
    nature = found["periods-by-nature"]
    head, *lines = nature.numbers
    by = {(row[0], row[1]): dict(zip(head[3:], row[3:], strict=True)) for row in lines}
    assert by["deliverable", "2025-01-01"]["completed, held or concluded"] == 1
    assert by["deliverable", "2025-01-01"]["All"] == 2
    assert by["deliverable", "2026-01-01"]["completed, held or concluded"] == 1, "it stands"
    assert by["continuing", "2025-01-01"]["under way"] == 0
    assert by["continuing", "2026-01-01"]["under way"] == 1
    assert set(by["continuing", "2025-07-01"].values()) == {""}, "a gap is no zero"
    for start in ("2025-01-01", "2026-01-01"):
        assert sum(numbers["All"] for (_n, day), numbers in by.items() if day == start) == 8
    assert nature.drawing.count("no round") >= 4
    rows = list(csv.reader(io.StringIO(in_form(nature, "csv").decode("utf-8-sig"))))
    assert len(rows) == len(nature.numbers)
    assert in_form(nature, "png").startswith(b"\x89PNG")
    assert re.search(
        r"進捗確認なし", drawn(viewer_of(cast.haruka), "ja")["periods-by-area"].drawing
    )
    # Nothing of it is the public's before both sides published it.
    assert drawn(PUBLIC_VIEWER) == {}
    for by_whom in (cast.alice, cast.haruka):
        agree(by_whom, first, at=AFTER)
    services.publish_round(item=first.pk, by=cast.haruka, at=AFTER)
    services.publish_round(item=first.pk, by=cast.alice, at=AFTER)
    (line,) = {row[1] for row in drawn(PUBLIC_VIEWER)["periods-by-nature"].numbers[1:]}
    assert line == "2025-01-01"
