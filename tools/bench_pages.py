"""Measures what each public page costs a reader: requests, weight, and round trips to first words.

``python -m tools.bench_pages [--to FOLDER]`` serves a node with the real record, opens every public
page with an empty cache and writes ``pages.json`` and a table. The exit status is 1 where a page
asks another host, or needs more than three round trips over a slow line.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Response

from tools.browser import open_browser, open_page
from tools.build_look import main as build_look
from tools.pictures import serve_node, size
from tools.pictures_table import FOR_ALL
from tools.round_trips import count

MOST_TRIPS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve, open, report; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path("bench-results"))
    asked = parser.parse_args(arguments)
    if build_look():
        return 1
    with serve_node() as links:
        site = links["public"].rstrip("/")
        addresses = {
            name: f"{site}/en{quote(one.path, safe='/?=&%')}"
            for name, one in FOR_ALL.items()
            if not one.refusal
        }
        trips = count(list(addresses.values()))
        rows = []
        for name, address in addresses.items():
            requests, weight, outside = _cost(site, address)
            trip = trips[address]
            rows.append(
                {
                    "name": name,
                    "requests": requests,
                    "kib": round(weight / 1024),
                    "other_hosts": outside,
                    "round_trips": trip,
                    "met": not outside and round(trip) <= MOST_TRIPS,
                }
            )
    asked.to.mkdir(parents=True, exist_ok=True)
    (asked.to / "pages.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print("page                            requests   KiB  other hosts  round trips")
    for row in rows:
        print(
            f"{row['name']:32}{row['requests']:8}{row['kib']:6}{row['other_hosts']:13}"
            f"{row['round_trips']:13}{'' if row['met'] else '  missed'}"
        )
    return 0 if all(row["met"] for row in rows) else 1


def _cost(site: str, address: str) -> tuple[int, int, int]:
    """Return requests, bytes and requests to other hosts of a first visit."""
    taken: list[Response] = []

    def take(response: Response) -> None:
        taken.append(response)

    with open_browser() as browser, open_page(browser) as (page, _asked):
        page.on("response", take)
        page.goto(address, wait_until="load")
        outside = sum(not one.url.startswith(f"{site}/") for one in taken)
        return len(taken), sum(size(one) for one in taken), outside


if __name__ == "__main__":
    sys.exit(main())
