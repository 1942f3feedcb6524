"""Addresses of the public site: which there are for good, and how each is said in full.

Pages bear their language in the address; data do not, for they hold both languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from kakehashi.errors import Words


@dataclass(frozen=True)
class Address:
    """One address that stays, with what is found there."""

    path: str
    what: Words
    both: bool = True
    """Whether it stands once for each language, after ``/en`` or ``/ja``."""


STABLE: Mapping[str, Address] = {
    "portal:home": Address("/", {"en": "The first page", "ja": "トップページ"}),
    "portal:results": Address("/results/", {"en": "What came of it", "ja": "成果の一覧"}),
    "portal:areas": Address("/areas/", {"en": "Every area", "ja": "分野の一覧"}),
    "portal:area": Address("/areas/CODE/", {"en": "One area", "ja": "分野"}),
    "portal:objectives": Address("/objectives/", {"en": "The objectives", "ja": "目的の一覧"}),
    "portal:framework": Address("/framework/", {"en": "The text as a tree", "ja": "枠組の本文"}),
    "portal:editions": Address(
        "/framework/editions/", {"en": "How the text changed", "ja": "本文の変遷"}
    ),
    "portal:provision": Address("/framework/REFERENCE/", {"en": "One provision", "ja": "項・項目"}),
    "portal:record": Address(
        "/records/REFERENCE/", {"en": "Any published record", "ja": "公表された案件"}
    ),
    "portal:meetings": Address("/meetings/", {"en": "The meetings", "ja": "会合の一覧"}),
    "portal:decisions": Address(
        "/decisions/", {"en": "What meetings decided", "ja": "一致・決定事項の一覧"}
    ),
    "portal:pictures": Address(
        "/pictures/", {"en": "The partnership in pictures", "ja": "図で見る状況"}
    ),
    "portal:picture-file": Address(
        "/pictures/NAME.FORM", {"en": "One picture as a file", "ja": "図のファイル"}
    ),
    "portal:glossary": Address("/glossary/", {"en": "The glossary", "ja": "用語集"}),
    "portal:search": Address("/search/?q=WORDS", {"en": "Search", "ja": "検索"}),
    "portal:about": Address(
        "/about/", {"en": "What the partnership is and is not", "ja": "概要・読み方"}
    ),
    "portal:data": Address("/data/", {"en": "The open data described", "ja": "オープンデータ"}),
    "portal:feed": Address(
        "/feeds/NAME.atom",
        {
            "en": "Atom feed: `news`, `results` or `meetings`",
            "ja": "Atomフィード（`news`、`results`又は`meetings`）",
        },
    ),
    "portal:area-feed": Address(
        "/feeds/areas/CODE.atom", {"en": "Atom feed of one area", "ja": "分野別のAtomフィード"}
    ),
    "portal:record-data": Address(
        "/records/REFERENCE.json",
        {"en": "Any published record as JSON", "ja": "公表された案件（JSON）"},
        both=False,
    ),
    "portal:dataset": Address(
        "/data/NAME.json and /data/NAME.csv",
        {"en": "One dataset, whole", "ja": "データセット全体"},
        both=False,
    ),
    "portal:catalogue": Address(
        "/data/catalogue.jsonld",
        {"en": "The datasets as a DCAT 3 catalogue", "ja": "DCAT 3 カタログ"},
        both=False,
    ),
}
"""Name of the address in the code to the address; ``docs/reference/public-addresses.md``."""


def shared(request: HttpRequest, name: str, *arguments: str) -> str:
    """Return the address of data called ``name``: the same whatever the page's language is."""
    path = reverse(name, args=arguments)
    return f"{_base(request)}{path[len(get_script_prefix()) :]}"


def in_language(request: HttpRequest, path: str, language: str) -> str:
    """Return the address of a page, built for the language in force, in ``language``."""
    return f"{_base(request)}{language}/{path[len(get_script_prefix()) :]}"


def here(request: HttpRequest, path: str) -> str:
    """Return the address of a page with the language in force in it."""
    return in_language(request, path, get_language() or "en")


def whole(request: HttpRequest, path: str) -> str:
    """Return an address with scheme and host: those of the setting, else of the request."""
    if settings.PUBLIC_ADDRESS:
        return f"{settings.PUBLIC_ADDRESS}/{path[len(_base(request)) :]}"
    if urlsplit(path).netloc:
        return path
    return request.build_absolute_uri(path)


def _base(request: HttpRequest) -> str:
    return str(getattr(request, "base_prefix", "/"))
