"""Loading the text of a framework: pillars, areas, provisions and everything they name."""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kakehashi.errors import Words
from kakehashi.framework.loading.index import Index
from kakehashi.framework.models import Edition, Partnership, Place
from kakehashi.framework.profile.pieces import DatedEvent
from kakehashi.framework.profile.shapes import Profile, Provision
from kakehashi.people.rules import PUBLIC
from kakehashi.records.markings import Marking
from kakehashi.records.models import Version
from kakehashi.records.services import LinkTo, NewText, load
from kakehashi.records.services.plans import CHECKED
from kakehashi.records.services.writing import Loaded

OPEN = Marking(reach=PUBLIC)


def words(given: Mapping[str, str]) -> dict[str, str]:
    """Return a text per language as a plain dict, empty languages left out."""
    return {language: text for language, text in given.items() if text}


def published(
    kind: str,
    reference: str,
    wording: Mapping[str, Words],
    *,
    index: Index,
    facts: Mapping[str, object] | None = None,
    links: Sequence[LinkTo] = (),
    sort_key: str = "",
    authoritative: Sequence[str] = ("en", "ja"),
) -> Loaded:
    """Return a record to be loaded as published, both languages checked."""
    texts = {name: words(text) for name, text in wording.items() if words(text)}
    return Loaded(
        kind=kind,
        reference=reference,
        text=NewText(
            wording=texts,
            facts=facts or {},
            links=links,
            marking=OPEN,
            authoritative=authoritative,
            language_states={
                name: dict.fromkeys(by_language, CHECKED) for name, by_language in texts.items()
            },
        ),
        pen=index.sides[0],
        sort_key=sort_key,
        id=index.identity(kind, reference),
        salt=index.salt(kind, reference),
    )


def load_text(profile: Profile, index: Index, *, folder: str = "", at: dt.datetime) -> None:
    """Load the partnership, its text and what the text names, entering all in ``index``.

    Args:
        profile: what to load.
        index: what its names stand for.
        folder: where it lies, for a profile that does not come with Kakehashi: an official text
            is matched to it later.
        at: when.

    Raises:
        Refused: for data that a record cannot hold; nothing is loaded then.
    """
    Partnership.objects.create(
        profile=profile.id,
        version=profile.version,
        titles=dict(profile.title),
        participants=dict(profile.participants),
        text_date=dt.date.fromisoformat(index.day(profile.text_date)),
        practice=profile.practice,
        banner=dict(profile.banner),
        watermark=dict(profile.watermark),
        notices=[{"provision": one.provision, "text": dict(one.text)} for one in profile.notices],
        settings={**_settings(profile), **({"folder": folder} if folder else {})},
        loaded_at=at,
    )
    for batch in (_landmarks, _areas, _named, _provisions):
        _load(batch(profile, index), index, at=at)
    _edition(profile, index)


def _settings(profile: Profile) -> dict[str, Any]:
    return {
        "languages": list(profile.languages),
        "short_titles": dict(profile.short_title),
        "levels": {one.id: dict(one.names) for one in profile.levels},
        "sections": [{"id": one.ref, "titles": dict(one.title)} for one in profile.sections],
        "beneficiaries": {one.id: dict(one.names) for one in profile.beneficiaries},
        "review_triggers": {one.id: dict(one.names) for one in profile.review_triggers},
        "objectives": list(profile.objectives),
        "organisations_named": _organisations_named(profile),
        "signatories": [
            {"organisation": one.organisation, "title": dict(one.title), "named": one.named}
            for one in profile.signatories
        ],
        "scope_proposed_by": profile.settings.scope_proposed_by,
        "scope_confirmed_by": profile.settings.scope_confirmed_by,
        "pen_takeover_days": profile.settings.pen_takeover_days,
        "licence": profile.settings.licence,
        "tag_authority": profile.settings.tag_authority,
        **(
            {"notice_in": list(profile.settings.notice_in)}
            if profile.settings.notice_in is not None
            else {}
        ),
        "office_hours": {side.code: [side.office_start, side.office_end] for side in profile.sides},
        "default_markings": {side.code: side.default_marking for side in profile.sides},
    }


def _organisations_named(profile: Profile) -> dict[str, list[str]]:
    """Return the organisations that provisions name, by the provision's reference."""
    known = {one.id for one in profile.organisations}
    named = {
        one.ref: [name for name in one.mentions if name in known] for one in profile.provisions
    }
    return {ref: names for ref, names in named.items() if names}


def _load(pairs: Iterable[tuple[str, str, Loaded]], index: Index, *, at: dt.datetime) -> None:
    listed = list(pairs)
    items = load([loaded for _, _, loaded in listed], by=index.operator, at=at)
    for (kind, ref, _), item in zip(listed, items, strict=True):
        index.put(kind, ref, item.pk)


def _events(events: Sequence[DatedEvent], index: Index) -> list[dict[str, object]]:
    return [{"date": index.day(one.date), "text": dict(one.text)} for one in events]


