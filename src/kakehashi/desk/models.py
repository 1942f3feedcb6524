"""What the desk keeps of its own: views of a list that somebody saved."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account
from kakehashi.people.models.accounts import fresh_id


class SavedView(models.Model):
    """An address on the desk that somebody gave a name: a list with its filters.

    It gives nobody any right: whoever opens the address sees what they may see.
    """

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=1500)
    """Path and query without language prefix, host or page number."""
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    """Kept for a day after it was removed, so that it can be put back."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "saved_at"])]

    def __str__(self) -> str:
        return self.name
