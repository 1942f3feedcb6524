"""The drafting room's tables: joint texts, comments, exceptions accepted, silence, own rules."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Post, Side
from kakehashi.people.models.accounts import fresh_id
from kakehashi.records.models import Item, Record, Version


class JointText(Record):
    """A joint statement, memorandum, outcome document, minutes or press line."""

    text_kind = models.CharField(max_length=20)
    meeting = models.CharField(max_length=80, blank=True)
    body = models.CharField(max_length=80, blank=True)
    area = models.CharField(max_length=20, blank=True)
    date = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "text_kind", "sort_key"])]


class Comment(Record):
    """What one side says of a record, or of one paragraph of it."""

    paragraph = models.CharField(max_length=40, blank=True)
    resolved = models.BooleanField(default=False)


class Acceptance(models.Model):
    """That a finding of a check was accepted, by whom and why.

    It goes with the sentence it was given for: who may read that sentence as an official of a
    side may read it, and it lapses when the sentence is changed.
    """

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    """The text it was given on."""
    paragraph = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    """``ja``, ``en``, or ``both`` for a difference between them."""
    rule = models.CharField(max_length=80)
    found = models.CharField(max_length=300)
    passage = models.CharField(max_length=64)
    """Digest of the sentence, or of the paragraph in both languages."""
    reason = models.TextField()
    own = models.BooleanField(default=False)
    """Whether the rule is of the side's own, which the other side never sees."""
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["item", "withdrawn_at"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.rule}"


class Silence(models.Model):
    """That a text is confirmed unless a side objects by a moment."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    content_digest = models.CharField(max_length=64)
    until = models.DateTimeField()
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")
    """``open``, ``objected``, ``confirmed``, or ``void`` when the text changed meanwhile."""
    objected_by = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state="open"), name="silence_open_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "until"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.until:%Y-%m-%d} {self.state}"


class SideRules(models.Model):
    """Wording rules that a side added for its own eyes: each saving is a row, the newest counts."""

    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    """YAML as it was entered; empty for none."""
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["side", "-id"])]

    def __str__(self) -> str:
        return f"{self.side_id} {self.at:%Y-%m-%d}"