def _landmarks(profile: Profile, index: Index) -> Iterable[tuple[str, str, Loaded]]:
    for position, pillar in enumerate(profile.pillars):
        yield (
            "pillar",
            pillar.ref,
            published(
                "pillar",
                f"pillar-{pillar.ref}",
                {"title": pillar.title, "summary": pillar.summary},
                index=index,
                sort_key=f"{position:06d}",
            ),
        )
    for position, sector in enumerate(profile.sectors):
        yield (
            "sector",
            sector.ref,
            published(
                "sector",
                f"sector-{sector.ref}",
                {"title": sector.title},
                index=index,
                sort_key=f"{position:06d}",
            ),
        )


def _areas(profile: Profile, index: Index) -> Iterable[tuple[str, str, Loaded]]:
    for position, area in enumerate(profile.areas):
        yield (
            "area",
            area.ref,
            published(
                "area",
                f"area-{area.ref}",
                {"title": area.title, "summary": area.summary, "opening": area.opening},
                index=index,
                facts={
                    "pillar": area.pillar,
                    "position": position,
                    "acts": list(area.acts),
                },
                links=index.link("of_pillar", "pillar", area.pillar),
                sort_key=f"{position:06d}",
            ),
        )


def _named(profile: Profile, index: Index) -> Iterable[tuple[str, str, Loaded]]:
    for forum in profile.forums:
        yield (
            "forum",
            forum.id,
            published(
                "forum",
                f"forum-{forum.id}",
                {"title": forum.names, "summary": forum.note},
                index=index,
                facts={"events": _events(forum.events, index), "sourced": forum.sourced},
            ),
        )
    for instrument in profile.instruments:
        yield (
            "instrument",
            instrument.id,
            published(
                "instrument",
                f"instrument-{instrument.id}",
                {"title": instrument.title, "summary": instrument.note},
                index=index,
                facts={
                    "date": index.day(instrument.date),
                    "in_force": index.day(instrument.in_force),
                    "binding": instrument.binding,
                    "sources": list(instrument.sources),
                    "sourced": instrument.sourced,
                },
                links=index.links(
                    [link for link in instrument.links if link.kind in ("area", "pillar")]
                ),
                sort_key=(index.day(instrument.date) + "-00-00")[:10].encode().hex(),
            ),
        )
    for programme in profile.programmes:
        yield (
            "programme",
            programme.id,
            published(
                "programme",
                f"programme-{programme.id}",
                {"title": programme.names, "summary": programme.description},
                index=index,
                facts={
                    "status": programme.status,
                    "side": programme.side,
                    "events": _events(programme.events, index),
                    "sourced": programme.sourced,
                },
            ),
        )
    for occasion in profile.occasions:
        yield (
            "occasion",
            occasion.id,
            published(
                "occasion",
                f"occasion-{occasion.id}",
                {"title": occasion.names, "summary": occasion.place},
                index=index,
                facts={
                    "starts": index.day(occasion.start),
                    "until": index.day(occasion.until),
                    "sourced": occasion.sourced,
                },
            ),
        )


NAMED_KINDS = ("instrument", "programme", "forum", "occasion")


def _provisions(profile: Profile, index: Index) -> Iterable[tuple[str, str, Loaded]]:
    for position, provision in enumerate(profile.provisions):
        yield "provision", provision.ref, _provision(provision, position, index)


def _provision(provision: Provision, position: int, index: Index) -> Loaded:
    links = [
        *index.link("of_pillar", "pillar", provision.pillar),
        *index.link("of_area", "area", provision.area),
    ]
    for name, kind in itertools.product(provision.mentions, NAMED_KINDS):
        links += index.link("mentions", kind, name)
    links += index.link("names_occasion", "occasion", *provision.occasions)
    return published(
        "provision",
        provision.ref,
        {
            "title": provision.title or dict.fromkeys(("en", "ja"), provision.number),
            "statement": provision.statement,
            "verb": provision.verb,
        },
        index=index,
        facts={
            "number": provision.number,
            "level": provision.level,
            "parent": provision.parent,
            "section": provision.section,
            "pillar": provision.pillar,
            "area": provision.area,
            "strength": max(provision.strength),
            "nature": provision.nature[0],
            "position": position,
            "strengths": [str(one) for one in provision.strength],
            "natures": list(provision.nature),
            "promises": [
                {
                    "key": promise.key,
                    "ref": promise.ref if promise.joint_action else "",
                    "strength": promise.strength,
                    "nature": promise.nature,
                    "verb": dict(promise.verb),
                    "title": dict(promise.title),
                    "wording": dict(promise.wording),
                    "closing": promise.source == "closing",
                }
                for promise in provision.promises
            ],
            "references": list(provision.references),
        },
        links=list(dict.fromkeys(links)),
        sort_key=f"{position:06d}",
    )


def _edition(profile: Profile, index: Index) -> None:
    edition = Edition.objects.create(
        name_en=profile.title["en"],
        name_ja=profile.title["ja"],
        since=dt.date.fromisoformat(index.day(profile.text_date)),
    )
    refs = {
        provision.ref: index.items[f"provision:{provision.ref}"] for provision in profile.provisions
    }
    versions = {
        version.item_id: version.pk
        for version in Version.objects.filter(item_id__in=refs.values(), number=1)
    }
    Place.objects.bulk_create(
        Place(
            edition=edition,
            item_id=refs[provision.ref],
            version_id=versions[refs[provision.ref]],
            reference=provision.ref,
            parent=provision.parent,
            position=position,
        )
        for position, provision in enumerate(profile.provisions)
    )
