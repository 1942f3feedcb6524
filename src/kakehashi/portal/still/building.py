"""Building the still site: every page asked of the site itself, as nobody in particular asks."""

import contextlib
import html
import io
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import django.core.handlers.wsgi
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.template.loader import render_to_string
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from kakehashi.framework import public as framework
from kakehashi.portal.datasets import datasets
from kakehashi.portal.still.folder import Folder, opened
from kakehashi.portal.still.places import Site, file_of, place, relative, rewrite
from kakehashi.records import public as records

INDEX = "search-index.json"
STILL = "kakehashi.still"
"""Key of a request's environment that says the page will lie in a folder, without a server."""

_MOVED, _FINE = frozenset({301, 302, 307, 308}), 200
_ROOMS = ("look", "portal")
"""Whose styles, scripts and pictures public pages ask for."""

Progress = Callable[[int, int], None]
"""Told how many pages are made and how many are known of."""


@dataclass(frozen=True)
class Built:
    """What a run did."""

    site: str
    pages: int
    files: int
    written: list[str]
    unchanged: int
    removed: list[str]
    kept: list[str]
    """Files of ours that are no longer wanted but were changed by somebody: they stay."""
    missing: list[str]
    """Addresses that a page leads to and nothing answers at, for the record changed meanwhile."""


def build(
    path: Path,
    address: str,
    languages: Iterable[str],
    told: Progress = lambda _done, _known: None,
) -> Built:
    """Write the whole public site to ``path``; only what changed since the last run.

    Args:
        path: the folder; new, empty, or filled by an earlier run.
        address: where the site will stand, for what must say it in full: feeds and data.
        languages: codes of the languages to write.
        told: told of the progress.

    Raises:
        AddressWrong: the address is none.
        FolderNotOurs, FolderBusy, FolderFull, FolderUnwritable: as :func:`opened`.
    """
    site = Site.at(address, settings.STATIC_URL)
    chosen = [(code, name) for code, name in settings.LANGUAGES if code in set(languages)]
    with opened(path) as folder, _standing_at(site, chosen), _one_connection():
        asking = _Asking(site, folder, told)
        asking.follow(_beginnings([code for code, _name in chosen]))
        _statics(folder)
        _alone(folder, site, [code for code, _name in chosen])
        folder.put(INDEX, _search_index())
        written = folder.changed
        about = {
            "made_by": "kakehashi portal build",
            "format": 1,
            "site": site.address,
            "languages": [code for code, _name in chosen],
        }
        removed, kept = folder.finish(about)
        return Built(
            site.address,
            asking.pages,
            folder.total,
            written,
            folder.unchanged,
            removed,
            kept,
            sorted(asking.missing),
        )


@contextlib.contextmanager
def _one_connection() -> Iterator[None]:
    """Keep the connection to the database that the caller has, whatever transaction it is in.

    A server gives up old connections before and after each request; these requests are not its.
    """
    signals = (request_started, request_finished)
    kept = [signal for signal in signals if signal.disconnect(close_old_connections)]
    try:
        yield
    finally:
        for signal in kept:
            signal.connect(close_old_connections)


