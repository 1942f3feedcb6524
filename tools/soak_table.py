"""What ``make soak`` found: one table and one JSON line, from the figures that its tests told.

    python -m tools.soak_table FIGURES

The exit status is 1 where anything was lost, said twice, leaked or missed, or is not told at all.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

DONE: Final = {
    "steps of officials": "leak.steps",
    "kills": "faults.kills",
    "cuts at message boundaries": "faults.cuts_at_boundaries",
    "cuts at bytes": "faults.cuts_at_bytes",
    "storage calls failed": "faults.storage_calls_failed",
    "backups restored": "faults.backups_restored",
    "bytes tampered with": "tampering.*.bytes",
}
"""What must have been done, by the figure that tells it; ``*`` stands for the parts, added up."""
FOUND: Final = {
    "lost": "faults.lost",
    "said twice": "faults.twice",
    "leaked": "leak.leaked",
    "missed": "tampering.*.missed",
}
"""What must be nought."""


def summed(lines: Iterable[str]) -> dict[str, float]:
    """Return every number of the figures by its whole name; what was told often is added up."""
    sums: dict[str, float] = {}
    for line in lines:
        told = json.loads(line)
        for name, value in _numbers(told["name"], told["value"]):
            sums[name] = sums.get(name, 0) + value
    return sums


def _numbers(name: str, value: object) -> Iterable[tuple[str, float]]:
    if isinstance(value, Mapping):
        for part, inner in value.items():
            yield from _numbers(f"{name}.{part}", inner)
    elif isinstance(value, int | float):
        yield name, value


def table(sums: Mapping[str, float]) -> dict[str, float | None]:
    """Return the rows of the table; None where nothing told a figure."""
    return {row: _told(sums, name) for row, name in {**DONE, **FOUND}.items()}


def _told(sums: Mapping[str, float], wanted: str) -> float | None:
    first, star, last = wanted.partition("*")
    found = [
        value
        for name, value in sums.items()
        if name == wanted or (star and name.startswith(first) and name.endswith(last))
    ]
    return sum(found) if found else None


def sound(rows: Mapping[str, float | None]) -> bool:
    """Say whether everything was done and nothing was found."""
    return all(rows[row] for row in DONE) and all(rows[row] == 0 for row in FOUND)


def main() -> int:
    """Print the table and its JSON."""
    place = Path(sys.argv[1])
    lines = place.read_text(encoding="utf-8").splitlines() if place.is_file() else []
    sums = summed(lines)
    rows = table(sums)
    for row, value in rows.items():
        print(f"{row:28} {'not told' if value is None else f'{value:>10,.0f}'}")
    print(json.dumps({"sound": sound(rows), "rows": rows, "figures": sums}, sort_keys=True))
    return 0 if sound(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
