"""The open data: a page that describes them, whole datasets, single records, the catalogue."""

import datetime as dt
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kakehashi.errors import NotHere
from kakehashi.framework import public as framework
from kakehashi.glossary import public as glossary
from kakehashi.look.languages import offered
from kakehashi.people import public as people
from kakehashi.portal import catalogue as catalogues
from kakehashi.portal import datasets
from kakehashi.portal.addresses import in_language, shared, whole
from kakehashi.portal.pages import open_data, public, show
from kakehashi.portal.templatetags.portal import address
from kakehashi.portal.views.feeds import FEEDS
from kakehashi.records import public as records

FORMATS = dict(catalogues.FORMATS)


@public
def data(request: HttpRequest) -> HttpResponse:
    """Describe every dataset with its columns, the records, the feeds and the catalogue."""
    known = framework.partnership()
    return show(
        request,
        "portal/data.html",
        {
            "partnership": known,
            "licence": known.settings.get("licence", "") if known else "",
            "sets": [
                {
                    "set": one,
                    "files": [
                        (ending.upper(), shared(request, "portal:dataset", one.name, ending))
                        for ending in FORMATS
                    ],
                }
                for one in datasets.datasets().values()
            ],
            "catalogue": shared(request, "portal:catalogue"),
            "record": shared(request, "portal:record-data", "REFERENCE"),
            "feeds": [
                (told.title, reverse("portal:feed", args=[name])) for name, told in FEEDS.items()
            ],
            "areas": framework.areas(),
        },
    )


@public
def dataset(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """Answer with a whole dataset as JSON or CSV, the glossary as TBX as well.

    Raises:
        NotHere: for a name or an ending there is none of, and before anything was loaded.
    """
    del request
    if (name, ending) == ("glossary", "tbx") and (partnership := framework.partnership()):
        response = open_data(glossary.as_tbx(partnership.titles["en"]), glossary.MEDIA_TYPE)
        response.headers["Content-Disposition"] = 'inline; filename="glossary.tbx"'
        return response
    found, known = datasets.datasets().get(name), framework.partnership()
    if found is None or ending not in FORMATS or known is None:
        raise NotHere
    table = datasets.read(found)
    if ending == "csv":
        response = open_data(datasets.as_csv(table), f"{FORMATS[ending]}; charset=utf-8")
        response.headers["Content-Disposition"] = f'inline; filename="{name}.csv"'
        return response
    said = {
        "dataset": found.name,
        "title": dict(found.titles),
        "description": dict(found.what),
        **_origin(known),
        "modified": table.modified.isoformat() if table.modified else None,
        "columns": [{"name": one.name, "description": dict(one.what)} for one in found.columns],
        "count": len(table.rows),
        "rows": [{one.name: row.get(one.name) for one in found.columns} for row in table.rows],
    }
    return _json(said, FORMATS[ending])


@public
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer with one published record as JSON: texts, facts, links, who confirmed it.

    Raises:
        NotHere: when nothing is published under the reference.
    """
    found = records.page(reference)
    page, known = found.page, framework.partnership()
    entry, version = page.entry, page.version
    path = address(entry)
    said = {
        "reference": entry.reference,
        "id": str(entry.item_id),
        "kind": entry.kind,
        "state": entry.state,
        "pages": {code: whole(request, in_language(request, path, code)) for code in offered()},
        "texts": {
            one.field.name: dict(one.by_language) for one in page.wordings if not one.is_empty
        },
        "authoritative": {
            one.field.name: list(one.authoritative) for one in page.wordings if not one.is_empty
        },
        "facts": {fact.name: fact.value for fact in page.facts},
        "links": [
            {"relation": relation, "reference": one.reference, "kind": one.kind}
            for relation, one in page.links
        ],
        "published_as": [
            {
                "side": one.side_id,
                "organisation": one.organisation_id,
                "organisation_names": {
                    code: people.name_on(one.organisation, one.day, code) for code in offered()
                },
                "language": one.language,
                "name": one.name,
                "link": one.link,
                "day": one.day.isoformat(),
            }
            for one in records.public_names([entry.item_id])
        ],
        "said_by": version.side_id if page.item.lane == "own" else None,
        "confirmed_by": found.confirmed_sides,
        "version": version.number,
        "content_sha256": version.content_digest,
        "updated_at": _moment(entry.updated_at),
        **(_origin(known) if known else {}),
    }
    return _json(said, "application/json")


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """Answer with the DCAT 3 catalogue of the datasets.

    Raises:
        NotHere: before anything was loaded.
    """
    known = framework.partnership()
    if known is None:
        raise NotHere
    every = datasets.datasets()
    newest = records.last_changes()
    kinds = {name: name.replace("-", "_").removesuffix("s") for name in every}

    def full(name: str, *arguments: str) -> str:
        if name in ("data", "home"):
            return whole(request, in_language(request, reverse(f"portal:{name}"), "en"))
        return whole(request, shared(request, f"portal:{name}", *arguments))

    said = catalogues.describe(
        known,
        people.sides(),
        {name: newest.get(kind) for name, kind in kinds.items()},
        every.values(),
        full,
    )
    return _json(said, "application/ld+json")


def _origin(known: framework.Partnership) -> dict[str, Any]:
    """Return what all data say of where they come from and under which licence."""
    return {
        "partnership": {"profile": known.profile, "version": known.version, **known.titles},
        "licence": known.settings.get("licence") or None,
        "notice": known.banner or None,
    }


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def _json(said: dict[str, Any], type_: str) -> HttpResponse:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    # A lone half of a pair, which no UTF-8 can hold, is escaped as JSON allows.
    return open_data(text.encode("utf-8", "backslashreplace") + b"\n", type_)
