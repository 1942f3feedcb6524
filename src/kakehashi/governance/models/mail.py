"""Reminders by mail: what was sent to whom, so that nobody is told the same thing twice."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account
from kakehashi.people.models.accounts import fresh_id


class Digest(models.Model):
    """The one mail of a person on a day, or that there was nothing to send."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    """Where the reader is."""
    state = models.CharField(max_length=12)
    """``nothing``, ``claimed``, ``sent``, ``waiting`` (the server could not be asked), ``refused``
    (the server would not take it) or ``unknown`` (nobody knows whether it arrived)."""
    things = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    """What the server said, without any address."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "day"], name="digest_once_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "claimed_at"], name="digest_state")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day} {self.state}"


class Reminder(models.Model):
    """That somebody was told one thing: never told again by mail."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="reminders")
    key = models.CharField(max_length=120)
    """What was told: the need, the record, and how often it was told of before."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "key"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return self.key
