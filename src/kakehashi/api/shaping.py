"""From records to the shapes of answers: no query is made here."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from kakehashi.api import schemas
from kakehashi.records.kinds import Kind
from kakehashi.records.models import Entry, Version
from kakehashi.records.selectors import Page, facts, wordings

LANGUAGES = ("en", "ja")


def bilingual(words: Mapping[str, Any] | None) -> schemas.Bilingual:
    """Return words per language; empty ones as null."""
    known = words or {}
    return schemas.Bilingual(**{code: str(known.get(code) or "") or None for code in LANGUAGES})


def title_of(face: Any) -> schemas.Bilingual:
    """Return the titles of a face or a kind's row."""
    return schemas.Bilingual(en=face.title_en or None, ja=face.title_ja or None)


def summary(entry: Entry) -> dict[str, Any]:
    """Return what lists say of a record. Its version has to be read already."""
    published = entry.reach == "public"
    kind = "provision" if entry.kind == "provision" else "record"
    return {
        "id": entry.item_id,
        "reference": entry.reference,
        "kind": entry.kind,
        "title": title_of(entry),
        "state": entry.state,
        "side": entry.side or None,
        "version": entry.version.number,
        "updated_at": entry.updated_at,
        "url": reverse("api:record", args=[entry.reference]),
        "page": reverse(f"portal:{kind}", args=[entry.reference]) if published else None,
    }


def head(version: Version) -> dict[str, Any]:
    """Return a version by number and digests."""
    return {
        "number": version.number,
        "at": version.at,
        "state": version.state,
        "side": version.side_id,
        "content_digest": version.content_digest,
        "digest": version.digest,
        "previous": version.previous,
    }


def fields(kind: Kind, version: Version) -> list[schemas.Field]:
    """Return the wording of a version, fields without any left out."""
    return [
        schemas.Field(
            name=one.field.name,
            label=bilingual(one.field.label),
            **{
                code: schemas.Text(
                    text=one.by_language[code],
                    authoritative=code in one.authoritative,
                    state=one.states.get(code, "draft"),
                )
                if one.by_language.get(code)
                else None
                for code in LANGUAGES
            },
        )
        for one in wordings(kind, version)
        if not one.is_empty
    ]


def facts_of(kind: Kind, version: Version) -> list[schemas.Fact]:
    """Return the facts of a version."""
    return [
        schemas.Fact(
            name=one.name,
            label=bilingual(one.label),
            type=one.type,
            value=one.value,
            words=one.words,
        )
        for one in facts(kind, version)
    ]


def record(page: Page, progress: str | None) -> schemas.Record:
    """Return everything about a record that its reader may see."""
    marking = page.marking
    return schemas.Record(
        **summary(page.entry),
        lane=page.item.lane,
        sides=list(page.item.sides),
        confirmed_by=[one.side.code for one in page.sides if one.confirmed],
        progress=progress,
        marking=schemas.Marking(
            reach=marking.reach,
            national=dict(marking.national),
            caveats=list(marking.caveats),
            tlp=marking.tlp,
        ),
        head=schemas.VersionHead(**head(page.version)),
        wording=fields(page.kind, page.version),
        facts=facts_of(page.kind, page.version),
        links=[
            schemas.Link(
                relation=relation, reference=to.reference, kind=to.kind, title=title_of(to)
            )
            for relation, to in page.links
        ],
        linked=[
            schemas.Linked(
                kind=group.kind.code,
                total=group.total,
                first=[one.reference for one in group.entries],
            )
            for group in page.linked
        ],
    )


def joined(pieces: Iterable[Any]) -> str:
    """Return the pieces of a passage as one text."""
    return "".join(piece.text for piece in pieces)
