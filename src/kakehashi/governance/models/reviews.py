"""Reviews of scope and objectives with the changes they propose, and what is raised elsewhere."""

from typing import ClassVar

from django.db import models

from kakehashi.records.models import Record


class Review(Record):
    """A review of scope and objectives, from what prompted it to the text it leads to."""

    standing = models.CharField(max_length=12, default="open")
    """One of :data:`kakehashi.governance.review_rules.STANDINGS`; in force once there is the
    edition that it led to."""
    takes_effect = models.DateField(null=True)
    """The first day of the new text."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "standing"])]


class ProvisionChange(Record):
    """One change to the framework that a review proposes."""

    review = models.CharField(max_length=80)
    """Reference of the review."""
    change = models.CharField(max_length=12)
    number = models.CharField(max_length=40, blank=True)
    """The number in the new text."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["review", "audience"])]


class Referral(Record):
    """A matter raised in a treaty body, and what was said there."""

    body = models.CharField(max_length=80)
    standing = models.CharField(max_length=12, default="to_raise")
    date = models.DateField(null=True)
    """The day it was raised."""
    reply_date = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["audience", "standing"]),
            models.Index(fields=["body", "audience"]),
        ]
