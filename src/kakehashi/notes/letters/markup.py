"""HTML to text: what a reader would see, without scripts, styles and what is hidden."""

import re

from lxml import etree

from kakehashi.notes.letters.charsets import clean, text_of

_DROPPED = frozenset(
    {
        *("script", "style", "head", "title", "template", "iframe", "object", "embed", "svg"),
        *("math", "noscript", "select", "button", "textarea", "canvas", "audio", "video"),
    }
)
_BLOCKS = frozenset(
    {
        *("p", "div", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("blockquote", "pre", "hr", "section", "article", "header", "footer", "dl", "dt", "dd"),
    }
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\u00a0]+")
_EMPTY = re.compile(r"\n{3,}")
_QUOTE = "> "
_DEEPEST_QUOTE = 20


def text_of_html(data: bytes, charset: str = "") -> tuple[str, bool]:
    """Return the text of an HTML mail, and whether its charset had to be guessed.

    Lines of a quoted mail begin with ``>``, as in a mail of plain text.
    """
    if not charset:
        found = _CHARSET.search(data[:4096])
        charset = found[1].decode("ascii") if found else ""
    markup, guessed = text_of(data, charset)
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, recover=True)
    try:
        root = etree.fromstring(f"<html><body>{markup}</body></html>", parser)
    except (etree.XMLSyntaxError, ValueError):
        return "", guessed
    return (_Text().of(root) if root is not None else ""), guessed


class _Text:
    """The text of a tree, gathered in one walk without recursion."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.hidden = 0
        self.quotes = 0

    def of(self, root: etree._Element) -> str:
        for event, node in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(node.tag, str):
                continue
            (self._enter if event == "start" else self._leave)(node)
        lines = [_BLANKS.sub(" ", one).strip() for one in "".join(self.pieces).split("\n")]
        return clean(_EMPTY.sub("\n\n", "\n".join(lines)).strip())

    def _enter(self, node: etree._Element) -> None:
        if _unseen(node):
            self.hidden += 1
        if node.tag == "blockquote":
            self.quotes = min(self.quotes + 1, _DEEPEST_QUOTE)
        if node.tag in _BLOCKS or node.tag == "br":
            self._line()
        if node.tag in ("td", "th") and not self.hidden:
            self.pieces.append("\t")
        self._say(node.text)

    def _leave(self, node: etree._Element) -> None:
        if node.tag == "blockquote":
            self.quotes = max(self.quotes - 1, 0)
        if _unseen(node):
            self.hidden -= 1
        if node.tag in _BLOCKS:
            self._line()
        self._say(node.tail)

    def _line(self) -> None:
        if not self.hidden:
            self.pieces.append("\n" + _QUOTE * self.quotes)

    def _say(self, words: str | None) -> None:
        if words and not self.hidden:
            self.pieces.append(" ".join(words.split("\n")))


def _unseen(node: etree._Element) -> bool:
    return node.tag in _DROPPED or bool(_HIDDEN.search(node.get("style", "")))
