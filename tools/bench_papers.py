"""How long a briefing pack takes to make, by its pages, and how much memory.

Run as ``python -m tools.bench_papers``. A pack of invented rows is made with the template that
comes with Kakehashi until it has about 10, 30 and 100 pages; LibreOffice counts them where it is
there, else they are reckoned from rows. Printed are the seconds of making it as the worker does
(the process that fills the template included), seconds a page, and the peak of memory of that
process. Linear means that seconds a page do not grow.
"""

import datetime as dt
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from kakehashi.briefing.papers import documents
from kakehashi.briefing.papers.defaults import default_template
from kakehashi.briefing.papers.fields import names_for
from kakehashi.briefing.papers.offered import PAPERS

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
SIZES = (10, 30, 100)
"""Pages that a pack is to have, about."""

ROWS_A_PAGE = 21
"""Rows of a Joint Action with a title of two lines that an A4 page holds, about."""

TIMES = 3
"""Runs of each, of which the quickest counts."""

_TITLE = "半導体サプライチェーンの強靱化に関する共同作業及び情報共有の枠組みの検討（第二期）"


def main() -> int:
    """Print a line for each size, and how seconds a page of largest and smallest compare."""
    kind = PAPERS["pack"]
    names = names_for(kind.fields, "ja")
    template = default_template("pack", "ja")
    found = []
    for size in SIZES:
        data = pack(names, size * ROWS_A_PAGE)
        seconds, made = min(_timed(template, names, data) for _each in range(TIMES))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        found.append((size, seconds, made, peak))
    each = {}
    print("pages   rows   seconds   ms a page   KB   peak memory of the process, MB")
    for size, seconds, made, peak in found:
        pages = pages_of(made) or size
        each[size] = seconds / pages
        print(
            f"{pages:5d} {size * ROWS_A_PAGE:6d} {seconds:9.2f} {1000 * each[size]:11.1f} "
            f"{len(made) // 1024:4d} {peak:8.0f}"
        )
    smallest, largest = each[min(SIZES)], each[max(SIZES)]
    print(f"seconds a page, largest to smallest: {largest / smallest:.2f}")
    return 0


def pack(names: dict[str, Any], rows: int) -> dict[str, Any]:
    """Return a pack with so many Joint Actions in fourteen areas, and little else."""
    data: dict[str, Any] = documents.sample(names, 0)
    action = {
        "reference": "SC.b.iii-2",
        "title": _TITLE,
        "progress": "相当程度進展",
        "due": "R9.3.31",
        "reported": "R8.10.1",
    }
    areas = 14
    data["areas"] = [
        {
            "title": f"分野{at + 1}",
            "actions": [action] * (rows // areas + (at < rows % areas)),
            "decisions": [],
            "updates": [],
            "results": [],
        }
        for at in range(areas)
    ]
    return data


def _timed(template: bytes, names: dict[str, Any], data: dict[str, Any]) -> tuple[float, bytes]:
    begun = time.perf_counter()
    made = documents.fill(template, names, data, title="bench", language="ja-JP", at=AT)
    return time.perf_counter() - begun, made


def pages_of(docx: bytes) -> int:
    """Return how many pages LibreOffice makes of a document; 0 where it is not there."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.docx"
        path.write_bytes(docx)
        profile = (Path(folder) / "profile").as_uri()
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={profile}",
                *("--headless", "--convert-to", "pdf", "--outdir", folder, str(path)),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return len(PdfReader(path.with_suffix(".pdf")).pages)


if __name__ == "__main__":
    sys.exit(main())
