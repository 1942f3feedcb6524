"""Action points, and the steps that each side took on them."""

from typing import ClassVar

from django.db import models

from kakehashi.records.models import Record


class ActionPoint(Record):
    """Something that one post has to do, as both sides worded it.

    What stands below ``date`` is derived from the steps that were taken, never part of the
    wording that is confirmed.
    """

    meeting = models.CharField(max_length=80, blank=True)
    body = models.CharField(max_length=80, blank=True)
    area = models.CharField(max_length=20, blank=True)
    owner = models.CharField(max_length=80, blank=True)
    """Id of the post that the wording names."""
    due_date = models.DateField(null=True)
    """The date that the wording asks for."""
    priority = models.BooleanField(default=False)
    date = models.DateField(null=True)
    """The day it was agreed."""

    standing = models.CharField(max_length=16, default="proposed")
    due_standing = models.CharField(max_length=12, default="undated")
    post = models.CharField(max_length=80, blank=True)
    """Id of the post that owns it now."""
    side = models.CharField(max_length=8, blank=True)
    """Side of that post."""
    organisation = models.CharField(max_length=60, blank=True)
    agreed_date = models.DateField(null=True)
    """The due date that its owner's side stands behind; overdue is counted from no other."""
    offered_date = models.DateField(null=True)
    """The due date that waits for somebody's acceptance."""
    due_on = models.DateField(null=True)
    """One of the two, to sort by: what is firm before what is offered."""
    done_date = models.DateField(null=True)
    """The day it is said to have been done."""
    closed_date = models.DateField(null=True)
    """The day on which it ended, where it was closed."""
    reopen_until = models.DateField(null=True)
    """The last day on which the other side may reopen it."""
    reported_side = models.CharField(max_length=8, blank=True)
    """The side that closed it or reported it done."""
    done_public = models.BooleanField(default=False)
    """Whether the step that closed it was published."""
    steps = models.PositiveIntegerField(default=0)
    """How many steps were taken."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["audience", "standing", "agreed_date"], name="point_standing"),
            models.Index(fields=["audience", "side", "standing"], name="point_side"),
            models.Index(fields=["audience", "post", "standing"], name="point_post"),
            models.Index(fields=["audience", "area", "standing"], name="point_area"),
            models.Index(fields=["audience", "body", "standing"], name="point_body"),
            models.Index(fields=["audience", "due_on", "sort_key"], name="point_due"),
            models.Index(fields=["meeting", "audience"], name="point_meeting"),
        ]


class ActionEntry(Record):
    """One step on an action point, as one side took it."""

    step = models.CharField(max_length=16)
    date = models.DateField(null=True)
    """The day it was done, of a step that says so."""
    due_date = models.DateField(null=True)
    """The due date that was proposed or accepted."""
    post = models.CharField(max_length=80, blank=True)
    """Id of the post that it was handed over to."""
