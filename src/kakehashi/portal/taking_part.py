"""Who takes part: organisations of a side, their roles and names over time, their successors."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language

from kakehashi.people.public import Organisation, Side, name_on
from kakehashi.portal import terms


@dataclass(frozen=True)
class Part:
    """One role of an organisation for a time, under the name it bore at its beginning."""

    name: str
    role: str | Promise
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True)
class Passed:
    """Work that passed to another organisation."""

    on: dt.date
    what: str
    to: str


@dataclass(frozen=True)
class Taking:
    """An organisation's part in the partnership."""

    organisation: Organisation
    name: str
    earlier: list[tuple[str, dt.date | None]]
    """Names it bore before, and until when."""
    parts: list[Part]
    passed: list[Passed]


@dataclass(frozen=True)
class SideParts:
    """The organisations of a side, those that lead first."""

    side: Side
    organisations: list[Taking]


_ORDER = {role: place for place, role in enumerate(terms.ROLES)}


def parts_of(side: Side) -> SideParts:
    """Return the part each organisation of ``side`` takes; reads only what was fetched with it."""
    language = get_language() or "en"
    taking = [_taking(one, language) for one in side.organisations.all() if one.roles.all()]
    return SideParts(side, sorted(taking, key=lambda one: _rank(one.organisation)))


def _rank(organisation: Organisation) -> tuple[int, str]:
    roles = [_ORDER.get(one.role, len(_ORDER)) for one in organisation.roles.all()]
    first = min((one.since for one in organisation.roles.all() if one.since), default=dt.date.max)
    return (min(roles), first.isoformat())


def _taking(organisation: Organisation, language: str) -> Taking:
    roles = sorted(
        organisation.roles.all(),
        key=lambda one: (one.since or dt.date.min, _ORDER.get(one.role, len(_ORDER))),
    )
    now = organisation.name_in(language)
    return Taking(
        organisation=organisation,
        name=now,
        earlier=[
            (one.name_in(language), one.until)
            for one in organisation.names.all()
            if one.until is not None and one.name_in(language) != now
        ],
        parts=[
            Part(
                name_on(organisation, one.since, language),
                terms.ROLES.get(one.role, one.role),
                one.since,
                one.until,
            )
            for one in roles
        ],
        passed=[
            Passed(
                one.on,
                one.what_ja if language == "ja" else one.what_en,
                name_on(one.successor, one.on, language),
            )
            for one in organisation.passed_on.all()
        ],
    )
