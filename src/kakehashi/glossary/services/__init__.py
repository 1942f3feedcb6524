"""Writing the glossary: loading it, editing a concept, taking a file in and back."""

from kakehashi.glossary.concepts import STANDINGS, NewConcept
from kakehashi.glossary.services.bringing import (
    FileGone,
    UndoTooLate,
    brought_by,
    keep_file,
    look_at,
    make_changes,
    undo_changes,
)
from kakehashi.glossary.services.editing import (
    ConceptChanged,
    ConceptExists,
    add_concept,
    change_concept,
    restore_concept,
    retire_concept,
)
from kakehashi.glossary.services.loading import load_concepts

__all__ = [
    "STANDINGS",
    "ConceptChanged",
    "ConceptExists",
    "FileGone",
    "NewConcept",
    "UndoTooLate",
    "add_concept",
    "brought_by",
    "change_concept",
    "keep_file",
    "load_concepts",
    "look_at",
    "make_changes",
    "restore_concept",
    "retire_concept",
    "undo_changes",
]
