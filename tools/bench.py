"""Measures the main pages at 100,000 records, each as a multiple of an empty signed-in page.

``python -m tools.bench [--records N] [--to FOLDER]`` fills a node of its own in a temporary
folder, serves it as the product does, asks every page over HTTP on loopback and writes
``bench.json`` and a table. Ratios are of medians (search: of the 95th percentile over the stated
queries) within this one run.
"""

import argparse
import datetime as dt
import http.client
import json
import math
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BATCH = 2000
ROUNDS = 40
WARM = 16
FEWEST = 5
"""Requests before the count: each of the eight threads has a database connection to warm."""
LOAD_SECONDS = 5
EMPTY = "/en/bench/empty/"
PAGES = {
    # name -> path, most times an empty page it may take
    "register": ("/en/desk/register/", 12.0),
    "register, filtered and sorted": ("/en/desk/register/?area=VD&sort=-updated", 12.0),
    "register, last page": ("/en/desk/register/?page=99999", 12.0),
    "provision": ("/en/desk/framework/VD.b.vi/", 12.0),
    "my work": ("/en/desk/", 0.0),
    "home": ("/en/", 0.0),
    "public: provision": ("/en/framework/VD.b.vi/", 0.0),
    "public: record": ("/en/records/psti-accepts-jc-star/", 0.0),
    "public: meetings": ("/en/meetings/", 0.0),
}
SEARCH_MOST = 20.0


def fill(records: int) -> None:
    """Load the real partnership and as many invented joint actions and updates besides."""
    import django

    django.setup()
    from django.core.management import call_command

    from kakehashi.cli.loading import load_node
    from kakehashi.framework.loading import operator
    from kakehashi.people.models import Post
    from kakehashi.people.rules import PUBLIC
    from kakehashi.records.markings import Marking
    from kakehashi.records.models import Entry, Item
    from kakehashi.records.services import LinkTo, NewText, load
    from kakehashi.records.services.writing import Loaded
    from kakehashi.workplan.rules import PROGRESS

    at = dt.datetime.now(dt.UTC)
    call_command("migrate", verbosity=0)
    load_node("uk-japan", at)
    by = operator()
    provisions = list(
        Item.objects.filter(kind="provision", reference__contains=".").values_list(
            "pk", "reference"
        )
    )
    objectives = list(
        Entry.objects.filter(provision__nature="objective").values_list("item", flat=True)
    )
    sectors = list(Item.objects.filter(kind="sector").values_list("pk", flat=True))
    posts = [
        list(Post.objects.filter(organisation__side=code).select_related("organisation"))
        for code in ("JP", "GB")
    ]
    natures = list(PROGRESS)
    subjects = ["semiconductor", "resilience", "data flows", "online safety", "digital identity"]
    japanese = ["半導体", "強靱性", "データ流通", "オンライン安全性", "デジタルID"]
    for start in range(0, records, BATCH):
        batch = []
        for number in range(start, min(start + BATCH, records)):
            item, reference = provisions[number % len(provisions)]
            topic = number % len(subjects)
            batch.append(
                Loaded(
                    kind="joint_action",
                    reference=f"X-{number}",
                    pen="JP",
                    text=NewText(
                        wording={
                            "title": {
                                "en": f"Work {number} on {subjects[topic]}",
                                "ja": f"{japanese[topic]}に関する取組{number}",
                            },
                            "wording": {
                                "en": f"The Participants will share information on "
                                f"{subjects[topic]} in {reference}.",
                                "ja": f"{japanese[topic]}に関する情報を共有する。",
                            },
                        },
                        facts={
                            "provision": reference,
                            "area": reference.split(".")[0],
                            "nature": natures[number % len(natures)],
                            "strength": 1 + number % 4,
                            "due_date": f"{2025 + number % 4}-{1 + number % 12:02d}-28"
                            if number % 3 == 0
                            else None,
                            "owners": {
                                one[number % len(one)].organisation.side_id: one[
                                    number % len(one)
                                ].pk
                                for one in posts
                            }
                            if number % 4 == 0
                            else None,
                        },
                        links=[
                            LinkTo("of_provision", item),
                            LinkTo("serves", objectives[number % len(objectives)]),
                            *(
                                LinkTo("in_sector", one)
                                for one in sectors[number % 8 : number % 8 + 1]
                            ),
                        ],
                        marking=Marking(reach=PUBLIC),
                    ),
                    sort_key=f"9{number:09d}",
                )
            )
        load(batch, by=by, at=at)
        sys.stderr.write(f"\r{start + len(batch):,} records")
    sys.stderr.write("\n")


