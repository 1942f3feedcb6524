"""Times the register's table of 10,000 rows out as CSV and in again, and counts the differences."""

import datetime as dt
import time

ROWS = 10_000


def round_trip(rows: int = ROWS) -> dict[str, float]:
    """Return rows, differences and seconds of a CSV that is written, read and compared.

    Django is set up and the node is filled.
    """
    from kakehashi.people.models import Account
    from kakehashi.people.selectors import viewer_of
    from kakehashi.workplan.register import Asked, choices_for, selection
    from kakehashi.workplan.sheets import applying
    from kakehashi.workplan.sheets.cover import cover_of
    from kakehashi.workplan.sheets.rows import rows_of
    from kakehashi.workplan.sheets.writing import write_csv

    officer = Account.objects.get(username="officer-jp")
    viewer, at = viewer_of(officer), dt.datetime.now(dt.UTC)
    choices = choices_for(viewer)
    keys = selection(Asked(), viewer, choices, today=at.date())[:rows]
    columns = applying.known_columns()
    began = time.perf_counter()
    cover = cover_of(keys, {}, of=len(keys), at=at)
    data = b"".join(write_csv(cover, columns, rows_of(keys, viewer, columns, choices)))
    out = time.perf_counter()
    run = applying.dry_run(data, "bench.csv", officer)
    back = time.perf_counter()
    return {
        "rows": len(keys),
        "differences": len(keys) - run.unchanged + run.total,
        "seconds_out": round(out - began, 1),
        "seconds_in": round(back - out, 1),
    }
