"""The framework in the database: its kinds of record, its editions, imported official wording."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Post, Side
from kakehashi.records.models import Item, Record, Version


class Partnership(models.Model):
    """The partnership this node serves: one row, from the profile that was loaded."""

    profile = models.CharField(max_length=60, primary_key=True)
    version = models.CharField(max_length=40)
    titles = models.JSONField()
    participants = models.JSONField()
    text_date = models.DateField()
    practice = models.BooleanField(default=False)
    banner = models.JSONField(default=dict)
    """Shown on every page until an operator sets the node's identity."""
    watermark = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    """The standing notice: provision and text per language, limb by limb."""
    settings = models.JSONField(default=dict)
    identity = models.JSONField(default=dict)
    """Name of the service per language, once an operator has set it."""
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.profile


class Pillar(Record):
    """A pillar of joint work."""


class Area(Record):
    """An area of joint work."""

    pillar = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)


class Sector(Record):
    """A sector of society that results reach."""


class Instrument(Record):
    """A text between the sides: agreement, statement, memorandum."""

    date = models.CharField(max_length=10, blank=True)
    binding = models.BooleanField(default=False)


class Programme(Record):
    """A programme, strategy, technology or regime that the text names."""

    status = models.CharField(max_length=20, blank=True)


class Occasion(Record):
    """A dated occasion that the text names; once it has passed it is input for the review."""

    starts = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)


class Forum(Record):
    """A multilateral forum that the text names."""


class Provision(Record):
    """One numbered provision, in our own words."""

    number = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    parent = models.CharField(max_length=40, blank=True)
    section = models.CharField(max_length=40, blank=True)
    pillar = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=20, blank=True)
    strength = models.PositiveSmallIntegerField(default=0)
    """The strongest of its promises, 0 statement to 4 commitment."""
    nature = models.CharField(max_length=20)
    position = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [models.Index(fields=["audience", "position"])]


class ReviewNote(Record):
    """What one side says of a provision whose occasion has passed: input for the review."""

    provision = models.CharField(max_length=40)
    finding = models.CharField(max_length=12)


class AreaLead(models.Model):
    """The post that leads an area for one side, from a day until a day."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="leads")
    """The area."""
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="leads")
    since = models.DateField()
    until = models.DateField(null=True)
    """The first day on which it no longer leads; empty for the present lead."""
    named_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "side"],
                condition=models.Q(until__isnull=True),
                name="one_lead_a_side",
            )
        ]
        ordering: ClassVar = ["item_id", "side_id", "since"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.post_id}"


class Edition(models.Model):
    """The framework as it stood from a day until a day."""

    name_en = models.CharField(max_length=120)
    name_ja = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)
    carried_by = models.OneToOneField(
        Item, null=True, on_delete=models.PROTECT, related_name="edition"
    )
    """The review that led to it; empty for the text as it was first decided."""

    class Meta:
        ordering: ClassVar = ["since"]

    def __str__(self) -> str:
        return f"{self.since}"


class Place(models.Model):
    """Where a provision stands in an edition. Its identity is the item, never the number."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="places")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="places")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40)
    parent = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["edition_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "reference"], name="reference_once"),
            models.UniqueConstraint(fields=["edition", "item"], name="provision_once_an_edition"),
        ]

    def __str__(self) -> str:
        return self.reference


class Descent(models.Model):
    """What became of a provision when an edition came into force: one step from text to text.

    Of a provision that was kept as it stood there is none.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="descents")
    change = models.CharField(max_length=12)
    """One of :data:`kakehashi.framework.rules.CHANGES`."""
    before = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    """The provision of the edition before; empty for one that was added."""
    after = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    """The provision of this edition; empty for one that was retired."""

    class Meta:
        ordering: ClassVar = ["edition_id", "pk"]
        indexes: ClassVar = [models.Index(fields=["before"]), models.Index(fields=["after"])]

    def __str__(self) -> str:
        return f"{self.before_id} {self.change} {self.after_id}"


class Import(models.Model):
    """One official text that was imported into this node: what file, and what it said oddly."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="imports")
    language = models.CharField(max_length=8)
    source = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    summary = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.source


class OfficialText(models.Model):
    """The official wording of a provision, in this node's database only."""

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="texts")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="official_texts")
    language = models.CharField(max_length=8)
    text = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["item", "language"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.language}"
