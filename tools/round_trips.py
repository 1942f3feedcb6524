"""Counts the round trips that a page needs before its first words show, over a slow line.

Chromium is told to hold every answer for 250 ms. What the first paint then comes later than without
that, divided by 250 ms, is how many answers it waited for one after the other; one more round trip
opens the connection, which Chromium's own slowness leaves out.
"""

from collections.abc import Sequence
from statistics import median

from playwright.sync_api import Browser

from tools.browser import open_browser, open_page

HELD = 250
"""Milliseconds that every answer is held."""
ROUNDS = 3
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]"


def count(addresses: Sequence[str]) -> dict[str, float]:
    """Return round trips to the first words by address, the one that opens the connection with it.

    Each visit is with an empty cache.
    """
    with open_browser() as browser:
        return {
            address: 1
            + round((_paint(browser, address, HELD) - _paint(browser, address, 0)) / HELD, 1)
            for address in addresses
        }


def _paint(browser: Browser, address: str, held: int) -> float:
    """Return the median milliseconds to the first words."""
    times = []
    for _ in range(ROUNDS):
        with open_page(browser) as (page, _asked):
            line = page.context.new_cdp_session(page)
            line.send("Network.enable")
            line.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": held,
                    "downloadThroughput": -1,
                    "uploadThroughput": -1,
                },
            )
            page.goto(address, wait_until="load")
            page.wait_for_function(f"() => Boolean({_PAINT})")
            times.append(float(page.evaluate(f"{_PAINT}.startTime")))
    return median(times)
