"""The datasets as a DCAT 3 catalogue in JSON-LD, for portals of open data to read."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kakehashi.errors import Words
from kakehashi.framework.public import Partnership
from kakehashi.people.public import Side
from kakehashi.portal.datasets import Dataset

CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FORMATS = (("json", "application/json"), ("csv", "text/csv"))
"""Endings of the files of each dataset, with their media types."""

_LANGUAGES = {"ja": "JPN", "en": "ENG"}
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
_MEDIA = "https://www.iana.org/assignments/media-types/"


def describe(
    known: Partnership,
    sides: Iterable[Side],
    changed: Mapping[str, dt.datetime | None],
    datasets: Iterable[Dataset],
    whole: Callable[..., str],
) -> dict[str, Any]:
    """Return the catalogue as a JSON-LD object.

    Args:
        known: the partnership the data are of.
        sides: its sides, each of which publishes.
        changed: when each dataset last changed, by name.
        datasets: all of them.
        whole: gives the full address of ``data``, ``catalogue`` or of a dataset's file.
    """
    publishers = [
        {
            "@id": f"{whole('catalogue')}#{side.code}",
            "@type": "foaf:Organization",
            "foaf:name": _words({"en": side.name_en, "ja": side.name_ja}),
        }
        for side in sides
    ]
    newest = max((one for one in changed.values() if one), default=known.loaded_at)
    listed = [
        _dataset(one, known, publishers, changed.get(one.name) or newest, whole) for one in datasets
    ]
    return {
        "@context": CONTEXT,
        "@id": whole("catalogue"),
        "@type": "dcat:Catalog",
        "dcterms:title": _words(known.titles),
        "dcterms:description": _words(
            {
                "en": "What both sides published of their joint work, in Japanese and English.",
                "ja": "双方が公表した共同の取組に関する日英二言語のデータ。",
            }
        ),
        "dcterms:publisher": publishers,
        "dcterms:language": _languages(),
        "dcterms:modified": _moment(newest),
        **_licence(known),
        "foaf:homepage": {"@id": whole("home")},
        "dcat:dataset": listed,
    }


def _dataset(
    dataset: Dataset,
    known: Partnership,
    publishers: list[dict[str, Any]],
    modified: dt.datetime,
    whole: Callable[..., str],
) -> dict[str, Any]:
    first = whole("dataset", dataset.name, FORMATS[0][0])
    return {
        "@id": f"{first}#dataset",
        "@type": "dcat:Dataset",
        "dcterms:identifier": f"{known.profile}/{dataset.name}",
        "dcterms:title": _words(dataset.titles),
        "dcterms:description": _words(dataset.what),
        "dcterms:publisher": [{"@id": one["@id"]} for one in publishers],
        "dcterms:language": _languages(),
        "dcterms:issued": _moment(known.loaded_at),
        "dcterms:modified": _moment(modified),
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": {"@value": known.text_date.isoformat(), "@type": "xsd:date"},
        },
        "dcat:version": known.version,
        "dcat:landingPage": {"@id": whole("data")},
        **_licence(known),
        "dcat:distribution": [
            {
                "@id": whole("dataset", dataset.name, ending),
                "@type": "dcat:Distribution",
                "dcterms:title": _words(
                    {code: f"{dataset.titles[code]} ({ending.upper()})" for code in dataset.titles}
                ),
                "dcat:accessURL": {"@id": whole("data")},
                "dcat:downloadURL": {"@id": whole("dataset", dataset.name, ending)},
                "dcat:mediaType": {"@id": _MEDIA + media},
                **_licence(known),
            }
            for ending, media in FORMATS
        ],
    }


def _words(words: Words) -> list[dict[str, str]]:
    return [{"@value": text, "@language": code} for code, text in words.items() if text]


def _languages() -> list[dict[str, str]]:
    return [{"@id": _LANGUAGE + code} for code in _LANGUAGES.values()]


def _licence(known: Partnership) -> dict[str, Any]:
    address = known.settings.get("licence", "")
    return {"dcterms:license": {"@id": address}} if address else {}


def _moment(moment: dt.datetime) -> dict[str, str]:
    said = moment.astimezone(dt.UTC).isoformat(timespec="seconds")
    return {"@value": said, "@type": "xsd:dateTime"}
