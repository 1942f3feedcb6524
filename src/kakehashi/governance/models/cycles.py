"""Partnership years and the steps around their meetings; times that are taken; office hours."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Side
from kakehashi.people.models.offices import Bilingual
from kakehashi.records.models import Item, Record


class Cycle(Record):
    """A partnership year: its meetings, and the steps around them."""

    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "first_day"])]


class YearStep(Bilingual):
    """A step of every partnership year, as the profile has it."""

    code = models.SlugField(primary_key=True, max_length=60)
    note_en = models.TextField(blank=True)
    note_ja = models.TextField(blank=True)
    body = models.CharField(max_length=80)
    """Reference of the body on whose meeting it hangs."""
    offset = models.SmallIntegerField()
    """Days working in every calendar, from the meeting; before it negative."""
    each_side = models.BooleanField(default=False)
    """Whether each side does its own."""
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "code"]


class CycleStep(Bilingual):
    """A step of one partnership year: a working row of this node, not a text."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="cycle_steps")
    code = models.SlugField(max_length=60)
    note_en = models.TextField(blank=True)
    note_ja = models.TextField(blank=True)
    body = models.CharField(max_length=80)
    meeting = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")
    """The meeting it hangs on; None while the body has none in that year."""
    offset = models.SmallIntegerField()
    side = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")
    """Whose it is; None for what one coordinator does for all."""
    position = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(null=True)
    """The day it was done, on the calendar of whoever did it."""
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_day = models.DateField(null=True)
    """The day it was due when it was done: it no longer moves with the meeting."""
    kept_for = models.CharField(max_length=8, blank=True)
    """The only side that knew the meeting's day then; empty where both did."""
    skipped_at = models.DateTimeField(null=True)
    skipped_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    reason_en = models.CharField(max_length=300, blank=True)
    reason_ja = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["item_id", "position", "side_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "code", "meeting", "side"], name="cycle_step_once"
            )
        ]

    @property
    def open(self) -> bool:
        """Whether it is neither done nor set aside."""
        return self.done_at is None and self.skipped_at is None


class OfficeHours(models.Model):
    """When the offices of a side are open, on its own clock."""

    side = models.OneToOneField(
        Side, primary_key=True, on_delete=models.CASCADE, related_name="office_hours"
    )
    opens = models.CharField(max_length=5)
    """As ``09:30``."""
    closes = models.CharField(max_length=5)

    def __str__(self) -> str:
        return f"{self.side_id} {self.opens} to {self.closes}"


class BlockedTime(Bilingual):
    """Times at which a side cannot meet, or had better not, as the profile has them."""

    code = models.SlugField(primary_key=True, max_length=60)
    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="blocked_times")
    weekdays = models.JSONField(default=list)
    """Numbers, 0 for Monday; empty for every day."""
    first = models.CharField(max_length=10, blank=True)
    last = models.CharField(max_length=10, blank=True)
    starts = models.CharField(max_length=5, blank=True)
    ends = models.CharField(max_length=5, blank=True)
    never = models.BooleanField(default=False)
    source = models.URLField(max_length=500, blank=True)
    sourced = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["side_id", "position", "code"]
