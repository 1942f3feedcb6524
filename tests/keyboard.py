"""Going about a served node by keyboard alone: Tab, Enter and Space, with focus seen at each stop."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.cli.test_up import served

_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const nodes = [[one, null], ...[...(one.labels || [])].map((label) => [label, "::before"])];
  const style = () => nodes.map(([node, part]) => {
    const said = getComputedStyle(node, part);
    const ring = said.outlineStyle === "none" || parseFloat(said.outlineWidth) === 0
      ? "" : said.outline;
    return [ring, said.boxShadow === "none" ? "" : said.boxShadow];
  });
  const on = style();
  let off = nodes.map(() => ["", ""]);
  if (one.type !== "date") {  // its three parts take the focus one after the other
    one.blur();
    off = style();
    one.focus();
  }
  const seen = on.some(([ring, shadow], at) =>
    (ring && ring !== off[at][0]) || (shadow && shadow !== off[at][1]));
  const box = nodes.length > 1 ? nodes[1][0].getBoundingClientRect() : one.getBoundingClientRect();
  return {
    words: (one.getAttribute("aria-label") || one.innerText || one.name || one.id || "")
      .trim().slice(0, 60),
    tag: one.tagName.toLowerCase(),
    first: one.matches(".govuk-skip-link"),
    seen,
    there: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""
_REACHABLE = """() => [...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility())
  .filter((one) => one.type !== "radio").length"""


@contextmanager
def a_node(folder: Path) -> Iterator[dict[str, str]]:
    """Serve a new node; yields the addresses it prints: of the public site, of links to sign in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with served(folder, port) as (lines, _seconds):
        yield dict(line.rsplit(maxsplit=1) for line in lines)


class Keys:
    """The keys that are pressed on a page, and what was wrong at any stop."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []

    def focused(self) -> dict[str, object] | None:
        """Return what has the focus, having noted where a reader could not see that it has."""
        found: dict[str, object] | None = self.page.evaluate(_FOCUSED)
        if found and not (found["seen"] and found["there"]):
            how = "not marked" if found["there"] else "not on the screen"
            self.wrong.append(f"{self.page.url}: {found['tag']} “{found['words']}” is {how}")
        return found

    def to(self, target: Locator, most: int = 150) -> None:
        """Press Tab until ``target`` has the focus.

        Raises:
            AssertionError: it is not reached within ``most`` stops.
        """
        for _each in range(most):
            self.page.keyboard.press("Tab")
            if target.evaluate("(one) => one === document.activeElement"):
                self.focused()
                return
        raise AssertionError(f"{self.page.url}: {target} is not reached by Tab")

    def press(self, target: Locator, key: str = "Enter", most: int = 150) -> None:
        """Go to ``target``, press ``key`` and wait for the page that comes."""
        self.to(target, most)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def all_round(self) -> list[str]:
        """Press Tab from the page's start until it is left; return the stops, all of them marked.

        Raises:
            AssertionError: the focus goes no further, or does not come to everything that it can.
        """
        stops: list[str] = []
        reachable = self.page.evaluate(_REACHABLE)
        for _each in range(reachable + 40):
            self.page.keyboard.press("Tab")
            found = self.focused()
            if found is None or (stops and found["first"]):
                break
            stops.append(f"{found['tag']} {found['words']}")
        else:
            raise AssertionError(f"{self.page.url}: the focus goes round and never leaves")
        assert len(stops) >= reachable, f"{self.page.url}: {len(stops)} stops of {reachable}"
        return stops
