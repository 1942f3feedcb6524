"""The still site: every link within it leads somewhere, nothing unpublished, only changes written."""

import errno
import functools
import http.server
import json
import re
import threading
import urllib.request
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.urls import get_script_prefix
from lxml import etree

from kakehashi.portal import still
from kakehashi.portal.still import building, folder
from kakehashi.portal.still.places import Site, file_of, place, relative, rewrite
from kakehashi.records import services
from kakehashi.records.markings import Marking
from kakehashi.records.models import Item
from kakehashi.records.services import LinkTo, NewText
from kakehashi.records.services.writing import Loaded
from tests.cast import NOW
from tests.portal.test_nothing_unpublished import KANJI, MARK, planted

pytestmark = pytest.mark.long

ADDRESS = "https://partnership.example/base/"
PAGES = ("", "results/", "areas/", "records/", "search/", "data/", "framework/4/", "about/")


KEPT = {"results/", "about/", "search/", "", "records/council-3.json"}


@pytest.fixture
def small(monkeypatch):
    """Let a build follow a handful of links only, so that it is quick."""
    found = building._Asking._found

    def few(self, inner):
        if re.sub("^(en|ja)/", "", inner) in KEPT:
            found(self, inner)

    monkeypatch.setattr(building._Asking, "_found", few)


def names(path):
    return sorted(str(one.relative_to(path)) for one in path.rglob("*") if one.is_file())


