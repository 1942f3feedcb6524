"""The framework room as Django sees it."""

from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    """Provisions, pillars, areas and what the text names."""

    name = "kakehashi.framework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, and what posts own of it."""
        from kakehashi.framework import belongings, kinds  # noqa: F401
