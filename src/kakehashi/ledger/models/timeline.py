"""The timeline: events chained by digest, and the head that says how far the chain goes."""

from django.db import models

EMPTY = "0" * 64
"""The ``previous`` of the first event."""


class Event(models.Model):
    """One write. Holds ids, digests and field names, never text or a person's name.

    Erasing a person or destroying a text therefore leaves the chain whole.
    """

    sequence = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor = models.CharField(max_length=36)
    side = models.CharField(max_length=8, blank=True)
    subject = models.CharField(max_length=36, blank=True)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    # Who may read of it on a page. Outside the digest: numbers of audiences are this node's own.
    audience_id = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "audience_id", "sequence"]),
            models.Index(fields=["audience_id", "sequence"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.name}"


class Head(models.Model):
    """How many events the chain has and the digest of the last; one row, locked to append."""

    chain = models.CharField(max_length=16, primary_key=True, default="timeline")
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=EMPTY)

    def __str__(self) -> str:
        return f"{self.chain} {self.size}"
