"""Every part of a page says which language it is in: for voices that read aloud, and for fonts."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.portal.reading import links
from tests.portal.tongues import unmarked

pytestmark = pytest.mark.long

OFFICER = {"en": "officer-gb", "ja": "officer-jp"}
FOLDED = re.compile(
    r"/(records|framework|areas?|meetings?|concepts|bodies|actions|texts|rounds|reviews|templates"
    r"|waiting)/[^/]+"
)
"""Pages of one shape: what follows these names one of many."""
ALIKE, ASKED = 14, 3
"""How many pages of one shape are read; and how many with something after a question mark."""


def test_the_reader_finds_what_is_unmarked():
    assert list(unmarked('<html lang="en"><p>\u534a\u5c0e\u4f53</p>')) == ["en: \u534a\u5c0e\u4f53"]
    assert not list(unmarked('<html lang="en"><p lang="ja">\u534a\u5c0e\u4f53</p><br/>word</html>'))
    assert list(unmarked('<html lang="ja"><img alt="one two three">')) == ["ja: one two three"]
    assert not list(unmarked('<html lang="ja"><p>JC-STAR STAR-1</p>'))
    assert list(unmarked('<html lang="en"><i lang="ja">x</i>\u534a')) == ["en: \u534a"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_foreign_part_is_marked(node, language):
    official = Client()
    official.force_login(node[OFFICER[language]])
    read = [*_pages(Client(), f"/{language}/"), *_pages(official, f"/{language}/desk/")]
    assert len(read) > 100
    wrong = {f"{path}: {one}" for path, text in read for one in unmarked(text)}
    assert not wrong, "\n".join(sorted(wrong))


def _pages(client, start):
    """Yield path and text of a few pages of every shape that links reach from ``start``."""
    waiting, shapes = [f"http://testserver{start}"], Counter()
    known = set(waiting)
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        shape = FOLDED.sub(r"/\1/x", parts.path)
        shape += "?" * bool(parts.query)
        shapes[shape] += 1
        if shapes[shape] > (ASKED if parts.query else ALIKE):
            continue
        response = client.get(address.removeprefix("http://testserver"))
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        text = response.content.decode()
        yield parts.path, text
        for found in links(text, address):
            inside = urlsplit(found).path.startswith(start)
            if inside and found not in known and "/sign-in/" not in found:
                known.add(found)
                waiting.append(found)
