"""Pictures of every page, in both languages and at two widths, and what axe and the network say.

``python -m tools.pictures`` serves a node of its own in a temporary folder as ``kakehashi up``
does, signs in, and visits every page of the tables below. It writes one PNG for each page,
language and width, and ``pages.json``: requests and bytes of each page,
what axe found, what ran over, which request left this machine. The exit status is 1 where anything
was found.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, Response

from tools.browser import ask_axe, open_browser, open_page
from tools.build_look import main as build_look
from tools.pictures_table import FOR_ALL, FOR_OFFICIALS, Shown

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "ja")
WIDTHS = (1280, 390)
STARTS_WITHIN = 120
"""Seconds until a node must answer."""
FAULT = 400
"""Answers from here on are not pages that were meant."""


@dataclass
class Visit:
    """What one visit of a page showed."""

    name: str
    address: str
    width: int
    status: int
    requests: int = 0
    bytes: int = 0
    found: list[str] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve, visit, report; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", type=Path, default=ROOT / "var" / "pictures", help="folder")
    parser.add_argument("--practice", action="store_true", help="of the practice partnership")
    parser.add_argument("--only", default="", help="pages whose name begins so")
    asked = parser.parse_args(arguments)
    asked.to.mkdir(parents=True, exist_ok=True)
    if build_look():
        return 1
    with serve_node(practice=asked.practice) as links, open_browser() as browser:
        site = links["public"].rstrip("/")
        visits: list[Visit] = []
        for table, link in ((FOR_ALL, ""), (FOR_OFFICIALS, links["officer"])):
            chosen = {name: one for name, one in table.items() if name.startswith(asked.only)}
            if not chosen:
                continue
            with open_page(browser) as (page, _asked):
                if link:
                    _sign_in(page, link)
                for visit in _visits(page, site, chosen, asked.to):
                    visits.append(visit)
                    print(f"{visit.address} {visit.width}: {visit.requests} requests, ", end="")
                    print(f"{visit.bytes / 1024:.0f} KiB", *visit.found, sep="\n    ")
    report = {"visits": [asdict(one) for one in visits]}
    text = json.dumps(report, ensure_ascii=False, indent=2)
    (asked.to / "pages.json").write_text(f"{text}\n", encoding="utf-8")
    wrong = sum(len(one.found) for one in visits)
    print(f"{len(visits)} pictures in {asked.to}; {wrong} things found")
    return 1 if wrong else 0


@contextmanager
def serve_node(*, practice: bool = False) -> Iterator[Mapping[str, str]]:
    """Serve a new node; yields the addresses it prints: ``public`` and ``officer``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="kakehashi-pictures-") as folder:
        kakehashi = Path(sys.executable).with_name("kakehashi")
        command = [str(kakehashi), "up", "--port", str(port)]
        if practice:
            command.append("--practice")
        told = Path(folder) / "told"
        with told.open("w") as out:
            process = subprocess.Popen(
                command,
                stdout=out,
                env={**os.environ, "KAKEHASHI_DATA": f"{folder}/data", "LANG": "en_GB.UTF-8"},
            )
        try:
            yield _links(told)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _links(told: Path) -> dict[str, str]:
    for _ in range(STARTS_WITHIN * 5):
        lines = told.read_text().splitlines()
        found = {
            line.split()[0].strip(","): re.findall(r"http://\S+", line)[-1]
            for line in reversed(lines)
            if "http://" in line
        }
        if {"public", "officer"} <= set(found):
            return found
        time.sleep(0.2)
    raise RuntimeError("the node did not start")


def _visits(page: Page, site: str, pages: Mapping[str, Shown], folder: Path) -> Iterator[Visit]:
    taken: list[Response] = []

    def take(response: Response) -> None:  # a method of a list cannot be listened with
        taken.append(response)

    page.on("response", take)
    for name, one in pages.items():
        for language in LANGUAGES:
            address = f"/{language}{quote(one.path, safe='/?=&%')}"
            for width in WIDTHS:
                taken.clear()
                page.set_viewport_size({"width": width, "height": 900})
                answer = page.goto(site + address, wait_until="load")
                visit = Visit(name, address, width, answer.status if answer else 0)
                visit.requests = len(taken)
                visit.bytes = sum(size(response) for response in taken)
                visit.found += _wrong(page, visit, one, [response.url for response in taken], site)
                file = re.sub(r"[^\w.-]+", "-", name)
                page.screenshot(path=folder / f"{file}.{language}.{width}.png", full_page=True)
                yield visit


def _wrong(page: Page, visit: Visit, one: Shown, asked: Sequence[str], site: str) -> list[str]:
    found = [str(violation) for violation in ask_axe(page)]
    if (visit.status >= FAULT) != one.refusal:
        found.append(f"answers {visit.status}")
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if over > 0:
        found.append(f"wider than the window by {over} px")
    found += [f"asks elsewhere: {url}" for url in asked if not url.startswith(f"{site}/")]
    return found


def size(response: Response) -> int:
    """Return the bytes of an answer's body as it came over the line."""
    length = response.headers.get("content-length", "")
    if 300 <= response.status < FAULT:  # noqa: PLR2004 - one that leads elsewhere has no body
        return 0
    return int(length) if length.isdigit() else len(response.body())


def _sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("main form button[type=submit]").first.click()


if __name__ == "__main__":
    sys.exit(main())
