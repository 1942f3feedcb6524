"""Audiences: every distinct answer to "for whom is this?", as one small number."""

from typing import ClassVar

from django.db import models


class Audience(models.Model):
    """One distinct combination of what decides who may see a row.

    Rows never change and are never deleted: a record that is shared more widely points to
    another audience. ``superseded_by`` is the audience of the newer text of the same record;
    who may see that one is not shown this one, so that a list has each record once.
    """

    digest = models.CharField(max_length=64, unique=True)
    reach = models.CharField(max_length=16)
    """``own_side``, ``participants``, ``named`` or ``public``."""
    origin = models.CharField(max_length=8, blank=True)
    sides = models.JSONField(default=list)
    organisation = models.CharField(max_length=60, blank=True)
    groups = models.JSONField(default=list)
    people = models.JSONField(default=list)
    """Account ids, for ``named``."""
    limits = models.JSONField(default=list)
    state = models.CharField(max_length=16)
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.id} {self.reach} {self.state}"
