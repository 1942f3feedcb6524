"""Loading who takes part: sides, organisations, posts, persons, roles, accounts, markings."""

import datetime as dt
from collections.abc import Callable

from kakehashi.framework.profile.shapes import Profile
from kakehashi.glossary.services import NewConcept, load_concepts
from kakehashi.people import models as people
from kakehashi.records.models import MarkingTerm

REFUSED_RANK = 99


Reader = Callable[[str], str]
"""Reads a date of the profile, relative ones included, as a fixed one."""


def _day(text: str, read: Reader) -> dt.date | None:
    return dt.date.fromisoformat((read(text) + "-01-01")[:10]) if text else None


def load_offices(profile: Profile, *, at: dt.datetime, read: Reader) -> None:
    """Load everything about people that ``profile`` says. Called once, on an empty node.

    Args:
        profile: the checked profile.
        at: the moment of loading.
        read: reads a date of the profile, relative ones included, as a fixed one.
    """
    _load_sides(profile)
    _load_organisations(profile, read)
    _load_posts(profile, read)
    _load_accounts(profile, at=at)
    load_concepts(
        [
            NewConcept(
                id=concept.id,
                words={
                    language: {
                        "preferred": [term.preferred],
                        "admitted": list(term.admitted),
                        "avoided": list(term.avoided),
                    }
                    for language, term in concept.terms.items()
                },
                definition=dict(concept.definition),
                source=concept.source,
                name=concept.name,
                homonym=concept.homonym,
                pointed_out=concept.pointed_out,
                note=dict(concept.note),
                provisions=list(concept.provisions),
                subject=concept.subject,
            )
            for concept in profile.glossary
        ]
    )


def _load_sides(profile: Profile) -> None:
    for position, side in enumerate(profile.sides):
        people.Side.objects.create(
            code=side.code,
            name_en=side.names["en"],
            name_ja=side.names["ja"],
            language=side.language,
            zone=side.zone,
            calendar=side.calendar,
            position=position,
        )
        terms = [
            MarkingTerm(
                side_id=side.code,
                text=marking.code,
                rank=marking.rank,
                named_only=marking.named_only,
                handled=dict(marking.handled),
                mail=marking.mail,
                handling_en=marking.handling["en"],
                handling_ja=marking.handling["ja"],
            )
            for marking in side.markings
        ]
        terms += [
            MarkingTerm(
                side_id=side.code,
                text=refused.code,
                rank=REFUSED_RANK,
                accepted=False,
                handling_en=refused.reason["en"],
                handling_ja=refused.reason["ja"],
            )
            for refused in side.refused_markings
        ]
        terms += [
            MarkingTerm(
                side_id=side.code,
                text=caveat.code,
                rank=0,
                caveat=True,
                limit=caveat.limit,
                handled=dict(caveat.handled),
                handling_en=caveat.names["en"],
                handling_ja=caveat.names["ja"],
            )
            for caveat in side.caveats
        ]
        MarkingTerm.objects.bulk_create(terms)


def _load_organisations(profile: Profile, read: Reader) -> None:
    for one in profile.organisations:
        latest = one.names[-1].names
        made = people.Organisation.objects.create(
            id=one.id,
            side_id=one.side,
            name_en=latest["en"],
            name_ja=latest["ja"],
            short_en=one.abbreviation.get("en", ""),
            short_ja=one.abbreviation.get("ja", ""),
        )
        people.OrganisationName.objects.bulk_create(
            people.OrganisationName(
                organisation=made,
                name_en=named.names["en"],
                name_ja=named.names["ja"],
                since=_day(named.period.start, read),
                until=_day(named.period.until, read),
            )
            for named in one.names
        )
        people.OrganisationRole.objects.bulk_create(
            people.OrganisationRole(
                organisation=made,
                role=role.role,
                since=_day(role.period.start, read),
                until=_day(role.period.until, read),
            )
            for role in one.roles
        )
    for one in profile.organisations:
        for parent in one.part_of:
            people.Placement.objects.create(
                organisation_id=one.id,
                parent_id=parent.organisation,
                since=_day(parent.period.start, read),
                until=_day(parent.period.until, read),
            )
        for succession in one.successions:
            on = _day(succession.on, read)
            assert on is not None
            people.Succession.objects.create(
                predecessor_id=one.id,
                successor_id=succession.to,
                on=on,
                what_en=succession.work["en"],
                what_ja=succession.work["ja"],
            )


def _load_posts(profile: Profile, read: Reader) -> None:
    people.Post.objects.bulk_create(
        people.Post(
            id=post.id,
            organisation_id=post.organisation,
            name_en=post.names["en"],
            name_ja=post.names["ja"],
        )
        for post in profile.posts
    )
    people.Person.objects.bulk_create(
        people.Person(id=person.id, name_en=person.names["en"], name_ja=person.names["ja"])
        for person in profile.persons
    )
    people.Holding.objects.bulk_create(
        people.Holding(
            post_id=holding.post,
            person_id=holding.person,
            since=_day(holding.period.start, read),
            until=_day(holding.period.until, read),
            as_of=_day(seen, read),
        )
        for holding in profile.holdings
        for seen in (holding.seen_on or ("",))
    )


def _load_accounts(profile: Profile, *, at: dt.datetime) -> None:
    for position, role in enumerate(profile.roles):
        people.Role.objects.create(
            code=role.code,
            name_en=role.names["en"],
            name_ja=role.names["ja"],
            description_en=role.description["en"],
            description_ja=role.description["ja"],
            permissions=sorted(role.permissions),
            position=position,
        )
    for account in profile.accounts:
        made = people.Account(
            username=account.id,
            side_id=account.side or None,
            organisation_id=account.organisation or None,
            post_id=account.post or None,
            person_id=account.person or None,
            name_en=account.names["en"],
            name_ja=account.names["ja"],
            language=account.language,
            zone=account.zone,
            purpose=account.purpose,
            created_at=at,
        )
        made.set_unusable_password()
        made.save()
        made.roles.set(people.Role.objects.filter(code__in=account.roles))


def operator() -> people.Account:
    """Return the node's operator, in whose name it loads and imports."""
    return people.Account.objects.filter(roles__code="operator").order_by("created_at", "pk")[0]
