"""Reading public pages in tests: links, resources, words."""

import html
import re
from urllib.parse import urljoin, urlsplit

from django.test import Client

LANGUAGES = ("en", "ja")


def page(client, path, status=200, **more):
    """Return the text of a page, with the status it must have."""
    response = client.get(path, **more)
    assert response.status_code == status, path
    return response.content.decode()


def words(text):
    """Return what a page says, without its markup."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    bare = re.sub(r"</?(?:span|time|a|strong|mark|code|wbr)\b[^>]*>", "", bare)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare))).strip()


def main(text):
    """Return the words of the page's own part, without the frame."""
    return words(text[text.index("<main") : text.index("</main>")])


def links(text, base):
    """Yield the addresses of this site that a page links to, without fragments."""
    for raw in re.findall(r'<a\b[^>]*\shref="([^"]*)"', text):
        address = urljoin(base, html.unescape(raw))
        if urlsplit(address).netloc == "testserver":
            yield address.partition("#")[0]


def crawl(start, within="/", limit=5000):
    """Yield every page below ``within`` that links reach from ``start``, with its answer."""
    client = Client()
    waiting, known = [start], {start}
    while waiting and len(known) < limit:
        address = waiting.pop(0)
        response = client.get(address.removeprefix("http://testserver"))
        yield address, response
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            for found in links(response.content.decode(), address):
                if found not in known and urlsplit(found).path.startswith(within):
                    known.add(found)
                    waiting.append(found)
