"""The retention room's tables: departures from the schedule, and what was done by it.

Every row is for one side's eyes. No record has a row here by default.
"""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Audience, Side
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Item


class Filing(models.Model):
    """A record that one side files in another class than that of its kind."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    file_class = models.CharField(max_length=40)
    """Code of a class of the side's schedule."""
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "side"], name="filing_once_a_side")
        ]
        indexes: ClassVar = [models.Index(fields=["side", "file_class"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.file_class}"


class Hold(models.Model):
    """Something that stops the disposal of a record, or of a whole file, until it is released."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    """The record; empty where it holds a file."""
    file_class = models.CharField(max_length=40, blank=True)
    year = models.SmallIntegerField(null=True)
    ground = models.CharField(max_length=12)
    """``legal``, ``enquiry``, ``audit`` or ``work``."""
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(item__isnull=False, file_class="", year__isnull=True)
                | models.Q(item__isnull=True, year__isnull=False),
                name="hold_of_record_or_file",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["side", "released_at"]),
            models.Index(fields=["item", "released_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.item_id or self.file_class} {self.ground}"


class Transfer(models.Model):
    """A package made for the archive: what went into it, so that it can be made again the same."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    file_class = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    items = models.JSONField(default=list)
    """Ids of the records in it, in their order."""
    withheld = models.JSONField(default=list)
    """Reference and code of the reason of each record of the file that is not in it."""
    versions = models.JSONField(default=list)
    """Keys of the versions in it, in their order."""
    event_before = models.BigIntegerField()
    """Timeline events from this number on are not in it."""
    audiences = models.JSONField(default=list)
    """Numbers of the audiences that whoever made it was in: of which events are in it."""
    files = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    """Bytes of all its files before packing."""
    manifest_digest = models.CharField(max_length=64)
    """SHA-256 of ``manifest-sha256.txt``."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    receipt = models.CharField(max_length=120, blank=True)
    """Number under which the archive took it in."""
    receipt_date = models.DateField(null=True)
    receipt_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["side", "file_class", "year"])]

    def __str__(self) -> str:
        return f"{self.file_class} {self.year}"


class Disposal(models.Model):
    """A proposal to destroy a file that is due; once carried out, its certificate."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    file_class = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    until = models.DateField()
    """Last day of its retention when it was proposed."""
    basis = models.JSONField(default=dict)
    """What the schedule then said, so that the certificate stays readable: names, basis, years."""
    state = models.CharField(max_length=12, default="proposed")
    """``proposed``, ``carried_out``, ``declined`` or ``withdrawn``."""
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    authority = models.CharField(max_length=120, blank=True)
    """Number of the consent or decision under which it was approved."""
    settled_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["side", "file_class", "year"],
                condition=models.Q(state="proposed"),
                name="disposal_open_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["side", "state"])]

    def __str__(self) -> str:
        return f"{self.file_class} {self.year} {self.state}"


class Disposed(models.Model):
    """One record of a disposal: what became of it, and the digests that stay."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="records")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, default="proposed")
    """``proposed``, ``destroyed``, ``waits`` for the other side, or ``kept``."""
    why = models.CharField(max_length=24, blank=True)
    """Code of the reason why it was kept or waits."""
    versions = models.JSONField(default=list)
    """Number, content digest and version digest of each version that was destroyed."""
    attachments = models.JSONField(default=list)
    """SHA-256 of each attachment that was destroyed."""
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["disposal", "item"], name="disposed_once")
        ]
        indexes: ClassVar = [models.Index(fields=["item", "outcome"])]
        ordering: ClassVar = ["disposal_id", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.outcome}"
