"""Measures how long the still site takes to build, for so many published records.

``python -m tools.bench_still 1000 3000 10000`` makes a node for each size in a folder of its own,
builds twice and prints pages, seconds and pages per second, of the process and by the clock.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (1000, 3000, 10000)
FIGURES = "figures.json"
RESULTS = Path("bench-results")
LINEAR = 1.2
"""So much more may a page of the largest site take than one of the smallest."""


def main(sizes: list[int]) -> int:
    """Measure each size in a process of its own; return the exit status."""
    if os.environ.get("KAKEHASHI_BENCH_SIZE"):
        return _measure(int(os.environ["KAKEHASHI_BENCH_SIZE"]))
    report: list[dict[str, float]] = []
    print("records  pages  seconds  cpu  pages/cpu-second  second run: seconds  written")
    for size in sizes or SIZES:
        with tempfile.TemporaryDirectory(prefix="kakehashi-bench-") as folder:
            given = {"KAKEHASHI_DATA": folder, "KAKEHASHI_BENCH_SIZE": str(size)}
            subprocess.run(
                [sys.executable, "-m", "tools.bench_still"], env={**os.environ, **given}, check=True
            )
            report.append(json.loads((Path(folder) / FIGURES).read_text(encoding="utf-8")))
    a_page = [one["cpu_seconds"] / one["pages"] for one in report]
    growth = round(a_page[-1] / a_page[0], 2)
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"sizes": report, "page_at_most_to_least": growth}, indent=2)
    (RESULTS / "still.json").write_text(f"{text}\n", encoding="utf-8")
    print(f"a page of the largest takes {growth} x one of the smallest, linear <= {LINEAR}")
    return 0 if growth <= LINEAR else 1


def _measure(size: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kakehashi.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from kakehashi.cli.loading import load_node
    from kakehashi.cli.node import now
    from kakehashi.portal.still import build

    call_command("migrate", verbosity=0)
    load_node("uk-japan", now())
    _publish(size)
    out = Path(os.environ["KAKEHASHI_DATA"]) / "site"
    figures = []
    for _run in (1, 2):
        clock, used = time.monotonic(), time.process_time()
        built = build(out, "https://example.org/", ["en", "ja"])
        figures.append((time.monotonic() - clock, time.process_time() - used, built))
    (clock, used, built), (again, _used, second) = figures
    row = {"records": size, "pages": built.pages, "seconds": clock, "cpu_seconds": used}
    row |= {"second_seconds": again, "second_written": len(second.written)}
    (Path(os.environ["KAKEHASHI_DATA"]) / FIGURES).write_text(json.dumps(row), encoding="utf-8")
    print(
        f"{size:7}  {built.pages:5}  {clock:7.1f}  {used:5.1f}  {built.pages / used:16.1f}"
        f"  {again:19.1f}  {len(second.written):7}",
        flush=True,
    )
    return 0


def _publish(size: int) -> None:
    """Publish ``size`` records in the kinds a year brings, hung all over the workplan."""
    from kakehashi.cli.node import now
    from kakehashi.people.models import Account
    from kakehashi.records.markings import Marking
    from kakehashi.records.models import Item
    from kakehashi.records.services import LinkTo, NewText, load
    from kakehashi.records.services.writing import Loaded

    actions = list(Item.objects.filter(kind="joint_action").order_by("reference"))
    areas = list(Item.objects.filter(kind="area").order_by("reference"))
    operator = Account.objects.filter(side=None).first()
    if operator is None:
        raise SystemExit("the node has no operator")
    kinds = ("update", "result", "initiative", "decision")
    made = []
    for at in range(size):
        day = f"{2023 + at % 4}-{1 + at % 12:02}-{1 + at % 28:02}"
        kind = kinds[at % len(kinds)]
        area = areas[at % len(areas)]
        facts: dict[str, object] = {"date": day} if kind != "initiative" else {"starts": day}
        if kind in ("result", "decision"):
            facts["area"] = area.reference.removeprefix("area-")
        body = {
            "en": f"What was done about it, number {at}. " * 6,
            "ja": f"これについて行われたこと、その{at}。" * 6,
        }
        made.append(
            Loaded(
                kind=kind,
                reference=f"bench-{at}",
                text=NewText(
                    wording={"title": {"en": f"Record {at}", "ja": f"案件{at}"}, "body": body},
                    facts=facts,
                    links=[
                        LinkTo("about", actions[at % len(actions)].pk),
                        LinkTo("of_area", area.pk),
                    ],
                    marking=Marking(reach="public"),
                ),
            )
        )
    for first in range(0, size, 1000):
        load(made[first : first + 1000], by=operator, at=now())


if __name__ == "__main__":
    sys.exit(main([int(one) for one in sys.argv[1:]]))
