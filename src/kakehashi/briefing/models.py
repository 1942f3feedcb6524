"""What briefing keeps: templates that a side took for its papers, and papers being made."""

from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account, Side
from kakehashi.people.models.accounts import fresh_id


class PaperTemplate(models.Model):
    """A template that a side took for one paper in one language. Earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(max_length=30)
    language = models.CharField(max_length=8)
    """``ja``, ``en``, ``both`` or ``side``."""
    name = models.CharField(max_length=200)
    """Of the file, as it was sent."""
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    in_use = models.BooleanField(default=False)
    by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["side", "paper", "language"],
                condition=models.Q(in_use=True),
                name="one_template_in_use",
            ),
            models.UniqueConstraint(
                fields=["side", "paper", "language", "sha256"], name="template_taken_once"
            ),
        ]
        ordering: ClassVar = ["paper", "language", "-at", "-id"]

    def __str__(self) -> str:
        return f"{self.side_id} {self.paper} {self.language}"


class PaperOrder(models.Model):
    """A long paper that is made in the background, for the one who asked; gone after a day."""

    id = models.UUIDField(primary_key=True, default=fresh_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    paper = models.CharField(max_length=30)
    language = models.CharField(max_length=8)
    for_whom = models.CharField(max_length=8)
    form = models.CharField(max_length=8)
    meeting = models.CharField(max_length=80, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    address = models.CharField(max_length=400)
    """Where the paper is found again; printed on it."""
    state = models.CharField(max_length=8, default="waiting")
    """``waiting``, ``making``, ``ready`` or ``refused``."""
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    """Parts that are written, of how many; nothing before it has begun."""
    refusal = models.JSONField(default=dict)
    """Of a refused one: ``code``, and ``message`` and ``hint`` per language."""
    content = models.BinaryField(null=True)
    name_en = models.CharField(max_length=200, blank=True)
    name_ja = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "at"]),
            models.Index(fields=["account", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.state}"
