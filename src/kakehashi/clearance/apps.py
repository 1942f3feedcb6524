"""The clearance room as Django sees it."""

from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    """Clearance of texts within one side."""

    name = "kakehashi.clearance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter what posts own of it, and what is destroyed with a record."""
        from kakehashi.clearance import belongings, destroying  # noqa: F401
