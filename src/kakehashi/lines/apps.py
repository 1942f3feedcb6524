"""The lines room as Django sees it."""

from django.apps import AppConfig


class LinesConfig(AppConfig):
    """Lines to take and Q&A."""

    name = "kakehashi.lines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, and what posts own of it."""
        from kakehashi.lines import belongings, destroying, kinds  # noqa: F401
