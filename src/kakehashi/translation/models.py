"""The translation room's tables: the job as a record, its course, its passages, what came back."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from kakehashi.people.models import Account, Audience, Organisation, Post, Side
from kakehashi.records.models import Item, Record, Version
from kakehashi.translation.rules import ASKED, EMPTY, SEEN


class TranslationJob(Record):
    """A request that somebody translate passages of a record; of one side alone."""

    translated = models.CharField(max_length=80)
    """Reference of the record that is translated."""
    source = models.CharField(max_length=8)
    target = models.CharField(max_length=8)


class Job(models.Model):
    """The course of a job: what is translated, by whom, by when, and where it stands."""

    item = models.OneToOneField(
        Item, on_delete=models.PROTECT, primary_key=True, related_name="translation"
    )
    of = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="translations")
    """The record that is translated."""
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    """The text that the passages were taken from."""
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The office that asks."""
    source = models.CharField(max_length=8)
    target = models.CharField(max_length=8)
    state = models.CharField(max_length=12, default=ASKED)
    due_date = models.DateField()
    translator = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    """The post that translates; empty for somebody outside."""
    translator_name = models.CharField(max_length=200, blank=True)
    """Who outside translates."""
    reviewer = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    """The post that reviews; empty where whoever asked does."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    """Whose it is: the post that asked, not the person."""
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True)
    """Why it was cancelled or declined."""
    proposed = models.BooleanField(default=False)
    """Whether what was accepted went in as proposals, the pen being the other side's."""
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["audience", "state", "due_date"]),
            models.Index(fields=["audience", "settled_at"]),
            models.Index(fields=["of", "audience"]),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class Passage(models.Model):
    """One paragraph of a job: a field of the record as it was sent, and its translation."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="passages")
    field = models.CharField(max_length=80)
    """Name of the record's text field: its identity in every file that goes out."""
    position = models.PositiveSmallIntegerField()
    label_en = models.CharField(max_length=120)
    label_ja = models.CharField(max_length=120)
    source = models.TextField()
    """The words to translate, as they were sent."""
    before = models.TextField(blank=True)
    """What the record said in the target language then."""
    words = models.TextField(blank=True)
    """The translation as it now stands in the job."""
    state = models.CharField(max_length=12, default=EMPTY)
    comment = models.TextField(blank=True)
    """Of the reviewer, or of the translator."""
    seen = models.CharField(max_length=64, blank=True)
    """Digest of the record's words that the reviewer saw when accepting."""
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["job_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "field"], name="translation_passage_once")
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.field}"

    @property
    def label(self) -> str:
        """What the field is called, in the language of the page being made."""
        return self.label_ja if get_language() == "ja" else self.label_en


class Delivery(models.Model):
    """A translation that came back: looked at first, then taken, and perhaps taken out again."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField()
    form = models.CharField(max_length=8)
    name = models.CharField(max_length=200, blank=True)
    """Of the file; empty for what was typed here."""
    state = models.CharField(max_length=8, default=SEEN)
    words = models.JSONField(default=dict)
    """Field to translation, of the passages that it fills in."""
    remarks = models.JSONField(default=dict)
    """What was met in the file: a code to the fields it was met at."""
    before = models.JSONField(default=dict)
    """Field to what the passage was before it was taken, so that it can be taken out again."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["job_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "number"], name="translation_delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.number} {self.state}"
