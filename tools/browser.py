"""A Chromium for tests and screenshots: serving an application, opening pages, asking axe."""

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import WSGIApplication

from playwright.sync_api import Browser, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass(frozen=True)
class Violation:
    """What axe found wrong, and where."""

    rule: str
    impact: str
    help: str
    where: tuple[str, ...]

    def __str__(self) -> str:
        places = "".join(f"\n    {place}" for place in self.where)
        return f"{self.impact}: {self.rule}: {self.help}{places}"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: the tests speak."""


@contextmanager
def serve(application: WSGIApplication) -> Iterator[str]:
    """Serve ``application`` on a free port of loopback; yields the address without a last slash."""
    server = make_server("127.0.0.1", 0, application, _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium() -> str | None:
    """Return the path of the Chromium to use: KAKEHASHI_CHROMIUM, else the machine's, else None."""
    given = os.environ.get("KAKEHASHI_CHROMIUM")
    return given or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Open the machine's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(
    browser: Browser,
    *,
    width: int = 1280,
    height: int = 900,
    scripts: bool = True,
    cookies: Mapping[str, str] | None = None,
    address: str = "",
) -> Iterator[tuple[Page, list[str]]]:
    """Open an empty page; yields it and the list of addresses it asks for, as they come.

    Args:
        browser: From :func:`open_browser`.
        width: In CSS pixels.
        height: In CSS pixels.
        scripts: Whether JavaScript runs.
        cookies: Name to value, for ``address``.
        address: The site the cookies are for.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
    )
    for name, value in (cookies or {}).items():
        context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    try:
        yield page, asked
    finally:
        context.close()


def ask_axe(page: Page) -> list[Violation]:
    """Run axe over ``page`` as it stands; needs scripts. Returns what it found wrong."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", list(RULES)
    )
    return [
        Violation(
            rule=one["id"],
            impact=one["impact"] or "",
            help=one["help"],
            where=tuple(" ".join(map(str, node["target"])) for node in one["nodes"]),
        )
        for one in found["violations"]
    ]
