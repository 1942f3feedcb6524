"""The enquiries room's tables: three kinds of record, and the working state of one side."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Audience, Post, Side
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Item, Record


class Enquiry(Record):
    """What somebody outside asks of one side, and its answer. Who asks stands elsewhere."""

    sort = models.CharField(max_length=24)
    """Code of a :class:`kakehashi.enquiries.rules.Sort` of its side."""
    received_date = models.DateField(null=True)
    area = models.CharField(max_length=20, blank=True)


class DisclosureConsultation(Record):
    """One side asks the other what it says to the release of papers; never for whom."""

    wanted_date = models.DateField(null=True)


class ConsultationReply(Record):
    """What the other side says to a release."""

    view = models.CharField(max_length=12)
    """One of :data:`kakehashi.enquiries.rules.VIEWS`."""


class Course(models.Model):
    """The course of an enquiry: whose it is, its clock, how it ended."""

    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="+")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=24)
    due_date = models.DateField(null=True)
    """Empty while the clock is stopped, or no day was given."""
    rest_date = models.DateField(null=True)
    """For the rest of very many documents, where a substantial part is due before."""
    stopped = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="open")
    """One of :data:`kakehashi.enquiries.rules.STATES`."""
    settled_date = models.DateField(null=True)
    settled_version = models.PositiveIntegerField(null=True)
    """Number of the text that was given as the answer."""
    late = models.BooleanField(default=False)
    why = models.CharField(max_length=500, blank=True)
    """Why it ended without an answer."""
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["audience", "state", "due_date"], name="enquiry_by_due"),
            models.Index(fields=["post", "state", "due_date"], name="enquiry_by_post"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class Requester(models.Model):
    """Who asks: the least that an answer needs, apart from every record, so that it can go."""

    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    """Where the answer goes."""
    erased_at = models.DateTimeField(null=True)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.item_id)


class ClockChange(models.Model):
    """One time that a clock was stopped, or was given more time; with its reason."""

    STOP, MORE = "stop", "more"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=4)
    """``stop`` or ``more``."""
    code = models.CharField(max_length=24)
    """Of the side's procedure: a :class:`~kakehashi.enquiries.rules.Pause` or an
    :class:`~kakehashi.enquiries.rules.Extension`."""
    start = models.DateField()
    """The day the requester was told or asked."""
    end = models.DateField(null=True)
    """Of a stop: the day on which what was waited for came."""
    until = models.DateField(null=True)
    """Of more time: the new day."""
    why = models.CharField(max_length=1000)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["item_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(what="stop", end=None),
                name="enquiry_stopped_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.code}"


class Consulting(models.Model):
    """That the other side was consulted for an enquiry, and what came of it; own side only.

    The consultation itself, which the other side reads, knows nothing of the enquiry.
    """

    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="+")
    enquiry = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    wanted_date = models.DateField()
    outcome = models.CharField(max_length=12, blank=True)
    """One of :data:`kakehashi.enquiries.rules.OUTCOMES`; empty before it was recorded."""
    outcome_date = models.DateField(null=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["enquiry_id", "at"]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.outcome}"


class Document(models.Model):
    """One line of a schedule of documents: what it is, what is done with it, and why."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    enquiry = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    """The record it is; empty for a file kept elsewhere."""
    version = models.PositiveIntegerField(null=True)
    """Number of the record's text that is in scope."""
    title = models.CharField(max_length=300)
    held = models.CharField(max_length=200, blank=True)
    """Where a file is kept, as its office finds it."""
    day = models.DateField(null=True)
    theirs = models.BooleanField(default=False)
    """Whether the other side has a say: it came from there, or both wrote it."""
    public = models.BooleanField(default=False)
    """Whether that very text is published already."""
    consulting = models.ForeignKey(
        Consulting, null=True, on_delete=models.PROTECT, related_name="documents"
    )
    decision = models.CharField(max_length=8, blank=True)
    """One of :data:`kakehashi.enquiries.rules.DECISIONS`; empty before it was decided."""
    reasons = models.JSONField(default=list)
    """Codes of the side's procedure."""
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    position = models.PositiveIntegerField()
    at = models.DateTimeField()
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["enquiry_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enquiry", "item"], name="document_listed_once"),
            models.UniqueConstraint(fields=["enquiry", "position"], name="document_one_place"),
        ]

    def __str__(self) -> str:
        return self.title
