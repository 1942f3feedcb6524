"""Atom feeds (RFC 4287), written so that whatever a text holds the feed stays well-formed."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to say, not even escaped."""


@dataclass(frozen=True)
class Link:
    """One link of a feed or entry."""

    relation: str
    address: str
    type: str = "text/html"
    language: str = ""
    title: str = ""


@dataclass(frozen=True)
class Post:
    """One entry of a feed."""

    id: str
    title: str
    updated: dt.datetime
    links: Sequence[Link]
    summary: str = ""
    title_language: str = ""
    """Where the title is in another language than the feed."""
    summary_language: str = ""
    author: str = ""
    """Where it is not that of the feed."""
    categories: Sequence[tuple[str, str]] = field(default=())
    """Code and word."""


@dataclass(frozen=True)
class Feed:
    """A feed with its entries, newest first."""

    id: str
    title: str
    subtitle: str
    language: str
    author: str
    updated: dt.datetime
    links: Sequence[Link]
    posts: Sequence[Post]
    rights: str = ""


def write(feed: Feed) -> bytes:
    """Return the feed as XML in UTF-8."""
    root = etree.Element(_name("feed"), nsmap={None: ATOM})
    root.set(f"{{{_XML}}}lang", feed.language)
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _moment(feed.updated))
    _text(etree.SubElement(root, _name("author")), "name", feed.author)
    if feed.rights:
        _text(root, "rights", feed.rights)
    for link in feed.links:
        _link(root, link)
    for post in feed.posts:
        _post(etree.SubElement(root, _name("entry")), post, feed.language)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written + b"\n"


def speakable(text: str) -> str:
    """Return ``text`` without the characters that XML cannot hold."""
    return _UNSPEAKABLE.sub("", text)


def _post(node: etree._Element, post: Post, language: str) -> None:
    _text(node, "id", post.id)
    _text(node, "title", post.title, post.title_language, language)
    _text(node, "updated", _moment(post.updated))
    if post.author:
        _text(etree.SubElement(node, _name("author")), "name", post.author)
    for link in post.links:
        _link(node, link)
    for term, label in post.categories:
        one = etree.SubElement(node, _name("category"))
        one.set("term", speakable(term))
        one.set("label", speakable(label))
    if post.summary:
        _text(node, "summary", post.summary, post.summary_language, language)


def _text(node: etree._Element, name: str, text: str, language: str = "", usual: str = "") -> None:
    one = etree.SubElement(node, _name(name))
    one.text = speakable(text)
    if language and language != usual:
        one.set(f"{{{_XML}}}lang", language)


def _link(node: etree._Element, link: Link) -> None:
    one = etree.SubElement(node, _name("link"))
    one.set("rel", link.relation)
    one.set("type", link.type)
    one.set("href", speakable(link.address))
    if link.language:
        one.set("hreflang", link.language)
    if link.title:
        one.set("title", speakable(link.title))


def _name(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
