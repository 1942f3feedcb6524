"""Joint actions and what is told of them, in the database."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Record


class JointAction(Record):
    """One promise of a provision, tracked until it is done, concluded or overtaken.

    ``progress`` follows the newest update that the Participants see, ``progress_public`` the
    newest that was published; both are derived, never part of the wording that is confirmed.
    """

    provision = models.CharField(max_length=40)
    area = models.CharField(max_length=20, blank=True)
    pillar = models.CharField(max_length=20, blank=True)
    nature = models.CharField(max_length=20)
    strength = models.PositiveSmallIntegerField(default=0)
    due_date = models.DateField(null=True)
    progress = models.CharField(max_length=24, default="not_yet_reported")
    progress_public = models.CharField(max_length=24, default="not_yet_reported")
    reported_at = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["audience", "sort_key"]),
            models.Index(fields=["audience", "area", "sort_key"]),
            models.Index(fields=["audience", "nature", "progress", "sort_key"]),
            models.Index(
                fields=["audience", "nature", "strength", "progress_public", "state"],
                name="action_tally",
            ),
            models.Index(fields=["audience", "due_date"]),
            models.Index(fields=["audience", "updated_at"]),
            models.Index(fields=["provision", "audience", "sort_key"]),
        ]


class Initiative(Record):
    """A piece of joint work under one or more joint actions."""

    starts = models.CharField(max_length=10, blank=True)
    ends = models.CharField(max_length=10, blank=True)


class Milestone(Record):
    """A point to be reached by a day."""

    due_date = models.DateField(null=True)
    standing = models.CharField(max_length=12, default="planned")


class Update(Record):
    """What one side reports of a joint action. Each side speaks for itself."""

    date = models.CharField(max_length=10, blank=True)
    progress = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "updated_at"])]


class Result(Record):
    """What came of the joint work, with its evidence."""

    date = models.CharField(max_length=10, blank=True)
    result_kind = models.CharField(max_length=12, blank=True)
    area = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "date"])]


class Sheet(models.Model):
    """A spreadsheet that somebody looks at before its changes are made; gone after a day."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    """The file as it was sent, compressed."""
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "made_at"])]

    def __str__(self) -> str:
        return self.name
