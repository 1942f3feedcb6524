"""The governance room as Django sees it."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Bodies, meetings, decisions."""

    name = "kakehashi.governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of this room, and what posts own of it."""
        from kakehashi.governance import belongings, kinds  # noqa: F401