@contextlib.contextmanager
def _standing_at(site: Site, languages: list[tuple[str, Any]]) -> Iterator[None]:
    """Let the settings of this process be those of the still site while it is made."""
    wanted = {
        "ALLOWED_HOSTS": [site.host.partition(":")[0]],
        "PUBLIC_ADDRESS": site.address.rstrip("/"),
        "LANGUAGES": languages,
        "SECURE_SSL_REDIRECT": False,
    }
    before, prefix = {name: getattr(settings, name) for name in wanted}, get_script_prefix()
    try:
        for name, value in wanted.items():
            setattr(settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
        set_script_prefix(prefix)  # each request leaves its own


def _beginnings(languages: list[str]) -> Iterator[str]:
    """Yield what no page need lead to: every record in every language, and the data."""
    for code in languages:
        yield f"{code}/"
        yield f"{code}/search/"  # only a form leads to it
    for kind in sorted(records.kind_codes()):
        for reference in records.entries(kind).values_list("reference", flat=True):
            quoted = quote(reference, safe="")
            yield f"records/{quoted}.json"
            yield from (f"{code}/records/{quoted}/" for code in languages)
    for name in datasets():
        yield from (f"data/{name}.{ending}" for ending in ("json", "csv"))
    yield "data/catalogue.jsonld"
    codes = [one.reference.removeprefix("area-") for one in framework.areas()]
    for language in languages:
        yield from (f"{language}/feeds/{one}.atom" for one in ("news", "results", "meetings"))
        yield from (f"{language}/feeds/areas/{quote(one, safe='')}.atom" for one in codes)


class _Asking:
    """Asks the site for page after page and puts the answers into the folder."""

    def __init__(self, site: Site, folder: Folder, told: Progress) -> None:
        self._site, self._folder, self._told = site, folder, told
        self._site_itself = django.core.handlers.wsgi.WSGIHandler()
        self._waiting: deque[str] = deque()
        self._known: set[str] = set()
        self.pages = 0
        self.missing: set[str] = set()

    def follow(self, beginnings: Iterable[str]) -> None:
        """Ask for all of ``beginnings`` and for every page that they lead to."""
        for one in beginnings:
            self._found(one)
        while self._waiting:
            self._page(self._waiting.popleft())
            self.pages += 1
            self._told(self.pages, len(self._known))

    def _found(self, inner: str) -> None:
        if inner.startswith("static/") or inner == INDEX or inner in self._known:
            return
        self._known.add(inner)
        self._waiting.append(inner)

    def _page(self, inner: str) -> None:
        name = file_of(place(inner))
        status, headers, body = self._ask(inner)
        if name is None or not (status == _FINE or status in _MOVED):
            self.missing.add(inner)
            return
        if status in _MOVED:
            to = self._site.inner(headers.get("Location", ""))
            if to is None:
                self.missing.add(inner)
                return
            body = _moved(relative(place(to), place(inner)))
            self._found(to)
        elif not headers.get("Content-Type", "").startswith("text/html"):
            self._folder.put(name, body)
            return
        text = rewrite(body.decode(), inner, self._site, self._found)
        self._folder.put(name, text.encode())

    def _ask(self, inner: str) -> tuple[int, dict[str, str], bytes]:
        """Ask as a server would, and return status, headers and body."""
        path, _mark, query = inner.partition("?")
        answer: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _fault: object = None) -> None:
            answer["status"], answer["headers"] = int(status[:3]), dict(headers)

        host, _colon, port = self._site.host.partition(":")
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": unquote_to_bytes(self._site.base[:-1]).decode("latin-1"),
            "PATH_INFO": "/" + unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": host,
            "SERVER_PORT": port or ("443" if self._site.scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self._site.host,
            "wsgi.url_scheme": self._site.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            STILL: True,
        }
        response = self._site_itself(environ, start)  # type: ignore[arg-type]
        try:
            body = b"".join(response)
        finally:
            response.close()
        return answer["status"], answer["headers"], body


def _moved(to: str) -> bytes:
    """Return the page that stands where something has moved from; a browser follows it at once."""
    link = html.escape(to)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>→</title>'
        '<meta name="robots" content="noindex">'
        f'<meta http-equiv="refresh" content="0; url={link}">'
        f'<p><a href="{link}">→</a></p></html>\n'
    ).encode()


def _statics(folder: Folder) -> None:
    """Put the styles, scripts, fonts and pictures that public pages ask for."""
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            if name.split("/")[0] in _ROOMS and not Path(name).name.startswith("."):
                with storage.open(name) as file:
                    folder.put(f"static/{name}", file.read())


def _alone(folder: Folder, site: Site, languages: list[str]) -> None:
    """Put the pages that stand outside any language: choosing one, and that nothing is there."""
    known = framework.partnership()
    words = {"partnership": known, "languages": languages, "static_base": settings.STATIC_URL}
    for name, template, rooted in (
        ("index.html", "portal/still/choose.html", False),
        ("404.html", "portal/still/not_found.html", True),
    ):
        with translation.override(languages[0]):
            text = render_to_string(template, {**words, "base": site.base})
        folder.put(name, rewrite(text, "", site, lambda _inner: None, rooted=rooted).encode())


def _search_index() -> bytes:
    """Return every published record with its texts, for the script that searches without a server.

    A JSON list of place, kind, reference, Japanese title, English title, all other text.
    """
    rows = []
    for kind in sorted(records.kind_codes()):
        words = records.kind_of(kind)
        for entry in records.entries(kind).select_related("version").iterator(chunk_size=500):
            wording = entry.version.wording
            rest = "\n".join(
                text
                for name, by_language in wording.items()
                if name != "title"
                for text in by_language.values()
                if text
            )
            rows.append(
                [
                    _place_of(kind, entry.reference),
                    [words.names["ja"], words.names["en"]],
                    entry.reference,
                    entry.title_ja,
                    entry.title_en,
                    rest,
                ]
            )
    return (json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _place_of(kind: str, reference: str) -> str:
    """Return where a record's page lies below its language."""
    quoted = quote(reference, safe="")
    if kind == "provision":
        return f"framework/{quoted}/"
    if kind == "area":
        return f"areas/{quote(reference.removeprefix('area-'), safe='')}/"
    return f"records/{quoted}/"
