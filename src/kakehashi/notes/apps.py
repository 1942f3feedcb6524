"""The notes room as Django sees it."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """Contact notes."""

    name = "kakehashi.notes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, and what posts own of it."""
        from kakehashi.notes import belongings, destroying, kinds  # noqa: F401
