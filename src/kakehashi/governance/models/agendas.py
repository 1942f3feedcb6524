"""The running order of meetings: places on an agenda, and the sitting itself.

Neither is a record: they hold no wording that anybody confirms, only where an item stands, how it
ended and how far the room has come. The records keep their identity wherever they are placed.
"""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Side
from kakehashi.records.models import Item, Record


class AgendaItem(Record):
    """What a side brings before a body: the wording of an item of an agenda."""

    body = models.CharField(max_length=80, blank=True)
    meeting = models.CharField(max_length=80, blank=True)
    """The meeting it was first brought to; where it stands now is an :class:`AgendaPlace`."""
    area = models.CharField(max_length=20, blank=True)
    wish = models.CharField(max_length=8, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)


class Paper(Record):
    """A paper for an item of an agenda, or for a meeting as a whole."""

    meeting = models.CharField(max_length=80, blank=True)
    deadline = models.DateField(null=True)
    """The day by which the other side is to have it."""
    in_hand = models.BooleanField(default=False)
    """Derived: whether a text or an address of it has been shared."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "in_hand", "deadline"])]


class MeetingNote(Record):
    """One side's own note of a meeting."""

    meeting = models.CharField(max_length=80, blank=True)


class AgendaPlace(models.Model):
    """Where a record stands on one agenda of a body, and how it ended there.

    A record has at most one place without an ending for each body; carrying it over ends the old
    place and makes a new one, which says where it came from.
    """

    body = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="agenda_of_body")
    meeting = models.ForeignKey(
        Item, null=True, on_delete=models.CASCADE, related_name="agenda_places"
    )
    """Empty while it waits for the body's next meeting."""
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="placed")
    position = models.PositiveIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(null=True)
    wish = models.CharField(max_length=8, blank=True)
    why = models.CharField(max_length=12)
    """Why it is here: ``new``, ``carried``, ``open_action`` or ``referral``."""
    came_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="carried_to"
    )
    taken_off = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")
    """The meeting it was taken off, to which it does not come back by itself."""
    ending = models.CharField(max_length=12, blank=True)
    elsewhere = models.CharField(max_length=200, blank=True)
    """Where it is raised instead, where that is how it ended."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    side = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")
    """The side that placed it; empty for what came by itself."""
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "item"],
                condition=models.Q(ended_at__isnull=True),
                name="agenda_place_open_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["meeting", "position"]),
            models.Index(fields=["item", "ended_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.position} {self.item_id}"


class Sitting(models.Model):
    """One meeting as it is prepared and held: how often its agenda changed, how far it has come."""

    meeting = models.OneToOneField(
        Item, primary_key=True, on_delete=models.CASCADE, related_name="sitting"
    )
    counter = models.PositiveIntegerField(default=0)
    """Raised with every change of the agenda; a change names the count it was made against."""
    frozen_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    place = models.ForeignKey(AgendaPlace, null=True, on_delete=models.SET_NULL, related_name="+")
    """Where the room is."""
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopened_why = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.counter}"
