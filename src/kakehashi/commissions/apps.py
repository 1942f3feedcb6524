"""The commissions room as Django sees it."""

from django.apps import AppConfig


class CommissionsConfig(AppConfig):
    """Requests to many offices and what they return."""

    name = "kakehashi.commissions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, and what posts own of it."""
        from kakehashi.commissions import belongings, destroying, kinds, owing  # noqa: F401
