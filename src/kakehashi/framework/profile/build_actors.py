"""Building those who take part, and what the text names, from checked plain values."""

from kakehashi.framework.profile.actors import (
    Body,
    BodyLevel,
    BodyName,
    BodyRules,
    DatedNames,
    DatedParent,
    DatedRole,
    DemonstrationAccount,
    Holding,
    Membership,
    Organisation,
    Person,
    Post,
    Role,
    Succession,
)
from kakehashi.framework.profile.build_text import Raw, links, period, strings
from kakehashi.framework.profile.pieces import NO_WORDS, DatedEvent
from kakehashi.framework.profile.world import (
    Concept,
    Forum,
    Instrument,
    Occasion,
    Programme,
    Term,
)


def organisation(raw: Raw) -> Organisation:
    """Return one organisation."""
    return Organisation(
        id=raw["id"],
        side=raw["side"],
        kind=raw["kind"],
        names=tuple(
            DatedNames({"en": one["en"], "ja": one["ja"]}, period(one)) for one in raw["names"]
        ),
        abbreviation=raw["abbreviation"],
        roles=tuple(DatedRole(one["role"], period(one)) for one in raw.get("roles") or ()),
        part_of=tuple(
            DatedParent(one["organisation"], period(one)) for one in raw.get("part_of") or ()
        ),
        successions=tuple(
            Succession(one["to"], one["on"], one["work"]) for one in raw.get("successions") or ()
        ),
        note=raw.get("note", NO_WORDS),
        sources=strings(raw, "sources"),
        sourced=raw.get("sourced", ""),
    )


def post(raw: Raw) -> Post:
    """Return one post."""
    return Post(
        id=raw["id"],
        organisation=raw["organisation"],
        kind=raw["kind"],
        names=raw["names"],
        abbreviation=raw.get("abbreviation", NO_WORDS),
        sourced=raw.get("sourced", ""),
    )


def person(raw: Raw) -> Person:
    """Return one person."""
    return Person(
        id=raw["id"],
        side=raw["side"],
        names=raw["names"],
        invented=raw.get("invented", False),
        sourced=raw.get("sourced", ""),
    )


def holding(raw: Raw) -> Holding:
    """Return who held a post when."""
    return Holding(raw["id"], raw["person"], raw["post"], period(raw), strings(raw, "seen_on"))


def body(raw: Raw) -> Body:
    """Return one body."""
    return Body(
        id=raw["id"],
        kind=raw["kind"],
        names=tuple(
            BodyName(
                one["language"],
                one["text"],
                period(one),
                strings(one, "issued_by"),
                one.get("in_text", False),
            )
            for one in raw["names"]
        ),
        levels=tuple(BodyLevel(one["names"], one["basis"], period(one)) for one in raw["levels"]),
        every=raw.get("every", ""),
        parent=raw.get("parent", ""),
        instrument=raw.get("instrument", ""),
        provisions=strings(raw, "provisions"),
        chairs=_memberships(raw, "chairs"),
        members=_memberships(raw, "members"),
        rules=BodyRules(**(raw.get("rules") or {})),
        note=raw.get("note", NO_WORDS),
        sourced=raw.get("sourced", ""),
    )


def _memberships(raw: Raw, key: str) -> tuple[Membership, ...]:
    return tuple(
        Membership(one["organisation"], one.get("role", ""), period(one), one.get("post", ""))
        for one in raw.get(key) or ()
    )


def role(raw: Raw) -> Role:
    """Return one role of accounts."""
    return Role(raw["code"], raw["names"], raw["description"], frozenset(raw["permissions"]))


def account(raw: Raw) -> DemonstrationAccount:
    """Return one account that a first start makes."""
    return DemonstrationAccount(
        id=raw["id"],
        names=raw["names"],
        roles=strings(raw, "roles"),
        language=raw["language"],
        zone=raw["zone"],
        side=raw.get("side", ""),
        organisation=raw.get("organisation", ""),
        post=raw.get("post", ""),
        person=raw.get("person", ""),
        purpose=raw.get("purpose", ""),
    )


def _events(raw: Raw) -> tuple[DatedEvent, ...]:
    return tuple(
        DatedEvent(one["date"], one["text"], one.get("sourced", ""))
        for one in raw.get("events") or ()
    )


def forum(raw: Raw) -> Forum:
    """Return one forum."""
    return Forum(
        id=raw["id"],
        names=raw["names"],
        abbreviation=raw.get("abbreviation", NO_WORDS),
        parent=raw.get("parent", ""),
        provisions=strings(raw, "provisions"),
        note=raw.get("note", NO_WORDS),
        events=_events(raw),
        sourced=raw.get("sourced", ""),
    )


def instrument(raw: Raw) -> Instrument:
    """Return one instrument."""
    return Instrument(
        id=raw["id"],
        kind=raw["kind"],
        title=raw["title"],
        date=raw["date"],
        in_force=raw.get("in_force", ""),
        binding=raw["binding"],
        links=links(raw),
        note=raw.get("note", NO_WORDS),
        sources=strings(raw, "sources"),
        sourced=raw.get("sourced", ""),
    )


def programme(raw: Raw) -> Programme:
    """Return one named programme."""
    return Programme(
        id=raw["id"],
        kind=raw["kind"],
        names=raw["names"],
        description=raw["description"],
        status=raw["status"],
        side=raw.get("side", ""),
        successor=raw.get("successor", ""),
        provisions=strings(raw, "provisions"),
        events=_events(raw),
        sourced=raw.get("sourced", ""),
    )


def occasion(raw: Raw) -> Occasion:
    """Return one dated occasion."""
    return Occasion(
        id=raw["id"],
        names=raw["names"],
        start=raw["from"],
        until=raw["until"],
        forum=raw.get("forum", ""),
        place=raw.get("place", NO_WORDS),
        provisions=strings(raw, "provisions"),
        sourced=raw.get("sourced", ""),
    )


def concept(raw: Raw) -> Concept:
    """Return one concept of the glossary."""
    return Concept(
        id=raw["id"],
        terms={
            language: Term(
                raw[language]["preferred"],
                strings(raw[language], "admitted"),
                strings(raw[language], "avoided"),
            )
            for language in ("en", "ja")
        },
        definition=raw["definition"],
        source=raw["source"],
        note=raw.get("note", NO_WORDS),
        provisions=strings(raw, "provisions"),
        subject=raw.get("subject", ""),
        name=raw.get("name", False),
        homonym=raw.get("homonym", False),
        pointed_out=raw.get("pointed_out", False),
    )
