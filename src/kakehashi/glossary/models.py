"""Concepts and the words for them, per language, with their standing; how they changed."""

import uuid
from typing import ClassVar

from django.db import models

from kakehashi.people.models import Account


class Concept(models.Model):
    """One idea, whatever it is called."""

    id = models.SlugField(primary_key=True, max_length=80)
    subject = models.CharField(max_length=40, blank=True)
    """What it is the name of, as ``kind:ref``: ``area:SC``, ``organisation:mic``."""
    definition_en = models.TextField(blank=True)
    definition_ja = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    """Address or document that says it, or :data:`kakehashi.glossary.rules.OURS`."""
    note_en = models.TextField(blank=True)
    note_ja = models.TextField(blank=True)
    provisions = models.JSONField(default=list)
    name = models.BooleanField(default=False)
    """Whether it is a proper name, which must stand in both languages."""
    homonym = models.BooleanField(default=False)
    """Whether it may share its preferred word with another concept."""
    pointed_out = models.BooleanField(default=False)
    """Whether its avoided words are pointed out wherever they stand, not only beside the concept
    in the other language."""
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.id


class Word(models.Model):
    """A word for a concept: preferred, admitted or avoided."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=200)
    normal = models.CharField(max_length=200, db_index=True)
    """What all its forms and spellings share (:func:`kakehashi.wording.word_key`)."""
    standing = models.CharField(max_length=12)
    """``preferred``, ``admitted`` or ``avoided``."""
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["concept_id", "language", "position"]

    def __str__(self) -> str:
        return self.text


class Change(models.Model):
    """One change of one concept: what it was, what it became, by whom."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    batch = models.UUIDField(default=uuid.uuid4, db_index=True)
    """Changes made by one hand at once, as from one file."""
    step = models.CharField(max_length=12)
    """``added``, ``changed``, ``retired`` or ``restored``."""
    before = models.JSONField(null=True)
    """The concept as it was, as :meth:`kakehashi.glossary.concepts.NewConcept.data` writes it."""
    after = models.JSONField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["concept_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concept", "number"], name="glossary_change_number")
        ]

    def __str__(self) -> str:
        return f"{self.concept_id} {self.number}"

    @property
    def event(self) -> str:
        """The name of its event on the timeline."""
        return f"glossary.concept.term_{self.step}"


class BroughtFile(models.Model):
    """A file that somebody looks at before its changes are made; or whose changes were made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    brought_at = models.DateTimeField()
    batch = models.UUIDField(null=True)
    """The changes that were made of it."""
    made_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-brought_at"]

    def __str__(self) -> str:
        return self.name
