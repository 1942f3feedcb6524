"""Concepts and the words for them, per language, with their standing."""

from typing import ClassVar

from django.db import models


class Concept(models.Model):
    """One idea, whatever it is called."""

    id = models.SlugField(primary_key=True, max_length=80)
    subject = models.CharField(max_length=40, blank=True)
    note_en = models.TextField(blank=True)
    note_ja = models.TextField(blank=True)
    provisions = models.JSONField(default=list)

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
