"""The biographies room as Django sees it."""

from django.apps import AppConfig


class BiographiesConfig(AppConfig):
    """Short biographies of office-holders."""

    name = "kakehashi.biographies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kind of this room, and what posts own of it."""
        from kakehashi.biographies import belongings, kinds  # noqa: F401
