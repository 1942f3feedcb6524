"""Building the text of a profile, and its settings, from checked plain values."""

from collections.abc import Mapping
from typing import Any

from kakehashi.framework.profile.pieces import NO_WORDS, Kind, Link, Period
from kakehashi.framework.profile.settings import (
    Caveat,
    NationalMarking,
    Notice,
    RefusedMarking,
    Settings,
    Side,
    Signatory,
)
from kakehashi.framework.profile.text import Area, Pillar, Promise, Provision, Section, Sector

Raw = Mapping[str, Any]


def strings(raw: Raw, key: str) -> tuple[str, ...]:
    """Return the strings listed under ``key``, none where it is left out."""
    return tuple(raw.get(key) or ())


def period(raw: Raw) -> Period:
    """Return the period that ``from`` and ``until`` of an entry give."""
    return Period(raw.get("from", ""), raw.get("until", ""))


def links(raw: Raw) -> tuple[Link, ...]:
    """Return the links of an entry, each target ``kind:ref`` taken apart."""
    found = []
    for link in raw.get("links") or ():
        kind, _, ref = link["to"].partition(":")
        found.append(Link(kind, ref, link["relation"]))
    return tuple(found)


def kind_of_list(raw: Raw) -> Kind:
    """Return one entry of a small list."""
    return Kind(raw["id"], raw["names"], raw.get("description", NO_WORDS))


def side(raw: Raw) -> Side:
    """Return one side."""
    return Side(
        code=raw["code"],
        names=raw["names"],
        adjectives=raw["adjectives"],
        language=raw["language"],
        locale=raw["locale"],
        zone=raw["zone"],
        calendar=raw["calendar"],
        office_start=raw["office_hours"]["from"],
        office_end=raw["office_hours"]["until"],
        markings=tuple(
            NationalMarking(
                one["code"],
                one["rank"],
                one["names"],
                one["handling"],
                one.get("named_only", False),
                one.get("mail", False),
                one.get("handled", {}),
            )
            for one in raw["markings"]
        ),
        caveats=tuple(
            Caveat(one["code"], one["names"], one.get("limit", ""), one.get("handled", {}))
            for one in raw["caveats"]
        ),
        refused_markings=tuple(
            RefusedMarking(one["code"], one["reason"]) for one in raw["refused_markings"]
        ),
        highest_marking=raw["highest_marking"],
        default_marking=raw["default_marking"],
    )


def settings(raw: Raw) -> Settings:
    """Return the settings of the partnership."""
    return Settings(
        scope_proposed_by=raw["scope_proposed_by"],
        scope_confirmed_by=raw["scope_confirmed_by"],
        pen_takeover_days=raw["pen_takeover_days"],
        licence=raw.get("licence", ""),
        tag_authority=raw.get("tag_authority", ""),
        notice_in=tuple(raw["notice_in"]) if "notice_in" in raw else None,
    )


def notice(raw: Raw) -> Notice:
    """Return one limb of the standing notice."""
    return Notice(raw["provision"], raw["text"])


def signatory(raw: Raw) -> Signatory:
    """Return one signatory."""
    return Signatory(raw["organisation"], raw["title"], raw["named"])


def section(raw: Raw) -> Section:
    """Return one section heading."""
    return Section(raw["ref"], raw["title"], _headings(raw))


def pillar(raw: Raw) -> Pillar:
    """Return one pillar."""
    return Pillar(
        ref=raw["ref"],
        title=raw["title"],
        letter=raw.get("letter", ""),
        provision=raw.get("provision", ""),
        summary=raw.get("summary", NO_WORDS),
        headings=_headings(raw),
    )


def area(raw: Raw) -> Area:
    """Return one area."""
    return Area(
        ref=raw["ref"],
        pillar=raw["pillar"],
        title=raw["title"],
        headings=_headings(raw),
        opening=raw.get("opening", NO_WORDS),
        summary=raw.get("summary", NO_WORDS),
        acts=strings(raw, "acts"),
    )


def sector(raw: Raw) -> Sector:
    """Return one sector."""
    return Sector(raw["ref"], raw["title"])


def _headings(raw: Raw) -> dict[str, tuple[str, ...]]:
    return {language: tuple(words) for language, words in raw.get("headings", {}).items()}


def provision(raw: Raw) -> Provision:
    """Return one provision with its promises."""
    return Provision(
        ref=raw["ref"],
        number=raw["number"],
        level=raw["level"],
        section=raw["section"],
        strength=several(raw["strength"]),
        nature=several(raw["nature"]),
        verb=raw["verb"],
        statement=raw["statement"],
        promises=tuple(_promise(raw["ref"], one) for one in raw["promises"]),
        title=raw.get("title", NO_WORDS),
        parent=raw.get("parent", ""),
        pillar=raw.get("pillar", ""),
        area=raw.get("area", ""),
        mentions=strings(raw, "mentions"),
        references=strings(raw, "references"),
        occasions=strings(raw, "occasions"),
    )


def several(value: Any) -> tuple[Any, ...]:
    """Return a single value or a list as a tuple."""
    return tuple(value) if isinstance(value, list) else (value,)


def _promise(ref: str, raw: Raw) -> Promise:
    return Promise(
        key=raw["key"],
        ref=f"{ref}-{raw['key']}",
        verb=raw["verb"],
        strength=raw["strength"],
        nature=raw["nature"],
        joint_action=raw["joint_action"],
        title=raw["title"],
        wording=raw["wording"],
        acts=strings(raw, "acts"),
        qualifiers=strings(raw, "qualifiers"),
        source=raw.get("source", ""),
        origin_date=raw.get("origin", {}).get("date", ""),
        origin_instrument=raw.get("origin", {}).get("instrument", ""),
    )