def sign_in() -> str:
    """Return the session key of an officer of the first side."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from kakehashi.people.models import Account

    account = Account.objects.get(username="officer-jp")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "kakehashi.desk.signing_in.LinkBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


class Site:
    """The node, served as `kakehashi up` serves it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(port), "--workers", "1", "--blocking-threads", "8", "--no-log",
                "kakehashi.config.wsgi:application",
            ],
            env={**os.environ, "KAKEHASHI_DATA": str(folder)},
        )  # fmt: skip

    def ask(self, path: str, session: str) -> float:
        """Return the seconds one request took."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"kakehashi={session}"})
        answer = connection.getresponse()
        answer.read()
        took = time.perf_counter() - began
        connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path}: {answer.status}")
        return took

    def memory(self) -> int:
        """Return the resident memory of server and workers, in MiB."""
        total = 0
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                lines = dict(
                    line.split(":", 1) for line in status.read_text().splitlines() if ":" in line
                )
            except OSError:
                continue
            own = str(self.process.pid)
            if own in (status.parent.name, lines.get("PPid", "").strip()):
                total += int(lines.get("VmRSS", "0 kB").split()[0])
        return total // 1024


def measure(site: Site, session: str, path: str, most: float = math.inf) -> list[float]:
    """Return the seconds of each of the rounds, after warming up.

    Args:
        site: what is asked.
        session: of whoever asks.
        path: the page.
        most: seconds after which no further round is begun; a few rounds are always made.
    """
    end = time.perf_counter() + most
    for number in range(WARM):
        if number < FEWEST or time.perf_counter() < end:
            site.ask(path, session)
    return [
        site.ask(path, session)
        for number in range(ROUNDS)
        if number < FEWEST or time.perf_counter() < end
    ]


def per_second(site: Site, session: str, path: str) -> float:
    """Return requests answered a second by four askers at once."""
    end = time.perf_counter() + LOAD_SECONDS

    def asker(_: int) -> int:
        count = 0
        while time.perf_counter() < end:
            site.ask(path, session)
            count += 1
        return count

    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(asker, range(4))) / LOAD_SECONDS


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill, serve, measure, report; return 0 where every target is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--to", type=Path, default=Path("bench-results"))
    asked = parser.parse_args(arguments)
    from tests.records.stated_queries import QUERIES
    from tools.bench_round_trip import round_trip

    with tempfile.TemporaryDirectory(prefix="kakehashi-bench-") as name:
        os.environ["KAKEHASHI_DATA"] = name
        os.environ["DJANGO_SETTINGS_MODULE"] = "tools.bench_site"
        began = time.perf_counter()
        fill(asked.records)
        filled = time.perf_counter() - began
        table = round_trip()
        session = sign_in()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        site = Site(Path(name), port)
        try:
            wait_for(site, session)
            base = statistics.median(measure(site, session, EMPTY))
            rows = []
            for label, (path, most) in PAGES.items():
                ratio = statistics.median(measure(site, session, path)) / base
                rows.append(
                    {
                        "name": label,
                        "ratio": round(ratio, 2),
                        "target": most or None,
                        "met": not most or ratio <= most,
                        "per_second": round(per_second(site, session, path), 1),
                    }
                )
            times = []
            for query in QUERIES:
                path = "/en/desk/search/?q=" + urllib.parse.quote(query)
                site.ask(path, session)
                times += [site.ask(path, session) for _ in range(3)]
            ratio = sorted(times)[int(len(times) * 0.95)] / base
            rows.append(
                {
                    "name": f"search, p95 over {len(QUERIES)} queries",
                    "ratio": round(ratio, 2),
                    "target": SEARCH_MOST,
                    "met": ratio <= SEARCH_MOST,
                    "per_second": None,
                }
            )
            report = {
                "records": asked.records,
                "empty_page_ms": round(base * 1000, 2),
                "fill_seconds": round(filled, 1),
                "memory_mib": site.memory(),
                "csv_round_trip": table,
                "rows": rows,
            }
        finally:
            site.process.terminate()
            site.process.wait(timeout=20)
    asked.to.mkdir(parents=True, exist_ok=True)
    (asked.to / "bench.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"{report['records']:,} records; empty signed-in page {report['empty_page_ms']} ms;")
    print(f"filled in {report['fill_seconds']} s; server memory {report['memory_mib']} MiB")
    print(
        f"CSV round trip of {table['rows']:,} rows: {table['differences']} differences, "
        f"{table['seconds_out']} s out, {table['seconds_in']} s in"
    )
    for row in rows:
        target = f"<= {row['target']}" if row["target"] else ""
        print(f"{row['name']:34} {row['ratio']:8} x {target:9} {row['per_second'] or ''}")
    return 0 if all(row["met"] for row in rows) and not table["differences"] else 1


def wait_for(site: Site, session: str) -> None:
    """Wait until a site answers.

    Raises:
        RuntimeError: when it does not within twenty seconds.
    """
    for _ in range(100):
        try:
            site.ask(EMPTY, session)
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not answer")


if __name__ == "__main__":
    sys.exit(main())
