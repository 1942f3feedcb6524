"""Takes pictures of pages in both languages and at two widths, and asks axe about each.

``python -m tools.screenshots http://127.0.0.1:8000 /register /search?q=半導体 --to FOLDER`` writes
one PNG for each path, language and width; a single-use sign-in link goes into ``--sign-in``.
The exit status is 1 if axe found anything.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from tools.browser import ask_axe, open_browser, open_page

LANGUAGES = ("en", "ja")
WIDTHS = (1280, 390)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("site", help="address of the running site, without a path")
    parser.add_argument("paths", nargs="*", default=["/"], help="paths without language prefix")
    parser.add_argument("--to", type=Path, default=Path("var/screenshots"), help="folder")
    parser.add_argument("--sign-in", default="", help="sign-in link to open first")
    parser.add_argument("--languages", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--widths", nargs="*", type=int, default=list(WIDTHS))
    asked = parser.parse_args(arguments)
    asked.to.mkdir(parents=True, exist_ok=True)
    wrong = 0
    with open_browser() as browser, open_page(browser) as (page, _requests):
        if asked.sign_in:
            _sign_in(page, asked.sign_in)
        for path in asked.paths:
            for language in asked.languages:
                for width in asked.widths:
                    wrong += _picture(
                        page, asked.site, path, language=language, width=width, folder=asked.to
                    )
    return 1 if wrong else 0


def _picture(page: Page, site: str, path: str, *, language: str, width: int, folder: Path) -> int:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/{language}{path}", wait_until="load")
    page.evaluate("document.fonts.ready")
    name = re.sub(r"[^\w.-]+", "-", path).strip("-") or "first"
    file = folder / f"{name}.{language}.{width}.png"
    page.screenshot(path=file, full_page=True)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    found = [str(one) for one in ask_axe(page)]
    if overflow > 0:
        found.append(f"wider than the window by {overflow} px")
    print(file)
    for one in found:
        print(f"  {one}")
    return len(found)


def _sign_in(page: Page, link: str) -> None:
    page.goto(link)
    button = page.locator("main form button[type=submit]")
    if button.count():
        button.first.click()


if __name__ == "__main__":
    sys.exit(main())
