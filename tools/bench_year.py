"""Measures the pages of the yearly cycle and carrying over, at 100,000 action points.

``python -m tools.bench_year [--points N] [--to FOLDER]`` fills a node of its own in a temporary
folder in two steps, counts the SQL queries of each page after either, serves the node as the
product does, asks the pages over HTTP on loopback and writes ``year.json`` and a table. Ratios are
of medians within this one run. The exit status is 1 where the queries of a page grow.
"""

import argparse
import datetime as dt
import json
import math
import os
import socket
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.bench import BATCH, EMPTY, Site, measure, sign_in, wait_for

ITEMS = (20, 200)
"""Items of the agenda, first and then."""

CARRIED = (100, 1000)
"""Items that are carried over, to compare."""

PART = 10
"""The first step of filling is this part of the action points."""


def load_points(first: int, last: int) -> None:
    """Load invented action points, owned by posts of both sides, one in three with a due date."""
    from kakehashi.framework.loading import operator
    from kakehashi.people.models import Post
    from kakehashi.people.rules import PARTICIPANTS
    from kakehashi.records.markings import Marking
    from kakehashi.records.services import NewText, load
    from kakehashi.records.services.writing import Loaded

    posts = [
        one.pk
        for code in ("JP", "GB")
        for one in Post.objects.filter(organisation__side=code).order_by("pk")[:12]
    ]
    by, at = operator(), dt.datetime.now(dt.UTC)
    for start in range(first, last, BATCH):
        load(
            [
                Loaded(
                    kind="action_point",
                    reference=f"XP-{number}",
                    origin="JP",
                    state="shared",
                    text=NewText(
                        wording={
                            "title": {"en": f"Task {number}", "ja": f"対応事項{number}"},
                            "task": {"en": "Send the paper.", "ja": "資料を送付する。"},
                        },
                        facts={
                            "owner": posts[number % len(posts)],
                            "due_date": f"{2026 + number % 4}-{1 + number % 12:02d}-28"
                            if number % 3 == 0
                            else "",
                            "priority": number % 5 == 0,
                            "date": "2026-01-15",
                        },
                        marking=Marking(reach=PARTICIPANTS),
                    ),
                    sort_key=f"9{number:09d}",
                )
                for number in range(start, min(start + BATCH, last))
            ],
            by=by,
            at=at,
        )
        sys.stderr.write(f"\r{min(start + BATCH, last):,} action points")
    sys.stderr.write("\n")


def fill_agenda(meeting: str, number: int) -> None:
    """Bring as many items to a meeting, in one load and one placing as carrying over does it."""
    from kakehashi.framework.loading import operator
    from kakehashi.governance.services.carrying import ToPlace, body_of, place_all
    from kakehashi.people.rules import PARTICIPANTS
    from kakehashi.records.markings import Marking
    from kakehashi.records.models import Item
    from kakehashi.records.services import LinkTo, NewText, load
    from kakehashi.records.services.writing import Loaded

    of = Item.objects.get(reference=meeting)
    body = body_of(of)
    if body is None:
        raise RuntimeError(meeting)
    by, at = operator(), dt.datetime.now(dt.UTC)
    items = load(
        [
            Loaded(
                kind="agenda_item",
                reference=f"XI-{uuid.uuid4().hex[:12]}",
                origin="JP",
                state="shared",
                text=NewText(
                    wording={"title": {"en": f"Item {one}", "ja": f"議題{one}"}},
                    facts={"wish": "discuss", "minutes": 5},
                    links=[LinkTo("of_meeting", of.pk), LinkTo("of_body", body)],
                    marking=Marking(reach=PARTICIPANTS),
                ),
            )
            for one in range(number)
        ],
        by=by,
        at=at,
    )
    new = [ToPlace(one.pk, "new", minutes=5, wish="discuss", side="JP") for one in items]
    place_all(body, of, new, event="placed", by=None, at=at)


def set_meeting(body: str, days: int) -> str:
    """Set a meeting of a body and share it; return its reference."""
    from kakehashi.governance import services
    from kakehashi.people.models import Account
    from kakehashi.records import services as records

    at = dt.datetime.now(dt.UTC)
    by = Account.objects.get(username="officer-jp")
    item = services.set_meeting(
        body=body,
        date=(at + dt.timedelta(days=days)).date(),
        standing="fixed",
        title={"en": "A meeting", "ja": "会合"},
        place={},
        mode="online",
        starts_at=None,
        by=by,
        at=at,
    )
    records.share(item=item.pk, by=by, at=at)
    return item.reference


