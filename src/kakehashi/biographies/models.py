"""The biographies room's table."""

from typing import ClassVar

from django.db import models

from kakehashi.records.models import Record


class Biography(Record):
    """The short biography of somebody in a public office, as one side wrote it."""

    person = models.CharField(max_length=80, blank=True)
    """Id of a :class:`kakehashi.people.models.Person`."""
    post = models.CharField(max_length=80, blank=True)
    """Id of the :class:`kakehashi.people.models.Post` that the person holds."""
    as_of = models.DateField(null=True)
    """The day on which it was last known to be right."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["audience", "person"], name="biography_of"),
            models.Index(fields=["audience", "as_of"], name="biography_by_day"),
        ]
