"""Where a page of the site lies in a folder, and links between such places.

What follows a question mark becomes a folder: ``/results/?page=2`` lies in ``results/page/2/``.
Links are relative, so that the folder works wherever it is put.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from kakehashi.errors import Refused

_LINK = re.compile(r'(\s(?:href|src|action))="([^"]*)"')
_PATH_SAFE = "/~:@!$&'()*+,;="


class AddressWrong(Refused):
    """The address given for the site is none that a browser could ask for."""

    code = "site-address-wrong"
    message = {
        "en": "“{address}” is not an address that a site can stand at.",
        "ja": "「{address}」は、サイトのアドレスとして使用できません。",
    }
    hint = {
        "en": "Give it whole, as https://example.org/ or https://example.org/partnership/.",
        "ja": "https://example.org/ や https://example.org/partnership/ のように、"
        "全体を指定してください。",
    }


@dataclass(frozen=True)
class Site:
    """Where the site will stand."""

    scheme: str
    host: str
    base: str
    """Path of its first page, beginning and ending in a slash."""
    static: str
    """Path at which pages ask for styles and scripts."""

    @classmethod
    def at(cls, address: str, static: str) -> "Site":
        """Return the site that stands at ``address``.

        Raises:
            AddressWrong: it has no scheme or host, or something after the path.
        """
        try:
            parts = urlsplit(address)
            port, host = parts.port, (parts.hostname or "").encode("idna").decode("ascii")
        except ValueError:
            raise AddressWrong(address=address[:200]) from None
        wrong = parts.query or parts.fragment or parts.username or "//" in parts.path
        fine = parts.scheme in ("http", "https") and re.fullmatch(r"[a-z0-9.-]+", host)
        if wrong or not fine:
            raise AddressWrong(address=address[:200])
        base = quote(unquote(parts.path), safe=_PATH_SAFE).rstrip("/") + "/"
        return cls(parts.scheme, f"{host}:{port}" if port else host, base, static)

    @property
    def address(self) -> str:
        """The address of the first page, with a slash at the end."""
        return f"{self.scheme}://{self.host}{self.base}"

    def inner(self, address: str) -> str | None:
        """Return the part of an address after the base, query kept; None where it leads outside.

        ``address`` is rooted (``/…``) or whole.
        """
        whole = f"{self.scheme}://{self.host}/"
        rooted = "/" + address[len(whole) :] if address.startswith(whole) else address
        if not rooted.startswith("/") or rooted.startswith("//"):
            return None
        if rooted.startswith(self.static):
            return "static/" + rooted[len(self.static) :]
        return rooted[len(self.base) :] if rooted.startswith(self.base) else None


def place(inner: str) -> str:
    """Return the path of a page as the folder has it, without a question mark, still quoted."""
    path, _mark, query = inner.partition("?")
    for name, value in parse_qsl(query, keep_blank_values=True):
        path += f"{quote(name, safe='')}/{quote(value, safe='')}/"
    return path


def file_of(path: str) -> str | None:
    """Return the name of the file that a place lies in; None where no file may bear it."""
    name = unquote(path)
    name = f"{name}index.html" if not name or name.endswith("/") else name
    for part in name.split("/"):
        if part in ("", ".", "..") or "\x00" in part or len(part.encode()) > 255:  # noqa: PLR2004
            return None
    return name


def relative(target: str, source: str) -> str:
    """Return how ``source`` says where ``target`` is; both are places below the base."""
    here, there = source.split("/")[:-1], target.split("/")
    shared = 0
    while shared < len(here) and shared < len(there) - 1 and here[shared] == there[shared]:
        shared += 1
    said = "../" * (len(here) - shared) + "/".join(there[shared:])
    if not said:
        return "./"
    # The first part must not read as a scheme.
    return f"./{said}" if ":" in said.split("/", 1)[0] else said


def rewrite(
    text: str, inner: str, site: Site, found: Callable[[str], None], *, rooted: bool = False
) -> str:
    """Return a page with its links made to lead within the folder.

    Args:
        text: the HTML.
        inner: its own address below the base, query kept.
        site: where the site stands.
        found: told of every address of the site that the page leads to.
        rooted: whether links keep the base, for a page that is shown at any address.
    """
    source = place(inner)

    def link(match: re.Match[str]) -> str:
        before, raw = match.group(1), html.unescape(match.group(2))
        said, hash_, fragment = raw.partition("#")
        if not said:
            return match.group(0)
        if said.startswith("?"):
            said = site.base + inner.partition("?")[0] + said
        to = site.inner(said)
        if to is None:
            return match.group(0)
        if before.strip() != "action":
            found(to)
        target = place(to)
        if "://" in raw:
            made = site.address + target
        elif rooted:
            made = site.base + target
        else:
            made = relative(target, source)
        return f'{before}="{html.escape(made + hash_ + fragment)}"'

    return _LINK.sub(link, text)
