"""The clearance room's tables; every row is for one side's eyes."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Audience, Organisation, Post, Side
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Item, Version


class Clearance(models.Model):
    """One round of asking offices of a side about one text of a record."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    """The text that the offices were asked about."""
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    in_order = models.BooleanField(default=False)
    """Whether each office is asked when the one before it has answered; else all at once."""
    due_date = models.DateField(null=True)
    note = models.TextField(blank=True)
    number = models.PositiveSmallIntegerField(default=1)
    """Which round about this record it is, from 1."""
    silence = models.BooleanField(default=False)
    """Whether no answer by the day counts as cleared: by the side's rule when it was asked."""
    decision_number = models.CharField(max_length=80, blank=True)
    """Of the decision taken elsewhere (決裁番号, submission number), as its register has it."""
    decision_date = models.DateField(null=True)
    state = models.CharField(max_length=12, default="open")
    """``open``, ``complete`` or ``closed`` before it was."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "side"],
                condition=models.Q(state="open"),
                name="clearance_open_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["audience", "state", "due_date"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class OfficeAsked(models.Model):
    """One office that was asked, and what it answered."""

    clearance = models.ForeignKey(Clearance, on_delete=models.CASCADE, related_name="offices")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    division = models.CharField(max_length=120, blank=True)
    """Within the organisation, as its side calls it."""
    position = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=12, blank=True)
    """``cleared``, ``subject``, ``comments``, ``nil``; ``silent`` where none came in time and the
    side's rule takes that as cleared; empty before it answered."""
    words = models.TextField(blank=True)
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    """The newest text when it answered."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["clearance_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clearance", "organisation", "division"], name="office_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.answer}"


class ClearanceRule(models.Model):
    """What a side wants of clearance before it confirms a text."""

    side = models.OneToOneField(
        Side, on_delete=models.PROTECT, primary_key=True, related_name="clearance_rule"
    )
    confirm_before = models.BooleanField(default=False)
    """Whether a text may be confirmed while its clearance is open."""
    silence_days = models.PositiveSmallIntegerField(default=0)
    """Silence counts as cleared where at least so many working days were given; 0: never."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.side_id} {self.confirm_before}"
