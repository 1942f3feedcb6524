"""The workplan room as Django sees it."""

from django.apps import AppConfig


class WorkplanConfig(AppConfig):
    """Joint actions and what comes of them."""

    name = "kakehashi.workplan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, and what posts own of it."""
        from kakehashi.workplan import belongings, kinds  # noqa: F401