def queries(paths: Sequence[str]) -> dict[str, int]:
    """Return how many SQL queries each page takes, asked a second time."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies["kakehashi"] = sign_in()
    found = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(path)
        if answer.status_code != 200:  # noqa: PLR2004
            raise RuntimeError(f"{path}: {answer.status_code}")
        found[path] = len(caught)
    return found


def carry(number: int) -> dict[str, Any]:
    """Close a meeting whose every item is carried over; return its seconds and SQL queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kakehashi.governance import services
    from kakehashi.governance.models import AgendaPlace
    from kakehashi.people.models import Account

    held, following = (set_meeting("body-group", days) for days in (0, 90))
    before = AgendaPlace.objects.filter(meeting__reference=held).count()
    fill_agenda(held, number - before)
    by, at = Account.objects.get(username="officer-jp"), dt.datetime.now(dt.UTC)
    services.open_sitting(meeting=held, by=by, at=at)
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as caught:
        services.carry_rest(meeting=held, by=by, at=at)
        services.close_meeting(meeting=held, by=by, at=at)
    took = time.perf_counter() - began
    came = AgendaPlace.objects.filter(came_from__meeting__reference=held).count()
    left = AgendaPlace.objects.filter(meeting__reference=following).delete()[0]
    return {
        "items": number,
        "carried": came,
        "cleared": left,
        "queries": len(caught),
        "ms": round(took * 1000, 1),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill, count, fill again, count, serve, report; return 0 where no query count grows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--to", type=Path, default=Path("bench-results"))
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kakehashi-bench-") as name:
        os.environ["KAKEHASHI_DATA"] = name
        os.environ["DJANGO_SETTINGS_MODULE"] = "tools.bench_site"
        pages = _begin()
        meeting = pages["agenda"].rstrip("/").rpartition("/")[2]
        small, large = asked.points // PART, asked.points
        load_points(0, small)
        fill_agenda(meeting, ITEMS[0])
        first = queries([EMPTY, *pages.values()])
        began = time.perf_counter()
        load_points(small, large)
        filled = time.perf_counter() - began
        fill_agenda(meeting, ITEMS[1] - ITEMS[0])
        then = queries([EMPTY, *pages.values()])
        carried = [carry(one) for one in CARRIED]
        rows = served(Path(name), pages)
    for row in rows:
        row["queries"] = [first[row["path"]], then[row["path"]]]
        row["met"] = row["queries"][0] == row["queries"][1]
    report = {
        "action_points": [small, large],
        "agenda_items": ITEMS,
        "fill_seconds": round(filled, 1),
        "rows": rows,
        "carrying": carried,
    }
    asked.to.mkdir(parents=True, exist_ok=True)
    (asked.to / "year.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"{small:,} and {large:,} action points; an agenda of {ITEMS[0]} and {ITEMS[1]} items")
    print("page                           x empty page      ms   SQL queries at both sizes")
    for row in rows:
        print(f"{row['name']:30} {row['ratio']:12} {row['ms']:8}   {row['queries']}")
    for one in carried:
        print(
            f"carrying {one['items']:,} items: {one['ms']} ms, {one['queries']} SQL queries, "
            f"{one['carried']:,} carried"
        )
    grew = carried[0]["queries"] < carried[1]["queries"]
    return 0 if all(row["met"] for row in rows) and not grew else 1


def _begin() -> dict[str, str]:
    """Load the real partnership, a meeting and a year; return the pages to ask."""
    import django

    django.setup()
    from django.core.management import call_command

    from kakehashi.cli.loading import load_node
    from kakehashi.governance import services
    from kakehashi.people.models import Account
    from kakehashi.records import services as records

    at = dt.datetime.now(dt.UTC)
    call_command("migrate", verbosity=0)
    load_node("uk-japan", at)
    by = Account.objects.get(username="officer-jp")
    meeting = set_meeting("body-council", 30)
    year = services.plan_cycle(
        first_day=at.date(),
        last_day=at.date() + dt.timedelta(days=364),
        title={"en": "The year", "ja": "一年"},
        by=by,
        at=at,
    )
    records.share(item=year.pk, by=by, at=at)
    return {
        "agenda": f"/en/desk/meetings/{meeting}/",
        "running page": f"/en/desk/meetings/{meeting}/run/",
        "action points": "/en/desk/actions/",
        "action points, all": "/en/desk/actions/?show=all",
        "action points, overdue": "/en/desk/actions/?show=overdue",
        "action points, last page": "/en/desk/actions/?show=all&page=99999",
        "cycle": "/en/desk/cycle/",
        "the year": f"/en/desk/cycle/{year.reference}/",
        "my work": "/en/desk/",
    }


def served(folder: Path, pages: Mapping[str, str], most: float = math.inf) -> list[dict[str, Any]]:
    """Serve the node and return what each page takes, as a multiple of an empty one.

    No page is asked for longer than ``most`` seconds, once it was asked a few times.
    """
    session = sign_in()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = Site(folder, port)
    try:
        wait_for(site, session)
        base = statistics.median(measure(site, session, EMPTY))
        rows: list[dict[str, Any]] = [
            {
                "name": "empty signed-in page",
                "path": EMPTY,
                "ratio": 1.0,
                "ms": round(base * 1000, 2),
            }
        ]
        for name, path in pages.items():
            took = statistics.median(measure(site, session, path, most))
            rows.append(
                {
                    "name": name,
                    "path": path,
                    "ratio": round(took / base, 2),
                    "ms": round(took * 1000, 2),
                }
            )
    finally:
        site.process.terminate()
        site.process.wait(timeout=20)
    return rows


if __name__ == "__main__":
    sys.exit(main())
