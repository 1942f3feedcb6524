"""What the desk keeps of its own: views of a list that were saved, and what was last opened."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Post
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Item, Version


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


class Look(models.Model):
    """Which text of a record somebody last opened, so that what changed since can be marked.

    One row for each official and record: working state of this node that nothing else reads.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    """The post held then: whoever holds it next goes on from there."""
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Version, null=True, on_delete=models.CASCADE, related_name="+")
    """The last one with another text, opened before that."""
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "item"], name="look_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["post", "item"])]

    def __str__(self) -> str:
        return f"{self.account_id} {self.item_id}"
