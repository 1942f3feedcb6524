"""Decisions, and what became of them."""

from typing import ClassVar

from django.db import models

from kakehashi.records.models import Record


class Decision(Record):
    """What a meeting decided, or the outcome of its discussion."""

    meeting = models.CharField(max_length=80, blank=True)
    area = models.CharField(max_length=20, blank=True)
    date = models.DateField(null=True)
    due_date = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "date"])]


class FollowUp(Record):
    """What became of a decision, as one side says."""

    date = models.CharField(max_length=10, blank=True)
    ending = models.CharField(max_length=12)
