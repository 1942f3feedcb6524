"""The framework room as Django sees it."""

from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    """Provisions, pillars, areas and what the text names."""

    name = "kakehashi.framework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, what posts own of it, and whose partnership it is."""
        from kakehashi.framework import belongings, kinds, selectors  # noqa: F401
        from kakehashi.look import partnership

        partnership.told_by(selectors.words_for_participants, selectors.sides_seen)
