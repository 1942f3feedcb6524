"""The posts room's tables: advice to a successor, handovers, and what each of them moved."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Post, Side
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Item, Record


class Advice(Record):
    """What the holder of a post tells whoever comes next, and nobody else."""

    post = models.CharField(max_length=80)


class Handover(models.Model):
    """That a post changes hands on a day, or that all it owns goes to another post."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handovers")
    to = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    """The post that takes everything over; None where only the holder changes."""
    leaver = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    """Who leaves the post; None where nobody acts in it."""
    successor = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    """Who comes; None where nobody is appointed yet: the post is vacant then, and shown so."""
    roles = models.JSONField(default=list)
    """Codes of the roles that the successor has in the post."""
    on = models.DateField()
    """The first day on which it holds, on the calendar of its side."""
    state = models.CharField(max_length=12, default="planned")
    """``planned``, ``held`` (refused when due), ``done``, ``cancelled`` or ``undone``."""
    refusal = models.JSONField(default=dict)
    """Of a held one: ``code``, and ``message`` and ``hint`` per language."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    """When it was cancelled or undone."""
    upto = models.BigIntegerField(null=True)
    """How long the timeline was when it was done: what comes after was done with it since."""
    kept = models.JSONField(default=dict)
    """What undoing it needs: the roles of the leaver, and the names of holders it changed."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post"],
                condition=models.Q(state__in=["planned", "held"]),
                name="handover_open_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "on"])]
        ordering: ClassVar = ["-on", "-at"]

    def __str__(self) -> str:
        return f"{self.post_id} {self.on} {self.state}"

    @property
    def open(self) -> bool:
        """Whether it is still to be carried out."""
        return self.state in ("planned", "held")


class Moved(models.Model):
    """One thing that a handover gave to another post."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="moved")
    code = models.CharField(max_length=40)
    """Of its belonging."""
    thing = models.CharField(max_length=120)
    """Its id within that."""
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.code} {self.thing}"
