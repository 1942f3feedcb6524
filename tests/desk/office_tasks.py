"""What an officer does most days, done in a browser: every click and field counted, every second too.

A click is a press of the button of the mouse; a field is one that is typed or chosen in. Signing in
and opening a link out of a mail are not counted, and stand beside the task.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from tools.browser import open_page

Waiting = Callable[[], None]


@dataclass
class Hand:
    """The officer's hand on one page: what it pressed and filled in."""

    page: Page
    site: str
    language: str
    clicks: int = 0
    fields: int = 0
    pages: int = 0
    pressed: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open an address of the node in the hand's language; not counted."""
        self.page.goto(f"{self.site}/{self.language}{path}")

    def click(self, one: Locator) -> None:
        """Press a button or a link, and wait for what comes of it."""
        self.pressed.append((one.inner_text() or "").strip()[:40])
        self.clicks += 1
        before = self.page.url
        one.click()
        self.page.wait_for_load_state()
        self.pages += self.page.url != before

    def fill(self, selector: str, words: str) -> None:
        """Type into a field."""
        self.fields += 1
        self.page.locator(selector).fill(words)

    def choose(self, selector: str, value: str) -> None:
        """Choose in a list."""
        self.fields += 1
        self.page.locator(selector).select_option(value)

    def button(self, action: str) -> Locator:
        """Return the first button of the form that is sent to an address with ``action`` in it."""
        return self.page.locator(f"main form[action*='{action}'] button").first

    def link(self, part: str) -> Locator:
        """Return the first link on the page to an address with ``part`` in it."""
        return self.page.locator(f"main a[href*='{part}']").first


@dataclass(frozen=True)
class Counted:
    """One task, as it was done once."""

    task: str
    language: str
    clicks: int
    fields: int
    pages: int
    seconds: float
    """Of the browser and the node alone: nobody thought or typed."""
    pressed: list[str]


@contextmanager
def counted(hand: Hand, task: str, done: list[Counted]) -> Iterator[Hand]:
    """Count from here to the end of the block."""
    hand.clicks = hand.fields = hand.pages = 0
    hand.pressed = []
    begun = time.perf_counter()
    yield hand
    done.append(
        Counted(
            task,
            hand.language,
            hand.clicks,
            hand.fields,
            hand.pages,
            round(time.perf_counter() - begun, 2),
            list(hand.pressed),
        )
    )


@contextmanager
def signed_in(browser: Browser, node: Mapping[str, str], who: str, language: str) -> Iterator[Hand]:
    """Sign ``who`` in by the printed link, in one language."""
    site = node["public"].rstrip("/")
    with open_page(browser, width=1280, scripts=True) as (page, _asked):
        page.goto(node[who].replace(site, f"{site}/{language}"))
        page.locator("main form button").click()
        page.wait_for_load_state()
        yield Hand(page, site, language)


def told(done: list[Counted]) -> None:
    """Write what was counted where the environment names a file."""
    name = os.environ.get("KAKEHASHI_TASKS")
    if name:
        words = json.dumps([one.__dict__ for one in done], ensure_ascii=False, indent=2)
        Path(name).write_text(words + "\n", encoding="utf-8")
