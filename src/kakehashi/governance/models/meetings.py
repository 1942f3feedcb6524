"""Meetings, who attended them, contacts outside them."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Organisation, Person, Post, Side
from kakehashi.records.models import Item, Record


class Meeting(Record):
    """A meeting of a body, held or to come."""

    body = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(null=True)
    date = models.DateField(null=True)
    starts_at = models.CharField(max_length=40, blank=True)
    """RFC 3339 in UTC, where the hour is known."""
    standing = models.CharField(max_length=12, default="pencilled")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "date"])]


class Attendance(models.Model):
    """That somebody attended, with the post held that day.

    Apart from the text, so that a name can be erased.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="attendance")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    entered_at = models.DateTimeField(null=True)
    """When it was entered on the desk; empty for what the public record says."""

    class Meta:
        ordering: ClassVar = ["item_id", "position"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.post_id}"


class Contact(Record):
    """A call, visit or margin meeting outside the bodies."""

    date = models.CharField(max_length=10, blank=True)
