"""The notes room's tables: the notes, files kept with them, files looked at before they are."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Audience, Side
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Item, Record


class ContactNote(Record):
    """What was said with somebody, as one side notes it."""

    date = models.DateField(null=True)
    medium = models.CharField(max_length=12, blank=True)
    """One of :data:`kakehashi.notes.rules.MEDIA`."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["date", "item", "audience"], name="note_day"),
        ]


class KeptFile(models.Model):
    """A file kept with a note: it stays with the side that brought it, shared or not."""

    id = models.UUIDField(primary_key=True, default=fresh_id)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of the content."""
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["item_id", "name", "id"]

    def __str__(self) -> str:
        return self.name


class BroughtFile(models.Model):
    """A file that somebody looks at before a note is made of it; gone when it is made."""

    id = models.UUIDField(primary_key=True, default=fresh_id)
    batch = models.UUIDField(db_index=True)
    """Files that were brought at once."""
    position = models.PositiveSmallIntegerField(default=0)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    read = models.JSONField(default=dict)
    """What was read of it, see :mod:`kakehashi.notes.letters`; with ``code`` where refused."""
    brought_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["batch", "position"]

    def __str__(self) -> str:
        return self.name
