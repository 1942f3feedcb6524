"""The retention room as Django sees it."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """How long records are kept, and what becomes of them."""

    name = "kakehashi.retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what stays with whoever did it."""
        from kakehashi.retention import belongings  # noqa: F401
