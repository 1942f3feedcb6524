"""Bodies, and the dated names they bear."""

from typing import ClassVar

from django.db import models

from kakehashi.records.models import Item, Record


class Body(Record):
    """A council, group, working group or treaty committee."""

    body_kind = models.CharField(max_length=30, blank=True)
    every = models.CharField(max_length=20, blank=True)


class BodyName(models.Model):
    """A name of a body in one language, as one issuer writes it from a day until a day."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="body_names")
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=200)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    issued_by = models.JSONField(default=list)
    in_text = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["item_id", "position"]

    def __str__(self) -> str:
        return self.text
