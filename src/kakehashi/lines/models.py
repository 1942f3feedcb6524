"""The lines room's tables: lines to take, when each was used, what the other side says of one."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Audience
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Item, Record


class LineToTake(Record):
    """What one side says on a subject, or its answer to one question."""

    area = models.CharField(max_length=20, blank=True)
    form = models.CharField(max_length=4, blank=True)
    """One of :data:`kakehashi.lines.rules.FORMS`."""
    valid_until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["audience", "area", "valid_until"], name="line_by_area"),
            models.Index(fields=["audience", "valid_until"], name="line_by_end"),
        ]


class LineReaction(Record):
    """What the other side says of a line that was offered to it."""

    view = models.CharField(max_length=12)
    """One of :data:`kakehashi.lines.rules.VIEWS`."""


class LineUse(models.Model):
    """One time a line was used; for the eyes of the side that used it."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    """Number of the text that was used."""
    date = models.DateField()
    where = models.CharField(max_length=200)
    """Where, in the words of who used it: a meeting, the number of a question."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-date", "-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["item", "audience", "-date"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "date", "where"], name="line_used_once_there")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.date}"
