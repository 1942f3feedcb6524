"""The logs of a line as this node holds them: its own, and the mirror of the other side's."""

from typing import ClassVar

from django.db import models

OPEN, ASKING, FROZEN, CLOSED = "open", "asking", "frozen", "closed"
STATES = (OPEN, ASKING, FROZEN, CLOSED)
"""``asking``: nothing is appended or signed until the other side was asked what it received."""


class Log(models.Model):
    """One log: what is in it, what was signed of it, what was countersigned.

    Three sizes, each at most the one before it for an own log: entries that are durable here
    (``size``), entries under the last signed checkpoint, entries under the last countersigned one.
    A mirror may know a checkpoint before it has the entries.
    """

    origin = models.CharField(max_length=255, primary_key=True)
    own = models.BooleanField()
    state = models.CharField(max_length=8, default=OPEN)
    size = models.BigIntegerField(default=0)
    peaks = models.BinaryField(default=bytes)
    """Roots of the complete subtrees at ``size``, 32 bytes each, left to right."""
    signed_size = models.BigIntegerField(default=0)
    signed = models.BinaryField(default=bytes)
    """The last checkpoint with the origin's signatures: a signed note, empty before the first."""
    countersigned_size = models.BigIntegerField(default=0)
    countersigned = models.BinaryField(default=bytes)
    """The last checkpoint with the signatures of both sides, empty before the first."""
    filed_size = models.BigIntegerField(default=0)
    """Entries whose tiles lie in files."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gte=0), name="log_size_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Leaf(models.Model):
    """One entry of a log. Never changed, never deleted."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="leaves", db_index=False)
    index = models.BigIntegerField()
    content = models.BinaryField()
    """At most 65,535 bytes (C2SP tlog-tiles, “Log entries”)."""
    hash = models.BinaryField()
    """SHA-256 of 0x00 and the content (RFC 6962, section 2.1)."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "index"], name="leaf_index_once"),
        ]

    def __str__(self) -> str:
        return f"{self.log_id} {self.index}"


class Fork(models.Model):
    """Evidence that a log forked: two checkpoints with its signatures that cannot both be true.

    Anyone who has the log's keys can check it.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="forks")
    first = models.BinaryField()
    second = models.BinaryField()
    first_root = models.BinaryField()
    """Root of the entries held here at the smaller of the two sizes, where both sizes differ."""
    found_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["found_at", "pk"]

    def __str__(self) -> str:
        return f"{self.log_id} {self.found_at:%Y-%m-%d}"
