"""Sides, organisations with dated names and roles, posts and who held them when."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language


class Bilingual(models.Model):
    """Something with a name in each language."""

    name_en = models.CharField(max_length=200)
    name_ja = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """Return the name in ``language``, or in the other language where it is missing."""
        return (
            (self.name_ja or self.name_en) if language == "ja" else (self.name_en or self.name_ja)
        )

    @property
    def name(self) -> str:
        """The name in the language of the page being made."""
        return self.name_in(get_language() or "en")


class Dated(models.Model):
    """Something that holds from a day to a day (the first day it no longer holds)."""

    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: dt.date) -> bool:
        """Say whether it holds on ``day``; an open end holds for ever."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


class Side(Bilingual):
    """A side of the partnership: one government with its node, languages and clock."""

    code = models.CharField(max_length=8, primary_key=True)
    language = models.CharField(max_length=8)
    zone = models.CharField(max_length=40)
    calendar = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "code"]


class Organisation(Bilingual):
    """A ministry, department, agency or post abroad. ``name`` is the present one."""

    id = models.SlugField(primary_key=True, max_length=60)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="organisations")
    short_en = models.CharField(max_length=60, blank=True)
    short_ja = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["side_id", "id"]

    @property
    def short(self) -> str:
        """The short name in the language of the page being made, else the name."""
        return (self.short_ja if get_language() == "ja" else self.short_en) or self.name


class OrganisationName(Bilingual, Dated):
    """The name an organisation bore for a time; pages about that time use it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    short_en = models.CharField(max_length=60, blank=True)
    short_ja = models.CharField(max_length=60, blank=True)


class OrganisationRole(Dated):
    """What an organisation does in the partnership: lead, co_lead, coordinator, contributor."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role}"


class Succession(models.Model):
    """Work that passed from one organisation to another on a day."""

    predecessor = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="passed_on"
    )
    successor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="taken_over")
    on = models.DateField()
    what_en = models.CharField(max_length=300)
    what_ja = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} {self.on}"


class Placement(Dated):
    """That an organisation is part of another, for a time."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="placements"
    )
    parent = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="parts")

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.parent_id}"


class Post(Bilingual, Dated):
    """A post: what owns work. Persons hold it for a time; nobody holding it is a vacancy."""

    id = models.SlugField(primary_key=True, max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")

    class Meta:
        ordering: ClassVar = ["organisation_id", "id"]


class Person(Bilingual):
    """A person by name, apart from any account, so that a name can be erased."""

    id = models.SlugField(primary_key=True, max_length=80)


class Holding(Dated):
    """That a person held a post; ``as_of`` where only one day is known."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="holdings")
    as_of = models.DateField(null=True, blank=True)
    source = models.URLField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id}"
