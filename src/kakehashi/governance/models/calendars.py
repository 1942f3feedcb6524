"""Calendar feeds: secret addresses that calendar programs read, revoked at will."""

import uuid
from typing import ClassVar

import uuid_utils.compat
from django.db import models

from kakehashi.people.models import Account, Post
from kakehashi.records.models import Item


def fresh_id() -> uuid.UUID:
    """Return a new UUIDv7."""
    return uuid_utils.compat.uuid7()


class CalendarFeed(models.Model):
    """A secret address at which calendar programs read. Only the secret's digest is kept."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="calendar_feeds")
    """Whose eyes it reads with."""
    scope = models.CharField(max_length=8)
    """``person``, ``post`` or ``body``."""
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Item, null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret."""
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    """The day it was last read; no finer, so that reading is not watched."""

    class Meta:
        ordering: ClassVar = ["account_id", "made_at"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.scope}"