def served(path, base):
    """Return a server of ``path`` under ``base``, which knows nothing but files."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, said):
            bare = unquote(urlsplit(said).path)
            return (
                super().translate_path("/" + bare.removeprefix(base))
                if bare.startswith(base)
                else "/nothing"
            )

        def log_message(self, *_said):
            pass

    return http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(path))
    )


def test_the_whole_site_in_a_folder(node, tmp_path):
    hidden = planted(node)
    load = functools.partial(services.load, by=node["operator"], at=NOW)
    load(
        [
            Loaded(
                kind="initiative",
                reference=f"many-{number}",
                text=NewText(
                    wording={"title": {"en": f"Many {number}", "ja": f"多数{number}"}},
                    links=[LinkTo("about", Item.objects.get(reference="CR.b.i-1").pk)],
                    marking=Marking(reach="public"),
                ),
            )
            for number in range(30)
        ]
    )
    out = tmp_path / "site"
    before = (settings.ALLOWED_HOSTS, settings.PUBLIC_ADDRESS, settings.LANGUAGES)
    built = still.build(out, ADDRESS, ["en", "ja"])
    assert before == (settings.ALLOWED_HOSTS, settings.PUBLIC_ADDRESS, settings.LANGUAGES)
    assert get_script_prefix() == "/"
    files = names(out)
    assert built.files == len(files) - 1  # and the manifest
    assert len(built.written) == built.files
    assert built.missing == []
    for name in (
        "index.html",
        "404.html",
        "search-index.json",
        "en/index.html",
        "ja/search/index.html",
        "data/results.csv",
        "data/catalogue.jsonld",
        "records/CR.b.i.json",
        "ja/feeds/news.atom",
        "en/records/area-CR/index.html",
        "static/look/kakehashi.js",
        "en/records/CR.b.i-1/kind/initiative/page/2/index.html",
    ):
        assert name in files, name
    # Nothing that was not published, nothing of the desk, no form that only a server answers.
    marks = [MARK.lower().encode(), KANJI.encode()]
    for name in files:
        content = (out / name).read_bytes()
        assert not any(mark in content.lower() for mark in marks), name
        if name.endswith(".html"):
            text = content.decode()
            assert not re.search(r'(?:href|action)="[^"]*(?:sign-in|sign-out|/desk/)', text), name
            assert "testserver" not in text, name
            for action in re.findall(r'<form[^>]*action="([^"]*)"', text):
                assert action.endswith("search/") or action == "./", name  # the page of the script
    assert not any(item.reference in name for item in hidden for name in files)
    # Every link leads somewhere, over a server that only knows files.
    with served(out, "/base/") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}/base/"
        waiting, known, pages = [root], {root}, 0
        while waiting:
            address = waiting.pop()
            with urllib.request.urlopen(address) as answer:
                kind, body = answer.headers.get_content_type(), answer.read()
            if kind != "text/html":
                continue
            pages += 1
            text = body.decode()
            ids = set(re.findall(r'\sid="([^"]+)"', text))
            for raw in re.findall(r'\s(?:href|src|action)="([^"]*)"', text):
                said = unescape(raw).replace(ADDRESS, root)
                to, _hash, fragment = urljoin(address, said).partition("#")
                if to == address and fragment:
                    assert unquote(fragment) in ids, (address, fragment)
                if to.startswith(root) and to not in known:
                    assert "?" not in to, (address, raw)
                    known.add(to)
                    waiting.append(to)
        server.shutdown()
    assert pages > 500
    # Feeds and data say where the site stands.
    feed = etree.fromstring((out / "en/feeds/results.atom").read_bytes())
    atoms = [link.get("href") for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert all(one.startswith(ADDRESS) for one in atoms)
    for one in atoms:
        assert file_of(one.removeprefix(ADDRESS)) in files
    assert (
        json.loads((out / "records/4.json").read_text())["pages"]["en"]
        == f"{ADDRESS}en/framework/4/"
    )
    index = json.loads((out / "search-index.json").read_text())
    assert {f"en/{row[0]}index.html" for row in index} <= set(files)
    lost = (out / "404.html").read_text()
    assert 'href="/base/ja/"' in lost
    assert "/base/static/look/built/kakehashi.css" in lost


def test_a_second_run_writes_what_changed_and_no_more(node, small, tmp_path):
    out = tmp_path / "site"
    first = still.build(out, ADDRESS, ["en", "ja"])
    assert first.written
    stamps = {name: (out / name).stat().st_mtime_ns for name in names(out)}
    told = []
    second = still.build(out, ADDRESS, ["en", "ja"], lambda *said: told.append(said))
    assert (second.written, second.removed, second.unchanged) == ([], [], first.files)
    assert {name: (out / name).stat().st_mtime_ns for name in names(out)} == stamps
    assert told[-1] == (second.pages, second.pages)
    # A record that changed rewrites its own pages and those that show it.
    services.load(
        [
            Loaded(
                kind="result",
                reference="newer",
                text=NewText(
                    wording={"title": {"en": "A newer change", "ja": "新しい成果"}},
                    facts={"date": "2026-10-01"},
                    marking=Marking(reach="public"),
                ),
            )
        ],
        by=node["operator"],
        at=NOW,
    )
    third = still.build(out, ADDRESS, ["en", "ja"])
    assert "en/results/index.html" in third.written
    assert "ja/index.html" in third.written
    assert not {"en/about/index.html", "index.html"} & set(third.written)
    # What vanished goes; what others put there, or changed, stays.
    (out / "CNAME").write_text("partnership.example")
    (out / "ja" / "about" / "index.html").write_text("changed by hand")
    fourth = still.build(out, ADDRESS, ["en"])
    assert not (out / "ja" / "index.html").exists()
    assert "ja/index.html" in fourth.removed
    assert fourth.kept == ["ja/about/index.html"]
    assert (out / "CNAME").exists()
    assert 'hreflang="ja"' not in (out / "en/index.html").read_text()
    assert not [name for name in names(out) if "staging" in name]


def test_a_folder_that_is_not_ours_is_left_alone(node, small, tmp_path, monkeypatch):
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.doc").write_text("mine")
    with pytest.raises(still.FolderNotOurs) as refused:
        still.build(full, ADDRESS, ["en"])
    assert "thesis.doc" in refused.value.say("en")
    assert names(full) == ["thesis.doc"]
    (full / folder.MANIFEST).write_text("[]")
    with pytest.raises(still.FolderNotOurs):
        still.build(full, ADDRESS, ["en"])
    (full / folder.MANIFEST).unlink()
    (full / "thesis.doc").rename(tmp_path / "file")
    with pytest.raises(still.FolderUnwritable):
        still.build(tmp_path / "file", ADDRESS, ["en"])
    # A file of somebody else where one of ours is to go, and a link that leads out of the folder.
    still.build(full, ADDRESS, ["en"])
    outside = tmp_path / "outside"
    outside.mkdir()
    (full / "ja").symlink_to(outside)
    with pytest.raises(still.FolderNotOurs):
        still.build(full, ADDRESS, ["en", "ja"])
    assert names(outside) == []
    (full / "ja").unlink()
    (full / "ja").mkdir()
    (full / "ja" / "index.html").write_text("another's")
    with pytest.raises(still.FolderNotOurs):
        still.build(full, ADDRESS, ["en", "ja"])
    assert (full / "ja" / "index.html").read_text() == "another's"
    for wrong in (
        "",
        "partnership.example",
        "ftp://x/",
        "https://x/?q",
        "https://a b/",
        "https://[/",
        "https://u@x/",
    ):
        with pytest.raises(still.AddressWrong):
            still.build(tmp_path / "new", wrong, ["en"])
    assert not (tmp_path / "new").exists()


def test_what_the_system_refuses_leaves_the_site_as_it_was(node, small, tmp_path, monkeypatch):
    out = tmp_path / "site"
    still.build(out, ADDRESS, ["en"])
    before = {name: (out / name).read_bytes() for name in names(out)}
    written = Path.write_bytes
    for number, refusal in (
        (errno.ENOSPC, still.FolderFull),
        (errno.EDQUOT, still.FolderFull),
        (errno.EROFS, still.FolderUnwritable),
    ):
        count = iter(range(1000))

        def full(self, content, count=count, number=number):
            if next(count) > 3:
                raise OSError(number, "said by the system", str(self))
            return written(self, content)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "write_bytes", full)
            with pytest.raises(refusal):
                still.build(out, "https://elsewhere.example/", ["en", "ja"])
        assert {name: (out / name).read_bytes() for name in names(out)} == before


def test_a_run_that_was_killed_is_taken_up_again(node, small, tmp_path, monkeypatch):
    out = tmp_path / "site"

    class Killed(BaseException):
        pass

    def die(_self, _about):
        raise Killed

    with monkeypatch.context() as patch:  # everything was moved, but the manifest not yet written
        patch.setattr(folder.Folder, "_write_manifest", die)
        patch.setattr(folder.Folder, "clear", lambda _self: None)
        with pytest.raises(Killed):
            still.build(out, ADDRESS, ["en", "ja"])
    assert (out / "ja/index.html").exists()
    assert not (out / folder.MANIFEST).exists()
    again = still.build(out, ADDRESS, ["en", "ja"])
    assert again.written == []
    assert (out / folder.MANIFEST).exists()


def test_two_runs_do_not_meet(tmp_path):
    one, other = folder.opened(tmp_path / "site"), folder.opened(tmp_path / "site")
    with one, pytest.raises(still.FolderBusy), other:
        pass


def test_places_and_links():
    site = Site.at("https://日本.example:8080/a b/", "/static/")
    assert site.address == "https://xn--wgv71a.example:8080/a%20b/"
    assert place("en/results/?page=2") == "en/results/page/2/"
    assert file_of("en/records/%E6%A1%88%E4%BB%B6/") == "en/records/案件/index.html"
    assert file_of("en/records/../x/") is None
    assert file_of("en/records/%2e%2e/x/") is None
    assert file_of(f"en/{'x' * 300}/") is None
    assert relative("en/a/", "en/b/c/") == "../../a/"
    assert relative("en/b/c/", "en/b/c/") == "./"
    assert relative("static/x.css", "en/") == "../static/x.css"
    assert relative("en/b/", "en/") == "b/"
    assert relative("en/a:b/", "en/") == "./a:b/"
    plain = Site.at("https://x.example", "/static/")
    found = []
    text = rewrite(
        '<a href="/en/x/?a=1&amp;b=2#c">, <a href="#d">, <a href="https://y.example/en/">, '
        '<a href="//y.example/">, <a href="?page=2">, <link href="https://x.example/ja/">, '
        '<img src="/static/i.svg">, <a href="mailto:a@b">, <form action="/en/search/">',
        "en/z/",
        plain,
        found.append,
    )
    assert text == (
        '<a href="../x/a/1/b/2/#c">, <a href="#d">, <a href="https://y.example/en/">, '
        '<a href="//y.example/">, <a href="page/2/">, <link href="https://x.example/ja/">, '
        '<img src="../../static/i.svg">, <a href="mailto:a@b">, <form action="../search/">'
    )
    assert found == ["en/x/?a=1&b=2", "en/z/?page=2", "ja/", "static/i.svg"]
